package customer

import (
	"context"

	"qunli/kit/db"
)

// fills empties the fields that the import filled in of people brought by something else; what another import, or a person,
// said as well is theirs from now on.
func (u *undo) fills(ctx context.Context, tx *db.Tx) error {
	rows, err := db.All[fill](ctx, tx, `SELECT customer_id, field, import_id FROM customer_fill
		WHERE import_id = $1 LIMIT $2`, u.importID, u.left)
	if err != nil {
		return err
	}
	u.left -= len(rows)
	if rows, err = u.passFills(ctx, tx, rows); err != nil {
		return err
	}
	byField := map[string][]ID{}
	for _, f := range rows {
		byField[f.Field] = append(byField[f.Field], f.CustomerID)
	}
	for _, field := range []struct{ name, empty string }{
		{"name", "''"}, {"store_id", "0"}, {"staff_id", "0"}, {"channel", "''"}, {"added_at", "0"},
	} {
		if err := emptyField(ctx, tx, field.name, field.empty, byField[field.name]); err != nil {
			return err
		}
	}
	return nil
}

func emptyField(ctx context.Context, tx *db.Tx, field, empty string, people []ID) error {
	err := db.Lists(tx, people, func(part []ID) error {
		c := db.Where("").In("id", part)
		if _, err := db.Exec(ctx, tx, `UPDATE customer SET `+field+` = `+empty+` WHERE `+c.SQL(), c.Args()...); err != nil {
			return err
		}
		c = db.Where("field = $1", field).In("customer_id", part)
		_, err := db.Exec(ctx, tx, `DELETE FROM customer_fill WHERE `+c.SQL(), c.Args()...)
		return err
	})
	if err != nil {
		return err
	}
	if field == "name" {
		return refold(ctx, tx, people)
	}
	return Changed(ctx, tx, people, fieldAttributes[field])
}

// refold brings the searched text and the terms of people in line with their names and remarks.
func refold(ctx context.Context, tx *db.Tx, people []ID) error {
	type text struct {
		ID           ID
		Name, Remark string
	}
	var rows []text
	err := db.Lists(tx, people, func(part []ID) error {
		c := db.Where("").In("id", part)
		some, err := db.All[text](ctx, tx, `SELECT id, name, remark FROM customer WHERE `+c.SQL(), c.Args()...)
		rows = append(rows, some...)
		return err
	})
	if err != nil {
		return err
	}
	for _, r := range rows {
		if _, err := db.Exec(ctx, tx, `UPDATE customer SET folded = $2 WHERE id = $1`, r.ID, foldedText(r.Name, r.Remark)); err != nil {
			return err
		}
	}
	return rewriteTerms(ctx, tx, people)
}

// identities go, except those of people whom the import brought and who are needed elsewhere.
func (u *undo) identities(ctx context.Context, tx *db.Tx) error {
	all, err := u.pieces(ctx, tx, "customer_identity", "id")
	if err != nil || len(all) == 0 {
		return err
	}
	only, err := u.pass(ctx, tx, "customer_identity", "id", "identity", all)
	if err != nil {
		return err
	}
	kept, err := u.kept(ctx, tx, ownersOf(only))
	if err != nil {
		return err
	}
	var gone, stay []piece
	for _, p := range only {
		if kept[p.CustomerID] {
			stay = append(stay, p)
		} else {
			gone = append(gone, p)
		}
	}
	if err := remove(ctx, tx, "customer_identity", "id", gone); err != nil {
		return err
	}
	err = db.Lists(tx, stay, func(part []piece) error {
		c := db.Where("").InRows("customer_id, id", part)
		_, err := db.Exec(ctx, tx, `UPDATE customer_identity SET import_id = 0 WHERE `+c.SQL(), c.Args()...)
		return err
	})
	if err != nil {
		return err
	}
	if err := Changed(ctx, tx, ownersOf(gone), attrBadge); err != nil {
		return err
	}
	return rewriteTerms(ctx, tx, ownersOf(gone))
}

// kept tells which of people came with this import and are needed elsewhere.
func (u *undo) kept(ctx context.Context, tx *db.Tx, people []ID) (map[ID]bool, error) {
	var brought []ID
	err := db.Lists(tx, people, func(part []ID) error {
		c := db.Where("import_id = $1", u.importID).In("id", part)
		some, err := db.All[ID](ctx, tx, `SELECT id FROM customer WHERE `+c.SQL(), c.Args()...)
		brought = append(brought, some...)
		return err
	})
	if err != nil || len(brought) == 0 {
		return nil, err
	}
	return u.keep(ctx, tx, brought)
}

