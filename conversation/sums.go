package conversation

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
)

// The rollups are sums over messages, mentions and presences: what one of them adds is written here once, with a sign, and
// used forward and by an undo. Nothing else writes them, so they always equal a rebuild from the facts; Check compares.

// dayRow is a row of conversation_day.
type dayRow struct {
	CommunityID community.ID
	Day         string
	StoreID     org.StoreID
	StaffID     org.StaffID
	Messages    int64
	Bots        int64
	Notices     int64
	Promos      int64
	Mentions    int64
	Replies     int64
	Questions   int64
	Answered    int64
	AnswerMs    int64
	Joins       int64
	Leaves      int64
	Renames     int64
}

// authorDayRow is a row of conversation_author_day.
type authorDayRow struct {
	CommunityID community.ID
	AuthorID    AuthorID
	Day         string
	CustomerID  customer.ID
	Messages    int64
	Mentions    int64
}

// hourRow is a row of conversation_hour.
type hourRow struct {
	CommunityID community.ID
	Weekday     int64
	Hour        int64
	Messages    int64
	Bots        int64
}

type dayKey struct {
	community community.ID
	day       string
}

type authorDayKey struct {
	author AuthorID
	day    string
}

type hourKey struct {
	community     community.ID
	weekday, hour int64
}

// sums are the differences that a call makes to the rollups.
type sums struct {
	days    map[dayKey]*dayRow
	writers map[authorDayKey]*authorDayRow
	hours   map[hourKey]*hourRow
	acts    map[customer.ID]map[string]int64 // messages by person and day
}

func newSums() *sums {
	return &sums{map[dayKey]*dayRow{}, map[authorDayKey]*authorDayRow{}, map[hourKey]*hourRow{},
		map[customer.ID]map[string]int64{}}
}

func (s *sums) day(group community.ID, day string) *dayRow {
	k := dayKey{group, day}
	r := s.days[k]
	if r == nil {
		r = &dayRow{CommunityID: group, Day: day}
		s.days[k] = r
	}
	return r
}

func (s *sums) writer(m *messageRow) *authorDayRow {
	k := authorDayKey{m.AuthorID, m.Day}
	r := s.writers[k]
	if r == nil {
		r = &authorDayRow{CommunityID: m.CommunityID, AuthorID: m.AuthorID, Day: m.Day, CustomerID: m.CustomerID}
		s.writers[k] = r
	}
	return r
}

func (s *sums) hour(m *messageRow) *hourRow {
	k := hourKey{m.CommunityID, weekday(m.Day), m.Hour}
	r := s.hours[k]
	if r == nil {
		r = &hourRow{CommunityID: k.community, Weekday: k.weekday, Hour: k.hour}
		s.hours[k] = r
	}
	return r
}

// message adds n (1 or -1) times what a message counts for, its mentions and what it answers apart.
func (s *sums) message(m *messageRow, bot bool, n int64) {
	d := s.day(m.CommunityID, m.Day)
	if m.Kind == Notice {
		d.Notices += n
		return
	}
	s.writer(m).Messages += n
	if bot {
		d.Bots += n
		s.hour(m).Bots += n
		return
	}
	d.Messages += n
	s.hour(m).Messages += n
	if m.Promo {
		d.Promos += n
	}
	s.question(m, n)
	if m.CustomerID != 0 {
		if s.acts[m.CustomerID] == nil {
			s.acts[m.CustomerID] = map[string]int64{}
		}
		s.acts[m.CustomerID][m.Day] += n
	}
}

// question adds n times what a message counts for as a question.
func (s *sums) question(m *messageRow, n int64) {
	if m.Question == noQuestion {
		return
	}
	d := s.day(m.CommunityID, m.Day)
	d.Questions += n
	if m.Question == answered {
		d.Answered += n
		d.AnswerMs += n * max(0, m.AnsweredAt-m.At)
	}
}

// reply adds n times what a message counts for as an answer to somebody else's message.
func (s *sums) reply(m *messageRow, n int64) { s.day(m.CommunityID, m.Day).Replies += n }

// mention adds n times what a message counts for that begins with the name of somebody else who speaks here.
func (s *sums) mention(m *messageRow, n int64) {
	s.day(m.CommunityID, m.Day).Mentions += n
	s.writer(m).Mentions += n
}

// presence adds n times what a line of the log that is no message counts for.
func (s *sums) presence(p *presenceRow, n int64) {
	d := s.day(p.CommunityID, p.Day)
	switch p.Kind {
	case LineJoin:
		d.Joins += n
	case LineLeave:
		d.Leaves += n
	case LineRename:
		d.Renames += n
	}
}

