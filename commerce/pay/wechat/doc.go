// Package wechat carries payments out by WeChat Pay, API v3: JSAPI orders, queries, closes, refunds, transfers to users that they
// confirm, notifications and bills.
//
// What holds:
//
//   - A call is signed by the merchant's key; what comes back is believed only when the platform signed it, by the public key or by
//     a certificate, whichever its serial names. Certificates are fetched when an unknown one is named.
//   - A call whose outcome is not known is ErrNoAnswer: it is made again under the same number.
//   - No call is made inside a transaction.
//   - A notification is verified, lately signed, decrypted, and then a hint: what it is about is asked for (ADR 0020).
//
// It shares nothing with the sandbox: neither types nor encryption.
package wechat
