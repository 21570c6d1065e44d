package customer

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"qunli/kit/db"
)

// checkStep is how many people are compared at a time.
const checkStep = 2000

// Check compares what this room derives with what it is derived from: search terms and folded text with names, remarks
// and phones, badges with identities, acts with touches (the rooms that count others compare theirs: CheckActs), standings
// with acts; and looks for aliases of aliases and accounts of nobody. No difference is an empty list.
func Check(ctx context.Context, q db.Q) ([]db.Difference, error) {
	var out []db.Difference
	for _, check := range []func(context.Context, db.Q) ([]db.Difference, error){checkPeople, checkIdentities, checkRefs, checkActs, checkOwners, checkStandings} {
		some, err := check(ctx, q)
		if err != nil {
			return nil, err
		}
		out = append(out, some...)
	}
	return out, nil
}

func checkPeople(ctx context.Context, q db.Q) ([]db.Difference, error) {
	var out []db.Difference
	last := ID(0)
	for {
		rows, err := db.All[row](ctx, q, `SELECT `+rowColumns+` FROM customer WHERE id > $1 ORDER BY id LIMIT $2`, last, checkStep)
		if err != nil || len(rows) == 0 {
			return out, err
		}
		last = rows[len(rows)-1].ID
		some, err := comparePeople(ctx, q, rows)
		if err != nil {
			return nil, err
		}
		out = append(out, some...)
	}
}

func comparePeople(ctx context.Context, q db.Q, rows []row) ([]db.Difference, error) {
	ids := make([]ID, len(rows))
	for n, r := range rows {
		ids[n] = r.ID
	}
	want, err := termsOf(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	have, err := storedTerms(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	var out []db.Difference
	for _, r := range rows {
		if r.Folded != foldedText(r.Name, r.Remark) {
			out = append(out, db.Differs("customer", r.ID.String()+" folded", "stale", "folded name and remark"))
		}
		if !slices.Equal(have[r.ID], want[r.ID]) {
			out = append(out, db.Differs("customer_term", r.ID.String(), fmt.Sprint(len(have[r.ID]), " terms"), fmt.Sprint(len(want[r.ID]), " terms")))
		}
		if r.ErasedAt != 0 && strings.Join([]string{r.Name, r.Remark, r.Folded}, "") != "" {
			out = append(out, db.Differs("customer", r.ID.String(), "personal data", "erased"))
		}
	}
	return out, nil
}

func checkIdentities(ctx context.Context, q db.Q) ([]db.Difference, error) {
	var out []db.Difference
	err := db.Each(ctx, q, func(i identity) error {
		if want := i.key().Badge(); i.Badge != want {
			out = append(out, db.Differs("customer_identity", i.ID.String()+" badge", string(i.Badge), string(want)))
		}
		return nil
	}, `SELECT id, customer_id, kind, space, value, badge, import_id, created_at FROM customer_identity`)
	return out, err
}

// checkRefs looks for rows that point to nobody, and for aliases of aliases.
func checkRefs(ctx context.Context, q db.Q) ([]db.Difference, error) {
	var out []db.Difference
	for _, c := range []struct{ table, have, want, sql string }{
		{"customer_identity", "nobody's", "a person's",
			`SELECT i.customer_id FROM customer_identity i LEFT JOIN customer c ON c.id = i.customer_id WHERE c.id IS NULL OR c.erased_at <> 0`},
		{"customer_alias", "an alias of an alias", "an alias of a person",
			`SELECT a.from_id FROM customer_alias a JOIN customer_alias b ON b.from_id = a.to_id`},
		{"customer_alias", "an alias of nobody", "an alias of a person",
			`SELECT a.from_id FROM customer_alias a LEFT JOIN customer c ON c.id = a.from_id LEFT JOIN customer d ON d.id = a.to_id
			WHERE c.id IS NULL OR d.id IS NULL`},
		{"customer_tagging", "a tag of nobody", "a tag of a person",
			`SELECT g.customer_id FROM customer_tagging g LEFT JOIN customer c ON c.id = g.customer_id WHERE c.id IS NULL`},
		{"customer_touch", "a touch of nobody", "a touch of a person",
			`SELECT g.customer_id FROM customer_touch g LEFT JOIN customer c ON c.id = g.customer_id WHERE c.id IS NULL AND g.customer_id <> 0`},
		{"customer_consent", "a consent of nobody", "a consent of a person",
			`SELECT g.customer_id FROM customer_consent g LEFT JOIN customer c ON c.id = g.customer_id WHERE c.id IS NULL`},
		{"customer_term", "a term of nobody", "a term of a person",
			`SELECT g.customer_id FROM customer_term g LEFT JOIN customer c ON c.id = g.customer_id WHERE c.id IS NULL`},
		{"customer_standing", "a standing of nobody", "a standing of a person",
			`SELECT g.customer_id FROM customer_standing g LEFT JOIN customer c ON c.id = g.customer_id WHERE c.id IS NULL`},
	} {
		ids, err := db.All[ID](ctx, q, c.sql)
		if err != nil {
			return nil, err
		}
		for _, i := range ids {
			out = append(out, db.Differs(c.table, i.String(), c.have, c.want))
		}
	}
	return out, nil
}
