package conversation

import (
	"cmp"
	"context"
	"slices"

	"qunli/conversation/reply"
	"qunli/kit/db"
	"qunli/org"
)

// spot is a line of a group as those who link see it: stored or on its way in.
type spot struct {
	*messageRow
	name    string
	bot     bool
	staff   org.StaffID
	system  bool   // a movement, or what programs say
	entry   *entry // nil: stored
	changed bool   // a stored question that found an answer
}

// human tells a line that may answer.
func (s *spot) human() bool { return !s.system && !s.bot }

// maxBetween is how many stored lines that lie between those of one call are looked at: late lines find their context,
// and a call that brings single lines of a whole year does not read the year.
const maxBetween = 10_000

// link finds which message each entry answers, and which questions it answers thereby. Entries are in the order of their
// groups and moments.
func (b *book) link(ctx context.Context, tx *db.Tx, entries []*entry) error {
	said, err := b.saidBySource(ctx, tx, entries)
	if err != nil {
		return err
	}
	for len(entries) > 0 {
		n := 1
		for n < len(entries) && entries[n].CommunityID == entries[0].CommunityID {
			n++
		}
		if err := b.linkGroup(ctx, tx, entries[:n], said); err != nil {
			return err
		}
		entries = entries[n:]
	}
	return nil
}

// linkGroup links the entries of one group.
func (b *book) linkGroup(ctx context.Context, tx *db.Tx, entries []*entry, said map[string]*spot) error {
	v, err := openView(ctx, tx, entries, said)
	if err != nil {
		return err
	}
	for _, s := range v.spots {
		if w := b.people.byID[s.AuthorID]; w != nil && s.name == "" {
			s.name = w.Name
		}
	}
	links := b.linker.Link(v.lines(), v.from)
	for i := v.from; i < len(v.spots); i++ {
		e := v.spots[i].entry
		if e == nil || e.Kind == Notice {
			continue
		}
		target := v.target(i, links[i-v.from], e, said)
		if target != nil {
			e.ReplyTo = target.ID
			if e.human() && target.AuthorID != e.AuthorID {
				b.sums.reply(&e.messageRow, 1)
			}
		}
		b.answer(v, i, target)
	}
	return b.writeAnswers(ctx, tx, v)
}

// target gives what the entry at i answers, nil nothing: what the source says, else what the linker found.
func (v *view) target(i, found int, e *entry, said map[string]*spot) *spot {
	if e.replyRef != "" {
		t := said[e.replyRef]
		if t == nil || t.ID == e.ID {
			return nil
		}
		e.Linked = linkedBySource
		return t
	}
	if found == i || v.spots[found].system {
		return nil
	}
	e.Linked = linkedByLinker
	return v.spots[found]
}

// answer notes which questions the line at i answers: the one it is linked to; those that the same person asked before in
// the same train of thought; and, for staff whose line is linked to no question, those of the people it names, or the latest
// that waits. A question that the linker alone takes for an answer is none, unless staff ask back.
func (b *book) answer(v *view, i int, target *spot) {
	by := v.spots[i]
	if !by.human() || by.Question != noQuestion && by.Linked != linkedBySource {
		return
	}
	hit := false
	for x, steps := target, 0; x != nil && steps < reply.Window; steps++ {
		hit = b.settle(v, x, by) || hit
		next := v.byID[x.ReplyTo]
		if next == nil || next.AuthorID != x.AuthorID {
			break
		}
		x = next
	}
	if !hit && by.staff != 0 {
		b.answerByStaff(v, i, target == nil)
	}
}

func (b *book) answerByStaff(v *view, i int, free bool) {
	named := map[AuthorID]bool{}
	for _, c := range calls(v.spots[i].Text) {
		if w := b.people.called(nameKey{v.spots[i].CommunityID, c.name}); w != nil {
			named[w.ID] = true
		}
	}
	for j := i - 1; j >= max(0, i-reply.Window); j-- {
		x := v.spots[j]
		if x.system || x.Question != waiting || len(named) > 0 && !named[x.AuthorID] || len(named) == 0 && !free {
			continue
		}
		b.settle(v, x, v.spots[i])
		if len(named) == 0 {
			return
		}
	}
}

// settle notes that by answers x, if x is a question of somebody else that nobody answered before.
func (b *book) settle(v *view, x, by *spot) bool {
	if x.system || x.Question == noQuestion || x.AuthorID == by.AuthorID ||
		x.CustomerID != 0 && x.CustomerID == by.CustomerID || x.AnsweredAt != 0 && x.AnsweredAt <= by.At {
		return false
	}
	if x.entry == nil {
		b.sums.question(x.messageRow, -1)
	}
	x.Question, x.AnsweredAt, x.AnsweredBy = answered, by.At, by.ID
	if x.entry == nil {
		b.sums.question(x.messageRow, 1)
		x.changed = true
		v.byID[x.ID] = x // said by the source and perhaps outside the view
	}
	return true
}

// writeAnswers stores the questions that found an answer.
func (b *book) writeAnswers(ctx context.Context, tx *db.Tx, v *view) error {
	for _, id := range sortedKeys(v.byID) {
		x := v.byID[id]
		if !x.changed {
			continue
		}
		x.changed = false
		told, err := db.One[bool](ctx, tx, `UPDATE conversation_message SET question = $1, answered_at = $2, answered_by = $3
			WHERE id = $4 RETURNING told`, x.Question, x.AnsweredAt, x.AnsweredBy, x.ID)
		if err != nil {
			return err
		}
		if told && !b.history {
			b.toldAnswered = append(b.toldAnswered, x.ID)
		}
	}
	return nil
}

