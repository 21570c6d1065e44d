package community

import (
	"context"

	"qunli/kit/db"
	"qunli/org"
)

// Place is whose a community is: what rollups of later rooms carry for scopes.
type Place struct {
	ID      ID
	Kind    Kind
	StoreID org.StoreID
	StaffID org.StaffID
}

// Places gives the places of communities; those that are not here are left out.
func Places(ctx context.Context, q db.Q, ids []ID) (map[ID]Place, error) {
	out := make(map[ID]Place, len(ids))
	err := db.Lists(q, ids, func(part []ID) error {
		c := db.Where("").In("id", part)
		return db.Each(ctx, q, func(p Place) error { out[p.ID] = p; return nil },
			`SELECT id, kind, store_id, staff_id FROM community WHERE `+c.SQL(), c.Args()...)
	})
	return out, err
}

// ReplyMinutes tells by kind of group after how many minutes a question that nobody answered is a task (COM-04); kinds of
// which it never is one are left out.
func ReplyMinutes(ctx context.Context, q db.Q) (map[Kind]int64, error) {
	set, err := readSettings(ctx, q)
	if err != nil {
		return nil, err
	}
	out := map[Kind]int64{}
	for _, p := range presets(set) {
		if p.Reply > 0 {
			out[p.Kind] = p.Reply
		}
	}
	return out, nil
}

// Carried is a community as a channel carries it.
type Carried struct {
	ID      ID
	Code    string // the channel's key
	State   State
	StoreID org.StoreID
	StaffID org.StaffID // its owner
}

// CarriedBy gives communities as a channel knows them; those that it does not carry (any more) are left out.
func CarriedBy(ctx context.Context, q db.Q, channel string, ids []ID) (map[ID]Carried, error) {
	out := make(map[ID]Carried, len(ids))
	return out, db.Lists(q, ids, func(part []ID) error {
		c := db.Where("k.source = $1 AND c.carrier = $1", channel).In("c.id", part)
		return db.Each(ctx, q, func(one Carried) error { out[one.ID] = one; return nil },
			`SELECT c.id, k.code, c.state, c.store_id, c.staff_id FROM community c JOIN community_key k ON k.community_id = c.id WHERE `+c.SQL()+` ORDER BY k.code`, c.Args()...)
	})
}

// Called gives what communities are called; those that are not here are left out.
func Called(ctx context.Context, q db.Q, ids []ID) (map[ID]string, error) {
	type named struct {
		ID   ID
		Name string
	}
	out := make(map[ID]string, len(ids))
	err := db.Lists(q, ids, func(part []ID) error {
		c := db.Where("").In("id", part)
		return db.Each(ctx, q, func(n named) error { out[n.ID] = n.Name; return nil }, `SELECT id, name FROM community WHERE `+c.SQL(), c.Args()...)
	})
	return out, err
}
