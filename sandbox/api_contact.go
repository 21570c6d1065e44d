package sandbox

import (
	"fmt"
	"slices"
)

// getToken gives the token of an app. While one is valid it is given again, unless the settings say otherwise.
func (c *call) getToken() (m, error) {
	if c.query("corpid") != c.s.CorpID {
		return nil, no(40013)
	}
	secret := c.query("corpsecret")
	if secret == "" {
		return nil, no(40001)
	}
	c.w.apps.each(func(a *App) {
		if a.Secret == secret {
			c.app = a
		}
	})
	if c.app == nil || c.app.Disabled {
		return nil, no(40001)
	}
	if len(c.app.IPs) > 0 && !containsIP(c.app.IPs, c.from) {
		return nil, no(60020)
	}
	t := c.w.issue("access", c.app.AgentID, c.now, c.s.TokenSeconds, c.s.TokenRepeated)
	return m{"access_token": t.ID, "expires_in": (t.Expires - c.now) / 1000}, nil
}

// issue gives a token of a kind to an app: the last one that is still valid when it may be repeated, else a new one.
func (w *World) issue(kind, app string, now, seconds int64, repeat bool) *Token {
	var old *Token
	var dead []string
	w.tokens.from(0, func(name string, _ int64, t *Token) bool {
		if t.Kind == kind && t.App == app && t.Expires > now {
			old = t
		}
		if t.Expires < now-24*3600_000 {
			dead = append(dead, name)
		}
		return true
	})
	for _, name := range dead {
		w.tokens.drop(name)
	}
	if repeat && old != nil {
		return old
	}
	t := &Token{ID: letters(120), Kind: kind, App: app, Made: now, Expires: now + seconds*1000}
	w.tokens.put(kind+"/"+t.ID, t)
	return t
}

func (c *call) ips() (m, error) { return m{"ip_list": []string{"127.0.0.1"}}, nil }

func (c *call) userView(u *Member) m {
	main := 1
	if len(u.Departments) > 0 {
		main = u.Departments[0]
	}
	return m{"userid": u.UserID, "name": u.Name, "department": u.Departments, "main_department": main, "position": u.Position,
		"gender": fmt.Sprint(u.Gender), "status": u.Status, "isleader": 0, "enable": 1, "alias": "", "telephone": "", "order": []int{0},
		"extattr": m{"attrs": []m{}}, "open_userid": "", "hide_mobile": 0}
}

func (c *call) userGet() (m, error) {
	u, err := c.user(c.query("userid"))
	if err != nil {
		return nil, err
	}
	return c.userView(u), nil
}

// inDepartment lists the members of a department that the app sees; with below also those of departments under it.
func (c *call) inDepartment(all bool) ([]*Member, error) {
	var id int
	fmt.Sscan(c.query("department_id"), &id)
	if c.w.departments.get(fmt.Sprint(id)) == nil {
		return nil, no(60123)
	}
	var out []*Member
	c.w.members.each(func(u *Member) {
		in := slices.Contains(u.Departments, id)
		if all && !in {
			in = slices.ContainsFunc(u.Departments, func(d int) bool { return c.w.under(d, []int{id}) })
		}
		if in && u.Status != quit && c.w.sees(c.app, u.UserID) {
			out = append(out, u)
		}
	})
	return out, nil
}

func (c *call) userList() (m, error) {
	all, err := c.inDepartment(c.query("fetch_child") == "1")
	list := make([]m, len(all))
	for i, u := range all {
		list[i] = c.userView(u)
	}
	return m{"userlist": list}, err
}

func (c *call) userSimpleList() (m, error) {
	all, err := c.inDepartment(c.query("fetch_child") == "1")
	list := make([]m, len(all))
	for i, u := range all {
		list[i] = m{"userid": u.UserID, "name": u.Name, "department": u.Departments, "open_userid": ""}
	}
	return m{"userlist": list}, err
}

func (c *call) userListID() (m, error) {
	var in struct {
		Cursor string `json:"cursor"`
		Limit  int    `json:"limit"`
	}
	if err := c.read(&in); err != nil {
		return nil, err
	}
	if !c.app.Contacts && !c.app.System {
		return nil, no(48002)
	}
	var from int64
	if err := place(in.Cursor, &from); err != nil {
		return nil, err
	}
	limit, next := clamp(in.Limit, 10000, 10000), ""
	list := []m{}
	last := from
	c.w.members.from(from, func(_ string, seq int64, u *Member) bool {
		if u.Status == quit {
			return true
		}
		if len(list) >= limit {
			next = cursor(last)
			return false
		}
		last = seq
		for _, d := range u.Departments {
			list = append(list, m{"userid": u.UserID, "department": d})
		}
		return true
	})
	return m{"dept_user": list, "next_cursor": next}, nil
}

func (c *call) departments(view func(d *Department) m) []m {
	list := []m{}
	root := c.query("id")
	var id int
	fmt.Sscan(root, &id)
	c.w.departments.each(func(d *Department) {
		if root == "" || c.w.under(d.ID, []int{id}) {
			list = append(list, view(d))
		}
	})
	return list
}

func (c *call) departmentList() (m, error) {
	return m{"department": c.departments(func(d *Department) m {
		return m{"id": d.ID, "name": d.Name, "parentid": d.Parent, "order": d.Order, "department_leader": []string{}}
	})}, nil
}

func (c *call) departmentSimple() (m, error) {
	return m{"department_id": c.departments(func(d *Department) m { return m{"id": d.ID, "parentid": d.Parent, "order": d.Order} })}, nil
}

func (c *call) followUsers() (m, error) {
	list := []string{}
	c.w.members.each(func(u *Member) {
		if u.Service && u.Status != quit && c.w.sees(c.app, u.UserID) {
			list = append(list, u.UserID)
		}
	})
	return m{"follow_user": list}, nil
}
