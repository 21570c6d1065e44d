package sandbox

import (
	"cmp"
	"context"
	"fmt"
)

// Cast is who and what shall be in the world, told in full: a brand that has been there for years. What is left empty is filled in:
// ids, kinds, versions.
type Cast struct {
	Departments []Department `json:"departments"`
	Members     []Member     `json:"members"`
	People      []Person     `json:"people"`
	Follows     []Follow     `json:"follows"` // of members and people that are there
	Tags        []TagGroup   `json:"tags"`
	Groups      []Group      `json:"groups"`
}

// Place puts a cast into the world, beside whoever is there; what has the id of something else replaces it. Nobody is told.
func (w *World) Place(ctx context.Context, c Cast) error {
	return w.do(ctx, func(now int64) error {
		if err := w.checkCast(&c); err != nil {
			return err
		}
		for i := range c.Departments {
			w.departments.put(fmt.Sprint(c.Departments[i].ID), new(c.Departments[i]))
		}
		for i := range c.Members {
			u := new(c.Members[i])
			u.Status = cmp.Or(u.Status, active)
			if len(u.Departments) == 0 {
				u.Departments = []int{1}
			}
			w.members.put(u.UserID, u)
		}
		for i := range c.People {
			w.placePerson(new(c.People[i]))
		}
		for i := range c.Tags {
			w.placeTags(now, new(c.Tags[i]))
		}
		for i := range c.Follows {
			f := new(c.Follows[i])
			f.Since, f.Oper = cmp.Or(f.Since, now), cmp.Or(f.Oper, f.Person)
			w.befriend(f)
		}
		for i := range c.Groups {
			w.placeGroup(now, new(c.Groups[i]))
		}
		w.trace.add(Entry{At: now, Kind: "act", What: "seed", Note: fmt.Sprintf("%d %d %d", len(c.Members), len(c.People), len(c.Groups))})
		return nil
	})
}

// checkCast refuses relations and groups of nobody, and relations that are there already, before anything is placed.
func (w *World) checkCast(c *Cast) error {
	known := map[string]bool{}
	for _, u := range c.Members {
		known[u.UserID] = true
	}
	for _, p := range c.People {
		known[p.ID] = true
	}
	is := func(id string) bool { return known[id] || w.members.get(id) != nil || w.people.get(id) != nil }
	for _, f := range c.Follows {
		switch {
		case !is(f.User):
			return ErrNoMember.F(f.User)
		case !is(f.Person):
			return ErrNoPerson.F(f.Person)
		case w.follow(f.User, f.Person) != nil:
			return ErrTaken.F(pair(f.User, f.Person))
		}
	}
	for _, g := range c.Groups {
		if !is(g.Owner) {
			return ErrNoMember.F(g.Owner)
		}
		for _, s := range g.Members {
			if !is(s.ID) {
				return ErrNoPerson.F(s.ID)
			}
		}
	}
	return nil
}

func (w *World) placePerson(p *Person) {
	p.Type = cmp.Or(p.Type, 1)
	p.ID = cmp.Or(p.ID, newID("wm"))
	p.OpenID, p.OAOpenID = cmp.Or(p.OpenID, "oX"+letters(26)), cmp.Or(p.OAOpenID, "oA"+letters(26))
	if p.Type == 1 {
		p.UnionID = cmp.Or(p.UnionID, "oU"+letters(26))
	}
	known := w.people.get(p.ID) != nil
	w.people.put(p.ID, p)
	if !known {
		w.named[p.Name] = append(w.named[p.Name], p)
	}
}

func (w *World) placeTags(now int64, g *TagGroup) {
	g.ID, g.Created = cmp.Or(g.ID, newID("et")), cmp.Or(g.Created, now)
	for _, t := range g.Tags {
		t.ID, t.Created = cmp.Or(t.ID, newID("et")), cmp.Or(t.Created, now)
		w.tagOf[t.ID] = g
	}
	w.tagGroups.put(g.ID, g)
}

func (w *World) placeGroup(now int64, g *Group) {
	g.ID, g.OpenGID = cmp.Or(g.ID, newID("wr")), cmp.Or(g.OpenGID, "tG"+letters(28))
	g.Created = cmp.Or(g.Created, now)
	if g.stay(g.Owner) == nil {
		g.Members = append([]*Stay{{ID: g.Owner, Type: 1, Joined: g.Created, Scene: invited}}, g.Members...)
	}
	last := g.Created
	for _, s := range g.Members {
		s.Type, s.Scene, s.Joined = cmp.Or(s.Type, 2), cmp.Or(s.Scene, groupCode), cmp.Or(s.Joined, g.Created)
		last = max(last, s.Joined)
	}
	if len(g.Versions) == 0 {
		g.Versions = []Version{{last, letters(32)}}
	}
	w.groups.put(g.ID, g)
}

// Done is what became of one act of many.
type Done struct {
	Outcome
	Error string `json:"error,omitempty"` // its code
}

// ActAll carries out many acts in one go: they are durable together. One that is refused does not hinder the others.
func (w *World) ActAll(ctx context.Context, acts []Act) ([]Done, error) {
	out := make([]Done, len(acts))
	err := w.do(ctx, func(now int64) error {
		known := verbs()
		for i := range acts {
			out[i] = w.actOne(now, known, &acts[i])
		}
		return nil
	})
	return out, err
}
