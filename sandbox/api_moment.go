package sandbox

import (
	"encoding/json"
	"slices"
)

func (c *call) momentAdd() (m, error) {
	var in struct {
		Text        content         `json:"text"`
		Attachments json.RawMessage `json:"attachments"`
		Range       struct {
			Senders struct {
				Users   []string `json:"user_list"`
				Parties []int    `json:"department_list"`
			} `json:"sender_list"`
			Customers struct {
				Tags []string `json:"tag_list"`
			} `json:"external_contact_list"`
		} `json:"visible_range"`
	}
	if err := c.read(&in); err != nil {
		return nil, err
	}
	if err := c.checkMoment(in.Text.Content, in.Attachments); err != nil {
		return nil, err
	}
	recent := 0
	c.w.moments.each(func(one *Moment) {
		if one.Created > c.now-60_000 {
			recent++
		}
	})
	if recent >= c.s.MomentMinute {
		return nil, no(41078)
	}
	one := &Moment{ID: newID("mom"), Job: letters(40), App: c.app.AgentID, Created: c.now, Text: in.Text.Content, Attachments: in.Attachments}
	users := c.w.expand(in.Range.Senders.Users, in.Range.Senders.Parties)
	if len(users) == 0 {
		c.w.members.each(func(u *Member) { users = append(users, u.UserID) })
	}
	var tags []string
	for _, id := range in.Range.Customers.Tags {
		if c.w.tagOf[id] == nil || c.w.tag(id) == nil {
			one.BadTags = append(one.BadTags, id)
		} else {
			tags = append(tags, id)
		}
	}
	one.Partial = len(in.Range.Customers.Tags) > 0
	for _, id := range users {
		if u, err := c.user(id); err != nil || !u.Service {
			if slices.Contains(in.Range.Senders.Users, id) {
				one.BadUsers = append(one.BadUsers, id)
			}
			continue
		}
		one.Tasks = append(one.Tasks, c.momentTask(id, tags, one.Partial))
	}
	c.w.moments.put(one.ID, one)
	return m{"jobid": one.Job}, nil
}

// momentTask is what one member shall publish, and who shall see it.
func (c *call) momentTask(user string, tags []string, partial bool) *Task {
	t := &Task{User: user}
	for _, n := range c.w.byMember[user] {
		wears := slices.ContainsFunc(tags, func(id string) bool { return slices.Contains(n.follow.Tags, id) })
		if n.follow.whole() && (!partial || wears) {
			t.Targets = append(t.Targets, &Target{ID: n.follow.Person})
		}
	}
	return t
}

// checkMoment tells what is wrong with a moment: up to nine pictures, or one video, or one link; nothing mixed.
func (c *call) checkMoment(words string, attached json.RawMessage) error {
	var all []attachment
	if len(attached) > 0 && json.Unmarshal(attached, &all) != nil {
		return no(40058)
	}
	if words == "" && len(all) == 0 {
		return no(41089)
	}
	if runes(words) > 2000 {
		return no(45002)
	}
	for _, a := range all {
		p := a.part()
		switch {
		case a.MsgType != "image" && a.MsgType != "video" && a.MsgType != "link" || p == nil || a.MsgType != all[0].MsgType:
			return no(41065)
		case len(all) > 9 || a.MsgType != "image" && len(all) > 1:
			return no(41064)
		case a.MsgType == "link" && (p.URL == "" || len(p.Title) > 64):
			return no(40058)
		}
		f := c.w.media.get(p.MediaID)
		switch {
		case a.MsgType == "link" && p.MediaID == "":
		case f == nil || c.now >= f.Made+c.s.MediaHours*3600_000:
			return no(40007)
		case f.For != 1:
			return no(41072)
		}
	}
	return nil
}

func (c *call) momentJob() (m, error) {
	var found *Moment
	c.w.moments.each(func(one *Moment) {
		if one.Job == c.query("jobid") {
			found = one
		}
	})
	switch {
	case found == nil:
		return nil, no(40058)
	case c.now < found.Created+c.s.MassLag:
		return m{"status": 2, "type": "add_moment_task", "result": m{}}, nil
	}
	return m{"status": 3, "type": "add_moment_task", "result": m{"errcode": 0, "errmsg": "ok", "moment_id": found.ID,
		"invalid_sender_list":           m{"user_list": orNone(found.BadUsers), "department_list": []int{}},
		"invalid_external_contact_list": m{"tag_list": orNone(found.BadTags)}}}, nil
}

// momentPage is the request of the lists about one moment.
type momentPage struct {
	massPage
	Moment string `json:"moment_id"`
}

