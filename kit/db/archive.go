package db

import (
	"archive/zip"
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"slices"
	"strings"
	"time"

	"qunli/kit/fault"
)

// The archive is a zip: one tables/<name>.ndjson a table, whose first line lists the columns and whose further lines are
// rows as JSON arrays in primary key order, and manifest.json last. It does not depend on the engine: booleans are 0 and
// 1, bytes are base64. What belongs to one run of one machine (nodes, sessions, …) is left out.

// The refusals of Restore.
var (
	ErrArchive     = fault.New(fault.Invalid, "archive.damaged", "备份文件不完整或已损坏：%s", "The archive is incomplete or damaged: %s")
	ErrNotEmpty    = fault.New(fault.Conflict, "archive.not_empty", "目标数据库不是空的（表 %s 有数据），请恢复到新的数据库", "The target database is not empty (table %s has rows); restore into a new one")
	ErrArchiveAge  = fault.New(fault.Invalid, "archive.version", "备份来自另一个版本（结构 %d，本程序 %d），请用同版本程序恢复后再升级", "The archive is of another version (schema %d, this program %d); restore it with that version, then upgrade")
	errArchiveRows = "table %s: %d rows, manifest says %d, or their digest differs"
)

// Manifest describes an archive.
type Manifest struct {
	Format     int                     `json:"format"`
	Program    string                  `json:"program"`
	MadeAt     string                  `json:"made_at"` // RFC 3339
	Engine     Engine                  `json:"engine"`  // it came from
	Migrations []int64                 `json:"migrations"`
	Tables     map[string]ArchiveTable `json:"tables"`
}

// ArchiveTable is what the manifest says of one table.
type ArchiveTable struct {
	Rows   int64  `json:"rows"`
	SHA256 string `json:"sha256"` // of the rows' lines
}

const archiveFormat = 1

