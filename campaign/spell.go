package campaign

import (
	"encoding/json"
	"strconv"

	"qunli/kit/id"
)

// Replies and facts come by the thousand a second: they spell their JSON themselves, as encoding/json would.

// AppendJSON appends what encoding/json gives of d.
func (d Decided) AppendJSON(b []byte) []byte {
	b = spellID(append(b, '{'), "campaign", d.Campaign, true)
	b = spellText(b, "what", d.What, true)
	b = spellID(b, "instance", d.Instance, false)
	b = spellID(b, "seat", d.Seat, false)
	b = spellID(b, "person", d.Person, false)
	b = spellNumber(b, "amount", d.Amount, false)
	return append(spellNumber(b, "at", d.At, true), '}')
}

// AppendJSON appends what encoding/json gives of a.
func (a Asked) AppendJSON(b []byte) []byte {
	b = spellText(append(b, '{'), "kind", string(a.Kind), true)
	b = spellText(b, "number", a.Number, true)
	b = spellText(b, "of", a.Of, false)
	b = spellID(b, "campaign", a.Campaign, true)
	b = spellID(b, "instance", a.Instance, false)
	b = spellID(b, "seat", a.Seat, true)
	b = spellID(b, "person", a.Person, true)
	b = spellNumber(b, "amount", a.Amount, false)
	b = spellNumber(b, "until", a.Until, false)
	b = spellText(b, "what", a.What, false)
	b = spellText(b, "reason", a.Reason, false)
	return append(spellNumber(b, "at", a.At, true), '}')
}

// spelt gives what encoding/json gives of r.
func (r Reply) spelt() string {
	var room [192]byte
	b := spellText(append(room[:0], '{'), "code", string(r.Code), false)
	b = spellText(b, "note", r.Note, false)
	b = spellID(b, "instance", r.Instance, false)
	b = spellID(b, "seat", r.Seat, false)
	b = spellText(b, "state", r.State, false)
	b = spellNumber(b, "amount", r.Amount, false)
	b = spellNumber(b, "until", r.Until, false)
	b = spellNumber(b, "place", r.Place, false)
	return string(append(spellNumber(b, "limit", r.Limit, false), '}'))
}

// spellName begins a field of an object.
func spellName(b []byte, name string) []byte {
	if b[len(b)-1] != '{' {
		b = append(b, ',')
	}
	return append(append(append(b, '"'), name...), '"', ':')
}

func spellID[K id.Kind](b []byte, name string, i id.Of[K], always bool) []byte {
	if i == 0 && !always {
		return b
	}
	b, _ = i.AppendText(append(spellName(b, name), '"')) // gives nil
	return append(b, '"')
}

func spellNumber(b []byte, name string, n int64, always bool) []byte {
	if n == 0 && !always {
		return b
	}
	return strconv.AppendInt(spellName(b, name), n, 10)
}

func spellText(b []byte, name, text string, always bool) []byte {
	if text == "" && !always {
		return b
	}
	b = spellName(b, name)
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			quoted, _ := json.Marshal(text) // a string: it cannot fail
			return append(b, quoted...)
		}
	}
	return append(append(append(b, '"'), text...), '"')
}
