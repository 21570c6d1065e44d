package console

import (
	"context"
	"encoding/csv"
	"io"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"qunli/intake"
	"qunli/kit/fault"
	"qunli/kit/serve"
	"qunli/org"
)

// sheet is a file of lines that a caller takes away. Everything that may be refused is refused before it is made.
type sheet struct {
	name    string // of the file, without its ending
	columns []string
	lines   func(write func(cells ...string) error) error
}

// sheets enters a GET route that answers with a CSV file, written as it is read. It opens in a spreadsheet (BOM) and cannot
// start a formula there.
func sheets[I any](t *table, path, name, summary string, h func(context.Context, *I) (sheet, error)) {
	op := t.operation(http.MethodGet, path, name, summary, false)
	op.Responses["200"] = &huma.Response{Description: "OK", Content: map[string]*huma.MediaType{
		"text/csv": {Schema: &huma.Schema{Type: huma.TypeString}}}}
	huma.Register(t.api, op, func(ctx context.Context, in *I) (*reply, error) {
		out, err := guarded(ctx, false, func() (sheet, error) { return h(ctx, in) })
		if err != nil {
			return nil, serve.NewProblem(ctx, langOf(ctx), err)
		}
		return &reply{func(w huma.Context) {
			w.SetHeader("Content-Type", "text/csv; charset=utf-8")
			w.SetHeader("Content-Disposition", "attachment; filename="+strconv.Quote(out.name+".csv"))
			if err := out.write(w.BodyWriter()); err != nil {
				serve.Note(ctx, err)
				panic(http.ErrAbortHandler) // nobody takes half a file for the whole
			}
		}}, nil
	})
}

func (s sheet) write(to io.Writer) error {
	if _, err := io.WriteString(to, "\ufeff"); err != nil {
		return err
	}
	w := csv.NewWriter(to)
	if err := w.Write(s.columns); err != nil {
		return err
	}
	err := s.lines(func(cells ...string) error {
		for i := range cells {
			cells[i] = intake.Inert(cells[i])
		}
		return w.Write(cells)
	})
	w.Flush()
	if err == nil {
		err = w.Error()
	}
	return err
}

// taken records that somebody took a file of so many lines away.
func (c *Console) taken(ctx context.Context, verb, object string, rows int64, more map[string]any) error {
	after := map[string]any{"rows": rows}
	for k, v := range more {
		after[k] = v
	}
	return c.Org.Record(ctx, org.CustomerExport, org.Change{Verb: verb, Object: object, After: after}, nothing)
}

// plainFor tells whether phones are written as they are: only when asked for, by somebody who may.
func plainFor(ctx context.Context, phones string) (bool, error) {
	switch phones {
	case "", "masked":
		return false, nil
	case "plain":
		return true, org.Must(ctx, org.PhoneReveal)
	}
	return false, fault.InvalidField("phones", phones, "只能是 masked 或 plain", "is masked or plain")
}