// write adds the differences to the rollups, row by row in one order for everybody, and tells customer who spoke.
func (s *sums) write(ctx context.Context, tx *db.Tx, places map[community.ID]community.Place) error {
	if err := s.writeDays(ctx, tx, places); err != nil {
		return err
	}
	writers := deref(s.writers, func(r authorDayRow) bool { return r.Messages != 0 || r.Mentions != 0 },
		func(x, y authorDayRow) int {
			return cmp.Or(cmp.Compare(x.CommunityID, y.CommunityID), cmp.Compare(x.AuthorID, y.AuthorID), cmp.Compare(x.Day, y.Day))
		})
	_, err := db.Insert(ctx, tx, "conversation_author_day", writers, `ON CONFLICT (community_id, author_id, day) DO UPDATE SET
		messages = conversation_author_day.messages + excluded.messages,
		mentions = conversation_author_day.mentions + excluded.mentions`)
	if err != nil {
		return err
	}
	hours := deref(s.hours, func(r hourRow) bool { return r.Messages != 0 || r.Bots != 0 }, func(x, y hourRow) int {
		return cmp.Or(cmp.Compare(x.CommunityID, y.CommunityID), cmp.Compare(x.Weekday, y.Weekday), cmp.Compare(x.Hour, y.Hour))
	})
	_, err = db.Insert(ctx, tx, "conversation_hour", hours, `ON CONFLICT (community_id, weekday, hour) DO UPDATE SET
		messages = conversation_hour.messages + excluded.messages, bots = conversation_hour.bots + excluded.bots`)
	if err != nil {
		return err
	}
	return s.tell(ctx, tx)
}

func (s *sums) writeDays(ctx context.Context, tx *db.Tx, places map[community.ID]community.Place) error {
	rows := deref(s.days, func(r dayRow) bool { return r != dayRow{CommunityID: r.CommunityID, Day: r.Day} },
		func(x, y dayRow) int {
			return cmp.Or(cmp.Compare(x.CommunityID, y.CommunityID), cmp.Compare(x.Day, y.Day))
		})
	for i := range rows {
		p := places[rows[i].CommunityID]
		rows[i].StoreID, rows[i].StaffID = p.StoreID, p.StaffID
	}
	_, err := db.Insert(ctx, tx, "conversation_day", rows, `ON CONFLICT (community_id, day) DO UPDATE SET
		messages = conversation_day.messages + excluded.messages, bots = conversation_day.bots + excluded.bots,
		notices = conversation_day.notices + excluded.notices, promos = conversation_day.promos + excluded.promos,
		mentions = conversation_day.mentions + excluded.mentions, replies = conversation_day.replies + excluded.replies,
		questions = conversation_day.questions + excluded.questions, answered = conversation_day.answered + excluded.answered,
		answer_ms = conversation_day.answer_ms + excluded.answer_ms, joins = conversation_day.joins + excluded.joins,
		leaves = conversation_day.leaves + excluded.leaves, renames = conversation_day.renames + excluded.renames`)
	return err
}

// deref gives the rows that say something, in order.
func deref[K comparable, R any](m map[K]*R, says func(R) bool, order func(x, y R) int) []R {
	var out []R
	for r := range maps.Values(m) {
		if says(*r) {
			out = append(out, *r)
		}
	}
	slices.SortFunc(out, order)
	return out
}

// tell counts the messages as acts of their writers and says whose attributes changed.
func (s *sums) tell(ctx context.Context, tx *db.Tx) error {
	var acts []customer.Act
	for _, who := range sortedKeys(s.acts) {
		for day, n := range s.acts[who] {
			acts = append(acts, customer.Act{Customer: who, Day: day, Kind: customer.ActSpeak, Acts: n})
		}
	}
	if err := customer.Acted(ctx, tx, acts); err != nil {
		return err
	}
	return customer.Changed(ctx, tx, sortedKeys(s.acts), "messages", "first_message", "last_message")
}

// sweep deletes the rows of the rollups that the differences have brought to nothing.
func (s *sums) sweep(ctx context.Context, tx *db.Tx) error {
	groups := map[community.ID]bool{}
	for k := range s.days {
		groups[k.community] = true
	}
	return db.Lists(tx, sortedKeys(groups), func(part []community.ID) error {
		for table, nothing := range map[string]string{
			"conversation_day": `messages = 0 AND bots = 0 AND notices = 0 AND promos = 0 AND mentions = 0 AND replies = 0
				AND questions = 0 AND joins = 0 AND leaves = 0 AND renames = 0`,
			"conversation_author_day": `messages = 0 AND mentions = 0`,
			"conversation_hour":       `messages = 0 AND bots = 0`,
		} {
			c := db.Where(nothing).In("community_id", part)
			if _, err := db.Exec(ctx, tx, `DELETE FROM `+table+` WHERE `+c.SQL(), c.Args()...); err != nil {
				return err
			}
		}
		return nil
	})
}
