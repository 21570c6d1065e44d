package org

import (
	"context"

	"qunli/kit/db"
)

// Colleague is what everybody who works here may know of another: what they are called.
type Colleague struct {
	ID   StaffID
	Code string // by which rules and the filters of metrics name them, "" none
	Name string
	Left bool // works here no more
}

// Colleagues names a page of staff in the order they came, those who have left too: what stands on records is their id. Who
// sees one store only is told of its people, of those of no store, who look after all, and of themselves.
func (s *Service) Colleagues(ctx context.Context, after StaffID, size int) (Page[Colleague], error) {
	a, err := mustPerson(ctx)
	if err != nil {
		return Page[Colleague]{}, err
	}
	c := db.Where("id > $1", after)
	if !Scope(ctx).Whole() {
		c.And("(store_id = $1 OR store_id = 0 OR id = $2)", a.Store, a.Staff)
	}
	type row struct {
		ID     StaffID
		Code   string
		Name   string
		LeftAt int64
	}
	size = limit(size)
	rows, err := db.All[row](ctx, s.db.Read(), `SELECT id, code, name, left_at FROM org_staff WHERE `+c.SQL()+`
		ORDER BY id LIMIT `+c.Next(1), c.Args(size+1)...)
	items := make([]Colleague, len(rows))
	for i, r := range rows {
		items[i] = Colleague{r.ID, r.Code, r.Name, r.LeftAt != 0}
	}
	return page(items, size, func(one Colleague) string { return one.ID.String() }), err
}
