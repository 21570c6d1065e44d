package org

import (
	"context"

	"qunli/kit/db"
	"qunli/kit/secret"
)

// linkRow is a row of org_link.
type linkRow struct {
	ID        int64
	Purpose   Purpose
	StaffID   StaffID
	TokenHash string
	ExpiresAt int64
	UsedAt    int64
}

// saveLink writes a link and kills the unused ones of the same purpose and person.
func saveLink(ctx context.Context, tx *db.Tx, l Link, staff StaffID) error {
	if _, err := db.Exec(ctx, tx, `DELETE FROM org_link WHERE purpose = $1 AND staff_id = $2 AND used_at = 0`, l.Purpose, staff); err != nil {
		return err
	}
	row := linkRow{tx.NewID(), l.Purpose, staff, secret.Hash(l.Token), l.Expires, 0}
	_, err := db.Insert(ctx, tx, "org_link", []linkRow{row}, "")
	return err
}

// loadLink reads a live link; its Token is left empty.
func loadLink(ctx context.Context, q db.Q, token string, now int64) (Link, error) {
	l, err := db.One[Link](ctx, q, `
		SELECT l.purpose, l.expires_at AS expires, COALESCE(p.login, '') AS login
		FROM org_link l LEFT JOIN org_staff p ON p.id = l.staff_id
		WHERE l.token_hash = $1 AND l.used_at = 0 AND l.expires_at > $2`, secret.Hash(token), now)
	return l, orMissing(err, ErrLink)
}

// useLink uses a live link up and gives whose it is; ErrLink when it is dead.
func useLink(ctx context.Context, tx *db.Tx, token string, purpose Purpose) (StaffID, error) {
	staff, err := db.One[StaffID](ctx, tx, `
		UPDATE org_link SET used_at = $1
		WHERE token_hash = $2 AND purpose = $3 AND used_at = 0 AND expires_at > $1
		RETURNING staff_id`, tx.Now, secret.Hash(token), purpose)
	return staff, orMissing(err, ErrLink)
}

// dropLinks kills the unused links of a person.
func dropLinks(ctx context.Context, tx *db.Tx, staff StaffID) error {
	_, err := db.Exec(ctx, tx, `DELETE FROM org_link WHERE staff_id = $1 AND used_at = 0`, staff)
	return err
}

// sessionRow is a row of org_session.
type sessionRow struct {
	ID        SessionID
	StaffID   StaffID
	TokenHash string
	Address   string
	Agent     string
	CreatedAt int64
	SeenAt    int64
	ExpiresAt int64
}

// liveSession is a session with what its person may do now.
type liveSession struct {
	Session
	StaffID StaffID
	Role    Role
	Scope   ScopeKind
	StoreID StoreID
}

// loadSession reads the session of a token whose person still works here.
func loadSession(ctx context.Context, q db.Q, hash string) (liveSession, error) {
	row, err := db.One[liveSession](ctx, q, `
		SELECT s.id, s.staff_id, s.address, s.agent, s.created_at, s.seen_at, s.expires_at, p.role, p.scope, p.store_id
		FROM org_session s JOIN org_staff p ON p.id = s.staff_id
		WHERE s.token_hash = $1 AND p.left_at = 0`, hash)
	return row, orMissing(err, ErrSession)
}

func listSessions(ctx context.Context, q db.Q, staff StaffID) ([]Session, error) {
	return db.All[Session](ctx, q, `
		SELECT id, address, agent, created_at, seen_at, expires_at FROM org_session
		WHERE staff_id = $1 ORDER BY id DESC`, staff)
}

// touchSession moves the last use on; no row means that somebody has, or that the session has just ended.
func touchSession(ctx context.Context, tx *db.Tx, id SessionID) error {
	_, err := db.Exec(ctx, tx, `UPDATE org_session SET seen_at = $1 WHERE id = $2 AND seen_at < $1`, tx.Now, id)
	return err
}

// Onlookers gives an actor for each data scope narrower than the whole from which somebody signed in, or a token, has looked
// since (unix ms). Only Scope, Store and Staff of an actor are set.
func Onlookers(ctx context.Context, q db.Q, since int64) ([]Actor, error) {
	type from struct {
		Scope   ScopeKind
		StoreID StoreID
		StaffID StaffID
	}
	found, err := db.All[from](ctx, q, `
		SELECT p.scope, p.store_id, CASE WHEN p.scope = $1 THEN p.id ELSE 0 END AS staff_id
		FROM org_session s JOIN org_staff p ON p.id = s.staff_id
		WHERE s.seen_at >= $2 AND p.left_at = 0 AND p.scope <> $3
		UNION
		SELECT scope, store_id, 0 FROM org_token WHERE last_used_at >= $2 AND revoked_at = 0 AND scope <> $3
		ORDER BY 1, 2, 3`, ScopeOwn, since, ScopeAll)
	actors := make([]Actor, len(found))
	for i, f := range found {
		actors[i] = Actor{Scope: f.Scope, Store: f.StoreID, Staff: f.StaffID}
	}
	return actors, err
}

