package sandbox

import (
	"fmt"
	"slices"
)

// sees tells whether a member lies in the visible range of an app.
func (w *World) sees(a *App, user string) bool {
	if len(a.Users) == 0 && len(a.Parties) == 0 || slices.Contains(a.Users, user) {
		return true
	}
	m := w.members.get(user)
	return m != nil && slices.ContainsFunc(m.Departments, func(d int) bool { return w.under(d, a.Parties) })
}

// under tells whether a department is one of those given, or lies below one.
func (w *World) under(id int, of []int) bool {
	for range 32 {
		if slices.Contains(of, id) {
			return true
		}
		d := w.departments.get(fmt.Sprint(id))
		if d == nil || d.Parent == 0 {
			return false
		}
		id = d.Parent
	}
	return false
}

// expand lists members and those of departments, once each, in order.
func (w *World) expand(users []string, parties []int) []string {
	out := slices.Clone(users)
	if len(parties) == 0 {
		return out
	}
	w.members.each(func(m *Member) {
		if m.Status != quit && !slices.Contains(out, m.UserID) &&
			slices.ContainsFunc(m.Departments, func(d int) bool { return w.under(d, parties) }) {
			out = append(out, m.UserID)
		}
	})
	return out
}

func (w *World) tellContact(now int64, change, user string) {
	w.tell(now, fact{"change_contact", change, user, []string{user}, []node{text("UserID", user), text("Department", "1")}})
}

// hire is a new member of staff. ID is the userid, made from the name when it is empty.
func (w *World) hire(now int64, a *Act) (Outcome, error) {
	if a.Name == "" {
		return Outcome{}, ErrMissing.F("name")
	}
	id := a.ID
	if id == "" {
		id = fmt.Sprintf("user%03d", len(w.members.all)+1)
	}
	if w.members.get(id) != nil {
		return Outcome{}, ErrTaken.F(id)
	}
	department := max(a.Number, 1)
	if w.departments.get(fmt.Sprint(department)) == nil {
		w.departments.put(fmt.Sprint(department), &Department{ID: department, Name: fmt.Sprintf("门店 %d", department), Parent: 1})
	}
	w.members.put(id, &Member{UserID: id, Name: a.Name, Departments: []int{department}, Status: active, Service: true, Position: a.Text})
	w.tellContact(now, "create_user", id)
	return Outcome{Staff: id}, nil
}

// resign is a member who leaves the corp: their customers and groups wait for somebody else.
func (w *World) resign(now int64, a *Act) (Outcome, error) {
	m, err := w.member(a.Staff)
	if err != nil {
		return Outcome{}, err
	}
	w.tellContact(now, "delete_user", m.UserID)
	m.Status, m.Left, m.Service = quit, now, false
	w.members.put(m.UserID, m)
	w.groups.each(func(g *Group) {
		if g.Owner == m.UserID && g.Ended == 0 {
			g.Status = 1
			w.groups.put(g.ID, g)
		}
	})
	return Outcome{Staff: m.UserID}, nil
}

// setWelcome sets a member's welcome in the console; then no welcome codes are given for them.
func (w *World) setWelcome(_ int64, a *Act) (Outcome, error) {
	return w.alterMember(a, func(m *Member) { m.Welcome = a.Text })
}

// setService gives or takes the right to serve customers.
func (w *World) setService(_ int64, a *Act) (Outcome, error) {
	return w.alterMember(a, func(m *Member) { m.Service = a.On })
}

func (w *World) alterMember(a *Act, f func(m *Member)) (Outcome, error) {
	m, err := w.member(a.Staff)
	if err != nil {
		return Outcome{}, err
	}
	f(m)
	w.members.put(m.UserID, m)
	return Outcome{Staff: m.UserID}, nil
}
