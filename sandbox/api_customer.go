package sandbox

import "slices"

func (c *call) personView(p *Person) m {
	v := m{"external_userid": p.ID, "name": p.Name, "type": p.Type, "gender": p.Gender, "avatar": c.base + "/avatar/" + p.ID}
	if p.Type == 2 {
		v["corp_name"], v["corp_full_name"], v["position"] = p.Corp, p.Corp, ""
	} else if c.s.UnionID {
		v["unionid"] = p.UnionID
	}
	return v
}

func (f *Follow) view() m {
	v := m{"userid": f.User, "remark": f.Remark, "description": f.About, "createtime": f.Since / 1000, "remark_mobiles": orNone(f.Mobiles),
		"oper_userid": f.Oper, "add_way": f.AddWay}
	if f.Company != "" {
		v["remark_corp_name"] = f.Company
	}
	if f.State != "" {
		v["state"] = f.State
	}
	return v
}

func orNone(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

func (c *call) customerList() (m, error) {
	u, err := c.user(c.query("userid"))
	if err != nil {
		return nil, err
	}
	if !u.Service {
		return nil, no(84074)
	}
	list := []string{}
	for _, n := range c.w.byMember[u.UserID] {
		if n.follow.whole() {
			list = append(list, n.follow.Person)
		}
	}
	if len(list) == 0 {
		return m{"external_userid": list}, no(84061)
	}
	return m{"external_userid": list}, nil
}

// followersPage is how many followers one reply of get holds.
const followersPage = 500

func (c *call) customerGet() (m, error) {
	id := c.query("external_userid")
	if id == "" {
		return nil, no(41035)
	}
	p := c.w.people.get(id)
	if p == nil {
		return nil, no(40096)
	}
	var from int64
	if err := place(c.query("cursor"), &from); err != nil {
		return nil, err
	}
	list, next, whole := []m{}, "", false
	for _, n := range c.w.byPerson[id] {
		if !n.follow.whole() {
			continue
		}
		whole = true
		if n.seq <= from || !c.w.sees(c.app, n.follow.User) {
			continue
		}
		if len(list) >= followersPage {
			next = cursor(from)
			break
		}
		from = n.seq
		v := n.follow.view()
		v["tags"] = c.tagsOf(n.follow)
		list = append(list, v)
	}
	switch {
	case !whole:
		return nil, no(84061)
	case len(list) == 0:
		return nil, no(40096)
	}
	v := m{"external_contact": c.personView(p), "follow_user": list}
	if next != "" {
		v["next_cursor"] = next
	}
	return v, nil
}

func (c *call) tagsOf(f *Follow) []m {
	list := []m{}
	for _, id := range f.Tags {
		if t := c.w.tag(id); t != nil {
			list = append(list, m{"group_name": c.w.tagOf[id].Name, "tag_name": t.Name, "tag_id": id, "type": 1})
		}
	}
	return list
}

func (c *call) customerBatch() (m, error) {
	var in struct {
		Users  []string `json:"userid_list"`
		Cursor string   `json:"cursor"`
		Limit  int      `json:"limit"`
	}
	if err := c.read(&in); err != nil {
		return nil, err
	}
	if len(in.Users) == 0 {
		return nil, no(40063)
	}
	if len(in.Users) > 100 {
		return nil, no(40058)
	}
	for _, id := range in.Users {
		if _, err := c.user(id); err != nil {
			return nil, err
		}
	}
	var user, seq int64
	if err := place(in.Cursor, &user, &seq); err != nil {
		return nil, err
	}
	limit := clamp(in.Limit, 50, 100)
	list, next := []m{}, ""
	for i := user; i < int64(len(in.Users)) && next == ""; i++ {
		if i > user {
			seq = 0
		}
		all := c.w.byMember[in.Users[i]]
		start, _ := slices.BinarySearchFunc(all, seq+1, func(n numbered, want int64) int { return int(n.seq - want) })
		for _, n := range all[start:] {
			if !n.follow.whole() {
				continue
			}
			if len(list) == limit {
				next = cursor(i, seq)
				break
			}
			seq = n.seq
			list = append(list, c.batchView(n.follow))
		}
	}
	return m{"external_contact_list": list, "next_cursor": next}, nil
}

func (c *call) batchView(f *Follow) m {
	v := f.view()
	v["tag_id"] = orNone(f.Tags)
	return m{"external_contact": c.personView(c.w.people.get(f.Person)), "follow_info": v}
}

func (c *call) customerRemark() (m, error) {
	var in struct {
		User    string    `json:"userid"`
		Person  string    `json:"external_userid"`
		Remark  *string   `json:"remark"`
		About   *string   `json:"description"`
		Company *string   `json:"remark_company"`
		Mobiles *[]string `json:"remark_mobiles"`
		Picture *string   `json:"remark_pic_mediaid"`
	}
	if err := c.read(&in); err != nil {
		return nil, err
	}
	f, err := c.relation(in.User, in.Person)
	if err != nil {
		return nil, err
	}
	if in.Remark == nil && in.About == nil && in.Company == nil && in.Mobiles == nil && in.Picture == nil {
		return nil, no(40063)
	}
	if in.Remark != nil && runes(*in.Remark) > 20 || in.Company != nil && runes(*in.Company) > 20 || in.About != nil && runes(*in.About) > 150 {
		return nil, no(40058)
	}
	set(&f.Remark, in.Remark)
	set(&f.About, in.About)
	if c.w.people.get(f.Person).Type == 1 {
		set(&f.Company, in.Company)
	}
	if in.Mobiles != nil {
		f.Mobiles = slices.DeleteFunc(*in.Mobiles, func(s string) bool { return s == "" })
	}
	c.w.changed(f)
	return nil, nil
}

// set changes what was given.
func set[T any](to *T, v *T) {
	if v != nil {
		*to = *v
	}
}
