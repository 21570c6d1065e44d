package customer

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"qunli/kit/db"
)

// actDay is a row of customer_act_day.
type actDay struct {
	CustomerID ID
	Day        string
	Kind       string
	Acts       int64
}

// Acted counts acts of people, in the caller's transaction, which is that of the facts themselves: a room takes back what it
// counted by calling with the same acts below 0. Acts of nobody (customer 0) are left out. Kinds that are touches are
// counted by TouchAll and refused here.
func Acted(ctx context.Context, tx *db.Tx, acts []Act) error {
	for _, a := range acts {
		if k, ok := ActKindOf(a.Kind); !ok || k.Room == "" {
			return fmt.Errorf("customer: acts of kind %q are not counted by a room", a.Kind)
		}
	}
	return count(ctx, tx, acts)
}

// count adds acts to the rollup and says whose changed.
func count(ctx context.Context, tx *db.Tx, acts []Act) error {
	rows := sumActs(acts)
	if len(rows) == 0 {
		return nil
	}
	_, err := db.Insert(ctx, tx, "customer_act_day", rows,
		"ON CONFLICT (customer_id, day, kind) DO UPDATE SET acts = customer_act_day.acts + excluded.acts")
	if err != nil {
		return err
	}
	if err := dropZeroes(ctx, tx, rows); err != nil {
		return err
	}
	return changedActs(ctx, tx, rows)
}

// sumActs adds up acts of the same person, day and kind, in the one order in which everybody writes them.
func sumActs(acts []Act) []actDay {
	sorted := make([]actDay, 0, len(acts))
	for _, a := range acts {
		if a.Customer != 0 && a.Acts != 0 {
			sorted = append(sorted, actDay{a.Customer, a.Day, a.Kind, a.Acts})
		}
	}
	slices.SortFunc(sorted, compareActs)
	out := sorted[:0]
	for _, a := range sorted {
		if n := len(out); n > 0 && compareActs(out[n-1], a) == 0 {
			out[n-1].Acts += a.Acts
			continue
		}
		out = append(out, a)
	}
	return slices.DeleteFunc(out, func(a actDay) bool { return a.Acts == 0 })
}

func compareActs(x, y actDay) int {
	return cmp.Or(cmp.Compare(x.CustomerID, y.CustomerID), cmp.Compare(x.Day, y.Day), cmp.Compare(x.Kind, y.Kind))
}

// dropZeroes deletes the rows that acts taken back have brought to 0.
func dropZeroes(ctx context.Context, tx *db.Tx, rows []actDay) error {
	var less []ID
	for _, r := range rows {
		if r.Acts < 0 {
			less = append(less, r.CustomerID)
		}
	}
	return db.Lists(tx, distinct(less), func(part []ID) error {
		c := db.Where("acts = 0").In("customer_id", part)
		_, err := db.Exec(ctx, tx, `DELETE FROM customer_act_day WHERE `+c.SQL(), c.Args()...)
		return err
	})
}
