package sandbox

import (
	"maps"
	"slices"
)

// state is all that an app could know, spelled the same way whatever the order in which it came about: tests that must end equal
// to the world compare with it.
func (w *World) state() m {
	return m{"members": w.stateMembers(), "customers": w.stateCustomers(), "groups": w.stateGroups(), "tags": w.stateTags()}
}

// State gives the same to a test in the same process.
func (w *World) State() map[string]any {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.state()
}

func sorted[T any](s *shelf[T]) []*T {
	names := slices.Sorted(maps.Keys(s.all))
	list := make([]*T, len(names))
	for i, n := range names {
		list[i] = s.all[n].value
	}
	return list
}

func (w *World) stateMembers() []m {
	list := []m{}
	for _, u := range sorted(w.members) {
		list = append(list, m{"userid": u.UserID, "name": u.Name, "status": u.Status, "service": u.Service, "departments": u.Departments})
	}
	return list
}

func (w *World) stateCustomers() []m {
	list := []m{}
	for _, p := range sorted(w.people) {
		follows := []m{}
		for _, n := range w.byPerson[p.ID] {
			f := n.follow
			tags := slices.Sorted(slices.Values(f.Tags))
			follows = append(follows, m{"userid": f.User, "remark": f.Remark, "description": f.About, "tags": orNone(tags), "state": f.State,
				"add_way": f.AddWay, "createtime": f.Since / 1000, "half": f.Half, "lost": f.Lost})
		}
		slices.SortFunc(follows, func(a, b m) int {
			return compareText(a["userid"].(string), b["userid"].(string))
		})
		list = append(list, m{"external_userid": p.ID, "name": p.Name, "type": p.Type, "gender": p.Gender, "unionid": p.UnionID, "follow": follows})
	}
	return list
}

func compareText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func (w *World) stateGroups() []m {
	list := []m{}
	for _, g := range sorted(w.groups) {
		stays := func(all []*Stay) []m {
			out := []m{}
			for _, s := range all {
				v := m{"userid": s.ID, "type": s.Type, "join_time": s.Joined / 1000, "join_scene": s.Scene, "invitor": s.Invitor, "state": s.State}
				if s.Left != 0 {
					v["left"] = s.Left / 1000
				}
				out = append(out, v)
			}
			slices.SortStableFunc(out, func(a, b m) int {
				if c := compareText(a["userid"].(string), b["userid"].(string)); c != 0 {
					return c
				}
				return int(a["join_time"].(int64) - b["join_time"].(int64))
			})
			return out
		}
		list = append(list, m{"chat_id": g.ID, "name": g.Name, "owner": g.Owner, "notice": g.Notice, "status": g.Status, "create_time": g.Created / 1000,
			"dismissed": g.Ended != 0, "members": stays(g.Members), "past": stays(w.gone[g.ID])})
	}
	return list
}

func (w *World) stateTags() []m {
	list := []m{}
	for _, g := range sorted(w.tagGroups) {
		if g.Deleted {
			continue
		}
		tags := []m{}
		for _, t := range g.Tags {
			if !t.Deleted {
				tags = append(tags, m{"id": t.ID, "name": t.Name, "order": t.Order})
			}
		}
		slices.SortFunc(tags, func(a, b m) int { return compareText(a["id"].(string), b["id"].(string)) })
		list = append(list, m{"group_id": g.ID, "group_name": g.Name, "order": g.Order, "tag": tags})
	}
	return list
}
