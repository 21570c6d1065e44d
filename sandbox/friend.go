package sandbox

import "strings"

// Ways of adding, as the vendor counts them.
const (
	byCode     = 1
	bySearch   = 2
	byCard     = 3
	byGroup    = 4
	byLink     = 16
	byTransfer = 202
)

// scan is a customer who holds the phone over a code.
func (w *World) scan(now int64, a *Act) (Outcome, error) {
	p, err := w.person(a.Person)
	if err != nil {
		return Outcome{}, err
	}
	way, join := w.code(a.Code)
	link, channel := w.link(a.Code)
	switch {
	case link != nil:
		return w.openLink(now, link, p, channel)
	case way != nil:
		return w.scanWay(now, way, p, a.Staff)
	case join != nil:
		return w.scanJoin(now, join, p)
	case strings.HasPrefix(a.Code, "http://") || strings.HasPrefix(a.Code, "https://"):
		return Outcome{Person: p.ID, URL: a.Code}, nil
	}
	return Outcome{}, ErrNoCode.F(a.Code)
}

// code finds what a picture says: a config id, the address in the picture, a state or a remark.
func (w *World) code(s string) (*Way, *JoinWay) {
	name := s
	if i := strings.LastIndex(s, "/q/"); i >= 0 {
		name = s[i+3:]
	}
	if way, join := w.ways.get(name), w.joinWays.get(name); way != nil || join != nil || s == "" {
		return way, join
	}
	var way *Way
	var join *JoinWay
	w.ways.each(func(v *Way) {
		if v.State == s || v.Remark == s {
			way, join = v, nil
		}
	})
	w.joinWays.each(func(v *JoinWay) {
		if v.State == s || v.Remark == s {
			way, join = nil, v
		}
	})
	return way, join
}

// scanWay adds the member whom a contact way chooses.
func (w *World) scanWay(now int64, way *Way, p *Person, wish string) (Outcome, error) {
	if way.Temp && (way.Used || now > way.Created+way.Expires*1000) {
		return Outcome{}, ErrDead
	}
	m, err := w.receptionist(way, p, wish)
	if err != nil {
		return Outcome{}, err
	}
	way.Scans++
	w.ways.put(way.Config, way)
	out := Outcome{Person: p.ID, Staff: m.UserID}
	f := w.follow(m.UserID, p.ID)
	if f != nil && !f.Lost {
		out.Already = true
		return out, nil
	}
	way.Used = way.Temp
	return w.apply(now, m, p, &Follow{State: way.State, AddWay: byCode, Oper: p.ID}, way.SkipVerify, way.Config)
}

// consoleWay makes a contact code in the console; apps do not see it.
func (w *World) consoleWay(now int64, a *Act) (Outcome, error) {
	v := &Way{Config: plainLetters(32), Type: 2, Scene: 2, Remark: a.Name, State: a.Text, SkipVerify: true, Created: now}
	for _, name := range a.People {
		u, err := w.member(name)
		if err != nil {
			return Outcome{}, err
		}
		v.Users = append(v.Users, u.UserID)
	}
	if len(v.Users) == 0 {
		return Outcome{}, ErrMissing.F("staff")
	}
	w.ways.put(v.Config, v)
	return Outcome{ID: v.Config}, nil
}

// receptionist chooses among the members behind a code: the one wished for, one who is a friend already, else by turns.
func (w *World) receptionist(way *Way, p *Person, wish string) (*Member, error) {
	if way.Exclusive { // whoever of the corp is a friend already stays the only one
		for _, n := range w.byPerson[p.ID] {
			if m := w.members.get(n.follow.User); !n.follow.Lost && m.Status == active {
				return m, nil
			}
		}
	}
	return w.choose(w.expand(way.Users, way.Parties), way.Scans, p, wish)
}

func (w *World) choose(users []string, turn int, p *Person, wish string) (*Member, error) {
	var can []*Member
	for _, u := range users {
		m := w.members.get(u)
		if m == nil || m.Status != active || !m.Service {
			continue
		}
		if m.UserID == wish || m.Name == wish {
			return m, nil
		}
		can = append(can, m)
	}
	if len(can) == 0 {
		return nil, ErrNobody
	}
	for _, m := range can {
		if f := w.follow(m.UserID, p.ID); f != nil && !f.Lost {
			return m, nil
		}
	}
	return can[turn%len(can)], nil
}

