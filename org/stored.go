package org

import (
	"context"

	"qunli/kit/db"
)

// Stored gives every setting as it stands in the table, sealed ones sealed: for looking whether they can be read.
func Stored(ctx context.Context, q db.Q) (map[string]string, error) {
	type row struct{ Name, Value string }
	rows, err := db.All[row](ctx, q, `SELECT name, value FROM org_setting`)
	out := map[string]string{}
	for _, r := range rows {
		out[r.Name] = r.Value
	}
	return out, err
}
