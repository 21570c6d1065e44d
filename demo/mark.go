package demo

import (
	"context"
	"slices"
	"strings"

	"qunli/kit/db"
	"qunli/segment"
)

// Mark tells what is of the demo brand from what people entered beside it. Where there is no demo nothing is.
type Mark struct {
	there    bool
	segments []segment.ID
}

// Mark reads what tells the brand's things from others.
func (s *Service) Mark(ctx context.Context) (Mark, error) {
	b, err := Of(ctx, s.DB.Read())
	if err != nil || !b.There() {
		return Mark{}, err
	}
	m := Mark{there: true}
	m.segments, err = db.All[segment.ID](ctx, s.DB.Read(), `SELECT object_id FROM demo_made WHERE kind = 'segment'`)
	return m, err
}

// Name tells whether the demo gave the organisation that name.
func (m Mark) Name(name string) bool { return m.there && name == brandName }

// Shop tells whether a store of that code is the demo's.
func (m Mark) Shop(code string) bool {
	return m.there && strings.HasPrefix(code, shopMark) && !slices.ContainsFunc([]byte(code[len(shopMark):]), func(c byte) bool { return c < '0' || c > '9' })
}

// Clerk tells whether somebody who signs in by that name is the demo's.
func (m Mark) Clerk(login string) bool { return m.there && strings.HasPrefix(login, clerkMark) }

// Source tells whether what comes from that system is the demo's.
func (m Mark) Source(from string) bool { return m.there && from == source }

// Segment tells whether a saved rule is the demo's.
func (m Mark) Segment(i segment.ID) bool { return slices.Contains(m.segments, i) }
