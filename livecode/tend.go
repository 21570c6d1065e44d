package livecode

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"qunli/community"
	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/job"
	"qunli/kit/secret"
	"qunli/org"
)

// Way is what a channel is asked to have behind a picture.
type Way struct {
	Kind   Kind
	Config string   // the channel's key of it, "" a new one
	State  string   // what the channel sends back with whoever comes
	Name   string   // as it is called among colleagues
	Behind []string // the channel's keys of the members, or of the groups in the order in which they are filled
	Next   int      // the number of the group that comes after those of the code
}

// Placed is a way as a channel has it.
type Placed struct {
	Config  string
	Picture string // address of the picture that leads there; it stays the same as long as Config does
}

// Ways puts ways to a channel.
type Ways interface {
	// Name is the channel's.
	Name() string
	// Put makes a way, or changes the one of its config. It is called outside of transactions.
	Put(ctx context.Context, w Way) (Placed, error)
}

const tendJob = "livecode.tend"

// Schedule has the codes looked after every minute, and at once when something about them changed.
func (s *Service) Schedule() {
	s.jobs.HandleOutside(tendJob, func(ctx context.Context, _ json.RawMessage) error { return s.Tend(ctx) })
	s.jobs.Every(tendJob, time.Minute, tendJob)
}

// wake has the codes looked after soon.
func (s *Service) wake(ctx context.Context, tx *db.Tx) error {
	_, err := s.jobs.Enqueue(ctx, tx, job.Spec{Kind: tendJob, Lane: tendJob})
	return err
}

// Tend has the right ones stand behind every code that leads anywhere. What a channel refuses is written at the branch and tried
// again; the other codes go on.
func (s *Service) Tend(ctx context.Context) error {
	release, ok, err := s.db.TryLock(ctx, tendJob)
	if err != nil || !ok {
		return err // another node is at it
	}
	defer release()
	full, err := s.companyFull(ctx)
	if err != nil {
		return err
	}
	var failed []error
	for before := ID(0); ; {
		page, err := list(ctx, s.db.Read(), db.Where("state IN ('live', 'paused')").If(before != 0, "id < $1", before), 200)
		if err != nil || len(page) == 0 {
			return errors.Join(append(failed, err)...)
		}
		for _, c := range page {
			if err := s.tend(ctx, c, full); err != nil {
				failed = append(failed, err)
			}
			before = c.ID
		}
	}
}

// tend looks after one code. When the company is full, those who stand behind it stay and its page leads nobody on.
func (s *Service) tend(ctx context.Context, c Code, full bool) error {
	stand := s.standers
	if c.Kind == Group {
		stand = s.rooms
	}
	for _, b := range c.Branches {
		keys, trouble, err := stand(ctx, c, b)
		if err != nil {
			return err
		}
		if full {
			keys, trouble = b.Behind, troubleFull
		}
		if err := s.put(ctx, c, b, keys, trouble); err != nil {
			return err
		}
	}
	return nil
}

// put asks the channel for what is to stand behind a branch, unless it was asked for that before.
func (s *Service) put(ctx context.Context, c Code, b Branch, keys []string, trouble string) error {
	w := Way{c.Kind, b.config, c.state(b), c.Name, keys, len(b.Groups) + 1}
	asked := secret.Hash(strings.Join(append([]string{w.State, w.Name}, keys...), "\n"))
	if len(keys) > 0 && asked != b.asked {
		placed, err := s.ways.Put(ctx, w)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			return s.note(ctx, c, b, fault.Of(err).Code)
		}
		b.config, b.Picture, b.asked, b.Behind = placed.Config, placed.Picture, asked, keys
	} else if trouble == b.Trouble {
		return nil
	}
	behind, err := json.Marshal(append([]string{}, b.Behind...))
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := turnOf(ctx, tx, c.ID); err != nil {
			return err
		}
		_, err := db.Exec(ctx, tx, `UPDATE livecode_branch SET config = $3, picture = $4, behind = $5, asked = $6, trouble = $7, put_at = $8
			WHERE code_id = $1 AND number = $2 AND area = $9 AND tag = $10`, c.ID, b.Number, b.config, b.Picture, string(behind), b.asked, trouble, tx.Now, b.Area, b.Tag)
		return err
	})
}

// note writes at a branch why the channel did not take it.
func (s *Service) note(ctx context.Context, c Code, b Branch, trouble string) error {
	if trouble == b.Trouble {
		return nil
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := turnOf(ctx, tx, c.ID); err != nil {
			return err
		}
		_, err := db.Exec(ctx, tx, `UPDATE livecode_branch SET trouble = $3 WHERE code_id = $1 AND number = $2 AND area = $4 AND tag = $5`, c.ID, b.Number, trouble, b.Area, b.Tag)
		return err
	})
}

// standers gives the members who are to stand behind a branch now.
func (s *Service) standers(ctx context.Context, c Code, b Branch) ([]string, string, error) {
	q := s.db.Read()
	staff := make([]org.StaffID, len(b.Seats))
	for n, seat := range b.Seats {
		staff[n] = seat.StaffID
	}
	zone, err := org.Zone(ctx, q)
	if err != nil {
		return nil, "", err
	}
	now := s.db.Clock().Now().In(zone)
	caps, err := CapsOf(ctx, q)
	if err != nil {
		return nil, "", err
	}
	d := Duty{Keys: map[org.StaffID]string{}, Today: map[org.StaffID]int64{}, Full: nearly(caps.Member)}
	working, err := org.WorkingByID(ctx, q, staff)
	if err != nil {
		return nil, "", err
	}
	for i, w := range working {
		if w.LeftAt == 0 && w.Code != "" {
			d.Keys[i] = w.Code
		}
	}
	if d.Friend, err = customer.FriendsOf(ctx, q, s.ways.Name(), staff); err != nil {
		return nil, "", err
	}
	type count struct {
		StaffID org.StaffID
		N       int64
	}
	err = db.Each(ctx, q, func(n count) error { d.Today[n.StaffID] = n.N; return nil },
		`SELECT staff_id, COUNT(*) AS n FROM livecode_arrival WHERE code_id = $1 AND day = $2 GROUP BY staff_id`, c.ID, clock.Day(now.UnixMilli(), zone))
	if err != nil {
		return nil, "", err
	}
	keys, trouble := behind(b.Seats, now, d, b.Behind)
	return slices.Sorted(slices.Values(keys)), trouble, nil
}

// rooms gives the groups to which a branch is to lead now.
func (s *Service) rooms(ctx context.Context, _ Code, b Branch) ([]string, string, error) {
	sizes, err := community.Sizes(ctx, s.db.Read(), s.ways.Name(), b.Groups)
	if err != nil {
		return nil, "", err
	}
	rooms := make([]Room, len(b.Groups))
	for n, g := range b.Groups {
		z := sizes[g]
		rooms[n] = Room{Key: z.Code, Open: z.Open, Members: z.Members, Target: z.Target, Cap: z.Cap}
	}
	keys, trouble := filling(rooms, b.Behind)
	return keys, trouble, nil
}
