package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"sync"
	"syscall"
	"time"

	"qunli/kit/clock"
	"qunli/kit/fault"
)

// ErrLocked says which process holds an SQLite file.
var ErrLocked = fault.New(fault.Unavailable, "db.locked",
	"数据库文件正被另一个进程使用（进程 %d，%s）", "The database file is in use by another process (pid %d, %s)")

// Holder is what the lock file says of the process that has an SQLite file open for writing.
type Holder struct {
	PID   int    `json:"pid"`
	Owner string `json:"owner"` // its command and address
}

// fileLock is an flock on <file>.lock; the kernel releases it when the process ends, however it ends.
type fileLock struct{ f *os.File }

func lockFile(path, owner string) (*fileLock, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, ErrUnreachable.F(path).Because(err)
	}
	if err := flock(f); err != nil {
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, errors.Join(ErrUnreachable.F(path).Because(err), f.Close())
		}
		h := readHolder(f)
		return nil, errors.Join(ErrLocked.F(h.PID, h.Owner), f.Close())
	}
	l := &fileLock{f}
	if err := l.describe(owner); err != nil {
		return nil, errors.Join(ErrUnreachable.F(path).Because(err), f.Close())
	}
	return l, nil
}

// flock takes the lock without waiting for a holder; it tries again for a moment because HolderOf takes it for an instant.
func flock(f *os.File) (err error) {
	for range 5 {
		if err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); !errors.Is(err, syscall.EWOULDBLOCK) {
			return err
		}
		_ = clock.Sleep(context.Background(), 5*time.Millisecond)
	}
	return err
}

func (l *fileLock) describe(owner string) error {
	text, err := json.Marshal(Holder{PID: os.Getpid(), Owner: owner})
	if err != nil {
		return err
	}
	if err := l.f.Truncate(0); err != nil {
		return err
	}
	_, err = l.f.WriteAt(text, 0)
	return err
}

func (l *fileLock) release() error { return l.f.Close() }

func readHolder(f *os.File) Holder {
	var h Holder
	text, err := io.ReadAll(io.NewSectionReader(f, 0, 4096))
	if err == nil {
		_ = json.Unmarshal(text, &h) // a lock file caught half-written names nobody
	}
	return h
}

// Describe changes what the lock file says of this process, once its address is known.
func (d *DB) Describe(owner string) error {
	if d.lock == nil {
		return nil
	}
	return d.lock.describe(owner)
}

// HolderOf tells who has the SQLite file at path open for writing; ok is false when nobody has.
func HolderOf(path string) (h Holder, ok bool) {
	f, err := os.Open(path + ".lock")
	if err != nil {
		return h, false
	}
	defer f.Close()
	if syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil {
		return h, false
	}
	return readHolder(f), true
}

// localLocks are the named locks of an SQLite database: one process, so a map does.
type localLocks struct {
	mu   sync.Mutex
	held map[string]bool
}

func newLocalLocks() *localLocks { return &localLocks{held: map[string]bool{}} }

func (l *localLocks) try(name string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.held[name] {
		return false
	}
	l.held[name] = true
	return true
}

func (l *localLocks) release(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.held, name)
}

// TryLock takes the named lock across all nodes, without waiting; ok is false when another holds it. It is released by
// the returned function, and by itself when the process dies.
func (d *DB) TryLock(ctx context.Context, name string) (release func(), ok bool, err error) {
	if d.engine == SQLite {
		if !d.locks.try(name) {
			return nil, false, nil
		}
		return func() { d.locks.release(name) }, true, nil
	}
	if d.write == nil {
		return nil, false, errReadOnly
	}
	conn, err := d.write.Conn(ctx)
	if err != nil {
		return nil, false, translate(err)
	}
	key := lockKey(name)
	if err := conn.QueryRowContext(ctx, `SELECT pg_try_advisory_lock($1)`, key).Scan(&ok); err != nil || !ok {
		return nil, false, errors.Join(err, conn.Close())
	}
	return func() { unlock(conn, key) }, true, nil
}

// unlock gives an advisory lock back; a session that cannot do so is thrown away, which does it too.
func unlock(conn *sql.Conn, key int64) {
	if _, err := conn.ExecContext(context.Background(), `SELECT pg_advisory_unlock($1)`, key); err != nil {
		_ = conn.Raw(func(any) error { return driver.ErrBadConn })
	}
	_ = conn.Close()
}

func lockKey(name string) int64 {
	h := fnv.New64a()
	fmt.Fprint(h, "qunli:", name)
	return int64(h.Sum64())
}

// Share takes the named lock until tx ends, beside others who share it: Alone waits for all of them. A transaction takes it
// before it writes anything, so that no two wait for each other. SQLite has one writer at a time and needs none.
func Share(ctx context.Context, tx *Tx, name string) error {
	return lockInTx(ctx, tx, `SELECT pg_advisory_xact_lock_shared($1)`, name)
}

// Alone takes the named lock until tx ends, for this transaction only.
func Alone(ctx context.Context, tx *Tx, name string) error {
	return lockInTx(ctx, tx, `SELECT pg_advisory_xact_lock($1)`, name)
}

func lockInTx(ctx context.Context, tx *Tx, sqlText, name string) error {
	if tx.engine == SQLite {
		return nil
	}
	_, err := Exec(ctx, tx, sqlText, lockKey(name))
	return err
}
