package sandbox

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Scenes of joining, as groupchat/get counts them; events count otherwise.
const (
	invited   = 1
	linked    = 2
	groupCode = 3
)

// newGroup opens a group with its owner in it.
func (w *World) newGroup(now int64, name, owner string) *Group {
	g := &Group{ID: newID("wr"), Name: name, Owner: owner, Created: now, OpenGID: "tG" + letters(28)}
	g.Members = []*Stay{{ID: owner, Type: 1, Joined: now, Scene: invited}}
	g.Versions = []Version{{now, letters(32)}}
	w.groups.put(g.ID, g)
	return g
}

// tellGroup tells of a group; its owner decides which apps hear it.
func (w *World) tellGroup(now int64, g *Group, change string, nodes ...node) {
	w.tell(now, fact{"change_external_chat", change, g.ID, []string{g.Owner}, append([]node{text("ChatId", g.ID)}, nodes...)})
}

// came notes who has entered, and tells of it. scene is one of groupchat/get.
func (w *World) came(now int64, g *Group, who []string, scene int, invitor, state string) {
	for _, id := range who {
		kind := 2
		if w.members.get(id) != nil {
			kind = 1
		}
		g.Members = append(g.Members, &Stay{ID: id, Type: kind, Joined: now, Scene: scene, Invitor: invitor, State: state})
		w.speak(now, Message{Chat: g.ID, Kind: "notice", Text: "joined", Ref: id, Cause: strconv.Itoa(scene)})
	}
	event := 0
	if scene == groupCode {
		event = 3
	}
	w.moved(now, g, "add_member", number("JoinScene", int64(event)), who)
	w.greet(now, g)
}

// went notes who has left, or was removed (scene 1), and tells of it.
func (w *World) went(now int64, g *Group, who []string, scene int) {
	for _, id := range who {
		i := slices.IndexFunc(g.Members, func(s *Stay) bool { return s.ID == id })
		gone := g.Members[i]
		gone.Left = now
		g.Members = slices.Delete(g.Members, i, i+1)
		w.past(g, gone)
		g.Admins = slices.DeleteFunc(g.Admins, func(s string) bool { return s == id })
		w.speak(now, Message{Chat: g.ID, Kind: "notice", Text: "left", Ref: id, Cause: strconv.Itoa(scene)})
	}
	w.moved(now, g, "del_member", number("QuitScene", int64(scene)), who)
}

// moved gives a group a new version and tells which members changed.
func (w *World) moved(now int64, g *Group, detail string, scene node, who []string) {
	last := g.Versions[len(g.Versions)-1].V
	next := letters(32)
	g.Versions = append(g.Versions, Version{now, next})
	if len(g.Versions) > 32 {
		g.Versions = g.Versions[len(g.Versions)-32:]
	}
	w.groups.put(g.ID, g)
	w.tellGroup(now, g, "update", text("UpdateDetail", detail), scene, number("MemChangeCnt", int64(len(who))),
		list("MemChangeList", who), text("LastMemVer", last), text("CurMemVer", next))
}

// greet shows the welcome that the owner of a group chose.
func (w *World) greet(now int64, g *Group) {
	if t := w.templates.get(g.Template); t != nil {
		w.speak(now, Message{Chat: g.ID, From: g.Owner, Kind: "text", Text: t.Text, Cause: "group_welcome"})
	}
}

// scanJoin lets a customer into the first group behind a code that has room, and opens the next one when all are full.
func (w *World) scanJoin(now int64, way *JoinWay, p *Person) (Outcome, error) {
	var open, first *Group
	for _, id := range way.Chats {
		g := w.groups.get(id)
		if g == nil || g.Ended != 0 {
			continue
		}
		if g.stay(p.ID) != nil {
			return Outcome{Person: p.ID, Group: g.ID, Already: true}, nil
		}
		if first == nil {
			first = g
		}
		if open == nil && len(g.Members) < w.cfg().GroupOpen {
			open = g
		}
	}
	switch {
	case first == nil:
		return Outcome{}, ErrDead
	case open == nil && !way.Auto:
		return Outcome{}, ErrGroupFull.F(first.Name)
	case open == nil:
		open = w.nextGroup(now, way, first)
	}
	way.Scans++
	w.joinWays.put(way.Config, way)
	w.came(now, open, []string{p.ID}, groupCode, "", way.State)
	return Outcome{Person: p.ID, Group: open.ID}, nil
}

