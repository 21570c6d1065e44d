package livecode

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"qunli/community"
	"qunli/kit/fault"
	"qunli/kit/id"
	"qunli/org"
)

type codeKind struct{}

func (codeKind) Prefix() string { return "lcd" }

// ID is the id of a code.
type ID = id.Of[codeKind]

// Kind is what a code leads to.
type Kind string

// The kinds.
const (
	Person Kind = "person" // a member of staff is added
	Group  Kind = "group"  // a group is joined
)

// State is whether a code leads anywhere.
type State string

// The states. A closed code is opened no more.
const (
	Draft  State = "draft"
	Live   State = "live"
	Paused State = "paused"
	Closed State = "closed"
)

// Promise is what is said to somebody before they add us, and what binds us afterwards (CHN-11 四问).
type Promise struct {
	Who   string `json:"who"`   // 你是谁
	Now   string `json:"now"`   // 现在能得到什么
	Later string `json:"later"` // 以后持续得到什么
	Quiet string `json:"quiet"` // 会不会打扰
}

// Code is a code with all that stands behind it.
type Code struct {
	ID        ID          `json:"id"`
	Key       string      `json:"key"` // what stands in its address
	Kind      Kind        `json:"kind"`
	Name      string      `json:"name"`
	State     State       `json:"state"`
	Class     string      `json:"class"`  // internal, external, referral
	Medium    string      `json:"medium"` // store, package, table, platform, kol, partner, other
	Source    string      `json:"source"` // the acquisition channel of those who come by it
	StoreID   org.StoreID `json:"store_id"`
	StaffID   org.StaffID `json:"staff_id"` // who made it
	Promise   Promise     `json:"promise"`
	Weekly    int64       `json:"weekly"` // the most messages a week that were promised, 0 no number
	Tags      []string    `json:"tags"`
	Direct    bool        `json:"direct"`     // no page of ours before the channel's picture
	HasInvite bool        `json:"has_invite"` // the page asks for a word
	From      int64       `json:"from_at"`    // ms, 0 at once
	Until     int64       `json:"until_at"`   // ms, 0 for ever
	Branches  []Branch    `json:"branches"`   // at least one
	Version   int64       `json:"version"`
	CreatedAt int64       `json:"created_at"`
}

// Branch is one of the ways a code leads: for everybody, or for those of one district, of one tag, or of both.
type Branch struct {
	Number  int64          `json:"number"`
	Area    string         `json:"area"` // the district, "" everybody
	Tag     string         `json:"tag"`  // "family/name" of those it is for, "" everybody
	Seats   []Seat         `json:"seats"`
	Groups  []community.ID `json:"groups"` // in the order in which they are filled
	Picture string         `json:"picture"`
	Behind  []string       `json:"behind"`  // the channel's keys of who or what stands behind it now
	Trouble string         `json:"trouble"` // code of a fault, or nobody, groups_full; "" none
	PutAt   int64          `json:"put_at"`  // ms

	config, asked string
}

// Path is where the pages of codes are: what is printed leads to Path and the code's key.
const Path = "/c/"

// Open tells whether somebody who scans the code at a moment is led on.
func (c Code) Open(now int64) bool {
	return c.State == Live && c.From <= now && (c.Until == 0 || now < c.Until)
}

// state is what the channel is told to send back with whoever comes by a branch; at most 30 characters.
func (c Code) state(b Branch) string { return fmt.Sprintf("lc%s.%d", c.Key, b.Number) }

// keyOf reads a state that state wrote; ok is false for the states of others.
func keyOf(state string) (key string, ok bool) {
	rest, ok := strings.CutPrefix(state, "lc")
	key, _, dotted := strings.Cut(rest, ".")
	return key, ok && dotted && key != ""
}

// branchOf gives the number of the branch in a state that state wrote.
func branchOf(state string) int64 {
	_, number, _ := strings.Cut(state, ".")
	n, _ := strconv.ParseInt(number, 10, 64) // written by state alone
	return n
}

// Areas lists the districts among which the page asks somebody to choose; none when there is one way for all.
func (c Code) Areas() []string {
	var out []string
	for _, b := range c.Branches {
		if b.Area != "" && !slices.Contains(out, b.Area) {
			out = append(out, b.Area)
		}
	}
	return out
}

// Branch gives the way for somebody of a district who has tags (COM-09): the one that names most of both, a tag before a district;
// ok is false where the code does not serve them.
func (c Code) Branch(area string, tags []string) (Branch, bool) {
	best, found := 0, -1
	for n, b := range c.Branches {
		if b.Area != "" && b.Area != area || b.Tag != "" && !slices.Contains(tags, b.Tag) {
			continue
		}
		names := 1
		if b.Area != "" {
			names++
		}
		if b.Tag != "" {
			names += 2
		}
		if names > best {
			best, found = names, n
		}
	}
	if found < 0 {
		return Branch{}, false
	}
	return c.Branches[found], true
}

// byTag tells whether who somebody is decides where the code leads.
func (c Code) byTag() bool {
	return slices.ContainsFunc(c.Branches, func(b Branch) bool { return b.Tag != "" })
}

// The refusals about codes.
var (
	ErrMissing = fault.New(fault.Missing, "livecode.missing", "没有这个活码", "There is no such code")
	ErrChanged = fault.New(fault.Conflict, "livecode.changed", "活码已被别人改过，请刷新", "Somebody changed the code; reload")
	ErrClosed  = fault.New(fault.Conflict, "livecode.closed", "活码已作废，不能再改", "The code is closed and changes no more")
	ErrPromise = fault.New(fault.Invalid, "livecode.promise", "先答完“添加四问”再发布", "Answer the four questions before publishing")
)

