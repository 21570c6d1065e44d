package intake

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"time"

	"qunli/intake/tabular"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/fault"
)

// run is an import at work.
type run struct {
	Import
	days *time.Location // the organisation's zone, in which days are counted
	form *form
}

// kind is how records of one kind enter: read understands one record, write brings a batch in, inside a transaction.
type kind[E any] struct {
	twins  bool     // whether exactly equal records are counted (they enter all the same)
	number func(*E) // tells equal entries of one file apart, in its order; nil: they need not be
	read   func(f *form, cells []string) (E, error)
	write  func(ctx context.Context, tx *db.Tx, imp run, entries []E) (outcome, error)
}

// outcome is what became of a batch.
type outcome struct {
	fates []fate
	tally map[string]int64
}

// fate is what became of one entry: refused, added, or there already.
type fate struct {
	Added   bool
	Ignored bool // neither added nor there already: the mapping leaves it out
	Refused error
}

func (o outcome) with(sort string, n int64) outcome {
	if n > 0 {
		if o.tally == nil {
			o.tally = map[string]int64{}
		}
		o.tally[sort] += n
	}
	return o
}

// item is an understood record: its entry, where it stands and how it reads.
type item[E any] struct {
	entry  E
	record int64 // its ordinal among the records, from 1
	line   int
	cells  []string // kept for the reject file
	twin   bool     // an exactly equal record stood shortly before it
}

// batch is what the reader hands to the writer.
type batch[E any] struct {
	items   []item[E]
	rejects []rejected
	last    int64 // ordinal of the last record in it
	err     error // what ended the reading; io.EOF at the end
}

// rejected is a refused record with its ordinal.
type rejected struct {
	Reject
	record int64
	why    *fault.Error
}

const (
	batchRecords = 5000
	batchBytes   = 4 << 20
	// hopeless is how many records must fail, all of them, before the mapping is blamed and the import stops.
	hopeless = 1000
)

// carry reads src from after the records already counted and writes them in; seen is told after each commit.
func carry[E any](ctx context.Context, s *Service, imp *run, src source, k kind[E], seen func(Import)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	batches := make(chan batch[E], 1)
	go readAll(ctx, imp.form, src, k, imp.Rows, batches)
	w := &writer[E]{s: s, imp: imp, kind: k, seen: seen, pace: pace{size: 1000}, watch: clock.Stopwatch(), before: imp.WorkMs}
	for b := range batches {
		if err := w.write(ctx, b); err != nil {
			return err
		}
		if b.err != nil && !errors.Is(b.err, io.EOF) {
			return b.err
		}
	}
	return ctx.Err()
}

// readAll cuts src into batches. The first skip records are read past: they are durable already.
func readAll[E any](ctx context.Context, f *form, src source, k kind[E], skip int64, out chan<- batch[E]) {
	defer close(out)
	record, seen := int64(0), newRecent()
	for {
		b := batch[E]{}
		for size := 0; len(b.items)+len(b.rejects) < batchRecords && size < batchBytes && b.err == nil; {
			size += readOne(f, src, k, skip, &record, seen, &b)
		}
		b.last = record
		select {
		case out <- b:
		case <-ctx.Done():
			return
		}
		if b.err != nil {
			return
		}
	}
}

// readOne reads one record into the batch and gives its size in bytes.
func readOne[E any](f *form, src source, k kind[E], skip int64, record *int64, seen *recent, b *batch[E]) int {
	cells, line, err := src.Next()
	var damage *tabular.RowError
	if err != nil && !errors.As(err, &damage) {
		b.err = err
		return 0
	}
	*record++
	twin := k.twins && damage == nil && seen.again(cells)
	if *record <= skip && (k.number == nil || damage != nil) {
		return 0
	}
	if damage != nil {
		b.rejects = append(b.rejects, f.damaged(*record, damage, cells))
		return len(damage.Raw)
	}
	entry, err := k.read(f, cells)
	if err == nil && k.number != nil {
		k.number(&entry)
	}
	if *record <= skip {
		return 0
	}
	kept := append([]string(nil), cells...)
	if err != nil {
		b.rejects = append(b.rejects, f.refused(*record, line, err, kept))
	} else {
		b.items = append(b.items, item[E]{entry, *record, line, kept, twin})
	}
	size := 0
	for _, c := range cells {
		size += len(c) + 16
	}
	return size
}

// damaged keeps what could still be read of a damaged record.
func (f *form) damaged(record int64, d *tabular.RowError, cells []string) rejected {
	if len(cells) == 0 {
		cells = []string{d.Raw}
	}
	return f.refused(record, d.Line, d.Fault, cells)
}

// refused keeps a record with the reason.
func (f *form) refused(record int64, line int, err error, cells []string) rejected {
	why := fault.Of(err)
	text, _ := json.Marshal(f.legible(cells)) // strings always marshal
	return rejected{Reject{Line: int64(line), Code: why.Code, Zh: why.Message("zh"), En: why.Message("en"), Record: string(text)}, record, why}
}