// consoleJoin makes a code of groups in the console; apps do not see it.
func (w *World) consoleJoin(now int64, a *Act) (Outcome, error) {
	v := &JoinWay{Config: plainLetters(32), Scene: 2, Remark: a.Name, State: a.Text, Auto: true, Created: now, BaseID: 2}
	for _, name := range a.People {
		g, err := w.group(name)
		if err != nil {
			return Outcome{}, err
		}
		v.Chats = append(v.Chats, g.ID)
	}
	if len(v.Chats) == 0 {
		return Outcome{}, ErrMissing.F("group")
	}
	w.joinWays.put(v.Config, v)
	return Outcome{ID: v.Config}, nil
}

// nextGroup opens the next group of a code.
func (w *World) nextGroup(now int64, way *JoinWay, like *Group) *Group {
	base, number := way.BaseName, way.BaseID
	if base == "" {
		base = like.Name
	}
	g := w.newGroup(now, fmt.Sprintf("%s%d", base, number+way.Made), like.Owner)
	g.Template = like.Template
	way.Made++
	way.Chats = append(way.Chats, g.ID)
	w.tellGroup(now, g, "create")
	return g
}

// openGroup is a member who opens a group, with people invited at once.
func (w *World) openGroup(now int64, a *Act) (Outcome, error) {
	m, err := w.member(a.Staff)
	if err != nil {
		return Outcome{}, err
	}
	who, err := w.somebodies(a.People)
	if err != nil {
		return Outcome{}, err
	}
	if a.Name == "" {
		return Outcome{}, ErrMissing.F("name")
	}
	g := w.newGroup(now, a.Name, m.UserID)
	for _, id := range who {
		if g.stay(id) == nil {
			kind := 2
			if w.members.get(id) != nil {
				kind = 1
			}
			g.Members = append(g.Members, &Stay{ID: id, Type: kind, Joined: now, Scene: invited, Invitor: m.UserID})
		}
	}
	w.tellGroup(now, g, "create")
	return Outcome{Staff: m.UserID, Group: g.ID}, nil
}

// somebodies finds customers and members by name.
func (w *World) somebodies(names []string) ([]string, error) {
	var out []string
	for _, n := range names {
		if m, err := w.member(n); err == nil {
			out = append(out, m.UserID)
			continue
		}
		p, err := w.person(n)
		if err != nil {
			return nil, err
		}
		out = append(out, p.ID)
	}
	return out, nil
}

// inside finds a group and who acts in it.
func (w *World) inside(a *Act) (*Group, *Stay, error) {
	g, err := w.group(a.Group)
	if err != nil {
		return nil, nil, err
	}
	name := a.Person
	if name == "" {
		name = a.Staff
	}
	ids, err := w.somebodies([]string{name})
	if err != nil {
		return nil, nil, err
	}
	s := g.stay(ids[0])
	if s == nil {
		return nil, nil, ErrNotIn.F(name, g.Name)
	}
	return g, s, nil
}

// past keeps a stay that has ended.
func (w *World) past(g *Group, s *Stay) {
	w.stays.put(fmt.Sprintf("%s/%d", g.ID, len(w.gone[g.ID])), &Gone{g.ID, s})
	w.gone[g.ID] = append(w.gone[g.ID], s)
}

// invite is somebody of a group who brings friends, by themselves or by a link; links end where codes do.
func (w *World) invite(now int64, a *Act) (Outcome, error) {
	g, by, err := w.inside(a)
	if err != nil {
		return Outcome{}, err
	}
	who, err := w.somebodies(a.People)
	if err != nil {
		return Outcome{}, err
	}
	who = slices.DeleteFunc(who, func(id string) bool { return g.stay(id) != nil })
	if len(who) == 0 {
		return Outcome{Group: g.ID, Already: true}, nil
	}
	scene, most := invited, w.cfg().GroupMost
	if a.On {
		scene, most = linked, w.cfg().GroupOpen
	}
	if len(g.Members)+len(who) > most {
		return Outcome{}, ErrGroupFull.F(g.Name)
	}
	w.came(now, g, who, scene, by.ID, "")
	return Outcome{Group: g.ID, List: who}, nil
}

