package sandbox

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// boardView is what the page needs besides the phones: who there is, codes, the clock, settings.
func (w *World) boardView(r *http.Request) any {
	staff := []m{}
	w.members.each(func(u *Member) {
		staff = append(staff, m{"id": u.UserID, "name": u.Name, "status": u.Status, "customers": len(w.byMember[u.UserID]), "due": len(w.waiting(u.UserID, ""))})
	})
	codes := []m{}
	w.ways.each(func(v *Way) {
		codes = append(codes, m{"id": v.Config, "kind": "person", "name": strings.TrimSpace(v.Remark), "state": v.State, "scans": v.Scans,
			"who": w.namesOf(w.expand(v.Users, v.Parties), 3)})
	})
	w.joinWays.each(func(v *JoinWay) {
		names := []string{}
		for _, id := range v.Chats {
			if g := w.groups.get(id); g != nil {
				names = append(names, g.Name)
			}
		}
		codes = append(codes, m{"id": v.Config, "kind": "group", "name": strings.TrimSpace(v.Remark), "state": v.State, "scans": v.Scans,
			"who": strings.Join(names[:min(3, len(names))], "、")})
	})
	w.links.each(func(l *Link) {
		codes = append(codes, m{"id": w.base(r) + "/ca/" + l.ID, "kind": "person", "name": l.Name, "state": "", "scans": len(l.Clicks), "who": w.namesOf(w.expand(l.Users, l.Parties), 3)})
	})
	slices.Reverse(codes)
	tags := []m{}
	w.tagGroups.each(func(g *TagGroup) {
		for _, t := range g.Tags {
			if !t.Deleted && len(tags) < 300 {
				tags = append(tags, m{"id": t.ID, "name": t.Name, "group": g.Name})
			}
		}
	})
	templates := []m{}
	w.templates.each(func(t *Template) { templates = append(templates, m{"id": t.ID, "text": t.Text}) })
	return m{"corp": w.cfg().CorpName, "corp_id": w.cfg().CorpID, "now_ms": w.moment(), "frozen": w.cfg().Frozen != 0,
		"offset_ms": w.moment() - w.clock.Now().UnixMilli(), "staff": staff, "codes": codes[:min(200, len(codes))], "tags": tags, "templates": templates,
		"totals": w.totals()}
}

func (w *World) namesOf(ids []string, most int) string {
	names := []string{}
	for _, id := range ids[:min(most, len(ids))] {
		names = append(names, w.nameOf(id))
	}
	out := strings.Join(names, "、")
	if len(ids) > most {
		out += "…" + strconv.Itoa(len(ids))
	}
	return out
}

// peopleView finds customers by a part of the name.
func (w *World) peopleView(r *http.Request) any {
	want, list := r.URL.Query().Get("q"), []m{}
	for i := len(w.people.line) - 1; i >= 0 && len(list) < 50; i-- {
		if p := w.people.get(w.people.line[i].name); p != nil && strings.Contains(p.Name, want) {
			list = append(list, m{"id": p.ID, "name": p.Name})
		}
	}
	return m{"people": list, "total": len(w.people.all)}
}

// phoneView is everything on somebody's phone.
func (w *World) phoneView(r *http.Request) any {
	id := r.PathValue("id")
	if u := w.members.get(id); u != nil {
		return w.staffPhone(u)
	}
	if p := w.people.get(id); p != nil {
		return w.personPhone(p)
	}
	return nil
}

// chatLine is one chat in a list of chats.
func (w *World) chatLine(id, name, kind, with string) m {
	v := m{"id": id, "name": name, "kind": kind, "with": with, "at": int64(0), "last": ""}
	all := w.talk[id]
	if n := len(all); n > 0 {
		last := all[n-1]
		v["at"], v["last"], v["last_kind"], v["last_from"] = last.At, clip(last.Text+last.Title, 40), last.Kind, last.From
		v["last_ref"] = w.nameOf(last.Ref)
		v["count"] = n
	}
	return v
}

func (w *World) groupLines(id string) []m {
	list := []m{}
	for _, g := range w.groupsOf(id) {
		v := w.chatLine(g.ID, g.Name, "group", g.Owner)
		faces := []string{}
		for _, one := range g.Members[:min(4, len(g.Members))] {
			faces = append(faces, w.nameOf(one.ID))
		}
		v["size"], v["faces"] = len(g.Members), faces
		list = append(list, v)
	}
	return list
}