// writer writes batches in transactions whose size follows the clock.
type writer[E any] struct {
	s      *Service
	imp    *run
	kind   kind[E]
	seen   func(Import)
	pace   pace
	watch  func() time.Duration
	before int64 // WorkMs of earlier runs
}

func (w *writer[E]) write(ctx context.Context, b batch[E]) error {
	items, rejects := b.items, b.rejects
	for len(items) > 0 || len(rejects) > 0 {
		n := min(w.pace.size, len(items))
		upTo := b.last
		if n < len(items) {
			upTo = items[n].record - 1
		}
		refused := 0
		for refused < len(rejects) && rejects[refused].record <= upTo {
			refused++
		}
		if err := w.commit(ctx, items[:n], rejects[:refused], upTo); err != nil {
			return err
		}
		items, rejects = items[n:], rejects[refused:]
	}
	return nil
}

// commit makes one slice durable together with how far it reaches.
func (w *writer[E]) commit(ctx context.Context, items []item[E], rejects []rejected, upTo int64) error {
	lap := clock.Stopwatch()
	var after Import
	err := w.s.db.Tx(db.Bulk(ctx), func(ctx context.Context, tx *db.Tx) error {
		after = w.imp.Import
		refused, tally, err := w.bringIn(ctx, tx, items, &after)
		if err != nil {
			return err
		}
		refused = append(refused, rejects...)
		if err := insertRejects(ctx, tx, after.ID, refused); err != nil {
			return err
		}
		return w.count(ctx, tx, &after, refused, tally, upTo)
	})
	if err != nil {
		return err
	}
	w.imp.Import = after
	w.pace.learn(lap(), w.s.db.Crowded())
	w.seen(after)
	return w.hopeless(rejects)
}

// bringIn writes the entries and counts what became of them; those refused on the way come back.
func (w *writer[E]) bringIn(ctx context.Context, tx *db.Tx, items []item[E], imp *Import) ([]rejected, Tally, error) {
	if len(items) == 0 {
		return nil, nil, nil
	}
	entries := make([]E, len(items))
	for i := range items {
		entries[i] = items[i].entry
	}
	out, err := w.kind.write(ctx, tx, *w.imp, entries)
	if err != nil {
		return nil, nil, err
	}
	var refused []rejected
	for i, f := range out.fates {
		switch {
		case f.Refused != nil:
			refused = append(refused, w.imp.form.refused(items[i].record, items[i].line, f.Refused, items[i].cells))
		case f.Added:
			imp.Added++
		case f.Ignored:
		default:
			imp.Same++
		}
		if f.Refused == nil && items[i].twin {
			out = out.with("duplicate_line", 1)
		}
	}
	return refused, out.tally, nil
}

func (w *writer[E]) count(ctx context.Context, tx *db.Tx, imp *Import, refused []rejected, tally Tally, upTo int64) error {
	total := w.imp.Tally()
	total.add(tally)
	imp.Counts = total.json()
	imp.Rejected += int64(len(refused))
	imp.Rows = upTo
	imp.WorkMs = w.before + w.watch().Milliseconds()
	return saveProgress(ctx, tx, *imp, w.imp.Rows)
}

// hopeless stops an import none of whose records could be read.
func (w *writer[E]) hopeless(rejects []rejected) error {
	i := w.imp.Import
	if i.Rows >= min(hopeless, i.Total) && i.Rejected == i.Rows && len(rejects) > 0 {
		return ErrAllWrong.F(i.Rows, rejects[0].Line, rejects[0].impersonal())
	}
	return nil
}

// impersonal says why without the values of the record: the error of an import is logged, and outlives the people in it.
func (r rejected) impersonal() string {
	if len(r.why.Fields) == 0 {
		return r.why.Zh + " / " + r.why.En
	}
	f := r.why.Fields[0]
	zh, en := strings.TrimPrefix(f.Zh, "“"+f.Value+"”"), strings.TrimPrefix(f.En, `"`+f.Value+`"`)
	return f.Name + "：" + strings.TrimLeft(zh, " ：") + " / " + f.Name + ": " + strings.TrimSpace(en)
}

// pace fits the number of records in a transaction to the time it takes: about 40 ms, or 3 while
// somebody waits.
type pace struct{ size int }

func (p *pace) learn(took time.Duration, crowded bool) {
	target := 40 * time.Millisecond
	if crowded {
		target = 3 * time.Millisecond
	}
	switch {
	case took > target*5/4:
		p.size = max(50, int(float64(p.size)*max(0.25, float64(target)/float64(took))))
	case took < target*3/4:
		p.size = min(batchRecords, p.size*3/2)
	}
}