// view is the part of a group's talk that the entries of a call stand in.
type view struct {
	spots []*spot
	from  int // of the first entry
	byID  map[ID]*spot
}

// openView reads the lines before and between the entries of one group. Stored lines that entries answer by their source
// are the same spots as in said.
func openView(ctx context.Context, q db.Q, entries []*entry, said map[string]*spot) (*view, error) {
	v := &view{byID: map[ID]*spot{}}
	for _, s := range said {
		v.byID[s.ID] = s
	}
	first, last := entries[0], entries[len(entries)-1]
	before, err := readSpots(ctx, q, db.Where("m.community_id = $1 AND (m.at, m.ordinal) < ($2, $3)",
		first.CommunityID, first.At, first.Ordinal), "DESC", reply.Reach)
	if err != nil {
		return nil, err
	}
	between, err := readSpots(ctx, q, db.Where("m.community_id = $1 AND (m.at, m.ordinal) >= ($2, $3) AND (m.at, m.ordinal) <= ($4, $5)",
		first.CommunityID, first.At, first.Ordinal, last.At, last.Ordinal), "ASC", maxBetween)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(before, bySpot)
	v.add(before[max(0, len(before)-reply.Reach):])
	v.from = len(v.spots)
	rest := between
	for _, e := range entries {
		s := &spot{messageRow: &e.messageRow, name: e.writer.Name, bot: e.writer.Bot, staff: e.writer.StaffID,
			system: e.Kind == Notice, entry: e}
		rest = append(rest, s)
	}
	slices.SortStableFunc(rest, bySpot)
	v.add(rest)
	return v, nil
}

func bySpot(x, y *spot) int {
	return cmp.Or(cmp.Compare(x.At, y.At), cmp.Compare(x.Ordinal, y.Ordinal), cmp.Compare(x.ID, y.ID))
}

func (v *view) add(spots []*spot) {
	for _, s := range spots {
		if known := v.byID[s.ID]; known != nil && s.entry == nil && known.entry == nil {
			s = known
		}
		v.spots = append(v.spots, s)
		v.byID[s.ID] = s
	}
}

func (v *view) lines() []reply.Line {
	out := make([]reply.Line, len(v.spots))
	for i, s := range v.spots {
		out[i] = reply.Line{At: s.At, Author: s.who(), Name: s.name, Text: s.Text, System: s.system}
	}
	return out
}

// who tells writers apart: by person where one is known, so that a new name is nobody new, else by name.
func (s *spot) who() string {
	if s.CustomerID != 0 {
		return s.CustomerID.String()
	}
	return s.AuthorID.String()
}

// storedSpot is a stored line with its writer.
type storedSpot struct {
	messageRow
	Name    string
	Bot     bool
	StaffID org.StaffID
}

const spotColumns = `m.id, m.community_id, m.author_id, m.customer_id, m.at, m.ordinal, m.day, m.kind, m.text, m.reply_to,
	m.question, m.answered_at, m.answered_by, m.told, m.ref, a.name, a.bot, a.staff_id`

// readSpots reads messages and movements of a condition on the columns both have.
func readSpots(ctx context.Context, q db.Q, c *db.Cond, order string, limit int64) ([]*spot, error) {
	var out []*spot
	for _, from := range []string{
		`SELECT ` + spotColumns + ` FROM conversation_message m JOIN conversation_author a ON a.id = m.author_id`,
		`SELECT m.id, m.community_id, m.author_id, m.at, m.ordinal, 'notice' AS kind, COALESCE(a.name, '') AS name
			FROM conversation_presence m LEFT JOIN conversation_author a ON a.id = m.author_id`, // of this call: stored before its author
	} {
		err := db.Each(ctx, q, func(s storedSpot) error { out = append(out, s.spot()); return nil },
			from+` WHERE `+c.SQL()+` ORDER BY m.community_id `+order+`, m.at `+order+`, m.ordinal `+order+`, m.id `+order+
				` LIMIT `+c.Next(1), c.Args(limit)...)
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s storedSpot) spot() *spot {
	return &spot{messageRow: &s.messageRow, name: s.Name, bot: s.Bot, staff: s.StaffID, system: s.Kind == Notice}
}

// saidBySource finds the messages that the sources of entries say they answer, by ref.
func (b *book) saidBySource(ctx context.Context, q db.Q, entries []*entry) (map[string]*spot, error) {
	out := map[string]*spot{}
	asked := map[string]bool{}
	for _, e := range entries {
		if e.replyRef != "" {
			asked[e.replyRef] = true
		}
	}
	err := db.Lists(q, sortedKeys(asked), func(part []string) error {
		c := db.Where("m.ref <> ''").In("m.ref", part)
		return db.Each(ctx, q, func(s storedSpot) error { out[s.Ref] = s.spot(); return nil },
			`SELECT `+spotColumns+` FROM conversation_message m JOIN conversation_author a ON a.id = m.author_id
			WHERE `+c.SQL(), c.Args()...)
	})
	for _, e := range entries {
		if asked[e.Ref] && e.Ref != "" {
			out[e.Ref] = &spot{messageRow: &e.messageRow, name: e.writer.Name, bot: e.writer.Bot, staff: e.writer.StaffID,
				system: e.Kind == Notice, entry: e}
		}
	}
	return out, err
}
