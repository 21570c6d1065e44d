package landing

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"qunli/customer"
	"qunli/desk"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/lead"
	"qunli/livecode"
	"qunli/org"
	"qunli/page"
)

// TestNothingIsPublishedWithoutSomethingToDo: a theme, and something to do first and last (LND-01); what only warns is published.
func TestNothingIsPublishedWithoutSomethingToDo(t *testing.T) {
	good := says("春茶")
	for name, c := range map[string]struct {
		spoil  func(p *page.Page)
		passes bool
	}{
		"as it is":                   {func(*page.Page) {}, true},
		"no proof only warns":        {func(p *page.Page) { p.Middle = nil }, true},
		"nothing at all":             {func(p *page.Page) { *p = page.Page{} }, false},
		"no theme":                   {func(p *page.Page) { p.Top = p.Top[1:] }, false},
		"nothing to do first":        {func(p *page.Page) { p.Top = p.Top[:1] }, false},
		"nothing to do last":         {func(p *page.Page) { p.Bottom = nil }, false},
		"a game":                     {func(p *page.Page) { p.Middle = append(p.Middle, page.Block{Kind: page.Play}) }, false},
		"only a game":                {func(p *page.Page) { p.Top[1], p.Bottom[0] = page.Block{Kind: page.Play}, page.Block{Kind: page.Play} }, false},
		"a button to no form":        {func(p *page.Page) { p.Top[1] = page.Block{Kind: page.Action, Title: "领", To: "#lead"} }, false},
		"a button to a game":         {func(p *page.Page) { p.Bottom[0].To = "#play" }, false},
		"a button to another server": {func(p *page.Page) { p.Bottom[0].To = "//evil.example" }, false},
	} {
		p := page.Page{Skin: good.Skin, Top: slices.Clone(good.Top), Middle: slices.Clone(good.Middle), Bottom: slices.Clone(good.Bottom)}
		c.spoil(&p)
		if all := append(p.Problems("2026-03-02"), own(p)...); blocking(all) == c.passes {
			t.Errorf("%s: %+v", name, all)
		}
	}
}

// TestWhatIsPublishedStays: editing goes on beside it, and who saves over somebody else's save is refused.
func TestWhatIsPublishedStays(t *testing.T) {
	each(t, func(h *house) {
		l, err := h.Draft(h.owner, Settings{Name: "春茶", Source: "抖音"})
		h.is(err, nil)
		if _, err = h.Open(t.Context(), Knock{Key: l.Key}); !errors.Is(err, ErrMissing) {
			t.Error("a draft is shown:", err)
		}
		_, err = h.Publish(h.owner, l.ID, A, 0)
		h.is(err, ErrRules)
		if f := fault.Of(err); len(f.Fields) < 3 {
			t.Errorf("what is wrong is not named: %+v", f)
		}
		e, err := h.Save(h.owner, l.ID, A, says("甲版"), 0)
		h.is(err, nil)
		h.equal(e.Edits, 1)
		_, err = h.Save(h.owner, l.ID, A, says("旧的"), 0)
		h.is(err, ErrChanged)
		_, err = h.Publish(h.owner, l.ID, A, 0)
		h.is(err, ErrChanged) // of what the caller did not see
		_, err = h.Publish(h.owner, l.ID, B, 0)
		h.is(err, ErrState)
		l, err = h.Publish(h.owner, l.ID, A, 1)
		h.is(err, nil)
		h.equal(l.State, Live)
		_, err = h.Divide(h.owner, l.ID, l.Version, true)
		h.is(err, ErrNoB)
		_, err = h.Save(h.owner, l.ID, A, says("改了"), 1)
		h.is(err, nil)
		d, err := h.Open(t.Context(), Knock{Key: l.Key, Visitor: "one"})
		h.is(err, nil)
		h.equal(d.Page.Top[0].Title, "甲版")
		l, err = h.Turn(h.owner, l.ID, l.Version, Paused)
		h.is(err, nil)
		d, err = h.Open(t.Context(), Knock{Key: l.Key, Visitor: "one"})
		h.is(err, nil)
		h.equal(d.Shut, true)
		h.is(h.Leave(t.Context(), Knock{Key: l.Key, Visitor: "one"}, lead.Given{Phone: "13812345678", Agreed: true}, ""), ErrResting)
		_, err = h.Change(h.owner, l.ID, l.Version-1, l.Settings)
		h.is(err, ErrChanged)
		set := l.Settings
		set.Follow = livecode.Path + "nowhere"
		_, err = h.Change(h.owner, l.ID, l.Version, set)
		h.is(err, fault.ErrInvalid)
	})
}

