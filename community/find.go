package community

import (
	"context"
	"strings"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
)

// FoundGroup is a group that Find came upon.
type FoundGroup struct {
	ID      ID
	Name    string
	Kind    Kind
	State   State
	Members int64
}

// nameLength is as much of a group's name as its pinyin initials are taken of.
const nameLength = 40

// Find gives a few groups of the actor's scope whose name contains a query or has it among its pinyin initials, those with
// most members first. Groups are few beside people: their names are gone through.
func (s *Service) Find(ctx context.Context, query string, limit int) ([]FoundGroup, error) {
	if err := org.Must(ctx, org.CommunityRead); err != nil {
		return nil, err
	}
	word := customer.Fold(query)
	if word == "" {
		return nil, nil
	}
	var out []FoundGroup
	c := org.Scope(ctx).Cond("store_id", "staff_id").And("state <> $1", string(Archived))
	err := db.Each(ctx, s.db.Read(), func(g FoundGroup) error {
		name := customer.Fold(g.Name)
		if len(out) < limit && (strings.Contains(name, word) || strings.Contains(customer.Initials(name, nameLength), word)) {
			out = append(out, g)
		}
		return nil
	}, `SELECT id, name, kind, state, members FROM community WHERE `+c.SQL()+` ORDER BY members DESC, id DESC`, c.Args()...)
	return out, err
}
