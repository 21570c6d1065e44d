package conversation

import (
	"cmp"
	"context"
	"slices"

	"qunli/community"
	"qunli/kit/db"
)

// entry is a message on its way in.
type entry struct {
	messageRow
	writer   *writer
	replyRef string
	calls    []called
}

// human tells a message that counts for answers: of a person or of staff.
func (e *entry) human() bool { return e.Kind != Notice && !e.writer.Bot }

// append links, stores and counts new messages, of any groups. Their authors and those whom they call are known; their
// groups are locked.
func (b *book) append(ctx context.Context, tx *db.Tx, entries []*entry) error {
	slices.SortStableFunc(entries, func(x, y *entry) int {
		return cmp.Or(cmp.Compare(x.CommunityID, y.CommunityID), cmp.Compare(x.At, y.At), cmp.Compare(x.Ordinal, y.Ordinal))
	})
	for _, e := range entries {
		e.CustomerID = e.writer.CustomerID // a name that only sent notices so far may have got a person meanwhile
		if e.human() && e.writer.StaffID == 0 && b.rules.asks(e.Text) {
			e.Question = waiting
		}
		if e.Kind == Notice {
			e.writer.Notices++
		} else {
			e.writer.speak(e.At)
		}
	}
	if err := b.link(ctx, tx, entries); err != nil {
		return err
	}
	rows := make([]messageRow, len(entries))
	for i, e := range entries {
		rows[i] = e.messageRow
		b.sums.message(&e.messageRow, e.writer.Bot, 1)
	}
	if _, err := db.Insert(ctx, tx, "conversation_message", rows, ""); err != nil {
		return err
	}
	return b.mention(ctx, tx, entries)
}

// callsOf adds the names that a text calls.
func (b *book) callsOf(names []nameKey, group community.ID, content Content, text string) []nameKey {
	if content == Notice {
		return names
	}
	for _, c := range calls(text) {
		names = append(names, nameKey{group, c.name})
	}
	return names
}

// mention stores whom the messages call, and what earlier messages called that has an author only now.
func (b *book) mention(ctx context.Context, tx *db.Tx, entries []*entry) error {
	if err := b.meetAddressed(ctx, tx); err != nil {
		return err
	}
	if err := b.countFirstSpeakers(ctx, tx); err != nil {
		return err
	}
	var mentions []mentionRow
	var addresses []addressRow
	for _, e := range entries {
		if e.Kind == Notice {
			continue
		}
		for _, c := range calls(e.Text) {
			w := b.people.called(nameKey{e.CommunityID, c.name})
			switch {
			case w == nil:
				addresses = append(addresses, addressRow{e.ID, e.CommunityID, c.name, c.prefix})
			case w != e.writer && !mentioned(mentions, e.ID, w.ID):
				mentions = append(mentions, mentionRow{e.ID, w.ID, w.CustomerID, c.prefix})
				if c.prefix && w.FirstAt != 0 {
					b.sums.mention(&e.messageRow, 1)
				}
			}
		}
	}
	if _, err := db.Insert(ctx, tx, "conversation_mention", mentions, ""); err != nil {
		return err
	}
	_, err := db.Insert(ctx, tx, "conversation_address", addresses, "")
	return err
}

// mentioned tells whether the last rows, those of message m, hold the author already.
func mentioned(rows []mentionRow, m ID, w AuthorID) bool {
	for i := len(rows) - 1; i >= 0 && rows[i].MessageID == m; i-- {
		if rows[i].AuthorID == w {
			return true
		}
	}
	return false
}

// addressed is an address with the message it stands in.
type addressed struct {
	MessageID   ID
	CommunityID community.ID
	Name        string
	Prefix      bool
	AuthorID    AuthorID // of the message
}

// meetAddressed makes mentions of what earlier messages called, where the name has an author since this call.
func (b *book) meetAddressed(ctx context.Context, tx *db.Tx) error {
	var met []addressed
	err := db.Lists(tx, b.people.freshNames(), func(part []nameKey) error {
		c := db.Where("").InRows("a.community_id, a.name", part)
		return db.Each(ctx, tx, func(a addressed) error { met = append(met, a); return nil },
			`SELECT a.message_id, a.community_id, a.name, a.prefix, m.author_id FROM conversation_address a
			JOIN conversation_message m ON m.id = a.message_id WHERE `+c.SQL(), c.Args()...)
	})
	if err != nil || len(met) == 0 {
		return err
	}
	var rows []mentionRow
	for _, a := range met {
		if w := b.people.called(nameKey{a.CommunityID, a.Name}); w != nil && w.ID != a.AuthorID {
			rows = append(rows, mentionRow{a.MessageID, w.ID, w.CustomerID, a.Prefix})
		}
	}
	if _, err := db.Insert(ctx, tx, "conversation_mention", rows, "ON CONFLICT DO NOTHING"); err != nil {
		return err
	}
	return db.Lists(tx, b.people.freshNames(), func(part []nameKey) error {
		c := db.Where("").InRows("community_id, name", part)
		_, err := db.Exec(ctx, tx, `DELETE FROM conversation_address WHERE `+c.SQL(), c.Args()...)
		return err
	})
}

// countFirstSpeakers counts the mentions, stored before this call's, of authors who spoke for the first time: from now on
// they are somebody else who speaks here.
func (b *book) countFirstSpeakers(ctx context.Context, tx *db.Tx) error {
	return b.countMentionsOf(ctx, tx, b.people.firstSpeakers(), 1)
}

// countMentionsOf adds n times the stored prefix mentions of those authors.
func (b *book) countMentionsOf(ctx context.Context, tx *db.Tx, authors []AuthorID, n int64) error {
	return db.Lists(tx, authors, func(part []AuthorID) error {
		c := db.Where("n.prefix = TRUE").In("n.author_id", part)
		return db.Each(ctx, tx, func(m messageRow) error { b.sums.mention(&m, n); return nil },
			`SELECT m.id, m.community_id, m.author_id, m.customer_id, m.day FROM conversation_mention n
			JOIN conversation_message m ON m.id = n.message_id WHERE `+c.SQL(), c.Args()...)
	})
}
