package segment

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// parseJSON reads the JSON spelling: {"all":[…]}, {"any":[…]}, {"not":{…}} or {"is":{"attribute":…,"days":…,"op":…,"values":[…]}}.
func (b *Book) parseJSON(text string) (Rule, error) {
	var raw Rule
	in := json.NewDecoder(bytes.NewReader([]byte(text)))
	in.DisallowUnknownFields()
	err := in.Decode(&raw)
	if err == nil {
		if _, more := in.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("something follows the rule")
		}
	}
	if err != nil {
		at := spot{fmt.Sprintf("JSON 第 %d 字节", in.InputOffset()), fmt.Sprintf("JSON byte %d", in.InputOffset())}
		return Rule{}, at.wrong("", "不是规则树："+err.Error(), "not a rule tree: "+err.Error())
	}
	return b.Check(raw)
}

// Check gives the canonical tree of a rule that was built by hand, or refuses it; the place is its path in the tree.
func (b *Book) Check(r Rule) (Rule, error) {
	r, err := b.check(r, "", 0)
	if err != nil {
		return Rule{}, err
	}
	return bounded(r.flat(), pathSpot(""))
}

func pathSpot(path string) spot {
	if path == "" {
		path = "."
	}
	return spot{path, path}
}

func (b *Book) check(r Rule, path string, depth int) (Rule, error) {
	at := pathSpot(path)
	if depth > 3*MaxDepth {
		return Rule{}, at.wrong("", "嵌套太深", "nested too deeply")
	}
	set := 0
	for _, is := range []bool{r.All != nil, r.Any != nil, r.Not != nil, r.Is != nil} {
		if is {
			set++
		}
	}
	if set != 1 {
		return Rule{}, at.wrong("", "all、any、not、is 须恰有其一", "exactly one of all, any, not, is must be given")
	}
	var err error
	switch {
	case r.Not != nil:
		var inner Rule
		inner, err = b.check(*r.Not, path+".not", depth+1)
		return Rule{Not: &inner}, err
	case r.All != nil:
		r.All, err = b.checkList(r.All, path+".all", depth)
		return r, err
	case r.Any != nil:
		r.Any, err = b.checkList(r.Any, path+".any", depth)
		return r, err
	}
	at = pathSpot(path + ".is")
	d := draft{Clause: *r.Is, attribute: at, window: at, op: at}
	for range r.Is.Values {
		d.values = append(d.values, at)
	}
	bound, err := b.bind(d)
	return Rule{Is: &bound.Clause}, err
}

func (b *Book) checkList(list []Rule, path string, depth int) ([]Rule, error) {
	if len(list) == 0 {
		return nil, pathSpot(path).wrong("", "列表为空", "the list is empty")
	}
	out := make([]Rule, len(list))
	for i, r := range list {
		var err error
		if out[i], err = b.check(r, fmt.Sprintf("%s[%d]", path, i), depth+1); err != nil {
			return nil, err
		}
	}
	return out, nil
}
