package org

import (
	"context"
	"errors"
	"fmt"

	"qunli/kit/db"
)

// staffRow is a whole row of org_staff.
type staffRow struct {
	Staff
	PasswordHash string
}

const staffColumns = `id, login, code, name, role, scope, store_id, left_at, version, created_at`

// orMissing turns "no row" into the missing of a noun.
func orMissing(err, missing error) error {
	if errors.Is(err, db.ErrNone) {
		return missing
	}
	return err
}

// HasOwner tells whether the program has been set up.
func HasOwner(ctx context.Context, q db.Q) (bool, error) {
	n, err := db.One[int64](ctx, q, `SELECT COUNT(*) FROM org_staff WHERE role = 'owner' AND left_at = 0`)
	return n > 0, err
}

func insertStaff(ctx context.Context, tx *db.Tx, who Staff, hash string) error {
	n, err := db.Insert(ctx, tx, "org_staff", []staffRow{{who, hash}}, "ON CONFLICT (login) DO NOTHING")
	switch {
	case db.Code(err) == db.CodeUnique:
		return ErrCodeTaken.Because(err)
	case err == nil && n == 0:
		return ErrLoginTaken
	}
	return err
}

func loadStaff(ctx context.Context, q db.Q, id StaffID) (Staff, error) {
	who, err := db.One[Staff](ctx, q, `SELECT `+staffColumns+` FROM org_staff WHERE id = $1`, id)
	return who, orMissing(err, ErrNoStaff)
}

func loadStaffRow(ctx context.Context, q db.Q, id StaffID) (staffRow, error) {
	who, err := db.One[staffRow](ctx, q, `SELECT `+staffColumns+`, password_hash FROM org_staff WHERE id = $1`, id)
	return who, orMissing(err, ErrNoStaff)
}

// loadLogin reads who may sign in under a login; ErrNoStaff when nobody.
func loadLogin(ctx context.Context, q db.Q, login string) (staffRow, error) {
	who, err := db.One[staffRow](ctx, q,
		`SELECT `+staffColumns+`, password_hash FROM org_staff WHERE login = $1 AND left_at = 0`, login)
	return who, orMissing(err, ErrNoStaff)
}

func loadOwner(ctx context.Context, q db.Q, login string) (Staff, error) {
	c := db.Where("role = 'owner' AND left_at = 0").If(login != "", "login = $1", login)
	who, err := db.One[Staff](ctx, q, `SELECT `+staffColumns+` FROM org_staff WHERE `+c.SQL()+` ORDER BY id LIMIT 1`, c.Args()...)
	if login != "" {
		return who, orMissing(err, ErrNoStaff)
	}
	return who, orMissing(err, ErrNoOwner)
}

// updateStaff writes who if the row still has the version before; ErrChanged otherwise.
func updateStaff(ctx context.Context, tx *db.Tx, who Staff) error {
	err := db.MustAffect(ctx, tx, ErrChanged, `
		UPDATE org_staff SET name = $1, code = $2, role = $3, scope = $4, store_id = $5, version = $6
		WHERE id = $7 AND version = $6 - 1 AND left_at = 0`,
		who.Name, who.Code, who.Role, who.Scope, who.StoreID, who.Version, who.ID)
	if db.Code(err) == db.CodeUnique {
		return ErrCodeTaken.Because(err)
	}
	return err
}

// endStaff takes everything from a person who leaves.
func endStaff(ctx context.Context, tx *db.Tx, id StaffID, version int64) error {
	err := db.MustAffect(ctx, tx, ErrChanged, `
		UPDATE org_staff SET left_at = $1, password_hash = '', version = version + 1
		WHERE id = $2 AND version = $3 AND left_at = 0`, tx.Now, id, version)
	if err != nil {
		return err
	}
	if _, err := endSessions(ctx, tx, id, 0); err != nil {
		return err
	}
	if err := dropLinks(ctx, tx, id); err != nil {
		return err
	}
	return revokeTokensOf(ctx, tx, id)
}

// lockOwners takes the rows of all owners until the transaction ends, and counts them.
func lockOwners(ctx context.Context, tx *db.Tx) (int64, error) {
	return db.Exec(ctx, tx, `UPDATE org_staff SET version = version WHERE role = 'owner' AND left_at = 0`)
}

func listStaff(ctx context.Context, q db.Q, ask StaffQuery, rows int) ([]Staff, error) {
	c := db.Where("id > $1", ask.After).
		If(!ask.Left, "left_at = 0").
		If(ask.Store != 0, "store_id = $1", ask.Store)
	return db.All[Staff](ctx, q, `SELECT `+staffColumns+` FROM org_staff WHERE `+c.SQL()+`
		ORDER BY id LIMIT `+c.Next(1), c.Args(rows)...)
}

const storeColumns = `id, code, name, city, closed, version, created_at`

