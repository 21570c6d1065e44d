package customer

import (
	"context"
	"slices"
	"strings"

	"qunli/kit/db"
	"qunli/org"
)

// Rename gives the person another name; version is the one that the caller saw.
func (s *Service) Rename(ctx context.Context, i ID, version int64, name string) error {
	return s.edit(ctx, "customer.rename", i, version, []string{"name"}, func(r *row) any {
		old := r.Name
		r.Name = tidy(name, maxName)
		return masked{"name": maskName(old)}
	}, func(r row) any { return masked{"name": maskName(r.Name)} })
}

// SetRemark replaces the remark about the person.
func (s *Service) SetRemark(ctx context.Context, i ID, version int64, remark string) error {
	return s.edit(ctx, "customer.remark", i, version, nil, func(r *row) any {
		old := r.Remark
		r.Remark = tidy(remark, maxRemark)
		return masked{"length": len([]rune(old))}
	}, func(r row) any { return masked{"length": len([]rune(r.Remark))} })
}

// Assign sets the home store of the person and who looks after them. An actor of limited scope cannot give a person
// away beyond it.
func (s *Service) Assign(ctx context.Context, i ID, version int64, store org.StoreID, staff org.StaffID) error {
	if err := org.Must(ctx, org.CustomerEdit); err != nil {
		return err
	}
	if err := org.Scope(ctx).Check(store, staff); err != nil {
		return err
	}
	if err := org.MustKnow(ctx, s.db.Read(), []org.StoreID{store}, []org.StaffID{staff}); err != nil {
		return err
	}
	return s.edit(ctx, "customer.assign", i, version, []string{"store_id", "staff_id"}, func(r *row) any {
		before := masked{"store": r.StoreID, "staff": r.StaffID}
		r.StoreID, r.StaffID = store, staff
		return before
	}, func(r row) any { return masked{"store": r.StoreID, "staff": r.StaffID} })
}

// AssignAll is Assign for up to 1,000 people, whatever their versions: all, or none where one is not in the actor's scope.
func (s *Service) AssignAll(ctx context.Context, people []ID, store org.StoreID, staff org.StaffID) error {
	if err := org.Must(ctx, org.CustomerEdit); err != nil {
		return err
	}
	if len(people) > maxPeople {
		return ErrTooMany.F(maxPeople)
	}
	if err := org.Scope(ctx).Check(store, staff); err != nil {
		return err
	}
	return s.add(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := org.MustKnow(ctx, tx, []org.StoreID{store}, []org.StaffID{staff}); err != nil {
			return err
		}
		owners, err := loadMany(ctx, tx, people)
		if err != nil {
			return err
		}
		fields := []string{"store_id", "staff_id"}
		return db.Lists(tx, owners, func(part []ID) error {
			c := db.Where("erased_at = 0 AND (store_id <> $1 OR staff_id <> $2)", store, staff).In("id", part)
			moved, err := db.All[ID](ctx, tx, `UPDATE customer SET store_id = $1, staff_id = $2, version = version + 1 WHERE `+c.SQL()+` RETURNING id`, c.Args()...)
			if err != nil || len(moved) == 0 {
				return err
			}
			slices.Sort(moved)
			return assigned(ctx, tx, moved, fields, masked{"store": store, "staff": staff})
		})
	})
}

// assigned notes of people that fields of their cards are said by hand from now on, and audits it.
func assigned(ctx context.Context, tx *db.Tx, people []ID, fields []string, after any) error {
	changes := make([]org.Change, len(people))
	for n, i := range people {
		if err := dropFill(ctx, tx, i, fields...); err != nil {
			return err
		}
		changes[n] = org.Change{Verb: "customer.assign", Object: "customer", ID: int64(i), After: after}
	}
	if err := Changed(ctx, tx, people, attrStore, attrStaff); err != nil {
		return err
	}
	return org.Audit(ctx, tx, changes...)
}

// masked is what the audit shows of a change.
type masked map[string]any

// maskName keeps the first character of a name.
func maskName(name string) string {
	r := []rune(name)
	if len(r) < 2 {
		return strings.Repeat("*", len(r))
	}
	return string(r[:1]) + "**"
}

// edit changes one person: change alters the row and gives what the audit shows of it before, after what it shows then.
func (s *Service) edit(ctx context.Context, verb string, i ID, version int64, fields []string, change func(*row) any, after func(row) any) error {
	if err := org.Must(ctx, org.CustomerEdit); err != nil {
		return err
	}
	return s.add(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := lockPair(ctx, tx, i, i); err != nil { // an import may be filling in empty fields, which is no new version
			return err
		}
		r, err := loadOpen(ctx, tx, i)
		if err != nil {
			return err
		}
		if r.Version != version {
			return ErrChanged
		}
		before := change(&r)
		if err := save(ctx, tx, r); err != nil {
			return err
		}
		if err := dropFill(ctx, tx, r.ID, fields...); err != nil {
			return err
		}
		if err := tellFields(ctx, tx, r.ID, fields); err != nil {
			return err
		}
		return audit(ctx, tx, verb, r.ID, before, after(r))
	})
}

// save writes the changed row of a person as its next version, and their search terms.
func save(ctx context.Context, tx *db.Tx, r row) error {
	folded := foldedText(r.Name, r.Remark)
	err := db.MustAffect(ctx, tx, ErrChanged, `
		UPDATE customer SET name = $3, remark = $4, folded = $5, store_id = $6, staff_id = $7, version = version + 1
		WHERE id = $1 AND version = $2 AND erased_at = 0`,
		r.ID, r.Version, r.Name, r.Remark, folded, r.StoreID, r.StaffID)
	if err != nil || folded == r.Folded {
		return err
	}
	return rewriteTerms(ctx, tx, []ID{r.ID})
}

// tellFields says that fields of a person's card may have changed.
func tellFields(ctx context.Context, tx *db.Tx, i ID, fields []string) error {
	var what []string
	for _, f := range fields {
		if a := fieldAttributes[f]; a != "" {
			what = append(what, a)
		}
	}
	if len(what) == 0 {
		return nil
	}
	return Changed(ctx, tx, []ID{i}, what...)
}
