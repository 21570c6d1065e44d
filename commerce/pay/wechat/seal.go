package wechat

import (
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"strings"

	"qunli/kit/fault"
)

// The refusals of keys and seals.
var (
	ErrKey = fault.New(fault.Invalid, "wechatpay.key", "商户私钥应是 apiclient_key.pem 的全部内容（RSA，PKCS#8）",
		"The merchant's key is the whole of apiclient_key.pem (RSA, PKCS#8)")
	ErrPublicKey = fault.New(fault.Invalid, "wechatpay.public_key", "微信支付公钥应是 pub_key.pem 的全部内容", "The platform's public key is the whole of pub_key.pem")
	ErrAPIKey    = fault.New(fault.Invalid, "wechatpay.api_key", "APIv3 密钥应为 32 个字符", "The APIv3 key has 32 characters")
	ErrSignature = fault.New(fault.Denied, "wechatpay.signature", "签名不对：不是微信支付发来的，或微信支付公钥与商户平台上的不一致",
		"The signature is wrong: WeChat Pay did not send it, or the public key differs from the one in the merchant's console")
	ErrStale = fault.New(fault.Denied, "wechatpay.stale", "微信支付消息的时间与服务器相差超过五分钟：请校准服务器的时钟",
		"The time of WeChat Pay's message differs from the server's by more than five minutes: set the server's clock")
	ErrCipher = fault.New(fault.Denied, "wechatpay.cipher", "通知内容解不开：APIv3 密钥与商户平台上设置的不一致",
		"The notification cannot be decrypted: the APIv3 key differs from the one set in the merchant's console")
)

// readKey reads the merchant's private key.
func readKey(text string) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode([]byte(strings.TrimSpace(text)))
	if block == nil {
		return nil, ErrKey
	}
	any, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, ErrKey.Because(err)
	}
	key, ok := any.(*rsa.PrivateKey)
	if !ok {
		return nil, ErrKey
	}
	return key, nil
}

// readPublic reads the platform's public key.
func readPublic(text string) (*rsa.PublicKey, error) {
	block, _ := pem.Decode([]byte(strings.TrimSpace(text)))
	if block == nil {
		return nil, ErrPublicKey
	}
	any, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, ErrPublicKey.Because(err)
	}
	key, ok := any.(*rsa.PublicKey)
	if !ok {
		return nil, ErrPublicKey
	}
	return key, nil
}

// lines joins what is signed: every part ends its line (reference §10.1).
func lines(parts ...string) []byte { return []byte(strings.Join(parts, "\n") + "\n") }

func sign(key *rsa.PrivateKey, parts ...string) (string, error) {
	sum := sha256.Sum256(lines(parts...))
	raw, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	return base64.StdEncoding.EncodeToString(raw), err
}

func verify(key *rsa.PublicKey, signature string, parts ...string) error {
	raw, err := base64.StdEncoding.DecodeString(signature)
	if err != nil {
		return ErrSignature.Because(err)
	}
	sum := sha256.Sum256(lines(parts...))
	if err := rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], raw); err != nil {
		return ErrSignature.Because(err)
	}
	return nil
}

// sealed is something encrypted by the APIv3 key: AES-256-GCM, the tag behind the text.
type sealed struct {
	Algorithm  string `json:"algorithm"`
	Nonce      string `json:"nonce"`
	Associated string `json:"associated_data"`
	Ciphertext string `json:"ciphertext"`
}

func (s sealed) open(key string) ([]byte, error) {
	raw, err := base64.StdEncoding.DecodeString(s.Ciphertext)
	if err != nil {
		return nil, ErrCipher.Because(err)
	}
	block, err := aes.NewCipher([]byte(key))
	if err != nil {
		return nil, ErrAPIKey.Because(err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil || len(s.Nonce) != gcm.NonceSize() {
		return nil, ErrCipher
	}
	plain, err := gcm.Open(nil, []byte(s.Nonce), raw, []byte(s.Associated))
	if err != nil {
		return nil, ErrCipher.Because(err)
	}
	return plain, nil
}
