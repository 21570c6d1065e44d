package customer

import (
	"context"
	"slices"
	"time"

	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/org"
)

// standing is a row of customer_standing.
type standing struct {
	CustomerID ID
	Ladder     Level
	LadderAt   int64
	Depth      Depth
	DepthAt    int64
	Tie        float64
	TieDay     string
	Band       Band
	BandAt     int64
	Tier       string
	TierAt     int64
	Seed       SeedState
	SeedAt     int64
	Pinned     Level
	DueAt      int64
}

// move is a row of customer_move.
type move struct {
	ID         int64
	CustomerID ID
	Aspect     Aspect
	FromValue  string
	ToValue    string
	At         int64
	Evidence   string
	Forced     bool
	Reason     string
	StaffID    org.StaffID
}

func (m move) fact() Moved { return Moved{m.Aspect, m.CustomerID, m.FromValue, m.ToValue, m.At} }

// standingLock is held by whoever writes standings: they are read, worked out and written back.
const standingLock = "customer.standing"

// lockStandings makes the transaction the only one that writes standings, and keeps people from going meanwhile.
func lockStandings(ctx context.Context, tx *db.Tx) error {
	if err := db.Share(ctx, tx, peopleLock); err != nil {
		return err
	}
	return db.Alone(ctx, tx, standingLock)
}

// Restand works out anew where people stand, and those whom they are read as, in the caller's transaction: ladder, depth
// and tie from their acts, their card and what was decided by hand. It writes the history, says what changed, and gives the
// moves for the caller to publish: event.PublishAll(ctx, tx, bus, moved); what changed as history is called and published
// apart, under event.History. The standing of who was merged away stays as it is until that is undone; the erased have none.
// It takes its locks first: call it before the caller writes anything.
func Restand(ctx context.Context, tx *db.Tx, people []ID) ([]Moved, error) {
	return restand(ctx, tx, people, hand{})
}

// hand is somebody who decides about a level, and why.
type hand struct {
	who    ID
	staff  org.StaffID
	reason string
	forced bool
}

// restandStep is how many people are worked out at a time.
const restandStep = 1000

func restand(ctx context.Context, tx *db.Tx, people []ID, by hand) ([]Moved, error) {
	if len(people) == 0 {
		return nil, nil
	}
	if err := lockStandings(ctx, tx); err != nil {
		return nil, err
	}
	now, err := Canonical(ctx, tx, distinct(people))
	if err != nil {
		return nil, err
	}
	var owners, away []ID
	for from, to := range now {
		owners = append(owners, to)
		if from != to {
			away = append(away, from)
		}
	}
	if err := freeze(ctx, tx, away); err != nil {
		return nil, err
	}
	w, err := openWork(ctx, tx, by)
	if err != nil {
		return nil, err
	}
	for part := range slices.Chunk(distinct(owners), restandStep) {
		if err := w.restand(ctx, tx, part); err != nil {
			return nil, err
		}
	}
	return w.moved, nil
}

// freeze keeps the standings of people from changing by time: they are read as somebody else.
func freeze(ctx context.Context, tx *db.Tx, people []ID) error {
	return db.Lists(tx, people, func(part []ID) error {
		c := db.Where("due_at <> 0").In("customer_id", part)
		_, err := db.Exec(ctx, tx, `UPDATE customer_standing SET due_at = 0 WHERE `+c.SQL(), c.Args()...)
		return err
	})
}

// work is one call of Restand.
type work struct {
	rules Rules
	zone  *time.Location
	today int
	now   int64
	newID func() int64
	by    hand
	moved []Moved
}

func openWork(ctx context.Context, tx *db.Tx, by hand) (*work, error) {
	rules, err := RulesOf(ctx, tx)
	if err != nil {
		return nil, err
	}
	zone, err := org.Zone(ctx, tx)
	if err != nil {
		return nil, err
	}
	return &work{rules: rules, zone: zone, today: dayOf(tx.Now, zone), now: tx.Now, newID: tx.NewID, by: by}, nil
}

// restand works out people who are read as themselves.
func (w *work) restand(ctx context.Context, tx *db.Tx, people []ID) error {
	known, err := readPeople(ctx, tx, people, w.rules, w.zone)
	if err != nil {
		return err
	}
	var rows []standing
	var moves []move
	var notes []note
	for _, i := range people {
		p := known[i]
		if p == nil || p.erased {
			continue
		}
		row, some := w.stand(p)
		if row != p.row || !p.stored && len(p.life.acts.days) > 0 { // who did anything has a row, for when the rules change
			rows = append(rows, row)
		}
		if len(some) > 0 {
			moves = append(moves, some...)
			notes = append(notes, note{i, aspectsOf(some)})
		}
	}
	return w.write(ctx, tx, rows, moves, notes)
}

func (w *work) write(ctx context.Context, tx *db.Tx, rows []standing, moves []move, notes []note) error {
	if err := saveStandings(ctx, tx, rows); err != nil {
		return err
	}
	if _, err := db.Insert(ctx, tx, "customer_move", moves, ""); err != nil {
		return err
	}
	for _, m := range moves {
		w.moved = append(w.moved, m.fact())
	}
	return tell(ctx, tx, notes)
}