// The most that a code holds: of the channel's limits the smaller one (reference §4.1, §4.2).
const (
	mostSeats    = 100
	mostGroups   = 50
	mostBranches = 20
)

// normal trims what was typed and refuses what cannot be; the four answers are asked for when it is published.
func (c *Code) normal() error {
	c.Name, c.Source = strings.TrimSpace(c.Name), strings.TrimSpace(c.Source)
	for _, s := range []*string{&c.Promise.Who, &c.Promise.Now, &c.Promise.Later, &c.Promise.Quiet} {
		*s = strings.TrimSpace(*s)
		if len([]rune(*s)) > 100 {
			return fault.InvalidField("promise", *s, "每个回答最多 100 个字", "An answer has at most 100 characters")
		}
	}
	if c.Source == "" {
		c.Source = c.Name
	}
	for _, d := range []struct {
		bad                  bool
		field, value, zh, en string
	}{
		{c.Kind != Person && c.Kind != Group, "kind", string(c.Kind), "应是 person（加好友）或 group（进群）", "is person or group"},
		{c.Name == "" || len([]rune(c.Name)) > 30, "name", c.Name, "请写 1 到 30 个字", "give 1 to 30 characters"},
		{len([]rune(c.Source)) > 60, "source", c.Source, "最多 60 个字", "60 characters at most"},
		{!slices.Contains([]string{"internal", "external", "referral"}, c.Class), "class", c.Class, "应是 internal、external 或 referral", "is internal, external or referral"},
		{!slices.Contains([]string{"store", "package", "table", "platform", "kol", "partner", "other"}, c.Medium), "medium", c.Medium,
			"应是 store、package、table、platform、kol、partner 或 other", "is store, package, table, platform, kol, partner or other"},
		{c.Weekly < 0 || c.Weekly > 100, "weekly", fmt.Sprint(c.Weekly), "应在 0 到 100 之间", "lies between 0 and 100"},
		{c.From < 0 || c.Until < 0 || c.Until != 0 && c.Until <= c.From, "until_at", fmt.Sprint(c.Until), "结束应晚于开始", "ends after it begins"},
		{len(c.Tags) > 20, "tags", fmt.Sprint(len(c.Tags)), "最多 20 个标签", "20 tags at most"},
		{len(c.Branches) == 0 || len(c.Branches) > mostBranches, "branches", fmt.Sprint(len(c.Branches)), "应有 1 到 20 条去处", "has 1 to 20 ways"},
		{c.Direct && (len(c.Branches) > 1 || c.HasInvite || c.byTag()), "direct", "true", "直达码前面没有页面，不能分区域和标签，也不能问口令", "a direct code has no page that could ask for a district or a word, or know somebody's tags"},
	} {
		if d.bad {
			return fault.InvalidField(d.field, d.value, d.zh, d.en)
		}
	}
	return c.normalBranches()
}

func (c *Code) normalBranches() error {
	type served struct{ area, tag string }
	known := map[served]bool{}
	for n := range c.Branches {
		b := &c.Branches[n]
		at := fmt.Sprintf("branches[%d]", n)
		b.Area, b.Tag = strings.TrimSpace(b.Area), strings.TrimSpace(b.Tag)
		if len([]rune(b.Area)) > 20 || len([]rune(b.Tag)) > 60 {
			return fault.InvalidField(at+".area", b.Area+b.Tag, "区域最多 20 个字，标签最多 60 个字", "a district has at most 20 characters, a tag 60")
		}
		if known[served{b.Area, b.Tag}] {
			return fault.InvalidField(at+".area", b.Area, "两条去处的区域和标签不能都一样", "two ways differ by district or by tag")
		}
		known[served{b.Area, b.Tag}] = true
		if err := b.check(c.Kind, at); err != nil {
			return err
		}
	}
	return nil
}

func (b Branch) check(k Kind, at string) error {
	if k == Group {
		if len(b.Groups) == 0 || len(b.Groups) > mostGroups || len(b.Seats) > 0 {
			return fault.InvalidField(at+".groups", fmt.Sprint(len(b.Groups)), "请选 1 到 50 个群", "name 1 to 50 groups")
		}
		return nil
	}
	if len(b.Seats) == 0 || len(b.Seats) > mostSeats || len(b.Groups) > 0 {
		return fault.InvalidField(at+".seats", fmt.Sprint(len(b.Seats)), "请选 1 到 100 个员工", "name 1 to 100 members of staff")
	}
	here := map[org.StaffID]bool{}
	for n, s := range b.Seats {
		if here[s.StaffID] {
			return fault.InvalidField(fmt.Sprintf("%s.seats[%d].staff_id", at, n), s.StaffID.String(), "同一个员工写了两次", "stands here twice")
		}
		here[s.StaffID] = true
		if err := s.check(fmt.Sprintf("%s.seats[%d]", at, n)); err != nil {
			return err
		}
	}
	return nil
}

// promised refuses a code that does not answer the four questions.
func (p Promise) promised() error {
	var e *fault.Error
	for _, q := range []struct{ field, value, zh, en string }{
		{"promise.who", p.Who, "请写清你是谁", "say who you are"}, {"promise.now", p.Now, "请写清现在能得到什么", "say what one gets now"},
		{"promise.later", p.Later, "请写清以后持续得到什么", "say what one keeps getting"}, {"promise.quiet", p.Quiet, "请写清会不会打扰", "say how much it will disturb"},
	} {
		if q.value != "" {
			continue
		}
		if e == nil {
			e = ErrPromise
		}
		e = e.At(q.field, "", q.zh, q.en)
	}
	if e == nil {
		return nil
	}
	return e
}
