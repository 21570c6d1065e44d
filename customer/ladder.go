package customer

import (
	"slices"
	"strings"
)

// Level is a rung of the relationship ladder (CUS-06).
type Level int64

// The levels.
const (
	LevelNone        Level = iota
	LevelBuyer             // 交易
	LevelFan               // 粉丝
	LevelFriend            // 铁粉
	LevelPartner           // 合伙人
	LevelShareholder       // 股东
)

// Word is a word of a scale: its code, as rules and facts write it, and its titles.
type Word struct{ Code, Zh, En string }

var levels = [...]Word{
	{"", "无", "None"}, {"buyer", "交易", "Buyer"}, {"fan", "粉丝", "Fan"}, {"friend", "铁粉", "Loyal fan"},
	{"partner", "合伙人", "Partner"}, {"shareholder", "股东", "Shareholder"},
}

// Levels lists the words of the ladder from the bottom, none included.
func Levels() []Word { return slices.Clone(levels[:]) }

// Title gives the word of a level.
func (l Level) Title() Word { return wordOf(levels[:], int64(l)) }

// wordOf gives a word of a scale, none for what is beyond it.
func wordOf(scale []Word, at int64) Word {
	if at < 0 || at >= int64(len(scale)) {
		return scale[0]
	}
	return scale[at]
}

// ParseLevel reads a level by its code or its Chinese or English title.
func ParseLevel(word string) (Level, error) {
	i, ok := findWord(levels[:], word)
	if !ok {
		return 0, ErrLevel.F(word)
	}
	return Level(i), nil
}

// findWord gives the place of a word, by code or title, in a scale; none is no word.
func findWord(scale []Word, word string) (int64, bool) {
	word = strings.TrimSpace(word)
	for i, w := range scale[1:] {
		if strings.EqualFold(word, w.Code) || word == w.Zh || strings.EqualFold(word, w.En) {
			return int64(i + 1), true
		}
	}
	return 0, false
}

// Evidence is one thing that a step of a standing needs, and how much of it there is.
type Evidence struct {
	Step string `json:"step"` // code of the level or depth that needs it
	What string `json:"what"`
	Zh   string `json:"-"`
	En   string `json:"-"`
	Need int64  `json:"need"`
	Have int64  `json:"have"`
	Day  string `json:"day,omitempty"` // on which there was enough of what never lapses; "" not yet, or it may lapse
}

// Holds tells whether there is enough.
func (e Evidence) Holds() bool { return e.Have >= e.Need }

// counted is the evidence of n things ever counted.
func counted(step, what, zh, en string, of *series, need int64, day int) Evidence {
	e := Evidence{Step: step, What: what, Zh: zh, En: en, Need: need, Have: of.upTo(day)}
	if since, ok := of.reached(need); ok && since <= day {
		e.Day = dayText(since)
	}
	return e
}

// evidence gives what each level needs and what there is of it on a day, from the bottom.
func (r LadderRules) evidence(l *life, day int) []Evidence {
	added := Evidence{Step: "fan", What: "added", Zh: "加为好友", En: "Added", Need: 1}
	if l.known && l.added <= day {
		added.Have, added.Day = 1, dayText(l.added)
	}
	voices := Evidence{Step: "friend", What: "voices", Zh: "有效转介绍或原创内容", En: "Valid referrals or own content",
		Need: r.FriendVoices, Have: l.referrals.upTo(day) + l.made.upTo(day)}
	return []Evidence{
		counted("buyer", "orders", "成交订单", "Kept orders", &l.orders, r.BuyerOrders, day),
		added,
		counted("fan", "acts", "互动", "Interactions", &l.participation, r.FanActs, day),
		counted("friend", "orders", "成交订单", "Kept orders", &l.orders, r.FriendOrders, day),
		voices,
		counted("partner", "partner", "签约合伙人", "Signed as partner", &l.partner, 1, day),
		counted("shareholder", "shareholder", "股东登记", "Entry in the register", &l.shareholder, 1, day),
	}
}

// held tells which levels have all of their own evidence on a day.
func (r LadderRules) held(l *life, day int) (out [len(levels)]bool) {
	out[LevelNone] = true
	out[LevelBuyer] = l.orders.upTo(day) >= r.BuyerOrders
	out[LevelFan] = l.known && l.added <= day && l.participation.upTo(day) >= r.FanActs
	out[LevelFriend] = l.orders.upTo(day) >= r.FriendOrders && l.referrals.upTo(day)+l.made.upTo(day) >= r.FriendVoices
	out[LevelPartner] = l.partner.upTo(day) > 0
	out[LevelShareholder] = l.shareholder.upTo(day) > 0
	return out
}

// level gives the highest level whose evidence, and that of all levels below it, holds on a day.
func (r LadderRules) level(l *life, day int) Level {
	held := r.held(l, day)
	k := LevelNone
	for k < LevelShareholder && held[k+1] {
		k++
	}
	return k
}

// turns lists the days on which the level may change.
func (r LadderRules) turns(l *life) []int {
	out := slices.Concat(l.orders.days, l.participation.days, l.referrals.days, l.made.days, l.partner.days, l.shareholder.days)
	if l.known {
		out = append(out, l.added)
	}
	return out
}
