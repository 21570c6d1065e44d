// Package tabular turns an untrusted file into records, with flat memory whatever the file's size.
//
// It reads text tables (comma, tab, semicolon, pipe, or runs of blanks), plain or gzipped, in UTF-8, GB18030 (hence GBK)
// or UTF-16, and the sheets of an .xlsx workbook.
//
//	report, err := tabular.Inspect(ctx, path, tabular.Options{})      // reads everything once, keeps nothing
//	r, err := tabular.Open(ctx, path, report.Format, tabular.Limits{}) // the same bytes again, as records
//	for {
//		cells, line, err := r.Next() // *RowError: this record only; io.EOF: done; anything else: the file is unusable
//	}
//
// What holds:
//
//   - Inspect and Open cut records with the same code: Report.Records is the number of times Next answers with a record
//     or a *RowError.
//   - A damaged record costs itself only; a damaged file is one fatal fault, and Inspect finds it before anything is
//     written: broken compression, an encoding that does not hold to the last byte, an over-long record, two equal headers.
//   - No byte count, size or entry number written inside the file is believed: limits hold while reading.
//   - Line numbers are 1-based physical lines of the decoded text; for a workbook they are the sheet's row numbers.
//   - A formula is never a value: what a cell computes can change between two readings of the same file. Only in a table
//     without any quoting, which no spreadsheet writes, is a leading = just a character.
package tabular