// saveStandings writes rows whole; the lock of standings is held.
func saveStandings(ctx context.Context, tx *db.Tx, rows []standing) error {
	_, err := db.Insert(ctx, tx, "customer_standing", rows, `ON CONFLICT (customer_id) DO UPDATE SET
		ladder = excluded.ladder, ladder_at = excluded.ladder_at, depth = excluded.depth, depth_at = excluded.depth_at,
		tie = excluded.tie, tie_day = excluded.tie_day, band = excluded.band, band_at = excluded.band_at,
		tier = excluded.tier, tier_at = excluded.tier_at, seed = excluded.seed, seed_at = excluded.seed_at,
		pinned = excluded.pinned, due_at = excluded.due_at`)
	return err
}

// stand works out the row of one person and how they came from what it was.
func (w *work) stand(p *person) (standing, []move) {
	s := w.rules.stand(p.life, w.today)
	row := p.row
	row.apply(s, w.zone)
	moves := slices.Concat(
		w.trail(p, AspectLadder, s.ladder, int64(p.row.Ladder), levels[:]),
		w.trail(p, AspectDepth, s.depth, int64(p.row.Depth), depths[:]),
		w.trail(p, AspectBand, s.band, int64(p.row.Band), bands[:]))
	if row.Ladder >= p.pinned { // by evidence
		return row, moves
	}
	row.Ladder, row.LadderAt = p.pinned, w.now
	if p.row.Ladder == p.pinned {
		row.LadderAt = p.row.LadderAt
	}
	return row, slices.Concat(w.pin(p), moves[ladderMoves(moves):])
}

// apply sets what follows from evidence.
func (r *standing) apply(s stood, zone *time.Location) {
	at := func(value int64, day int) (int64, int64) { return value, dueAt(day, zone) }
	var v int64
	v, r.LadderAt = at(s.ladder.value())
	r.Ladder = Level(v)
	v, r.DepthAt = at(s.depth.value())
	r.Depth = Depth(v)
	v, r.BandAt = at(s.band.value())
	r.Band = Band(v)
	r.Tie, r.TieDay = s.tie.score, ""
	if s.tied {
		r.TieDay = dayText(s.tie.day)
	}
	r.DueAt = dueAt(s.due, zone)
}

// ladderMoves counts the moves on the ladder at the head of moves.
func ladderMoves(moves []move) int {
	n := slices.IndexFunc(moves, func(m move) bool { return m.Aspect != AspectLadder })
	if n < 0 {
		return len(moves)
	}
	return n
}

// pin gives the move of a person to the level that they are held at, if they were elsewhere.
func (w *work) pin(p *person) []move {
	if p.row.Ladder == p.pinned {
		return nil
	}
	return []move{w.move(p, AspectLadder, levels[p.row.Ladder], levels[p.pinned], w.now, w.today)}
}

// trail gives the moves of one aspect from what it was to what it is.
func (w *work) trail(p *person, aspect Aspect, t trail, was int64, scale []Word) []move {
	value, _ := t.value()
	if value == was {
		return nil
	}
	var out []move
	for _, s := range t.since(was) {
		out = append(out, w.move(p, aspect, scale[was], scale[s.value], startOf(s.day, w.zone), s.day))
		was = s.value
	}
	if was != value { // nothing is left of what it was made of: seen now
		out = append(out, w.move(p, aspect, scale[was], scale[value], w.now, w.today))
	}
	return out
}

func (w *work) move(p *person, aspect Aspect, from, to Word, at int64, day int) move {
	m := move{ID: w.newID(), CustomerID: p.row.CustomerID, Aspect: aspect, FromValue: from.Code, ToValue: to.Code, At: at,
		Evidence: w.rules.evidenceText(aspect, p.life, day, from, to)}
	if aspect == AspectLadder && w.by.who == p.row.CustomerID {
		m.Forced, m.Reason, m.StaffID = w.by.forced, w.by.reason, w.by.staff
	}
	return m
}

// aspectsOf names the attributes of the aspects that moved.
func aspectsOf(moves []move) []string {
	var out []string
	for _, m := range moves {
		out = append(out, m.Aspect.attribute())
	}
	return out
}

// attribute names the attribute of an aspect.
func (a Aspect) attribute() string {
	if a == AspectBand {
		return "tie_band"
	}
	return string(a)
}

// publish tells the moves of a verb of this room.
func (s *Service) publish(ctx context.Context, tx *db.Tx, moved []Moved) error {
	return event.PublishAll(ctx, tx, s.bus, moved)
}

// Due lists people whose standing changes by time alone and is due at now (ms), the longest due first.
func Due(ctx context.Context, q db.Q, now int64, limit int) ([]ID, error) {
	return db.All[ID](ctx, q, `SELECT customer_id FROM customer_standing WHERE due_at <> 0 AND due_at <= $1
		ORDER BY due_at LIMIT $2`, now, limit)
}

// NextDue gives the moment (ms) at which the next standing changes by time alone, 0 never.
func NextDue(ctx context.Context, q db.Q) (int64, error) {
	return db.One[int64](ctx, q, `SELECT COALESCE(MIN(due_at), 0) FROM customer_standing WHERE due_at <> 0`)
}
