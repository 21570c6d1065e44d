package channel

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"qunli/kit/commit"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/id"
	"qunli/kit/job"
)

type payloadKind struct{}

func (payloadKind) Prefix() string { return "cin" }

// PayloadID is the id of a payload.
type PayloadID = id.Of[payloadKind]

// State says how far a payload has come.
type State string

// The states of a payload.
const (
	New    State = "new"
	Done   State = "done"
	Failed State = "failed"
)

// Payload is something a channel told us.
type Payload struct {
	ID        PayloadID
	Channel   string
	Digest    string
	Kind      string
	Subject   string
	Payload   string
	State     State
	Reason    string
	Urgent    string // JSON of an Urgent without id, channel and times, "" not
	UntilAt   int64  // unix ms by which what is urgent has to be done, 0 not
	At        int64  // unix ms
	HandledAt int64  // unix ms, 0 not yet
}

const payloadColumns = `id, channel, digest, kind, subject, payload, state, reason, urgent, until_at, at, handled_at`

// Urgent is what has to be answered within seconds, before anything else: somebody was added and can be greeted.
type Urgent struct {
	ID      PayloadID `json:"-"`
	Channel string    `json:"-"`
	At      int64     `json:"-"` // unix ms when it came
	Until   int64     `json:"-"` // unix ms when it is too late
	Code    string    `json:"code"`
	Person  string    `json:"person"`
	Staff   string    `json:"staff"`
	State   string    `json:"state"` // of the code, "" none
}

// ErrNoPayload means that the inbox does not hold it (any more).
var ErrNoPayload = fault.New(fault.Missing, "channel.payload.missing", "没有这条回调记录", "There is no such record of a callback")

// Receipt tells what became of a payload.
type Receipt struct {
	ID    PayloadID
	At    int64 // unix ms when it came
	Again bool  // it had come before: nothing changed
}

// Reader reads payloads in the transaction in which they are marked done. It gives an error for each that cannot be read,
// nil for the others; its second result fails all and has them read again.
type Reader func(ctx context.Context, tx *db.Tx, payloads []Payload) ([]error, error)

// Inbox takes in what channels tell. Received is durable: each payload once, whatever is killed when.
type Inbox struct {
	db      *db.DB
	jobs    *job.Queue
	queue   *commit.Queue[Payload, Receipt]
	readers map[string]Reader
	urgent  func(Urgent)
}

const readJob = "channel.read"

// NewInbox gives the inbox of all channels; jobs reads what came.
func NewInbox(d *db.DB, jobs *job.Queue) *Inbox {
	i := &Inbox{db: d, jobs: jobs, readers: map[string]Reader{}}
	i.queue = commit.New(d, &receiving{jobs: jobs}, commit.Options{Waiting: 1 << 15})
	jobs.Absorb(readJob)
	job.Handle(jobs, readJob, i.read)
	return i
}

// ReadBy has a channel's payloads read. It is called before Run.
func (i *Inbox) ReadBy(channel string, r Reader) { i.readers[channel] = r }

// Run makes what is received durable until ctx ends.
func (i *Inbox) Run(ctx context.Context) error { return i.queue.Run(ctx) }

// Inbound is a verified payload.
type Inbound struct {
	Channel string
	Kind    string // the channel's own word for it, "" unread
	Subject string // person:KEY, group:KEY, tags:, "" nothing that is read again
	Payload []byte
	Urgent  *Urgent       // what has to be done at once, nil nothing
	Life    time.Duration // how long that can be done
}

// Receive takes a payload in. When it returns without an error, the payload is durable and will be read, and what is urgent
// about it has been told, the first time it came.
func (i *Inbox) Receive(ctx context.Context, in Inbound) (Receipt, error) {
	sum := sha256.Sum256(in.Payload)
	p := Payload{Channel: in.Channel, Digest: hex.EncodeToString(sum[:]), Kind: in.Kind, Subject: in.Subject, Payload: string(in.Payload), State: New}
	if in.Urgent != nil {
		text, err := json.Marshal(in.Urgent)
		if err != nil {
			return Receipt{}, err
		}
		p.Urgent, p.UntilAt = string(text), i.db.Clock().Now().Add(in.Life).UnixMilli()
	}
	r, err := i.queue.Do(ctx, p)
	if err == nil && in.Urgent != nil && !r.Again && i.urgent != nil {
		u := *in.Urgent
		u.ID, u.Channel, u.At, u.Until = r.ID, in.Channel, r.At, p.UntilAt
		i.urgent(u)
	}
	return r, err
}

// TellUrgent has f told of what is urgent as soon as it is durable. It is called before Run; f must not wait.
func (i *Inbox) TellUrgent(f func(Urgent)) { i.urgent = f }

// overdue is how long after its time what is urgent is still given by Urgent: that it came too late is to be known too.
const overdue = time.Minute

