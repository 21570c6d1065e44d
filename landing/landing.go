package landing

import (
	"context"
	"hash/fnv"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/id"
	"qunli/livecode"
	"qunli/org"
	"qunli/page"
)

type pageKind struct{}

func (pageKind) Prefix() string { return "lnd" }

// ID is the id of a landing page.
type ID = id.Of[pageKind]

// Path is where landing pages are served, below it the key.
const Path = "/l/"

// State is where a page stands.
type State string

// The states of a page.
const (
	Draft  State = "draft"  // never published: it has no address yet
	Live   State = "live"   // shown
	Paused State = "paused" // its address says that it rests
	Closed State = "closed" // for good
)

// Variant is one of the two forms of a page (LND-04).
type Variant string

// The variants.
const (
	A Variant = "a"
	B Variant = "b"
)

// Variants lists both.
var Variants = []Variant{A, B}

// Settings are what a page is besides what it says. They may be changed while it is shown.
type Settings struct {
	Name           string        `json:"name"`
	Source         string        `json:"source"`          // the acquisition channel of those who leave a number
	Campaign       string        `json:"campaign"`        // campaign tag, "" none
	Follow         string        `json:"follow"`          // path of the code to which whoever left a number is led on, "" none
	Account        string        `json:"account"`         // name of the official account that they are asked to follow, "" none
	AccountPicture string        `json:"account_picture"` // key of the picture of its code
	Callers        []org.StaffID `json:"callers"`         // who calls, in turn by load; none: the store's
	StoreID        org.StoreID   `json:"store_id"`
}

// Landing is a landing page.
type Landing struct {
	ID  ID     `json:"id"`
	Key string `json:"key"`
	Settings
	State     State       `json:"state"`
	Split     bool        `json:"split"` // half of the visitors see variant b
	StaffID   org.StaffID `json:"staff_id"`
	Version   int64       `json:"version"`
	CreatedAt int64       `json:"created_at"`
}

// Edition is what a variant says: while it is being edited, and which revision is shown.
type Edition struct {
	Variant  Variant
	Page     page.Page
	Edits    int64 // how many times it was saved
	Revision int64 // shown, 0 none yet
}

// The refusals of the verbs.
var (
	ErrMissing = fault.New(fault.Missing, "landing.missing", "没有这个落地页", "There is no such landing page")
	ErrChanged = fault.New(fault.Conflict, "landing.changed", "这个落地页刚被别人改过，请刷新后再改", "Somebody else has just changed this page; reload it first")
	ErrState   = fault.New(fault.Conflict, "landing.state", "落地页现在的状态（%s）不能这样做", "A page in state %s cannot do that")
	ErrRules   = fault.New(fault.Invalid, "landing.problems", "落地页还有问题，改好后才能发布", "The page has problems; put them right before publishing")
	ErrNoB     = fault.New(fault.Conflict, "landing.no_b", "B 版还没有发布，不能分流", "Variant B is not published; there is nothing to divide visitors between")
	ErrResting = fault.New(fault.Conflict, "landing.resting", "这个页面暂时休息", "This page is resting")
)

// normal trims settings and names what is wrong with them.
func (s *Settings) normal() error {
	s.Name, s.Source, s.Campaign, s.Follow, s.Account = strings.TrimSpace(s.Name), strings.TrimSpace(s.Source), strings.TrimSpace(s.Campaign), strings.TrimSpace(s.Follow), strings.TrimSpace(s.Account)
	for _, t := range []struct {
		field, value string
		least        int
	}{{"name", s.Name, 1}, {"source", s.Source, 1}, {"campaign", s.Campaign, 0}, {"account", s.Account, 0}} {
		if n := utf8.RuneCountInString(t.value); n < t.least || n > 40 {
			return fault.InvalidField(t.field, t.value, "请填写，最多 40 个字", "must be given, with at most 40 characters")
		}
	}
	if s.Follow != "" && !strings.HasPrefix(s.Follow, livecode.Path) {
		return fault.InvalidField("follow", s.Follow, "请从活码中选择", "choose one of the codes")
	}
	if (s.Account == "") != (s.AccountPicture == "") {
		return fault.InvalidField("account", s.Account, "公众号要写名称，也要上传它的二维码；或两样都不填", "needs the name of the account and the picture of its code, or neither")
	}
	slices.Sort(s.Callers)
	if s.Callers = slices.Compact(s.Callers); len(s.Callers) > 50 {
		return fault.InvalidField("callers", "", "最多 50 人", "at most 50 people")
	}
	return nil
}

// problems names what keeps a page from being published on a day, and what only warns.
func problems(ctx context.Context, q db.Q, p page.Page, day string) ([]page.Problem, error) {
	out, err := page.Judge(ctx, q, p, day)
	return append(out, own(p)...), err
}

// own names what is wrong with a page as a landing page.
func own(p page.Page) []page.Problem {
	var out []page.Problem
	for _, k := range []page.Kind{page.Play, page.Crowd, page.Rules} {
		if p.Has(k) {
			out = append(out, page.Problem{Field: "page", Value: string(k), Zh: "落地页没有玩法：请删去玩法、参与动态和规则块", En: "a landing page has no game: take the blocks play, crowd and rules out"})
		}
	}
	if !p.Has(page.Lead) && !p.Has(page.Action) {
		out = append(out, page.Problem{Field: "page", Zh: "须有留资表单或按钮：打开的人没有可做的", En: "needs a form or a button: there is nothing to do"})
	}
	for _, s := range p.Sections() {
		for _, b := range s.Blocks {
			if b.Kind == page.Action && (b.To == "#play" || b.To == "#lead" && !p.Has(page.Lead)) {
				out = append(out, page.Problem{Field: "page." + s.Name, Value: b.To, Zh: "按钮指向的块不在这一页上", En: "the button leads to a block that is not on the page"})
			}
		}
	}
	return out
}

// blocking tells whether any of the problems keeps a page from being published.
func blocking(all []page.Problem) bool {
	return slices.ContainsFunc(all, func(p page.Problem) bool { return !p.Warns })
}

// side gives the variant that a mark sees when visitors are divided: always the same one, and half of the marks each.
func side(i ID, mark string) Variant {
	h := fnv.New64a()
	h.Write([]byte(i.String() + " " + mark))
	if sum := h.Sum64(); (sum^sum>>32)&1 == 1 {
		return B
	}
	return A
}

var channelName = regexp.MustCompile(`^[a-z0-9_-]{1,24}$`)

// channelOf gives the channel that an address names, "" none that can be one.
func channelOf(text string) string {
	if text = strings.ToLower(text); channelName.MatchString(text) {
		return text
	}
	return ""
}
