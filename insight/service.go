package insight

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"time"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
	"qunli/segment"
)

// Service answers for metrics on one database.
type Service struct {
	db      *db.DB
	book    Book
	reports []report                         // see Keep
	stale   chan struct{}                    // see Stale
	slow    time.Duration                    // a metric that takes longer for the whole brand is stored for its page
	most    int64                            // MostCounted; tests make lists long with less
	rules   *segment.Service                 // by which experiments pick people; nil: they cannot (AskRules)
	trace   func(sqlText string, args []any) // tests read the plans of what is asked; nil otherwise
	heavy   sync.Map                         // of due: answers that were computed in this process, so that it is known whether they are slow
}

// NewService gives the service of the product's dictionary.
func NewService(d *db.DB) *Service {
	return &Service{db: d, book: NewBook(), slow: 300 * time.Millisecond, most: MostCounted, stale: make(chan struct{}, 1)}
}

// StoreSlowerThan has Refresh store what takes longer than d, 300 ms if it is never called.
func (s *Service) StoreSlowerThan(d time.Duration) { s.slow = d }

// Book lists the metrics.
func (s *Service) Book() Book { return slices.Clone(s.book) }

// Ask computes a metric now, in the actor's scope, from one snapshot.
func (s *Service) Ask(ctx context.Context, name string, p Params) (Answer, error) {
	var a Answer
	err := s.ask(ctx, name, p, func(_ *input, r *result) error { a = r.answer; return nil })
	return a, err
}

// JSON computes a metric now and gives its answer as one object, with the metric's own data before the common fields:
// rfm has customers[] and median, cohorts has cohorts[], and so on. It can be as long as there are buyers.
func (s *Service) JSON(ctx context.Context, name string, p Params) (json.RawMessage, error) {
	var out json.RawMessage
	err := s.ask(ctx, name, p, func(in *input, r *result) error {
		data, err := r.dataFor(ctx, in)
		if err != nil {
			return err
		}
		out, err = mergeJSON(r.answer, data)
		return err
	})
	return out, err
}

// Page asks for part of a set of rows: those whose key comes after After, at most Limit (100 when 0, 1,000 at most).
type Page struct {
	After string
	Limit int
}

// Row is one row behind a number; Key is unique within its set and orders it.
type Row struct {
	Key   string `json:"key"`
	Cells []Cell `json:"cells"`
}

// Listing is a page of the rows behind a number. Count is the size of the whole set; Next is the After of the next page,
// "" at the end.
type Listing struct {
	Metric  string   `json:"metric"`
	Set     string   `json:"set"`
	Count   int      `json:"count"`
	Columns []Column `json:"columns"`
	Rows    []Row    `json:"rows"`
	Next    string   `json:"next,omitempty"`
}

// ErrUnknownSet lists the sets of an answer.
var ErrUnknownSet = fault.New(fault.Missing, "insight.unknown_set",
	"指标 %[1]s 没有明细 %[2]q；可用的有：%[3]s", "Metric %[1]s has no rows %[2]q; there are: %[3]s")

// Rows lists the rows behind a number: set is the Set of a RowsRef or of a Cell in the answer to the same parameters.
func (s *Service) Rows(ctx context.Context, name string, p Params, set string, page Page) (Listing, error) {
	return s.rowsOf(ctx, name, p, set, func(r rowSet) Listing { return r.page(page) })
}

// AllRows is Rows with the whole set: what somebody takes away as a file.
func (s *Service) AllRows(ctx context.Context, name string, p Params, set string) (Listing, error) {
	return s.rowsOf(ctx, name, p, set, func(r rowSet) Listing { return Listing{Count: len(r.rows), Columns: r.columns, Rows: r.rows} })
}

func (s *Service) rowsOf(ctx context.Context, name string, p Params, set string, part func(rowSet) Listing) (Listing, error) {
	var l Listing
	err := s.ask(ctx, name, p, func(in *input, r *result) error {
		refs := r.answer.refs()
		if !slices.Contains(refs, set) {
			return ErrUnknownSet.F(name, set, strings.Join(refs[:min(len(refs), 20)], ", "))
		}
		rows, err := r.rowsOf(ctx, in, set)
		if err != nil {
			return err
		}
		if err := org.Must(ctx, rows.permission); err != nil {
			return err
		}
		l = part(rows)
		l.Metric, l.Set = name, set
		return nil
	})
	return l, err
}

// ask checks, computes and hands the result to use, all on one snapshot.
func (s *Service) ask(ctx context.Context, name string, p Params, use func(*input, *result) error) error {
	if err := org.Must(ctx, org.InsightRead); err != nil {
		return err
	}
	m, err := s.book.Find(name)
	if err != nil {
		return err
	}
	if p, err = s.params(ctx, m, p); err != nil {
		return err
	}
	return s.db.Snapshot(ctx, func(q db.Q) error {
		in, err := s.input(ctx, q, m, p)
		if err != nil {
			return err
		}
		r, err := m.compute(ctx, in)
		if err != nil {
			return err
		}
		r.head(m, in)
		return use(in, r)
	})
}

// result is what computing a metric gives: the answer, how to list the rows behind its numbers, and what the metric adds
// to the JSON of the command line.
type result struct {
	answer Answer
	rows   func(set string) rowSet
	read   func(ctx context.Context, in *input, set string) (rowSet, error) // in place of rows: read when asked for
	data   func(ctx context.Context, in *input) (any, error)                // nil: nothing
}

// head fills in what every answer says.
func (r *result) head(m Metric, in *input) {
	a := &r.answer
	a.Metric, a.Title, a.Version, a.Formula = m.Name, m.Title, m.Version, m.Formula
	a.Params, a.Window, a.AsOf = in.params, in.window, in.now
	if a.LeftOut == nil {
		a.LeftOut = []LeftOut{}
	}
	if a.Denominators == nil {
		a.Denominators = []Denominator{}
	}
}

// rowsOf lists a set that the answer speaks of.
func (r *result) rowsOf(ctx context.Context, in *input, set string) (rowSet, error) {
	if r.read != nil {
		return r.read(ctx, in, set)
	}
	return r.rows(set), nil
}

func (r *result) dataFor(ctx context.Context, in *input) (any, error) {
	if r.data == nil {
		return nil, nil
	}
	return r.data(ctx, in)
}

// rowSet is one set of rows, ordered by key.
type rowSet struct {
	permission org.Permission
	columns    []Column
	rows       []Row
}

const (
	pageRows    = 100
	maxPageRows = 1000
)

func (s rowSet) page(p Page) Listing {
	limit := p.Limit
	if limit <= 0 {
		limit = pageRows
	}
	limit = min(limit, maxPageRows)
	start := 0
	if p.After != "" {
		at, found := slices.BinarySearchFunc(s.rows, p.After, func(r Row, key string) int { return strings.Compare(r.Key, key) })
		start = at
		if found {
			start++
		}
	}
	end := min(start+limit, len(s.rows))
	l := Listing{Count: len(s.rows), Columns: s.columns, Rows: s.rows[start:end]}
	if end < len(s.rows) {
		l.Next = s.rows[end-1].Key
	}
	return l
}
