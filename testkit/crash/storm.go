package crash

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"

	"qunli/kit/clock"
)

// Storm is a number of callers that do all sorts of things to people whom they share: each repeats a request under the same
// idempotency key until it is acknowledged or refused for good.
type Storm struct {
	*Load
	now    int64 // ms, about which everything is dated
	weight int   // of all deeds together

	turn   sync.RWMutex // held by callers while they do something
	shared sync.Mutex
	people []string // ids, of orders and of imports
	groups []string
	told   Deeds
}

// Deeds is what callers were told has been carried out, beside orders and consents.
type Deeds struct {
	Acknowledged
	Cancelled []string         // order numbers
	Refunds   map[string]int64 // by refund number, fen
	Touches   []string         // causes, each of one touch
	Said      []string         // texts, each of one message
	Moved     []string         // scenes, each of one movement
	Rules     map[string]Rule  // saved rules by name, as they were left; those dropped are not among them
	Dropped   []string         // names of rules that were dropped
	Audited   map[string]int64 // requests carried out, by the verb of the audit entry that each of them makes
	Done      map[string]int   // requests carried out, by deed
	Refused   map[string]int   // requests refused by the rules, by the code of the refusal
}

// deed is one sort of thing that callers do.
type deed struct {
	name   string
	weight int
	verb   string // of the audit entry that each makes; "" none, or not always
	begin  func(c *caller, name string) *request
}

// deeds is everything that callers do: a new one is a line here and what it asks for.
func deeds() []deed {
	return []deed{
		{"order", 24, "order.place", (*caller).order},
		{"consent", 6, "customer.consent", (*caller).consent},
		{"cancel", 5, "order.cancelled", (*caller).cancel},
		{"refund", 6, "order.refund", (*caller).refund},
		{"merge", 4, "customer.merge", (*caller).merge},
		{"unmerge", 3, "customer.unmerge", (*caller).unmerge},
		{"tag", 6, "", (*caller).tag},
		{"untag", 3, "", (*caller).untag},
		{"touch", 12, "", (*caller).touch},
		{"message", 12, "", (*caller).message},
		{"move", 8, "", (*caller).move},
		{"claim", 10, "", (*caller).claim},
		{"erase", 2, "customer.erase", (*caller).erase},
		{"unbind", 1, "", (*caller).unbind},
		{"rule", 4, "", (*caller).rule},
		{"rewrite", 3, "", (*caller).rewrite},
		{"pause", 3, "", (*caller).pause},
		{"resume", 3, "", (*caller).resume},
		{"drop", 3, "segment.drop", (*caller).drop},
	}
}

// request is one deed about to be done.
type request struct {
	path   string
	body   any
	done   func(Answer, *Deeds) // notes what was carried out; may be nil
	method string               // "" POST
	sure   bool                 // nothing that others do can make it refused
}

func (r *request) verb() string {
	if r.method == "" {
		return http.MethodPost
	}
	return r.method
}

// caller is one of the callers.
type caller struct {
	*Storm
	*rand.Rand
	client  *client
	number  int
	orders  []placed // what this caller placed and may still cancel or refund
	rules   []*Rule  // what this caller saved and may still change, pause, resume or drop
	leaving []string // people who only this caller knows, until they are erased
}

// placed is an order of a caller.
type placed struct {
	id, number string
	left       int64 // fen
}

// Storm starts n callers. They stop when told, each after the acknowledgement of what it has begun.
func (h *Home) Storm(seed uint64, run string, n int) *Storm {
	h.Helper()
	return h.StormAt(seed, run, n, clock.System{}.Now())
}

// StormAt is Storm about another moment: with one two minutes ago no window of time ends while the storm lasts, and what is
// asked at its end has the same answer whenever it is asked.
func (h *Home) StormAt(seed uint64, run string, n int, now time.Time) *Storm {
	h.Helper()
	ctx, patience, l := h.newLoad(seed, run)
	s := &Storm{Load: l, now: now.UnixMilli(), told: Deeds{Refunds: map[string]int64{}, Audited: map[string]int64{},
		Done: map[string]int{}, Refused: map[string]int{}, Rules: map[string]Rule{}}}
	for _, d := range deeds() {
		s.weight += d.weight
	}
	for i := range n {
		c := &caller{Storm: s, Rand: rand.New(rand.NewPCG(seed, uint64(i)+2000)), client: newClient(h, 1+i), number: i}
		l.group.Go(func() { c.call(ctx, patience) })
	}
	return s
}

// Stop lets every caller finish what it has begun and gives what was acknowledged. A server must be running.
func (s *Storm) Stop() Deeds {
	s.home.Helper()
	s.told.Acknowledged = s.Load.Stop()
	s.shared.Lock()
	defer s.shared.Unlock()
	out := s.told
	out.Refunds, out.Audited, out.Done, out.Refused = maps.Clone(out.Refunds), maps.Clone(out.Audited), maps.Clone(out.Done), maps.Clone(out.Refused)
	out.Rules, out.Dropped = maps.Clone(out.Rules), slices.Clone(out.Dropped)
	out.Cancelled, out.Touches, out.Said, out.Moved = slices.Clone(out.Cancelled), slices.Clone(out.Touches), slices.Clone(out.Said), slices.Clone(out.Moved)
	return out
}

