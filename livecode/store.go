package livecode

import (
	"context"
	"encoding/json"

	"qunli/community"
	"qunli/kit/db"
	"qunli/org"
)

// codeRow is a row of livecode_code.
type codeRow struct {
	ID        ID
	Key       string
	Kind      Kind
	Name      string
	State     State
	Class     string
	Medium    string
	Source    string
	StoreID   org.StoreID
	StaffID   org.StaffID
	Promise   string
	Weekly    int64
	Tags      string
	Direct    bool
	Invite    string
	FromAt    int64
	UntilAt   int64
	Version   int64
	CreatedAt int64
}

const codeColumns = `id, key, kind, name, state, class, medium, source, store_id, staff_id, promise, weekly, tags, direct, invite, from_at, until_at,
	version, created_at`

func (r codeRow) code() (Code, error) {
	c := Code{ID: r.ID, Key: r.Key, Kind: r.Kind, Name: r.Name, State: r.State, Class: r.Class, Medium: r.Medium, Source: r.Source, StoreID: r.StoreID,
		StaffID: r.StaffID, Weekly: r.Weekly, Direct: r.Direct, HasInvite: r.Invite != "", From: r.FromAt, Until: r.UntilAt, Version: r.Version, CreatedAt: r.CreatedAt}
	if err := json.Unmarshal([]byte(r.Promise), &c.Promise); err != nil {
		return c, err
	}
	return c, json.Unmarshal([]byte(r.Tags), &c.Tags)
}

func (c Code) row(invite string) (codeRow, error) {
	promise, err := json.Marshal(c.Promise)
	if err != nil {
		return codeRow{}, err
	}
	tags, err := json.Marshal(append([]string{}, c.Tags...))
	return codeRow{c.ID, c.Key, c.Kind, c.Name, c.State, c.Class, c.Medium, c.Source, c.StoreID, c.StaffID, string(promise), c.Weekly, string(tags),
		c.Direct, invite, c.From, c.Until, c.Version, c.CreatedAt}, err
}

type branchRow struct {
	CodeID  ID
	Number  int64
	Area    string
	Tag     string
	Config  string
	Picture string
	Behind  string
	Asked   string
	Trouble string
	PutAt   int64
}

type seatRow struct {
	CodeID      ID
	Number      int64
	StaffID     org.StaffID
	FromMinute  int64
	UntilMinute int64
	Days        int64
	DayCap      int64
	Spare       bool
}

type groupRow struct {
	CodeID      ID
	Number      int64
	CommunityID community.ID
	Place       int64
}

// load gives a code; ErrMissing when there is none.
func load(ctx context.Context, q db.Q, i ID) (Code, error) {
	all, err := list(ctx, q, db.Where("id = $1", i), 1)
	if err == nil && len(all) == 0 {
		err = ErrMissing
	}
	if err != nil {
		return Code{}, err
	}
	return all[0], nil
}

// list gives codes with all that stands behind them, the newest first.
func list(ctx context.Context, q db.Q, c *db.Cond, limit int) ([]Code, error) {
	rows, err := db.All[codeRow](ctx, q, `SELECT `+codeColumns+` FROM livecode_code WHERE `+c.SQL()+` ORDER BY id DESC LIMIT `+c.Next(1), c.Args(limit)...)
	if err != nil {
		return nil, err
	}
	out, ids := make([]Code, len(rows)), make([]ID, len(rows))
	for n, r := range rows {
		if out[n], err = r.code(); err != nil {
			return nil, err
		}
		ids[n] = r.ID
	}
	return out, branches(ctx, q, ids, out)
}