// apply is the wish of a person to be a member's friend: granted at once, or waiting for the member.
func (w *World) apply(now int64, m *Member, p *Person, f *Follow, atOnce bool, config string) (Outcome, error) {
	w.dayOf(m.UserID, now, func(d *Day) { d.Applied++ })
	out := Outcome{Person: p.ID, Staff: m.UserID}
	if !atOnce {
		r := &Request{ID: newID("rq"), User: m.UserID, Person: p.ID, At: now, State: f.State, AddWay: f.AddWay, Way: config}
		w.requests.each(func(old *Request) {
			if old.User == r.User && old.Person == r.Person {
				r.ID = old.ID
			}
		})
		w.requests.put(r.ID, r)
		out.ID, out.Waiting = r.ID, true
		return out, nil
	}
	f.User, f.Person = m.UserID, p.ID
	return out, w.add(now, m, p, f)
}

// add makes two friends, and gives the apps a welcome code where the vendor does.
func (w *World) add(now int64, m *Member, p *Person, f *Follow) error {
	if len(w.byMember[m.UserID]) >= w.cfg().RelationMost || w.cfg().CorpMost > 0 && len(w.follows.all) >= w.cfg().CorpMost {
		return ErrFull.F(m.Name)
	}
	f.Since, f.Half = now, w.cfg().HalfAdd && f.AddWay == byCode
	half, state, old := f.Half, f.State, w.follow(m.UserID, p.ID)
	if old != nil { // the person had deleted the member: the relation, its tags and its state are still there
		old.Lost, old.Welcomed, old.Chatted = false, false, 0
		w.changed(old)
		half, f = old.Half, old
	} else {
		w.befriend(f)
	}
	w.dayOf(m.UserID, now, func(d *Day) { d.Added++ })
	w.announce(now, m, p, half, state)
	return nil
}

// announce tells of an add.
func (w *World) announce(now int64, m *Member, p *Person, half bool, state string) {
	change := "add_external_contact"
	if half {
		change = "add_half_external_contact"
	}
	nodes := []node{text("UserID", m.UserID), text("ExternalUserID", p.ID)}
	if state != "" {
		nodes = append(nodes, text("State", state))
	}
	if code := w.welcomeFor(now, m, p); code != "" {
		nodes = append(nodes, text("WelcomeCode", code))
	}
	w.tellPair(now, change, m.UserID, p.ID, nodes...)
	w.speak(now, Message{Chat: pair(m.UserID, p.ID), Kind: "notice", Text: "added"})
}

// welcomeFor gives a new welcome code, or "" where the vendor gives none.
func (w *World) welcomeFor(now int64, m *Member, p *Person) string {
	f := w.follow(m.UserID, p.ID)
	if m.Welcome != "" {
		w.speak(now, Message{Chat: pair(m.UserID, p.ID), From: m.UserID, Kind: "text", Text: m.Welcome, Cause: "console"})
		return ""
	}
	if p.Type == 2 || f.Chatted != 0 || f.Welcomed {
		return ""
	}
	c := &Welcome{Code: "WC" + letters(40), User: m.UserID, Person: p.ID, Born: now}
	w.welcomes.put(c.Code, c)
	w.count(func(c *Counts) { c.Welcomes++ })
	w.forgetWelcomes(now)
	return c.Code
}

// forgetWelcomes drops the codes of an hour ago.
func (w *World) forgetWelcomes(now int64) {
	for {
		gone := ""
		w.welcomes.from(0, func(name string, _ int64, c *Welcome) bool {
			if c.Born < now-3600_000 {
				gone = name
			}
			return false
		})
		if gone == "" {
			return
		}
		w.welcomes.drop(gone)
	}
}

// tellPair tells of a relation.
func (w *World) tellPair(now int64, change, user, person string, nodes ...node) {
	w.tell(now, fact{"change_external_contact", change, person, []string{user}, nodes})
}

