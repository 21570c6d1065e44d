package tabular

import "context"

// Head gives the cells of the first record, the format found out from the first bytes alone: it tells what a file is before
// it is inspected as somebody says it is written.
func Head(ctx context.Context, path string) ([]string, error) {
	f, err := firstFormat(path)
	if err != nil {
		return nil, err
	}
	src, err := openSource(ctx, path, f, Limits{})
	if err != nil {
		return nil, err
	}
	defer src.close()
	first, err := src.rows.next()
	if err != nil {
		return nil, err
	}
	return first.cells, nil
}

// firstFormat guesses container, encoding and delimiter from the first bytes.
func firstFormat(path string) (Format, error) {
	raw, err := openRaw(path)
	if err != nil {
		return Format{}, err
	}
	defer raw.Close()
	f := Format{Quoted: true}
	if f.Container, err = raw.container(); err != nil || f.Container == XLSX {
		return f, err
	}
	sample, err := readSample(path, f.Container, Limits{}.withDefaults())
	if err != nil {
		return f, err
	}
	possible, err := encodings(sample, f.Container, Options{})
	if err != nil {
		return f, err
	}
	f.Encoding = possible[0]
	f.Delimiter = guessDelimiter(decodeSample(sample, f.Encoding))
	return f, nil
}