// Urgent gives what is or was urgent a moment ago, oldest first, whatever has been done about it.
func (i *Inbox) Urgent(ctx context.Context) ([]Urgent, error) {
	rows, err := db.All[Payload](ctx, i.db.Read(), `SELECT `+payloadColumns+` FROM channel_inbox WHERE until_at >= $1 AND until_at <> 0 ORDER BY until_at LIMIT 5000`,
		i.db.Clock().Now().Add(-overdue).UnixMilli())
	out := make([]Urgent, len(rows))
	for n, p := range rows {
		if err := json.Unmarshal([]byte(p.Urgent), &out[n]); err != nil {
			return nil, err
		}
		out[n].ID, out[n].Channel, out[n].At, out[n].Until = p.ID, p.Channel, p.At, p.UntilAt
	}
	return out, err
}

// receiving decides which payloads of a batch are new.
type receiving struct {
	jobs  *job.Queue
	newID func() int64
	have  map[key]PayloadID
}

type key struct{ Channel, Digest string }

func (r *receiving) Begin(ctx context.Context, tx *db.Tx, requests []Payload) error {
	r.newID, r.have = tx.NewID, make(map[key]PayloadID, len(requests))
	keys := make([]key, len(requests))
	for n, p := range requests {
		keys[n] = key{p.Channel, p.Digest}
	}
	type held struct {
		ID PayloadID
		key
	}
	c := db.Where("").InRows("channel, digest", keys)
	return db.Each(ctx, tx, func(h held) error {
		r.have[h.key] = h.ID
		return nil
	}, `SELECT id, channel, digest FROM channel_inbox WHERE `+c.SQL(), c.Args()...)
}

func (r *receiving) Decide(now int64, p Payload) (Receipt, []Payload, error) {
	k := key{p.Channel, p.Digest}
	if i, came := r.have[k]; came {
		return Receipt{i, 0, true}, nil, nil
	}
	p.ID, p.At = PayloadID(r.newID()), now
	r.have[k] = p.ID
	return Receipt{p.ID, p.At, false}, []Payload{p}, nil
}

// Apply writes what is new, and one job for each channel in the batch.
func (r *receiving) Apply(ctx context.Context, tx *db.Tx, writes []Payload) error {
	if _, err := db.Insert(ctx, tx, "channel_inbox", writes, ""); err != nil {
		return err
	}
	told := map[string]bool{}
	for _, p := range writes {
		if told[p.Channel] {
			continue
		}
		told[p.Channel] = true
		if _, err := r.jobs.Enqueue(ctx, tx, readSpec(p.Channel)); err != nil {
			return err
		}
	}
	return nil
}

func (r *receiving) Forget() { r.newID, r.have = nil, nil }

func readSpec(channel string) job.Spec {
	return job.Spec{Kind: readJob, Payload: reading{channel}, Lane: readJob + ":" + channel}
}

type reading struct {
	Channel string `json:"channel"`
}

// readStep is how many payloads are read in one transaction.
const readStep = 200

// read reads the oldest payloads that are new. Jobs of a channel run one after the other; a job that finds nothing ends.
func (i *Inbox) read(ctx context.Context, tx *db.Tx, r reading) error {
	reader := i.readers[r.Channel]
	if reader == nil {
		return fmt.Errorf("channel: nobody reads %q", r.Channel)
	}
	list, err := db.All[Payload](ctx, tx, `SELECT `+payloadColumns+` FROM channel_inbox WHERE channel = $1 AND state = 'new' ORDER BY id LIMIT $2`, r.Channel, readStep)
	if err != nil || len(list) == 0 {
		return err
	}
	faults, err := reader(ctx, tx, list)
	if err != nil {
		return err
	}
	if err := mark(ctx, tx, list, faults); err != nil || len(list) < readStep {
		return err
	}
	_, err = i.jobs.Enqueue(ctx, tx, readSpec(r.Channel))
	return err
}

// mark notes how reading went.
func mark(ctx context.Context, tx *db.Tx, list []Payload, faults []error) error {
	if len(faults) != len(list) {
		return errors.New("channel: a reader answers for every payload")
	}
	byReason := map[string][]PayloadID{}
	for n, p := range list {
		reason := ""
		if faults[n] != nil {
			reason = fault.Of(faults[n]).Code
		}
		byReason[reason] = append(byReason[reason], p.ID)
	}
	for reason, ids := range byReason {
		state := Done
		if reason != "" {
			state = Failed
		}
		c := db.Where("").In("id", ids)
		_, err := db.Exec(ctx, tx, `UPDATE channel_inbox SET state = `+c.Next(1)+`, reason = `+c.Next(2)+`, handled_at = `+c.Next(3)+` WHERE `+c.SQL(),
			c.Args(state, reason, tx.Now)...)
		if err != nil {
			return err
		}
	}
	return nil
}

var (
	_ commit.Decider[Payload, Receipt, Payload] = (*receiving)(nil)
)