func insertStore(ctx context.Context, tx *db.Tx, one Store) error {
	n, err := db.Insert(ctx, tx, "org_store", []Store{one}, "ON CONFLICT (code) DO NOTHING")
	if err == nil && n == 0 {
		return ErrStoreTaken
	}
	return err
}

func loadStore(ctx context.Context, q db.Q, id StoreID) (Store, error) {
	one, err := db.One[Store](ctx, q, `SELECT `+storeColumns+` FROM org_store WHERE id = $1`, id)
	return one, orMissing(err, ErrNoStore)
}

// updateStore writes one if the row still has the version before; ErrChanged otherwise.
func updateStore(ctx context.Context, tx *db.Tx, one Store) error {
	err := db.MustAffect(ctx, tx, ErrChanged, `
		UPDATE org_store SET code = $1, name = $2, city = $3, closed = $4, version = $5
		WHERE id = $6 AND version = $5 - 1`,
		one.Code, one.Name, one.City, one.Closed, one.Version, one.ID)
	if db.Code(err) == db.CodeUnique {
		return ErrStoreTaken.Because(err)
	}
	return err
}

// listStores sees by store alone: scope "own" has no staff to compare here and sees the store one belongs to.
func listStores(ctx context.Context, q db.Q, v View, ask StoreQuery, rows int) ([]Store, error) {
	c := db.Where("id > $1", ask.After).
		If(!v.Whole(), "id = $1", v.Store()).
		If(!ask.Closed, "closed = FALSE")
	return db.All[Store](ctx, q, `SELECT `+storeColumns+` FROM org_store WHERE `+c.SQL()+`
		ORDER BY id LIMIT `+c.Next(1), c.Args(rows)...)
}

// Setting reads a setting; one never changed has its default, an unknown one is "".
func Setting(ctx context.Context, q db.Q, name string) (string, error) {
	value, err := db.One[string](ctx, q, `SELECT value FROM org_setting WHERE name = $1`, name)
	if errors.Is(err, db.ErrNone) {
		return defaults[name], nil
	}
	return value, err
}

// SetSetting writes a setting in a caller's transaction. It asks and audits nothing: Service.Set does.
func SetSetting(ctx context.Context, tx *db.Tx, name, value string) error {
	_, err := db.Exec(ctx, tx, `
		INSERT INTO org_setting (name, value, changed_at) VALUES ($1, $2, $3)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at`,
		name, value, tx.Now)
	return err
}

const auditColumns = `id, at, actor_kind, actor_id, verb, object_kind, object_id, before, after, address`

func listAudit(ctx context.Context, q db.Q, ask HistoryQuery, rows int) ([]Entry, error) {
	c := db.Where("").
		If(ask.After != 0, "id < $1", ask.After).
		If(ask.ObjectKind != "", "object_kind = $1", ask.ObjectKind).
		If(ask.ObjectKind != "" && ask.ObjectID != 0, "object_id = $1", ask.ObjectID).
		If(ask.ActorKind != "", "actor_kind = $1", ask.ActorKind).
		If(ask.ActorKind != "" && ask.ActorID != 0, "actor_id = $1", ask.ActorID)
	return db.All[Entry](ctx, q, `SELECT `+auditColumns+` FROM org_audit WHERE `+c.SQL()+`
		ORDER BY id DESC LIMIT `+c.Next(1), c.Args(rows)...)
}

// named is an id and what people call it.
type named[I ~int64] struct {
	ID   I
	Name string
}

// AllStaffNames gives the names of everybody who ever worked here.
func AllStaffNames(ctx context.Context, q db.Q) (map[StaffID]string, error) {
	return namesWhere[StaffID](ctx, q, "org_staff", db.Where(""))
}

// AllStoreNames gives the names of all stores.
func AllStoreNames(ctx context.Context, q db.Q) (map[StoreID]string, error) {
	return namesWhere[StoreID](ctx, q, "org_store", db.Where(""))
}

// OpenStoreNames gives the names of the stores that are open.
func OpenStoreNames(ctx context.Context, q db.Q) (map[StoreID]string, error) {
	return namesWhere[StoreID](ctx, q, "org_store", db.Where("closed = FALSE"))
}

func names[I ~int64](ctx context.Context, q db.Q, table string, ids []I) (map[I]string, error) {
	return namesWhere[I](ctx, q, table, db.Where("").In("id", ids))
}

func namesWhere[I ~int64](ctx context.Context, q db.Q, table string, c *db.Cond) (map[I]string, error) {
	rows, err := db.All[named[I]](ctx, q, `SELECT id, name FROM `+table+` WHERE `+c.SQL(), c.Args()...)
	if err != nil {
		return nil, fmt.Errorf("names: %w", err)
	}
	out := make(map[I]string, len(rows))
	for _, r := range rows {
		out[r.ID] = r.Name
	}
	return out, nil
}
