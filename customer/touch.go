package customer

import (
	"context"
	"time"

	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/org"
)

// Record adds one touch to the timeline, in the caller's transaction; added is false when its Ref is there already.
func Record(ctx context.Context, tx *db.Tx, t Touch) (added bool, err error) {
	n, err := TouchAll(ctx, tx, []Touch{t})
	return n > 0, err
}

// TouchAll adds touches to the timeline, in the caller's transaction, and tells how many were new. It fills in missing
// ids and days in place.
func TouchAll(ctx context.Context, tx *db.Tx, touches []Touch) (added int64, err error) {
	if err := complete(ctx, tx, touches); err != nil {
		return 0, err
	}
	added, err = db.Insert(ctx, tx, "customer_touch", touches, "ON CONFLICT DO NOTHING")
	if err != nil || added == int64(len(touches)) {
		return added, err
	}
	return added, seeTouches(ctx, tx, touches)
}

// seeTouches notes which touches were there already by another import, so that undoing that one leaves them.
func seeTouches(ctx context.Context, tx *db.Tx, touches []Touch) error {
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
	err := chunks(tx, refs, func(part []string) error {
		c := db.Where("ref <> '' AND import_id <> 0").In("ref", part)
		return db.Each(ctx, tx, func(k known) error {
			if by := mine[k.Ref]; by != k.ImportID {
				rows = append(rows, seen{k.CustomerID, "touch", int64(k.ID), by})
			}
			return nil
		}, `SELECT id, customer_id, ref, import_id FROM customer_touch WHERE `+c.SQL(), c.Args()...)
	})
	if err != nil {
		return err
	}
	_, err = db.Insert(ctx, tx, "customer_seen", rows, "ON CONFLICT DO NOTHING")
	return err
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
