package conversation

import (
	"cmp"
	"context"
	"slices"

	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
)

// author is a row of conversation_author.
type author struct {
	ID          AuthorID
	CommunityID community.ID
	Name        string
	CustomerID  customer.ID
	Bot         bool
	StaffID     org.StaffID
	FirstAt     int64
	LastAt      int64
	Joins       int64
	Leaves      int64
	Notices     int64
	ImportID    int64
}

// writer is an author as far as a call is concerned.
type writer struct {
	author
	before author // as stored; zero for a new one
}

// fresh tells an author who enters with this call.
func (w *writer) fresh() bool { return w.before.ID == 0 }

// speak notes a message.
func (w *writer) speak(at int64) {
	if w.FirstAt == 0 || at < w.FirstAt {
		w.FirstAt = at
	}
	w.LastAt = max(w.LastAt, at)
}

// person is who writes under a name: at most one of the three.
type person struct {
	customer customer.ID
	staff    org.StaffID
	bot      bool
}

// nameKey is a name in a group.
type nameKey struct {
	Community community.ID
	Name      string
}

// people knows the authors of a call.
type people struct {
	importID int64
	newID    func() int64
	byName   map[nameKey][]*writer
	byID     map[AuthorID]*writer
	order    []*writer
}

func newPeople(importID int64, newID func() int64) *people {
	return &people{importID: importID, newID: newID, byName: map[nameKey][]*writer{}, byID: map[AuthorID]*writer{}}
}

func (p *people) put(w *writer) *writer {
	k := nameKey{w.CommunityID, w.Name}
	p.byName[k] = append(p.byName[k], w)
	p.byID[w.ID] = w
	p.order = append(p.order, w)
	return w
}

const authorColumns = `id, community_id, name, customer_id, bot, staff_id, first_at, last_at, joins, leaves, notices,
	import_id`

// read reads the authors who have those names.
func (p *people) read(ctx context.Context, q db.Q, names []nameKey) error {
	return db.Lists(q, names, func(part []nameKey) error {
		c := db.Where("").InRows("community_id, name", part)
		return db.Each(ctx, q, func(a author) error {
			if p.byID[a.ID] == nil {
				p.put(&writer{a, a})
			}
			return nil
		}, `SELECT `+authorColumns+` FROM conversation_author WHERE name <> '' AND `+c.SQL(), c.Args()...)
	})
}

// isBot tells a name that was marked as a program's before.
func (p *people) isBot(k nameKey) bool {
	return slices.ContainsFunc(p.byName[k], func(w *writer) bool { return w.Bot })
}

// isPerson tells a name under which somebody is known.
func (p *people) isPerson(k nameKey) bool {
	return slices.ContainsFunc(p.byName[k], func(w *writer) bool { return w.CustomerID != 0 })
}

// find gives the author of a name for whoever writes under it, a new one if need be. What a name was marked as stays.
func (p *people) find(k nameKey, who person) *writer {
	known := p.byName[k]
	for _, w := range known {
		if w.Bot || who.bot || w.CustomerID == who.customer && w.StaffID == who.staff {
			return w
		}
	}
	for _, w := range known { // it only sent notices so far
		if w.CustomerID == 0 && w.StaffID == 0 && w.FirstAt == 0 {
			w.CustomerID, w.StaffID = who.customer, who.staff
			return w
		}
	}
	if who == (person{}) && len(known) > 0 {
		return known[0]
	}
	return p.put(&writer{author: author{ID: AuthorID(p.newID()), CommunityID: k.Community, Name: k.Name,
		CustomerID: who.customer, StaffID: who.staff, Bot: who.bot, ImportID: p.importID}})
}

// called gives the author whom a name means to the others: of several, who spoke last; nil when nobody has it.
func (p *people) called(k nameKey) *writer {
	known := p.byName[k]
	if len(known) == 0 {
		return nil
	}
	return slices.MaxFunc(known, func(x, y *writer) int {
		return cmp.Or(cmp.Compare(x.LastAt, y.LastAt), cmp.Compare(y.ID, x.ID))
	})
}

// write stores what the call did to authors.
func (p *people) write(ctx context.Context, tx *db.Tx) error {
	var fresh, known []author
	for _, w := range p.order {
		switch {
		case w.fresh():
			fresh = append(fresh, w.author)
		case w.author != w.before:
			known = append(known, w.author)
		}
	}
	if _, err := db.Insert(ctx, tx, "conversation_author", fresh, ""); err != nil {
		return err
	}
	_, err := db.Insert(ctx, tx, "conversation_author", known, `ON CONFLICT (id) DO UPDATE SET
		customer_id = excluded.customer_id, staff_id = excluded.staff_id, first_at = excluded.first_at,
		last_at = excluded.last_at, joins = excluded.joins, leaves = excluded.leaves,
		notices = excluded.notices`)
	if err != nil {
		return err
	}
	return p.tellMentions(ctx, tx)
}

// tellMentions tells mentions of a name that only sent notices so far whose it is.
func (p *people) tellMentions(ctx context.Context, tx *db.Tx) error {
	for _, w := range p.order {
		if w.fresh() || w.CustomerID == w.before.CustomerID {
			continue
		}
		_, err := db.Exec(ctx, tx, `UPDATE conversation_mention SET customer_id = $1 WHERE author_id = $2`, w.CustomerID, w.ID)
		if err != nil {
			return err
		}
	}
	return nil
}

// freshNames lists the names that came with this call, firstSpeakers the authors known before who spoke for the first time.
func (p *people) freshNames() (names []nameKey) {
	for _, w := range p.order {
		if w.fresh() {
			names = append(names, nameKey{w.CommunityID, w.Name})
		}
	}
	return names
}

func (p *people) firstSpeakers() (ids []AuthorID) {
	for _, w := range p.order {
		if w.before.FirstAt == 0 && w.FirstAt != 0 {
			ids = append(ids, w.ID)
		}
	}
	return ids
}
