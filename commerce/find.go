package commerce

import (
	"context"
	"strings"
	"unicode/utf8"

	"qunli/kit/db"
	"qunli/org"
)

// Find gives a few documents of the actor's scope whose number begins with a text, in the order of their numbers. The
// sources are few, and numbers are looked up within each.
func (s *Service) Find(ctx context.Context, number string, limit int) ([]Order, error) {
	if err := org.Must(ctx, org.OrderRead); err != nil {
		return nil, err
	}
	number = strings.TrimSpace(number)
	if number == "" || strings.ContainsAny(number, " \t") {
		return nil, nil
	}
	q := s.db.Read()
	sources, err := db.All[string](ctx, q, `SELECT source FROM commerce_source ORDER BY source`)
	if err != nil {
		return nil, err
	}
	var out []Order
	for _, source := range sources {
		c := org.Scope(ctx).Cond("store_id", "staff_id").
			And("source = $1 AND order_no >= $2 AND order_no < $3", source, number, number+string(utf8.MaxRune))
		some, err := db.All[Order](ctx, q, `SELECT `+orderColumns+` FROM commerce_order WHERE `+c.SQL()+`
			ORDER BY order_no LIMIT `+c.Next(1), c.Args(limit-len(out))...)
		if err != nil {
			return nil, err
		}
		if out = append(out, some...); len(out) == limit {
			break
		}
	}
	return out, nil
}
