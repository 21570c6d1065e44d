package event

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"qunli/kit/db"
	"qunli/kit/id"
	"qunli/kit/job"
)

type idKind struct{}

func (idKind) Prefix() string { return "evt" }

// ID is the id of a row of facts.
type ID = id.Of[idKind]

// Fact is something that happened. Its JSON is stored for ever: fields are only ever added.
type Fact interface {
	// FactKind names the kind, "room.happened"; it never changes. It is called on zero values too.
	FactKind() string
}

// Bus knows who hears what. Rooms that publish hold it; app subscribes everything before the queue runs, in every
// process that publishes.
type Bus struct {
	queue *job.Queue
	hears map[string][]subscriber // by fact kind, in the order of subscription
}

type subscriber struct {
	kind, lane string // of its jobs
	live       bool   // is not told history
}

// NewBus gives a bus whose subscribers are told by queue.
func NewBus(queue *job.Queue) *Bus { return &Bus{queue: queue, hears: map[string][]subscriber{}} }

// History marks what is done under ctx as the replay of the past; facts and their jobs carry the mark, and handlers that
// send, reward, charge or notify skip them (job.IsHistory).
func History(ctx context.Context) context.Context { return job.History(ctx) }

// told is the payload of a job: the row of facts to tell.
type told struct {
	Fact ID `json:"fact"`
}

// Subscribe has f hear all facts of kind F under a name that is unique among those who hear F and never changes.
func Subscribe[F Fact](b *Bus, name string, f func(ctx context.Context, tx *db.Tx, facts []F) error) {
	subscribe(b, name, false, f)
}

// SubscribeSerial is Subscribe for handlers that must not run beside themselves, such as those that fold into the same
// few rows: one call is told at a time, oldest first.
func SubscribeSerial[F Fact](b *Bus, name string, f func(ctx context.Context, tx *db.Tx, facts []F) error) {
	subscribe(b, name, true, f)
}

// Unheard gives the facts of kind F that the subscriber of that name has not been told yet, oldest first: what follows
// from them is not there yet.
func Unheard[F Fact](ctx context.Context, q db.Q, name string) ([]F, error) {
	waiting, err := job.Waiting(ctx, q, jobKind[F](name))
	if err != nil {
		return nil, err
	}
	var out []F
	for _, payload := range waiting {
		var p told
		if err := json.Unmarshal([]byte(payload), &p); err != nil {
			return nil, fmt.Errorf("event: read a job of %s: %w", name, err)
		}
		facts, err := load[F](ctx, q, p.Fact)
		if err != nil {
			return nil, err
		}
		out = append(out, facts...)
	}
	return out, nil
}

// jobKind is the kind of the jobs that tell a subscriber of facts of kind F.
func jobKind[F Fact](name string) string {
	var zero F
	return "event:" + zero.FactKind() + ":" + name
}

func subscribe[F Fact](b *Bus, name string, serial bool, f func(ctx context.Context, tx *db.Tx, facts []F) error) {
	var zero F
	kind := zero.FactKind()
	s := subscriber{kind: jobKind[F](name)}
	if serial {
		s.lane = s.kind
	}
	job.Handle(b.queue, s.kind, func(ctx context.Context, tx *db.Tx, p told) error {
		facts, err := load[F](ctx, tx, p.Fact)
		if err != nil {
			return err
		}
		return f(ctx, tx, facts)
	})
	b.hears[kind] = append(b.hears[kind], s)
}

func load[F Fact](ctx context.Context, q db.Q, id ID) ([]F, error) {
	payload, err := db.One[string](ctx, q, `SELECT payload FROM event_fact WHERE id = $1`, id)
	if err != nil {
		return nil, fmt.Errorf("event: load facts %s: %w", id, err)
	}
	var facts []F
	if err := json.Unmarshal([]byte(payload), &facts); err != nil {
		return nil, fmt.Errorf("event: read facts %s: %w", id, err)
	}
	return facts, nil
}

// Publish tells facts of any kinds as part of the caller's transaction: one row per kind, in the order in which the kinds
// first appear, and one job per subscriber of each. No facts: nothing happens.
func (b *Bus) Publish(ctx context.Context, tx *db.Tx, facts ...Fact) error {
	var kinds []string
	byKind := map[string][]Fact{}
	for _, f := range facts {
		kind := f.FactKind()
		if byKind[kind] == nil {
			kinds = append(kinds, kind)
		}
		byKind[kind] = append(byKind[kind], f)
	}
	lists := make([]Spelled, len(kinds))
	for n, kind := range kinds {
		var err error
		if lists[n], err = spell(kind, byKind[kind]); err != nil {
			return err
		}
	}
	return b.PublishSpelled(ctx, tx, lists...)
}

// PublishAll is Publish for a list of one kind.
func PublishAll[F Fact](ctx context.Context, tx *db.Tx, b *Bus, facts []F) error {
	if len(facts) == 0 {
		return nil
	}
	list, err := spell(facts[0].FactKind(), facts)
	if err != nil {
		return err
	}
	return b.PublishSpelled(ctx, tx, list)
}

// Spelt is a fact that spells its JSON itself, as encoding/json would: those that come by the thousand.
type Spelt interface {
	Fact
	AppendJSON(b []byte) []byte
}

// Spelled is a list of facts of one kind as it is stored; the zero one is empty.
type Spelled struct{ kind, payload string }

// Spell spells a list of facts that spell themselves.
func Spell[F Spelt](facts []F) Spelled {
	if len(facts) == 0 {
		return Spelled{}
	}
	payload := []byte{'['}
	for n, f := range facts {
		if n > 0 {
			payload = append(payload, ',')
		}
		payload = f.AppendJSON(payload)
	}
	return Spelled{facts[0].FactKind(), string(append(payload, ']'))}
}

func spell(kind string, facts any) (Spelled, error) {
	payload, err := json.Marshal(facts)
	if err != nil {
		return Spelled{}, fmt.Errorf("event: publish %s: %w", kind, err)
	}
	return Spelled{kind, string(payload)}, nil
}

// factRow is a row of event_fact.
type factRow struct {
	ID      ID
	Kind    string
	History bool
	Payload string
	At      int64
}

// PublishSpelled tells lists of facts, each of a kind of its own: a row each, and the jobs of its subscribers.
func (b *Bus) PublishSpelled(ctx context.Context, tx *db.Tx, lists ...Spelled) error {
	var rows []factRow
	var specs []job.Spec
	for _, l := range lists {
		if l.kind == "" {
			continue
		}
		r := factRow{ID(tx.NewID()), l.kind, job.IsHistory(ctx), l.payload, tx.Now}
		rows = append(rows, r)
		for _, s := range b.hears[l.kind] {
			if !s.live || !r.History {
				specs = append(specs, job.Spec{Kind: s.kind, Payload: told{r.ID}, Lane: s.lane})
			}
		}
	}
	if _, err := db.Insert(ctx, tx, "event_fact", rows, ""); err != nil || len(specs) == 0 {
		return err
	}
	_, err := b.queue.Enqueue(ctx, tx, specs...)
	return err
}

// Subscribers lists the job kinds that tell facts of a kind.
func (b *Bus) Subscribers(kind string) []string {
	out := make([]string, len(b.hears[kind]))
	for i, s := range b.hears[kind] {
		out[i] = s.kind
	}
	slices.Sort(out)
	return out
}
