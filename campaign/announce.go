package campaign

import (
	"cmp"
	"context"
	"time"

	"qunli/kit/clock"
	"qunli/kit/db"
)

// Announced is a game whose instances the brand puts out itself: for some groups, for a purpose, by the clock if it likes (ENG-04).
type Announced interface {
	// Meant says why, for whom and when.
	Meant() Meant
}

// Meant is why, for whom and when something is put out.
type Meant struct {
	Purpose string
	Groups  []string // public ids
	Slots   []Slot
}

// Slot is a moment at which the program puts one out by itself, in the organisation's zone.
type Slot struct {
	Day string `json:"day,omitempty"` // such as 2026-11-23; empty every day
	At  string `json:"at"`            // such as 20:30
}

// Due gives the slot's last moment (ms) of the day of now that is not after now; 0 none.
func (s Slot) Due(now int64, zone *time.Location) int64 {
	day := clock.Day(now, zone)
	at, err := time.ParseInLocation("2006-01-02 15:04", day+" "+s.At, zone)
	if s.Day != "" && s.Day != day || err != nil || at.UnixMilli() > now {
		return 0
	}
	return at.UnixMilli()
}

// Next gives the slot's next moment (ms) after now; 0 never again.
func (s Slot) Next(now int64, zone *time.Location) int64 {
	for _, days := range []int{0, 1} {
		day := cmp.Or(s.Day, time.UnixMilli(now).In(zone).AddDate(0, 0, days).Format(time.DateOnly))
		if at, err := time.ParseInLocation("2006-01-02 15:04", day+" "+s.At, zone); err == nil && at.UnixMilli() > now {
			return at.UnixMilli()
		}
	}
	return 0
}

// SlotNumber gives the number under which the brand puts out what a moment asks for: the same moment is the same command, so that it
// is put out once, whoever asks and however often. Numbers of hands are milliseconds, and never that small.
func SlotNumber(at int64) int64 { return at / 1000 }

// Announcement is what a campaign puts out by one of its revisions.
type Announcement struct {
	Campaign Campaign
	Terms    Terms
	Meant
}

// Announcing lists what the campaigns that take entries put out, by the rules in force.
func (s *Service) Announcing(ctx context.Context, q db.Q) ([]Announcement, error) {
	names := s.models.that(func(g Game) bool { _, does := g.(Announced); return does })
	if len(names) == 0 {
		return nil, nil
	}
	c := db.Where("revision > 0 AND state = 'live'").In("model", names)
	all, err := db.All[Campaign](ctx, q, `SELECT `+columns+` FROM campaign WHERE `+c.SQL()+` ORDER BY id`, c.Args()...)
	var out []Announcement
	for _, one := range all {
		a, err := s.announcement(ctx, q, one, one.Revision)
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, err
}

// AnnouncementOf gives what a campaign puts out by the rules of one of its instances; with instance 0, by those in force.
func (s *Service) AnnouncementOf(ctx context.Context, q db.Q, i ID, which InstanceID) (Announcement, error) {
	c, err := load(ctx, q, i)
	if err != nil {
		return Announcement{}, err
	}
	number := c.Revision
	if which != 0 {
		found, err := instances(ctx, q, db.Where("campaign_id = $1 AND id = $2", i, which), "")
		if err == nil && len(found) == 0 {
			err = refusals[Unknown]
		}
		if err != nil {
			return Announcement{}, err
		}
		number = found[0].Revision
	}
	return s.announcement(ctx, q, c, number)
}

func (s *Service) announcement(ctx context.Context, q db.Q, c Campaign, number int64) (Announcement, error) {
	r, err := revision(ctx, q, c.ID, number)
	if err != nil {
		return Announcement{}, err
	}
	ready, err := r.read(s.models[c.Model])
	if err != nil {
		return Announcement{}, err
	}
	out := Announcement{Campaign: c, Terms: ready.Terms}
	if g, does := ready.Game.(Announced); does {
		out.Meant = g.Meant()
	}
	return out, nil
}

// PutOut is something that the brand put out, and under which number.
type PutOut struct {
	Instance Instance
	Number   int64
	Seats    []Seat // of the brand
}

// PutOuts gives what the brand put out, the latest first.
func (s *Service) PutOuts(ctx context.Context, i ID, limit int) ([]PutOut, error) {
	q := s.db.Read()
	if _, err := s.Get(ctx, i); err != nil {
		return nil, err
	}
	found, err := instances(ctx, q, db.Where("campaign_id = $1 AND owner_id = 0", i), " ORDER BY id DESC LIMIT "+number(limit))
	if err != nil {
		return nil, err
	}
	numbers, err := numbersOf(ctx, q, i)
	if err != nil {
		return nil, err
	}
	ids := make([]InstanceID, len(found))
	for n, in := range found {
		ids[n] = in.ID
	}
	own, err := seatsBy(ctx, q, i, "instance_id", ids)
	out := make([]PutOut, len(found))
	for n, in := range found {
		out[n] = PutOut{Instance: in, Number: numbers[in.ID]}
		for _, m := range own {
			if m.InstanceID == in.ID && m.PersonID == 0 {
				out[n].Seats = append(out[n].Seats, m)
			}
		}
	}
	return out, err
}

// NumberOf gives the number under which the brand put an instance out.
func NumberOf(ctx context.Context, q db.Q, i ID, which InstanceID) (int64, error) {
	numbers, err := numbersOf(ctx, q, i)
	return numbers[which], err
}

// numbersOf gives under which number the brand put out what.
func numbersOf(ctx context.Context, q db.Q, i ID) (map[InstanceID]int64, error) {
	kept, err := repliesOf(ctx, q, i, []int64{0})
	out := map[InstanceID]int64{}
	for k, r := range kept {
		if k.Kind == Open {
			out[r.Instance] = k.Number
		}
	}
	return out, err
}
