package mirror

import (
	"cmp"
	"context"
	"slices"

	"qunli/customer"
	"qunli/kit/db"
)

// Heard takes in the tags of bonds as a channel shows them, in the caller's transaction: what somebody put on there is put on
// here, what somebody took off there is taken off here. Of a family that is not shared a tag stays as long as another bond of the
// person carries it. The caller holds people, and has written the bonds.
func Heard(ctx context.Context, tx *db.Tx, channel string, list []Shown) error {
	people := make([]customer.ID, len(list))
	var names []string
	for n, s := range list {
		people[n] = s.Customer
		names = append(names, s.Tags...)
	}
	bonds, err := openBonds(ctx, tx, channel, people)
	if err != nil {
		return err
	}
	ids, err := customer.TagIDs(ctx, tx, names)
	if err != nil {
		return err
	}
	marks, err := marksOf(ctx, tx, people)
	if err != nil {
		return err
	}
	h := hearing{ids: ids, marks: marks, put: map[customer.ID][]customer.TagID{}, gone: map[customer.ID][]customer.TagID{}}
	for _, s := range list {
		for _, b := range bonds[s.Customer] {
			if b.Member == s.Member {
				h.bond(s, b, min(s.Asked, tx.Now))
			}
		}
	}
	return h.write(ctx, tx, channel)
}

// hearing is what is taken in.
type hearing struct {
	ids       map[string]customer.TagID
	marks     map[customer.BondID][]mark
	put, gone map[customer.ID][]customer.TagID
	fresh     []mark
}

func (h *hearing) bond(s Shown, b customer.Bond, at int64) {
	shown := map[customer.TagID]bool{}
	for _, name := range s.Tags {
		if t := h.ids[name]; t != 0 {
			shown[t] = true
		}
	}
	put, gone := news(shown, h.marks[b.ID], s.Asked)
	for _, t := range put {
		h.fresh = append(h.fresh, mark{b.ID, t, s.Customer, kept, at})
		h.put[s.Customer] = append(h.put[s.Customer], t)
	}
	for _, t := range gone {
		h.fresh = append(h.fresh, mark{b.ID, t, s.Customer, off, at})
		h.gone[s.Customer] = append(h.gone[s.Customer], t)
	}
}

func (h *hearing) write(ctx context.Context, tx *db.Tx, channel string) error {
	if len(h.fresh) == 0 {
		return nil
	}
	if err := keep(ctx, tx, h.fresh); err != nil {
		return err
	}
	if err := h.spare(ctx, tx, channel); err != nil {
		return err
	}
	return customer.Retag(ctx, tx, h.put, h.gone)
}

// spare leaves people the tags of families that are not shared which another of their bonds still carries.
func (h *hearing) spare(ctx context.Context, tx *db.Tx, channel string) error {
	shared, err := customer.SharedFamilies(ctx, tx, channel)
	if err != nil {
		return err
	}
	for who, gone := range h.gone {
		tags, err := customer.TagsByID(ctx, tx, gone)
		if err != nil {
			return err
		}
		carried, err := carriedBy(ctx, tx, channel, who)
		if err != nil {
			return err
		}
		h.gone[who] = slices.DeleteFunc(gone, func(t customer.TagID) bool {
			return carried[t] && !slices.ContainsFunc(tags, func(o customer.Tag) bool { return o.ID == t && shared[o.Family] })
		})
	}
	return nil
}

// carriedBy gives the tags that bonds of somebody which go on carry.
func carriedBy(ctx context.Context, q db.Q, channel string, who customer.ID) (map[customer.TagID]bool, error) {
	open, err := openBonds(ctx, q, channel, []customer.ID{who})
	if err != nil {
		return nil, err
	}
	marks, err := marksOf(ctx, q, []customer.ID{who})
	out := map[customer.TagID]bool{}
	for _, b := range open[who] {
		for _, m := range marks[b.ID] {
			out[m.TagID] = out[m.TagID] || m.State == kept
		}
	}
	return out, err
}

// keep writes marks over those that are there; of several of one bond and tag, as somebody with two keys may show, the last.
func keep(ctx context.Context, tx *db.Tx, rows []mark) error {
	slices.SortStableFunc(rows, func(a, b mark) int { return cmp.Or(cmp.Compare(a.BondID, b.BondID), cmp.Compare(a.TagID, b.TagID)) })
	slices.Reverse(rows)
	rows = slices.CompactFunc(rows, func(a, b mark) bool { return a.BondID == b.BondID && a.TagID == b.TagID })
	_, err := db.Insert(ctx, tx, "mirror_mark", rows, `ON CONFLICT (bond_id, tag_id) DO UPDATE SET state = excluded.state, at = excluded.at`)
	return err
}

func openBonds(ctx context.Context, q db.Q, channel string, people []customer.ID) (map[customer.ID][]customer.Bond, error) {
	out := map[customer.ID][]customer.Bond{}
	return out, db.Lists(q, people, func(part []customer.ID) error {
		list, err := customer.BondsOf(ctx, q, channel, part...)
		for _, b := range list {
			if b.Until == 0 {
				out[b.CustomerID] = append(out[b.CustomerID], b)
			}
		}
		return err
	})
}

func marksOf(ctx context.Context, q db.Q, people []customer.ID) (map[customer.BondID][]mark, error) {
	out := map[customer.BondID][]mark{}
	return out, db.Lists(q, people, func(part []customer.ID) error {
		c := db.Where("").In("customer_id", part)
		return db.Each(ctx, q, func(m mark) error { out[m.BondID] = append(out[m.BondID], m); return nil },
			`SELECT `+markColumns+` FROM mirror_mark WHERE `+c.SQL()+` ORDER BY bond_id, tag_id`, c.Args()...)
	})
}