// call does one thing after the other until ctx ends; patience bounds the repeating.
func (c *caller) call(ctx, patience context.Context) {
	for n := 0; ctx.Err() == nil; n++ {
		if n%40 == 20 {
			c.look(ctx)
		}
		d := c.pick()
		name := fmt.Sprintf("%s-%s-%d-%d", d.name, c.run, c.number, n)
		if r := d.begin(c, name); r != nil && !c.inTurn(patience, d, name, r) {
			return
		}
		_ = clock.Sleep(ctx, time.Duration(c.IntN(10))*time.Millisecond) // a caller thinks; the condition above sees the end
	}
}

// inTurn does a deed, unless the callers pause.
func (c *caller) inTurn(ctx context.Context, d deed, name string, r *request) bool {
	c.turn.RLock()
	defer c.turn.RUnlock()
	return c.do(ctx, d, name, r)
}

// Pause returns when every caller has finished what it had begun; none begins anything until Resume. A server must be running.
func (s *Storm) Pause() { s.turn.Lock() }

// Resume lets the callers go on.
func (s *Storm) Resume() { s.turn.Unlock() }

// Carried is how many requests have been carried out.
func (s *Storm) Carried() int {
	s.shared.Lock()
	defer s.shared.Unlock()
	n := 0
	for _, times := range s.told.Done {
		n += times
	}
	return n
}

func (c *caller) pick() deed {
	all := deeds()
	at := c.IntN(c.weight)
	for _, d := range all {
		if at -= d.weight; at < 0 {
			return d
		}
	}
	return all[0]
}

// do carries a deed out, one of eight twice under the same key; false when the test is over.
func (c *caller) do(ctx context.Context, d deed, name string, r *request) bool {
	for times := 1 + c.IntN(8)/7; times > 0; times-- {
		a, ok := c.press(ctx, c.client, r.verb(), r.path, name, r.body)
		if !ok {
			return false
		}
		if !carried(a) {
			return c.refused(d, r, name, a)
		}
		if times == 1 {
			c.took(d, r, a)
		} else {
			c.note(func(log *Acknowledged) { log.Echoes++ })
		}
	}
	return true
}

// refused takes a refusal: what others did meanwhile makes many; anything but that fails the test.
func (c *caller) refused(d deed, r *request, name string, a Answer) bool {
	if r.sure || a.Status != http.StatusNotFound && a.Status != http.StatusConflict && a.Code != "customer.merge_self" {
		c.home.Errorf("seed %d: %s %s: %s", c.seed, d.name, name, a)
		return false
	}
	c.shared.Lock()
	defer c.shared.Unlock()
	c.told.Refused[a.Code]++
	return true
}

func (c *caller) took(d deed, r *request, a Answer) {
	c.shared.Lock()
	defer c.shared.Unlock()
	c.told.Done[d.name]++
	if d.verb != "" {
		c.told.Audited[d.verb]++
	}
	if r.done != nil {
		r.done(a, &c.told)
	}
}

// look learns of people and groups that imports brought.
func (c *caller) look(ctx context.Context) {
	type item struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	find := func(path string) (ids []string) {
		var got struct {
			Items []item `json:"items"`
		}
		base, err := c.home.waitUp(ctx)
		if err != nil {
			return nil
		}
		if a, err := c.client.send(ctx, base, http.MethodGet, path, "", nil); err == nil && a.OK() && json.Unmarshal(a.Body, &got) == nil {
			for _, i := range got.Items {
				if i.Name != leaving {
					ids = append(ids, i.ID)
				}
			}
		}
		return ids
	}
	people, groups := find("/api/customers?limit=20"), find("/api/communities?limit=20")
	c.shared.Lock()
	defer c.shared.Unlock()
	c.people = append(c.people, people...)
	if len(groups) > 0 {
		c.groups = groups
	}
}

// someone gives a person, "" while nobody is known. Most deeds are done to few.
func (c *caller) someone() string { return c.one(&c.people) }

func (c *caller) somewhere() string { return c.one(&c.groups) }

func (c *caller) one(of *[]string) string {
	c.shared.Lock()
	defer c.shared.Unlock()
	if len(*of) == 0 {
		return ""
	}
	return (*of)[c.IntN(min(len(*of), 1+c.IntN(len(*of))))]
}

const day = 86_400_000 // ms

// lately dates something: within 40 days, or so that a window of 30 days ends while the storm lasts.
func (c *caller) lately() int64 {
	if c.IntN(4) == 0 {
		return c.now - 30*day + c.Int64N(90_000)
	}
	return c.now - c.Int64N(40*day)
}
