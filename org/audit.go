package org

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"qunli/kit/db"
	"qunli/kit/secret"
)

// Change is one change for the audit. Before and After are encoded as JSON (nil is "nothing") and must hold ids and
// masked values only; Audit masks phones and drops secrets all the same, should one slip in.
type Change struct {
	Verb   string // e.g. "staff.hire"
	Object string // e.g. "staff"
	ID     int64  // of the object, 0 if it has none
	Before any
	After  any
}

// auditRow is a row of org_audit.
type auditRow struct {
	ID         AuditID
	At         int64
	ActorKind  ActorKind
	ActorID    int64
	Verb       string
	ObjectKind string
	ObjectID   int64
	Before     string
	After      string
	Address    string
}

// Audit records a change by ctx's actor in the transaction that makes it. Without an actor it fails.
func Audit(ctx context.Context, tx *db.Tx, changes ...Change) error {
	a, ok := ActorOf(ctx)
	if !ok {
		return ErrUnauthenticated
	}
	rows := make([]auditRow, len(changes))
	for i, c := range changes {
		before, err := auditText(c.Before)
		if err != nil {
			return fmt.Errorf("audit %s: %w", c.Verb, err)
		}
		after, err := auditText(c.After)
		if err != nil {
			return fmt.Errorf("audit %s: %w", c.Verb, err)
		}
		rows[i] = auditRow{AuditID(tx.NewID()), tx.Now, a.Kind, a.ID, c.Verb, c.Object, c.ID, before, after, secret.MaskPhones(clean(a.Address, 200))}
	}
	_, err := db.Insert(ctx, tx, "org_audit", rows, "")
	return err
}

// Unsay empties what the audit says of a verb on things: that it was done, when and by whom stays. ids fit one IN list.
func Unsay(ctx context.Context, tx *db.Tx, verb, object string, ids []int64) error {
	c := db.Where("object_kind = $1 AND verb = $2", object, verb).In("object_id", ids)
	_, err := db.Exec(ctx, tx, `UPDATE org_audit SET after = '' WHERE `+c.SQL(), c.Args()...)
	return err
}

// auditText gives v as JSON with phones masked and secrets dropped; "" for nil.
func auditText(v any) (string, error) {
	if v == nil {
		return "", nil
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return "", err
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var tree any
	if err := d.Decode(&tree); err != nil {
		return "", err
	}
	out, err := json.Marshal(scrub(tree))
	return string(out), err
}

// scrub walks decoded JSON. Keys that name a secret go, phone-like strings are masked.
func scrub(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, inner := range v {
			if secretKey(k) {
				delete(v, k)
				continue
			}
			v[k] = scrub(inner)
		}
	case []any:
		for i := range v {
			v[i] = scrub(v[i])
		}
	case string:
		return secret.MaskPhones(v)
	}
	return v
}

// secretKey tells whether a field's name speaks of a secret: its value is not for the audit.
func secretKey(name string) bool {
	name = strings.ToLower(name)
	for _, word := range []string{"password", "secret", "token_hash", "tokenhash", "plain"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return name == "token"
}
