package insight

import (
	"context"
	"slices"
	"strings"

	"qunli/community"
	"qunli/kit/fault"
)

var errLife = fault.InvalidField("health", "", "没有这种判定", "is no such verdict")

// GroupsOfLife lists the groups in the actor's scope that are judged to be so, by the stored verdicts. ErrNotReady while there
// are none yet.
func (s *Service) GroupsOfLife(ctx context.Context, l Life) ([]community.ID, error) {
	if !slices.Contains(verdicts(), l) {
		return nil, errLife
	}
	a, err := s.Page(ctx, "health")
	if err != nil {
		return nil, err
	}
	out, err := groupsIn(a.Table("communities"), l)
	if err != nil {
		return nil, err
	}
	if v, _ := a.Value(string(l)); v.Number != nil && int(*v.Number) > len(out) { // the table shows the first only
		return s.allOfLife(ctx, l)
	}
	return out, nil
}

// groupsIn reads the groups of a verdict from the table of the answer.
func groupsIn(t Table, l Life) ([]community.ID, error) {
	out := []community.ID{}
	for _, row := range t.Rows {
		if len(row) < 2 || row[0].Text == nil || row[1].Text == nil || *row[1].Text != l.title() {
			continue
		}
		name := strings.TrimSuffix(row[0].Text.En, ")")
		var id community.ID
		if err := id.UnmarshalText([]byte(name[strings.LastIndexByte(name, '(')+1:])); err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, nil
}

// allOfLife judges now.
func (s *Service) allOfLife(ctx context.Context, l Life) ([]community.ID, error) {
	all, err := s.AllRows(ctx, "health", Params{}, string(l))
	out := make([]community.ID, len(all.Rows))
	for i, r := range all.Rows {
		if err == nil {
			err = out[i].UnmarshalText([]byte(r.Key))
		}
	}
	return out, err
}
