package demo_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"qunli/demo"
)

// leftOut are the tables that tell how a story came in rather than what it is: facts and jobs go by batches, which follow the
// pace of the machine; locks that are taken once a batch as well; links hold random tokens; the
// audit and the marks of those who keep things hold moments.
var leftOut = []string{"event_fact", "job", "node", "org_audit", "org_link", "insight_result", "segment_keeper", "customer_watch", "commerce_source", "community_turn"}

// idsInside are texts made of ids or of hashes of them.
var idsInside = map[string][]string{"community_move": {"ref"}, "conversation_message": {"ref"}, "conversation_presence": {"ref"}, "intake_import": {"work_ms"}}

// firstID is larger than any number of an archive that is no id.
const firstID = 1 << 50

// archive is the rows of a neutral archive: numbers are json.Number.
type archive map[string][][]any

// archived dumps the town as an archive and reads that.
func (w town) archived() archive {
	w.t.Helper()
	var file bytes.Buffer
	if _, err := w.Dump(w.t.Context(), &file, "test", leftOut); err != nil {
		w.t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		w.t.Fatal(err)
	}
	out := archive{}
	for _, f := range z.File {
		if name, is := strings.CutSuffix(strings.TrimPrefix(f.Name, "tables/"), ".ndjson"); is {
			out[name] = w.table(f, name)
		}
	}
	return out
}

// table reads one table, without the columns that hold ids in disguise.
func (w town) table(f *zip.File, name string) [][]any {
	w.t.Helper()
	r, err := f.Open()
	if err != nil {
		w.t.Fatal(err)
	}
	defer r.Close()
	d := json.NewDecoder(r)
	d.UseNumber()
	var columns []struct{ Name string }
	if err := d.Decode(&columns); err != nil {
		w.t.Fatal(err)
	}
	var rows [][]any
	for {
		var cells []any
		err := d.Decode(&cells)
		if err == io.EOF {
			return rows
		}
		if err != nil {
			w.t.Fatal(err)
		}
		for i, c := range columns {
			if slices.Contains(idsInside[name], c.Name) {
				cells[i] = nil
			}
		}
		rows = append(rows, cells)
	}
}

// natural names ids by what is said of them: at first all alike, then by the rows in which they stand, then by the names of
// those they stand with, and so on.
type natural struct {
	a     archive
	now   string // the moment at which the test's clock stands
	names map[string]string
}

func (w town) digests() map[string]string {
	n := &natural{w.archived(), fmt.Sprint(w.Clock.Now().UnixMilli()), map[string]string{}}
	for range 4 {
		n.refine()
	}
	out := map[string]string{}
	for table, rows := range n.a {
		var lines []string
		for _, r := range rows {
			lines = append(lines, n.line(r, ""))
		}
		slices.Sort(lines)
		out[table] = fmt.Sprintf("%d rows %s", len(lines), hash(lines...))
	}
	return out
}

// refine gives every id the name that follows from all rows it stands in.
func (n *natural) refine() {
	stands := map[string][]string{}
	for table, rows := range n.a {
		for _, r := range rows {
			for i, c := range r {
				if id, is := anID(c); is {
					stands[id] = append(stands[id], hash(table, fmt.Sprint(i), n.line(r, id)))
				}
			}
		}
	}
	names := map[string]string{}
	for id, in := range stands {
		slices.Sort(in)
		names[id] = hash(in...)
	}
	n.names = names
}

// line spells a row with names for ids; the id that is asked about is "self", the clock's moment "now".
func (n *natural) line(r []any, self string) string {
	var b strings.Builder
	for _, c := range r {
		id, is := anID(c)
		switch {
		case is && id == self:
			b.WriteString("self")
		case is:
			b.WriteString(n.names[id])
		default:
			if text := fmt.Sprint(c); text == n.now {
				b.WriteString("now")
			} else {
				b.WriteString(text)
			}
		}
		b.WriteByte(0)
	}
	return b.String()
}

func anID(cell any) (string, bool) {
	number, is := cell.(json.Number)
	if !is {
		return "", false
	}
	v, err := number.Int64()
	return string(number), err == nil && v >= firstID
}

func hash(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		_, _ = io.WriteString(h, p) // never fails
		_, _ = h.Write([]byte{1})   // never fails
	}
	return hex.EncodeToString(h.Sum(nil)[:10])
}

func TestSameSeedSameDigestOnBothEngines(t *testing.T) {
	have := map[string]map[string]string{}
	each(t, func(t *testing.T, w town) {
		w.pour(11, demo.Tiny)
		have[t.Name()] = w.digests()
	})
	another := onSQLite(t)
	another.pour(12, demo.Tiny)
	var first map[string]string
	for name, d := range have {
		if first == nil {
			first = d
			t.Logf("%s: %s", name, whole(d))
			continue
		}
		t.Logf("%s: %s", name, whole(d))
		for table := range d {
			if d[table] != first[table] {
				t.Errorf("%s: %s, and %s on the other engine", table, d[table], first[table])
			}
		}
	}
	if d := another.digests(); d["commerce_order"] == first["commerce_order"] || d["customer"] == first["customer"] {
		t.Error("another seed told the same story")
	}
}

// whole is one digest of all tables.
func whole(tables map[string]string) string {
	var lines []string
	for table, d := range tables {
		lines = append(lines, table+" "+d)
	}
	slices.Sort(lines)
	return hash(lines...)
}
