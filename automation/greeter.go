package automation

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"qunli/channel"
	"qunli/customer"
	"qunli/desk"
	"qunli/kit/clock"
	"qunli/kit/commit"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
	"qunli/segment"
)

// Outcome says how a greeting went.
type Outcome string

// The outcomes of a greeting.
const (
	Sent    Outcome = "sent"
	Late    Outcome = "late"    // its time was over
	Taken   Outcome = "taken"   // somebody else greeted first, or the chat had begun
	Refused Outcome = "refused" // the channel did not take it
	Missed  Outcome = "failed"  // the channel could not be reached in time
	None    Outcome = "none"    // no greeting is for it
)

// The refusals by which a Sender says what became of a greeting.
var (
	ErrLate  = fault.New(fault.Exhausted, "greeting.late", "超过时限，欢迎语没有发出", "The time was over; the greeting was not sent")
	ErrTaken = fault.New(fault.Conflict, "greeting.taken", "已经有人发过欢迎语，或聊天已经开始", "Somebody greeted already, or the chat has begun")
)

// Sender sends a greeting by its code. It answers ErrLate and ErrTaken as such, a refusal as a fault of its own, and what may
// be tried again as fault.Unavailable.
type Sender func(ctx context.Context, code string, m channel.Message) error

// Welcome is how a greeting went: a row of automation_welcome.
type Welcome struct {
	PayloadID  channel.PayloadID
	Channel    string
	StaffID    org.StaffID // who was added, 0 not known here
	State      string      // of the code, "" none
	GreetingID GreetingID  // 0: none fitted
	Variant    string
	Outcome    Outcome
	Reason     string // a fault's code, "" sent
	Took       int64  // ms from the callback to the answer
	At         int64  // ms of the callback
}

const welcomeColumns = `payload_id, channel, staff_id, state, greeting_id, variant, outcome, reason, took, at`

// Greeter greets whoever was just added.
type Greeter struct {
	db       *db.DB
	segments *segment.Service
	inbox    *channel.Inbox
	log      *slog.Logger
	senders  map[string]Sender
	offers   chan channel.Urgent
	results  *commit.Queue[result, bool]

	mu   sync.Mutex
	busy map[channel.PayloadID]bool // offered here and not recorded yet
}

// result is what became of a greeting, with whom it was for.
type result struct {
	Welcome
	member, person string
}

// atOnce is how many greetings are sent at a time, waiting how many may wait before they are left to the next look.
const (
	atOnce  = 64
	waiting = 4096
	look    = 2 * time.Second
)

// NewGreeter gives the greeter; it hears of what is urgent from inbox.
func NewGreeter(d *db.DB, segments *segment.Service, inbox *channel.Inbox, log *slog.Logger) *Greeter {
	s := &Greeter{db: d, segments: segments, inbox: inbox, log: log, senders: map[string]Sender{}, offers: make(chan channel.Urgent, waiting),
		busy: map[channel.PayloadID]bool{}}
	s.results = commit.New(d, recording{}, commit.Options{})
	inbox.TellUrgent(s.Offer)
	return s
}

// SendBy has greetings of a channel sent. It is called before Run.
func (s *Greeter) SendBy(name string, f Sender) { s.senders[name] = f }

// Offer takes what is owed a greeting and never waits: what finds no place is found by the next look.
func (s *Greeter) Offer(u channel.Urgent) {
	s.mu.Lock()
	known := s.busy[u.ID]
	s.busy[u.ID] = true
	s.mu.Unlock()
	if known {
		return
	}
	select {
	case s.offers <- u:
	default:
		s.done(u.ID)
	}
}

func (s *Greeter) done(i channel.PayloadID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.busy, i)
}

// Run greets until ctx ends.
func (s *Greeter) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	wg.Go(func() { _ = s.results.Run(ctx) }) // gives nil
	for range atOnce {
		wg.Go(func() { s.work(ctx) })
	}
	for ctx.Err() == nil {
		if err := s.lookAround(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("look for greetings that are owed", "error", err)
		}
		_ = clock.Sleep(ctx, look) // ended early only by ctx
	}
	wg.Wait()
	return nil
}

// lookAround offers what is owed and was not: after a restart, or when there was no place.
func (s *Greeter) lookAround(ctx context.Context) error {
	owed, err := s.inbox.Urgent(ctx)
	if err != nil || len(owed) == 0 {
		return err
	}
	ids := make([]channel.PayloadID, len(owed))
	for n, u := range owed {
		ids[n] = u.ID
	}
	c := db.Where("").In("payload_id", ids)
	have, err := db.All[channel.PayloadID](ctx, s.db.Read(), `SELECT payload_id FROM automation_welcome WHERE `+c.SQL(), c.Args()...)
	if err != nil {
		return err
	}
	recorded := map[channel.PayloadID]bool{}
	for _, i := range have {
		recorded[i] = true
	}
	for _, u := range owed {
		if !recorded[u.ID] {
			s.Offer(u)
		}
	}
	return nil
}

// work greets one after the other.
func (s *Greeter) work(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case u := <-s.offers:
			s.greet(ctx, u)
		}
	}
}

// greet sends one greeting and records how it went.
func (s *Greeter) greet(ctx context.Context, u channel.Urgent) {
	defer s.done(u.ID)
	r := result{Welcome: Welcome{PayloadID: u.ID, Channel: u.Channel, State: u.State, At: u.At}, member: u.Staff, person: u.Person}
	g, v, err := s.choose(ctx, u)
	switch {
	case err != nil:
	case g.ID == 0:
		r.Outcome = None
	default:
		r.GreetingID, r.Variant = g.ID, v.Label
		err = s.send(ctx, u, v.Message)
	}
	if ctx.Err() != nil {
		return // the next start looks again
	}
	if r.Outcome == "" {
		r.Outcome, r.Reason = outcomeOf(err)
	}
	r.Took = s.db.Clock().Now().UnixMilli() - u.At
	if _, err := s.results.Do(ctx, r); err != nil && ctx.Err() == nil {
		s.log.Error("record a greeting", "payload", u.ID, "error", err)
	}
}

