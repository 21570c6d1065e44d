package insight

import (
	"context"
	"time"

	"qunli/kit/db"
	"qunli/org"
)

// input is what a metric computes from: a snapshot, who asks, and the window.
type input struct {
	q      db.Q
	view   org.View
	params Params
	window Window
	zone   *time.Location
	now    int64
	store  org.StoreID // of Where, 0 none
	staff  org.StaffID
	trace  func(sqlText string, args []any)
}

func (s *Service) input(ctx context.Context, q db.Q, p Params) (*input, error) {
	in := &input{q: q, view: org.Scope(ctx), params: p, now: s.db.Clock().Now().UnixMilli(), trace: s.trace}
	var err error
	if in.zone, err = org.Zone(ctx, q); err != nil {
		return nil, err
	}
	if err = in.filter(ctx); err != nil {
		return nil, err
	}
	in.window, err = in.findWindow(ctx)
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

// scope gives the actor's data scope and the filters as a condition on the named columns; a new one each time.
func (in *input) scope(storeColumn, staffColumn string) *db.Cond {
	return db.Where("").
		Join(in.view.Cond(storeColumn, staffColumn)).
		If(in.store != 0, storeColumn+" = $1", in.store).
		If(in.staff != 0, staffColumn+" = $1", in.staff)
}

type edges struct{ From, To string }

func (in *input) findWindow(ctx context.Context) (Window, error) {
	w := Window{From: in.params.From, To: in.params.To}
	if w.From == "" || w.To == "" {
		c := in.scope("store_id", "staff_id").And("orders > 0")
		e, err := one[edges](ctx, in, `
			SELECT COALESCE(MIN(day), '') AS "from", COALESCE(MAX(day), '') AS "to"
			FROM commerce_day
			WHERE `+c.SQL(), c.Args()...)
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