func pairNodes(user, person string) []node {
	return []node{text("UserID", user), text("ExternalUserID", person)}
}

// search is a customer who finds a member by phone number.
func (w *World) search(now int64, a *Act) (Outcome, error) { return w.wish(now, a, bySearch, a.On) }

// card is a customer who opens the card of a member that somebody sent; with a group the member is found there.
func (w *World) card(now int64, a *Act) (Outcome, error) {
	if a.Group != "" {
		return w.wish(now, a, byGroup, a.On)
	}
	return w.wish(now, a, byCard, a.On)
}

func (w *World) wish(now int64, a *Act, way int, atOnce bool) (Outcome, error) {
	p, m, err := w.both(a)
	if err != nil {
		return Outcome{}, err
	}
	if f := w.follow(m.UserID, p.ID); f != nil && !f.Lost {
		return Outcome{Person: p.ID, Staff: m.UserID, Already: true}, nil
	}
	f := &Follow{AddWay: way, Oper: p.ID}
	if a.Text != "" { // the number by which the member has them
		f.Mobiles = []string{a.Text}
	}
	return w.apply(now, m, p, f, atOnce, "")
}

// accept is a member who says yes to those who wait, or to the one named.
func (w *World) accept(now int64, a *Act) (Outcome, error) {
	m, err := w.member(a.Staff)
	if err != nil {
		return Outcome{}, err
	}
	who := ""
	if a.Person != "" {
		p, err := w.person(a.Person)
		if err != nil {
			return Outcome{}, err
		}
		who = p.ID
	}
	out := Outcome{Staff: m.UserID}
	var due []*Request
	w.requests.each(func(r *Request) {
		if r.User == m.UserID && (who == "" || r.Person == who) && (a.ID == "" || a.ID == r.ID) {
			due = append(due, r)
		}
	})
	if len(due) == 0 {
		return Outcome{}, ErrNothing
	}
	for _, r := range due {
		p := w.people.get(r.Person)
		f := &Follow{User: m.UserID, Person: p.ID, State: r.State, AddWay: r.AddWay, Oper: p.ID}
		if err := w.add(now, m, p, f); err != nil {
			return out, err
		}
		w.requests.drop(r.ID)
		out.Person = p.ID
		out.List = append(out.List, p.ID)
	}
	return out, nil
}

// addBack is a member who adds back somebody who added them: the relation becomes whole.
func (w *World) addBack(now int64, a *Act) (Outcome, error) {
	p, m, f, err := w.friends(a)
	if err != nil {
		return Outcome{}, err
	}
	if !f.Half {
		return Outcome{}, ErrFriends.F(p.Name, m.Name)
	}
	f.Half, f.Since = false, now
	w.changed(f)
	w.announce(now, m, p, false, f.State)
	return Outcome{Person: p.ID, Staff: m.UserID}, nil
}

// unfollow is a customer who deletes a member: the member does not notice, the relation still counts.
func (w *World) unfollow(now int64, a *Act) (Outcome, error) {
	p, m, f, err := w.friends(a)
	if err != nil {
		return Outcome{}, err
	}
	if f.Lost {
		return Outcome{}, ErrNotFriends.F(p.Name, m.Name)
	}
	f.Lost = true
	w.changed(f)
	w.dayOf(m.UserID, now, func(d *Day) { d.Lost++ })
	w.tellPair(now, "del_follow_user", m.UserID, p.ID, pairNodes(m.UserID, p.ID)...)
	return Outcome{Person: p.ID, Staff: m.UserID}, nil
}

// unfriend is a member who deletes a customer: the relation is gone.
func (w *World) unfriend(now int64, a *Act) (Outcome, error) {
	p, m, f, err := w.friends(a)
	if err != nil {
		return Outcome{}, err
	}
	w.part(f)
	w.tellPair(now, "del_external_contact", m.UserID, p.ID, pairNodes(m.UserID, p.ID)...)
	return Outcome{Person: p.ID, Staff: m.UserID}, nil
}
