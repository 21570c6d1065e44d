package customer

import (
	"context"
	"strings"

	"qunli/kit/db"
	"qunli/org"
)

// Found is somebody whom Find came upon.
type Found struct {
	ID    ID
	Name  string
	Phone string // masked, "" none on record
}

// Find gives a few people of the actor's scope who match a query as a person types it, the latest first: what List shows
// for it, without counting.
func (s *Service) Find(ctx context.Context, query string, limit int) ([]Found, error) {
	if err := org.Must(ctx, org.CustomerRead); err != nil {
		return nil, err
	}
	if Fold(query) == "" {
		return nil, nil
	}
	q := s.db.Read()
	ids, err := findIDs(ctx, q, query, limit)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	c := db.Where("").In("id", ids)
	rows, err := db.All[row](ctx, q, `SELECT `+rowColumns+` FROM customer WHERE `+c.SQL()+` ORDER BY id DESC`, c.Args()...)
	if err != nil {
		return nil, err
	}
	people, err := summaries(ctx, q, rows)
	if err != nil {
		return nil, err
	}
	phones, err := phonesOf(ctx, q, ids, false)
	out := make([]Found, len(people))
	for n, p := range people {
		out[n] = Found{p.ID, p.Name, phones[p.ID]}
	}
	return out, err
}

// findIDs gives the people who match. One word that is a term as it stands is looked up in the index of terms in its own
// order, which ends as soon as enough were found; only when that gives too few, everything that List knows is asked.
func findIDs(ctx context.Context, q db.Q, query string, limit int) ([]ID, error) {
	word := Fold(query)
	if !strings.Contains(word, " ") {
		c := Filter{}.cond(ctx).And("t.term = $1", word)
		ids, err := db.All[ID](ctx, q, `SELECT t.customer_id FROM customer_term t JOIN customer ON customer.id = t.customer_id
			WHERE `+c.SQL()+` ORDER BY t.customer_id DESC LIMIT `+c.Next(1), c.Args(limit)...)
		if err != nil || len(ids) == limit {
			return ids, err
		}
	}
	c := Filter{Query: query}.cond(ctx)
	return db.All[ID](ctx, q, `SELECT customer.id FROM customer WHERE `+c.SQL()+` ORDER BY customer.id DESC LIMIT `+c.Next(1), c.Args(limit)...)
}

// phonesOf gives a phone of each person, also one of somebody merged into them, masked unless plain.
func phonesOf(ctx context.Context, q db.Q, ids []ID, plain bool) (map[ID]string, error) {
	families, err := FamiliesOf(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	var all []ID
	for _, i := range ids {
		all = append(all, families.Members(i)...)
	}
	type phone struct {
		CustomerID ID
		Value      string
	}
	out := map[ID]string{}
	err = db.Lists(q, all, func(part []ID) error {
		c := db.Where("kind = $1", Phone).In("customer_id", part)
		return db.Each(ctx, q, func(p phone) error {
			if !plain {
				p.Value = mask(p.Value)
			}
			out[families.Now(p.CustomerID)] = p.Value
			return nil
		}, `SELECT customer_id, value FROM customer_identity WHERE `+c.SQL()+` ORDER BY id DESC`, c.Args()...)
	})
	return out, err
}
