package sandbox

// agentGet tells an app about itself: whom it sees, by members and departments.
func (c *call) agentGet() (m, error) {
	id := c.query("agentid")
	switch {
	case c.w.apps.get(id) == nil:
		return nil, no(40056)
	case id != c.app.AgentID:
		return nil, no(301002)
	}
	users, parties := []m{}, c.app.Parties
	for _, u := range c.app.Users {
		users = append(users, m{"userid": u})
	}
	if len(users) == 0 && len(parties) == 0 {
		parties = []int{1} // everybody
	}
	return m{"agentid": id, "name": c.app.Name, "square_logo_url": c.base + "/avatar/" + id, "description": "", "allow_userinfos": m{"user": users},
		"allow_partys": m{"partyid": append([]int{}, parties...)}, "allow_tags": m{"tagid": []int{}}, "close": 0, "redirect_domain": "",
		"report_location_flag": 0, "isreportenter": 0, "home_url": ""}, nil
}
