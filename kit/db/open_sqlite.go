package db

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// openSQLite opens one writer and a pool of readers on the file. Durability: WAL with synchronous=FULL, so what is
// committed survives a power cut. secure_delete overwrites what is erased.
func (d *DB) openSQLite(ctx context.Context, path string, opt Options) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return ErrAddress.F(path).Because(err)
	}
	d.engine, d.path = SQLite, path
	if opt.ReadOnly && !fileExists(path) {
		return ErrUnreachable.F(path).Because(os.ErrNotExist)
	}
	if !opt.ReadOnly {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return ErrUnreachable.F(path).Because(err)
		}
		if d.lock, err = lockFile(path+".lock", opt.Owner); err != nil {
			return err
		}
		if err := makePrivate(path); err != nil {
			return ErrUnreachable.F(path).Because(err)
		}
		if d.write, err = sql.Open("sqlite", sqliteDSN(path, false)); err != nil {
			return ErrUnreachable.F(path).Because(err)
		}
		d.write.SetMaxOpenConns(1)
		if err := d.write.PingContext(ctx); err != nil {
			return openError(path, err)
		}
	}
	if d.read, err = sql.Open("sqlite", sqliteDSN(path, true)); err != nil {
		return ErrUnreachable.F(path).Because(err)
	}
	d.read.SetMaxOpenConns(opt.Readers)
	d.read.SetMaxIdleConns(opt.Readers)
	if err := d.read.PingContext(ctx); err != nil {
		return openError(path, err)
	}
	return nil
}

// makePrivate makes the file, if there is none, and closes it to others before SQLite opens it: the files that SQLite lays
// beside it take their permissions from it.
func makePrivate(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(f.Chmod(0o600), f.Close())
}

// openError keeps a full disk apart from a file that cannot be opened or is no database.
func openError(path string, err error) error {
	if t := translate(err); errors.Is(t, ErrFull) || errors.Is(t, ErrBusy) {
		return t
	}
	return ErrUnreachable.F(path).Because(err)
}

func sqliteDSN(path string, readOnly bool) string {
	pragmas := []string{"busy_timeout(5000)", "foreign_keys(1)", "temp_store(2)"}
	if readOnly {
		pragmas = append(pragmas, "query_only(1)", "cache_size(-32768)")
	} else {
		pragmas = append(pragmas, "journal_mode(WAL)", "synchronous(FULL)", "secure_delete(ON)", "cache_size(-65536)",
			"wal_autocheckpoint(4000)")
	}
	v := url.Values{"_pragma": pragmas}
	if !readOnly {
		v.Set("_txlock", "immediate")
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + v.Encode()
}
