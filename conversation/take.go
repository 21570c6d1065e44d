package conversation

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"qunli/community"
	"qunli/kit/db"
	"qunli/kit/fault"
)

// Take appends messages whose writers are known, at most a few thousand a call, in the caller's transaction, and folds them.
// A message whose Ref is known is the Same. importID 0 means the API or a hand; zone is the organisation's.
func Take(ctx context.Context, tx *db.Tx, importID int64, zone *time.Location, messages []Message) (Taken, error) {
	out := Taken{Fates: make([]Fate, len(messages))}
	b := newBook(ctx, tx, importID, zone)
	var fresh []int
	var err error
	if err = b.prepare(ctx, tx, groupsIn(messages, out.Fates)); err != nil {
		return out, err
	}
	if fresh, err = b.unknown(ctx, tx, messages, out.Fates); err != nil || len(fresh) == 0 {
		return out, err
	}
	var names []nameKey
	for _, i := range fresh {
		names = append(names, nameKey{messages[i].Community, messages[i].Name})
	}
	for _, i := range fresh {
		names = b.callsOf(names, messages[i].Community, messages[i].Content, messages[i].Text)
	}
	if err := b.people.read(ctx, tx, distinct(names)); err != nil {
		return out, err
	}
	entries := make([]*entry, len(fresh))
	for n, i := range fresh {
		m := &messages[i]
		w := b.people.find(nameKey{m.Community, m.Name}, person{m.Customer, m.Staff, m.Bot})
		entries[n] = b.entry(w, m)
		out.Fates[i].ID, out.Fates[i].Added = int64(entries[n].ID), true
		b.mine[m.Ref] = int64(entries[n].ID)
	}
	if err := b.append(ctx, tx, entries); err != nil {
		return out, err
	}
	out.Answered = b.toldAnswered
	return out, b.write(ctx, tx)
}

// groupsIn checks messages and gives the groups of those that may enter.
func groupsIn(messages []Message, fates []Fate) map[community.ID]bool {
	groups := map[community.ID]bool{}
	for i := range messages {
		m := &messages[i]
		if m.Content == "" {
			m.Content = Text
		}
		m.Name = strings.TrimSpace(m.Name)
		fates[i].Refusal = checkHead(m.Community, m.Name, m.At)
		if fates[i].Refusal == nil && !m.Content.Valid() {
			fates[i].Refusal = ErrContent.F(m.Content)
		}
		if fates[i].Refusal == nil {
			groups[m.Community] = true
		}
	}
	return groups
}

// maxTime is the end of the year 2100 in every zone, ms.
const maxTime = 4_133_980_800_000

// checkHead refuses what cannot be a line of a group.
func checkHead(group community.ID, name string, at int64) *fault.Error {
	switch {
	case group == 0:
		return ErrNoCommunity
	case name == "":
		return ErrNoName
	case utf8.RuneCountInString(name) > maxName:
		return ErrLongName.F(maxName)
	case at <= 0 || at >= maxTime:
		return ErrTime.F(at)
	}
	return nil
}

// unknown gives the messages that are not here yet; of two with one Ref the first.
func (b *book) unknown(ctx context.Context, tx *db.Tx, messages []Message, fates []Fate) ([]int, error) {
	var refs []string
	for i := range messages {
		if fates[i].Refusal == nil && messages[i].Ref != "" {
			refs = append(refs, messages[i].Ref)
		}
	}
	known, err := knownRefs(ctx, tx, refs)
	if err != nil {
		return nil, err
	}
	var fresh []int
	for i := range messages {
		if fates[i].Refusal == nil && !b.same(known, messages[i].Ref, &fates[i]) {
			fresh = append(fresh, i)
		}
	}
	return fresh, see(ctx, tx, b.sights)
}

// entry makes the message of an author.
func (b *book) entry(w *writer, m *Message) *entry {
	day, hour := b.days.of(m.At)
	return &entry{writer: w, replyRef: m.ReplyTo, messageRow: messageRow{ID: ID(b.newID()), CommunityID: m.Community,
		AuthorID: w.ID, CustomerID: w.CustomerID, At: m.At, Ordinal: m.Place, Day: day, Hour: hour, Kind: m.Content,
		Text: m.Text, Promo: b.rules.promotes(m.Content, m.Text), Told: b.history, Ref: m.Ref, ImportID: b.importID}}
}
