package secret

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/crypto/argon2"

	"qunli/kit/fault"
)

func TestPasswordIsArgon2idOfTheStatedCost(t *testing.T) {
	p := NewPasswords()
	hash, err := p.Hash(t.Context(), "three blind mice")
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != "v=19" || parts[3] != "m=19456,t=2,p=1" {
		t.Fatalf("hash %s", hash)
	}
	salt, _ := base64.RawStdEncoding.DecodeString(parts[4])
	key, _ := base64.RawStdEncoding.DecodeString(parts[5])
	if !bytes.Equal(key, argon2.IDKey([]byte("three blind mice"), salt, 2, 19*1024, 1, 32)) {
		t.Error("the key is not argon2id of salt and password")
	}
	again, err := p.Hash(t.Context(), "three blind mice")
	if err != nil || again == hash {
		t.Errorf("two hashes share a salt: %v", err)
	}
}

func TestVerify(t *testing.T) {
	p := NewPasswords()
	hash, err := p.Hash(t.Context(), "三只瞎老鼠 and a cat")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		hash, password string
		want, fails    bool
	}{
		{hash, "三只瞎老鼠 and a cat", true, false},
		{hash, "三只瞎老鼠 and a caT", false, false},
		{hash, "", false, false},
		{"", "", false, false},
		{"", "anything", false, false},
		{hash[:len(hash)-2], "x", false, true},
		{strings.Replace(hash, "m=19456", "m=64", 1), "三只瞎老鼠 and a cat", false, true},
		{"plain", "plain", false, true},
	} {
		got, err := p.Verify(t.Context(), c.hash, c.password)
		if got != c.want || (err != nil) != c.fails {
			t.Errorf("%q against %q: %v, %v", c.password, c.hash, got, err)
		}
	}
}

func TestPasswordsWaitForTheirTurn(t *testing.T) {
	p := NewPasswords()
	for range atOnce {
		p.turns <- struct{}{}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Hash(ctx, "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("a third is worked on: %v", err)
	}
	<-p.turns
	if _, err := p.Hash(t.Context(), "x"); err != nil {
		t.Errorf("a free turn is not taken: %v", err)
	}
}

func TestCheckPassword(t *testing.T) {
	for password, want := range map[string]error{
		"":                          ErrShortPassword,
		"九个汉字九个汉字九":                 ErrShortPassword,
		"password12":                ErrCommonPassword,
		"Password123!":              ErrCommonPassword,
		"P@ssw0rd2024":              ErrCommonPassword,
		"1234567890":                ErrCommonPassword,
		"9876543210":                ErrCommonPassword,
		"aaaaaaaaaaaa":              ErrCommonPassword,
		"qwertyuiop":                ErrCommonPassword,
		"1q2w3e4r5t":                ErrCommonPassword,
		"woaini1314":                ErrCommonPassword,
		"wangfang01":                ErrCommonPassword,
		"WANGFANG888":               ErrCommonPassword,
		"wangfang likes tea":        nil,
		"correct horse":             nil,
		"红烧肉和清蒸鱼都要吃":                nil,
		strings.Repeat("abcd", 129): ErrLongPassword,
	} {
		if err := CheckPassword(password, "wangfang", ""); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", password, err, want)
		}
	}
}

func TestTokens(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		token := NewToken("qt_")
		body, ok := strings.CutPrefix(token, "qt_")
		if !ok || len(body) != 32 || strings.Trim(body, "abcdefghijklmnopqrstuvwxyz234567") != "" || seen[token] {
			t.Fatalf("token %q", token)
		}
		seen[token] = true
	}
	if got := Hash("abc"); got != "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" {
		t.Errorf("hash of abc: %s", got)
	}
	if !Equal("a", "a") || Equal("a", "b") || Equal("a", "aa") {
		t.Error("Equal")
	}
}

