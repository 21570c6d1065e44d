package insight

import (
	"context"
	"strings"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// asking is one filter in two forms: test is a condition on a row of customer, from selects the id of all whom it may
// concern by an index of its own, "" where there is none. In both a person's own rows and those of people merged into them
// are meant by "§"; in from it does not occur.
type asking struct {
	test, from string
	args       []any
	exact      bool // from holds for exactly those whom test holds for
}

// The two readings of "the rows of a person": of people into whom nobody was merged, and of anybody.
const (
	alone  = "= customer.id"
	family = "IN (SELECT x.from_id FROM customer_alias x WHERE x.to_id = customer.id UNION ALL SELECT customer.id)"
)

// parts lists what a filter asks beside the card.
func (f PeopleFilter) parts() ([]asking, error) {
	var out []asking
	for _, tag := range f.Tags {
		out = append(out, asking{`EXISTS (SELECT 1 FROM customer_tagging g WHERE g.tag_id = $1 AND g.customer_id §)`,
			`SELECT customer_id AS id FROM customer_tagging WHERE tag_id = $1`, []any{tag}, true})
	}
	for _, m := range customer.Matches(f.Query) {
		out = append(out, asking{m.Test, m.From, m.Args, true})
	}
	standing, err := f.standing()
	if err != nil {
		return nil, err
	}
	out = append(out, standing...)
	if f.Segment != 0 {
		out = append(out, asking{`EXISTS (SELECT 1 FROM segment_stay m WHERE m.segment_id = $1 AND m.customer_id = customer.id AND m.until = 0)`,
			`SELECT customer_id AS id FROM segment_stay WHERE segment_id = $1 AND until = 0`, []any{f.Segment}, false})
	}
	if f.Community != 0 {
		out = append(out, asking{`EXISTS (SELECT 1 FROM community_stay y WHERE y.community_id = $1 AND y.customer_id § AND y.left_at = 0)`,
			`SELECT customer_id AS id FROM community_stay WHERE community_id = $1 AND left_at = 0`, []any{f.Community}, true})
	}
	return append(out, f.buying()...), nil
}

// standing lists what a filter asks of where people stand: their own row counts, as everywhere.
func (f PeopleFilter) standing() ([]asking, error) {
	var out []asking
	for _, scale := range []struct {
		name, column, word string
		words              []customer.Word
		indexed            bool
	}{{"ladder", "ladder", f.Ladder, customer.Levels(), true}, {"depth", "depth", f.Depth, customer.Depths(), false},
		{"band", "band", f.Band, customer.Bands(), false}} {
		if scale.word == "" {
			continue
		}
		place, ok := placeOf(scale.words, scale.word)
		switch {
		case !ok:
			return nil, fault.InvalidField(scale.name, scale.word, "没有这个等级", "is no such level")
		case place == 0:
			out = append(out, asking{test: `NOT EXISTS (SELECT 1 FROM customer_standing s WHERE s.customer_id = customer.id AND s.` + scale.column + ` <> 0)`})
		default:
			p := asking{test: `EXISTS (SELECT 1 FROM customer_standing s WHERE s.customer_id = customer.id AND s.` + scale.column + ` = $1)`, args: []any{place}}
			if scale.indexed {
				p.from = `SELECT customer_id AS id FROM customer_standing WHERE ladder = $1`
			}
			out = append(out, p)
		}
	}
	if f.Tier != "" {
		out = append(out, asking{`EXISTS (SELECT 1 FROM customer_standing s WHERE s.customer_id = customer.id AND s.tier = $1)`,
			`SELECT customer_id AS id FROM customer_standing WHERE tier = $1 AND tier <> ''`, []any{f.Tier}, false})
	}
	if f.Seed != "" {
		out = append(out, asking{`EXISTS (SELECT 1 FROM customer_standing s WHERE s.customer_id = customer.id AND s.seed = $1)`,
			`SELECT customer_id AS id FROM customer_standing WHERE seed = $1 AND seed <> ''`, []any{f.Seed}, false})
	}
	return out, nil
}

// placeOf gives the place of a word in a scale by its code; "none" is the bottom.
func placeOf(words []customer.Word, code string) (int64, bool) {
	if code == "none" {
		return 0, true
	}
	for i, w := range words {
		if i > 0 && w.Code == code {
			return int64(i), true
		}
	}
	return 0, false
}

// buying lists what a filter asks of what people bought, over everybody who is one person now.
func (f PeopleFilter) buying() []asking {
	var out []asking
	const bought = `EXISTS (SELECT 1 FROM commerce_buyer b WHERE b.customer_id §)`
	switch f.Bought {
	case "yes":
		out = append(out, asking{test: bought})
	case "no":
		out = append(out, asking{test: "NOT " + bought})
	}
	for _, s := range []struct {
		Span
		value, indexed string
	}{{f.Orders, "CAST(SUM(b.orders) AS BIGINT)", ""}, {f.Spent, "CAST(SUM(b.amount) AS BIGINT)", ""},
		{f.First, "MIN(b.first_at)", ""}, {f.Last, "MAX(b.last_at)", "last_at"}} {
		if s.open() {
			continue
		}
		from, to := s.edges()
		p := asking{test: `(SELECT ` + s.value + ` FROM commerce_buyer b WHERE b.customer_id §) BETWEEN $1 AND $2`, args: []any{from, to}}
		if s.indexed != "" { // the last order of a person is in it whoever it was booked on
			p.from = `SELECT customer_id AS id FROM commerce_buyer WHERE ` + s.indexed + ` BETWEEN $1 AND $2`
		}
		out = append(out, p)
	}
	return out
}

// edges gives both ends; an open one is as far as numbers go.
func (s Span) edges() (from, to int64) {
	from, to = -1<<62, 1<<62
	if s.From != nil {
		from = *s.From
	}
	if s.To != nil {
		to = *s.To
	}
	return from, to
}

// card is what a filter asks of the row of customer itself, with the actor's scope.
func (f PeopleFilter) card(ctx context.Context) *db.Cond {
	c := customer.Filter{Store: f.Store, Staff: f.Staff, Channel: f.Channel, Lost: f.Lost}.Cond(ctx)
	if !f.Added.open() {
		from, to := f.Added.edges()
		c.And("customer.added_at <> 0 AND customer.added_at BETWEEN $1 AND $2", from, to)
	}
	return c
}

// drivers lists the parts of the card that have an index of their own.
func (f PeopleFilter) drivers(ctx context.Context) []asking {
	var out []asking
	if f.Store != 0 {
		out = append(out, asking{from: `SELECT id FROM customer WHERE store_id = $1`, args: []any{f.Store}})
	}
	if f.Staff != 0 {
		out = append(out, asking{from: `SELECT id FROM customer WHERE staff_id = $1`, args: []any{f.Staff}})
	}
	if view := org.Scope(ctx); !view.Whole() {
		c := view.Cond("store_id", "staff_id")
		out = append(out, asking{from: `SELECT id FROM customer WHERE ` + c.SQL(), args: c.Args()})
	}
	return out
}

func (p asking) read(as string) string { return strings.ReplaceAll(p.test, "§", as) }
