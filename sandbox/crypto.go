package sandbox

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
)

// sealer encrypts and signs callbacks for one receiver.
type sealer struct {
	token    string
	key      []byte // 32 bytes
	receiver string // the corp id
}

var errAESKey = errors.New("an EncodingAESKey has 43 letters and digits")

// newSealer takes the token, the EncodingAESKey of 43 characters, and who receives.
func newSealer(token, encodingKey, receiver string) (*sealer, error) {
	if len(encodingKey) != 43 {
		return nil, errAESKey
	}
	key, err := base64.StdEncoding.DecodeString(encodingKey + "=")
	if err != nil || len(key) != 32 {
		return nil, errAESKey
	}
	return &sealer{token, key, receiver}, nil
}

// sign gives the signature over one encrypted text.
func (s *sealer) sign(timestamp, nonce, encrypted string) string {
	parts := []string{s.token, timestamp, nonce, encrypted}
	slices.Sort(parts)
	sum := sha1.Sum([]byte(strings.Join(parts, "")))
	return hex.EncodeToString(sum[:])
}

// blockSize is to what the text is filled up: twice the block of the cipher.
const blockSize = 32

// seal encrypts a message behind 16 random bytes.
func (s *sealer) seal(message []byte) string {
	var random [16]byte
	rand.Read(random[:])
	return s.sealWith(random[:], message)
}

func (s *sealer) sealWith(random, message []byte) string {
	plain := slices.Clone(random)
	plain = binary.BigEndian.AppendUint32(plain, uint32(len(message)))
	plain = append(plain, message...)
	plain = append(plain, s.receiver...)
	fill := blockSize - len(plain)%blockSize
	for range fill {
		plain = append(plain, byte(fill))
	}
	block, err := aes.NewCipher(s.key)
	if err != nil {
		panic(err) // the length of the key was checked
	}
	cipher.NewCBCEncrypter(block, s.key[:aes.BlockSize]).CryptBlocks(plain, plain)
	return base64.StdEncoding.EncodeToString(plain)
}

var (
	errSealed   = errors.New("the text is not one that was encrypted with this key")
	errReceiver = errors.New("the text is meant for another receiver")
)

// open decrypts what seal gave.
func (s *sealer) open(encrypted string) ([]byte, error) {
	data, err := base64.StdEncoding.DecodeString(encrypted)
	if err != nil || len(data) == 0 || len(data)%aes.BlockSize != 0 {
		return nil, errSealed
	}
	block, err := aes.NewCipher(s.key)
	if err != nil {
		return nil, err
	}
	cipher.NewCBCDecrypter(block, s.key[:aes.BlockSize]).CryptBlocks(data, data)
	fill := int(data[len(data)-1])
	if fill < 1 || fill > blockSize || len(data)-fill < 20 {
		return nil, errSealed
	}
	data = data[:len(data)-fill]
	n := int(binary.BigEndian.Uint32(data[16:20]))
	if n > len(data)-20 {
		return nil, errSealed
	}
	if string(data[20+n:]) != s.receiver {
		return nil, errReceiver
	}
	return data[20 : 20+n], nil
}
