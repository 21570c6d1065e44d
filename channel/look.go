package channel

import (
	"context"
	"errors"
	"slices"
	"time"

	"qunli/kit/db"
	"qunli/kit/id"
)

// Filter narrows the list of payloads; zero fields do not.
type Filter struct {
	Channel     string
	State       State
	Kind        string
	Subject     string
	From, Until int64     // unix ms: came at From or later, before Until
	Before      PayloadID // the last id of the page before
	Limit       int       // 50 when 0
}

// idSlack is how far, in ms, the time inside an id may be from the one that a payload came at.
const idSlack = int64(time.Hour / time.Millisecond)

func (f Filter) cond() *db.Cond {
	return db.Where("").If(f.Channel != "", "channel = $1", f.Channel).If(f.State != "", "state = $1", f.State).
		If(f.Kind != "", "kind = $1", f.Kind).If(f.Subject != "", "subject = $1", f.Subject).
		If(f.From != 0, "id >= $1 AND at >= $2", id.From(f.From-idSlack), f.From).
		If(f.Until != 0, "id < $1 AND at < $2", id.From(f.Until+idSlack), f.Until).
		If(f.Before != 0, "id < $1", f.Before)
}

// List gives payloads, the last first. Who may look is the caller's to say.
func (i *Inbox) List(ctx context.Context, f Filter) ([]Payload, error) {
	if f.Limit <= 0 || f.Limit > 200 {
		f.Limit = 50
	}
	c := f.cond()
	return db.All[Payload](ctx, i.db.Read(), `SELECT `+payloadColumns+` FROM channel_inbox WHERE `+c.SQL()+` ORDER BY id DESC LIMIT `+c.Next(1), c.Args(f.Limit)...)
}

// One gives a payload. Who may look is the caller's to say.
func One(ctx context.Context, q db.Q, p PayloadID) (Payload, error) {
	one, err := db.One[Payload](ctx, q, `SELECT `+payloadColumns+` FROM channel_inbox WHERE id = $1`, p)
	if errors.Is(err, db.ErrNone) {
		err = ErrNoPayload
	}
	return one, err
}

// CountedTo is how far payloads are counted; one more stands for "more than that".
const CountedTo = 10_000

// Counts says how many payloads there are, each counted up to CountedTo.
type Counts struct {
	New, Done, Failed int64
	Oldest            int64 // ms when the oldest came that nobody has read, 0 none
}

// Count counts the payloads of a filter by state, whatever state and page it names.
func (i *Inbox) Count(ctx context.Context, f Filter) (Counts, error) {
	f.Before = 0
	var out Counts
	for _, s := range []struct {
		state State
		n     *int64
	}{{New, &out.New}, {Done, &out.Done}, {Failed, &out.Failed}} {
		f.State = s.state
		c := f.cond()
		var err error
		*s.n, err = db.One[int64](ctx, i.db.Read(), `SELECT COUNT(*) FROM (SELECT 1 FROM channel_inbox WHERE `+c.SQL()+` LIMIT `+c.Next(1)+`) AS counted`, c.Args(CountedTo+1)...)
		if err != nil {
			return out, err
		}
	}
	f.State = New
	c := f.cond()
	oldest, err := db.All[int64](ctx, i.db.Read(), `SELECT at FROM channel_inbox WHERE `+c.SQL()+` ORDER BY id LIMIT 1`, c.Args()...)
	if len(oldest) > 0 {
		out.Oldest = oldest[0]
	}
	return out, err
}

// LastAt gives when a channel told us something last, unix ms; 0 never.
func (i *Inbox) LastAt(ctx context.Context, channel string) (int64, error) {
	last, err := db.All[int64](ctx, i.db.Read(), `SELECT at FROM channel_inbox WHERE channel = $1 ORDER BY id DESC LIMIT 1`, channel)
	if len(last) == 0 {
		return 0, err
	}
	return last[0], err
}

// Replay has a payload read again, whatever became of it, in the caller's transaction.
func (i *Inbox) Replay(ctx context.Context, tx *db.Tx, p PayloadID) error {
	n, err := i.again(ctx, tx, db.Where("id = $1", p), 1)
	if err == nil && n == 0 {
		return ErrNoPayload
	}
	return err
}

// MostReplayed is how many payloads ReplayFailed takes at a time.
const MostReplayed = 5000

// ReplayFailed has payloads of a filter that could not be read be read again, at most MostReplayed and the oldest first, in the
// caller's transaction; n is how many.
func (i *Inbox) ReplayFailed(ctx context.Context, tx *db.Tx, f Filter) (n int64, err error) {
	f.State, f.Before = Failed, 0
	return i.again(ctx, tx, f.cond(), MostReplayed)
}

// again marks payloads as new and has them read. One that was blanked has nothing left to read.
func (i *Inbox) again(ctx context.Context, tx *db.Tx, c *db.Cond, most int) (int64, error) {
	channels, err := db.All[string](ctx, tx, `UPDATE channel_inbox SET state = 'new', reason = '', handled_at = 0
		WHERE id IN (SELECT id FROM channel_inbox WHERE `+c.SQL()+` AND payload <> '' ORDER BY id LIMIT `+c.Next(1)+`) RETURNING channel`, c.Args(most)...)
	if err != nil {
		return 0, err
	}
	n := int64(len(channels))
	slices.Sort(channels)
	for _, channel := range slices.Compact(channels) {
		if _, err := i.jobs.Enqueue(ctx, tx, readSpec(channel)); err != nil {
			return 0, err
		}
	}
	return n, nil
}
