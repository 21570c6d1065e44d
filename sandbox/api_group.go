package sandbox

import "slices"

func (c *call) groupList() (m, error) {
	var in struct {
		Status int `json:"status_filter"`
		Owners struct {
			Users []string `json:"userid_list"`
		} `json:"owner_filter"`
		Cursor string `json:"cursor"`
		Limit  int    `json:"limit"`
	}
	if err := c.read(&in); err != nil {
		return nil, err
	}
	switch {
	case in.Limit == 0:
		return nil, no(40063)
	case in.Limit < 0 || in.Limit > 1000 || in.Status < 0 || in.Status > 3 || len(in.Owners.Users) > 100:
		return nil, no(40058)
	case len(in.Owners.Users) == 0 && c.inRange() > c.s.ListMost:
		return nil, no(81017)
	}
	var last int64
	if err := place(in.Cursor, &last); err != nil {
		return nil, err
	}
	list, next := []m{}, ""
	c.w.groups.from(last, func(_ string, seq int64, g *Group) bool {
		if g.Ended != 0 || in.Status != 0 && g.Status != in.Status || !c.w.sees(c.app, g.Owner) ||
			len(in.Owners.Users) > 0 && !slices.Contains(in.Owners.Users, g.Owner) {
			return true
		}
		if len(list) == in.Limit {
			next = cursor(last)
			return false
		}
		last = seq
		list = append(list, m{"chat_id": g.ID, "status": g.Status})
		return true
	})
	v := m{"group_chat_list": list}
	if next != "" {
		v["next_cursor"] = next
	}
	return v, nil
}

// inRange counts the members that the app sees.
func (c *call) inRange() int {
	n := 0
	c.w.members.each(func(u *Member) {
		if u.Status != quit && c.w.sees(c.app, u.UserID) {
			n++
		}
	})
	return n
}

// seenGroup finds a group that the app sees.
func (c *call) seenGroup(id string) (*Group, error) {
	g := c.w.groups.get(id)
	switch {
	case id == "":
		return nil, no(40063)
	case g == nil || g.Ended != 0:
		return nil, no(86001)
	case !c.w.sees(c.app, g.Owner):
		return nil, no(60011)
	}
	return g, nil
}

// asOf gives the members and the version of a group as they were at a moment; past are those who have left it.
func (g *Group) asOf(at int64, past []*Stay) (members []*Stay, version string) {
	for _, s := range g.Members {
		if s.Joined <= at {
			members = append(members, s)
		}
	}
	for _, s := range past {
		if s.Joined <= at && s.Left > at {
			members = append(members, s)
		}
	}
	version = g.Versions[0].V
	for _, v := range g.Versions {
		if v.At <= at {
			version = v.V
		}
	}
	return members, version
}

func (c *call) groupGet() (m, error) {
	var in struct {
		ID   string `json:"chat_id"`
		Name int    `json:"need_name"`
	}
	if err := c.read(&in); err != nil {
		return nil, err
	}
	g, err := c.seenGroup(in.ID)
	if err != nil {
		return nil, err
	}
	at := max(c.now-c.s.GroupLag, g.Created)
	members, version := g.asOf(at, c.w.gone[g.ID])
	list := make([]m, len(members))
	for i, s := range members {
		list[i] = c.stayView(g, s, in.Name == 1)
	}
	admins := []m{}
	for _, a := range g.Admins {
		admins = append(admins, m{"userid": a})
	}
	return m{"group_chat": m{"chat_id": g.ID, "name": g.Name, "owner": g.Owner, "create_time": g.Created / 1000, "notice": g.Notice,
		"member_list": list, "admin_list": admins, "member_version": version}}, nil
}

func (c *call) stayView(g *Group, s *Stay, names bool) m {
	v := m{"userid": s.ID, "type": s.Type, "join_time": s.Joined / 1000, "join_scene": s.Scene, "group_nickname": s.Nick}
	if s.Invitor != s.ID && c.w.members.get(s.Invitor) != nil { // the vendor does not say which customer invited
		v["invitor"] = m{"userid": s.Invitor}
	}
	if s.State != "" {
		v["state"] = s.State
	}
	p := c.w.people.get(s.ID)
	if p != nil && p.UnionID != "" && c.s.UnionID {
		v["unionid"] = p.UnionID
	}
	if names {
		v["name"] = c.w.nameOf(s.ID)
	}
	return v
}

// nameOf gives the name of a member, a person, a group or a code; of anything else, what it is called by.
func (w *World) nameOf(id string) string {
	if u := w.members.get(id); u != nil {
		return u.Name
	}
	if p := w.people.get(id); p != nil {
		return p.Name
	}
	if g := w.groups.get(id); g != nil {
		return g.Name
	}
	if way, join := w.ways.get(id), w.joinWays.get(id); way != nil && way.Remark != "" {
		return way.Remark
	} else if join != nil && join.Remark != "" {
		return join.Remark
	}
	return id
}

func (c *call) groupByOpen() (m, error) {
	var in struct {
		Open string `json:"opengid"`
	}
	if err := c.read(&in); err != nil {
		return nil, err
	}
	var found *Group
	c.w.groups.each(func(g *Group) {
		if g.OpenGID == in.Open && g.Ended == 0 {
			found = g
		}
	})
	if found == nil || in.Open == "" {
		return nil, no(90511)
	}
	return m{"chat_id": found.ID}, nil
}
