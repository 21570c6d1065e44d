package secret

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"golang.org/x/crypto/chacha20poly1305"

	"qunli/kit/fault"
)

// EnvKey is the variable that holds the key in base64 instead of a file; KeyFile is the file's usual name.
const (
	EnvKey  = "QUNLI_KEY"
	KeyFile = "qunli.key"
)

const keyBytes = 32

// The refusals of a key.
var (
	ErrKeyOpen = fault.New(fault.Denied, "key.readable",
		"密钥文件 %s 可被其他用户读取（权限 %s），请执行 chmod 600 %[1]s", "Others can read the key file %s (mode %s); run chmod 600 %[1]s")
	ErrKeyFile = fault.New(fault.Unavailable, "key.file",
		"无法读取密钥文件 %s", "Cannot read the key file %s")
	ErrKeyFormat = fault.New(fault.Invalid, "key.format",
		"密钥 %s 无效：应为 32 字节的 base64", "The key in %s is not valid: it must be 32 bytes in base64")
	ErrSealed = fault.New(fault.Unavailable, "key.mismatch",
		"无法解开已加密的内容：密钥与加密时的不同，或内容已损坏", "Cannot open a sealed value: the key differs from the one that sealed it, or it is damaged")
)

// Keyring seals and signs with one root key. It is safe for concurrent use.
type Keyring struct {
	root    []byte
	signing sync.Map // label → key; the labels of signs are few, and none comes from outside
}

// NewKeyring gives the keyring of a root key of 32 bytes.
func NewKeyring(root []byte) (*Keyring, error) {
	if len(root) != keyBytes {
		return nil, ErrKeyFormat.F("key")
	}
	return &Keyring{root: append([]byte(nil), root...)}, nil
}

// LoadKeyring reads the root key from env (the value of QUNLI_KEY) when it is not "", otherwise from the file at path,
// which is created with a new key when missing. A file that others can read is refused.
func LoadKeyring(env, path string) (*Keyring, error) {
	if env != "" {
		return parseKey(env, EnvKey)
	}
	text, err := readKey(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := createKey(path); err != nil {
			return nil, ErrKeyFile.F(path).Because(err)
		}
		text, err = readKey(path)
	}
	if err != nil {
		return nil, err
	}
	return parseKey(text, path)
}

func parseKey(text, where string) (*Keyring, error) {
	root, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil || len(root) != keyBytes {
		return nil, ErrKeyFormat.F(where)
	}
	return &Keyring{root: root}, nil
}

// readKey reads the file if its owner alone may; the mode is that of the opened file.
func readKey(path string) (string, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	if err != nil {
		return "", ErrKeyFile.F(path).Because(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", ErrKeyFile.F(path).Because(err)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return "", ErrKeyOpen.F(path, mode.String())
	}
	text, err := io.ReadAll(io.LimitReader(f, 256))
	if err != nil {
		return "", ErrKeyFile.F(path).Because(err)
	}
	return string(text), nil
}

// createKey writes a new key beside its final name and links it there: whoever comes second finds the first one's key,
// and nobody ever sees half of one.
func createKey(path string) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".key-*") // mode 0600
	if err != nil {
		return err
	}
	root := make([]byte, keyBytes)
	rand.Read(root)
	_, err = f.WriteString(base64.StdEncoding.EncodeToString(root) + "\n")
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		if err = os.Link(f.Name(), path); errors.Is(err, fs.ErrExist) {
			err = nil
		}
	}
	return errors.Join(err, os.Remove(f.Name()))
}

// key derives the key of one use and label.
func (k *Keyring) key(use, label string) []byte {
	out, err := hkdf.Key(sha256.New, k.root, nil, use+"\x00"+label, keyBytes)
	if err != nil {
		panic("secret: " + err.Error()) // only for lengths that are constant here
	}
	return out
}

// Seal encrypts plain for the place that label names, e.g. "wecom.secret/7". The result is text.
func (k *Keyring) Seal(label string, plain []byte) (string, error) {
	box, err := chacha20poly1305.NewX(k.key("seal", label))
	if err != nil {
		return "", err
	}
	nonce := make([]byte, box.NonceSize(), box.NonceSize()+len(plain)+box.Overhead())
	rand.Read(nonce)
	return "s1." + base64.RawURLEncoding.EncodeToString(box.Seal(nonce, nonce, plain, []byte(label))), nil
}

// Open decrypts what Seal gave for the same label. Anything else is ErrSealed.
func (k *Keyring) Open(label, sealed string) ([]byte, error) {
	box, err := chacha20poly1305.NewX(k.key("seal", label))
	if err != nil {
		return nil, err
	}
	text, ok := strings.CutPrefix(sealed, "s1.")
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if !ok || err != nil || len(raw) < box.NonceSize() {
		return nil, ErrSealed.Because(err)
	}
	plain, err := box.Open(nil, raw[:box.NonceSize()], raw[box.NonceSize():], []byte(label))
	if err != nil {
		return nil, ErrSealed.Because(err)
	}
	return plain, nil
}

// Keep makes what was typed what is stored: sealed under the label. Nothing typed keeps what is stored already.
func (k *Keyring) Keep(label string, typed *string, stored string) error {
	text := strings.TrimSpace(*typed)
	if *typed = stored; text == "" {
		return nil
	}
	sealed, err := k.Seal(label, []byte(text))
	if err == nil {
		*typed = sealed
	}
	return err
}

// Sign gives a tag over message for one use, e.g. "page.cursor": HMAC-SHA-256 in URL-safe base64.
func (k *Keyring) Sign(label string, message []byte) string {
	return base64.RawURLEncoding.EncodeToString(k.mac(label, message))
}

// Verify tells, in constant time, whether tag is Sign's over the same message and label.
func (k *Keyring) Verify(label string, message []byte, tag string) bool {
	got, err := base64.RawURLEncoding.DecodeString(tag)
	return err == nil && hmac.Equal(got, k.mac(label, message))
}

func (k *Keyring) mac(label string, message []byte) []byte {
	key, ok := k.signing.Load(label)
	if !ok { // every request with a cookie asks for one
		key, _ = k.signing.LoadOrStore(label, k.key("sign", label))
	}
	m := hmac.New(sha256.New, key.([]byte))
	m.Write(message)
	return m.Sum(nil)
}
