package crash

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"

	"qunli/kit/db"
)

// stored is a document as it stands in the database.
type stored struct {
	OrderNo  string
	Kind     string
	Names    string
	State    string
	Refunded int64
	Head     int64 // the head's amount
	Lines    int64
	Amount   int64 // of the lines
	Audits   int64
	Touches  int64
	HasBuyer bool
	LinkedTo string
}

// Judge compares what is stored with what was acknowledged and what the files hold: nothing lost, nothing doubled. Every
// file has to be in.
func (h *Home) Judge(told Acknowledged, files ...*File) {
	h.Helper()
	ctx := context.Background()
	d, err := db.Open(ctx, h.DB, db.Options{ReadOnly: true})
	if err != nil {
		h.Fatal(err)
	}
	defer d.Close()
	j := &judge{Home: h, ctx: ctx, q: d.Read()}
	j.till(Deeds{Acknowledged: told})
	j.consents(told)
	j.facts(told)
	j.export(files)
	j.people(told, files)
	j.imports(files)
}

type judge struct {
	*Home
	ctx context.Context
	q   db.Q
}

// wrong reports a difference; the first few of many are enough.
func (j *judge) wrong(wrongs *int, format string, args ...any) {
	j.Helper()
	if *wrongs++; *wrongs <= 10 {
		j.Errorf(format, args...)
	}
}

func (j *judge) number(what string, want int64, sql string, args ...any) {
	j.Helper()
	got, err := db.One[int64](j.ctx, j.q, sql, args...)
	if err != nil {
		j.Fatalf("%s: %v", what, err)
	}
	if got != want {
		j.Errorf("%s: %d, want %d", what, got, want)
	}
}

// documents reads the order book of one source.
func (j *judge) documents(source string) map[string]stored {
	j.Helper()
	rows, err := db.All[stored](j.ctx, j.q, `
		SELECT o.order_no, o.kind, o.refund_no AS names, o.state, o.refunded, o.amount AS head,
		       COALESCE(l.lines, 0) AS lines, COALESCE(l.amount, 0) AS amount,
		       COALESCE(a.audits, 0) AS audits, COALESCE(t.touches, 0) AS touches,
		       o.customer_id <> 0 AS has_buyer, COALESCE(s.order_no, '') AS linked_to
		FROM commerce_order o
		LEFT JOIN (SELECT order_id, COUNT(*) AS lines, CAST(SUM(amount) AS BIGINT) AS amount FROM commerce_line GROUP BY order_id) l ON l.order_id = o.id
		LEFT JOIN (SELECT object_id, COUNT(*) AS audits FROM org_audit WHERE verb = 'order.place' GROUP BY object_id) a ON a.object_id = o.id
		LEFT JOIN (SELECT ref_id, COUNT(*) AS touches FROM customer_touch WHERE ref_id <> 0 GROUP BY ref_id) t ON t.ref_id = o.id
		LEFT JOIN commerce_order s ON s.id = o.refund_of
		WHERE o.source = $1`, source)
	if err != nil {
		j.Fatal(err)
	}
	out := make(map[string]stored, len(rows))
	for _, r := range rows {
		out[r.OrderNo] = r
	}
	if len(out) != len(rows) {
		j.Errorf("%d documents of %s under %d numbers", len(rows), source, len(out))
	}
	return out
}

// till compares the orders that callers placed: each once, with its lines, one audit entry and one touch.
func (j *judge) till(told Deeds) {
	j.Helper()
	have, wrongs := j.documents(tillSource), 0
	for no, want := range told.Orders {
		got, ok := have[no]
		switch {
		case !ok:
			j.wrong(&wrongs, "order %s was acknowledged and is lost", no)
		case got.Lines != want.Lines || got.Amount != want.Amount || got.Head != want.Amount:
			j.wrong(&wrongs, "order %s: %+v, want %+v", no, got, want)
		case got.Audits != 1 || got.Touches != 1:
			j.wrong(&wrongs, "order %s was carried out more or less than once: %+v", no, got)
		}
	}
	for no := range have {
		_, order := told.Orders[no]
		if _, refund := told.Refunds[no]; !order && !refund {
			j.wrong(&wrongs, "order %s stands and was never acknowledged", no)
		}
	}
}

// consents compares what has no natural key: only the idempotency key keeps it from happening twice.
func (j *judge) consents(told Acknowledged) {
	j.Helper()
	type topic struct {
		Topic string
		Times int64
	}
	rows, err := db.All[topic](j.ctx, j.q, `SELECT topic, COUNT(*) AS times FROM customer_consent GROUP BY topic`)
	if err != nil {
		j.Fatal(err)
	}
	have, wrongs := map[string]int64{}, 0
	for _, r := range rows {
		have[r.Topic] = r.Times
	}
	for _, t := range told.Consents {
		if have[t] != 1 {
			j.wrong(&wrongs, "consent %s was recorded %d times", t, have[t])
		}
	}
	if len(have) != len(told.Consents) {
		j.Errorf("%d consents stand, %d were acknowledged", len(have), len(told.Consents))
	}
	j.number("audit entries of consents", int64(len(told.Consents)), `SELECT COUNT(*) FROM org_audit WHERE verb = 'customer.consent'`)
}

