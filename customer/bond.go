package customer

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"

	"qunli/kit/db"
	"qunli/kit/id"
	"qunli/org"
)

type bondKind struct{}

func (bondKind) Prefix() string { return "bnd" }

// BondID is the id of a bond.
type BondID = id.Of[bondKind]

// Bond says that a member of staff and a person have, or had, each other as contacts of a channel.
type Bond struct {
	ID          BondID
	CustomerID  ID
	Channel     string
	Member      string // the channel's key of the member of staff
	StaffID     org.StaffID
	Since       int64  // ms, 0 not known: its end was told of before it was read
	Until       int64  // ms, 0: still
	EndedBy     string // staff, person, transfer; "" still, or not known
	State       string // of the code by which they met, "" none
	Way         string // how they met, the channel's own word
	Remark      string
	Description string
}

const bondColumns = `id, customer_id, channel, member, staff_id, since, until, ended_by, state, way, remark, description`

// BondsOf gives the bonds of people on a channel ("" all), the ended ones included, oldest first.
func BondsOf(ctx context.Context, q db.Q, channel string, people ...ID) ([]Bond, error) {
	c := db.Where("").In("customer_id", people).If(channel != "", "channel = $1", channel)
	return db.All[Bond](ctx, q, `SELECT `+bondColumns+` FROM customer_bond WHERE `+c.SQL()+` ORDER BY since, id`, c.Args()...)
}

// BoundMembers gives the members, by their keys in a channel, who have somebody as a contact.
func BoundMembers(ctx context.Context, q db.Q, channel string) ([]string, error) {
	return db.All[string](ctx, q, `SELECT DISTINCT member FROM customer_bond WHERE channel = $1 AND until = 0 ORDER BY member`, channel)
}

// BoundTo gives the keys of one kind of all people whom a member of a channel has as contacts.
func BoundTo(ctx context.Context, q db.Q, channel, member string, kind Kind) ([]string, error) {
	return db.All[string](ctx, q, `SELECT DISTINCT i.value FROM customer_bond b JOIN customer_identity i ON i.customer_id = b.customer_id
		WHERE b.channel = $1 AND b.member = $2 AND b.until = 0 AND i.kind = $3 ORDER BY i.value`, channel, member, kind)
}

// KeepBonds makes the open bonds of a person on a channel those given, in the caller's transaction: the others have ended,
// nobody saw by whom. A bond that begins is a touch of the timeline. The same again changes nothing. The caller holds people.
func KeepBonds(ctx context.Context, tx *db.Tx, channel string, who ID, now []Bond) error {
	if err := bondTurn(ctx, tx, who); err != nil {
		return err
	}
	have, err := BondsOf(ctx, tx, channel, who)
	if err != nil {
		return err
	}
	begun, unseen, err := meet(ctx, tx, have, owned(channel, who, now))
	if err != nil {
		return err
	}
	for _, gone := range unseen {
		if err := endBond(ctx, tx, gone, "", tx.Now); err != nil {
			return err
		}
	}
	return begin(ctx, tx, begun)
}

// SeeBonds takes in bonds of many people that a channel shows, in the caller's transaction; that others are not shown says
// nothing. The same again changes nothing. The caller holds people.
func SeeBonds(ctx context.Context, tx *db.Tx, channel string, seen map[ID][]Bond) error {
	people := slices.Sorted(maps.Keys(seen))
	have := map[ID][]Bond{}
	for _, who := range people {
		if err := bondTurn(ctx, tx, who); err != nil {
			return err
		}
	}
	err := db.Lists(tx, people, func(part []ID) error {
		list, err := BondsOf(ctx, tx, channel, part...)
		for _, b := range list {
			have[b.CustomerID] = append(have[b.CustomerID], b)
		}
		return err
	})
	if err != nil {
		return err
	}
	var all []Bond
	for _, who := range people {
		begun, _, err := meet(ctx, tx, have[who], owned(channel, who, seen[who]))
		if err != nil {
			return err
		}
		all = append(all, begun...)
	}
	return begin(ctx, tx, all)
}

func owned(channel string, who ID, list []Bond) []Bond {
	out := slices.Clone(list)
	for n := range out {
		out[n].CustomerID, out[n].Channel = who, channel
	}
	return out
}

