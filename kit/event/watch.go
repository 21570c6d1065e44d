package event

import (
	"context"
	"encoding/json"
	"errors"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/job"
)

// Row is what one call published of one kind, as it is stored.
type Row struct {
	ID      ID
	Kind    string
	Payload string // JSON list of the facts
	At      int64  // unix ms
}

// ErrGone means that no row of facts has that id (any more).
var ErrGone = fault.New(fault.Missing, "event.gone", "这批事实已按保留期限清除", "These facts were pruned by their retention")

// Watch has f told every row of the kinds listed that is not history, whatever its facts are, for those who pass facts on
// without reading them. The name is unique among those who hear any of the kinds and never changes.
func (b *Bus) Watch(name string, kinds []string, f func(ctx context.Context, tx *db.Tx, r Row) error) {
	for _, kind := range kinds {
		s := subscriber{kind: "event:" + kind + ":" + name, live: true}
		job.Handle(b.queue, s.kind, func(ctx context.Context, tx *db.Tx, p told) error {
			r, err := One(ctx, tx, p.Fact)
			if err != nil {
				return err
			}
			return f(ctx, tx, r)
		})
		b.hears[kind] = append(b.hears[kind], s)
	}
}

// One gives a row of facts; ErrGone when it was pruned.
func One(ctx context.Context, q db.Q, i ID) (Row, error) {
	r, err := db.One[Row](ctx, q, `SELECT id, kind, payload, at FROM event_fact WHERE id = $1`, i)
	if errors.Is(err, db.ErrNone) {
		err = ErrGone
	}
	return r, err
}

// Items gives the facts of a row as they are stored.
func (r Row) Items() ([]json.RawMessage, error) {
	var out []json.RawMessage
	return out, json.Unmarshal([]byte(r.Payload), &out)
}
