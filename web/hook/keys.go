package hook

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strconv"
	"strings"
	"time"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/secret"
	"qunli/org"
)

// The refusals of hooks.
var (
	ErrSignature = fault.New(fault.Denied, "hook.signature",
		"签名无效、来源未知或时间戳过期", "The signature is not valid, the source unknown or the timestamp stale")
	errSource = fault.New(fault.Invalid, "hook.source",
		"来源名由 1 到 40 个小写字母、数字、- 或 _ 组成", "A source is named by 1 to 40 lower-case letters, digits, - or _")
)

// window is how far a timestamp may be from now.
const window = 5 * time.Minute

// Keys holds the secrets of the sources, sealed, among the organisation's settings.
type Keys struct {
	DB   *db.DB
	Org  *org.Service
	Ring *secret.Keyring
}

func setting(source string) string { return "hook." + source }

// Issue gives a source a new secret, shown this once; the one it had is void.
func (k *Keys) Issue(ctx context.Context, source string) (string, error) {
	if err := k.may(ctx, source); err != nil {
		return "", err
	}
	plain := secret.NewToken("qh_")
	sealed, err := k.Ring.Seal(setting(source), []byte(plain))
	if err != nil {
		return "", err
	}
	return plain, k.set(ctx, "hook.issue", source, sealed)
}

// Revoke makes a source's secret void. One that has none is no error.
func (k *Keys) Revoke(ctx context.Context, source string) error {
	if err := k.may(ctx, source); err != nil {
		return err
	}
	return k.set(ctx, "hook.revoke", source, "")
}

func (k *Keys) may(ctx context.Context, source string) error {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return err
	}
	if !sourceName(source) {
		return errSource
	}
	return nil
}

func sourceName(source string) bool {
	ok, err := regexp.MatchString(`^[a-z0-9_-]{1,40}$`, source)
	return ok && err == nil
}

func (k *Keys) set(ctx context.Context, verb, source, sealed string) error {
	c := org.Change{Verb: verb, Object: "setting", After: map[string]any{"source": source}}
	return k.Org.Record(ctx, org.SettingEdit, c, func(ctx context.Context, tx *db.Tx) error {
		return org.SetSetting(ctx, tx, setting(source), sealed)
	})
}

// verify refuses a body that is not signed by its source, now.
func (k *Keys) verify(ctx context.Context, source, timestamp, signature string, body []byte) error {
	plain, err := k.secretOf(ctx, source)
	if err != nil {
		return err
	}
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil {
		return ErrSignature.Because(err)
	}
	if away := k.DB.Clock().Now().Sub(time.Unix(seconds, 0)).Abs(); away > window {
		return ErrSignature
	}
	given, err := hex.DecodeString(strings.TrimPrefix(signature, "sha256="))
	if err != nil || !hmac.Equal(given, sign(plain, timestamp, body)) {
		return ErrSignature
	}
	return nil
}

// secretOf opens the secret of a source; ErrSignature when it has none.
func (k *Keys) secretOf(ctx context.Context, source string) ([]byte, error) {
	if !sourceName(source) {
		return nil, ErrSignature
	}
	sealed, err := org.Setting(ctx, k.DB.Read(), setting(source))
	if err != nil {
		return nil, err
	}
	if sealed == "" {
		return nil, ErrSignature
	}
	return k.Ring.Open(setting(source), sealed)
}

// sign gives the signature of a body at a timestamp.
func sign(plain []byte, timestamp string, body []byte) []byte {
	mac := hmac.New(sha256.New, plain)
	mac.Write([]byte(timestamp + "."))
	mac.Write(body)
	return mac.Sum(nil)
}
