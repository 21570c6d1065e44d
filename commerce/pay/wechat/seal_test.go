package wechat

import (
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"testing"
)

// The vector of the reference, §10.3.
func TestAResourceIsOpened(t *testing.T) {
	const key = "0123456789abcdef0123456789abcdef"
	s := sealed{Algorithm: "AEAD_AES_256_GCM", Nonce: "fdasfjihihih", Associated: "transaction", Ciphertext: "TYpd+S/67XpKtRU+pKtOkEwesnTKoYQiGcrSGsTUWH9bgYeoysgOWFsUlUQSuAR3QKCdqquAI6/Awyzi7RJyPGRQVPDD3+xp8ApSzEmguO8lK6qVId1RN0S+izd/la+3inO8wspl2MnviA1QNbGLf0tMjy06Hp3/s3mK7eTCdOKifIGnPj0Vj4Fl0/TYYx7CywmHuqPxS4+kZ+Kd/ags8BzgB110tivWymGYIoOhTLnSXrf3ybuDVMO6XmEvqQHC2bN4Zg=="}
	plain, err := s.open(key)
	const want = `{"out_trade_no":"T1","transaction_id":"4200000001","trade_state":"SUCCESS","amount":{"total":100,"payer_total":100,"currency":"CNY","payer_currency":"CNY"},"payer":{"openid":"oX"}}`
	if err != nil || string(plain) != want {
		t.Errorf("%s, %v", plain, err)
	}
	for name, spoil := range map[string]func(s *sealed){
		"nonce":      func(s *sealed) { s.Nonce = "fdasfjihihii" },
		"short":      func(s *sealed) { s.Nonce = "fdas" },
		"associated": func(s *sealed) { s.Associated = "refund" },
		"text":       func(s *sealed) { s.Ciphertext = "TYpd" + s.Ciphertext[8:] },
	} {
		bad := s
		spoil(&bad)
		if _, err := bad.open(key); !errors.Is(err, ErrCipher) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestASignatureIsOfEveryPart(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	signature, err := sign(key, "POST", "/v3/pay", "1772416800", "nonce", `{"a":1}`)
	if err != nil {
		t.Fatal(err)
	}
	if err := verify(&key.PublicKey, signature, "POST", "/v3/pay", "1772416800", "nonce", `{"a":1}`); err != nil {
		t.Error(err)
	}
	for _, parts := range [][]string{{"GET", "/v3/pay", "1772416800", "nonce", `{"a":1}`}, {"POST", "/v3/pay", "1772416800", "nonce", `{"a":2}`}, {"POST", "/v3/pay", "1772416801", "nonce", `{"a":1}`}} {
		if err := verify(&key.PublicKey, signature, parts...); !errors.Is(err, ErrSignature) {
			t.Errorf("%v: %v", parts, err)
		}
	}
	if err := verify(&key.PublicKey, "WECHATPAY/SIGNTEST/"+signature, "POST"); !errors.Is(err, ErrSignature) {
		t.Errorf("the platform's probe: %v", err)
	}
}

// The rows of a bill as they come: backticks, sums at the end.
func TestABillIsRead(t *testing.T) {
	const text = "\ufeff交易时间,微信订单号,商户订单号,交易状态,微信退款单号,商户退款单号,订单金额,申请退款金额\r\n" +
		"`2026-03-02 10:00:00,`4200,`pay1,`SUCCESS,`0,`0,`59.00,`0.00\r\n`2026-03-02 11:00:00,`4200,`pay1,`REFUND,`503,`rfd1,`59.00,`0.01\r\n" +
		"`2026-03-02 12:00:00,`4201,`pay2,`REVOKED,`0,`0,`1.00,`0.00\r\n总交易单数,应结订单总金额\r\n`3,`59.00\r\n"
	rows, err := readBill(text, tradeLine)
	if err != nil || len(rows) != 2 || rows[0].Amount != 5900 || rows[0].ProviderNo != "4200" || rows[1].Amount != 1 || rows[1].Number != "rfd1" {
		t.Errorf("%+v, %v", rows, err)
	}
	if _, err := readBill("a,b\r\n`1\r\n", tradeLine); !errors.Is(err, errBill) {
		t.Errorf("a row cut short: %v", err)
	}
}
