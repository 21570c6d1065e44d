package intake

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"

	"qunli/intake/tabular"
	"qunli/kit/fault"
	"qunli/kit/job"
	"qunli/org"
)

// Trial is what a dry run shows: how the file would be read. Nothing is written.
type Trial struct {
	Report   tabular.Report
	Mapping  Mapping
	Readable int64 // records that would be handed on
	Rejected int64
	Rejects  []Reject // the first of them
	First    []Seen   // the first records, readable or not
}

// Seen is a record as it stands in the file; Refused has no code when it can be read.
type Seen struct {
	Line    int64
	Cells   []string
	Refused Reject
}

const (
	trialRejects = 20
	trialFirst   = 10
)

// Try reads the whole file as an import would, and writes nothing. Where the mapping does not fit (ErrColumn, ErrMap), what
// was found out about the file comes with the error.
func (s *Service) Try(ctx context.Context, path string, r Request) (Trial, error) {
	if err := may(ctx, org.ImportRun); err != nil {
		return Trial{}, err
	}
	p, err := s.understand(ctx, path, r)
	t := Trial{Report: p.report, Mapping: p.mapping}
	if err != nil {
		for _, cells := range p.report.Preview[:min(trialFirst, len(p.report.Preview))] {
			t.First = append(t.First, Seen{Cells: cells})
		}
		return t, err
	}
	reader, err := p.mapping.open(ctx, path)
	if err != nil {
		return t, err
	}
	defer reader.Close()
	f, err := p.mapping.bind(reader.Columns(), newTimeReader(p.mapping, p.zone, reader.Excel(), reader.Date1904()))
	if err != nil {
		return t, err
	}
	return t, t.readAll(job.History(ctx), f, reader)
}

// ErrUnreadable means that a dry run could read no record at all.
var ErrUnreadable = fault.New(fault.Invalid, "import.unreadable",
	"%d 行没有一行可读，请检查列映射。第一条（第 %d 行）：%s", "None of the %d rows could be read; check the mapping. The first, line %d: %s")

// Fault tells that the file cannot be brought in like this: no record could be read, and there are some.
func (t Trial) Fault() error {
	if t.Readable > 0 || len(t.Rejects) == 0 {
		return nil
	}
	first := t.Rejects[0]
	return ErrUnreadable.F(t.Rejected, first.Line, first.Zh+" / "+first.En)
}

// TryUpload is Try on the bytes of a file.
func (s *Service) TryUpload(ctx context.Context, body io.Reader, r Request) (Trial, error) {
	if err := may(ctx, org.ImportRun); err != nil {
		return Trial{}, err
	}
	path, err := s.keep(body, r.FileName)
	if err != nil {
		return Trial{}, err
	}
	defer os.Remove(path)
	return s.Try(ctx, path, r)
}

func (t *Trial) readAll(ctx context.Context, f *form, src source) error {
	for record := int64(1); ctx.Err() == nil; record++ {
		cells, line, err := src.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		var damage *tabular.RowError
		switch {
		case errors.As(err, &damage):
			t.refuse(f.damaged(record, damage, cells), cells)
			continue
		case err != nil:
			return err
		}
		if err := f.check(t.Mapping.Kind, cells); err != nil {
			t.refuse(f.refused(record, line, err, cells), cells)
			continue
		}
		t.Readable++
		t.see(Seen{Line: int64(line), Cells: cells})
	}
	return ctx.Err()
}

func (t *Trial) see(s Seen) {
	if len(t.First) < trialFirst {
		s.Cells = slices.Clone(s.Cells)
		t.First = append(t.First, s)
	}
}

func (t *Trial) refuse(r rejected, cells []string) {
	t.Rejected++
	t.see(Seen{r.Line, cells, r.Reject})
	if len(t.Rejects) < trialRejects {
		t.Rejects = append(t.Rejects, r.Reject)
	}
}

// check reads one record of the kind and drops it.
func (f *form) check(kind string, cells []string) error {
	var err error
	switch kind {
	case "orders":
		_, err = readOrder(f, cells)
	case "customers":
		_, err = readCustomer(f, cells)
	case "products":
		_, err = readProduct(f, cells)
	case "spend":
		_, err = readSpend(f, cells)
	case "referrals":
		_, err = readReferral(f, cells)
	case "touches":
		_, err = readTouch(f, cells)
	case "chat":
		_, err = readChat(f, cells)
	}
	return err
}
