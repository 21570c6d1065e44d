package serve

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"time"

	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/fault"
)

// The header a caller repeats a request with, and the one that tells it the answer is an old one.
const (
	KeyHeader    = "Idempotency-Key"
	ReplayHeader = "Idempotent-Replayed"
)

// The refusals of repeated requests.
var (
	ErrReused = fault.New(fault.Conflict, "idempotency.reused",
		"这个幂等键已用于内容不同的请求，请换一个新键", "This idempotency key was used for a different request; use a new key")
	ErrDone = fault.New(fault.Conflict, "idempotency.done",
		"这个请求已经执行过，但当时的应答没有保留；请查询结果，不要换键重试",
		"This request was already carried out and its answer was not kept; look the result up, do not retry with another key")
	ErrKey = fault.New(fault.Invalid, "idempotency.key",
		"幂等键应为 1 到 200 个可见字符", "An idempotency key has 1 to 200 visible characters")
	errReplay = fault.New(fault.Conflict, "idempotency.replay", "重复的请求", "Repeated request")
)

const (
	keptBody  = 64 << 10 // longer answers are not kept
	waitSteps = 40       // how often a repetition looks whether the first has answered
	waitStep  = 50 * time.Millisecond
	waitAge   = time.Minute // an unanswered row older than this belongs to a dead process
)

// Idempotency repeats answers instead of effects. The row of a key is written at the head of the first transaction of
// the request, so it is durable exactly when that transaction is. The answer is kept afterwards; answers of 500 and
// above, and those marked Unkept, are not. A request that makes no transaction is not recorded and may run again.
type Idempotency struct {
	DB    *db.DB
	Actor func(context.Context) string // who asks, "" for nobody: then keys mean nothing
}

// attempt is one request with a key.
type attempt struct {
	actor, route, key string
	hash              string
	body              *hashing // of a body too long to read first, nil otherwise
	found             bool     // somebody else's row was there
	recorded          bool     // our row is durable
	unkept            bool
}

type attemptKey struct{}

// Unkept marks the answer of the request as one that must not be stored: it holds a secret or personal data.
func Unkept(ctx context.Context) {
	if a, ok := ctx.Value(attemptKey{}).(*attempt); ok {
		a.unkept = true
	}
}

// Wrap answers requests of next, repeated ones from memory. It stands inside authentication, which may have transactions
// of its own, and around nothing but the handler.
func (i *Idempotency) Wrap(next http.Handler) http.Handler {
	return Handler(func(w http.ResponseWriter, r *http.Request) error {
		key, actor := r.Header.Get(KeyHeader), i.Actor(r.Context())
		if !unsafeMethod(r.Method) || actor == "" || len(r.Header.Values(KeyHeader)) == 0 {
			next.ServeHTTP(w, r)
			return nil
		}
		if !visible(key) {
			return ErrKey
		}
		a := &attempt{actor: actor, route: r.Method + " " + r.URL.Path, key: key}
		if err := a.read(r); err != nil {
			return err
		}
		return i.answer(w, r, next, a)
	})
}

func visible(key string) bool {
	for _, c := range []byte(key) {
		if c <= ' ' || c > '~' {
			return false
		}
	}
	return key != "" && len(key) <= 200
}

// smallBody is how much of a body is read before the handler runs, so that its hash is known at once.
const smallBody = 1 << 20

// read hashes the request. A body longer than smallBody is hashed while the handler reads it.
func (a *attempt) read(r *http.Request) error {
	sum := sha256.New()
	sum.Write([]byte(r.URL.RawQuery + "\x00"))
	rec := recordOf(r.Context())
	source := rec.body
	if source == nil {
		source = r.Body
	}
	head, err := io.ReadAll(io.LimitReader(source, smallBody+1))
	if err != nil {
		return ErrLarge.Because(err)
	}
	sum.Write(head)
	if len(head) <= smallBody {
		a.hash = hex.EncodeToString(sum.Sum(nil))
		r.Body = io.NopCloser(bytes.NewReader(head))
		rec.body = io.NopCloser(bytes.NewReader(head))
		return nil
	}
	a.body = &hashing{source: io.MultiReader(bytes.NewReader(head), source), closer: r.Body, sum: sum, skip: len(head)}
	rec.body, r.Body = a.body, http.MaxBytesReader(nil, a.body, smallBody)
	return nil
}

func (i *Idempotency) answer(w http.ResponseWriter, r *http.Request, next http.Handler, a *attempt) error {
	if done, err := i.replay(w, r, a); done || err != nil {
		return err
	}
	out := &buffer{ResponseWriter: w, header: http.Header{}}
	ctx := context.WithValue(r.Context(), attemptKey{}, a)
	next.ServeHTTP(out, r.WithContext(db.First(ctx, a.claim)))
	if a.found { // whatever the handler wrote speaks of the transaction that was refused
		Note(r.Context(), nil)
		done, err := i.replay(w, r, a)
		if err == nil && !done {
			return errReplay // pruned in between
		}
		return err
	}
	if a.recorded {
		if err := i.keep(context.WithoutCancel(r.Context()), a, out); err != nil {
			return err
		}
	}
	return out.flush()
}

