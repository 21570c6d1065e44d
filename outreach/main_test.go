package outreach

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"qunli/channel"
	"qunli/community"
	"qunli/conversation"
	"qunli/customer"
	"qunli/desk"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/fault"
	"qunli/kit/job"
	"qunli/org"
	"qunli/segment"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// house is the room on a fresh database, with a channel that the test acts.
type house struct {
	dbtest.Fixture
	*Service
	t         *testing.T
	author    context.Context
	approver  context.Context
	queue     *job.Queue
	org       *org.Service
	customers *customer.Service
	post      *post
	staff     map[string]org.StaffID
}

func each(t *testing.T, f func(h *house)) {
	t.Helper()
	rooms := []fs.FS{org.Schema, job.Schema, event.Schema, customer.Schema, segment.Schema, community.Schema, conversation.Schema, desk.Schema, Schema}
	dbtest.Each(t, rooms, func(t *testing.T, d dbtest.Fixture) {
		queue := job.New(d.DB, job.Options{})
		bus := event.NewBus(queue)
		segments := segment.New(d.DB, bus, customer.Attributes())
		h := &house{Fixture: d, Service: New(d.DB, queue, segments, slog.New(slog.DiscardHandler)), t: t, queue: queue, org: org.New(d.DB, org.Options{}),
			customers: customer.New(d.DB, bus, ErasePeople), post: &post{clock: d.Clock.Now}, staff: map[string]org.StaffID{}}
		h.SendBy("wecom", h.post)
		h.author, h.approver = h.as(org.RoleOperator, 7), h.as(org.RoleAdmin, 8)
		for _, code := range []string{"mei", "gang"} {
			h.hire(code)
		}
		h.policy(func(*Policy) {})
		f(h)
	})
}