// outcomeOf reads what a Sender answered.
func outcomeOf(err error) (Outcome, string) {
	switch {
	case err == nil:
		return Sent, ""
	case errors.Is(err, ErrLate):
		return Late, ErrLate.Code
	case errors.Is(err, ErrTaken):
		return Taken, ErrTaken.Code
	case fault.Of(err).Kind == fault.Unavailable || fault.Of(err).Kind == fault.Internal:
		return Missed, fault.Of(err).Code
	}
	return Refused, fault.Of(err).Code
}

// again is how long a greeting rests after the channel could not be reached.
const again = 200 * time.Millisecond

// send tries until the greeting is taken or refused, or its time is over.
func (s *Greeter) send(ctx context.Context, u channel.Urgent, m channel.Message) error {
	f := s.senders[u.Channel]
	if f == nil {
		return fault.ErrInternal
	}
	for {
		if s.db.Clock().Now().UnixMilli() >= u.Until {
			return ErrLate
		}
		err := f(ctx, u.Code, m)
		if err == nil || fault.Of(err).Kind != fault.Unavailable {
			return err
		}
		if s.db.Clock().Now().Add(again).UnixMilli() >= u.Until {
			return err
		}
		if err := clock.Sleep(ctx, again); err != nil {
			return err
		}
	}
}

// choose gives the first greeting that fits; the zero greeting is none.
func (s *Greeter) choose(ctx context.Context, u channel.Urgent) (Greeting, Variant, error) {
	all, err := greetings(ctx, s.db.Read())
	if err != nil {
		return Greeting{}, Variant{}, err
	}
	zone, err := org.Zone(ctx, s.db.Read())
	if err != nil {
		return Greeting{}, Variant{}, err
	}
	for _, g := range all {
		if !g.open(u.State, minuteOf(u.At, zone)) {
			continue
		}
		fits, err := s.meets(ctx, g.Rule, u)
		if err != nil {
			s.log.Error("rule of a greeting", "greeting", g.ID, "error", err) // the next may fit
			continue
		}
		if fits {
			return g, g.variant(u.Person), nil
		}
	}
	return Greeting{}, Variant{}, nil
}

// meets asks a rule about somebody: who is not known here yet meets none.
func (s *Greeter) meets(ctx context.Context, rule string, u channel.Urgent) (bool, error) {
	if rule == "" {
		return true, nil
	}
	r, err := s.segments.Parse(rule)
	if err != nil {
		return false, err
	}
	key := customer.Key{Kind: customer.ExternalUserID, Value: u.Person}
	known, err := customer.Owners(ctx, s.db.Read(), []customer.Key{key})
	if err != nil || known[key] == 0 {
		return false, err
	}
	in, _, err := s.segments.Admits(ctx, s.db.Read(), r, known[key])
	return in, err
}

// recording writes how greetings went, many in one transaction; a missed one becomes a task.
type recording struct{}

func (recording) Begin(context.Context, *db.Tx, []result) error { return nil }
func (recording) Decide(_ int64, r result) (bool, []result, error) {
	return true, []result{r}, nil
}
func (recording) Forget() {}

func (recording) Apply(ctx context.Context, tx *db.Tx, list []result) error {
	codes := make([]string, len(list))
	for n, r := range list {
		codes[n] = r.member
	}
	staff, err := org.WorkingByCode(ctx, tx, codes)
	if err != nil {
		return err
	}
	rows := make([]Welcome, len(list))
	var tasks []desk.Task
	for n, r := range list {
		r.StaffID = staff[r.member].ID
		rows[n] = r.Welcome
		if r.Outcome == Late || r.Outcome == Missed || r.Outcome == Refused {
			tasks = append(tasks, desk.Task{Kind: desk.Contact, Why: "welcome_missed", StaffID: r.StaffID, StoreID: staff[r.member].StoreID,
				DueAt: tx.Now + greetBy.Milliseconds(), Key: "welcome:" + r.PayloadID.String()})
		}
	}
	if _, err := db.Insert(ctx, tx, "automation_welcome", rows, "ON CONFLICT DO NOTHING"); err != nil {
		return err
	}
	if err := whose(ctx, tx, list, tasks); err != nil {
		return err
	}
	return desk.Ask(ctx, tx, tasks)
}

// greetBy is how soon somebody greets by hand whom the program could not.
const greetBy = time.Hour

// whose fills in whom the tasks are about. Somebody whom nobody has read yet enters by the key alone.
func whose(ctx context.Context, tx *db.Tx, list []result, tasks []desk.Task) error {
	if len(tasks) == 0 {
		return nil
	}
	byKey := map[string]string{}
	for _, r := range list {
		byKey["welcome:"+r.PayloadID.String()] = r.person
	}
	cards := make([]customer.Card, len(tasks))
	for n, t := range tasks {
		cards[n] = customer.Card{Keys: []customer.Key{{Kind: customer.ExternalUserID, Value: byKey[t.Key]}}}
	}
	people, err := customer.Resolve(ctx, tx, 0, cards)
	for n := range tasks {
		if err == nil {
			tasks[n].CustomerID = people[n].ID
		}
	}
	return err
}

var _ commit.Decider[result, bool, result] = recording{}
