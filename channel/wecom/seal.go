package wecom

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha1" // the protocol signs with it
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strings"

	"qunli/kit/fault"
)

// The refusals of a callback. None says more to the caller than that it is refused.
var (
	ErrSignature = fault.New(fault.Denied, "wecom.signature", "回调签名不对：Token 与企业微信后台填写的不一致，或请求不是企业微信发来的",
		"The callback's signature is wrong: the token differs from the one in WeCom's console, or WeCom did not send it")
	ErrCipher = fault.New(fault.Denied, "wecom.cipher", "回调内容解不开：EncodingAESKey 与企业微信后台填写的不一致",
		"The callback cannot be decrypted: EncodingAESKey differs from the one in WeCom's console")
	ErrReceiver = fault.New(fault.Denied, "wecom.receiver", "回调是发给另一家企业的：企业 ID 与填写的不一致",
		"The callback is for another company: the corp id differs from the one given")
	ErrKey = fault.New(fault.Invalid, "wecom.aes_key", "EncodingAESKey 应为 43 位字母和数字", "EncodingAESKey is 43 letters and digits")
)

// padding is the block of the padding, though AES itself has blocks of 16.
const padding = 32

// Seal opens and makes the envelopes of one callback address (reference §2): AES-256-CBC, the first half of the key as the
// initial vector, padded to blocks of 32; signed by SHA-1 over the sorted parts.
type Seal struct {
	token    string
	block    cipher.Block
	iv       []byte
	receiver string
}

// NewSeal takes the token and the key as the console shows them, and the receiver: the corp id.
func NewSeal(token, encodingKey, receiver string) (*Seal, error) {
	key, err := base64.StdEncoding.DecodeString(encodingKey + "=")
	if err != nil || len(key) != 32 {
		return nil, ErrKey
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, ErrKey.Because(err)
	}
	return &Seal{token, block, key[:aes.BlockSize], receiver}, nil
}

// Sign gives the signature of an encrypted text, lower-case hex.
func (s *Seal) Sign(timestamp, nonce, encrypted string) string {
	parts := []string{s.token, timestamp, nonce, encrypted}
	slices.Sort(parts)
	sum := sha1.Sum([]byte(strings.Join(parts, "")))
	return hex.EncodeToString(sum[:])
}

// Open checks the signature of an encrypted text and gives what is inside.
func (s *Seal) Open(signature, timestamp, nonce, encrypted string) ([]byte, error) {
	if subtle.ConstantTimeCompare([]byte(signature), []byte(s.Sign(timestamp, nonce, encrypted))) != 1 {
		return nil, ErrSignature
	}
	text, err := base64.StdEncoding.DecodeString(encrypted)
	if err != nil || len(text) == 0 || len(text)%aes.BlockSize != 0 {
		return nil, ErrCipher
	}
	cipher.NewCBCDecrypter(s.block, s.iv).CryptBlocks(text, text)
	return s.unpack(text)
}

// head is what stands before the message: 16 random bytes and its length.
const head = 16 + 4

// unpack takes the padding, the head and the receiver off.
func (s *Seal) unpack(text []byte) ([]byte, error) {
	pad := int(text[len(text)-1])
	if pad < 1 || pad > padding || pad > len(text) {
		return nil, ErrCipher
	}
	text = text[:len(text)-pad]
	if len(text) < head {
		return nil, ErrCipher
	}
	long := binary.BigEndian.Uint32(text[16:head])
	if uint64(long) > uint64(len(text)-head) {
		return nil, ErrCipher
	}
	message, receiver := text[head:head+long], text[head+long:]
	if subtle.ConstantTimeCompare(receiver, []byte(s.receiver)) != 1 {
		return nil, ErrReceiver
	}
	return message, nil
}

// Close encrypts a message: the base64 of what Open opens.
func (s *Seal) Close(message []byte) string {
	random := make([]byte, 16)
	_, _ = rand.Read(random) // never fails
	return s.pack(random, message)
}

func (s *Seal) pack(random, message []byte) string {
	text := slices.Concat(random, binary.BigEndian.AppendUint32(nil, uint32(len(message))), message, []byte(s.receiver))
	pad := padding - len(text)%padding
	text = append(text, bytes.Repeat([]byte{byte(pad)}, pad)...)
	cipher.NewCBCEncrypter(s.block, s.iv).CryptBlocks(text, text)
	return base64.StdEncoding.EncodeToString(text)
}
