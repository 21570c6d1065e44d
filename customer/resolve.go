package customer

import (
	"context"
	"slices"

	"qunli/kit/db"
)

// maxRaces is how often Resolve starts over because others made the same people at the same moment.
const maxRaces = 20

// Resolve finds or makes the people of cards, in order, in the caller's transaction; the caller has asked for
// permission. importID is the import that brings them, 0 for a person or a caller of the API.
//
// A card belongs to the person who has its strongest key (unionid, phone, then the others); its other keys become that
// person's, except those that are somebody else's: then the two are noted as twins for a person to decide. A card of which
// nobody has a key is a new person. Empty fields of a person are filled in; what stands there already is left. The same
// cards again change nothing, and the result does not depend on how a list is cut into batches.
func Resolve(ctx context.Context, tx *db.Tx, importID int64, cards []Card) ([]Resolved, error) {
	if err := db.Share(ctx, tx, peopleLock); err != nil {
		return nil, err
	}
	cleaned := make([]said, len(cards))
	for i, c := range cards {
		cleaned[i] = clean(c)
	}
	for range maxRaces {
		b, err := openBook(ctx, tx, importID, cleaned)
		if err != nil {
			return nil, err
		}
		out := make([]Resolved, len(cards))
		for i, c := range cleaned {
			out[i] = b.place(c)
		}
		won, err := b.take(ctx, tx)
		if err != nil {
			return nil, err
		}
		if won {
			return out, b.write(ctx, tx)
		}
	}
	return nil, db.ErrBusy
}

// openBook reads what is known of the cards' keys and, where cards say more than keys, of their owners.
func openBook(ctx context.Context, tx *db.Tx, importID int64, cards []said) (*book, error) {
	b := newBook(importID, tx.Now, tx.NewID)
	if err := b.readOwners(ctx, tx, cards); err != nil {
		return nil, err
	}
	var fills, tags, talks, free bool
	for _, c := range cards {
		fills = fills || c.fills()
		tags = tags || len(c.tags) > 0
		talks = talks || len(c.Consents) > 0
		free = free || b.hasFreeUnion(c)
	}
	// Of all owners, not only those of the cards that say more: an earlier card of the batch may give a later card's key
	// to one of them.
	owners := b.everyOwner()
	for _, read := range []struct {
		due bool
		of  func(context.Context, db.Q, []ID) error
	}{{fills, b.readRows}, {fills, b.readFills}, {tags, b.readTags}, {talks, b.readConsents}, {free, b.readUnions}} {
		if !read.due {
			continue
		}
		if err := db.Lists(tx, owners, func(part []ID) error { return read.of(ctx, tx, part) }); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// hasFreeUnion tells whether the card has a unionid that nobody has.
func (b *book) hasFreeUnion(c said) bool {
	for _, k := range c.Keys {
		if _, ok := b.owners[k]; !ok && k.Kind == UnionID {
			return true
		}
	}
	return false
}

// everyOwner gives the people who have any key of the batch.
func (b *book) everyOwner() []ID {
	ids := make([]ID, 0, len(b.owners))
	for _, i := range b.owners {
		ids = append(ids, i.CustomerID)
	}
	return distinct(ids)
}

func distinct(ids []ID) []ID {
	out := slices.Clone(ids)
	slices.Sort(out)
	return slices.Compact(out)
}

// readOwners finds who has the cards' keys: one statement for each kind and space among them.
func (b *book) readOwners(ctx context.Context, q db.Q, cards []said) error {
	type shelf struct {
		kind  Kind
		space string
	}
	values := map[shelf][]string{}
	asked := map[Key]bool{}
	var order []shelf
	for _, c := range cards {
		for _, k := range c.Keys {
			if asked[k] {
				continue
			}
			asked[k] = true
			s := shelf{k.Kind, k.Space}
			if values[s] == nil {
				order = append(order, s)
			}
			values[s] = append(values[s], k.Value)
		}
	}
	for _, s := range order {
		err := db.Lists(q, values[s], func(part []string) error {
			c := db.Where("kind = $1 AND space = $2", s.kind, s.space).In("value", part)
			return db.Each(ctx, q, func(i identity) error { b.owners[i.key()] = i; return nil },
				`SELECT id, customer_id, kind, space, value, import_id FROM customer_identity WHERE `+c.SQL(), c.Args()...)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

const rowColumns = `id, name, remark, folded, store_id, staff_id, channel, added_at, import_id, erased_at, version, created_at`

func (b *book) readRows(ctx context.Context, q db.Q, ids []ID) error {
	c := db.Where("").In("id", ids)
	return db.Each(ctx, q, func(r row) error {
		m := b.member(r.ID)
		m.row, m.loaded = r, true
		return nil
	}, `SELECT `+rowColumns+` FROM customer WHERE `+c.SQL(), c.Args()...)
}

// readFills tells which fields of people imports filled in.
func (b *book) readFills(ctx context.Context, q db.Q, ids []ID) error {
	c := db.Where("").In("customer_id", ids)
	return db.Each(ctx, q, func(f fill) error {
		m := b.member(f.CustomerID)
		if m.fills == nil {
			m.fills = map[string]int64{}
		}
		m.fills[f.Field] = f.ImportID
		return nil
	}, `SELECT customer_id, field, import_id FROM customer_fill WHERE `+c.SQL(), c.Args()...)
}

func (b *book) readTags(ctx context.Context, q db.Q, ids []ID) error {
	type known struct {
		CustomerID   ID
		TagID        TagID
		Origin       string
		ImportID     int64
		Family, Name string
	}
	c := db.Where("").In("g.customer_id", ids)
	return db.Each(ctx, q, func(k known) error {
		b.member(k.CustomerID).tags[tagName{k.Family, k.Name}] = tagging{TagID: k.TagID, Origin: k.Origin, ImportID: k.ImportID}
		return nil
	}, `SELECT g.customer_id, g.tag_id, g.origin, g.import_id, t.family, t.name
		FROM customer_tagging g JOIN customer_tag t ON t.id = g.tag_id WHERE `+c.SQL(), c.Args()...)
}

func (b *book) readConsents(ctx context.Context, q db.Q, ids []ID) error {
	c := db.Where("").In("customer_id", ids)
	return db.Each(ctx, q, func(r consentRow) error {
		b.member(r.CustomerID).answers[r.answer()] = r
		return nil
	}, `SELECT id, customer_id, channel, topic, agreed, evidence, import_id, at FROM customer_consent WHERE `+c.SQL(), c.Args()...)
}

func (b *book) readUnions(ctx context.Context, q db.Q, ids []ID) error {
	type union struct {
		CustomerID ID
		Space      string
	}
	c := db.Where("kind = $1", UnionID).In("customer_id", ids)
	return db.Each(ctx, q, func(u union) error { b.member(u.CustomerID).unions[u.Space] = true; return nil },
		`SELECT customer_id, space FROM customer_identity WHERE `+c.SQL(), c.Args()...)
}
