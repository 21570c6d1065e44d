package wechat_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"qunli/commerce/pay"
	"qunli/commerce/pay/wechat"
	"qunli/sandbox"
)

// says answers as the platform does, signed at a moment.
func (s *shop) says(rw http.ResponseWriter, body string, at time.Time) {
	s.Helper()
	m, err := s.world.Merchant(s.Context())
	if err != nil {
		s.Fatal(err)
	}
	block, _ := pem.Decode([]byte(m.PlatformKey))
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		s.Fatal(err)
	}
	stamp := fmt.Sprint(at.Unix())
	sum := sha256.Sum256([]byte(stamp + "\nonce\n" + body + "\n"))
	raw, err := rsa.SignPKCS1v15(rand.Reader, key.(*rsa.PrivateKey), crypto.SHA256, sum[:])
	if err != nil {
		s.Fatal(err)
	}
	for name, value := range map[string]string{"Timestamp": stamp, "Nonce": "once", "Signature": base64.StdEncoding.EncodeToString(raw), "Serial": m.PublicKeyID} {
		rw.Header().Set("Wechatpay-"+name, value)
	}
	_, _ = rw.Write([]byte(body))
}

// A refusal that nobody signed is no answer: a payment is neither closed nor refused by it, and closes when the provider says so.
func TestAnUnsignedRefusalIsNoAnswer(t *testing.T) {
	for _, said := range []string{`{"code":"NOT_FOUND"}`, `{"code":"ORDER_NOT_EXIST"}`, `{"code":"ORDERPAID"}`, `{"code":"PARAM_ERROR","message":"x"}`} {
		each(t, func(s *shop) {
			p, between := s.ask(1, 59*yuan), true
			s.front(func(*wechat.Account) {}, func(rw http.ResponseWriter, r *http.Request, on http.Handler) {
				if !between {
					on.ServeHTTP(rw, r)
					return
				}
				rw.WriteHeader(http.StatusNotFound)
				_, _ = rw.Write([]byte(said))
			})
			if _, err := s.office.Payment(s.Context(), p.Number); !errors.Is(err, pay.ErrNoAnswer) || errors.Is(err, pay.ErrAbsent) || errors.Is(err, pay.ErrRefused) {
				s.Error(err)
			}
			s.pass(16 * time.Minute)
			if got := s.get(p.ID); got.State != pay.Pending || len(heard[pay.Closed](s)) != 0 {
				s.Errorf("%s: %+v", said, got)
			}
			between = false
			s.pass(time.Hour)
			if got := s.get(p.ID); got.State != pay.Shut {
				s.Errorf("%s: %+v", said, got)
			}
			s.sound()
		})
	}
}

// What is asked for to check signatures by is believed no more than the rest: an unsigned "there is none" closes nothing either.
func TestAnUnsignedRefusalOfCertificatesIsNoAnswer(t *testing.T) {
	each(t, func(s *shop) {
		s.front(func(a *wechat.Account) { a.PublicID = "" }, func(rw http.ResponseWriter, r *http.Request, on http.Handler) {
			if r.URL.Path == "/v3/certificates" {
				rw.WriteHeader(http.StatusNotFound)
				_, _ = rw.Write([]byte(`{"code":"NOT_FOUND"}`))
				return
			}
			on.ServeHTTP(rw, r)
		})
		if _, err := s.office.Payment(s.Context(), "nobodys0001"); !errors.Is(err, pay.ErrNoAnswer) || errors.Is(err, pay.ErrAbsent) {
			s.Error(err)
		}
	}, func(c *sandbox.Settings) { c.PayCertificates = true })
}

// An answer counts within five minutes of being signed, of this merchant, in this currency.
func TestAnAnswerIsOfNowAndOfThisMerchant(t *testing.T) {
	each(t, func(s *shop) {
		m, err := s.world.Merchant(s.Context())
		if err != nil {
			s.Fatal(err)
		}
		paid := `{"mchid":"` + m.MchID + `","out_trade_no":"order0001","transaction_id":"42","trade_state":"SUCCESS","success_time":"2026-11-22T10:00:00+08:00","amount":{"total":5900,"currency":"CNY"}}`
		body, old := paid, time.Duration(0)
		s.front(func(*wechat.Account) {}, func(rw http.ResponseWriter, _ *http.Request, _ http.Handler) {
			s.says(rw, body, s.d.Clock.Now().Add(-old))
		})
		for _, c := range []struct {
			name, body string
			old        time.Duration
			good       bool
		}{
			{"its own", paid, 0, true}, {"four minutes old", paid, 4 * time.Minute, true},
			{"six minutes old", paid, 6 * time.Minute, false}, {"of the future", paid, -6 * time.Minute, false},
			{"another merchant's", strings.Replace(paid, m.MchID, "1900000001", 1), 0, false},
			{"nobody's", strings.Replace(paid, "mchid", "mch", 1), 0, false},
			{"dollars", strings.Replace(paid, "CNY", "USD", 1), 0, false},
		} {
			body, old = c.body, c.old
			stands, err := s.office.Payment(s.Context(), "order0001")
			if c.good != (err == nil && stands.Paid) || !c.good && !errors.Is(err, pay.ErrNoAnswer) {
				s.Errorf("%s: %+v, %v", c.name, stands, err)
			}
		}
	})
}
