package sandbox

import "strings"

const talkKept = 300 // messages of one chat

// speak puts a message into a chat.
func (w *World) speak(now int64, m Message) *Message {
	m.ID, m.At = newID("m"), now
	w.messages.put(m.ID, &m)
	all := append(w.talk[m.Chat], &m)
	if len(all) > talkKept {
		w.messages.drop(all[0].ID)
		all = all[1:]
	}
	w.talk[m.Chat] = all
	w.meet(m.Chat)
	return &m
}

// say is a customer who writes to a member.
func (w *World) say(now int64, a *Act) (Outcome, error) {
	p, m, f, err := w.friends(a)
	if err != nil {
		return Outcome{}, err
	}
	if f.Lost {
		return Outcome{}, ErrNotFriends.F(p.Name, m.Name)
	}
	f.Chatted = now
	w.changed(f)
	w.speak(now, said(a, pair(m.UserID, p.ID), p.ID))
	return Outcome{Person: p.ID, Staff: m.UserID}, nil
}

// tell is a customer who writes to a friend. Apps never hear of it: it happens in WeChat.
func (w *World) tellFriend(now int64, a *Act) (Outcome, error) {
	p, err := w.person(a.Person)
	if err != nil {
		return Outcome{}, err
	}
	to, err := w.person(a.To)
	if err != nil {
		return Outcome{}, err
	}
	chat := pair(min(p.ID, to.ID), max(p.ID, to.ID))
	one := said(&Act{Text: a.Text, URL: a.URL, Name: a.Name, Code: a.Code}, chat, p.ID)
	if a.Staff != "" {
		m, err := w.member(a.Staff)
		if err != nil {
			return Outcome{}, err
		}
		one.Kind, one.Ref = "card", m.UserID
	}
	w.speak(now, one)
	return Outcome{Person: to.ID}, nil
}

// said makes the message of an act: words, an address, or the card of somebody.
func said(a *Act, chat, from string) Message {
	m := Message{Chat: chat, From: from, Kind: "text", Text: a.Text, URL: a.URL, Title: a.Name}
	switch {
	case a.Code != "":
		m.Kind, m.Ref = "code", a.Code
	case a.To != "":
		m.Kind, m.Ref = "card", a.To
	case a.URL != "":
		m.Kind = "link"
	case strings.HasPrefix(a.Text, "http://") || strings.HasPrefix(a.Text, "https://"):
		m.Kind, m.URL = "link", a.Text
	}
	return m
}

// reply is a member who writes to a customer.
func (w *World) reply(now int64, a *Act) (Outcome, error) {
	p, m, f, err := w.friends(a)
	if err != nil {
		return Outcome{}, err
	}
	if f.Lost {
		return Outcome{}, ErrNotFriends.F(p.Name, m.Name)
	}
	f.Chatted = now
	w.changed(f)
	w.speak(now, said(a, pair(m.UserID, p.ID), m.UserID))
	w.dayOf(m.UserID, now, func(d *Day) { d.Messages++; d.Chats[p.ID] = true })
	return Outcome{Person: p.ID, Staff: m.UserID}, nil
}

// groupSay is anybody of a group who writes there.
func (w *World) groupSay(now int64, a *Act) (Outcome, error) {
	g, who, err := w.inside(a)
	if err != nil {
		return Outcome{}, err
	}
	w.speak(now, said(a, g.ID, who.ID))
	w.dayOf(g.ID, now, func(d *Day) { d.Messages++; d.Talkers[who.ID] = true })
	return Outcome{Group: g.ID}, nil
}

// dayOf changes the counts of somebody, or of a group, on the day of now.
func (w *World) dayOf(id string, now int64, f func(d *Day)) {
	name := id + "|" + w.day(now)
	d := w.days.get(name)
	if d == nil {
		d = &Day{ID: name, Talkers: map[string]bool{}, Chats: map[string]bool{}}
	}
	f(d)
	w.days.put(name, d)
}

// archive is a customer who agrees to being archived, or refuses.
func (w *World) archive(now int64, a *Act) (Outcome, error) {
	p, m, _, err := w.friends(a)
	if err != nil {
		return Outcome{}, err
	}
	p.Archived = 2
	if a.On {
		p.Archived = 1
		w.tellPair(now, "msg_audit_approved", m.UserID, p.ID, pairNodes(m.UserID, p.ID)...)
	}
	w.people.put(p.ID, p)
	return Outcome{Person: p.ID, Staff: m.UserID}, nil
}

// remarkAct is a member who writes a remark on a customer.
func (w *World) remarkAct(now int64, a *Act) (Outcome, error) {
	p, m, f, err := w.friends(a)
	if err != nil {
		return Outcome{}, err
	}
	f.Remark = a.Text
	w.changed(f)
	if w.cfg().RemarkEvents {
		w.tellPair(now, "edit_external_contact", m.UserID, p.ID, pairNodes(m.UserID, p.ID)...)
	}
	return Outcome{Person: p.ID, Staff: m.UserID}, nil
}

// tagAct is a member who tags a customer; untagAct takes tags away.
func (w *World) tagAct(now int64, a *Act) (Outcome, error)   { return w.tagging(now, a, true) }
func (w *World) untagAct(now int64, a *Act) (Outcome, error) { return w.tagging(now, a, false) }

func (w *World) tagging(now int64, a *Act, on bool) (Outcome, error) {
	p, m, f, err := w.friends(a)
	if err != nil {
		return Outcome{}, err
	}
	var ids []string
	for _, name := range a.Tags {
		t := w.tag(name)
		if t == nil {
			return Outcome{}, ErrNoTag.F(name)
		}
		ids = append(ids, t.ID)
	}
	if w.mark(f, ids, on) {
		w.tellPair(now, "edit_external_contact", m.UserID, p.ID, pairNodes(m.UserID, p.ID)...)
	}
	return Outcome{Person: p.ID, Staff: m.UserID}, nil
}
