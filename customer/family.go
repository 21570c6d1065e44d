package customer

import (
	"context"

	"qunli/kit/db"
)

// Families tells who people are now, and who was merged into them.
type Families struct {
	now    map[ID]ID   // of those merged into others
	merged map[ID][]ID // into each of those asked for
}

// Now gives who i is now.
func (f *Families) Now(i ID) ID {
	if to, ok := f.now[i]; ok {
		return to
	}
	return i
}

// Members gives everybody who is i now, i first; i is one that Now gave for somebody who was asked for.
func (f *Families) Members(i ID) []ID { return append([]ID{i}, f.merged[i]...) }

// Alone tells whether nobody was merged into i.
func (f *Families) Alone(i ID) bool { return len(f.merged[i]) == 0 }

// FamiliesOf reads the families of ids. Each is as it was at one moment, though people are merged meanwhile.
func FamiliesOf(ctx context.Context, q db.Q, ids []ID) (*Families, error) {
	f := &Families{map[ID]ID{}, map[ID][]ID{}}
	if some, err := Merges(ctx, q); err != nil || !some {
		return f, err
	}
	return f, db.Lists(q, ids, func(part []ID) error {
		heads, others := db.Where("").In("to_id", part), db.Where("").In("x.from_id", part)
		return db.Each(ctx, q, func(a aliasRow) error { f.take(a); return nil },
			`SELECT from_id, to_id FROM customer_alias WHERE `+heads.SQL()+`
			UNION SELECT a.from_id, a.to_id FROM customer_alias x JOIN customer_alias a ON a.to_id = x.to_id WHERE `+others.SQL()+`
			ORDER BY from_id`, heads.Args()...)
	})
}

func (f *Families) take(a aliasRow) {
	if _, known := f.now[a.FromID]; !known {
		f.now[a.FromID] = a.ToID
		f.merged[a.ToID] = append(f.merged[a.ToID], a.FromID)
	}
}
