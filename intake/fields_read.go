package intake

import (
	"strings"

	"qunli/customer"
	"qunli/kit/money"
)

const maxText = 256 // characters of a name or number; more is a misread file

func (f *form) needed(cells []string, name string) (string, error) {
	v := f.text(cells, name)
	if v == "" {
		return "", f.wrong(name, v, "不能为空", "must not be empty")
	}
	if len(v) > maxText {
		return "", f.wrong(name, v, "太长，最多 256 个字节", "is too long; 256 bytes at most")
	}
	return v, nil
}

func (f *form) time(cells []string, name string) (int64, error) {
	text := f.text(cells, name)
	ms, ok := f.times.read(text)
	if !ok {
		return 0, f.wrong(name, text, "不是有效的时间；日月顺序不明时请给出 time_format（--time-format），如 DD/MM/YYYY HH:mm",
			"is no valid time; where day and month could be mistaken give time_format (--time-format), like DD/MM/YYYY HH:mm")
	}
	return ms, nil
}

func (f *form) micro(cells []string, name string, otherwise money.Micro) (money.Micro, error) {
	text := f.text(cells, name)
	if text == "" {
		return otherwise, nil
	}
	v, err := money.ParseMicro(text)
	if err != nil {
		return 0, f.wrong(name, text, "不是数字", "is no number")
	}
	return v, nil
}

// keyField is a field that names a person.
type keyField struct {
	field string
	kind  customer.Kind
}

// The fields that name a person, in the order in which they are believed.
var (
	keyFields = []keyField{
		{"unionid", customer.UnionID}, {"phone", customer.Phone}, {"external_userid", customer.ExternalUserID},
		{"openid", customer.OpenID}, {"customer", customer.Account},
	}
	byKeys      = []keyField{{"by_unionid", customer.UnionID}, {"by_phone", customer.Phone}, {"by", customer.Account}}
	personKeys  = []keyField{{"person_unionid", customer.UnionID}, {"person_phone", customer.Phone}, {"person", customer.Account}}
	inviterKeys = []keyField{{"inviter_unionid", customer.UnionID}, {"inviter_phone", customer.Phone}, {"inviter", customer.Account}}
	afterKeys   = []keyField{{"after", customer.Account}}
	memberKeys  = []keyField{{"unionid", customer.UnionID}, {"phone", customer.Phone}, {"external_userid", customer.ExternalUserID}}
)

// card reads who a record speaks of; no key at all is nobody.
func (f *form) card(cells []string, fields []keyField, nameField string) (customer.Card, error) {
	var c customer.Card
	for _, k := range fields {
		if _, mapped := f.fields[k.field]; !mapped {
			continue
		}
		text := keyText(f.text(cells, k.field))
		if text == "" || strings.Contains(text, "*") { // marketplaces export masked phones: they name nobody
			continue
		}
		key, ok := customer.NormalizeKey(customer.Key{Kind: k.kind, Value: text})
		if !ok {
			return c, f.wrong(k.field, mask(text), "不是有效的账号", "is no valid account")
		}
		c.Keys = append(c.Keys, key)
	}
	if len(c.Keys) > 0 && nameField != "" {
		c.Name = f.text(cells, nameField)
	}
	return c, nil
}

// nobody is how exports write that a cell has no value, folded.
var nobody = map[string]bool{"null": true, "nil": true, "none": true, "nan": true, "n/a": true, "#n/a": true, "-": true, "--": true, "无": true}

// keyText takes off the apostrophe by which spreadsheets are told to keep digits as text, and reads the words for "no
// value" as none: otherwise all who have none would be one person.
func keyText(v string) string {
	v = strings.TrimSpace(strings.TrimPrefix(v, "'"))
	if nobody[strings.ToLower(v)] {
		return ""
	}
	return v
}

// mask keeps personal values out of reasons: only how they begin is shown.
func mask(v string) string {
	r := []rune(v)
	if len(r) <= 3 {
		return "***"
	}
	return string(r[:3]) + strings.Repeat("*", min(len(r)-3, 8))
}
