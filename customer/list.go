package customer

import (
	"context"
	"errors"
	"slices"

	"qunli/kit/db"
	"qunli/org"
)

// Filter says whom a list shows; zero fields do not narrow it.
type Filter struct {
	Query   string
	Tag     TagID
	Store   org.StoreID
	Staff   org.StaffID
	Channel string
	Lost    bool // 失联: people without a badge
	After   ID   // the last id of the page before
	Limit   int  // 1 to 200; 50 when 0
}

// Summary is one person in a list.
type Summary struct {
	ID        ID
	Name      string
	Remark    string
	Store     org.StoreID
	Staff     org.StaffID
	Channel   string
	AddedAt   int64
	CreatedAt int64
	Version   int64
	Badges    []Badge // registration, social, content: those there are, in this order; none means 失联
	Tags      []Tag
}

// Page is a piece of a list, latest people first.
type Page struct {
	People []Summary
	Next   ID    // After of the following page, 0 on the last
	Total  int64 // of the whole list, at most MaxTotal
	Over   bool  // there are more than MaxTotal
}

// MaxTotal is up to where lists are counted.
const MaxTotal = 10_000

// List gives a page of the people in the actor's scope: those merged into others and the erased left out.
func (s *Service) List(ctx context.Context, f Filter) (Page, error) {
	if err := org.Must(ctx, org.CustomerRead); err != nil {
		return Page{}, err
	}
	c := f.cond(ctx)
	q := s.db.Read()
	total, err := db.One[int64](ctx, q, `SELECT COUNT(*) FROM (SELECT customer.id FROM customer WHERE `+c.SQL()+`
		LIMIT `+c.Next(1)+`) n`, c.Args(MaxTotal+1)...)
	if err != nil {
		return Page{}, err
	}
	c.If(f.After != 0, "customer.id < $1", f.After)
	size := pageSize(f.Limit)
	rows, err := db.All[row](ctx, q, `SELECT `+rowColumns+` FROM customer WHERE `+c.SQL()+`
		ORDER BY customer.id DESC LIMIT `+c.Next(1), c.Args(size+1)...)
	if err != nil {
		return Page{}, err
	}
	p := Page{Total: min(total, MaxTotal), Over: total > MaxTotal}
	if len(rows) > size {
		rows = rows[:size]
		p.Next = rows[size-1].ID
	}
	p.People, err = summaries(ctx, q, rows)
	return p, err
}

// cond is the filter, and the actor's scope, as a condition on customer.
func (f Filter) cond(ctx context.Context) *db.Cond {
	c := db.Where("customer.erased_at = 0").
		And("NOT EXISTS (SELECT 1 FROM customer_alias x WHERE x.from_id = customer.id)").
		Join(org.Scope(ctx).Cond("customer.store_id", "customer.staff_id")).
		If(f.Store != 0, "customer.store_id = $1", f.Store).
		If(f.Staff != 0, "customer.staff_id = $1", f.Staff).
		If(f.Channel != "", "customer.channel = $1", f.Channel).
		If(f.Lost, `NOT EXISTS (SELECT 1 FROM customer_identity i WHERE i.customer_id = customer.id AND i.badge <> '')
			AND NOT EXISTS (SELECT 1 FROM customer_alias x JOIN customer_identity i ON i.customer_id = x.from_id
				WHERE x.to_id = customer.id AND i.badge <> '')`).
		If(f.Tag != 0, `customer.id IN (SELECT COALESCE(x.to_id, g.customer_id) FROM customer_tagging g
			LEFT JOIN customer_alias x ON x.from_id = g.customer_id WHERE g.tag_id = $1)`, f.Tag)
	matching(c, f.Query)
	return c
}

// Cond is the filter, and the actor's scope, as a condition on rows of Roll, for rooms that compose statements of their
// own. After and Limit are not in it.
func (f Filter) Cond(ctx context.Context) *db.Cond { return f.cond(ctx) }

// Search gives a page of the people who match a query: List without other filters.
func (s *Service) Search(ctx context.Context, query string, after ID, limit int) (Page, error) {
	return s.List(ctx, Filter{Query: query, After: after, Limit: limit})
}

// summaries completes rows with badges and tags, those of people merged into them included.
func summaries(ctx context.Context, q db.Q, rows []row) ([]Summary, error) {
	ids := make([]ID, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	groups, err := groupsOf(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	owner := map[ID]int{}
	var all []ID
	out := make([]Summary, len(rows))
	for n, r := range rows {
		out[n] = Summary{r.ID, r.Name, r.Remark, r.StoreID, r.StaffID, r.Channel, r.AddedAt, r.CreatedAt, r.Version, nil, nil}
		for _, i := range groups[r.ID] {
			owner[i] = n
			all = append(all, i)
		}
	}
	err = errors.Join(
		eachBadge(ctx, q, all, func(i ID, b Badge) { out[owner[i]].addBadge(b) }),
		eachTag(ctx, q, all, func(i ID, t Tag) { out[owner[i]].addTag(t) }),
		eachName(ctx, q, all, func(i ID, name string) { out[owner[i]].addName(name) }))
	return out, err
}

var badgeOrder = [...]Badge{Registration, Social, Content}

func (s *Summary) addBadge(b Badge) {
	if slices.Contains(s.Badges, b) {
		return
	}
	s.Badges = append(s.Badges, b)
	slices.SortFunc(s.Badges, func(x, y Badge) int {
		return slices.Index(badgeOrder[:], x) - slices.Index(badgeOrder[:], y)
	})
}

func (s *Summary) addTag(t Tag) {
	if !slices.Contains(s.Tags, t) {
		s.Tags = append(s.Tags, t)
	}
}

// addName gives a person without a name that of somebody merged into them.
func (s *Summary) addName(name string) {
	if s.Name == "" {
		s.Name = name
	}
}

func eachBadge(ctx context.Context, q db.Q, ids []ID, f func(ID, Badge)) error {
	type link struct {
		CustomerID ID
		Badge      Badge
	}
	return db.Lists(q, ids, func(part []ID) error {
		c := db.Where("badge <> ''").In("customer_id", part)
		return db.Each(ctx, q, func(l link) error { f(l.CustomerID, l.Badge); return nil },
			`SELECT DISTINCT customer_id, badge FROM customer_identity WHERE `+c.SQL(), c.Args()...)
	})
}

func eachTag(ctx context.Context, q db.Q, ids []ID, f func(ID, Tag)) error {
	type worn struct {
		CustomerID ID
		ID         TagID
		Family     string
		Name       string
	}
	return db.Lists(q, ids, func(part []ID) error {
		c := db.Where("").In("g.customer_id", part)
		return db.Each(ctx, q, func(w worn) error { f(w.CustomerID, Tag{w.ID, w.Family, w.Name}); return nil },
			`SELECT g.customer_id, t.id, t.family, t.name FROM customer_tagging g JOIN customer_tag t ON t.id = g.tag_id
			WHERE `+c.SQL()+` ORDER BY t.family, t.name`, c.Args()...)
	})
}

func eachName(ctx context.Context, q db.Q, ids []ID, f func(ID, string)) error {
	type named struct {
		ID   ID
		Name string
	}
	return db.Lists(q, ids, func(part []ID) error {
		c := db.Where("name <> ''").In("id", part)
		return db.Each(ctx, q, func(n named) error { f(n.ID, n.Name); return nil },
			`SELECT id, name FROM customer WHERE `+c.SQL()+` ORDER BY id`, c.Args()...)
	})
}