// facts counts what was published: one fact an order.
func (j *judge) facts(told Acknowledged) {
	j.Helper()
	j.number("facts of placed orders", int64(len(told.Orders)),
		`SELECT COUNT(*) FROM event_fact WHERE kind = 'commerce.orders_placed' AND NOT history`)
}

// export compares the imported documents with the files, to the row and the fen.
func (j *judge) export(files []*File) {
	j.Helper()
	have, wrongs, documents := j.documents(FileSource), 0, 0
	for _, f := range files {
		documents += len(f.Orders)
		for no, want := range f.Orders {
			if got, ok := have[no]; !ok {
				j.wrong(&wrongs, "document %s of %s is missing", no, f.Path)
			} else if why := want.differs(got, f); why != "" {
				j.wrong(&wrongs, "document %s of %s: %s", no, f.Path, why)
			}
		}
	}
	if len(have) != documents {
		j.Errorf("%d imported documents stand, the files hold %d", len(have), documents)
	}
}

func (e *Expected) differs(got stored, f *File) string {
	want := stored{OrderNo: got.OrderNo, Kind: e.Kind, Names: e.Names, State: "kept", Refunded: e.Refunded, Head: e.Amount,
		Lines: e.Lines, Amount: e.Amount, HasBuyer: got.HasBuyer}
	if e.Kind == "refund" {
		want.Head = -e.Amount
		if f.Orders[e.Names] != nil {
			want.LinkedTo = e.Names
		}
	}
	if e.Cancelled {
		want.State = "cancelled"
	}
	if got.HasBuyer {
		want.Touches = 1
	}
	if got != want {
		return fmt.Sprintf("%+v, want %+v", got, want)
	}
	return ""
}

// people counts them: one for each account of each system.
func (j *judge) people(told Acknowledged, files []*File) {
	j.Helper()
	buyers := map[int]bool{}
	for _, f := range files {
		for b := range f.Buyers {
			buyers[b] = true
		}
	}
	want := int64(len(buyers) + len(told.Buyers))
	j.number("people", want, `SELECT COUNT(*) FROM customer`)
	j.number("accounts", want, `SELECT COUNT(*) FROM customer_identity WHERE kind = 'account'`)
	phones := int64(0)
	for b := range buyers {
		if b%2 == 0 {
			phones++
		}
	}
	j.number("phones", phones, `SELECT COUNT(*) FROM customer_identity WHERE kind = 'phone'`)
}

// run is an import as it stands in the database.
type run struct {
	FileName                           string
	State                              string
	Rows, Total, Added, Same, Rejected int64
	Rejects                            int64
	Counts                             string
}

// imports compares the counters: of each file one run brought everything, later ones nothing.
func (j *judge) imports(files []*File) {
	j.Helper()
	runs, err := db.All[run](j.ctx, j.q, `
		SELECT i.file_name, i.state, i.rows, i.total, i.added, i.same, i.rejected, i.counts,
		       (SELECT COUNT(*) FROM intake_reject r WHERE r.import_id = i.id) AS rejects
		FROM intake_import i WHERE i.state <> 'undone' ORDER BY i.id`)
	if err != nil {
		j.Fatal(err)
	}
	brought := map[string]int{}
	for _, r := range runs {
		for _, f := range files {
			if filepath.Base(f.Path) == r.FileName {
				j.run(r, f, &brought)
			}
		}
	}
	for _, f := range files {
		if brought[f.Path] != 1 {
			j.Errorf("%d imports brought %s", brought[f.Path], f.Path)
		}
	}
}

func (j *judge) run(r run, f *File, brought *map[string]int) {
	j.Helper()
	if r.State != "done" || r.Rows != f.Records || r.Total != f.Records || r.Rejected != f.Rejected || r.Rejects != f.Rejected ||
		r.Added+r.Same+r.Rejected != r.Rows {
		j.Errorf("the counters of an import do not add up: %+v, the file has %d records, %d bad", r, f.Records, f.Rejected)
	}
	var counts map[string]int64
	if err := json.Unmarshal([]byte(r.Counts), &counts); err != nil {
		j.Fatal(err)
	}
	for name, want := range f.Counts {
		if name == "duplicate_line" && r.Added == 0 {
			continue // told of lines that are added
		}
		if counts[name] != want {
			j.Errorf("%s of %s: %d, want %d", name, f.Path, counts[name], want)
		}
	}
	switch r.Added {
	case f.Added:
		(*brought)[f.Path]++
	case 0:
	default:
		j.Errorf("an import of %s added %d of %d records", f.Path, r.Added, f.Added)
	}
}
