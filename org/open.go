package org

import (
	"context"

	"qunli/kit/db"
)

// OpenStore opens a store.
func (s *Service) OpenStore(ctx context.Context, r StoreRequest) (Store, error) {
	if err := Must(ctx, StoreManage); err != nil {
		return Store{}, err
	}
	r, err := r.normal()
	if err != nil {
		return Store{}, err
	}
	var one Store
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		one = Store{ID: StoreID(tx.NewID()), Code: r.Code, Name: r.Name, City: r.City, Version: 1, CreatedAt: tx.Now}
		if one.Code == "" {
			one.Code = one.ID.String()
		}
		if err := insertStore(ctx, tx, one); err != nil {
			return err
		}
		return Audit(ctx, tx, Change{Verb: "store.open", Object: "store", ID: int64(one.ID), After: one.masked()})
	})
	return one, err
}

// ChangeStore changes code, name and city of a store whose version the caller has seen; a code of "" stays as it is.
func (s *Service) ChangeStore(ctx context.Context, id StoreID, version int64, r StoreRequest) (Store, error) {
	if err := Must(ctx, StoreManage); err != nil {
		return Store{}, err
	}
	r, err := r.normal()
	if err != nil {
		return Store{}, err
	}
	return s.changeStore(ctx, "store.change", id, version, func(one *Store) {
		one.Name, one.City = r.Name, r.City
		if r.Code != "" {
			one.Code = r.Code
		}
	})
}

// CloseStore closes a store: nobody is hired for it any more; its past stays.
func (s *Service) CloseStore(ctx context.Context, id StoreID, version int64) (Store, error) {
	if err := Must(ctx, StoreManage); err != nil {
		return Store{}, err
	}
	return s.changeStore(ctx, "store.close", id, version, func(one *Store) { one.Closed = true })
}

// ReopenStore opens a closed store again.
func (s *Service) ReopenStore(ctx context.Context, id StoreID, version int64) (Store, error) {
	if err := Must(ctx, StoreManage); err != nil {
		return Store{}, err
	}
	return s.changeStore(ctx, "store.reopen", id, version, func(one *Store) { one.Closed = false })
}

func (s *Service) changeStore(ctx context.Context, verb string, id StoreID, version int64, change func(*Store)) (Store, error) {
	var after Store
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		before, err := loadStore(ctx, tx, id)
		if err != nil {
			return err
		}
		after = before
		change(&after)
		after.Version = version + 1
		if err := updateStore(ctx, tx, after); err != nil {
			return err
		}
		return Audit(ctx, tx, Change{verb, "store", int64(id), before.masked(), after.masked()})
	})
	return after, err
}

// needOpenStore refuses a store that does not exist or is closed; 0 is no store and passes.
func needOpenStore(ctx context.Context, q db.Q, id StoreID) error {
	if id == 0 {
		return nil
	}
	one, err := loadStore(ctx, q, id)
	if err == nil && one.Closed {
		err = ErrStoreClosed
	}
	return err
}

// StoreQuery asks for a page of stores in the order they were opened.
type StoreQuery struct {
	After  StoreID // the last id of the page before
	Limit  int
	Closed bool // closed ones too
}

// ListStores gives a page of the stores within the actor's scope: whoever does not see all sees their own.
func (s *Service) ListStores(ctx context.Context, q StoreQuery) (Page[Store], error) {
	if err := Must(ctx, InsightRead); err != nil {
		return Page[Store]{}, err
	}
	size := limit(q.Limit)
	items, err := listStores(ctx, s.db.Read(), Scope(ctx), q, size+1)
	return page(items, size, func(one Store) string { return one.ID.String() }), err
}
