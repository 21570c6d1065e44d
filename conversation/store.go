package conversation

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
)

// sortedKeys gives the keys of a set in order.
func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

// distinct gives the names in order, once each.
func distinct(names []nameKey) []nameKey {
	slices.SortFunc(names, func(x, y nameKey) int {
		return cmp.Or(cmp.Compare(x.Community, y.Community), cmp.Compare(x.Name, y.Name))
	})
	return slices.Compact(names)
}

// lock makes this transaction the only one that changes the talk of these groups until it ends. What is read after it is
// current.
func lock(ctx context.Context, tx *db.Tx, groups map[community.ID]bool) error {
	if err := customer.Hold(ctx, tx); err != nil {
		return err
	}
	for _, id := range sortedKeys(groups) {
		if err := db.Alone(ctx, tx, "conversation."+id.String()); err != nil {
			return err
		}
	}
	return nil
}

// stored is a message or presence that is here already.
type stored struct {
	ID         int64
	Ref        string
	ImportID   int64
	CustomerID customer.ID
	TargetID   customer.ID // of a rename: who has the new name
}

// knownRefs finds which messages are here already, by ref.
func knownRefs(ctx context.Context, q db.Q, refs []string) (map[string]stored, error) {
	out := map[string]stored{}
	err := db.Lists(q, refs, func(part []string) error {
		c := db.Where("ref <> ''").In("ref", part)
		return db.Each(ctx, q, func(s stored) error { out[s.Ref] = s; return nil },
			`SELECT id, ref, import_id, customer_id FROM conversation_message WHERE `+c.SQL(), c.Args()...)
	})
	return out, err
}

// knownPresences is knownRefs for movements.
func knownPresences(ctx context.Context, q db.Q, refs []string) (map[string]stored, error) {
	out := map[string]stored{}
	err := db.Lists(q, refs, func(part []string) error {
		c := db.Where("p.ref <> ''").In("p.ref", part)
		return db.Each(ctx, q, func(s stored) error { out[s.Ref] = s; return nil },
			`SELECT p.id, p.ref, p.import_id, p.customer_id, COALESCE(t.customer_id, 0) AS target_id
			FROM conversation_presence p LEFT JOIN conversation_author t ON t.id = p.target_id WHERE `+c.SQL(), c.Args()...)
	})
	return out, err
}

// sight is a row of conversation_seen.
type sight struct{ ImportID, LineID int64 }

// see notes that this import, too, brings lines that another brought.
func see(ctx context.Context, tx *db.Tx, rows []sight) error {
	_, err := db.Insert(ctx, tx, "conversation_seen", rows, "ON CONFLICT DO NOTHING")
	return err
}
