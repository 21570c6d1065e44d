package insight

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"qunli/customer"
	"qunli/kit/db"
)

// browser answers one question for a list of customers.
type browser struct {
	in     *input // where it reads; no window, no filter
	ask    PeopleQuery
	column string // see PeopleSort
	size   int
	most   int64 // up to where people are counted, and how many are put in order here
	parts  []asking
	driver *asking // the narrowest filter, when it does not concern very many
	driven int     // which of parts it is, below 0 none
	broad  *asking // a filter that has an index of its own, the driver where there is one; nil none
	few    []Mark  // everybody, when they are few
	total  int64
	more   bool
	heads  []Mark // people into whom others were merged, of a long list, in order
}

func (s *Service) browser(ctx context.Context, ask PeopleQuery) (*browser, error) {
	if ask.Sort == "" {
		ask.Sort = ByEntry
	}
	if ask.Sort != ByEntry && ask.Sort.column() == "" {
		return nil, ErrSort.F(string(ask.Sort))
	}
	size := ask.Limit
	if size <= 0 {
		size = 50
	}
	parts, err := ask.parts()
	return &browser{in: &input{q: s.db.Read(), trace: s.trace}, ask: ask, column: ask.Sort.column(), size: min(size, 200), most: s.most, parts: parts}, err
}

// reading gives a browser that only reads.
func (s *Service) reading() *browser { return &browser{in: &input{q: s.db.Read(), trace: s.trace}} }

func (b *browser) backward() bool { return b.ask.End || b.ask.Before != nil }

// who says whose rows a condition means.
type who int

const (
	lone   who = iota // people into whom nobody was merged
	joined            // people into whom somebody was
)

// found is the condition on customer of being in the list: what leaves most people out comes first, for engines that look
// in the order of the text.
func (b *browser) found(ctx context.Context, of who) *db.Cond {
	c, as := db.Where(""), family
	if of == lone {
		as = alone
	}
	for n, p := range b.parts {
		if b.driver == nil || !p.exact || n != b.driven {
			c.And(p.read(as), p.args...)
		}
	}
	c.Join(b.ask.card(ctx))
	switch of {
	case lone:
		c.And("NOT EXISTS (SELECT 1 FROM customer_alias y WHERE y.to_id = customer.id)")
	case joined:
		c.And("customer.id IN (SELECT y.to_id FROM customer_alias y)")
	}
	switch {
	case b.driver == nil:
	case of == lone: // only their own rows can concern them
		c.And("customer.id IN ("+b.driver.from+")", b.driver.args...)
	default:
		c.And("customer.id IN (SELECT COALESCE(z.to_id, d.id) FROM ("+b.driver.from+") d LEFT JOIN customer_alias z ON z.from_id = d.id)", b.driver.args...)
	}
	return c
}

// drivable is how many times as many people as are counted a filter may concern to be looked at one by one: of a list of ten
// thousand among a million, going through everybody takes longer.
const drivable = 5

// choose looks for the filter that concerns the fewest people; one that concerns few will do.
func (b *browser) choose(ctx context.Context) error {
	cards := b.ask.drivers(ctx)
	least := b.most * drivable
	for place, p := range append(cards, b.parts...) {
		if p.from == "" {
			continue
		}
		limit := fmt.Sprintf("$%d", len(p.args)+1)
		n, err := one[int64](ctx, b.in, `SELECT COUNT(*) FROM (`+p.from+` LIMIT `+limit+`) n`, append(slices.Clone(p.args), least+1)...)
		switch {
		case err != nil:
			return err
		case n <= least:
			b.driver, b.driven, b.broad, least = &p, place-len(cards), &p, n
		case b.broad == nil:
			b.broad = &p
		}
		if b.driver != nil && least <= b.most {
			return nil
		}
	}
	return nil
}

