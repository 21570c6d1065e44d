package conversation

import (
	"context"
	"sync"
	"time"

	"qunli/community"
	"qunli/conversation/reply"
	"qunli/kit/db"
	"qunli/kit/job"
)

// linker gives the linker of this build; reading its weights once is enough.
var linker = sync.OnceValue(reply.New)

// book is one call of Take or TakeLog: what it read, and what it is about to write.
type book struct {
	importID int64
	history  bool
	rules    Settings
	days     calendar
	people   *people
	sums     *sums
	places   map[community.ID]community.Place
	newID    func() int64
	linker   *reply.Linker

	sights       []sight
	mine         map[string]int64 // refs of this call and their lines
	toldAnswered []ID
}

func newBook(ctx context.Context, tx *db.Tx, importID int64, zone *time.Location) *book {
	return &book{importID: importID, history: importID != 0 || job.IsHistory(ctx), days: calendar{zone: zone},
		people: newPeople(importID, tx.NewID), sums: newSums(), newID: tx.NewID, linker: linker(), mine: map[string]int64{}}
}

// prepare takes the groups and their locks and reads what holds for all of them.
func (b *book) prepare(ctx context.Context, tx *db.Tx, groups map[community.ID]bool) error {
	if err := community.Hold(ctx, tx, b.importID, sortedKeys(groups)); err != nil {
		return err
	}
	if err := lock(ctx, tx, groups); err != nil {
		return err
	}
	var err error
	if b.rules, err = loadSettings(ctx, tx); err != nil {
		return err
	}
	b.places, err = community.Places(ctx, tx, sortedKeys(groups))
	return err
}

// same tells a line that is here already, or came before in this call, and notes that this import brings it too.
func (b *book) same(known map[string]stored, ref string, f *Fate) bool {
	if ref == "" {
		return false
	}
	s, ok := known[ref]
	if !ok {
		id, again := b.mine[ref]
		f.ID = id
		b.mine[ref] = 0
		return again
	}
	f.ID = s.ID
	if s.ImportID != 0 && s.ImportID != b.importID {
		b.sights = append(b.sights, sight{b.importID, s.ID})
	}
	return true
}

// write stores authors and rollups; messages, mentions and presences are stored already.
func (b *book) write(ctx context.Context, tx *db.Tx) error {
	if err := b.people.write(ctx, tx); err != nil {
		return err
	}
	return b.sums.write(ctx, tx, b.places)
}
