package sandbox

import (
	"encoding/json"
	"slices"
)

// massInput is a mass message as it is given.
type massInput struct {
	ChatType string   `json:"chat_type"`
	People   []string `json:"external_userid"`
	Chats    []string `json:"chat_id_list"`
	Filter   struct {
		Groups []struct {
			Tags []string `json:"tag_list"`
		} `json:"group_list"`
	} `json:"tag_filter"`
	Sender      string          `json:"sender"`
	AllowSelect bool            `json:"allow_select"`
	Text        content         `json:"text"`
	Attachments json.RawMessage `json:"attachments"`
}

// content is the text of a message.
type content struct {
	Content string `json:"content"`
}

func (c *call) massAdd() (m, error) {
	var in massInput
	if err := c.read(&in); err != nil {
		return nil, err
	}
	if err := c.checkContent(in.Text.Content, in.Attachments, 4000); err != nil {
		return nil, err
	}
	if in.ChatType != "" && in.ChatType != "single" && in.ChatType != "group" {
		return nil, no(40058)
	}
	if in.Sender != "" {
		if u, err := c.user(in.Sender); err != nil {
			return nil, err
		} else if !u.Service {
			return nil, no(84074)
		}
	}
	mass := &Mass{ID: newID("msg"), App: c.app.AgentID, Group: in.ChatType == "group", AllowSelect: in.AllowSelect, Created: c.now,
		Text: in.Text.Content, Attachments: in.Attachments}
	var failed []string
	var err error
	if mass.Group {
		mass.Tasks, failed, err = c.groupTargets(&in)
	} else {
		mass.Tasks, failed, err = c.singleTargets(&in)
	}
	if err != nil {
		return nil, err
	}
	if len(mass.Tasks) == 0 {
		return m{"fail_list": orNone(failed)}, no(41048)
	}
	c.w.masses.put(mass.ID, mass)
	return m{"fail_list": orNone(failed), "msgid": mass.ID}, nil
}

// groupTargets are groups of the sender: those named, or all.
func (c *call) groupTargets(in *massInput) ([]*Task, []string, error) {
	if in.Sender == "" {
		return nil, nil, no(40063)
	}
	if len(in.Chats) > 2000 {
		return nil, nil, no(40058)
	}
	t := &Task{User: in.Sender}
	var failed []string
	for _, id := range in.Chats {
		g := c.w.groups.get(id)
		if g == nil || g.Ended != 0 || g.Owner != in.Sender {
			failed = append(failed, id)
			continue
		}
		t.Targets = append(t.Targets, &Target{ID: id})
	}
	if len(in.Chats) == 0 {
		c.w.groups.each(func(g *Group) {
			if g.Owner == in.Sender && g.Ended == 0 {
				t.Targets = append(t.Targets, &Target{ID: g.ID})
			}
		})
	}
	if len(t.Targets) == 0 {
		return nil, failed, nil
	}
	return []*Task{t}, failed, nil
}

// singleTargets are the customers named, or those of the sender that fit the tags. Each is sent by one member: the sender, else
// the one who talked with the customer last.
func (c *call) singleTargets(in *massInput) ([]*Task, []string, error) {
	if in.Sender == "" && len(in.People) == 0 {
		return nil, nil, no(40063)
	}
	if len(in.People) > 10000 {
		return nil, nil, no(40058)
	}
	var tasks []*Task
	put := func(user, person string) {
		i := slices.IndexFunc(tasks, func(t *Task) bool { return t.User == user })
		if i < 0 {
			i, tasks = len(tasks), append(tasks, &Task{User: user})
		}
		tasks[i].Targets = append(tasks[i].Targets, &Target{ID: person})
	}
	if len(in.People) == 0 {
		for _, n := range c.w.byMember[in.Sender] {
			if n.follow.whole() && fits(n.follow, in) {
				put(in.Sender, n.follow.Person)
			}
		}
		return tasks, nil, nil
	}
	var failed []string
	seen := map[string]bool{}
	for _, person := range in.People {
		if seen[person] {
			continue
		}
		seen[person] = true
		if f := c.sender(in.Sender, person); f != nil {
			put(f.User, person)
		} else {
			failed = append(failed, person)
		}
	}
	return tasks, failed, nil
}

// sender finds by whom a customer is written to.
func (c *call) sender(user, person string) *Follow {
	if user != "" {
		if f := c.w.follow(user, person); f.whole() {
			return f
		}
		return nil
	}
	var best *Follow
	for _, n := range c.w.byPerson[person] {
		u := c.w.members.get(n.follow.User)
		if n.follow.whole() && u != nil && u.Status == active && u.Service && c.w.sees(c.app, u.UserID) &&
			(best == nil || n.follow.Chatted > best.Chatted) {
			best = n.follow
		}
	}
	return best
}

// fits tells whether a relation has a tag of every group asked for.
func fits(f *Follow, in *massInput) bool {
	for _, g := range in.Filter.Groups {
		if len(g.Tags) > 0 && !slices.ContainsFunc(g.Tags, func(id string) bool { return slices.Contains(f.Tags, id) }) {
			return false
		}
	}
	return true
}

// checkContent tells what is wrong with a text and its attachments.
func (c *call) checkContent(words string, attached json.RawMessage, most int) error {
	var all []attachment
	if len(attached) > 0 {
		if err := json.Unmarshal(attached, &all); err != nil {
			return no(40058)
		}
	}
	switch {
	case words == "" && len(all) == 0:
		return no(44004)
	case len(words) > most:
		return no(45002)
	case len(all) > 9:
		return no(41064)
	}
	for _, a := range all {
		if err := c.checkAttachment(&a); err != nil {
			return err
		}
	}
	return nil
}

