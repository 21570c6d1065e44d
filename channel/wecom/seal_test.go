package wecom

import (
	"bytes"
	"testing"
)

const (
	sampleToken    = "QDG6eK"
	sampleKey      = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
	sampleReceiver = "wx5823bf96d3bd56c7"
)

func sample(t testing.TB) *Seal {
	t.Helper()
	s, err := NewSeal(sampleToken, sampleKey, sampleReceiver)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestPublishedVectors holds our reading against the texts that the vendor publishes with its libraries (reference §2.1).
func TestPublishedVectors(t *testing.T) {
	s := sample(t)
	message, err := s.Open("5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3", "1409659589", "263014780",
		"P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==")
	if err != nil || string(message) != "1616140317555161061" {
		t.Errorf("echo: %q, %v", message, err)
	}
	message, err = s.Open("477715d11cdb4164915debcba66cb864d751f3e6", "1409659813", "1372623149",
		"RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q==")
	if err != nil || len(message) != 284 || !bytes.Contains(message, []byte("<Content><![CDATA[hello]]></Content>")) {
		t.Errorf("message: %q, %v", message, err)
	}
}

// TestWhatWeMake is the same bytes for the same random bytes; the second message fills its block, so a whole one of padding follows.
func TestWhatWeMake(t *testing.T) {
	s := sample(t)
	for _, tt := range []struct{ message, encrypted, signature string }{
		{"hello", "sKqRbbiSUnDhFHOvPjtUMd2aKGsnO1wGUhhgmucZyOooAmp9WiC5uDkjoOv6eP1l5uh45DeEw9aco5AR3vyVtA==", "c6d2d762af13feaee36b18cb2b18779d082cc3eb"},
		{"xxxxxxxxxxxxxxxxxxxxxxxxxx", "sKqRbbiSUnDhFHOvPjtUMSs1k8K1CdhVATTBQNj5RGfr2SSogQPwiaREvDG6j+anDDTQGRPc5XVafaRf07vjdJWo03DV9aa/cArn/HDtV476heTTKpJSMh7JMO1cnA3V", "6d7ce7ee0eb140f174bf53e418f7ceaebeaa6c3c"},
	} {
		got := s.pack([]byte("0123456789abcdef"), []byte(tt.message))
		if got != tt.encrypted || s.Sign("1700000000", "12345", got) != tt.signature {
			t.Errorf("%q: %s, signed %s", tt.message, got, s.Sign("1700000000", "12345", got))
		}
		if back, err := s.Open(tt.signature, "1700000000", "12345", got); err != nil || string(back) != tt.message {
			t.Errorf("%q: %q, %v", tt.message, back, err)
		}
	}
}

func TestWhatIsRefused(t *testing.T) {
	s := sample(t)
	other, err := NewSeal(sampleToken, sampleKey, "wwother")
	if err != nil {
		t.Fatal(err)
	}
	foreign := other.Close([]byte("hello"))
	sound := s.Close([]byte("hello"))
	for name, tt := range map[string]struct {
		signature, encrypted string
		want                 error
	}{
		"signature of another text": {s.Sign("1", "2", foreign), sound, ErrSignature},
		"another company":           {s.Sign("1", "2", foreign), foreign, ErrReceiver},
		"no base64":                 {s.Sign("1", "2", "%"), "%", ErrCipher},
		"cut off":                   {s.Sign("1", "2", sound[:20]), sound[:20], ErrCipher},
		"empty":                     {s.Sign("1", "2", ""), "", ErrCipher},
	} {
		if _, err := s.Open(tt.signature, "1", "2", tt.encrypted); err != tt.want {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
	if _, err := NewSeal(sampleToken, "short", sampleReceiver); err != ErrKey {
		t.Errorf("a short key: %v", err)
	}
}

// FuzzOpen: no text that is signed soundly makes it panic, and what it gives was sealed for us.
func FuzzOpen(f *testing.F) {
	s := sample(f)
	f.Add("sKqRbbiSUnDhFHOvPjtUMd2aKGsnO1wGUhhgmucZyOooAmp9WiC5uDkjoOv6eP1l5uh45DeEw9aco5AR3vyVtA==")
	f.Add(s.Close(nil))
	f.Fuzz(func(t *testing.T, encrypted string) {
		_, _ = s.Open(s.Sign("1", "2", encrypted), "1", "2", encrypted)
	})
}