func endSession(ctx context.Context, tx *db.Tx, id SessionID, staff StaffID) (int64, error) {
	return db.Exec(ctx, tx, `DELETE FROM org_session WHERE id = $1 AND staff_id = $2`, id, staff)
}

// endSessions ends the sessions of a person, but for one, and counts them.
func endSessions(ctx context.Context, tx *db.Tx, staff StaffID, except SessionID) (int64, error) {
	return db.Exec(ctx, tx, `DELETE FROM org_session WHERE staff_id = $1 AND id <> $2`, staff, except)
}

// dropStaleSessions deletes the sessions of a person that are over: too old, or not seen since.
func dropStaleSessions(ctx context.Context, tx *db.Tx, staff StaffID, since int64) error {
	_, err := db.Exec(ctx, tx, `
		DELETE FROM org_session WHERE staff_id = $1 AND (expires_at <= $2 OR seen_at <= $3)`, staff, tx.Now, since)
	return err
}

// holdPassword keeps the person's row as it is until the transaction ends, and gives miss when they have left or the
// password is no longer the one that was verified.
func holdPassword(ctx context.Context, tx *db.Tx, staff StaffID, hash string, miss error) error {
	return db.MustAffect(ctx, tx, miss, `
		UPDATE org_staff SET version = version WHERE id = $1 AND left_at = 0 AND password_hash = $2`, staff, hash)
}

// savePassword writes a password set by a link; every session and other link of the person ends.
func savePassword(ctx context.Context, tx *db.Tx, staff StaffID, hash string) error {
	return replacePassword(ctx, tx, staff, hash, 0)
}

// replacePassword writes a password and ends the person's links and sessions, but for one.
func replacePassword(ctx context.Context, tx *db.Tx, staff StaffID, hash string, except SessionID) error {
	err := db.MustAffect(ctx, tx, ErrLink,
		`UPDATE org_staff SET password_hash = $1 WHERE id = $2 AND left_at = 0`, hash, staff)
	if err != nil {
		return err
	}
	if err := dropLinks(ctx, tx, staff); err != nil {
		return err
	}
	_, err = endSessions(ctx, tx, staff, except)
	return err
}

// count adds an attempt to a subject of the throttle, and tells whether it may go on. The attempt that reaches the limit
// may; from then on the subject is blocked.
func count(ctx context.Context, tx *db.Tx, subject string, limit int64, t Throttle) (bool, error) {
	until := tx.Now + t.Block.Milliseconds()
	first := int64(0)
	if limit <= 1 {
		first = until
	}
	const over = `(org_throttle.blocked_until > 0 OR org_throttle.started_at <= $3)`
	n, err := db.Exec(ctx, tx, `
		INSERT INTO org_throttle (subject, failures, started_at, blocked_until) VALUES ($1, 1, $2, $4)
		ON CONFLICT (subject) DO UPDATE SET
			failures      = CASE WHEN `+over+` THEN 1 ELSE org_throttle.failures + 1 END,
			started_at    = CASE WHEN `+over+` THEN excluded.started_at ELSE org_throttle.started_at END,
			blocked_until = CASE WHEN `+over+` THEN excluded.blocked_until
				WHEN org_throttle.failures + 1 >= $5 THEN CAST($6 AS BIGINT) ELSE 0 END
		WHERE org_throttle.blocked_until <= $2`,
		subject, tx.Now, tx.Now-t.Window.Milliseconds(), first, limit, until)
	return n == 1, err
}

// forgive takes back what a successful attempt counted: the account starts anew, the address has one failure less.
func forgive(ctx context.Context, tx *db.Tx, login, address string, t Throttle) error {
	if err := clearThrottle(ctx, tx, accountSubject(login)); err != nil {
		return err
	}
	_, err := db.Exec(ctx, tx, `
		UPDATE org_throttle SET failures = failures - 1,
			blocked_until = CASE WHEN failures - 1 < $2 THEN 0 ELSE blocked_until END
		WHERE subject = $1 AND failures > 0`, addressSubject(address), t.Address)
	return err
}

