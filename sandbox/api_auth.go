package sandbox

import (
	"slices"
	"strings"
)

// userInfo tells who signed in with a code: a member, or somebody outside.
func (c *call) userInfo() (m, error) {
	code := c.query("code")
	t := c.w.tokens.get("login/" + code)
	switch {
	case code == "" || t == nil || t.App != c.app.AgentID:
		return nil, no(40029)
	case t.Used:
		return nil, no(42022)
	case t.Expires <= c.now:
		return nil, no(42003)
	}
	t.Used = true
	c.w.tokens.put("login/"+code, t)
	member, open := "userid", "openid"
	if strings.HasSuffix(c.r.URL.Path, "/user/getuserinfo") { // the older spelling
		member, open = "UserId", "OpenId"
	}
	if t.User != "" {
		out := m{member: t.User}
		if t.Scope == "snsapi_privateinfo" {
			ticket := &Token{ID: letters(60), Kind: "user_ticket", App: c.app.AgentID, Made: c.now, Expires: c.now + 1800_000, User: t.User}
			c.w.tokens.put("user_ticket/"+ticket.ID, ticket)
			out["user_ticket"] = ticket.ID
		}
		return out, nil
	}
	p := c.w.people.get(t.Person)
	out := m{open: p.OpenID}
	if slices.ContainsFunc(c.w.byPerson[p.ID], func(n numbered) bool { return n.follow.whole() && c.w.sees(c.app, n.follow.User) }) {
		out["external_userid"] = p.ID
	}
	return out, nil
}

func (c *call) userDetail() (m, error) {
	var in struct {
		Ticket string `json:"user_ticket"`
	}
	if err := c.read(&in); err != nil {
		return nil, err
	}
	t := c.w.tokens.get("user_ticket/" + in.Ticket)
	if t == nil || t.Expires <= c.now {
		return nil, no(40058)
	}
	return m{"userid": t.User, "gender": "0", "avatar": c.base + "/avatar/" + t.User, "mobile": "", "email": ""}, nil
}

// jsTicket gives the ticket of the corp, agentTicket that of the app.
func (c *call) jsTicket() (m, error) { return c.ticket("ticket", "") }

func (c *call) agentTicket() (m, error) {
	if c.query("type") != "agent_config" {
		return nil, no(40058)
	}
	return c.ticket("agent_ticket", c.app.AgentID)
}

func (c *call) ticket(kind, app string) (m, error) {
	t := c.w.issue(kind, app, c.now, c.s.TicketSeconds, true)
	return m{"ticket": t.ID, "expires_in": (t.Expires - c.now) / 1000}, nil
}

func (c *call) toOpenID() (m, error) {
	var in struct {
		Person string `json:"external_userid"`
	}
	if err := c.read(&in); err != nil {
		return nil, err
	}
	p := c.w.people.get(in.Person)
	switch {
	case in.Person == "":
		return nil, no(41035)
	case p == nil:
		return nil, no(40096)
	case p.Type == 2:
		return nil, no(41056)
	}
	return m{"openid": p.OpenID}, nil
}

func (c *call) newExternal() (m, error) {
	var in struct {
		People []string `json:"external_userid_list"`
	}
	if err := c.read(&in); err != nil {
		return nil, err
	}
	items := []m{}
	for _, id := range in.People {
		if c.w.people.get(id) != nil {
			items = append(items, m{"external_userid": id, "new_external_userid": id})
		}
	}
	return m{"items": items}, nil
}

func (c *call) byUnion() (m, error) {
	var in struct {
		Union string `json:"unionid"`
		Open  string `json:"openid"`
	}
	if err := c.read(&in); err != nil {
		return nil, err
	}
	var found *Person
	c.w.people.each(func(p *Person) {
		if p.UnionID == in.Union && in.Union != "" {
			found = p
		}
	})
	switch {
	case !c.s.UnionID:
		return nil, no(41057)
	case found == nil:
		return nil, no(610014)
	case found.OAOpenID != in.Open:
		return nil, no(610018)
	}
	for _, n := range c.w.byPerson[found.ID] {
		if n.follow.whole() && c.w.sees(c.app, n.follow.User) {
			return m{"external_userid": found.ID}, nil
		}
	}
	return m{"pending_id": pendingOf(found)}, nil
}

// pendingOf names somebody who is no customer yet.
func pendingOf(p *Person) string { return "pd" + p.ID[2:] }

func (c *call) pending() (m, error) {
	var in struct {
		People []string `json:"external_userid"`
	}
	if err := c.read(&in); err != nil {
		return nil, err
	}
	list := []m{}
	for _, id := range in.People {
		if p := c.w.people.get(id); p != nil {
			list = append(list, m{"external_userid": id, "pending_id": pendingOf(p)})
		}
	}
	return m{"result": list}, nil
}

func (c *call) userToOpenID() (m, error) {
	var in struct {
		User string `json:"userid"`
	}
	if err := c.read(&in); err != nil {
		return nil, err
	}
	u, err := c.user(in.User)
	if err != nil {
		return nil, err
	}
	return m{"openid": "oM" + u.UserID}, nil
}

func (c *call) openIDToUser() (m, error) {
	var in struct {
		Open string `json:"openid"`
	}
	if err := c.read(&in); err != nil {
		return nil, err
	}
	if len(in.Open) < 3 || c.w.members.get(in.Open[2:]) == nil {
		return nil, no(60111)
	}
	return m{"userid": in.Open[2:]}, nil
}
