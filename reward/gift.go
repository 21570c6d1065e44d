package reward

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"qunli/kit/fault"
	"qunli/kit/id"
	"qunli/kit/money"
	"qunli/org"
)

type (
	giftKind  struct{}
	grantKind struct{}
)

func (giftKind) Prefix() string  { return "gft" }
func (grantKind) Prefix() string { return "rwd" }

type (
	// GiftID identifies what can be given.
	GiftID = id.Of[giftKind]
	// ID identifies what was given.
	ID = id.Of[grantKind]
)

// Kind is what sort of thing a gift is.
type Kind string

// The kinds.
const (
	Code   Kind = "code"   // bought elsewhere: a membership, credit; each goes to one person
	Thing  Kind = "thing"  // is sent to an address
	Coupon Kind = "coupon" // takes something off a price of ours
)

// GiftState is whether a gift is given.
type GiftState string

// The states of a gift. What was given of a closed one goes on.
const (
	Open   GiftState = "open"
	Closed GiftState = "closed"
)

// Gift is what can be given.
type Gift struct {
	ID        GiftID
	Kind      Kind
	Name      string
	Words     string // how it is used, for its owner
	State     GiftState
	Cost      money.Fen // of one
	Worth     money.Fen // of one, to its owner
	Total     int64
	Issued    int64
	Tags      string // whom it suits: "family/name", one a line
	Days      int64  // for how long a coupon holds, or a thing may be claimed; 0 no end
	UntilAt   int64  // unix ms when all of it ends, 0 never
	PerPerson int64  // the most that one person is given, 0 any
	Terms
	StaffID   org.StaffID
	Version   int64
	CreatedAt int64
}

// Terms are what a coupon takes off a price.
type Terms struct {
	Off       money.Fen // an amount, or
	Rate      int64     // basis points of the price
	Most      money.Fen // the most that a rate takes off, 0 any
	Minimum   money.Fen // of the price before any coupon
	Stack     string    // coupons of one name exclude each other; "" those of one gift do
	Stackable bool      // it may be used beside others
}

// Left is how many can still be given.
func (g *Gift) Left() int64 { return g.Total - g.Issued }

// Suits lists whom a gift is for.
func (g *Gift) Suits() []string {
	if g.Tags == "" {
		return nil
	}
	return strings.Split(g.Tags, "\n")
}

const (
	day       = int64(24 * time.Hour / time.Millisecond)
	maxGift   = 1_000_000_000 // of everything that is counted; fen: ten million yuan
	maxTags   = 20
	bps       = 10_000
	maxDays   = 3650
	confirmIn = 15 * day // after it was shipped a thing is taken for received
)

// The refusals of this room.
var (
	ErrNoGift   = fault.New(fault.Missing, "reward.no_gift", "没有这个礼品或优惠券", "There is no such gift or coupon")
	ErrMissing  = fault.New(fault.Missing, "reward.missing", "没有这份奖励", "There is no such reward")
	ErrChanged  = fault.New(fault.Conflict, "reward.changed", "刚被别人改过，请刷新后再改", "Somebody else has just changed it; reload it first")
	ErrFixed    = fault.New(fault.Conflict, "reward.fixed", "已经发出 %d 份，优惠内容和有效天数不能再改；请另建一个", "%d were given, so what it takes off and for how long cannot change; make another one")
	ErrShrunk   = fault.New(fault.Invalid, "reward.shrunk", "数量 %d 不能少于已发的 %d", "%d is fewer than the %d already given")
	ErrClosed   = fault.New(fault.Conflict, "reward.closed", "“%s”已停发：重新开放，或换一个礼品", "“%s” is closed: open it again, or give something else")
	ErrOut      = fault.New(fault.Exhausted, "reward.out", "“%s”已发完（共 %d 份）：请补充数量，没发出的会再试", "“%s” has run out (%d in all): add more, and what waits is tried again")
	ErrPerson   = fault.New(fault.Limited, "reward.person", "这位客户已领满 %d 份", "This customer has had all %d they may have")
	ErrGone     = fault.New(fault.Conflict, "reward.gone", "这位客户的资料已被抹除，不再发奖", "This customer was erased: nothing is given")
	ErrState    = fault.New(fault.Conflict, "reward.state", "这份奖励现在的状态（%s）不能这样做", "A reward in state %s cannot do that")
	ErrNotYours = fault.New(fault.Conflict, "reward.coupon", "优惠券 %s 现在不能用：不是本人的、已用掉、已过期，或正用在另一单上", "Coupon %s cannot be used now: somebody else's, used, expired, or of another order")
)