// branches reads what stands behind codes.
func branches(ctx context.Context, q db.Q, ids []ID, codes []Code) error {
	at := map[ID]*Code{}
	for n := range codes {
		at[codes[n].ID] = &codes[n]
	}
	return db.Lists(q, ids, func(part []ID) error {
		c := db.Where("").In("code_id", part)
		err := db.Each(ctx, q, func(r branchRow) error {
			b := Branch{Number: r.Number, Area: r.Area, Tag: r.Tag, Picture: r.Picture, Trouble: r.Trouble, PutAt: r.PutAt, config: r.Config, asked: r.Asked}
			code := at[r.CodeID]
			code.Branches = append(code.Branches, b)
			return json.Unmarshal([]byte(r.Behind), &code.Branches[len(code.Branches)-1].Behind)
		}, `SELECT code_id, number, area, tag, config, picture, behind, asked, trouble, put_at FROM livecode_branch WHERE `+c.SQL()+` ORDER BY code_id, number`, c.Args()...)
		if err != nil {
			return err
		}
		err = db.Each(ctx, q, func(r seatRow) error {
			b := &at[r.CodeID].Branches[r.Number]
			b.Seats = append(b.Seats, Seat{r.StaffID, r.FromMinute, r.UntilMinute, r.Days, r.DayCap, r.Spare})
			return nil
		}, `SELECT code_id, number, staff_id, from_minute, until_minute, days, day_cap, spare FROM livecode_seat WHERE `+c.SQL()+` ORDER BY code_id, number, staff_id`, c.Args()...)
		if err != nil {
			return err
		}
		return db.Each(ctx, q, func(r groupRow) error {
			b := &at[r.CodeID].Branches[r.Number]
			b.Groups = append(b.Groups, r.CommunityID)
			return nil
		}, `SELECT code_id, number, community_id, place FROM livecode_group WHERE `+c.SQL()+` ORDER BY code_id, number, place`, c.Args()...)
	})
}

// write stores a code and what may stand behind it. Of branches that stay, what the channel knows of them stays.
func write(ctx context.Context, tx *db.Tx, c Code, invite string, fresh bool) error {
	row, err := c.row(invite)
	if err != nil {
		return err
	}
	if fresh {
		if _, err := db.Insert(ctx, tx, "livecode_code", []codeRow{row}, ""); err != nil {
			return err
		}
	} else if err := db.MustAffect(ctx, tx, ErrChanged, `UPDATE livecode_code SET name = $3, state = $4, class = $5, medium = $6, source = $7, promise = $8, weekly = $9,
		tags = $10, direct = $11, invite = $12, from_at = $13, until_at = $14, store_id = $15, version = $2 WHERE id = $1 AND version = $2 - 1`,
		c.ID, c.Version, row.Name, string(row.State), row.Class, row.Medium, row.Source, row.Promise, row.Weekly, row.Tags, row.Direct, row.Invite,
		row.FromAt, row.UntilAt, row.StoreID); err != nil {
		return err
	}
	return writeBranches(ctx, tx, c)
}

func writeBranches(ctx context.Context, tx *db.Tx, c Code) error {
	for _, table := range []string{"livecode_branch", "livecode_seat", "livecode_group"} {
		if _, err := db.Exec(ctx, tx, `DELETE FROM `+table+` WHERE code_id = $1`, c.ID); err != nil {
			return err
		}
	}
	var ways []branchRow
	var seats []seatRow
	var groups []groupRow
	for n, b := range c.Branches {
		behind, err := json.Marshal(append([]string{}, b.Behind...))
		if err != nil {
			return err
		}
		number := int64(n)
		ways = append(ways, branchRow{c.ID, number, b.Area, b.Tag, b.config, b.Picture, string(behind), b.asked, b.Trouble, b.PutAt})
		for _, s := range b.Seats {
			seats = append(seats, seatRow{c.ID, number, s.StaffID, s.From, s.Until, s.Days, s.DayCap, s.Spare})
		}
		for place, g := range b.Groups {
			groups = append(groups, groupRow{c.ID, number, g, int64(place)})
		}
	}
	if _, err := db.Insert(ctx, tx, "livecode_branch", ways, ""); err != nil {
		return err
	}
	if _, err := db.Insert(ctx, tx, "livecode_seat", seats, ""); err != nil {
		return err
	}
	_, err := db.Insert(ctx, tx, "livecode_group", groups, "")
	return err
}
