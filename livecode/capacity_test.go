package livecode

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"time"

	"qunli/channel"
	"qunli/community"
	"qunli/customer"
	"qunli/desk"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/kit/serve"
	"qunli/lead"
	"qunli/org"
	"qunli/outreach"
	"qunli/segment"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// TestForecast: free ÷ net additions a day, per account (CHN-04).
func TestForecast(t *testing.T) {
	for name, c := range map[string]struct {
		limit, used, gain, days, free int64
		near                          bool
	}{
		"50,000 − 48,000 at +250 a day": {50_000, 48_000, 14 * 250, 8, 2000, true},
		"nothing gained":                {5000, 100, 0, -1, 4900, false},
		"more lost than gained":         {5000, 4600, -20, -1, 400, true},
		"full":                          {5000, 5000, 10, 0, 0, true},
		"over its cap":                  {200, 210, -5, 0, 0, true},
		"just below 90 %":               {5000, 4499, 14, 501, 501, false},
		"at 90 %":                       {5000, 4500, 14, 500, 500, true},
		"one in a fortnight":            {500, 400, 1, 1400, 100, false},
	} {
		if got := forecast(c.limit, c.used, c.gain); got != (Forecast{c.limit, c.used, c.free, c.gain, c.days, c.near}) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// ways is a channel that puts whatever it is asked for.
type ways struct{ put map[string]Way }

func (*ways) Name() string { return "wecom" }
func (w *ways) Put(_ context.Context, p Way) (Placed, error) {
	w.put[p.State] = p
	return Placed{"cfg" + p.State, "https://pictures.example/" + p.State}, nil
}

// house is the room on a fresh database, with a channel that the test acts.
type house struct {
	dbtest.Fixture
	*Service
	t         *testing.T
	owner     context.Context
	queue     *job.Queue
	org       *org.Service
	customers *customer.Service
	desk      *desk.Service
	ways      *ways
	staff     map[string]org.StaffID
}

func each(t *testing.T, f func(h *house)) {
	t.Helper()
	rooms := []fs.FS{serve.Schema, job.Schema, event.Schema, channel.Schema, org.Schema, customer.Schema, segment.Schema, community.Schema, desk.Schema, outreach.Schema, lead.Schema, Schema}
	dbtest.Each(t, rooms, func(t *testing.T, d dbtest.Fixture) {
		queue := job.New(d.DB, job.Options{})
		h := &house{Fixture: d, t: t, owner: org.Owner(t.Context(), "test"), queue: queue, org: org.New(d.DB, org.Options{}),
			customers: customer.New(d.DB, event.NewBus(queue)), desk: desk.New(d.DB), ways: &ways{map[string]Way{}}, staff: map[string]org.StaffID{}}
		h.Service = New(d.DB, queue, h.ways)
		h.Schedule()
		for _, code := range []string{"mei", "gang"} {
			one, _, err := h.org.Hire(h.owner, org.StaffRequest{Name: code, Code: code, Login: code, Role: org.RoleOperator, Scope: org.ScopeAll})
			h.is(err, nil)
			h.staff[code] = one.ID
		}
		f(h)
	})
}

func (h *house) is(err, want error) {
	h.t.Helper()
	if !errors.Is(err, want) {
		h.t.Fatalf("got %v, want %v", err, want)
	}
}

func (h *house) equal(got, want any) {
	h.t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		h.t.Fatalf("\ngot  %v\nwant %v", got, want)
	}
}

// friends makes n people contacts of a member, so many days ago.
func (h *house) friends(member string, n, daysAgo int) []customer.ID {
	h.t.Helper()
	var out []customer.ID
	at := h.Clock.Now().Add(-time.Duration(daysAgo) * 24 * time.Hour).UnixMilli()
	h.is(h.Tx(h.owner, func(ctx context.Context, tx *db.Tx) error {
		cards := make([]customer.Card, n)
		for i := range cards {
			cards[i] = customer.Card{Keys: []customer.Key{{Kind: customer.ExternalUserID, Value: fmt.Sprint("wm", tx.NewID())}}}
		}
		found, err := customer.Resolve(ctx, tx, 0, cards)
		if err != nil {
			return err
		}
		seen := map[customer.ID][]customer.Bond{}
		for _, f := range found {
			out = append(out, f.ID)
			seen[f.ID] = []customer.Bond{{Member: member, StaffID: h.staff[member], Since: at}}
		}
		return customer.SeeBonds(ctx, tx, "wecom", seen)
	}), nil)
	return out
}

// code makes a live code of people behind which the members stand.
func (h *house) code(name string, members ...string) Code {
	h.t.Helper()
	b := Branch{}
	for _, m := range members {
		b.Seats = append(b.Seats, Seat{StaffID: h.staff[m]})
	}
	c, err := h.Save(h.owner, Plan{Code: Code{Kind: Person, Name: name, Class: "internal", Medium: "store", Promise: Promise{"a", "b", "c", "d"}, Branches: []Branch{b}}})
	h.is(err, nil)
	c, err = h.Publish(h.owner, c.ID, c.Version)
	h.is(err, nil)
	return c
}

// TestCapacity: kinds are counted apart, a person of two members once for the company, and what began and ended in the last 14
// days makes the forecast.
func TestCapacity(t *testing.T) {
	each(t, func(h *house) {
		h.is(h.SetCaps(h.owner, Caps{Company: 50, Member: 20}), nil)
		old := h.friends("mei", 6, 30)
		h.friends("mei", 7, 3)
		h.friends("gang", 4, 40)
		h.is(h.Tx(h.owner, func(ctx context.Context, tx *db.Tx) error {
			at := tx.Now - 24*time.Hour.Milliseconds()
			shared := customer.Bond{Member: "gang", StaffID: h.staff["gang"], Since: at}
			return errors.Join(customer.SeeBonds(ctx, tx, "wecom", map[customer.ID][]customer.Bond{old[0]: {shared}}), // a second member's contact
				customer.EndBond(ctx, tx, "wecom", old[1], "mei", h.staff["mei"], "person", at))
		}), nil)
		code := h.code("门口", "mei", "gang")
		h.is(h.Tend(h.owner), nil)
		got, err := h.Capacity(h.owner)
		h.is(err, nil)
		h.equal(got.Company, Forecast{Cap: 50, Used: 16, Free: 34, Gain: 6, Days: 79})
		h.equal(len(got.Members), 2)
		mei, gang := got.Members[0], got.Members[1]
		h.equal(mei.Forecast, Forecast{Cap: 20, Used: 12, Free: 8, Gain: 6, Days: 18})
		h.equal(gang.Forecast, Forecast{Cap: 20, Used: 5, Free: 15, Gain: 1, Days: 210})
		h.equal([]any{mei.Member, mei.StaffID, mei.Codes, gang.Codes}, []any{"mei", h.staff["mei"], []Behind{{code.ID, "门口"}}, []Behind{{code.ID, "门口"}}})
		h.is(h.SetCaps(org.As(t.Context(), org.Actor{Kind: org.ActorStaff, Role: org.RoleOperator, Scope: org.ScopeAll}), DefaultCaps()), org.ErrDenied)
	})
}

// TestAFullMemberStopsTheirsAndAFullCompanyStopsAll (CHN-04).
func TestAFullMemberStopsTheirsAndAFullCompanyStopsAll(t *testing.T) {
	each(t, func(h *house) {
		h.is(h.SetCaps(h.owner, Caps{Company: 100, Member: 10}), nil)
		both, other := h.code("门口", "mei", "gang"), h.code("包裹", "gang")
		behind := func(c Code) string {
			h.is(h.Tend(h.owner), nil)
			now, err := h.Get(h.owner, c.ID)
			h.is(err, nil)
			return strings.Join(now.Branches[0].Behind, " ") + "/" + now.Branches[0].Trouble
		}
		step := func(c Code) Step {
			d, err := h.Open(t.Context(), Knock{Key: c.Key})
			h.is(err, nil)
			return d.Step
		}
		h.friends("mei", 8, 1)
		h.equal(behind(both), "gang mei/")
		h.friends("mei", 1, 1) // 9 of 10
		h.equal(behind(both), "gang/")
		h.equal(behind(other), "gang/")
		h.equal(step(both), StepPicture)
		h.is(h.SetCaps(h.owner, Caps{Company: 9, Member: 10}), nil)
		h.equal([]string{behind(both), behind(other)}, []string{"gang/company_full", "gang/company_full"})
		h.equal([]Step{step(both), step(other)}, []Step{StepShut, StepShut})
		h.is(h.SetCaps(h.owner, Caps{Company: 100, Member: 10}), nil)
		h.equal(behind(other), "gang/")
		h.equal(step(other), StepPicture)
	})
}
