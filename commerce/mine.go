package commerce

import (
	"context"

	"qunli/customer"
	"qunli/kit/db"
)

// mostMine is how many of their orders customers are shown.
const mostMine = 50

// Mine gives the customer who acts their orders, latest first.
func (s *Service) Mine(ctx context.Context) ([]Order, error) {
	family, err := customer.SelfFamily(ctx, s.db.Read())
	if err != nil {
		return nil, err
	}
	c := db.Where("kind = $1", Sale).In("customer_id", family)
	return db.All[Order](ctx, s.db.Read(), `SELECT `+orderColumns+` FROM commerce_order WHERE `+c.SQL()+`
		ORDER BY at DESC, id DESC LIMIT `+c.Next(1), c.Args(mostMine)...)
}