func (h *house) as(role org.Role, staff org.StaffID) context.Context {
	return org.As(h.t.Context(), org.Actor{Kind: org.ActorStaff, ID: int64(staff), Staff: staff, Role: role, Scope: org.ScopeAll})
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

func (h *house) tx(f func(ctx context.Context, tx *db.Tx) error) {
	h.t.Helper()
	h.is(h.Tx(org.Owner(h.t.Context(), "test"), f), nil)
}

func (h *house) policy(change func(p *Policy)) {
	h.t.Helper()
	p, err := PolicyOf(h.t.Context(), h.Read())
	h.is(err, nil)
	change(&p)
	h.is(h.SetPolicy(org.Owner(h.t.Context(), "test"), p), nil)
}

func (h *house) hire(code string) {
	h.t.Helper()
	who, _, err := h.org.Hire(org.Owner(h.t.Context(), "test"), org.StaffRequest{Login: code, Name: code, Code: code, Role: org.RoleOperator})
	h.is(err, nil)
	h.staff[code] = who.ID
}

// person makes somebody whom members have as a contact, the last one since latest. Who has no members is known by account.
func (h *house) person(name string, members ...string) customer.ID {
	h.t.Helper()
	var who customer.ID
	h.tx(func(ctx context.Context, tx *db.Tx) error {
		key := customer.Key{Kind: customer.ExternalUserID, Value: "wm" + name}
		if len(members) == 0 {
			key = customer.Key{Kind: customer.Account, Space: "till", Value: name}
		}
		found, err := customer.Resolve(ctx, tx, 0, []customer.Card{{Keys: []customer.Key{key}, Name: name}})
		if err != nil {
			return err
		}
		who = found[0].ID
		var bonds []customer.Bond
		for n, m := range members {
			bonds = append(bonds, customer.Bond{Member: m, StaffID: h.staff[m], Since: tx.Now - int64(len(members)-n)*day, State: "code-" + name})
		}
		return customer.KeepBonds(ctx, tx, "wecom", who, bonds)
	})
	return who
}

func (h *house) people(n int, member string) []customer.ID {
	h.t.Helper()
	out := make([]customer.ID, n)
	for i := range out {
		out[i] = h.person(fmt.Sprintf("%s%03d", member, i), member)
	}
	return out
}

// group makes an open group of the channel with members.
func (h *house) group(code, owner string, members ...customer.ID) community.ID {
	h.t.Helper()
	var group community.ID
	h.tx(func(ctx context.Context, tx *db.Tx) error {
		if err := customer.Hold(ctx, tx); err != nil {
			return err
		}
		ids, err := community.Ensure(ctx, tx, 0, []community.Known{{Source: "wecom", Code: code, Name: code, Carrier: "wecom", Staff: h.staff[owner]}})
		if err != nil {
			return err
		}
		group = ids[code]
		var moves []community.Movement
		for _, i := range members {
			moves = append(moves, community.Movement{Community: group, Customer: i, Kind: community.Join, At: tx.Now - day, Ref: fmt.Sprint(code, i)})
		}
		_, err = community.Take(ctx, tx, 0, moves)
		return err
	})
	return group
}

// draft writes a broadcast to people.
func (h *house) draft(change func(d *Draft), people ...customer.ID) Broadcast {
	h.t.Helper()
	d := Draft{Name: "上新", Channel: "wecom", Topic: "新品", Message: channel.Message{Text: "上新了"}, Audience: Audience{People: people}}
	if change != nil {
		change(&d)
	}
	b, err := h.Draft(h.author, d)
	h.is(err, nil)
	return b
}

// approved submits and approves a draft.
func (h *house) approved(b Broadcast) Broadcast {
	h.t.Helper()
	b, err := h.Submit(h.author, b.ID, b.Version)
	h.is(err, nil)
	b, err = h.Approve(h.approver, b.ID, b.Version)
	h.is(err, nil)
	return b
}

// drain has everything done that is due.
func (h *house) drain() {
	h.t.Helper()
	h.is(h.queue.Drain(h.t.Context()), nil)
}

// wait lets time pass and has done what becomes due on the way.
func (h *house) wait(d time.Duration) {
	h.t.Helper()
	for step := time.Minute; d > 0; d -= step {
		if d > 2*time.Hour {
			step = 10 * time.Minute
		}
		h.Clock.Advance(min(step, d))
		h.drain()
	}
}

func (h *house) get(b Broadcast) Broadcast {
	h.t.Helper()
	b, err := h.Get(h.author, b.ID)
	h.is(err, nil)
	return b
}

// reasons tells what a plan says: "recipients; reason count; …".
func (h *house) reasons(p Plan, err error) string {
	h.t.Helper()
	h.is(err, nil)
	parts := []string{fmt.Sprint(p.Recipients)}
	left := int64(0)
	for _, t := range p.LeftOut {
		parts = append(parts, fmt.Sprint(t.Reason, " ", t.Count))
		left += t.Count
	}
	if p.Candidates != p.Recipients+left {
		h.t.Fatalf("%d candidates, %d recipients and %d left out", p.Candidates, p.Recipients, left)
	}
	return strings.Join(parts, "; ")
}

// outcomes counts what became of the candidates of a broadcast: "state[ reason] count; …".
func (h *house) outcomes(b Broadcast) string {
	h.t.Helper()
	counts := map[string]int{}
	for after := int64(0); ; {
		page, err := h.Lines(h.author, b.ID, Filter{After: after, Limit: 3})
		h.is(err, nil)
		if len(page) == 0 {
			break
		}
		for _, l := range page {
			counts[strings.TrimSpace(fmt.Sprint(l.State, " ", l.Reason))]++
			after = l.Target
		}
	}
	var out []string
	for what, n := range counts {
		out = append(out, fmt.Sprint(what, " ", n))
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}

// sound tells what a check finds, "" nothing.
func (h *house) sound() string {
	h.t.Helper()
	found, err := Check(h.t.Context(), h.Read())
	h.is(err, nil)
	out := ""
	for _, d := range found {
		out += d.Table + " " + d.Have + " / " + d.Want + "; "
	}
	return out
}

// budget tells how contacts stand: "state count; …".
func (h *house) budget() string {
	h.t.Helper()
	return h.lines(`SELECT state || ' ' || COUNT(*) AS line FROM outreach_contact GROUP BY state`)
}

func (h *house) lines(sql string) string {
	h.t.Helper()
	list, err := db.All[string](h.t.Context(), h.Read(), sql)
	h.is(err, nil)
	slices.Sort(list)
	return strings.Join(list, "; ")
}

// ms is the fixture's time, ms.
func (h *house) ms() int64 { return h.Clock.Now().UnixMilli() }

// posted is a message that the channel has.
type posted struct {
	Call
	code      string
	at        int64
	confirmed int64
	cancelled bool
	reminded  []int64
	fate      map[string]Outcome
}

// post is a channel: it keeps what it was asked, and members confirm when the test says so.
type post struct {
	mu       sync.Mutex
	clock    func() time.Time
	all      []*posted
	unknown  []string // keys that nobody has any more
	lost     int      // calls to carry out without an answer
	deaf     int      // calls that never arrive
	limited  int      // calls to refuse for now
	hidden   int      // looks that show nothing yet
	refusing error    // what every call is refused with, nil none
}

var (
	errAway  = fault.New(fault.Unavailable, "test.away", "不在", "away")
	errSlow  = fault.New(fault.Limited, "test.slow", "慢一点", "slow down")
	errNever = fault.New(fault.Denied, "test.never", "不行", "never")
)

func (p *post) Limits() (people, groups int64) { return 4, 2 }

func (p *post) Make(_ context.Context, c Call) (string, []string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.refusing != nil:
		return "", nil, p.refusing
	case p.limited > 0:
		p.limited--
		return "", nil, errSlow
	case p.deaf > 0:
		p.deaf--
		return "", nil, errAway
	}
	m := &posted{Call: c, code: fmt.Sprint("msg", len(p.all)), at: p.clock().UnixMilli(), fate: map[string]Outcome{}}
	var failed []string
	m.Targets = nil
	for _, t := range c.Targets {
		if slices.Contains(p.unknown, t) {
			failed = append(failed, t)
		} else {
			m.Targets = append(m.Targets, t)
		}
	}
	p.all = append(p.all, m)
	if p.lost > 0 {
		p.lost--
		return "", nil, errAway
	}
	return m.code, failed, nil
}

func (p *post) Find(_ context.Context, c Call, since int64, known []string) (string, []string, bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.hidden > 0 {
		p.hidden--
		return "", nil, false, nil
	}
	for _, m := range p.all {
		if m.at < since || slices.Contains(known, m.code) || m.Member != c.Member || m.Message.Text != c.Message.Text || !slices.Contains(c.Targets, m.Targets[0]) {
			continue
		}
		var failed []string
		for _, t := range c.Targets {
			if !slices.Contains(m.Targets, t) {
				failed = append(failed, t)
			}
		}
		return m.code, failed, true, nil
	}
	return "", nil, false, nil
}

func (p *post) of(code string) (*posted, error) {
	for _, m := range p.all {
		if m.code == code && !m.cancelled {
			return m, nil
		}
	}
	return nil, ErrGone
}

func (p *post) Confirmed(_ context.Context, code, _ string) (int64, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	m, err := p.of(code)
	if err != nil {
		return 0, err
	}
	return m.confirmed, nil
}

func (p *post) Results(_ context.Context, code, _ string, f func([]Result) error) error {
	p.mu.Lock()
	m, err := p.of(code)
	p.mu.Unlock()
	if err != nil {
		return err
	}
	for _, t := range m.Targets {
		one := Result{Target: t, Outcome: Held}
		if m.confirmed != 0 {
			if one.Outcome = m.fate[t]; one.Outcome == "" {
				one.Outcome = Sent
			}
		}
		if one.Outcome == Sent {
			one.At = m.confirmed
		}
		if m.Grouped && one.Outcome != Sent {
			continue
		}
		if err := f([]Result{one}); err != nil {
			return err
		}
	}
	return nil
}

func (p *post) Remind(_ context.Context, code string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	m, err := p.of(code)
	if err == nil {
		m.reminded = append(m.reminded, p.clock().UnixMilli())
	}
	return err
}

func (p *post) Cancel(_ context.Context, code string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	m, err := p.of(code)
	if err == nil {
		m.cancelled = true
	}
	return err
}

// confirm has a member send all that waits for them; fates are of those who are not reached.
func (p *post) confirm(member string, fates map[string]Outcome) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, m := range p.all {
		if m.Member == member && m.confirmed == 0 && !m.cancelled {
			m.confirmed = p.clock().UnixMilli()
			for t, fate := range fates {
				m.fate[t] = fate
			}
		}
	}
}

// got counts how often each target was sent a message, and was asked for one.
func (p *post) got() (arrived, asked map[string]int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	arrived, asked = map[string]int{}, map[string]int{}
	for _, m := range p.all {
		for _, t := range m.Targets {
			asked[t]++
			if m.confirmed != 0 && m.fate[t] == "" {
				arrived[t]++
			}
		}
	}
	return arrived, asked
}

var _ Mass = (*post)(nil)
