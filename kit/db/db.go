package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"qunli/kit/clock"
	"qunli/kit/fault"
	"qunli/kit/id"
)

// Engine names a database engine.
type Engine string

// The engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// The refusals of Open and Tx.
var (
	ErrAddress = fault.New(fault.Invalid, "db.address",
		"数据库地址 %q 无法识别：请写 sqlite:///路径/文件.db 或 postgres://…",
		"Cannot read database address %q: write sqlite:///path/file.db or postgres://…")
	ErrUnreachable = fault.New(fault.Unavailable, "db.unreachable",
		"连不上数据库 %s，请检查地址、权限和服务是否在运行", "Cannot reach database %s; check its address, permissions and that it runs")
	ErrFull = fault.New(fault.Unavailable, "storage.full",
		"磁盘空间已满，暂时不能写入；已保存的数据没有丢失，请清理空间后重试",
		"The disk is full; nothing saved is lost. Free some space and try again")
	ErrBusy = fault.New(fault.Unavailable, "storage.busy", "数据库繁忙，请稍后重试", "The database is busy; try again shortly")
	// ErrUnknown means a commit was sent and its outcome not heard. An idempotency key finds it out.
	ErrUnknown = fault.New(fault.Unavailable, "storage.unknown",
		"没有收到数据库的确认，请用同一个幂等键重试", "The database did not confirm; try again with the same idempotency key")
	errNested   = errors.New("db: a transaction was begun inside a transaction")
	errReadOnly = errors.New("db: opened read-only")
)

// Options says how to open a database.
type Options struct {
	Clock    clock.Clock // System when nil
	ReadOnly bool        // for commands that read beside a running server: no lock, no writer
	Readers  int         // size of the read pool; 4 when 0
	Writers  int         // PostgreSQL connections for transactions; 16 when 0
	Owner    string      // what the lock file says of this process: its command and address
	Trace    Trace       // told of every statement that reads outside transactions that write; nil: nobody
}

// Trace is told of a statement before it runs, with its arguments: tests read plans.
type Trace func(sqlText string, args []any)

// DB is an open database.
type DB struct {
	engine Engine
	path   string // of the SQLite file
	clock  clock.Clock
	write  *sql.DB
	read   *sql.DB
	gate   *gate
	slow   chan struct{} // holds a token while a slow snapshot is read
	ready  ready
	locks  *localLocks
	lock   *fileLock
	ids    *id.Source
	trace  Trace
	node   int64
	// nodeToken proves that the node number is still ours.
	nodeToken string
}

// Open opens the database at address: sqlite:///path/file.db (or a plain path) or postgres://….
func Open(ctx context.Context, address string, opt Options) (*DB, error) {
	if opt.Clock == nil {
		opt.Clock = clock.System{}
	}
	if opt.Readers == 0 {
		opt.Readers = 4
	}
	if opt.Writers == 0 {
		opt.Writers = 16
	}
	d := &DB{clock: opt.Clock, gate: newGate(), slow: make(chan struct{}, 1), locks: newLocalLocks(), ids: id.NewSource(opt.Clock, 0), trace: opt.Trace}
	var err error
	switch {
	case strings.HasPrefix(address, "postgres://"), strings.HasPrefix(address, "postgresql://"):
		err = d.openPostgres(ctx, address, opt)
	case strings.HasPrefix(address, "sqlite://"):
		err = d.openSQLite(ctx, strings.TrimPrefix(address, "sqlite://"), opt)
	case address != "" && !strings.Contains(address, "://"):
		err = d.openSQLite(ctx, address, opt)
	default:
		err = ErrAddress.F(redact(address))
	}
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// redact hides what an address says before its @, and a password behind its ?.
func redact(address string) string {
	scheme, rest, ok := strings.Cut(address, "://")
	if !ok {
		return address
	}
	if at := strings.LastIndex(rest, "@"); at >= 0 {
		rest = "…" + rest[at:]
	}
	if strings.Contains(rest, "password=") {
		rest, _, _ = strings.Cut(rest, "?")
	}
	return scheme + "://" + rest
}

// Close gives the node number and the lock back and closes all connections.
func (d *DB) Close() error {
	var errs []error
	if d.node != 0 {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		errs = append(errs, d.ReleaseNode(ctx))
		cancel()
	}
	for _, p := range []*sql.DB{d.read, d.write} {
		if p != nil {
			errs = append(errs, p.Close())
		}
	}
	if d.lock != nil {
		errs = append(errs, d.lock.release())
	}
	return errors.Join(errs...)
}

// Engine tells which engine this is.
func (d *DB) Engine() Engine { return d.engine }

// Path is the SQLite file, "" on PostgreSQL.
func (d *DB) Path() string { return d.path }

// Clock is the clock transactions read.
func (d *DB) Clock() clock.Clock { return d.clock }

// Read is the read pool: queries outside any transaction.
func (d *DB) Read() Q { return pool{d.read, d.engine, &d.trace} }

// NewID gives a fresh id of this node.
func (d *DB) NewID() int64 { return d.ids.Next() }

// NewIDs gives n fresh ids of this node, in order.
func (d *DB) NewIDs(n int) []int64 { return d.ids.Fill(n) }

// Ping reports whether the database answers.
func (d *DB) Ping(ctx context.Context) error {
	_, err := One[int64](ctx, d.Read(), `SELECT 1`)
	return err
}

func fileExists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func wrap(err error, sqlText string) error {
	return fmt.Errorf("%w in %s", err, shorten(sqlText))
}

func shorten(sqlText string) string {
	s := strings.Join(strings.Fields(sqlText), " ")
	if len(s) > 160 {
		s = s[:160] + "…"
	}
	return s
}
