package insight

import (
	"context"
	"strings"
	"time"

	"qunli/kit/db"
	"qunli/org"
)

// input is what a metric computes from: a snapshot, who asks, and the window.
type input struct {
	q         db.Q
	view      org.View
	params    Params
	window    Window
	zone      *time.Location
	now       int64
	store     org.StoreID // of Where, 0 none
	staff     org.StaffID
	community int64  // 0 none
	channel   string // '' any
	trace     func(sqlText string, args []any)
}

func (s *Service) input(ctx context.Context, q db.Q, m Metric, p Params) (*input, error) {
	in := &input{q: q, view: org.Scope(ctx), params: p, channel: p.Where["channel"], now: s.db.Clock().Now().UnixMilli(), trace: s.trace}
	var err error
	if in.zone, err = org.Zone(ctx, q); err != nil {
		return nil, err
	}
	if err = in.filter(ctx); err != nil {
		return nil, err
	}
	in.window, err = in.findWindow(ctx, m.span)
	return in, err
}

// filter looks up the codes of Where. Another store than the actor's own is refused, not shown as empty.
func (in *input) filter(ctx context.Context) error {
	if code, ok := in.params.Where["store"]; ok {
		stores, err := org.StoresByCode(ctx, in.q, []string{code})
		if err != nil {
			return err
		}
		if in.store = stores[code]; in.store == 0 {
			return ErrUnknownCode.F("store", code)
		}
		if own := in.view.Store(); own != 0 && own != in.store {
			return org.ErrScope
		}
	}
	if err := in.findCommunity(ctx); err != nil {
		return err
	}
	code, ok := in.params.Where["staff"]
	if !ok {
		return nil
	}
	staff, err := org.StaffByCode(ctx, in.q, []string{code})
	if err != nil {
		return err
	}
	if in.staff = staff[code]; in.staff == 0 {
		return ErrUnknownCode.F("staff", code)
	}
	return nil
}

type groupRow struct {
	ID      int64
	Source  string
	Code    string
	StoreID org.StoreID
	StaffID org.StaffID
}

// findCommunity looks up the community of Where, by CODE or SOURCE/CODE. One that the actor does not see is refused.
func (in *input) findCommunity(ctx context.Context) error {
	code, ok := in.params.Where["community"]
	if !ok {
		return nil
	}
	found, err := all[groupRow](ctx, in, `
		SELECT id, source, code, store_id, staff_id
		FROM community
		WHERE code = $1 OR source || '/' || code = $1
		ORDER BY source`, code)
	if err != nil {
		return err
	}
	switch len(found) {
	case 0:
		return ErrUnknownCode.F("community", code)
	case 1:
		in.community = found[0].ID
		return in.view.Check(found[0].StoreID, found[0].StaffID)
	}
	var which []string
	for _, g := range found {
		which = append(which, g.Source+"/"+g.Code)
	}
	return ErrManyCodes.F(code, strings.Join(which, ", "))
}

// scope gives the actor's data scope and the filters as a condition on the named columns; a new one each time.
func (in *input) scope(storeColumn, staffColumn string) *db.Cond {
	return db.Where("").
		Join(in.view.Cond(storeColumn, staffColumn)).
		If(in.store != 0, storeColumn+" = $1", in.store).
		If(in.staff != 0, staffColumn+" = $1", in.staff)
}

type edges struct{ From, To string }

// orderSpan is the first and the last day with orders in scope.
func orderSpan(ctx context.Context, in *input) (edges, error) {
	c := in.scope("store_id", "staff_id").And("orders > 0")
	return one[edges](ctx, in, `
		SELECT COALESCE(MIN(day), '') AS "from", COALESCE(MAX(day), '') AS "to"
		FROM commerce_day
		WHERE `+c.SQL(), c.Args()...)
}

// findWindow completes the window that was asked for with the days that span gives; nil is orderSpan.
func (in *input) findWindow(ctx context.Context, span func(context.Context, *input) (edges, error)) (Window, error) {
	w := Window{From: in.params.From, To: in.params.To}
	if w.From == "" || w.To == "" {
		if span == nil {
			span = orderSpan
		}
		e, err := span(ctx, in)
		if err != nil {
			return w, err
		}
		w = w.fill(e)
	}
	if w.From == "" || w.To == "" || w.From > w.To {
		return Window{Default: w.Default}, nil
	}
	from, _ := parseDay(w.From)
	to, err := parseDay(w.To)
	w.Days = int(to-from) + 1
	return w, err
}

func (w Window) fill(e edges) Window {
	w.Default = w.From == "" && w.To == ""
	if w.From == "" {
		w.From = e.From
	}
	if w.To == "" {
		w.To = e.To
	}
	return w
}

// days gives the window as day numbers; of an empty window, the last day is before the first.
func (w Window) days() (from, to day) {
	if w.Days == 0 {
		return 0, -1
	}
	from, _ = parseDay(w.From)
	to, _ = parseDay(w.To)
	return from, to
}

// one, all and each read as db's do, and show the statement to a test that listens.
func one[T any](ctx context.Context, in *input, sqlText string, args ...any) (T, error) {
	in.show(sqlText, args)
	return db.One[T](ctx, in.q, sqlText, args...)
}

func all[T any](ctx context.Context, in *input, sqlText string, args ...any) ([]T, error) {
	in.show(sqlText, args)
	return db.All[T](ctx, in.q, sqlText, args...)
}

func each[T any](ctx context.Context, in *input, f func(T) error, sqlText string, args ...any) error {
	in.show(sqlText, args)
	return db.Each(ctx, in.q, f, sqlText, args...)
}

func (in *input) show(sqlText string, args []any) {
	if in.trace != nil {
		in.trace(sqlText, args)
	}
}
