package channel

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"time"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/id"
	"qunli/kit/job"
)

type syncKind struct{}

func (syncKind) Prefix() string { return "syn" }

// SyncID is the id of a reading of a whole channel.
type SyncID = id.Of[syncKind]

// Running is the state of a sync under way; it ends as Done or Failed.
const Running State = "running"

// Step is what a sync goes through, in this order.
type Step string

// The steps of a sync.
const (
	StepTags    Step = "tags"
	StepMembers Step = "members"
	StepLists   Step = "lists"   // with whom each member has a bond: who is missing is read again
	StepPersons Step = "persons" // of each member, page by page
	StepGroups  Step = "groups"
	StepRosters Step = "rosters" // each group with its members
)

// Steps lists them in order.
func Steps() []Step {
	return []Step{StepTags, StepMembers, StepLists, StepPersons, StepGroups, StepRosters}
}

// Sync is a reading of a whole channel: the first one, or a reconcile.
type Sync struct {
	ID         SyncID
	Channel    string
	History    bool // what it brings is the past
	State      State
	Strikes    int64
	RestUntil  int64 // unix ms
	Reason     string
	BegunAt    int64 // unix ms
	FinishedAt int64 // unix ms, 0 not yet
}

// Fault says why it rests or has failed, nil neither.
func (s Sync) Fault() *Reason { return readReason(s.Reason) }

// Item is one thing that a sync reads.
type Item struct {
	SyncID      SyncID
	Step        Step
	Key         string // of the member or the group, "" the whole channel
	State       State  // New, Done, Failed
	Cursor      string
	Done, Total int64
	Reason      string
}

// Fault says why it cannot be read, nil when it can.
func (i Item) Fault() *Reason { return readReason(i.Reason) }

const (
	syncColumns = `id, channel, history, state, strikes, rest_until, reason, begun_at, finished_at`
	itemColumns = `sync_id, step, key, state, cursor, done, total, reason`
)

// The refusals of a sync.
var (
	ErrSyncing = fault.New(fault.Conflict, "channel.sync.running", "同步正在进行：请等它结束，进度显示在同一页上",
		"A synchronisation is under way: wait for its end; its progress is shown on the same page")
	errNoMember = fault.New(fault.Missing, "channel.sync.member", "渠道里已经没有这个成员，或他不在应用的可见范围里：他的客户会逐个重新读取",
		"The channel has no such member any more, or he is outside the visible range: his customers are read again one by one")
	errOvertaken = errors.New("channel: another node reads on")
)

// Syncer reads whole channels: everybody and every group, a page at a time. How far it is stands in the transaction of what a
// page brought, so that whoever comes after a crash goes on where it was.
type Syncer struct {
	db        *db.DB
	jobs      *job.Queue
	refresher *Refresher
	sink      Sink
	log       *slog.Logger
	sources   map[string]Source
}

const (
	syncJob   = "channel.sync"
	nightJob  = "channel.night."
	wakeJob   = "channel.wake."
	wakeEvery = 5 * time.Minute
)

// NewSyncer gives the syncer of all channels.
func NewSyncer(d *db.DB, jobs *job.Queue, r *Refresher, sink Sink, log *slog.Logger) *Syncer {
	s := &Syncer{d, jobs, r, sink, log, map[string]Source{}}
	job.HandleOutside(jobs, syncJob, func(ctx context.Context, of reading) error { return s.run(ctx, of.Channel) })
	return s
}

// SyncBy has a channel read from a source, and every night around two in China all of it: what was never told is found.
func (s *Syncer) SyncBy(channel string, source Source) {
	s.sources[channel] = source
	job.HandleOutside(s.jobs, nightJob+channel, func(ctx context.Context, _ json.RawMessage) error { return s.reconcile(ctx, channel) })
	s.jobs.EveryAt(nightJob+channel, 24*time.Hour, 18*time.Hour, nightJob+channel)
	s.jobs.Handle(wakeJob+channel, func(ctx context.Context, tx *db.Tx, _ json.RawMessage) error { return s.wake(ctx, tx, channel) })
	s.jobs.Every(wakeJob+channel, wakeEvery, wakeJob+channel)
}

// Begin begins a sync in the caller's transaction; ErrSyncing while one runs.
func (s *Syncer) Begin(ctx context.Context, tx *db.Tx, channel string) (Sync, error) {
	past, err := s.isPast(ctx, tx, channel)
	if err != nil {
		return Sync{}, err
	}
	one := Sync{ID: SyncID(tx.NewID()), Channel: channel, History: past, State: Running, BegunAt: tx.Now}
	n, err := db.Insert(ctx, tx, "channel_sync", []Sync{one}, `ON CONFLICT (channel) WHERE state = 'running' DO NOTHING`)
	if err == nil && n == 0 {
		err = ErrSyncing
	}
	if err != nil {
		return Sync{}, err
	}
	if _, err := db.Exec(ctx, tx, `DELETE FROM channel_sync_item WHERE sync_id IN (SELECT id FROM channel_sync WHERE channel = $1 AND id <> $2)`, channel, one.ID); err != nil {
		return Sync{}, err
	}
	if err := enter(ctx, tx, one.ID, StepTags, ""); err != nil {
		return Sync{}, err
	}
	return one, errors.Join(enter(ctx, tx, one.ID, StepMembers, ""), s.carryOn(ctx, tx, channel, 0))
}

