package db

import (
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"qunli/kit/fault"
)

// ErrNone means that One found no row. Verbs turn it into the "missing" of their room.
var ErrNone = fault.New(fault.Missing, "db.none", "没有找到", "Not found")

// ErrText refuses text that PostgreSQL cannot hold; SQLite is held to the same.
var ErrText = fault.New(fault.Invalid, "db.text", "文字里有不能保存的字符（零字节或错误编码）",
	"The text holds characters that cannot be stored (a zero byte or a broken encoding)")

// strictText refuses the text arguments that PostgreSQL would refuse.
func strictText(args []any) error {
	for _, a := range args {
		s, ok := a.(string)
		if !ok {
			v := reflect.ValueOf(a)
			if v.Kind() != reflect.String {
				continue
			}
			s = v.String()
		}
		if strings.IndexByte(s, 0) >= 0 || !utf8.ValidString(s) {
			return ErrText
		}
	}
	return nil
}

// ErrCode is a constraint that a statement hit.
type ErrCode string

// The codes; CodeNone is for anything else.
const (
	CodeNone    ErrCode = ""
	CodeUnique  ErrCode = "unique"
	CodeForeign ErrCode = "foreign"
	CodeCheck   ErrCode = "check"
	CodeNotNull ErrCode = "notnull"
)

// constraint is a driver error that hit a constraint.
type constraint struct {
	code  ErrCode
	cause error
}

func (c *constraint) Error() string {
	return "db: " + string(c.code) + " constraint: " + c.cause.Error()
}
func (c *constraint) Unwrap() error { return c.cause }

// Code tells which constraint err hit.
func Code(err error) ErrCode {
	var c *constraint
	if errors.As(err, &c) {
		return c.code
	}
	return CodeNone
}

// errRetry marks what PostgreSQL asks to run again.
type errRetry struct{ error }

func (e errRetry) Unwrap() error { return e.error }

func retryable(err error) bool {
	var r errRetry
	return errors.As(err, &r)
}

// translate turns driver errors into ours, once, for both engines.
func translate(err error) error {
	var s *sqlite.Error
	var p *pgconn.PgError
	var n *net.OpError
	var c *pgconn.ConnectError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &s):
		return translateSQLite(s)
	case errors.As(err, &p):
		return translatePostgres(p)
	case errors.As(err, &c), errors.As(err, &n), errors.Is(err, driver.ErrBadConn),
		errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return ErrUnreachable.F("postgres").Because(err)
	}
	return err
}

func translateSQLite(err *sqlite.Error) error {
	switch err.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_ROWID:
		return &constraint{CodeUnique, err}
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return &constraint{CodeForeign, err}
	case sqlite3.SQLITE_CONSTRAINT_CHECK, sqlite3.SQLITE_CONSTRAINT_DATATYPE:
		return &constraint{CodeCheck, err}
	case sqlite3.SQLITE_CONSTRAINT_NOTNULL:
		return &constraint{CodeNotNull, err}
	}
	switch err.Code() & 0xff {
	case sqlite3.SQLITE_FULL:
		return ErrFull.Because(err)
	case sqlite3.SQLITE_IOERR:
		// A quota reached is a write error, and shared memory that cannot grow has a code of its own.
		if err.Code() == sqlite3.SQLITE_IOERR_WRITE || err.Code() == sqlite3.SQLITE_IOERR_SHMSIZE {
			return ErrFull.Because(err)
		}
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return ErrBusy.Because(err)
	}
	return err
}

func translatePostgres(err *pgconn.PgError) error {
	switch err.Code {
	case "23505":
		return &constraint{CodeUnique, err}
	case "23503":
		return &constraint{CodeForeign, err}
	case "23514":
		return &constraint{CodeCheck, err}
	case "23502":
		return &constraint{CodeNotNull, err}
	case "40001", "40P01":
		return errRetry{err}
	case "53100":
		return ErrFull.Because(err)
	case "22021":
		return ErrText.Because(err)
	case "57P01", "57P02", "57P03", "53300":
		return ErrBusy.Because(err)
	}
	return err
}
