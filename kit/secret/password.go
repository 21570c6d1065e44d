package secret

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"qunli/kit/fault"
)

// The cost of a password, and the shape of its salt and hash.
const (
	memoryKiB = 19 * 1024
	passes    = 2
	threads   = 1
	saltBytes = 16
	hashBytes = 32
	atOnce    = 2

	// MinPassword is the least number of characters, MaxPassword the most bytes, of a password.
	MinPassword = 10
	MaxPassword = 512
)

// The refusals of CheckPassword.
var (
	ErrShortPassword = fault.New(fault.Invalid, "password.short",
		"密码太短，至少需要 10 个字符", "The password is too short; use at least 10 characters")
	ErrLongPassword = fault.New(fault.Invalid, "password.long",
		"密码太长，最多 512 个字节", "The password is too long; use at most 512 bytes")
	ErrCommonPassword = fault.New(fault.Invalid, "password.common",
		"这个密码太容易被猜到，请换一个", "This password is too easy to guess; choose another")
)

var errHashFormat = errors.New("secret: not an argon2id hash of ours")

// Passwords hashes and verifies, two at a time. The zero value is not usable: see NewPasswords.
type Passwords struct {
	turns chan struct{}
}

// NewPasswords gives a hasher; one serves the whole program.
func NewPasswords() *Passwords { return &Passwords{make(chan struct{}, atOnce)} }

// Hash gives the PHC string of a password: $argon2id$v=19$m=19456,t=2,p=1$salt$hash. It waits for its turn or for ctx.
func (p *Passwords) Hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltBytes)
	rand.Read(salt) // never fails: the program stops instead
	key, err := p.derive(ctx, password, salt)
	if err != nil {
		return "", err
	}
	b64 := base64.RawStdEncoding.EncodeToString
	return phcHead() + b64(salt) + "$" + b64(key), nil
}

// Verify tells whether password is the one behind hash. With hash "" it does the same work and says no, so that an
// unknown account takes as long as a wrong password.
func (p *Passwords) Verify(ctx context.Context, hash, password string) (bool, error) {
	salt, want := make([]byte, saltBytes), make([]byte, hashBytes)
	if hash != "" {
		var err error
		if salt, want, err = parsePHC(hash); err != nil {
			return false, err
		}
	}
	if len(password) > MaxPassword {
		password = password[:MaxPassword+1]
	}
	got, err := p.derive(ctx, password, salt)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1 && hash != "", nil
}

func (p *Passwords) derive(ctx context.Context, password string, salt []byte) ([]byte, error) {
	select {
	case p.turns <- struct{}{}:
		defer func() { <-p.turns }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return argon2.IDKey([]byte(password), salt, passes, memoryKiB, threads, hashBytes), nil
}

func phcHead() string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$", argon2.Version, memoryKiB, passes, threads)
}

// parsePHC reads a hash of our own cost; another cost is a defect, for there has only ever been one.
func parsePHC(hash string) (salt, key []byte, err error) {
	body, ok := strings.CutPrefix(hash, phcHead())
	saltText, keyText, ok2 := strings.Cut(body, "$")
	if !ok || !ok2 {
		return nil, nil, errHashFormat
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(saltText)
	key, err2 := base64.RawStdEncoding.DecodeString(keyText)
	if err1 != nil || err2 != nil || len(salt) != saltBytes || len(key) != hashBytes {
		return nil, nil, errHashFormat
	}
	return salt, key, nil
}

// CheckPassword refuses a password that is too short, too long, well known, or little more than one of the given words
// (the login, the brand).
func CheckPassword(password string, words ...string) error {
	folded := strings.ToLower(strings.TrimSpace(password))
	switch {
	case utf8.RuneCountInString(password) < MinPassword:
		return ErrShortPassword
	case len(password) > MaxPassword:
		return ErrLongPassword
	case common(folded):
		return ErrCommonPassword
	}
	for _, w := range words {
		w = strings.ToLower(strings.TrimSpace(w))
		if rest := strings.ReplaceAll(folded, w, ""); w != "" && rest != folded && utf8.RuneCountInString(rest) < 4 {
			return ErrCommonPassword
		}
	}
	return nil
}

// obvious are well-known passwords, and the stems that people lengthen with digits.
const obvious = ` password passw0rd p@ssword p@ssw0rd qwertyuiop qwerty qwer1234 asdfghjkl zxcvbnm 1qaz2wsx 1q2w3e4r 1q2w3e4r5t
 1qaz2wsx3edc qazwsxedc admin administrator welcome iloveyou letmein changeme woaini woaini1314 5201314 1314520
 abc abcd abcde abcdef abcdefg abcdefghij aa a qq wechat weixin qunli test root user guest default hello baobei dragon monkey sunshine
 princess football baseball superman trustno1 `

// common tells whether a folded password, without the digits and marks at its ends, is an obvious one, repeats few
// characters, or counts up or down.
func common(folded string) bool {
	distinct := map[rune]bool{}
	for _, r := range folded {
		distinct[r] = true
	}
	stem := strings.Trim(folded, "0123456789!@#$%^&*._- ")
	known := func(s string) bool { return slices.Contains(strings.Fields(obvious), s) }
	return len(distinct) < 4 || known(folded) || known(stem) && len(folded)-len(stem) <= 8 ||
		strings.Contains("0123456789012345678901234567890", folded) || strings.Contains("98765432109876543210987654321", folded)
}
