package livecode

import (
	"context"
	"encoding/json"
	"strings"

	"qunli/community"
	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/org"
)

// Arrival is somebody who came with a state that a channel sent back: by a bond with a member, or into a group.
type Arrival struct {
	State     string
	Customer  customer.ID
	Member    string // the channel's key of the member, "" a group
	Staff     org.StaffID
	Community community.ID
	At        int64 // ms
	Again     bool  // was in touch with us before
}

// arrivalRow is a row of livecode_arrival.
type arrivalRow struct {
	CodeID      ID
	CustomerID  customer.ID
	Member      string
	CommunityID community.ID
	StaffID     org.StaffID
	At          int64
	Day         string
	Again       bool
}

type originRow struct {
	ID                ID
	Key, Source, Tags string
}

// Origin is what coming by a code says of somebody.
type Origin struct {
	ID     ID
	Source string // the acquisition channel
	Tags   []string
}

// Origins gives the origins of the states that are codes of ours.
func Origins(ctx context.Context, q db.Q, states []string) (map[string]Origin, error) {
	keys := map[string][]string{}
	for _, s := range states {
		if key, ours := keyOf(s); ours {
			keys[key] = append(keys[key], s)
		}
	}
	out := map[string]Origin{}
	if len(keys) == 0 {
		return out, nil
	}
	var asked []string
	for key := range keys {
		asked = append(asked, key)
	}
	err := db.Lists(q, asked, func(part []string) error {
		c := db.Where("").In("key", part)
		return db.Each(ctx, q, func(r originRow) error {
			o := Origin{ID: r.ID, Source: r.Source}
			if err := json.Unmarshal([]byte(r.Tags), &o.Tags); err != nil {
				return err
			}
			for _, s := range keys[r.Key] {
				out[s] = o
			}
			return nil
		}, `SELECT id, key, source, tags FROM livecode_code WHERE `+c.SQL(), c.Args()...)
	})
	return out, err
}

// Leading gives the kind of the code whose page stands at a path, "" where none does, or one that leads nobody on.
func Leading(ctx context.Context, q db.Q, path string) (Kind, error) {
	key, ours := strings.CutPrefix(path, Path)
	if !ours {
		return "", nil
	}
	kinds, err := db.All[Kind](ctx, q, `SELECT kind FROM livecode_code WHERE key = $1 AND state = 'live'`, key)
	if err != nil || len(kinds) == 0 {
		return "", err
	}
	return kinds[0], nil
}

// Arrived counts arrivals in the caller's transaction, each once, and has the codes looked after: somebody may have reached the
// day's cap, or a group its target. A group that the channel opened by itself joins those of its code.
func (s *Service) Arrived(ctx context.Context, tx *db.Tx, list []Arrival) error {
	states := make([]string, len(list))
	for n, a := range list {
		states[n] = a.State
	}
	origins, err := Origins(ctx, tx, states)
	if err != nil || len(origins) == 0 {
		return err
	}
	zone, err := org.Zone(ctx, tx)
	if err != nil {
		return err
	}
	var rows []arrivalRow
	for _, a := range list {
		o, ours := origins[a.State]
		if !ours {
			continue
		}
		rows = append(rows, arrivalRow{o.ID, a.Customer, a.Member, a.Community, a.Staff, a.At, clock.Day(a.At, zone), a.Again})
		if a.Community != 0 {
			if err := adopt(ctx, tx, o.ID, branchOf(a.State), a.Community); err != nil {
				return err
			}
		}
	}
	n, err := db.Insert(ctx, tx, "livecode_arrival", rows, "ON CONFLICT DO NOTHING")
	if err != nil || n == 0 {
		return err
	}
	return s.wake(ctx, tx)
}

// adopt puts a group at the end of a branch that leads into it already.
func adopt(ctx context.Context, tx *db.Tx, code ID, number int64, group community.ID) error {
	_, err := db.Exec(ctx, tx, `INSERT INTO livecode_group (code_id, number, community_id, place)
		SELECT b.code_id, b.number, $3, (SELECT COALESCE(MAX(g.place), -1) + 1 FROM livecode_group g WHERE g.code_id = $1 AND g.number = $2)
		FROM livecode_branch b WHERE b.code_id = $1 AND b.number = $2
		ON CONFLICT (code_id, number, community_id) DO NOTHING`, code, number, group)
	return err
}
