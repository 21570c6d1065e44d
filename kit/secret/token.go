package secret

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"strings"
)

const tokenBytes = 20

// NewToken gives prefix followed by 160 random bits in lower-case base32: a capability, fit for links and headers.
func NewToken(prefix string) string {
	b := make([]byte, tokenBytes)
	rand.Read(b) // never fails: the program stops instead
	return prefix + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b))
}

// Hash gives what is stored of a token and looked up: SHA-256 in hexadecimal. It is not for passwords.
func Hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// Equal compares two secrets in a time that does not depend on where they differ.
func Equal(a, b string) bool { return hmac.Equal([]byte(a), []byte(b)) }
