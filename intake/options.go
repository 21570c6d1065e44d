package intake

import (
	"maps"
	"regexp"
	"strings"
	"time"

	"qunli/conversation"
)

// ChatOptions say how group logs are read; "" leaves a thing as it is.
type ChatOptions struct {
	Ignore    string `json:"ignore,omitempty"`    // regular expression: members whose lines are left out
	Bots      string `json:"bots,omitempty"`      // regular expression: members who are programs
	Reconnect string `json:"reconnect,omitempty"` // 30m: who leaves and returns within it never left
}

// over lays single settings over those of a preset.
func (o ChatOptions) over(preset ChatOptions) ChatOptions {
	return ChatOptions{either(o.Ignore, preset.Ignore), either(o.Bots, preset.Bots), either(o.Reconnect, preset.Reconnect)}
}

// chatReading is ChatOptions understood.
type chatReading struct{ options conversation.Options }

// with gives the options for the logs of a source.
func (c chatReading) with(source string) conversation.Options {
	c.options.Source = source
	return c.options
}

// maxReconnect is the longest absence that can be no leave.
const maxReconnect = 30 * 24 * time.Hour

// chat understands the options of a mapping, and refuses them where they mean nothing.
func (m Mapping) chat() (chatReading, error) {
	var out chatReading
	if m.Kind != "chat" {
		if m.ChatOptions != (ChatOptions{}) {
			return out, ErrMap.At("kind", m.Kind, "：ignore、bots、reconnect 只用于 chat", "takes no ignore, bots or reconnect: these are for chat")
		}
		return out, nil
	}
	var err error
	if out.options.Ignore, err = pattern("ignore", m.Ignore); err != nil {
		return out, err
	}
	if out.options.Bots, err = pattern("bots", m.Bots); err != nil {
		return out, err
	}
	if m.Reconnect == "" {
		return out, nil
	}
	pause, err := time.ParseDuration(m.Reconnect)
	if err != nil || pause < 0 || pause > maxReconnect {
		return out, ErrMap.At("reconnect", m.Reconnect, "不是时长，请写 30m、1h30m 这样，最长 720h；0s 表示不合并",
			"is no duration; write it like 30m or 1h30m, 720h at most; 0s joins nothing")
	}
	if out.options.Reconnect = pause; pause == 0 {
		out.options.Reconnect = -1
	}
	return out, nil
}

// pattern reads a regular expression; "" is none.
func pattern(name, text string) (*regexp.Regexp, error) {
	if text == "" {
		return nil, nil
	}
	p, err := regexp.Compile(text)
	if err != nil {
		return nil, ErrMap.At(name, text, "不是正则表达式："+err.Error(), "is no regular expression: "+err.Error())
	}
	return p, nil
}

// wordField is the field by which records of a kind are told apart, "" when there is none.
func wordField(kind string) string {
	switch kind {
	case "orders":
		return "kind"
	case "touches":
		return "touch"
	case "chat":
		return "event"
	}
	return ""
}

// translate adds what words of the file mean. Presets are shared: their values are not written to.
func (m *Mapping) translate(words map[string]string) error {
	if len(words) == 0 {
		return nil
	}
	field := wordField(m.Kind)
	if field == "" {
		return ErrMap.At("kind", m.Kind, "的记录不分类型，不需要 --kind", "has records of one sort only and takes no --kind")
	}
	values := maps.Clone(m.Values)
	if values == nil {
		values = map[string]map[string]string{}
	}
	all := maps.Clone(values[field])
	if all == nil {
		all = map[string]string{}
	}
	maps.Copy(all, words)
	values[field] = all
	m.Values = values
	return nil
}

// ParseWords reads "join=a,b": the words a and b of a file mean join. An empty list is the empty word.
func ParseWords(text string, into map[string]string) error {
	meaning, list, ok := strings.Cut(text, "=")
	if meaning = strings.TrimSpace(meaning); !ok || meaning == "" {
		return ErrMap.At("kind", text, "要写成 含义=说法,说法，例如 join=入群,扫码进群", "must be MEANING=WORD,WORD, for example join=JOIN,INVITED")
	}
	for word := range strings.SplitSeq(list, ",") {
		into[strings.TrimSpace(word)] = meaning
	}
	return nil
}
