package channel

import (
	"context"
	"sync"
	"time"

	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/secret"
)

// Tokens keeps the access tokens of a channel's applications, one for all nodes: sealed in the database, renewed by one
// node well before they end.
type Tokens struct {
	db      *db.DB
	ring    *secret.Keyring
	channel string
	mu      sync.Mutex
	known   map[string]token
}

// token is one access token.
type token struct {
	plain     string
	fetchedAt int64 // ms
	renewAt   int64
	endsAt    int64
}

// NewTokens gives the tokens of a channel.
func NewTokens(d *db.DB, ring *secret.Keyring, channel string) *Tokens {
	return &Tokens{db: d, ring: ring, channel: channel, known: map[string]token{}}
}

// ErrTokenBusy means that another node is at fetching the token and did not end in time.
var ErrTokenBusy = fault.New(fault.Unavailable, "channel.token.busy", "另一个节点正在换取访问凭证，稍后会自动重试",
	"Another node is fetching the access token; the program tries again by itself")

// patience is how long a node waits for another's token.
const patience = 15 * time.Second

// Of gives the token of an application. stale is one that the server refused, "" none: it is not given out again. fetch asks
// the server for a new one, which lives so long; one caller of all nodes does so at a time.
func (t *Tokens) Of(ctx context.Context, name, stale string, fetch func(context.Context) (string, time.Duration, error)) (string, error) {
	now := t.db.Clock().Now().UnixMilli()
	have := t.remembered(name)
	if have.good(stale, now) {
		return have.plain, nil
	}
	for waited := clock.Stopwatch(); ; {
		have, err := t.load(ctx, name)
		if err != nil || have.good(stale, now) {
			return have.plain, err
		}
		release, mine, err := t.db.TryLock(ctx, "token:"+t.channel+":"+name)
		if err != nil {
			return "", err
		}
		if mine {
			defer release()
			return t.renew(ctx, name, stale, fetch)
		}
		if have.usable(stale, now) {
			return have.plain, nil // it is being renewed, and is still good
		}
		if waited() > patience {
			return "", ErrTokenBusy
		}
		if err := clock.Sleep(ctx, 50*time.Millisecond); err != nil {
			return "", err
		}
	}
}

// usable tells that the server will take it; good that it need not be renewed either.
func (t token) usable(stale string, now int64) bool {
	return t.plain != "" && t.plain != stale && now < t.endsAt
}
func (t token) good(stale string, now int64) bool { return t.usable(stale, now) && now < t.renewAt }

func (t *Tokens) remembered(name string) token {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.known[name]
}

func (t *Tokens) remember(name string, one token) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.known[name] = one
}

func (t *Tokens) label(name string) string { return "channel.token:" + t.channel + ":" + name }

// load reads what any node fetched last; one that was sealed with another key is none.
func (t *Tokens) load(ctx context.Context, name string) (token, error) {
	type stored struct {
		Sealed                     string
		FetchedAt, RenewAt, EndsAt int64
	}
	found, err := db.All[stored](ctx, t.db.Read(), `SELECT sealed, fetched_at, renew_at, ends_at FROM channel_token WHERE channel = $1 AND name = $2`, t.channel, name)
	if err != nil || len(found) == 0 {
		return token{}, err
	}
	plain, err := t.ring.Open(t.label(name), found[0].Sealed)
	if err != nil {
		return token{}, nil
	}
	one := token{string(plain), found[0].FetchedAt, found[0].RenewAt, found[0].EndsAt}
	t.remember(name, one)
	return one, nil
}

// renew fetches a token, unless another node did so just before.
func (t *Tokens) renew(ctx context.Context, name, stale string, fetch func(context.Context) (string, time.Duration, error)) (string, error) {
	now := t.db.Clock().Now().UnixMilli()
	if have, err := t.load(ctx, name); err != nil || have.good(stale, now) {
		return have.plain, err
	}
	plain, life, err := fetch(ctx)
	if err != nil {
		return "", err
	}
	one := token{plain, now, now + life.Milliseconds()*4/5, now + life.Milliseconds()}
	sealed, err := t.ring.Seal(t.label(name), []byte(plain))
	if err != nil {
		return "", err
	}
	err = t.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := db.Exec(ctx, tx, `INSERT INTO channel_token (channel, name, sealed, fetched_at, renew_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (channel, name) DO UPDATE SET sealed = excluded.sealed, fetched_at = excluded.fetched_at, renew_at = excluded.renew_at, ends_at = excluded.ends_at`,
			t.channel, name, sealed, one.fetchedAt, one.renewAt, one.endsAt)
		return err
	})
	if err == nil {
		t.remember(name, one)
	}
	return plain, err
}