func clearThrottle(ctx context.Context, tx *db.Tx, subject string) error {
	_, err := db.Exec(ctx, tx, `DELETE FROM org_throttle WHERE subject = $1`, subject)
	return err
}

const tokenColumns = `id, name, role, scope, store_id, created_by, created_at, last_used_at, revoked_at`

// tokenRow is a whole row of org_token.
type tokenRow struct {
	Token
	TokenHash string
}

func insertToken(ctx context.Context, tx *db.Tx, t Token, hash string) error {
	_, err := db.Insert(ctx, tx, "org_token", []tokenRow{{t, hash}}, "")
	return err
}

func loadToken(ctx context.Context, q db.Q, id TokenID) (Token, error) {
	t, err := db.One[Token](ctx, q, `SELECT `+tokenColumns+` FROM org_token WHERE id = $1`, id)
	return t, orMissing(err, ErrNoToken)
}

// loadLiveToken reads a token that is not revoked and whose issuer still works here.
func loadLiveToken(ctx context.Context, q db.Q, hash string) (Token, error) {
	t, err := db.One[Token](ctx, q, `
		SELECT `+tokenColumns+` FROM org_token
		WHERE token_hash = $1 AND revoked_at = 0 AND (created_by = 0
			OR EXISTS (SELECT 1 FROM org_staff p WHERE p.id = org_token.created_by AND p.left_at = 0))`, hash)
	return t, orMissing(err, ErrToken)
}

// touchToken moves the last use on; no row means that somebody has.
func touchToken(ctx context.Context, tx *db.Tx, id TokenID) error {
	_, err := db.Exec(ctx, tx, `UPDATE org_token SET last_used_at = $1 WHERE id = $2 AND last_used_at < $1`, tx.Now, id)
	return err
}

func revokeToken(ctx context.Context, tx *db.Tx, id TokenID) error {
	return db.MustAffect(ctx, tx, ErrChanged,
		`UPDATE org_token SET revoked_at = $1 WHERE id = $2 AND revoked_at = 0`, tx.Now, id)
}

// revokeTokensOf ends the tokens that a person issued, directly or through one of their tokens.
func revokeTokensOf(ctx context.Context, tx *db.Tx, staff StaffID) error {
	_, err := db.Exec(ctx, tx, `UPDATE org_token SET revoked_at = $1 WHERE created_by = $2 AND revoked_at = 0`, tx.Now, staff)
	return err
}

func listTokens(ctx context.Context, q db.Q, ask TokenQuery, rows int) ([]Token, error) {
	c := db.Where("id > $1", ask.After).If(!ask.Revoked, "revoked_at = 0")
	return db.All[Token](ctx, q, `SELECT `+tokenColumns+` FROM org_token WHERE `+c.SQL()+`
		ORDER BY id LIMIT `+c.Next(1), c.Args(rows)...)
}

// prune deletes what is over: sessions, links, throttles.
func prune(ctx context.Context, tx *db.Tx, opt Options) (int64, error) {
	sessions, err := db.Exec(ctx, tx, `DELETE FROM org_session WHERE expires_at <= $1 OR seen_at <= $2`,
		tx.Now, tx.Now-opt.Idle.Milliseconds())
	if err != nil {
		return 0, err
	}
	links, err := db.Exec(ctx, tx, `DELETE FROM org_link WHERE used_at <> 0 OR expires_at <= $1`, tx.Now)
	if err != nil {
		return 0, err
	}
	throttles, err := db.Exec(ctx, tx, `DELETE FROM org_throttle WHERE blocked_until <= $1 AND started_at <= $2`,
		tx.Now, tx.Now-opt.Throttle.Window.Milliseconds())
	return sessions + links + throttles, err
}

// Expired counts the sessions, links and throttles that Prune would delete.
func (s *Service) Expired(ctx context.Context) (int64, error) {
	if err := Must(ctx, SettingEdit); err != nil {
		return 0, err
	}
	now := s.db.Clock().Now().UnixMilli()
	return db.One[int64](ctx, s.db.Read(), `SELECT (SELECT COUNT(*) FROM org_session WHERE expires_at <= $1 OR seen_at <= $2)
		+ (SELECT COUNT(*) FROM org_link WHERE used_at <> 0 OR expires_at <= $1)
		+ (SELECT COUNT(*) FROM org_throttle WHERE blocked_until <= $1 AND started_at <= $3)`,
		now, now-s.opt.Idle.Milliseconds(), now-s.opt.Throttle.Window.Milliseconds())
}