// TestWhoMay: only whoever may edit campaigns edits, whoever may read them reads, and each what is theirs.
func TestWhoMay(t *testing.T) {
	each(t, func(h *house) {
		l := h.live(false)
		reader := org.As(t.Context(), org.Actor{Kind: org.ActorStaff, Role: org.RoleReader, Scope: org.ScopeAll})
		other := org.As(t.Context(), org.Actor{Kind: org.ActorStaff, Role: org.RoleOperator, Scope: org.ScopeStore, Store: 7, Staff: 9})
		for name, call := range map[string]func(ctx context.Context) error{
			"draft":   func(ctx context.Context) error { _, err := h.Draft(ctx, l.Settings); return err },
			"change":  func(ctx context.Context) error { _, err := h.Change(ctx, l.ID, l.Version, l.Settings); return err },
			"save":    func(ctx context.Context) error { _, err := h.Save(ctx, l.ID, A, says("x"), 1); return err },
			"publish": func(ctx context.Context) error { _, err := h.Publish(ctx, l.ID, A, 1); return err },
			"divide":  func(ctx context.Context) error { _, err := h.Divide(ctx, l.ID, l.Version, false); return err },
			"turn":    func(ctx context.Context) error { _, err := h.Turn(ctx, l.ID, l.Version, Closed); return err },
		} {
			if err := call(reader); !errors.Is(err, org.ErrDenied) {
				t.Errorf("a reader may %s: %v", name, err)
			}
			if err := call(other); err == nil {
				t.Errorf("somebody of another store may %s", name)
			}
		}
		_, _, err := h.Get(other, l.ID)
		h.is(err, ErrMissing)
		_, _, err = h.Funnel(other, l.ID)
		h.is(err, ErrMissing)
		_, err = h.Leads(other, l.ID, 0, 0)
		h.is(err, ErrMissing)
		_, err = h.Leads(t.Context(), l.ID, 0, 0)
		h.is(err, org.ErrUnauthenticated)
	})
}

// TestEachBrowserCountsOnce: whatever visitors do, in whatever order and how often, the funnel counts each once, where it came
// first, and each step holds those before it (LND-04).
func TestEachBrowserCountsOnce(t *testing.T) {
	each(t, func(h *house) {
		l := h.live(true)
		type state struct {
			variant Variant
			channel string
			depth   int // 0 viewed … 3 form begun, 4 lead
		}
		was := map[string]*state{}
		r := rand.New(rand.NewPCG(7, 4))
		channels, want := []string{"", "wx", "dy", "DY", "<b>"}, map[string]string{"": "", "wx": "wx", "dy": "dy", "DY": "dy", "<b>": ""}
		for range 400 {
			k := Knock{Key: l.Key, Visitor: fmt.Sprint("browser", r.IntN(40)), Channel: channels[r.IntN(len(channels))], Address: fmt.Sprint(r.IntN(1000))}
			seen := was[k.Visitor]
			if step := r.IntN(6); step < 3 || seen == nil {
				d, err := h.Open(t.Context(), k)
				h.is(err, nil)
				v := map[string]Variant{"甲版": A, "乙版": B}[d.Page.Top[0].Title]
				if seen == nil {
					was[k.Visitor] = &state{variant: v, channel: want[k.Channel]}
				} else if seen.variant != v || d.Left != (seen.depth == 4) {
					t.Fatalf("%s saw %s and now sees %s (left: %v)", k.Visitor, seen.variant, v, d.Left)
				}
			} else if step < 5 {
				n := r.IntN(3)
				h.is(h.Reach(t.Context(), k, steps[n]), nil)
				seen.depth = max(seen.depth, n+1)
			} else {
				h.is(h.Leave(t.Context(), k, lead.Given{Phone: "138" + fmt.Sprintf("%08d", r.IntN(20)), Agreed: true}, ""), nil)
				seen.depth = 4
			}
		}
		h.is(h.Reach(t.Context(), Knock{Key: l.Key, Visitor: "never came"}, Begun), nil)
		h.is(h.Reach(t.Context(), Knock{Key: l.Key, Visitor: "browser1"}, "elsewhere"), nil)
		sums := map[cell]Count{}
		for _, s := range was {
			c := sums[cell{s.variant, s.channel}]
			c.Variant, c.Channel = s.variant, s.channel
			one := []int64{1, 0, 0, 0, 0}
			for n := 1; n <= s.depth; n++ {
				one[n] = 1
			}
			c.add(Count{Views: one[0], Seen: one[1], Clicked: one[2], Begun: one[3], Leads: one[4]})
			sums[cell{s.variant, s.channel}] = c
		}
		got, sides, err := h.Funnel(h.owner, l.ID)
		h.is(err, nil)
		h.equal(len(got), len(sums))
		for _, c := range got {
			h.equal(c, sums[cell{c.Variant, c.Channel}])
		}
		if len(sides) != 2 || sides[0].Views+sides[1].Views != int64(len(was)) || sides[0].Views < 10 || sides[1].Views < 10 {
			t.Errorf("%d browsers: %+v", len(was), sides)
		}
	})
}

