package conversation

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// settingName is the name under which Settings stand among the organisation's settings, as JSON.
const settingName = "conversation"

// Settings are the defaults of this room that a brand may change.
type Settings struct {
	// Asking are words anywhere in a text that make it a question, AskingFirst those that do when it begins with them,
	// AskingLast those that do when it ends with them; all in lower case. A question mark at the end always does.
	Asking      []string `json:"asking"`
	AskingFirst []string `json:"asking_first"`
	AskingLast  []string `json:"asking_last"`
	// Promo are words, in lower case, that make a message promotion (COM-17); goods always are.
	Promo []string `json:"promo"`
}

// Defaults are the settings that hold until somebody changes them.
func Defaults() Settings {
	return Settings{
		Asking: []string{"请问", "怎么", "为什么", "为啥", "如何", "多少钱", "多久", "几点", "哪里", "哪儿", "哪个", "哪款",
			"什么时候", "有没有", "能不能", "可不可以", "是不是", "要不要", "咋办", "anyone know", "does anybody know", "any idea"},
		AskingFirst: []string{"how ", "how's ", "what ", "what's ", "whats ", "why ", "where ", "where's ", "who ", "who's ",
			"which ", "is there ", "are there ", "is it ", "does ", "did ", "can i ", "can you ", "can anyone ", "can someone ",
			"could you ", "could anyone ", "could someone ", "has anyone ", "anyone ", "is anyone "},
		AskingLast: []string{"吗", "么", "呢", "嘛"},
		Promo: []string{"秒杀", "抢购", "限时", "特价", "包邮", "领券", "优惠券", "满减", "下单", "折扣", "团购价", "清仓",
			"戳链接", "点击购买", "立即购买", "coupon", "discount", "% off", "buy now", "limited offer", "free shipping"},
	}
}

// loadSettings gives the settings as changed.
func loadSettings(ctx context.Context, q db.Q) (Settings, error) {
	return org.Structured(ctx, q, settingName, Defaults())
}

// Settings gives the settings as changed.
func (s *Service) Settings(ctx context.Context) (Settings, error) {
	if err := org.Must(ctx, org.CommunityRead); err != nil {
		return Settings{}, err
	}
	return loadSettings(ctx, s.db.Read())
}

// SetSettings changes how messages are read from now on; what was read stays as it was read.
func (s *Service) SetSettings(ctx context.Context, set Settings) error {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return err
	}
	if err := set.tidy(); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		before, err := loadSettings(ctx, tx)
		if err != nil {
			return err
		}
		if err := org.SetStructured(ctx, tx, settingName, set); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "setting.set", Object: "setting", Before: before, After: set})
	})
}

// The bounds of a list of words.
const (
	maxWords = 500
	maxWord  = 64 // characters
)

// tidy spells the words as they are compared, and refuses lists that cannot be.
func (s *Settings) tidy() error {
	for name, words := range map[string]*[]string{"asking": &s.Asking, "asking_first": &s.AskingFirst, "asking_last": &s.AskingLast,
		"promo": &s.Promo} {
		if len(*words) > maxWords {
			return fault.InvalidField(name, "", fmt.Sprintf("最多 %d 个词", maxWords), fmt.Sprintf("has more than %d words", maxWords))
		}
		tidied := make([]string, len(*words))
		for i, w := range *words {
			tidied[i] = strings.ToLower(w)
			if strings.TrimSpace(w) == "" || utf8.RuneCountInString(w) > maxWord {
				return fault.InvalidField(name, w, fmt.Sprintf("每个词应为 1 到 %d 个字", maxWord),
					fmt.Sprintf("must be words of 1 to %d characters", maxWord))
			}
		}
		*words = tidied
	}
	return nil
}

// asks tells whether a text is a question.
func (s Settings) asks(text string) bool {
	text = strings.TrimRight(strings.ToLower(strings.TrimSpace(text)), " ~～。.!！")
	if strings.HasSuffix(text, "?") || strings.HasSuffix(text, "？") {
		return true
	}
	if name := callPrefix(text + " "); name != "" { // "name: how …"
		_, text, _ = strings.Cut(text, name)
		text = strings.TrimLeft(text, ":,：， ")
	}
	return holds(s.Asking, text, strings.Contains) || holds(s.AskingFirst, text, strings.HasPrefix) ||
		holds(s.AskingLast, text, strings.HasSuffix)
}

// promotes tells whether a message is promotion.
func (s Settings) promotes(content Content, text string) bool {
	return content == Goods || content != Notice && holds(s.Promo, strings.ToLower(text), strings.Contains)
}

func holds(words []string, text string, has func(text, word string) bool) bool {
	for _, w := range words {
		if has(text, w) {
			return true
		}
	}
	return false
}