// count reads who is in the list, and keeps them when they are few.
func (b *browser) count(ctx context.Context) error {
	if b.ask.impossible() {
		return nil
	}
	plain, err := b.plain(ctx)
	if err != nil {
		return err
	}
	many, err := b.plainlyMany(ctx, plain)
	if err != nil {
		return err
	}
	if b.total, b.more = b.most, many; many && b.column == "" {
		return nil // walked along people, where whom the filter concerns is soon met
	}
	if err := b.choose(ctx); err != nil || many {
		return err
	}
	people := b.everybody
	if plain != nil && b.ask.Query != "" { // names and accounts go with whoever is erased: the index holds nobody else
		people = plain.people
	}
	ids, err := people(ctx, b.most+1)
	if err != nil {
		return err
	}
	if b.total = int64(len(ids)); b.total > b.most {
		b.total, b.more = b.most, true
		return nil
	}
	b.few, err = b.valued(ctx, ids)
	slices.SortFunc(b.few, b.compare)
	return err
}

// everybody gives the people of the list in no order: those into whom nobody was merged, at most so many of them, and when
// they are fewer the others too.
func (b *browser) everybody(ctx context.Context, most int64) ([]customer.ID, error) {
	c := b.found(ctx, lone)
	ids, err := all[customer.ID](ctx, b.in, `SELECT customer.id FROM customer WHERE `+c.SQL()+` LIMIT `+c.Next(1), c.Args(most)...)
	if err != nil || int64(len(ids)) >= most {
		return ids, err
	}
	more, err := b.joined(ctx)
	return append(ids, more...), err
}

// joined gives the people of the list into whom others were merged.
func (b *browser) joined(ctx context.Context) ([]customer.ID, error) {
	if some, err := customer.Merges(ctx, b.in.q); err != nil || !some {
		return nil, err
	}
	c := b.found(ctx, joined)
	return all[customer.ID](ctx, b.in, `SELECT customer.id FROM customer WHERE `+c.SQL(), c.Args()...)
}

// impossible tells whether nobody can be in the list.
func (f PeopleFilter) impossible() bool {
	return f.Orders.empty() || f.Spent.empty() || f.First.empty() || f.Last.empty() || f.Added.empty()
}

// compare is the order of the list.
func (b *browser) compare(x, y Mark) int {
	if x.None != y.None {
		if x.None {
			return 1
		}
		return -1
	}
	n := cmp.Or(cmp.Compare(x.Value, y.Value), cmp.Compare(x.ID, y.ID))
	if !b.ask.Ascending {
		n = -n
	}
	return n
}

// page gives the places of a page in the direction that is walked, one more than its size when there are.
func (b *browser) page(ctx context.Context) ([]Mark, error) {
	if b.few != nil || !b.more {
		return b.onwards(b.few), nil
	}
	walked, err := b.walk(ctx, b.size+1)
	if err != nil {
		return nil, err
	}
	if err := b.readHeads(ctx); err != nil {
		return nil, err
	}
	out := append(walked, b.onwards(b.heads)...)
	slices.SortFunc(out, func(x, y Mark) int {
		if b.backward() {
			return b.compare(y, x)
		}
		return b.compare(x, y)
	})
	return out[:min(len(out), b.size+1)], nil
}

// onwards gives those of an ordered list that come behind the place asked for, in the direction that is walked.
func (b *browser) onwards(list []Mark) []Mark {
	list = slices.Clone(list)
	if b.backward() {
		slices.Reverse(list)
	}
	list = slices.DeleteFunc(list, func(m Mark) bool {
		switch {
		case b.ask.Before != nil:
			return b.compare(m, *b.ask.Before) >= 0
		case b.ask.After != nil && !b.ask.End:
			return b.compare(m, *b.ask.After) <= 0
		}
		return false
	})
	return list[:min(len(list), b.size+1)]
}

// readHeads reads the people into whom others were merged: what is booked on them stands in several rows, so that no index
// has them in order. They are few.
func (b *browser) readHeads(ctx context.Context) error {
	ids, err := b.joined(ctx)
	if err != nil {
		return err
	}
	b.heads, err = b.valued(ctx, ids)
	slices.SortFunc(b.heads, b.compare)
	return err
}