// people go, except those who have identities left or are needed elsewhere.
func (u *undo) people(ctx context.Context, tx *db.Tx) error {
	ids, err := db.All[ID](ctx, tx, `SELECT id FROM customer WHERE import_id = $1 LIMIT $2`, u.importID, u.left)
	if err != nil || len(ids) == 0 {
		return err
	}
	u.left -= len(ids)
	heirs, err := heirsOf(ctx, tx, ids)
	if err != nil {
		return err
	}
	kept, err := u.keep(ctx, tx, ids)
	if err != nil {
		return err
	}
	var gone []ID
	for _, i := range ids {
		heir, has := heirs[i]
		if !has && !kept[i] {
			gone = append(gone, i)
			continue
		}
		if _, err := db.Exec(ctx, tx, `UPDATE customer SET import_id = $2 WHERE id = $1`, i, heir); err != nil {
			return err
		}
	}
	return deletePeople(ctx, tx, gone)
}

// heirsOf tells which import, 0 a person, brought the earliest identity that people still have.
func heirsOf(ctx context.Context, tx *db.Tx, people []ID) (map[ID]int64, error) {
	type owner struct {
		CustomerID ID
		ImportID   int64
	}
	out := map[ID]int64{}
	err := db.Lists(tx, people, func(part []ID) error {
		c := db.Where("").In("customer_id", part)
		return db.Each(ctx, tx, func(o owner) error {
			if _, ok := out[o.CustomerID]; !ok {
				out[o.CustomerID] = o.ImportID
			}
			return nil
		}, `SELECT customer_id, import_id FROM customer_identity WHERE `+c.SQL()+` ORDER BY id`, c.Args()...)
	})
	return out, err
}

// deletePeople deletes people and everything of theirs in this room.
func deletePeople(ctx context.Context, tx *db.Tx, people []ID) error {
	kin, err := kinOf(ctx, tx, people)
	if err != nil {
		return err
	}
	for _, table := range []string{
		"customer_identity", "customer_term", "customer_tagging", "customer_consent", "customer_touch", "customer_seen", "customer_fill",
		"customer_refill", "customer_act_day", "customer_standing", "customer_move", "customer_seed",
	} {
		if err := deleteOf(ctx, tx, table, people); err != nil {
			return err
		}
	}
	for _, d := range []struct{ table, column string }{
		{"customer_twin", "one_id"}, {"customer_twin", "other_id"}, {"customer_alias", "from_id"}, {"customer_alias", "to_id"}, {"customer", "id"},
	} {
		err := db.Lists(tx, people, func(part []ID) error {
			c := db.Where("").In(d.column, part)
			_, err := db.Exec(ctx, tx, `DELETE FROM `+d.table+` WHERE `+c.SQL(), c.Args()...)
			return err
		})
		if err != nil {
			return err
		}
	}
	return Changed(ctx, tx, append(kin, people...), Anything)
}

// kinOf gives everybody who was merged into people, or whom people were merged into.
func kinOf(ctx context.Context, q db.Q, people []ID) ([]ID, error) {
	var out []ID
	err := db.Lists(q, people, func(part []ID) error {
		for _, columns := range [][2]string{{"from_id", "to_id"}, {"to_id", "from_id"}} {
			c := db.Where("").In(columns[1], part)
			some, err := db.All[ID](ctx, q, `SELECT `+columns[0]+` FROM customer_alias WHERE `+c.SQL(), c.Args()...)
			if err != nil {
				return err
			}
			out = append(out, some...)
		}
		return nil
	})
	return out, err
}

// notes forgets the import's twins and what it brought second. They are small and go at once.
func (u *undo) notes(ctx context.Context, tx *db.Tx) error {
	for _, sql := range []string{
		`DELETE FROM customer_twin WHERE import_id = $1`,
		`DELETE FROM customer_seen WHERE import_id = $1`,
		`DELETE FROM customer_refill WHERE import_id = $1`,
	} {
		if _, err := db.Exec(ctx, tx, sql, u.importID); err != nil {
			return err
		}
	}
	return nil
}
