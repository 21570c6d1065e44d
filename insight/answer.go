package insight

import (
	"bytes"
	"encoding/json"
	"time"

	"qunli/kit/money"
)

// RowsRef names the rows behind a number: the set to ask Service.Rows for and, when the number is a sum rather than a
// count, the column whose sum it is. The zero value means that a number is computed from others (a ratio).
type RowsRef struct {
	Set    string `json:"set,omitempty"`
	Column string `json:"column,omitempty"`
}

// Value is one named number of an answer. Number is nil when there is no data: never 0 for unknown.
type Value struct {
	Name   string   `json:"name"`
	Title  Words    `json:"title"`
	Unit   Unit     `json:"unit"`
	Number *float64 `json:"number"`
	Note   *Words   `json:"note,omitempty"`
	Rows   RowsRef  `json:"rows,omitzero"`
}

// Denominator is a whole of which a share was taken.
type Denominator struct {
	Name string `json:"name"`
	Words
	Unit  Unit    `json:"unit"`
	Count int64   `json:"count"` // of things, or fen when Unit is Fen
	Rows  RowsRef `json:"rows,omitzero"`
}

// LeftOut is what the answer does not cover, and why. Count is nil when nobody knows how much.
type LeftOut struct {
	Code string `json:"code"`
	Words
	Unit  Unit   `json:"unit"`
	Count *int64 `json:"count"`
}

// Window is the days an answer covers, both included, in the organisation's zone. Default says that nobody chose them:
// they are the first and the last day with orders in the actor's scope. Days is 0 when there are no orders at all.
type Window struct {
	From    string `json:"from"`
	To      string `json:"to"`
	Days    int    `json:"days"`
	Default bool   `json:"default"`
	Note    *Words `json:"note,omitempty"`
}

// Column heads a column of a table or a list of rows.
type Column struct {
	Name  string `json:"name"`
	Title Words  `json:"title"`
	Unit  Unit   `json:"unit"`
}

// Cell is a text, a number, or nothing (no data). Set names the rows that a counted number stands for. A grey number is
// taken over too few to be compared.
type Cell struct {
	Text   *Words   `json:"text,omitempty"`
	Number *float64 `json:"number,omitempty"`
	Set    string   `json:"set,omitempty"`
	Grey   bool     `json:"grey,omitempty"`
}

// Table is part of an answer that suits a table; with Heat, its share columns suit a heat map.
type Table struct {
	Name    string   `json:"name"`
	Title   Words    `json:"title"`
	Heat    bool     `json:"heat,omitempty"`
	Columns []Column `json:"columns"`
	Rows    [][]Cell `json:"rows"`
}

// Answer is what a metric says, with everything needed to trust it.
type Answer struct {
	Metric       string        `json:"metric"`
	Title        Words         `json:"title"`
	Version      int64         `json:"version"`
	Formula      Words         `json:"formula"`
	Params       Params        `json:"params"`
	Window       Window        `json:"window"`
	AsOf         int64         `json:"as_of"` // unix ms
	Stored       bool          `json:"stored"`
	Values       []Value       `json:"values"`
	Denominators []Denominator `json:"denominators"`
	LeftOut      []LeftOut     `json:"left_out"`
	Tables       []Table       `json:"tables"`
}

// Value gives the named value; ok is false when there is none of that name.
func (a Answer) Value(name string) (Value, bool) {
	for _, v := range a.Values {
		if v.Name == name {
			return v, true
		}
	}
	return Value{}, false
}

// Table gives the named table, empty when there is none.
func (a Answer) Table(name string) Table {
	for _, t := range a.Tables {
		if t.Name == name {
			return t
		}
	}
	return Table{}
}

// refs lists every set the answer speaks of, in order, without repeats.
func (a Answer) refs() []string {
	var out []string
	seen := map[string]bool{"": true}
	note := func(set string) {
		if !seen[set] {
			seen[set] = true
			out = append(out, set)
		}
	}
	for _, v := range a.Values {
		note(v.Rows.Set)
	}
	for _, d := range a.Denominators {
		note(d.Rows.Set)
	}
	for _, t := range a.Tables {
		for _, row := range t.Rows {
			for _, c := range row {
				note(c.Set)
			}
		}
	}
	return out
}

// mergeJSON puts the fields of data before the answer's own in one JSON object.
func mergeJSON(a Answer, data any) (json.RawMessage, error) {
	tail, err := json.Marshal(a)
	if err != nil || data == nil {
		return tail, err
	}
	head, err := json.Marshal(data)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.Write(head[:len(head)-1])
	b.WriteByte(',')
	b.Write(tail[1:])
	return b.Bytes(), nil
}

func whole[N ~int | ~int64 | ~int32](n N) *float64 {
	f := float64(n)
	return &f
}

// ratio gives a ÷ b, nil when b is 0.
func ratio[N ~int | ~int64](a, b N) *float64 {
	if b == 0 {
		return nil
	}
	f := float64(a) / float64(b)
	return &f
}

func count(n int, set string) Cell              { return Cell{Number: whole(n), Set: set} }
func number(f *float64) Cell                    { return Cell{Number: f} }
func fenCell(f money.Fen) Cell                  { return Cell{Number: whole(f)} }
func label(w Words) Cell                        { return Cell{Text: &w} }
func plain(s string) Cell                       { return Cell{Text: &Words{s, s}} }
func known(n int64) *int64                      { return &n }
func column(name, zh, en string, u Unit) Column { return Column{name, Words{zh, en}, u} }

// day is a calendar day, counted from 1970-01-01.
type day int32

const dayFormat = time.DateOnly

func parseDay(s string) (day, error) {
	t, err := time.Parse(dayFormat, s)
	return day(t.Unix() / 86400), err
}

func (d day) time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// String spells the day YYYY-MM-DD.
func (d day) String() string { return d.time().Format(dayFormat) }

// month is a calendar month, counted from year 0.
type month int32

func (d day) month() month {
	y, m, _ := d.time().Date()
	return month(y*12 + int(m) - 1)
}

func (m month) first() day {
	t := time.Date(int(m)/12, time.Month(int(m)%12+1), 1, 0, 0, 0, 0, time.UTC)
	return day(t.Unix() / 86400)
}

// String spells the month YYYY-MM.
func (m month) String() string { return m.first().String()[:7] }
