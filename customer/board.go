package customer

import (
	"cmp"
	"context"
	"slices"

	"qunli/kit/db"
	"qunli/org"
)

// latestEvents sorts events, latest first, names them and keeps as many as a profile lists.
func latestEvents(all []Event) []Event {
	slices.SortStableFunc(all, func(x, y Event) int {
		return cmp.Or(cmp.Compare(y.Day, x.Day), cmp.Compare(y.At, x.At), cmp.Compare(x.Kind, y.Kind))
	})
	all = all[:min(len(all), maxEvents)]
	for n := range all {
		k, _ := ActKindOf(all[n].Kind)
		all[n].Zh, all[n].En, all[n].Stage = k.Zh, k.En, k.Stage
	}
	return all
}

// Rung is one level of the ladder board (CUS-06).
type Rung struct {
	Level      Level
	Word       Word
	People     int64    // who stand there
	Reached    int64    // who stand there or higher
	Conversion *float64 // share of those who reached this level who reached the next; nil on the last and where nobody did
}

// Board counts the people of the actor's scope on the five levels, from the bottom, with the conversion to the next.
func (s *Service) Board(ctx context.Context) ([]Rung, error) {
	if err := org.Must(ctx, org.CustomerRead); err != nil {
		return nil, err
	}
	var counts [len(levels)]int64
	add := func(r rung) error { counts[r.Ladder] += r.People; return nil }
	q := s.db.Read()
	if !org.Scope(ctx).Whole() {
		c := peopleSeen(ctx)
		err := db.Each(ctx, q, add, `SELECT s.ladder, COUNT(*) AS people
			FROM customer_standing s JOIN customer c ON c.id = s.customer_id
			WHERE s.ladder > 0 AND `+c.SQL()+` GROUP BY s.ladder`, c.Args()...)
		return rungs(counts), err
	}
	// Everybody is counted from the index alone; the erased have no standing, and the few merged away are taken off.
	err := db.Each(ctx, q, add, `SELECT ladder, COUNT(*) AS people FROM customer_standing WHERE ladder > 0 GROUP BY ladder`)
	if err != nil {
		return nil, err
	}
	err = db.Each(ctx, q, add, `SELECT s.ladder, -COUNT(*) AS people FROM customer_alias x
		JOIN customer_standing s ON s.customer_id = x.from_id WHERE s.ladder > 0 GROUP BY s.ladder`)
	return rungs(counts), err
}

// rung is how many people stand on a level.
type rung struct {
	Ladder Level
	People int64
}

// peopleSeen is the condition on customer c that they are read as themselves, not erased, and in the actor's scope.
func peopleSeen(ctx context.Context) *db.Cond {
	return db.Where("c.erased_at = 0 AND NOT EXISTS (SELECT 1 FROM customer_alias x WHERE x.from_id = c.id)").
		Join(org.Scope(ctx).Cond("c.store_id", "c.staff_id"))
}

// rungs makes the board of how many people stand on each level.
func rungs(people [len(levels)]int64) []Rung {
	var out []Rung
	above := int64(0)
	for l := LevelShareholder; l > LevelNone; l-- {
		r := Rung{Level: l, Word: l.Title(), People: people[l], Reached: above + people[l]}
		if l < LevelShareholder && r.Reached > 0 {
			share := float64(above) / float64(r.Reached)
			r.Conversion = &share
		}
		above = r.Reached
		out = append(out, r)
	}
	slices.Reverse(out)
	return out
}