func ring(t *testing.T, b byte) *Keyring {
	t.Helper()
	k, err := NewKeyring(bytes.Repeat([]byte{b}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestSealedBox(t *testing.T) {
	k := ring(t, 1)
	for _, plain := range []string{"", "x", "企业微信 secret", strings.Repeat("long", 10_000)} {
		box, err := k.Seal("wecom/7", []byte(plain))
		if err != nil {
			t.Fatal(err)
		}
		again, _ := k.Seal("wecom/7", []byte(plain))
		if box == again || len(plain) > 1 && strings.Contains(box, plain) {
			t.Error("a box repeats itself or shows what is in it")
		}
		got, err := ring(t, 1).Open("wecom/7", box)
		if err != nil || string(got) != plain {
			t.Errorf("opened %.20q, %v", got, err)
		}
		broken := []byte(box)
		broken[len(broken)/2] ^= 1
		for why, open := range map[string]func() ([]byte, error){
			"another label": func() ([]byte, error) { return k.Open("wecom/8", box) },
			"another key":   func() ([]byte, error) { return ring(t, 2).Open("wecom/7", box) },
			"a flipped bit": func() ([]byte, error) { return k.Open("wecom/7", string(broken)) },
			"a cut box":     func() ([]byte, error) { return k.Open("wecom/7", box[:len(box)-4]) },
			"nothing":       func() ([]byte, error) { return k.Open("wecom/7", "") },
		} {
			if got, err := open(); !errors.Is(err, ErrSealed) || got != nil {
				t.Errorf("%s opens it: %v", why, err)
			}
		}
	}
}

func TestSign(t *testing.T) {
	k := ring(t, 1)
	tag := k.Sign("cursor", []byte("42"))
	if !k.Verify("cursor", []byte("42"), tag) {
		t.Error("its own tag is refused")
	}
	if k.Verify("cursor", []byte("43"), tag) || k.Verify("link", []byte("42"), tag) || ring(t, 2).Verify("cursor", []byte("42"), tag) ||
		k.Verify("cursor", []byte("42"), "") || k.Verify("cursor", []byte("42"), "!") {
		t.Error("a wrong tag passes")
	}
}

func TestKeyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), KeyFile)
	var rings [8]*Keyring
	var wait sync.WaitGroup
	for i := range rings { // all start at once on a machine without a key: they must agree on one
		wait.Go(func() {
			var err error
			if rings[i], err = LoadKeyring("", path); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	box, err := rings[0].Seal("x", []byte("plain"))
	if err != nil {
		t.Fatal(err)
	}
	for i, k := range rings {
		if _, err := k.Open("x", box); err != nil {
			t.Errorf("keyring %d has another key: %v", i, err)
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if rest, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".key-*")); len(rest) > 0 {
		t.Errorf("left behind: %v", rest)
	}
	for _, mode := range []os.FileMode{0o640, 0o604, 0o660} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		_, err := LoadKeyring("", path)
		if !errors.Is(err, ErrKeyOpen) || !strings.Contains(fault.Of(err).Zh, "chmod 600 "+path) {
			t.Errorf("mode %o: %v", mode, err)
		}
	}
}

func TestKeyRefusals(t *testing.T) {
	dir := t.TempDir()
	good := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32))
	k, err := LoadKeyring(good, filepath.Join(dir, "untouched"))
	if err != nil || !k.Verify("x", nil, ring(t, 7).Sign("x", nil)) {
		t.Errorf("the key from the environment: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "untouched")); err == nil {
		t.Error("a file is made though the environment has a key")
	}
	for _, text := range []string{"", "short", good[:20], "%%%"} {
		path := filepath.Join(dir, KeyFile)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadKeyring("", path); !errors.Is(err, ErrKeyFormat) {
			t.Errorf("file %q: %v", text, err)
		}
		if _, err := LoadKeyring(text, path); text != "" && !errors.Is(err, ErrKeyFormat) {
			t.Errorf("variable %q: %v", text, err)
		}
	}
	if _, err := LoadKeyring("", filepath.Join(dir, "no", "folder")); !errors.Is(err, ErrKeyFile) {
		t.Errorf("no folder: %v", err)
	}
}

func TestMasks(t *testing.T) {
	for give, want := range map[string]string{
		"": "", "a": "****", "1234": "****", "wangfa": "w****", "wangfang": "wa****ng",
		"13812345678": "138****5678", "微信号一二三四五六七八九": "微信号****六七八九",
	} {
		if got := Mask(give); got != want {
			t.Errorf("Mask(%q) = %q, want %q", give, got, want)
		}
	}
	if MaskName("王芳") != "王*" || MaskName(" ") != "" {
		t.Error("MaskName")
	}
	for give, want := range map[string]string{
		"":                                      "",
		"电话13812345678。":                        "电话138****5678。",
		"+8613812345678":                        "+86138****5678",
		"008613812345678":                       "0086138****5678",
		"86 138 1234 5678 x":                    "86 138****5678 x",
		"9986138123456789":                      "9986138123456789",
		"138-1234-5678/13912345678":             "138****5678/139****5678",
		"order 2026030213812345678":             "order 2026030213812345678",
		"138123456789":                          "138123456789",
		"12812345678":                           "12812345678",
		"13812345678_a13712345678b 13612345678": "138****5678_a137****5678b 136****5678",
	} {
		if got := MaskPhones(give); got != want {
			t.Errorf("MaskPhones(%q) = %q, want %q", give, got, want)
		}
	}
}

// An unknown account must cost the work of a known one: it waits for a turn too.
func TestVerifyOfNobodyDoesTheWork(t *testing.T) {
	p := NewPasswords()
	for range atOnce {
		p.turns <- struct{}{}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Verify(ctx, "", "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("it is answered without work: %v", err)
	}
}