func (c *call) checkAttachment(a *attachment) error {
	p := a.part()
	if p == nil {
		return no(41065)
	}
	switch a.MsgType {
	case "link":
		if p.Title == "" || p.URL == "" || len(p.Title) > 128 || len(p.Desc) > 512 || len(p.URL) > 2048 || len(p.Cover) > 2048 {
			return no(40058)
		}
	case "miniprogram":
		if p.Title == "" || p.AppID == "" || p.Page == "" || len(p.Title) > 64 {
			return no(40058)
		}
		return c.w.usable(p.PicMediaID, "image", c.now)
	case "image":
		if p.MediaID == "" && p.PicURL != "" {
			return nil
		}
		return c.w.usable(p.MediaID, "image", c.now)
	default:
		return c.w.usable(p.MediaID, a.MsgType, c.now)
	}
	return nil
}

func (c *call) massList() (m, error) {
	var in struct {
		ChatType string `json:"chat_type"`
		Start    int64  `json:"start_time"`
		End      int64  `json:"end_time"`
		Creator  string `json:"creator"`
		Filter   *int   `json:"filter_type"`
		Limit    int    `json:"limit"`
		Cursor   string `json:"cursor"`
	}
	if err := c.read(&in); err != nil {
		return nil, err
	}
	if in.Start <= 0 || in.End < in.Start || in.End-in.Start > 31*24*3600 {
		return nil, no(40058)
	}
	var last int64
	if err := place(in.Cursor, &last); err != nil {
		return nil, err
	}
	limit, list, next := clamp(in.Limit, 50, 100), []m{}, ""
	c.w.masses.from(last, func(_ string, seq int64, one *Mass) bool {
		kind := 0
		if one.Creator != "" {
			kind = 1
		}
		if one.Group != (in.ChatType == "group") || one.Created < in.Start*1000 || one.Created > in.End*1000+999 ||
			in.Creator != "" && one.Creator != in.Creator || in.Filter != nil && *in.Filter < 2 && kind != *in.Filter {
			return true
		}
		if len(list) == limit {
			next = cursor(last)
			return false
		}
		last = seq
		v := m{"msgid": one.ID, "create_time": one.Created / 1000, "create_type": kind, "text": m{"content": one.Text}, "attachments": []m{}}
		if one.Attachments != nil {
			v["attachments"] = one.Attachments
		}
		if one.Creator != "" {
			v["creator"] = one.Creator
		}
		list = append(list, v)
		return true
	})
	return m{"group_msg_list": list, "next_cursor": next}, nil
}

// massPage is the request of the two lists about one mass message.
type massPage struct {
	ID     string `json:"msgid"`
	User   string `json:"userid"`
	Limit  int    `json:"limit"`
	Cursor string `json:"cursor"`
}

// mass finds the mass message of a request; just after it was made it cannot be asked about.
func (c *call) mass(in *massPage) (*Mass, error) {
	if err := c.read(in); err != nil {
		return nil, err
	}
	one := c.w.masses.get(in.ID)
	switch {
	case in.ID == "":
		return nil, no(41046)
	case one == nil:
		return nil, no(41047)
	case one.Cancelled != 0:
		return nil, no(41093)
	case c.now < one.Created+c.s.MassLag:
		return nil, no(41063)
	}
	return one, nil
}

func (c *call) massTasks() (m, error) {
	var in massPage
	one, err := c.mass(&in)
	if err != nil {
		return nil, err
	}
	rows := []m{}
	for _, t := range one.Tasks {
		v := m{"userid": t.User, "status": 0}
		if t.Sent != 0 {
			v["status"], v["send_time"] = 2, t.Sent/1000
		}
		rows = append(rows, v)
	}
	list, next, err := pageOf(rows, &in, 500, 1000)
	return m{"task_list": list, "next_cursor": next}, err
}

// pageOf cuts one page out of rows.
func pageOf(rows []m, in *massPage, d, most int) ([]m, string, error) {
	var from int64
	if err := place(in.Cursor, &from); err != nil {
		return nil, "", err
	}
	from = min(max(from, 0), int64(len(rows)))
	end := min(from+int64(clamp(in.Limit, d, most)), int64(len(rows)))
	if end < int64(len(rows)) {
		return rows[from:end], cursor(end), nil
	}
	return rows[from:end], "", nil
}

func (c *call) massResult() (m, error) {
	var in massPage
	one, err := c.mass(&in)
	if err != nil {
		return nil, err
	}
	t := one.task(in.User)
	if t == nil {
		return nil, no(40003)
	}
	rows := []m{}
	for _, to := range t.Targets {
		v := m{"userid": t.User, "status": to.Status}
		if one.Group {
			if to.Status != sent {
				continue
			}
			v["chat_id"] = to.ID
		} else {
			v["external_userid"] = to.ID
		}
		if to.Status == sent {
			v["send_time"] = to.At / 1000
		}
		rows = append(rows, v)
	}
	list, next, err := pageOf(rows, &in, 500, 1000)
	return m{"send_list": list, "next_cursor": next}, err
}

func (c *call) massRemind() (m, error) {
	var in massPage
	one, err := c.mass(&in)
	if err != nil {
		return nil, err
	}
	recent := slices.DeleteFunc(slices.Clone(one.Reminded), func(at int64) bool { return at <= c.now-dayMS })
	if len(recent) >= c.s.RemindMost {
		return nil, no(41094)
	}
	one.Reminded = append(recent, c.now)
	c.w.masses.put(one.ID, one)
	return nil, nil
}

func (c *call) massCancel() (m, error) {
	var in massPage
	one, err := c.mass(&in)
	if err != nil {
		return nil, err
	}
	one.Cancelled = c.now
	c.w.masses.put(one.ID, one)
	return nil, nil
}
