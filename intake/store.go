package intake

import (
	"context"
	"errors"

	"qunli/kit/db"
)

const importColumns = `id, kind, source, file_name, file_hash, file_bytes, mapping, zone, state, rows, total, added, same,
	rejected, counts, error, actor_kind, actor_id, created_at, started_at, finished_at, work_ms`

func loadImport(ctx context.Context, q db.Q, id ID) (Import, error) {
	i, err := db.One[Import](ctx, q, `SELECT `+importColumns+` FROM intake_import WHERE id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return i, ErrNone
	}
	return i, err
}

// unfinished finds an import of the same file, read the same way, that has not come to its end.
func unfinished(ctx context.Context, q db.Q, want Import) (Import, bool, error) {
	i, err := db.One[Import](ctx, q, `
		SELECT `+importColumns+`
		FROM intake_import
		WHERE kind = $1 AND source = $2 AND file_hash = $3 AND mapping = $4 AND zone = $5
		  AND state IN ('waiting', 'running', 'failed')
		ORDER BY id DESC`, want.Kind, want.Source, want.FileHash, want.Mapping, want.Zone)
	if errors.Is(err, db.ErrNone) {
		return i, false, nil
	}
	return i, err == nil, err
}

func insertImport(ctx context.Context, tx *db.Tx, i Import) error {
	_, err := db.Insert(ctx, tx, "intake_import", []Import{i}, "")
	return err
}

func setState(ctx context.Context, tx *db.Tx, i Import) error {
	return db.MustAffect(ctx, tx, ErrNone, `
		UPDATE intake_import SET state = $1, error = $2, started_at = $3, finished_at = $4 WHERE id = $5`,
		i.State, i.Error, i.StartedAt, i.FinishedAt, i.ID)
}

// saveEnd ends an import that still runs.
func saveEnd(ctx context.Context, tx *db.Tx, i Import) error {
	return db.MustAffect(ctx, tx, ErrMoved, `
		UPDATE intake_import SET state = $1, error = $2, finished_at = $3 WHERE id = $4 AND state = 'running'`,
		i.State, i.Error, i.FinishedAt, i.ID)
}

// saveProgress moves an import on from where its caller believes it to stand: two runs of one import cannot both.
func saveProgress(ctx context.Context, tx *db.Tx, i Import, from int64) error {
	return db.MustAffect(ctx, tx, ErrMoved, `
		UPDATE intake_import SET rows = $1, added = $2, same = $3, rejected = $4, counts = $5, work_ms = $6
		WHERE id = $7 AND state = 'running' AND rows = $8`,
		i.Rows, i.Added, i.Same, i.Rejected, i.Counts, i.WorkMs, i.ID, from)
}

func listImports(ctx context.Context, q db.Q, before ID, limit int) ([]Import, error) {
	c := db.Where("")
	c.If(before != 0, "id < $1", before)
	return db.All[Import](ctx, q, `
		SELECT `+importColumns+` FROM intake_import WHERE `+c.SQL()+` ORDER BY id DESC LIMIT `+c.Next(1), c.Args(limit)...)
}

// unfinishedWork lists what the runner may have to take up, oldest first.
func unfinishedWork(ctx context.Context, q db.Q) ([]Import, error) {
	return db.All[Import](ctx, q, `
		SELECT `+importColumns+` FROM intake_import WHERE state IN ('waiting', 'running', 'undoing') ORDER BY id`)
}

func insertRejects(ctx context.Context, tx *db.Tx, imp ID, rejects []rejected) error {
	rows := make([]Reject, len(rejects))
	for i, r := range rejects {
		rows[i] = r.Reject
		rows[i].ImportID = imp
	}
	_, err := db.Insert(ctx, tx, "intake_reject", rows, `ON CONFLICT (import_id, line) DO NOTHING`)
	return err
}

// eachReject reads the refused records of an import in the order of the file.
func eachReject(ctx context.Context, q db.Q, imp ID, f func(Reject) error) error {
	return db.Each(ctx, q, f, `
		SELECT import_id, line, code, zh, en, record FROM intake_reject WHERE import_id = $1 ORDER BY line`, imp)
}

// Preset is a mapping saved under a name.
type Preset struct {
	Name      string
	Body      string // JSON of Mapping
	Version   int64
	ChangedAt int64
}

func loadPreset(ctx context.Context, q db.Q, name string) (Preset, error) {
	p, err := db.One[Preset](ctx, q, `SELECT name, body, version, changed_at FROM intake_preset WHERE name = $1`, name)
	if errors.Is(err, db.ErrNone) {
		return p, ErrPreset.F(name)
	}
	return p, err
}

func savePreset(ctx context.Context, tx *db.Tx, p Preset) error {
	_, err := db.Exec(ctx, tx, `
		INSERT INTO intake_preset (name, body, version, changed_at) VALUES ($1, $2, 1, $3)
		ON CONFLICT (name) DO UPDATE
		SET body = excluded.body, version = intake_preset.version + 1, changed_at = excluded.changed_at`,
		p.Name, p.Body, tx.Now)
	return err
}
