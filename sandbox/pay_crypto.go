package sandbox

import (
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// keyBits is the length of all RSA keys, as the vendor has them.
const keyBits = 2048

// newMerchant makes a merchant and its keys.
func newMerchant(appID string, now time.Time) (*Merchant, error) {
	mine, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return nil, err
	}
	platform, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return nil, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 150))
	if err != nil {
		return nil, err
	}
	card := &x509.Certificate{SerialNumber: serial, Subject: pkix.Name{CommonName: "Tenpay.com sandbox"}, NotBefore: now.Add(-24 * time.Hour),
		NotAfter: now.Add(5 * 365 * 24 * time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, card, card, &platform.PublicKey, platform)
	if err != nil {
		return nil, err
	}
	public, err := x509.MarshalPKIXPublicKey(&platform.PublicKey)
	if err != nil {
		return nil, err
	}
	m := &Merchant{MchID: "1900006666", AppID: appID, Serial: fmt.Sprintf("%040X", serial)[:20] + "5EA1B0C7D8E9FA0B1C2D", APIKey: plainLetters(32),
		PublicKeyID: "PUB_KEY_ID_0119000066662026" + "0302000000001", PublicKey: pemOf("PUBLIC KEY", public), Certificate: pemOf("CERTIFICATE", der),
		CertSerial: fmt.Sprintf("%X", serial)}
	if m.Key, err = privatePEM(mine); err != nil {
		return nil, err
	}
	m.PlatformKey, err = privatePEM(platform)
	return m, err
}

func pemOf(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

func privatePEM(key *rsa.PrivateKey) (string, error) {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	return pemOf("PRIVATE KEY", der), err
}

func readPrivate(text string) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, errors.New("no PEM")
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	if k, ok := key.(*rsa.PrivateKey); ok {
		return k, nil
	}
	return nil, errors.New("no RSA key")
}

// signText signs lines, each ended by a line feed.
func signText(key *rsa.PrivateKey, lines ...string) (string, error) {
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n") + "\n"))
	raw, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	return base64.StdEncoding.EncodeToString(raw), err
}

// trueText tells whether lines were signed by the holder of key.
func trueText(key *rsa.PublicKey, signature string, lines ...string) bool {
	raw, err := base64.StdEncoding.DecodeString(signature)
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n") + "\n"))
	return err == nil && rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], raw) == nil
}

// sealResource encrypts what a notification says: AES-256-GCM, the tag behind the text.
func sealResource(key, nonce, about string, plain []byte) (string, error) {
	block, err := aes.NewCipher([]byte(key))
	if err != nil {
		return "", err
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(gcm.Seal(nil, []byte(nonce), plain, []byte(about))), nil
}

var authorization = regexp.MustCompile(`([a-z_]+)="([^"]*)"`)

// signedBy checks the signature of a merchant's request.
func (m *Merchant) signedBy(r *http.Request, body []byte, now time.Time) error {
	scheme, rest, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if scheme != "WECHATPAY2-SHA256-RSA2048" {
		return errors.New("Http头Authorization认证类型不正确")
	}
	part := map[string]string{}
	for _, p := range authorization.FindAllStringSubmatch(rest, -1) {
		part[p[1]] = p[2]
	}
	at, err := strconv.ParseInt(part["timestamp"], 10, 64)
	switch {
	case err != nil || now.Sub(time.Unix(at, 0)).Abs() > 5*time.Minute:
		return errors.New("Http头Authorization中的timestamp与发起请求的时间不得超过5分钟")
	case part["mchid"] != m.MchID || part["serial_no"] != m.Serial:
		return errors.New("商户证书序列号有误")
	}
	key, err := readPrivate(m.Key)
	if err != nil {
		return err
	}
	if !trueText(&key.PublicKey, part["signature"], r.Method, r.URL.RequestURI(), part["timestamp"], part["nonce_str"], string(body)) {
		return errors.New("错误的签名，验签失败")
	}
	return nil
}

// headersOf signs a reply or a notification with the platform's key.
func (m *Merchant) headersOf(body []byte, now time.Time, certificate bool) (http.Header, error) {
	key, err := readPrivate(m.PlatformKey)
	if err != nil {
		return nil, err
	}
	stamp, nonce := strconv.FormatInt(now.Unix(), 10), plainLetters(32)
	signature, err := signText(key, stamp, nonce, string(body))
	if err != nil {
		return nil, err
	}
	serial := m.PublicKeyID
	if certificate {
		serial = m.CertSerial
	}
	h := http.Header{}
	h.Set("Wechatpay-Timestamp", stamp)
	h.Set("Wechatpay-Nonce", nonce)
	h.Set("Wechatpay-Signature", signature)
	h.Set("Wechatpay-Serial", serial)
	h.Set("Wechatpay-Signature-Type", "WECHATPAY2-SHA256-RSA2048")
	h.Set("Request-ID", letters(20))
	return h, nil
}