// leave is somebody who leaves a group by themselves.
func (w *World) leave(now int64, a *Act) (Outcome, error) {
	g, who, err := w.inside(a)
	if err != nil {
		return Outcome{}, err
	}
	w.went(now, g, []string{who.ID}, 0)
	return Outcome{Group: g.ID, Person: who.ID}, nil
}

// governs finds a group and the member who acts as its owner or one of its administrators; without a name, the owner does.
func (w *World) governs(a *Act) (*Group, error) {
	g, err := w.group(a.Group)
	if err != nil || a.Staff == "" {
		return g, err
	}
	m, err := w.member(a.Staff)
	if err != nil {
		return nil, err
	}
	if m.UserID != g.Owner && !slices.Contains(g.Admins, m.UserID) {
		return nil, ErrNotOwner.F(m.Name)
	}
	return g, nil
}

// kick is the owner who removes people.
func (w *World) kick(now int64, a *Act) (Outcome, error) {
	g, err := w.governs(a)
	if err != nil {
		return Outcome{}, err
	}
	names := a.People
	if a.Person != "" {
		names = append(names, a.Person)
	}
	who, err := w.somebodies(names)
	if err != nil {
		return Outcome{}, err
	}
	for i, id := range who {
		if g.stay(id) == nil {
			return Outcome{}, ErrNotIn.F(names[i], g.Name)
		}
	}
	w.went(now, g, who, 1)
	return Outcome{Group: g.ID, List: who}, nil
}

// rename, setNotice and changeOwner are what an owner does to a group.
func (w *World) rename(now int64, a *Act) (Outcome, error) {
	return w.alter(now, a, "change_name", func(g *Group) error { g.Name = a.Name; return nil })
}

func (w *World) setNotice(now int64, a *Act) (Outcome, error) {
	return w.alter(now, a, "change_notice", func(g *Group) error { g.Notice = a.Text; return nil })
}

func (w *World) changeOwner(now int64, a *Act) (Outcome, error) {
	return w.alter(now, a, "change_owner", func(g *Group) error {
		m, err := w.member(a.To)
		if err != nil {
			return err
		}
		if g.stay(m.UserID) == nil {
			return ErrNotIn.F(m.Name, g.Name)
		}
		g.Owner = m.UserID
		return nil
	})
}

func (w *World) alter(now int64, a *Act, detail string, f func(g *Group) error) (Outcome, error) {
	g, err := w.governs(a)
	if err != nil {
		return Outcome{}, err
	}
	if err := f(g); err != nil {
		return Outcome{}, err
	}
	w.groups.put(g.ID, g)
	w.speak(now, Message{Chat: g.ID, Kind: "notice", Text: detail, Ref: strings.TrimSpace(a.Name + a.Text + a.To)})
	w.tellGroup(now, g, "update", text("UpdateDetail", detail))
	return Outcome{Group: g.ID}, nil
}

// dismiss ends a group.
func (w *World) dismiss(now int64, a *Act) (Outcome, error) {
	g, err := w.governs(a)
	if err != nil {
		return Outcome{}, err
	}
	for _, s := range g.Members {
		s.Left = now
		w.past(g, s)
	}
	g.Members, g.Ended = nil, now
	w.groups.put(g.ID, g)
	w.tellGroup(now, g, "dismiss")
	return Outcome{Group: g.ID}, nil
}

// chooseTemplate is an owner who binds a welcome to a group.
func (w *World) chooseTemplate(_ int64, a *Act) (Outcome, error) {
	g, err := w.governs(a)
	if err != nil {
		return Outcome{}, err
	}
	g.Template = a.ID
	w.groups.put(g.ID, g)
	return Outcome{Group: g.ID}, nil
}
