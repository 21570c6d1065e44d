package intake

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"
	"strings"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
)

// WriteRejects writes the refused records as CSV: line, code and reason in both languages in columns of our own, then the
// record in the columns of its file. It opens in a spreadsheet (BOM), cannot start a formula there, and is itself a file that
// can be brought in, read as the first one was, once its records are mended.
func (s *Service) WriteRejects(ctx context.Context, id ID, w io.Writer) error {
	if err := may(ctx, org.ImportRun); err != nil {
		return err
	}
	imp, err := loadImport(ctx, s.db.Read(), id)
	if err != nil {
		return err
	}
	var m Mapping
	if err := json.Unmarshal([]byte(imp.Mapping), &m); err != nil {
		return err
	}
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	c := csv.NewWriter(w)
	if err := c.Write(inert(append(rejectColumns(), m.Names...))); err != nil {
		return err
	}
	err = eachReject(ctx, s.db.Read(), id, func(r Reject) error {
		var cells []string
		if err := json.Unmarshal([]byte(r.Record), &cells); err != nil {
			return err
		}
		return c.Write(inert(append([]string{strconv.FormatInt(r.Line, 10), r.Code, r.Zh, r.En}, cells...)))
	})
	c.Flush()
	if err == nil {
		err = c.Error()
	}
	return err
}

func inert(cells []string) []string {
	for i, c := range cells {
		cells[i] = Inert(c)
	}
	return cells
}

// ErasePeople removes the refused records that speak of people who are being erased.
func ErasePeople(ctx context.Context, tx *db.Tx, people []customer.ID) error {
	known, err := customer.KnownBy(ctx, tx, people)
	if err != nil {
		return err
	}
	type key struct{ imp, line int64 }
	var hit []key
	err = db.Each(ctx, tx, func(r Reject) error {
		var cells []string
		if err := json.Unmarshal([]byte(r.Record), &cells); err != nil {
			return err
		}
		if speaksOf(cells, known) {
			hit = append(hit, key{int64(r.ImportID), r.Line})
		}
		return nil
	}, `SELECT import_id, line, code, zh, en, record FROM intake_reject`)
	if err != nil {
		return err
	}
	for _, k := range hit {
		if _, err := db.Exec(ctx, tx, `DELETE FROM intake_reject WHERE import_id = $1 AND line = $2`, k.imp, k.line); err != nil {
			return err
		}
	}
	return nil
}

// longEnough is how many bytes a value needs to be looked for inside cells: a shorter one must be a whole cell.
const longEnough = 6

// digits gives the digits of a cell, full-width ones folded: a phone is written with blanks, dashes, brackets and a country
// code, and is stored without.
func digits(cell string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			return r
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		}
		return -1
	}, cell)
}

func allDigits(value string) bool { return digits(value) == value }

func speaksOf(cells, known []string) bool {
	for _, cell := range cells {
		plain := strings.TrimSuffix(strings.TrimSpace(cell), ".0")
		for _, v := range known {
			if plain == v || len(v) >= longEnough && (strings.Contains(cell, v) || allDigits(v) && strings.Contains(digits(cell), v)) {
				return true
			}
		}
	}
	return false
}
