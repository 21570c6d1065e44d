// Package hook takes what other systems push: orders of a shop system, signed.
//
//	POST /hook/orders/{source}
//	X-Qunli-Timestamp: 1772416800
//	X-Qunli-Signature: sha256=<hex of HMAC-SHA256(secret, timestamp + "." + body)>
//	{"documents": [{"order_no": "1001", "at": 1772416800000, "buyer": [{"kind": "phone", "value": "…"}],
//	  "store": "S1", "lines": [{"sku": "A", "quantity": "2", "price": "29.90"}]}]}
//
// Every source has a secret of its own, made by Keys.Issue and kept sealed. A request without a sound signature, of an
// unknown source, or signed more than five minutes from now is refused with 403 and logged; nobody learns which it was.
// The documents of a request are taken all or none; the same documents again change nothing and are answered 200. Fields
// that this program does not know are ignored: shop systems send many.
package hook