// normal trims what was typed, and names what is wrong with it.
func (g *Gift) normal() error {
	g.Name, g.Words, g.Stack = strings.TrimSpace(g.Name), strings.TrimSpace(g.Words), strings.TrimSpace(g.Stack)
	suits := strings.Split(g.Tags, "\n")
	for n := range suits {
		suits[n] = strings.TrimSpace(suits[n])
	}
	suits = slices.DeleteFunc(suits, func(s string) bool { return s == "" })
	g.Tags = strings.Join(slices.Compact(suits), "\n")
	for _, n := range []struct {
		field string
		value int64
		most  int64
	}{{"total", g.Total, maxGift}, {"cost", int64(g.Cost), maxGift}, {"worth", int64(g.Worth), maxGift}, {"days", g.Days, maxDays}, {"per_person", g.PerPerson, maxGift},
		{"off", int64(g.Off), maxGift}, {"rate", g.Rate, bps}, {"most", int64(g.Most), maxGift}, {"minimum", int64(g.Minimum), maxGift}} {
		if n.value < 0 || n.value > n.most {
			return fault.InvalidField(n.field, strconv.FormatInt(n.value, 10), "须在 0 到 "+strconv.FormatInt(n.most, 10)+" 之间", "must lie between 0 and "+strconv.FormatInt(n.most, 10))
		}
	}
	switch {
	case g.Name == "" || utf8.RuneCountInString(g.Name) > 40:
		return fault.InvalidField("name", g.Name, "请填写名称，最多 40 个字", "give a name of at most 40 characters")
	case utf8.RuneCountInString(g.Words) > 300:
		return fault.InvalidField("words", "", "使用说明最多 300 个字", "at most 300 characters")
	case utf8.RuneCountInString(g.Stack) > 40:
		return fault.InvalidField("stack", g.Stack, "叠加组名最多 40 个字", "at most 40 characters")
	case len(suits) > maxTags:
		return fault.InvalidField("tags", strconv.Itoa(len(suits)), "最多 20 个标签", "at most 20 tags")
	case g.UntilAt < 0:
		return fault.InvalidField("until_at", strconv.FormatInt(g.UntilAt, 10), "请填写一个日期，或留空", "give a date, or none")
	}
	if g.Kind == Coupon {
		return g.Terms.check()
	}
	if g.Terms != (Terms{}) {
		return fault.InvalidField("kind", string(g.Kind), "只有优惠券才有优惠内容", "only a coupon takes something off a price")
	}
	return nil
}

// check names what is wrong with a coupon.
func (t Terms) check() error {
	switch {
	case (t.Off > 0) == (t.Rate > 0):
		return fault.InvalidField("off", t.Off.Format(), "请填写减多少元，或打几折，两者填一个", "give either an amount or a rate")
	case t.Off > 0 && t.Minimum > 0 && t.Minimum < t.Off:
		return fault.InvalidField("minimum", t.Minimum.Format(), "门槛不能低于减的金额", "must not be less than what is taken off")
	case t.Off > 0 && t.Most > 0:
		return fault.InvalidField("most", t.Most.Format(), "只有折扣券有最多优惠金额", "belongs to a rate only")
	}
	return nil
}

// may tells whether one more can be given now.
func (g *Gift) may(now int64) error {
	switch {
	case g.State != Open || g.UntilAt > 0 && g.UntilAt <= now:
		return ErrClosed.F(g.Name)
	case g.Left() <= 0:
		return ErrOut.F(g.Name, g.Total)
	}
	return nil
}

// ends gives until when one given now holds, or may be claimed: 0 no end. Codes have their own ends, elsewhere.
func (g *Gift) ends(now int64) int64 {
	if g.Kind == Code {
		return 0
	}
	end := g.UntilAt
	if g.Days > 0 {
		if by := now + g.Days*day; end == 0 || by < end {
			end = by
		}
	}
	return end
}

// fixed is what must not change once one was given.
func (g *Gift) fixed() any {
	return struct {
		Kind Kind
		Days int64
		Terms
	}{g.Kind, g.Days, g.Terms}
}

// stackOf names what a coupon excludes.
func (t Terms) stackOf(gift GiftID) string { return cmp.Or(t.Stack, gift.String()) }