// newsFor is how long after a whole reading the next one brings news: later, what it brings is the past.
const newsFor = 48 * time.Hour

func (s *Syncer) isPast(ctx context.Context, q *db.Tx, channel string) (bool, error) {
	n, err := db.One[int64](ctx, q, `SELECT COUNT(*) FROM channel_sync WHERE channel = $1 AND state = 'done' AND finished_at > $2`, channel, q.Now-newsFor.Milliseconds())
	return n == 0, err
}

// reconcile begins a sync of a channel that is connected, unless one runs.
func (s *Syncer) reconcile(ctx context.Context, channel string) error {
	ready, err := s.sources[channel].Ready(ctx)
	if err != nil || !ready {
		return err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := s.Begin(ctx, tx, channel)
		return err
	})
	if errors.Is(err, ErrSyncing) {
		return nil
	}
	return err
}

// wake sees to it that a sync under way has a job.
func (s *Syncer) wake(ctx context.Context, tx *db.Tx, channel string) error {
	runs, err := running(ctx, tx, channel)
	if err != nil || len(runs) == 0 {
		return err
	}
	waiting, err := job.Waiting(ctx, tx, syncJob)
	if err != nil || slices.ContainsFunc(waiting, func(p string) bool { return strings.Contains(p, `"`+channel+`"`) }) {
		return err
	}
	return s.carryOn(ctx, tx, channel, 0)
}

// carryOn enqueues the job that reads on, at a time (unix ms, 0 now).
func (s *Syncer) carryOn(ctx context.Context, tx *db.Tx, channel string, at int64) error {
	_, err := s.jobs.Enqueue(ctx, tx, job.Spec{Kind: syncJob, Payload: reading{channel}, Lane: syncJob + ":" + channel, RunAt: at})
	return err
}

func running(ctx context.Context, q db.Q, channel string) ([]Sync, error) {
	return db.All[Sync](ctx, q, `SELECT `+syncColumns+` FROM channel_sync WHERE channel = $1 AND state = 'running'`, channel)
}

// enter adds things to read to a step; what is there already stays as it is.
func enter(ctx context.Context, tx *db.Tx, sync SyncID, step Step, keys ...string) error {
	rows := make([]Item, len(keys))
	for n, k := range keys {
		rows[n] = Item{SyncID: sync, Step: step, Key: k, State: New}
	}
	return enterAll(ctx, tx, rows)
}

func enterAll(ctx context.Context, tx *db.Tx, rows []Item) error {
	if len(rows) == 0 {
		return nil
	}
	_, err := db.Insert(ctx, tx, "channel_sync_item", rows, `ON CONFLICT (sync_id, step, key) DO NOTHING`)
	return err
}

// Count says how far a step is.
type Count struct {
	Items, Read, Failed int64 // things to read, those that have been read to their end, those that cannot be read
	Done, Total         int64 // what they brought, of how many as far as it is known before
}

// Progress is a sync with how far it is.
type Progress struct {
	Sync
	Step   Step // at which it is, "" it has ended
	Counts map[Step]Count
	Failed []Item // what cannot be read, each with its reason; the first 200
}

// State gives the last sync of a channel with how far it is; an id of 0 is that there was none. Who may look is the caller's to say.
func (s *Syncer) State(ctx context.Context, channel string) (Progress, error) {
	p := Progress{Counts: map[Step]Count{}}
	err := s.db.Snapshot(ctx, func(q db.Q) error {
		last, err := db.All[Sync](ctx, q, `SELECT `+syncColumns+` FROM channel_sync WHERE channel = $1 ORDER BY id DESC LIMIT 1`, channel)
		if err != nil || len(last) == 0 {
			return err
		}
		p.Sync = last[0]
		type counted struct {
			Step Step
			Count
		}
		err = db.Each(ctx, q, func(c counted) error { p.Counts[c.Step] = c.Count; return nil }, `
			SELECT step, COUNT(*) AS items, COUNT(*) FILTER (WHERE state = 'done') AS read, COUNT(*) FILTER (WHERE state = 'failed') AS failed,
				CAST(SUM(done) AS BIGINT) AS done, CAST(SUM(total) AS BIGINT) AS total
			FROM channel_sync_item WHERE sync_id = $1 GROUP BY step`, p.ID)
		if err != nil {
			return err
		}
		p.Failed, err = db.All[Item](ctx, q, `SELECT `+itemColumns+` FROM channel_sync_item WHERE sync_id = $1 AND state = 'failed' ORDER BY step, key LIMIT 200`, p.ID)
		return err
	})
	for _, step := range Steps() {
		if c := p.Counts[step]; p.State == Running && c.Read+c.Failed < c.Items {
			p.Step = step
			break
		}
	}
	return p, err
}