// meet compares the bonds of a person that a channel shows with those we have: it takes over what goes on and gives what has
// begun, not written yet, and what is open here and not shown.
func meet(ctx context.Context, tx *db.Tx, have, now []Bond) (begun, unseen []Bond, err error) {
	open := map[string]Bond{}
	for _, b := range have {
		if b.Until == 0 {
			open[b.Member] = b
		}
	}
	for _, b := range now {
		old, still := open[b.Member]
		delete(open, b.Member)
		switch {
		case still && old.Since >= b.Since:
			if err := retell(ctx, tx, old, b); err != nil {
				return nil, nil, err
			}
			continue
		case still: // it ended unseen and began anew
			if err := endBond(ctx, tx, old, "", b.Since); err != nil {
				return nil, nil, err
			}
		}
		if over, err := ended(ctx, tx, have, b); over || err != nil {
			if err != nil {
				return nil, nil, err
			}
			continue
		}
		b.ID = BondID(tx.NewID())
		begun = append(begun, b)
	}
	return begun, slices.SortedFunc(maps.Values(open), func(a, b Bond) int { return cmp.Compare(a.ID, b.ID) }), nil
}

// bondTurn has those who change a person's bonds take turns: what one read another must not change before it has written. Whoever
// changes many goes by id.
func bondTurn(ctx context.Context, tx *db.Tx, who ID) error {
	return db.Alone(ctx, tx, "bonds:"+who.String())
}

// ended tells that b is over though the channel still shows it: a payload told of its end. One whose beginning was not known
// learns it. One that had only not been seen (a member was outside the visible range for a while) goes on.
func ended(ctx context.Context, tx *db.Tx, have []Bond, b Bond) (bool, error) {
	for _, o := range have {
		switch {
		case o.Member != b.Member || o.Until == 0:
		case o.Since == b.Since && o.EndedBy == "":
			_, err := db.Exec(ctx, tx, `UPDATE customer_bond SET until = 0 WHERE id = $1`, o.ID)
			return true, err
		case o.Since == b.Since:
			return true, nil
		case o.Since == 0 && b.Since <= o.Until:
			_, err := db.Exec(ctx, tx, `UPDATE customer_bond SET since = $2, state = $3, way = $4 WHERE id = $1`, o.ID, b.Since, b.State, b.Way)
			if err == nil {
				o.Since, o.State = b.Since, b.State
				err = tellBegun(ctx, tx, []Bond{o})
			}
			return true, err
		}
	}
	return false, nil
}

// retell takes over what the channel says of a bond that goes on.
func retell(ctx context.Context, tx *db.Tx, old, b Bond) error {
	if old.StaffID == b.StaffID && old.State == b.State && old.Remark == b.Remark && old.Description == b.Description {
		return nil
	}
	_, err := db.Exec(ctx, tx, `UPDATE customer_bond SET staff_id = $2, state = $3, remark = $4, description = $5 WHERE id = $1`,
		old.ID, b.StaffID, b.State, b.Remark, b.Description)
	return err
}

// begin writes new bonds and has the timeline tell of them.
func begin(ctx context.Context, tx *db.Tx, list []Bond) error {
	if len(list) == 0 {
		return nil
	}
	if _, err := db.Insert(ctx, tx, "customer_bond", list, ""); err != nil {
		return err
	}
	people := make([]ID, len(list))
	for n, b := range list {
		people[n] = b.CustomerID
	}
	return errors.Join(echo(ctx, tx, people), tellBegun(ctx, tx, list))
}

// tellBegun has the timeline tell of bonds that began.
func tellBegun(ctx context.Context, tx *db.Tx, list []Bond) error {
	touches := make([]Touch, len(list))
	for n, b := range list {
		touches[n] = Touch{CustomerID: b.CustomerID, Kind: ActAdd, At: b.Since, Channel: b.Channel, Cause: b.State, StaffID: b.StaffID,
			RefID: int64(b.ID), Ref: "bond:" + b.ID.String()}
	}
	_, err := TouchAll(ctx, tx, touches)
	return err
}

// byTransfer is how a bond ended that the channel handed on.
const byTransfer = "transfer"

// TouchDrop is the touch that the end of a bond leaves on the timeline; its beginning leaves ActAdd.
const TouchDrop = "drop"

