package customer

import (
	"context"
	"time"

	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/org"
)

// Touches that are no acts: a broadcast that reached somebody, and that they came into a group or left it, as a channel told.
const (
	TouchBroadcast = "broadcast"
	TouchJoined    = "joined"
	TouchLeft      = "left"
)

// Record adds one touch to the timeline, in the caller's transaction; added is false when its Ref is there already.
func Record(ctx context.Context, tx *db.Tx, t Touch) (added bool, err error) {
	n, err := TouchAll(ctx, tx, []Touch{t})
	return n > 0, err
}

// TouchAll adds touches to the timeline, in the caller's transaction, and tells how many were new. It fills in missing
// ids and days in place, and counts the new touches as acts of their day where their kind is one (ActKinds).
func TouchAll(ctx context.Context, tx *db.Tx, touches []Touch) (added int64, err error) {
	if err := complete(ctx, tx, touches); err != nil {
		return 0, err
	}
	added, err = db.Insert(ctx, tx, "customer_touch", touches, "ON CONFLICT DO NOTHING")
	if err != nil {
		return added, err
	}
	entered := touches
	if added < int64(len(touches)) {
		if entered, err = seeTouches(ctx, tx, touches); err != nil {
			return added, err
		}
	}
	return added, count(ctx, tx, actsOf(entered, 1))
}

// actsOf gives what touches count for, each so many times: those of a kind that another room counts stand on the timeline
// only.
func actsOf(touches []Touch, each int64) []Act {
	out := make([]Act, 0, len(touches))
	for _, t := range touches {
		if k, ok := ActKindOf(t.Kind); ok && k.Room == "" {
			out = append(out, Act{t.CustomerID, t.Day, t.Kind, each})
		}
	}
	return out
}

// seeTouches gives the touches that entered, and notes which of the others were there already by another import, so that
// undoing that one leaves them.
func seeTouches(ctx context.Context, tx *db.Tx, touches []Touch) (entered []Touch, err error) {
	type known struct {
		ID         TouchID
		CustomerID ID
		Ref        string
		ImportID   int64
	}
	mine := map[string]int64{}
	var refs []string
	for _, t := range touches {
		if t.Ref != "" {
			mine[t.Ref] = t.ImportID
			refs = append(refs, t.Ref)
		}
	}
	var rows []seen
	there := map[string]TouchID{}
	err = db.Lists(tx, refs, func(part []string) error {
		c := db.Where("ref <> ''").In("ref", part)
		return db.Each(ctx, tx, func(k known) error {
			there[k.Ref] = k.ID
			if by := mine[k.Ref]; by != k.ImportID && k.ImportID != 0 {
				rows = append(rows, seen{k.CustomerID, "touch", int64(k.ID), by})
			}
			return nil
		}, `SELECT id, customer_id, ref, import_id FROM customer_touch WHERE `+c.SQL(), c.Args()...)
	})
	if err != nil {
		return nil, err
	}
	for _, t := range touches {
		if t.Ref == "" || there[t.Ref] == t.ID {
			entered = append(entered, t)
		}
	}
	_, err = db.Insert(ctx, tx, "customer_seen", rows, "ON CONFLICT DO NOTHING")
	return entered, err
}

func complete(ctx context.Context, tx *db.Tx, touches []Touch) error {
	var zone *time.Location
	for i := range touches {
		t := &touches[i]
		if t.ID == 0 {
			t.ID = TouchID(tx.NewID())
		}
		if t.Day != "" {
			continue
		}
		if zone == nil {
			var err error
			if zone, err = org.Zone(ctx, tx); err != nil {
				return err
			}
		}
		t.Day = clock.Day(t.At, zone)
	}
	return nil
}
