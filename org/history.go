package org

import (
	"context"

	"qunli/kit/db"
)

// Entry is one line of the audit.
type Entry struct {
	ID         AuditID   `json:"id"`
	At         int64     `json:"at"` // unix ms
	ActorKind  ActorKind `json:"actor_kind"`
	ActorID    int64     `json:"-"`
	Verb       string    `json:"verb"`
	ObjectKind string    `json:"object_kind"`
	ObjectID   int64     `json:"-"`
	Before     string    `json:"before"` // JSON or ""
	After      string    `json:"after"`
	Address    string    `json:"address"`
}

// Actor spells who acted: the id of staff or a token, otherwise the kind of actor.
func (e Entry) Actor() string {
	switch e.ActorKind {
	case ActorStaff:
		return StaffID(e.ActorID).String()
	case ActorToken:
		return TokenID(e.ActorID).String()
	}
	return string(e.ActorKind)
}

// HistoryQuery asks for a page of the audit, the newest first. Empty fields do not filter.
type HistoryQuery struct {
	After      AuditID // the last id of the page before
	Limit      int
	ObjectKind string
	ObjectID   int64 // with ObjectKind
	ActorKind  ActorKind
	ActorID    int64 // with ActorKind
}

// History gives a page of who changed what.
func (s *Service) History(ctx context.Context, q HistoryQuery) (Page[Entry], error) {
	if err := Must(ctx, AuditRead); err != nil {
		return Page[Entry]{}, err
	}
	size := limit(q.Limit)
	items, err := listAudit(ctx, s.db.Read(), q, size+1)
	return page(items, size, func(one Entry) string { return one.ID.String() }), err
}

// Prune deletes sessions, links and throttles that are over, and gives how many. Nothing else is affected by it.
func (s *Service) Prune(ctx context.Context) (int64, error) {
	if err := Must(ctx, SettingEdit); err != nil {
		return 0, err
	}
	total := int64(0)
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var err error
		total, err = prune(ctx, tx, s.opt)
		return err
	})
	return total, err
}