// Dump writes all tables but those in skip to w, from one consistent snapshot.
func (d *DB) Dump(ctx context.Context, w io.Writer, program string, skip []string) (Manifest, error) {
	m := Manifest{Format: archiveFormat, Program: program, Engine: d.engine, Tables: map[string]ArchiveTable{},
		MadeAt: d.clock.Now().UTC().Format(time.RFC3339)}
	var err error
	if m.Migrations, err = d.Applied(ctx); err != nil {
		return m, err
	}
	z := zip.NewWriter(w)
	err = d.Snapshot(ctx, func(q Q) error {
		tables, err := Tables(ctx, q)
		if err != nil {
			return err
		}
		for _, t := range tables {
			if slices.Contains(skip, t.Name) {
				continue
			}
			if m.Tables[t.Name], err = dumpTable(ctx, q, z, t); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return m, err
	}
	if err := writeJSON(z, "manifest.json", m); err != nil {
		return m, err
	}
	return m, z.Close()
}

func writeJSON(z *zip.Writer, name string, v any) error {
	f, err := z.Create(name)
	if err != nil {
		return err
	}
	e := json.NewEncoder(f)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

func dumpTable(ctx context.Context, q Q, z *zip.Writer, t Table) (ArchiveTable, error) {
	var a ArchiveTable
	f, err := z.Create("tables/" + t.Name + ".ndjson")
	if err != nil {
		return a, err
	}
	out := bufio.NewWriterSize(f, 1<<16)
	head, err := json.Marshal(t.Columns)
	if err != nil {
		return a, err
	}
	if _, err := out.Write(append(head, '\n')); err != nil {
		return a, err
	}
	digest := sha256.New()
	err = eachRaw(ctx, q, t, func(values []any) error {
		line, err := json.Marshal(values)
		if err != nil {
			return err
		}
		line = append(line, '\n')
		digest.Write(line)
		a.Rows++
		_, err = out.Write(line)
		return err
	})
	if err != nil {
		return a, err
	}
	a.SHA256 = hex.EncodeToString(digest.Sum(nil))
	return a, out.Flush()
}

// eachRaw reads a table in key order, the values as the archive spells them.
func eachRaw(ctx context.Context, q Q, t Table, f func([]any) error) error {
	order := make([]string, len(t.Key))
	for i, k := range t.Key {
		order[i] = k
		if q.Engine() == Postgres && t.raw[k] == "text" {
			order[i] += ` COLLATE "C"`
		}
	}
	rows, err := q.query(ctx, `SELECT `+strings.Join(t.names(), ", ")+` FROM `+t.Name+` ORDER BY `+strings.Join(order, ", "), nil)
	if err != nil {
		return translate(err)
	}
	defer rows.Close()
	values, targets := make([]any, len(t.Columns)), make([]any, len(t.Columns))
	for i := range values {
		targets[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		for i, v := range values {
			values[i] = neutral(v)
		}
		if err := f(values); err != nil {
			return err
		}
	}
	return translate(rows.Err())
}

// neutral gives a value as both engines' rows are written: booleans as 0 and 1, empty bytes never as null.
func neutral(v any) any {
	switch v := v.(type) {
	case bool:
		if v {
			return 1
		}
		return 0
	case []byte:
		if v == nil {
			return []byte{}
		}
	}
	return v
}

// Restore fills an empty, migrated database from an archive, in one transaction: all of it or nothing.
func (d *DB) Restore(ctx context.Context, r io.ReaderAt, size int64) (Manifest, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return Manifest{}, ErrArchive.F("zip").Because(err)
	}
	m, err := readManifest(z)
	if err != nil {
		return m, err
	}
	applied, err := d.Applied(ctx)
	if err != nil {
		return m, err
	}
	if !slices.Equal(applied, m.Migrations) {
		return m, ErrArchiveAge.F(last(m.Migrations), last(applied))
	}
	return m, d.Tx(Bulk(ctx), func(ctx context.Context, tx *Tx) error {
		tables, err := Tables(ctx, tx)
		if err != nil {
			return err
		}
		if err := refuseStrays(z, m, tables); err != nil {
			return err
		}
		for _, t := range tables {
			want, archived := m.Tables[t.Name]
			if !archived {
				continue
			}
			if err := restoreTable(ctx, tx, z, t, want); err != nil {
				return err
			}
		}
		return nil
	})
}

// refuseStrays refuses an archive that holds or promises a table which its manifest or this database does not know.
func refuseStrays(z *zip.Reader, m Manifest, tables []Table) error {
	known := map[string]bool{}
	for _, t := range tables {
		known[t.Name] = true
	}
	for name := range m.Tables {
		if !known[name] {
			return ErrArchive.F(name)
		}
	}
	for _, f := range z.File {
		name, isTable := strings.CutSuffix(strings.TrimPrefix(f.Name, "tables/"), ".ndjson")
		if _, promised := m.Tables[name]; isTable && !promised {
			return ErrArchive.F(f.Name)
		}
	}
	return nil
}

func last(v []int64) int64 {
	if len(v) == 0 {
		return 0
	}
	return v[len(v)-1]
}

func readManifest(z *zip.Reader) (Manifest, error) {
	var m Manifest
	f, err := z.Open("manifest.json")
	if err != nil {
		return m, ErrArchive.F("manifest.json").Because(err)
	}
	defer f.Close()
	if err := json.NewDecoder(io.LimitReader(f, 1<<20)).Decode(&m); err != nil {
		return m, ErrArchive.F("manifest.json").Because(err)
	}
	if m.Format != archiveFormat {
		return m, ErrArchive.F(fmt.Sprintf("format %d", m.Format))
	}
	return m, nil
}

func restoreTable(ctx context.Context, tx *Tx, z *zip.Reader, t Table, want ArchiveTable) error {
	n, err := One[int64](ctx, tx, `SELECT COUNT(*) FROM `+t.Name)
	if err != nil {
		return err
	}
	if n > 0 {
		return ErrNotEmpty.F(t.Name)
	}
	f, err := z.Open("tables/" + t.Name + ".ndjson")
	if err != nil {
		return ErrArchive.F(t.Name).Because(err)
	}
	defer f.Close()
	in := &archiveRows{r: bufio.NewReaderSize(f, 1<<16), table: t, digest: sha256.New()}
	if err := in.header(); err != nil {
		return err
	}
	const step = 2000
	for {
		rows, err := in.next(step)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			break
		}
		if err := insertRaw(ctx, tx, t, rows); err != nil {
			if Code(err) != CodeNone || errors.Is(err, ErrText) {
				return ErrArchive.F(t.Name).Because(err)
			}
			return err
		}
	}
	if in.count != want.Rows || hex.EncodeToString(in.digest.Sum(nil)) != want.SHA256 {
		return ErrArchive.F(fmt.Sprintf(errArchiveRows, t.Name, in.count, want.Rows))
	}
	return nil
}

// archiveRows reads one table of an archive.
type archiveRows struct {
	r      *bufio.Reader
	table  Table
	digest hash.Hash
	count  int64
}

func (a *archiveRows) header() error {
	var columns []Column
	line, err := a.r.ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &columns)
	}
	if err != nil {
		return ErrArchive.F(a.table.Name).Because(err)
	}
	if !slices.Equal(columns, a.table.Columns) {
		return ErrArchive.F(a.table.Name + ": columns differ")
	}
	return nil
}

func (a *archiveRows) next(n int) ([][]any, error) {
	var rows [][]any
	for len(rows) < n {
		line, err := a.r.ReadBytes('\n')
		if err == io.EOF && len(line) == 0 {
			return rows, nil
		}
		if err != nil {
			return nil, ErrArchive.F(a.table.Name).Because(err)
		}
		a.digest.Write(line)
		row, err := a.parse(line)
		if err != nil {
			return nil, ErrArchive.F(a.table.Name).Because(err)
		}
		rows = append(rows, row)
		a.count++
	}
	return rows, nil
}