func newestFirst(list []m) []m {
	slices.SortStableFunc(list, func(a, b m) int {
		switch x, y := a["at"].(int64), b["at"].(int64); {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	return list[:min(100, len(list))]
}

func (w *World) personPhone(p *Person) m {
	chats := w.groupLines(p.ID)
	contacts := []m{}
	for _, n := range w.byPerson[p.ID] {
		if n.follow.Lost {
			continue
		}
		u := w.members.get(n.follow.User)
		name := u.Name
		contacts = append(contacts, m{"id": u.UserID, "name": name, "status": u.Status, "half": n.follow.Half})
		chats = append(chats, w.chatLine(pair(u.UserID, p.ID), name, "pair", u.UserID))
	}
	for _, id := range w.pals[p.ID] {
		chats = append(chats, w.chatLine(pair(min(id, p.ID), max(id, p.ID)), w.nameOf(id), "friend", id))
	}
	asked := []m{}
	w.requests.each(func(q *Request) {
		if q.Person == p.ID {
			asked = append(asked, m{"id": q.ID, "with": q.User, "name": w.nameOf(q.User)})
		}
	})
	moving := []m{}
	w.transfers.each(func(t *Transfer) {
		if t.Person == p.ID && t.Status == transferWaiting {
			moving = append(moving, m{"id": t.ID, "from": w.nameOf(t.From), "to": w.nameOf(t.To), "due": t.Due})
		}
	})
	return m{"id": p.ID, "name": p.Name, "kind": "person", "type": p.Type, "corp": w.cfg().CorpName, "chats": newestFirst(chats), "contacts": contacts,
		"asked": asked, "transfers": moving, "moments": w.feed(p)}
}

func (w *World) staffPhone(u *Member) m {
	chats := w.groupLines(u.UserID)
	contacts := []m{}
	all := w.byMember[u.UserID]
	for i := len(all) - 1; i >= 0 && len(contacts) < 100; i-- {
		f := all[i].follow
		name := f.Remark
		if name == "" {
			name = w.nameOf(f.Person)
		}
		tags := []string{}
		for _, id := range f.Tags {
			if t := w.tag(id); t != nil {
				tags = append(tags, t.Name)
			}
		}
		contacts = append(contacts, m{"id": f.Person, "name": name, "own_name": w.nameOf(f.Person), "half": f.Half, "tags": tags, "since": f.Since})
		chats = append(chats, w.chatLine(pair(u.UserID, f.Person), name, "pair", f.Person))
	}
	asked := []m{}
	w.requests.each(func(q *Request) {
		if q.User == u.UserID {
			asked = append(asked, m{"id": q.ID, "with": q.Person, "name": w.nameOf(q.Person)})
		}
	})
	tasks := []m{}
	for _, one := range w.waiting(u.UserID, "") {
		t := one.task(u.UserID)
		tasks = append(tasks, w.taskView(one, t))
	}
	notes := []m{}
	for i := len(w.appMessages.line) - 1; i >= 0 && len(notes) < 20; i-- {
		if a := w.appMessages.get(w.appMessages.line[i].name); a != nil && slices.Contains(a.To, u.UserID) {
			notes = append(notes, m{"id": a.ID, "kind": a.Kind, "body": a.Body, "at": a.At, "app": w.apps.get(a.App).Name})
		}
	}
	return m{"id": u.UserID, "name": u.Name, "kind": "staff", "status": u.Status, "service": u.Service, "corp": w.cfg().CorpName, "position": u.Position,
		"welcome": u.Welcome, "chats": newestFirst(chats), "contacts": contacts, "customers": len(all), "asked": asked, "tasks": tasks, "notes": notes, "moments": w.momentsDue(u)}
}

// taskView is a mass message that waits for a member; where they may choose, with those to choose among.
func (w *World) taskView(one *Mass, t *Task) m {
	names, among := []string{}, []m{}
	for i, to := range t.Targets[:min(200, len(t.Targets))] {
		if i < 5 {
			names = append(names, w.nameOf(to.ID))
		}
		if one.AllowSelect {
			among = append(among, m{"id": to.ID, "name": w.nameOf(to.ID)})
		}
	}
	return m{"id": one.ID, "text": one.Text, "group": one.Group, "count": len(t.Targets), "names": names, "at": one.Created,
		"reminded": len(one.Reminded), "among": among}
}

// chatView is one chat: its last messages, and for a group who is in it.
func (w *World) chatView(r *http.Request) any {
	id := r.PathValue("id")
	messages := []m{}
	all := w.talk[id]
	for _, one := range all[max(0, len(all)-100):] {
		v := m{"id": one.ID, "from": one.From, "name": w.nameOf(one.From), "at": one.At, "kind": one.Kind, "text": one.Text, "title": one.Title,
			"url": one.URL, "ref": one.Ref, "ref_name": w.nameOf(one.Ref), "cause": one.Cause}
		if f := w.media.get(one.Ref); f != nil {
			v["url"], v["file"] = "/media/"+f.ID, f.Name
		}
		messages = append(messages, v)
	}
	g := w.groups.get(id)
	if g == nil {
		return m{"id": id, "messages": messages}
	}
	members := []m{}
	for _, s := range g.Members {
		members = append(members, m{"id": s.ID, "name": w.nameOf(s.ID), "type": s.Type, "owner": s.ID == g.Owner})
	}
	return m{"id": id, "name": g.Name, "owner": g.Owner, "notice": g.Notice, "ended": g.Ended, "template": g.Template, "members": members, "messages": messages}
}
