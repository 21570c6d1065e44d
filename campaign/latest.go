package campaign

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"qunli/kit/db"
	"qunli/kit/id"
)

// mostLatest is how many of the last seats are known of a campaign.
const mostLatest = 50

// latest knows the last seats of people in a campaign, the last first.
type latest struct {
	came    []SeatID
	counted []SeatID // that were paid for, or got what they are for
	changed bool
}

// latestRow is a row of campaign_latest.
type latestRow struct {
	CampaignID ID
	Came       string
	Counted    string
}

// note takes seats over as a batch left them, in the order in which they came.
func (l *latest) note(there, fresh []Seat) {
	for _, s := range fresh {
		if s.PersonID != 0 {
			l.came, l.changed = before(l.came, s.ID), true
		}
	}
	for _, some := range [][]Seat{there, fresh} {
		for _, s := range some {
			if s.PersonID != 0 && (s.PaidAt > 0 || s.Standing == Spent) && !slices.Contains(l.counted, s.ID) {
				l.counted, l.changed = before(l.counted, s.ID), true
			}
		}
	}
}

// before puts a seat before others and keeps the first of them.
func before(seats []SeatID, i SeatID) []SeatID {
	if len(seats) == mostLatest {
		seats = seats[:mostLatest-1]
	}
	return slices.Insert(seats, 0, i)
}

// readLatest gives what is known of a campaign.
func readLatest(ctx context.Context, q db.Q, i ID) (latest, error) {
	rows, err := db.All[latestRow](ctx, q, `SELECT campaign_id, came, counted FROM campaign_latest WHERE campaign_id = $1`, i)
	if err != nil || len(rows) == 0 {
		return latest{}, err
	}
	came, err := seatIDs(rows[0].Came)
	if err != nil {
		return latest{}, err
	}
	counted, err := seatIDs(rows[0].Counted)
	return latest{came: came, counted: counted}, err
}

// write keeps what changed.
func (l *latest) write(ctx context.Context, tx *db.Tx, i ID) error {
	if !l.changed {
		return nil
	}
	l.changed = false
	_, err := db.Insert(ctx, tx, "campaign_latest", []latestRow{{i, spellSeats(l.came), spellSeats(l.counted)}},
		`ON CONFLICT (campaign_id) DO UPDATE SET came = excluded.came, counted = excluded.counted`)
	return err
}

func spellSeats(seats []SeatID) string {
	var b strings.Builder
	for n, i := range seats {
		if n > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(strconv.FormatInt(int64(i), 10))
	}
	return b.String()
}

func seatIDs(text string) ([]SeatID, error) {
	var out []SeatID
	for _, word := range strings.Fields(text) {
		n, err := strconv.ParseInt(word, 10, 64)
		if err != nil {
			return nil, err
		}
		out = append(out, SeatID(n))
	}
	return out, nil
}

// Newest gives the seats of people that came last, the last first, at most fifty.
func (s *Service) Newest(ctx context.Context, i ID, limit int) ([]Seat, error) {
	if _, err := s.Get(ctx, i); err != nil {
		return nil, err
	}
	known, err := readLatest(ctx, s.db.Read(), i)
	if err != nil {
		return nil, err
	}
	return s.listed(ctx, i, known.came, db.Where(""), number(limit))
}

// Recent gives those of the seats of a campaign that counted last which are in one of states and came since a moment (ms), the newest
// first, at most ten: who has just taken part. Anybody may see them; whoever shows them shows no full names.
func (s *Service) Recent(ctx context.Context, i ID, since int64, states ...string) ([]Seat, error) {
	known, err := readLatest(ctx, s.db.Read(), i)
	if err != nil {
		return nil, err
	}
	return s.listed(ctx, i, known.counted, db.Where("id >= $1", id.From(since)).In("state", states), "10")
}

// listed gives those of seats of a campaign that a condition picks, the last first.
func (s *Service) listed(ctx context.Context, i ID, which []SeatID, c *db.Cond, limit string) ([]Seat, error) {
	if len(which) == 0 {
		return nil, nil
	}
	return seats(ctx, s.db.Read(), c.If(true, "+campaign_id = $1", i).In("id", which), " ORDER BY id DESC LIMIT "+limit)
}
