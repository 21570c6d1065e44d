package tabular

import (
	"context"
	"io"
)

// EachRow hands over the rows as they are cut, before any look at width, bytes or formulas.
func EachRow(path string, f Format, each func(cells []string, line int, bad *RowError)) error {
	src, err := openSource(context.Background(), path, f, Limits{})
	if err != nil {
		return err
	}
	defer src.close()
	for {
		r, err := src.rows.next()
		if err == io.EOF {
			return nil
		}
		if bad, ok := err.(*RowError); ok {
			each(nil, 0, bad)
			continue
		}
		if err != nil {
			return err
		}
		each(r.cells, r.line, nil)
	}
}
