package demo

import (
	"context"
	"slices"

	"qunli/commerce"
	"qunli/community"
	"qunli/customer"
	"qunli/insight"
	"qunli/kit/db"
	"qunli/kit/job"
	"qunli/org"
	"qunli/segment"
)

// Leave decides that the brand goes, for good; Remove, or Run in a server, carries it out.
func (s *Service) Leave(ctx context.Context) (Brand, error) {
	if err := org.Must(ctx, org.ImportUndo); err != nil {
		return Brand{}, err
	}
	if !org.Scope(ctx).Whole() {
		return Brand{}, org.ErrScope
	}
	var b Brand
	err := s.DB.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		err := db.MustAffect(ctx, tx, ErrNone, `UPDATE demo_brand SET state = $1, changed_at = $2 WHERE state <> $3`, string(Removing), tx.Now, string(Removed))
		if err != nil {
			return err
		}
		if b, err = Of(ctx, tx); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "demo.remove", Object: "demo"})
	})
	s.Wake()
	return b, err
}

// Remove takes away what the demo brought, the latest first, and what it made. Cut off, it is carried on by the same call.
func (s *Service) Remove(ctx context.Context) error {
	if _, err := s.Leave(ctx); err != nil {
		return err
	}
	return s.clear(ctx)
}

// clear does the work of Remove once Leave has decided.
func (s *Service) clear(ctx context.Context) error {
	release, ok, err := s.DB.TryLock(ctx, lock)
	if err != nil || !ok {
		return err // another node is at it
	}
	defer release()
	b, err := Of(ctx, s.DB.Read())
	if err != nil || b.State != Removing {
		return err
	}
	ctx = job.History(ctx)
	for _, step := range []func(context.Context) error{s.dropSegments, s.dropCosts, s.retract} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	story, err := s.story(ctx, b)
	if err != nil {
		return err
	}
	if err := s.dissolve(ctx, story); err != nil {
		return err
	}
	return s.forget(ctx)
}

// dropSegments forgets the rules that the demo saved.
func (s *Service) dropSegments(ctx context.Context) error {
	ids, err := db.All[segment.ID](ctx, s.DB.Read(), `SELECT object_id FROM demo_made WHERE kind = 'segment'`)
	if err != nil {
		return err
	}
	for _, i := range ids {
		if err := s.Segments.Drop(ctx, i); err != nil && !isMissing(err) {
			return err
		}
	}
	return nil
}

// retract takes the imports back.
func (s *Service) retract(ctx context.Context) error {
	imports, err := s.imports(ctx)
	if err != nil {
		return err
	}
	var ids []int64
	for _, i := range imports {
		ids = append(ids, int64(i.ID))
	}
	if err := s.Groups.Disown(ctx, source, ids); err != nil {
		return err
	}
	for _, i := range imports {
		if err := s.Intake.Retract(ctx, i.ID); err != nil {
			return err
		}
	}
	return nil
}

// dissolve closes the shops of the story, but for those that are in use by now, and their people.
func (s *Service) dissolve(ctx context.Context, story *Story) error {
	var stores []org.StoreID
	var staff []org.StaffID
	for i := range story.shops {
		code := shopOf(i).code
		here, err := org.StoresByCode(ctx, s.DB.Read(), []string{code})
		if err != nil {
			return err
		}
		used, err := s.inUse(ctx, here[code])
		if err != nil {
			return err
		}
		if used || here[code] == 0 {
			continue
		}
		stores = append(stores, here[code])
		for n := range clerksOfShop {
			code := clerkOf(i, n).code
			people, err := org.StaffByCode(ctx, s.DB.Read(), []string{code})
			if err != nil {
				return err
			}
			if people[code] != 0 {
				staff = append(staff, people[code])
			}
		}
	}
	return s.Org.Dissolve(ctx, stores, staff)
}

// inUse tells whether people, groups, orders or costs of a shop are left.
func (s *Service) inUse(ctx context.Context, shop org.StoreID) (bool, error) {
	if shop == 0 {
		return false, nil
	}
	people, err := s.Customers.List(ctx, customer.Filter{Store: shop, Limit: 1})
	if err != nil || people.Total > 0 {
		return true, err
	}
	groups, err := s.Groups.List(ctx, community.Filter{Store: shop, Limit: 1})
	if err != nil || len(groups) > 0 {
		return true, err
	}
	orders, err := s.Commerce.Orders(ctx, commerce.Filter{Store: shop, Limit: 1})
	if err != nil || len(orders) > 0 {
		return true, err
	}
	costs, err := s.Commerce.SpendList(ctx, commerce.SpendFilter{Limit: 200})
	return slices.ContainsFunc(costs, func(c commerce.Spend) bool { return c.StoreID == shop }), err
}

// forget leaves nothing of the demo but the mark that it was here.
func (s *Service) forget(ctx context.Context) error {
	return s.DB.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, table := range []string{"demo_chapter", "demo_made"} {
			if _, err := db.Exec(ctx, tx, `DELETE FROM `+table); err != nil {
				return err
			}
		}
		name, err := org.Setting(ctx, tx, org.SettingBrand)
		if err == nil && name == brandName {
			err = org.SetSetting(ctx, tx, org.SettingBrand, "")
		}
		if err != nil {
			return err
		}
		err = db.MustAffect(ctx, tx, ErrNone, `UPDATE demo_brand SET state = $1, facts = 0, changed_at = $2 WHERE state = $3`, string(Removed), tx.Now, string(Removing))
		if err != nil {
			return err
		}
		return insight.Study(ctx, tx)
	})
}
