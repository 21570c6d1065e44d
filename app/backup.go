package app

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"qunli/kit/db"
	"qunli/kit/job"
	"qunli/org"
	"qunli/web/console"
)

const (
	backupJob    = "app.backup"
	backupFolder = "backups"
	backupEnding = ".qunli"
)

// archiver is the console's way to backups: archives like those of the command, in a folder beside the data of the node
// that makes them.
type archiver struct{ *App }

// scheduleBackups has the queue make archives.
func (a *App) scheduleBackups() {
	job.HandleOutside(a.Jobs, backupJob, func(ctx context.Context, t job.Tick) error { return a.archive(ctx, t.At) })
}

// Begin implements console.Backups.
func (k archiver) Begin(ctx context.Context) error {
	return k.Org.Record(ctx, org.Backup, org.Change{Verb: "backup.begin", Object: "backup"}, func(ctx context.Context, tx *db.Tx) error {
		_, err := k.Jobs.Enqueue(ctx, tx, job.Spec{Kind: backupJob, Payload: job.Tick{At: tx.Now}, Lane: "backup"})
		return err
	})
}

// archive writes the archive that was asked for at a moment. What an attempt that was cut off left is taken away: one
// archive is made at a time.
func (a *App) archive(ctx context.Context, at int64) error {
	folder := a.Config.beside(backupFolder)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return errFile.F(folder).Because(err)
	}
	left, err := filepath.Glob(filepath.Join(folder, "*"+backupEnding+".part"))
	if err != nil {
		return err
	}
	for _, path := range left {
		if err := os.Remove(path); err != nil {
			return errFile.F(path).Because(err)
		}
	}
	name := "qunli-" + time.UnixMilli(at).UTC().Format("20060102-150405") + backupEnding
	err = writeWhole(filepath.Join(folder, name), func(w io.Writer) error {
		_, err := a.DB.Dump(ctx, w, a.version, notArchived())
		return err
	})
	if err == nil {
		a.Config.remember(backupMemo, 0)
	}
	return err
}

// Last implements console.Backups.
func (k archiver) Last(context.Context) (int64, error) {
	m, _ := k.Config.recall(backupMemo)
	return m.At, nil
}

// List implements console.Backups.
func (k archiver) List(context.Context) ([]console.Backup, error) {
	folder := k.Config.beside(backupFolder)
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, errFile.F(folder).Because(err)
	}
	var out []console.Backup
	for _, e := range entries {
		name, part := strings.CutSuffix(e.Name(), ".part")
		info, err := e.Info()
		if err != nil || !strings.HasSuffix(name, backupEnding) {
			continue // taken away meanwhile, or somebody else's
		}
		state := "done"
		if part {
			state = "running"
		}
		out = append(out, console.Backup{Name: filepath.Join(folder, name), File: name, At: info.ModTime().UnixMilli(), Bytes: info.Size(), State: state})
	}
	slices.SortFunc(out, func(x, y console.Backup) int { return int(y.At - x.At) })
	return out, nil
}

// Open implements console.Backups.
func (k archiver) Open(ctx context.Context, file string) (io.ReadSeekCloser, error) {
	if err := org.Must(ctx, org.Backup); err != nil {
		return nil, err
	}
	all, err := k.List(ctx)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(b console.Backup) bool { return b.File == file && b.State == "done" })
	if i < 0 {
		return nil, console.ErrNoBackup.F(file)
	}
	f, err := os.Open(all[i].Name)
	if err != nil {
		return nil, console.ErrNoBackup.F(file).Because(err)
	}
	taken := org.Change{Verb: "backup.download", Object: "backup", After: map[string]any{"file": file, "bytes": all[i].Bytes}}
	err = k.Org.Record(ctx, org.Backup, taken, func(context.Context, *db.Tx) error { return nil })
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// outdated lists the archives made from the console that are older than age, on this node. The latest is none of them, however
// old it is.
func (a *App) outdated(ctx context.Context, age time.Duration) ([]console.Backup, error) {
	all, err := archiver{a}.List(ctx)
	all = slices.DeleteFunc(all, func(b console.Backup) bool { return b.State != "done" })
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return slices.DeleteFunc(all[1:], func(b console.Backup) bool { return b.At >= a.before(age) }), nil
}

func (a *App) countOutdated(ctx context.Context, age time.Duration) (int64, error) {
	old, err := a.outdated(ctx, age)
	return int64(len(old)), err
}

func (a *App) takeOutdated(ctx context.Context, age time.Duration) (int64, error) {
	old, err := a.outdated(ctx, age)
	if err != nil {
		return 0, err
	}
	for n, b := range old {
		if err := os.Remove(b.Name); err != nil {
			return int64(n), errFile.F(b.Name).Because(err)
		}
	}
	return int64(len(old)), nil
}

var _ console.Backups = archiver{}