// moment finds the one that is asked about; with a member, it has to be one of those who publish it.
func (c *call) moment(in *momentPage, member bool) (*Moment, *Task, error) {
	if err := c.read(in); err != nil {
		return nil, nil, err
	}
	one := c.w.moments.get(in.Moment)
	switch {
	case in.Moment == "":
		return nil, nil, no(41059)
	case one == nil:
		return nil, nil, no(41060)
	case one.Creator == "" && c.now < one.Created+c.s.MassLag:
		return nil, nil, no(41079)
	case !member:
		return one, nil, nil
	}
	t := one.task(in.User)
	if t == nil {
		return nil, nil, no(41061)
	}
	return one, t, nil
}

func (c *call) momentCancel() (m, error) {
	var in momentPage
	one, _, err := c.moment(&in, false)
	if err != nil {
		return nil, err
	}
	one.Cancelled = c.now
	c.w.moments.put(one.ID, one)
	return nil, nil
}

func (c *call) momentList() (m, error) {
	var in struct {
		Start  int64  `json:"start_time"`
		End    int64  `json:"end_time"`
		Cursor string `json:"cursor"`
		Limit  int    `json:"limit"`
	}
	if err := c.read(&in); err != nil {
		return nil, err
	}
	if in.Start <= 0 || in.End < in.Start || in.End-in.Start > 30*24*3600 {
		return nil, no(40058)
	}
	var last int64
	if err := place(in.Cursor, &last); err != nil {
		return nil, err
	}
	limit, list, next := clamp(in.Limit, 20, 20), []m{}, ""
	c.w.moments.from(last, func(_ string, seq int64, one *Moment) bool {
		if one.Created < in.Start*1000 || one.Created > in.End*1000+999 {
			return true
		}
		if len(list) == limit {
			next = cursor(last)
			return false
		}
		last = seq
		visible := 1
		if one.Partial {
			visible = 0
		}
		v := m{"moment_id": one.ID, "create_time": one.Created / 1000, "create_type": 0, "visible_type": visible, "text": m{"content": one.Text}}
		var all []attachment
		if json.Unmarshal(one.Attachments, &all) == nil && len(all) > 0 {
			switch all[0].MsgType {
			case "image":
				pictures := []m{}
				for _, a := range all {
					pictures = append(pictures, m{"media_id": a.Image.MediaID})
				}
				v["image"] = pictures
			case "video":
				v["video"] = m{"media_id": all[0].Video.MediaID, "thumb_media_id": ""}
			case "link":
				v["link"] = m{"title": all[0].Link.Title, "url": all[0].Link.URL}
			}
		}
		list = append(list, v)
		return true
	})
	return m{"moment_list": list, "next_cursor": next}, nil
}

func (c *call) momentTasks() (m, error) {
	var in momentPage
	one, _, err := c.moment(&in, false)
	if err != nil {
		return nil, err
	}
	rows := []m{}
	for _, t := range one.Tasks {
		published := 0
		if t.Sent != 0 {
			published = 1
		}
		rows = append(rows, m{"userid": t.User, "publish_status": published})
	}
	list, next, err := pageOf(rows, &in.massPage, 500, 1000)
	return m{"task_list": list, "next_cursor": next}, err
}

// momentCustomers lists who shall see the moment of a member, momentSent who does.
func (c *call) momentCustomers() (m, error) {
	return c.momentPeople(500, 1000, func(*Target) bool { return true })
}

func (c *call) momentSent() (m, error) {
	return c.momentPeople(3000, 5000, func(to *Target) bool { return to.Status == sent })
}

func (c *call) momentPeople(d, most int, f func(to *Target) bool) (m, error) {
	var in momentPage
	_, t, err := c.moment(&in, true)
	if err != nil {
		return nil, err
	}
	rows := []m{}
	for _, to := range t.Targets {
		if f(to) {
			rows = append(rows, m{"userid": t.User, "external_userid": to.ID})
		}
	}
	list, next, err := pageOf(rows, &in.massPage, d, most)
	return m{"customer_list": list, "next_cursor": next}, err
}

func (c *call) momentComments() (m, error) {
	var in momentPage
	one, t, err := c.moment(&in, true)
	if err != nil {
		return nil, err
	}
	if t.Sent == 0 {
		return nil, no(41062)
	}
	rows := func(all []Remark) []m {
		out := []m{}
		for _, r := range all {
			if r.User == t.User {
				out = append(out, m{"external_userid": r.By, "create_time": r.At / 1000})
			}
		}
		return out
	}
	return m{"comment_list": rows(one.Comments), "like_list": rows(one.Likes)}, nil
}
