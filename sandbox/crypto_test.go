package sandbox

import (
	"encoding/hex"
	"strings"
	"testing"
)

func vendorSealer(t *testing.T) *sealer {
	t.Helper()
	s, err := newSealer("QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The vectors that the vendor publishes with its libraries.
func TestTheVendorsVectorsAreRead(t *testing.T) {
	s := vendorSealer(t)
	if got := hex.EncodeToString(s.key); got != "8d69989bbaabe67328014c194631ad0719b3dca035b64023df292447aab60760" {
		t.Errorf("key %s", got)
	}
	echo := "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
	if got := s.sign("1409659589", "263014780", echo); got != "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3" {
		t.Errorf("signature %s", got)
	}
	if got, err := s.open(echo); err != nil || string(got) != "1616140317555161061" {
		t.Errorf("%q, %v", got, err)
	}
	post := "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q=="
	if got := s.sign("1409659813", "1372623149", post); got != "477715d11cdb4164915debcba66cb864d751f3e6" {
		t.Errorf("signature %s", got)
	}
	got, err := s.open(post)
	if err != nil || len(got) != 284 || !strings.Contains(string(got), "4561255354251345929") {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

// Encrypting is deterministic but for its random head: these two were checked against the vendor's own library.
func TestWhatIsSealedIsWhatTheVendorSeals(t *testing.T) {
	s := vendorSealer(t)
	for message, want := range map[string][2]string{
		"hello": {"sKqRbbiSUnDhFHOvPjtUMd2aKGsnO1wGUhhgmucZyOooAmp9WiC5uDkjoOv6eP1l5uh45DeEw9aco5AR3vyVtA==",
			"c6d2d762af13feaee36b18cb2b18779d082cc3eb"},
		strings.Repeat("x", 26): {"sKqRbbiSUnDhFHOvPjtUMSs1k8K1CdhVATTBQNj5RGfr2SSogQPwiaREvDG6j+anDDTQGRPc5XVafaRf07vjdJWo03DV9aa/cArn/HDtV476heTTKpJSMh7JMO1cnA3V",
			"6d7ce7ee0eb140f174bf53e418f7ceaebeaa6c3c"},
	} {
		got := s.sealWith([]byte("0123456789abcdef"), []byte(message))
		if got != want[0] || s.sign("1700000000", "12345", got) != want[1] {
			t.Errorf("%s: %s", message, got)
		}
		if back, err := s.open(got); err != nil || string(back) != message {
			t.Errorf("%s: %q, %v", message, back, err)
		}
	}
}

func TestWhatIsNotSealedHereIsRefused(t *testing.T) {
	s := vendorSealer(t)
	other := *s
	other.receiver = "ww-another"
	if _, err := s.open(other.seal([]byte("x"))); err != errReceiver {
		t.Errorf("another receiver: %v", err)
	}
	for _, bad := range []string{"", "!", "AAAA", s.seal([]byte("x"))[:24]} {
		if _, err := s.open(bad); err == nil {
			t.Errorf("%q is opened", bad)
		}
	}
	if _, err := newSealer("t", "short", "c"); err == nil {
		t.Error("a short key is taken")
	}
}