// valued gives people the value by which the list is ordered.
func (b *browser) valued(ctx context.Context, ids []customer.ID) ([]Mark, error) {
	out := make([]Mark, len(ids))
	for i, id := range ids {
		out[i] = Mark{ID: id}
	}
	if b.column == "" {
		return out, nil
	}
	bought, err := b.bought(ctx, ids)
	for i := range out {
		have, ok := bought[out[i].ID]
		switch {
		case !ok:
			out[i].None = true
		case b.column == "amount":
			out[i].Value = have.Amount
		default:
			out[i].Value = have.LastAt
		}
	}
	return out, err
}

// walk goes along the index of the order, those who bought before those who did not.
func (b *browser) walk(ctx context.Context, size int) ([]Mark, error) {
	at := b.ask.After
	if b.backward() {
		at = b.ask.Before
	}
	if b.column == "" {
		return b.walkPeople(ctx, at, size, false)
	}
	buyers := func(at *Mark, size int) ([]Mark, error) {
		if b.ask.Bought == "no" {
			return nil, nil
		}
		return b.walkBuyers(ctx, at, size)
	}
	others := func(at *Mark, size int) ([]Mark, error) {
		if b.ask.onlyBuyers() {
			return nil, nil
		}
		if b.broad != nil {
			return b.walkOthers(ctx, at, size)
		}
		return b.walkPeople(ctx, at, size, true)
	}
	first, second := buyers, others
	if b.backward() {
		first, second = others, buyers
	}
	var out []Mark
	var err error
	if at == nil || at.None == b.backward() { // within the first of the two, or at its beginning
		if out, err = first(at, size); err != nil || len(out) == size {
			return out, err
		}
		at = nil
	}
	more, err := second(at, size-len(out))
	return append(out, more...), err
}

// onlyBuyers tells whether who never bought cannot be in the list.
func (f PeopleFilter) onlyBuyers() bool {
	return f.Bought == "yes" || !f.Orders.open() || !f.Spent.open() || !f.First.open() || !f.Last.open()
}

// down tells whether keys fall in the direction that is walked.
func (b *browser) down() bool { return b.ask.Ascending == b.backward() }

func (b *browser) direction() string {
	if b.down() {
		return " DESC"
	}
	return ""
}

// walkBuyers reads the index of commerce_buyer; CROSS JOIN keeps SQLite from beginning at the other table.
func (b *browser) walkBuyers(ctx context.Context, at *Mark, size int) ([]Mark, error) {
	c := b.found(ctx, lone)
	span := b.ask.Spent
	if b.column == "last_at" {
		span = b.ask.PeopleFilter.Last
	}
	if !span.open() {
		from, to := span.edges()
		c.And("k."+b.column+" BETWEEN $1 AND $2", from, to)
	}
	if at != nil {
		c.After("k."+b.column+", k.customer_id", b.down(), at.Value, at.ID)
	}
	type row struct {
		Value int64
		ID    customer.ID
	}
	rows, err := all[row](ctx, b.in, `SELECT k.`+b.column+` AS value, k.customer_id AS id
		FROM commerce_buyer k CROSS JOIN customer WHERE customer.id = k.customer_id AND `+c.SQL()+`
		ORDER BY k.`+b.column+b.direction()+`, k.customer_id`+b.direction()+` LIMIT `+c.Next(1), c.Args(size)...)
	out := make([]Mark, len(rows))
	for i, r := range rows {
		out[i] = Mark{Value: r.Value, ID: r.ID}
	}
	return out, err
}

// walkPeople reads people by entry: everybody, or those who never bought.
func (b *browser) walkPeople(ctx context.Context, at *Mark, size int, others bool) ([]Mark, error) {
	c := db.Where("").If(others, "NOT EXISTS (SELECT 1 FROM commerce_buyer k WHERE k.customer_id = customer.id)").Join(b.found(ctx, lone))
	if at != nil {
		c.After("customer.id", b.down(), at.ID)
	}
	ids, err := all[customer.ID](ctx, b.in, `SELECT customer.id FROM customer WHERE `+c.SQL()+`
		ORDER BY customer.id`+b.direction()+` LIMIT `+c.Next(1), c.Args(size)...)
	out := make([]Mark, len(ids))
	for i, id := range ids {
		out[i] = Mark{None: others, ID: id}
	}
	return out, err
}
