package sandbox

// Merchant is the merchant of WeChat Pay with its keys, and the platform's own. In the real world each side makes its own and shows
// the other the public half; here one click connects both.
type Merchant struct {
	MchID       string `json:"mch_id"`
	AppID       string `json:"app_id"`
	Serial      string `json:"serial"`       // of the merchant's certificate
	Key         string `json:"key"`          // PEM of the merchant's private key
	APIKey      string `json:"api_key"`      // 32 characters
	PlatformKey string `json:"platform_key"` // PEM of the private key
	PublicKeyID string `json:"public_id"`    // PUB_KEY_ID_…
	PublicKey   string `json:"public_key"`   // PEM of the platform's public key
	Certificate string `json:"certificate"`  // PEM of the platform's certificate
	CertSerial  string `json:"cert_serial"`
}

// PayOrder is a payment that a merchant announced.
type PayOrder struct {
	No          string    `json:"no"` // out_trade_no
	Prepay      string    `json:"prepay"`
	AppID       string    `json:"app_id"`
	OpenID      string    `json:"openid"`
	Description string    `json:"description"`
	Total       int64     `json:"total"` // fen
	Expire      int64     `json:"expire_ms"`
	Notify      string    `json:"notify"`
	Closed      bool      `json:"closed"`
	Late        bool      `json:"late"`        // money comes in once it is closed
	RefundLate  bool      `json:"refund_late"` // its refunds take a day
	Paid        []PayPaid `json:"paid"`        // more than once only where somebody made it so
	At          int64     `json:"at"`
}

// PayPaid is one transaction of a payment.
type PayPaid struct {
	ID    string `json:"id"`
	Total int64  `json:"total"` // fen
	At    int64  `json:"at"`
}

// PayRefund is a refund.
type PayRefund struct {
	No          string `json:"no"` // out_refund_no
	ID          string `json:"id"`
	Order       string `json:"order"`
	Transaction string `json:"transaction"`
	Amount      int64  `json:"amount"` // fen
	Total       int64  `json:"total"`
	Notify      string `json:"notify"`
	State       string `json:"state"` // PROCESSING, SUCCESS, ABNORMAL, CLOSED
	At          int64  `json:"at"`
	Due         int64  `json:"due"` // when it is done
	Done        int64  `json:"done"`
}

// PayBill is a transfer to a user.
type PayBill struct {
	No      string `json:"no"` // out_bill_no
	ID      string `json:"id"`
	OpenID  string `json:"openid"`
	Remark  string `json:"remark"`
	Amount  int64  `json:"amount"` // fen
	Package string `json:"package"`
	Notify  string `json:"notify"`
	State   string `json:"state"` // WAIT_USER_CONFIRM, SUCCESS, FAIL, CANCELLED
	Fail    string `json:"fail"`
	At      int64  `json:"at"`
	Updated int64  `json:"updated"`
}

// PayPlant spoils one row of the bill of a day: leaves it out, puts one in that nobody knows, or changes its amount.
type PayPlant struct {
	Day  string `json:"day"`
	What string `json:"what"` // missing, extra, amount
	No   string `json:"no"`   // of the order or refund; of an extra one whatever
	Fen  int64  `json:"fen"`  // of an extra one; added to the amount
}

// payNote is a notification, kept as the text of an event.
type payNote struct {
	URL      string `json:"url"`
	Type     string `json:"type"`     // TRANSACTION.SUCCESS, …
	Original string `json:"original"` // transaction, refund, mch_payment
	Resource string `json:"resource"` // JSON, in clear
}
