package sandbox

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"qunli/kit/db"
)

// ref names one thing.
type ref struct{ kind, name string }

// thing is one row of sandbox_thing.
type thing struct {
	Kind string
	Name string
	Seq  int64
	Body string
}

// change is a thing that differs from its row.
type change struct {
	seq   int64
	value any // nil: it is gone
}

// journal remembers which things differ from their rows. It is guarded by the lock of the world.
type journal struct {
	changed map[ref]change
	files   map[string][]byte // uploaded and not yet written; nil: to be deleted
	seq     int64             // of the newest thing
	version int64             // grows with every change
}

func (j *journal) mark(r ref, c change) {
	j.changed[r] = c
	j.version++
}

// batch is what one transaction writes.
type batch struct {
	version int64
	taken   map[ref]change
	files   map[string][]byte
	rows    []thing
	gone    []ref
}

// take empties the journal into a batch.
func (j *journal) take() (*batch, error) {
	b := &batch{version: j.version, taken: j.changed, files: j.files}
	for r, c := range j.changed {
		if c.value == nil {
			b.gone = append(b.gone, r)
			continue
		}
		body, err := json.Marshal(c.value)
		if err != nil {
			return nil, fmt.Errorf("sandbox: %s %s: %w", r.kind, r.name, err)
		}
		b.rows = append(b.rows, thing{r.kind, r.name, c.seq, string(body)})
	}
	slices.SortFunc(b.rows, func(x, y thing) int { return int(x.Seq - y.Seq) })
	j.changed, j.files = map[ref]change{}, map[string][]byte{}
	return b, nil
}

// giveBack returns a batch that was not written; what changed again meanwhile is newer.
func (j *journal) giveBack(b *batch) {
	for r, c := range b.taken {
		if _, newer := j.changed[r]; !newer {
			j.changed[r] = c
		}
	}
	for id, data := range b.files {
		if _, newer := j.files[id]; !newer {
			j.files[id] = data
		}
	}
}

// file is one row of sandbox_file.
type file struct {
	ID   string
	Data []byte
}

func (b *batch) write(ctx context.Context, d *db.DB) error {
	return d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, r := range b.gone {
			if _, err := db.Exec(ctx, tx, `DELETE FROM sandbox_thing WHERE kind = $1 AND name = $2`, r.kind, r.name); err != nil {
				return err
			}
		}
		_, err := db.Insert(ctx, tx, "sandbox_thing", b.rows, `ON CONFLICT (kind, name) DO UPDATE SET seq = excluded.seq, body = excluded.body`)
		if err != nil {
			return err
		}
		var files []file
		for id, data := range b.files {
			if data != nil {
				files = append(files, file{id, data})
			} else if _, err := db.Exec(ctx, tx, `DELETE FROM sandbox_file WHERE id = $1`, id); err != nil {
				return err
			}
		}
		_, err = db.Insert(ctx, tx, "sandbox_file", files, `ON CONFLICT (id) DO NOTHING`)
		return err
	})
}

// entry is one thing on a shelf.
type entry[T any] struct {
	seq   int64
	value *T
}

// shelf holds all things of one kind, in the order in which they entered. It is guarded by the lock of the world.
type shelf[T any] struct {
	kind string
	log  *journal
	all  map[string]entry[T]
	line []slot // in order of entering; what was dropped is cleared away now and then
}

// slot is a place in the line; it stands for a thing only while that has the same number.
type slot struct {
	seq  int64
	name string
}

func newShelf[T any](kind string, log *journal) *shelf[T] {
	return &shelf[T]{kind: kind, log: log, all: map[string]entry[T]{}}
}

// get gives a thing, nil when there is none.
func (s *shelf[T]) get(name string) *T { return s.all[name].value }

// put adds a thing, or notes that it has changed.
func (s *shelf[T]) put(name string, v *T) {
	e, known := s.all[name]
	if !known {
		s.log.seq++
		e.seq = s.log.seq
		s.line = append(s.line, slot{e.seq, name})
	}
	e.value = v
	s.all[name] = e
	s.log.mark(ref{s.kind, name}, change{e.seq, v})
}

// drop removes a thing.
func (s *shelf[T]) drop(name string) {
	if _, known := s.all[name]; !known {
		return
	}
	delete(s.all, name)
	s.log.mark(ref{s.kind, name}, change{})
	if len(s.line) > 64 && len(s.line) > 2*len(s.all) {
		s.line = slices.DeleteFunc(s.line, func(k slot) bool { return s.all[k.name].seq != k.seq })
	}
}

// from calls f with everything whose number is larger than seq, in order, until f says stop.
func (s *shelf[T]) from(seq int64, f func(name string, seq int64, v *T) bool) {
	start, _ := slices.BinarySearchFunc(s.line, seq+1, func(k slot, want int64) int { return cmp.Compare(k.seq, want) })
	for _, k := range s.line[start:] {
		if e := s.all[k.name]; e.seq == k.seq && !f(k.name, k.seq, e.value) {
			return
		}
	}
}

// each calls f with everything, in order.
func (s *shelf[T]) each(f func(v *T)) {
	s.from(0, func(_ string, _ int64, v *T) bool { f(v); return true })
}

// load puts a row back on its shelf.
func (s *shelf[T]) load(row thing) error {
	v := new(T)
	if err := json.Unmarshal([]byte(row.Body), v); err != nil {
		return fmt.Errorf("sandbox: %s %s: %w", row.Kind, row.Name, err)
	}
	s.all[row.Name] = entry[T]{row.Seq, v}
	s.line = append(s.line, slot{row.Seq, row.Name})
	return nil
}

// clear drops everything.
func (s *shelf[T]) clear() {
	for name := range s.all {
		s.log.mark(ref{s.kind, name}, change{})
	}
	s.all, s.line = map[string]entry[T]{}, nil
}

// loader is a shelf, whatever it holds.
type loader interface {
	load(row thing) error
	clear()
}

// readAll fills the shelves from the rows.
func readAll(ctx context.Context, q db.Q, log *journal, shelves map[string]loader) error {
	return db.Each(ctx, q, func(row thing) error {
		log.seq = max(log.seq, row.Seq)
		s := shelves[row.Kind]
		if s == nil {
			return fmt.Errorf("sandbox: nothing is known of kind %s", row.Kind)
		}
		return s.load(row)
	}, `SELECT kind, name, seq, body FROM sandbox_thing ORDER BY seq`)
}