// claim writes the row of the key in the request's first transaction, or stops that transaction.
func (a *attempt) claim(ctx context.Context, tx *db.Tx) error {
	n, err := db.Exec(ctx, tx, `
		INSERT INTO serve_idempotency (actor, route, key, hash, status, body, at) VALUES ($1, $2, $3, $4, 0, '', $5)
		ON CONFLICT (actor, route, key) DO NOTHING`, a.actor, a.route, a.key, a.hash, tx.Now)
	if err != nil {
		return err
	}
	if n == 0 {
		a.found = true
		return errReplay
	}
	tx.After(func() { a.recorded = true })
	return nil
}

// keep stores the answer beside the key.
func (i *Idempotency) keep(ctx context.Context, a *attempt, out *buffer) error {
	status, body := int64(out.code()), out.body.String()
	if status >= 500 || a.unkept || len(body) > keptBody {
		return nil
	}
	hash := a.hash
	if a.body != nil {
		var err error
		if hash, err = a.body.finish(); err != nil {
			return nil //nolint:nilerr // the caller is gone; the row stays without an answer
		}
	}
	return i.DB.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := db.Exec(ctx, tx, `
			UPDATE serve_idempotency SET status = $1, body = $2, hash = $3 WHERE actor = $4 AND route = $5 AND key = $6`,
			status, body, hash, a.actor, a.route, a.key)
		return err
	})
}

type kept struct {
	Hash   string
	Status int64
	Body   string
	At     int64
}

// replay answers from the row of the key, and reports whether there is one. A row without an answer is waited for: the
// first request may be about to end.
func (i *Idempotency) replay(w http.ResponseWriter, r *http.Request, a *attempt) (bool, error) {
	row, err := i.load(r.Context(), a)
	if errors.Is(err, db.ErrNone) {
		return false, nil
	}
	for step := 0; err == nil && row.Status == 0 && step < waitSteps && i.young(row); step++ {
		if err = clock.Sleep(r.Context(), waitStep); err == nil {
			row, err = i.load(r.Context(), a)
		}
	}
	if err != nil {
		return false, err
	}
	if a.body != nil {
		if a.hash, err = a.body.finish(); err != nil {
			return false, err
		}
	}
	switch {
	case row.Hash != "" && row.Hash != a.hash:
		return true, ErrReused
	case row.Status == 0:
		return true, ErrDone
	}
	return true, row.write(w)
}

func (i *Idempotency) load(ctx context.Context, a *attempt) (kept, error) {
	return db.One[kept](ctx, i.DB.Read(), `
		SELECT hash, status, body, at FROM serve_idempotency WHERE actor = $1 AND route = $2 AND key = $3`,
		a.actor, a.route, a.key)
}

func (i *Idempotency) young(row kept) bool {
	return i.DB.Clock().Now().UnixMilli()-row.At < waitAge.Milliseconds()
}

func (k kept) write(w http.ResponseWriter) error {
	h := w.Header()
	h.Set(ReplayHeader, "true")
	h.Set("Cache-Control", "no-store")
	if k.Body != "" {
		h.Set("Content-Type", "application/json")
		if k.Status >= 400 {
			h.Set("Content-Type", "application/problem+json")
		}
	}
	w.WriteHeader(int(k.Status))
	if k.Body == "" { // some statuses refuse even an empty body
		return nil
	}
	_, err := io.WriteString(w, k.Body)
	return err
}

// pruneStep is how many keys one transaction of Prune deletes.
const pruneStep = 5000

// Prune deletes keys older than age, in transactions that give way to interactive work, and gives how many. A key repeated
// later than that is a new request.
func (i *Idempotency) Prune(ctx context.Context, age time.Duration) (int64, error) {
	total := int64(0)
	for {
		var n int64
		err := i.DB.Tx(db.Bulk(ctx), func(ctx context.Context, tx *db.Tx) error {
			var err error
			n, err = db.Exec(ctx, tx, `DELETE FROM serve_idempotency WHERE (actor, route, key) IN (
				SELECT actor, route, key FROM serve_idempotency WHERE at < $1 LIMIT $2)`, tx.Now-age.Milliseconds(), pruneStep)
			return err
		})
		if total += n; err != nil || n < pruneStep {
			return total, err
		}
	}
}

// Prunable counts the keys that Prune with the same age would delete.
func (i *Idempotency) Prunable(ctx context.Context, age time.Duration) (int64, error) {
	return db.One[int64](ctx, i.DB.Read(), `SELECT COUNT(*) FROM serve_idempotency WHERE at < $1`,
		i.DB.Clock().Now().UnixMilli()-age.Milliseconds())
}