// EndBond ends the bond of a person with a member, as a payload told it; one that began after at is left as it is, so that what
// is told twice or late changes nothing. Of a bond that nobody has read yet the end is kept. The caller holds people.
func EndBond(ctx context.Context, tx *db.Tx, channel string, who ID, member string, staff org.StaffID, by string, at int64) error {
	if err := bondTurn(ctx, tx, who); err != nil {
		return err
	}
	have, err := BondsOf(ctx, tx, channel, who)
	if err != nil {
		return err
	}
	var before, after, handed bool // of the moment there is a bond that began; the last of them was handed on already
	for _, b := range have {
		switch {
		case b.Member != member:
			continue
		case b.Until == 0 && b.Since <= at:
			return endBond(ctx, tx, b, by, at)
		case b.Until != 0 && b.EndedBy == "" && b.Since <= at && at <= b.Until: // found gone before the payload was read: now it is known by whom
			_, err := db.Exec(ctx, tx, `UPDATE customer_bond SET ended_by = $2, until = $3 WHERE id = $1`, b.ID, by, at)
			return err
		case b.Since <= at && at <= b.Until:
			return nil
		}
		if b.Since <= at { // handed on once: what tells of it again may name a later moment
			handed = by == byTransfer && b.EndedBy == byTransfer
		}
		before, after = before || b.Since < at, after || b.Since >= at
	}
	if before && after || handed { // told late
		return nil
	}
	b := Bond{ID: BondID(tx.NewID()), CustomerID: who, Channel: channel, Member: member, StaffID: staff, Until: at, EndedBy: by}
	if _, err := db.Insert(ctx, tx, "customer_bond", []Bond{b}, ""); err != nil {
		return err
	}
	return tellEnded(ctx, tx, b)
}

func endBond(ctx context.Context, tx *db.Tx, b Bond, by string, at int64) error {
	_, err := db.Exec(ctx, tx, `UPDATE customer_bond SET until = $2, ended_by = $3 WHERE id = $1`, b.ID, max(at, b.Since), by)
	if err != nil {
		return err
	}
	b.Until, b.EndedBy = max(at, b.Since), by
	return tellEnded(ctx, tx, b)
}

func tellEnded(ctx context.Context, tx *db.Tx, b Bond) error {
	_, err := Record(ctx, tx, Touch{CustomerID: b.CustomerID, Kind: TouchDrop, At: b.Until, Channel: b.Channel, Cause: b.EndedBy, StaffID: b.StaffID,
		RefID: int64(b.ID), Ref: "unbond:" + b.ID.String()})
	return err
}

// FriendsOf counts the people with whom members of staff are in touch on a channel; who has none is not there.
func FriendsOf(ctx context.Context, q db.Q, channel string, staff []org.StaffID) (map[org.StaffID]int64, error) {
	type count struct {
		StaffID org.StaffID
		N       int64
	}
	out := map[org.StaffID]int64{}
	err := db.Lists(q, staff, func(part []org.StaffID) error {
		c := db.Where("until = 0 AND channel = $1", channel).In("staff_id", part)
		return db.Each(ctx, q, func(n count) error { out[n.StaffID] = n.N; return nil },
			`SELECT staff_id, COUNT(*) AS n FROM customer_bond WHERE `+c.SQL()+` GROUP BY staff_id`, c.Args()...)
	})
	return out, err
}

// Lasting is how many bonds a state brought, and how many of them go on.
type Lasting struct{ Begun, Open int64 }

// LastingOf counts the bonds of states.
func LastingOf(ctx context.Context, q db.Q, states []string) (map[string]Lasting, error) {
	type count struct {
		State       string
		Begun, Open int64
	}
	out := map[string]Lasting{}
	err := db.Lists(q, states, func(part []string) error {
		c := db.Where("state <> ''").In("state", part)
		return db.Each(ctx, q, func(n count) error { out[n.State] = Lasting{n.Begun, n.Open}; return nil },
			`SELECT state, COUNT(*) AS begun, CAST(SUM(CASE WHEN until = 0 THEN 1 ELSE 0 END) AS BIGINT) AS open
			FROM customer_bond WHERE `+c.SQL()+` GROUP BY state`, c.Args()...)
	})
	return out, err
}