// TestALeadBecomesAFriendAndABuyer: whoever adds a member later with the same number is the same person, also when they came as
// somebody else and were found to be one afterwards; a friend of before is a friend.
func TestALeadBecomesAFriendAndABuyer(t *testing.T) {
	each(t, func(h *house) {
		l := h.live(false)
		for n := range 3 {
			k := Knock{Key: l.Key, Visitor: fmt.Sprint("browser", n), Channel: "wx"}
			_, err := h.Open(t.Context(), k)
			h.is(err, nil)
			h.is(h.Leave(t.Context(), k, lead.Given{Phone: fmt.Sprint(13800000000 + n), Agreed: true}, ""), nil)
		}
		h.is(h.Leave(t.Context(), Knock{Key: l.Key, Visitor: "machine"}, lead.Given{Phone: "13800000009", Agreed: true}, "filled in"), nil) // a trap: taken down nowhere
		h.Clock.Advance(time.Minute)
		h.is(h.Tx(h.owner, func(ctx context.Context, tx *db.Tx) error {
			found, err := customer.Resolve(ctx, tx, 0, []customer.Card{{Keys: []customer.Key{{Kind: customer.ExternalUserID, Value: "wm1"}, {Kind: customer.Phone, Value: "13800000001"}}}})
			if err != nil {
				return err
			}
			return customer.SeeBonds(ctx, tx, "wecom", map[customer.ID][]customer.Bond{found[0].ID: {{Member: "mei", StaffID: h.staff["mei"], Since: tx.Now}}})
		}), nil)
		all, sides, err := h.Funnel(h.owner, l.ID)
		h.is(err, nil)
		h.equal(all, []Count{{Variant: A, Channel: "wx", Views: 3, Seen: 3, Clicked: 3, Begun: 3, Leads: 3, Friends: 1}})
		h.equal(sides[1], Count{Variant: B})
		left, err := h.Leads(h.owner, l.ID, 0, 0)
		h.is(err, nil)
		h.equal(len(left), 3)
		friends := 0
		for _, one := range left {
			if one.Friend {
				friends++
			}
			if one.Task.State != desk.Open || one.Task.StaffID == 0 || one.Campaign != "2026 春茶" || one.Source != "抖音" {
				t.Errorf("%+v", one)
			}
		}
		h.equal(friends, 1)
	})
}

// TestAButtonLeadsOnlyWhereItSays: a click is counted and leads to what a button of the page names, and nowhere else.
func TestAButtonLeadsOnlyWhereItSays(t *testing.T) {
	each(t, func(h *house) {
		l := h.live(false)
		k := Knock{Key: l.Key, Visitor: "one"}
		_, err := h.Open(t.Context(), k)
		h.is(err, nil)
		for to, want := range map[string]string{"https://evil.example/": Path + l.Key, "//evil.example": Path + l.Key, "": Path + l.Key, "/q/somewhere": "/q/somewhere"} {
			got, err := h.Go(t.Context(), k, to)
			h.is(err, nil)
			h.equal(got, want)
		}
		all, _, err := h.Funnel(h.owner, l.ID)
		h.is(err, nil)
		h.equal(all, []Count{{Variant: A, Channel: "", Views: 1, Seen: 1, Clicked: 1, Begun: 0, Leads: 0, Friends: 0, Orders: 0}})
	})
}

// TestWhoLeftANumberIsLedOn: to the code of the page while it leads anybody (LND-02).
func TestWhoLeftANumberIsLedOn(t *testing.T) {
	each(t, func(h *house) {
		l := h.live(false)
		c, err := h.codes.Save(h.owner, livecode.Plan{Code: livecode.Code{Kind: livecode.Person, Name: "跟进", Source: "抖音", Class: "internal", Medium: "other",
			Promise: livecode.Promise{Who: "a", Now: "b", Later: "c", Quiet: "d"}, Branches: []livecode.Branch{{Seats: []livecode.Seat{{StaffID: h.staff["mei"]}}}}}})
		h.is(err, nil)
		c, err = h.codes.Publish(h.owner, c.ID, c.Version)
		h.is(err, nil)
		set := l.Settings
		set.Follow = livecode.Path + c.Key
		l, err = h.Change(h.owner, l.ID, l.Version, set)
		h.is(err, nil)
		k := Knock{Key: l.Key, Visitor: "one"}
		h.is(h.Leave(t.Context(), k, lead.Given{Phone: "13800000000", Agreed: true}, ""), nil)
		d, err := h.Open(t.Context(), k)
		h.is(err, nil)
		h.equal([]any{d.Left, d.Follow, d.Group}, []any{true, set.Follow, false})
		_, err = h.codes.Pause(h.owner, c.ID, c.Version)
		h.is(err, nil)
		d, err = h.Open(t.Context(), k)
		h.is(err, nil)
		h.equal(d.Follow, "")
	})
}
