package sandbox

import (
	"slices"
	"time"
)

// span reads the days that a statistic is asked for: whole days, not before half a year ago, not after yesterday.
func (c *call) span(from, to int64) (days []int64, err error) {
	first, last := c.w.midnight(from*1000), c.w.midnight(to*1000)
	today := c.w.midnight(c.now)
	switch {
	case from <= 0 || last < first:
		return nil, no(40058)
	case last-first > 29*dayMS || first < today-180*dayMS || last >= today:
		return nil, no(40058)
	}
	for d := first; d <= last; d = time.UnixMilli(d).In(c.w.zone).AddDate(0, 0, 1).UnixMilli() {
		days = append(days, d)
	}
	return days, nil
}

// tally is what happened to the groups of one owner.
type tally struct {
	newChats, chats, talked, newMembers, members, talkers, messages int
}

func (t tally) view() m {
	return m{"new_chat_cnt": t.newChats, "chat_total": t.chats, "chat_has_msg": t.talked, "new_member_cnt": t.newMembers,
		"member_total": t.members, "member_has_msg": t.talkers, "msg_total": t.messages, "migrate_trainee_chat_cnt": 0}
}

// add counts one group over the days from first, whose last ends at end.
func (w *World) tallyGroup(t *tally, g *Group, days []int64) {
	first, end := days[0], days[len(days)-1]+dayMS
	if g.Created >= end {
		return
	}
	if g.Created >= first {
		t.newChats++
	}
	if g.Ended == 0 || g.Ended >= end {
		t.chats++
	}
	for _, s := range append(slices.Clone(g.Members), w.gone[g.ID]...) {
		if s.Joined >= first && s.Joined < end {
			t.newMembers++
		}
		if s.Joined < end && (s.Left == 0 || s.Left >= end) {
			t.members++
		}
	}
	talkers, messages := map[string]bool{}, 0
	for _, day := range days {
		d := w.days.get(g.ID + "|" + w.day(day))
		if d == nil {
			continue
		}
		messages += d.Messages
		for who := range d.Talkers {
			talkers[who] = true
		}
	}
	if messages > 0 {
		t.talked++
	}
	t.messages += messages
	t.talkers += len(talkers)
}

// statInput is the filter of the statistics of groups.
type statInput struct {
	Begin  int64 `json:"day_begin_time"`
	End    int64 `json:"day_end_time"`
	Owners struct {
		Users []string `json:"userid_list"`
	} `json:"owner_filter"`
	OrderBy int `json:"order_by"`
	Asc     int `json:"order_asc"`
	Offset  int `json:"offset"`
	Limit   int `json:"limit"`
}

func (c *call) statInput() (*statInput, []int64, error) {
	var in statInput
	if err := c.read(&in); err != nil {
		return nil, nil, err
	}
	if len(in.Owners.Users) == 0 {
		return nil, nil, no(40063)
	}
	if len(in.Owners.Users) > 100 {
		return nil, nil, no(40058)
	}
	for _, id := range in.Owners.Users {
		if _, err := c.user(id); err != nil {
			return nil, nil, err
		}
	}
	if in.End == 0 {
		in.End = in.Begin
	}
	days, err := c.span(in.Begin, in.End)
	return &in, days, err
}

func (c *call) groupStatistic() (m, error) {
	in, days, err := c.statInput()
	if err != nil {
		return nil, err
	}
	type row struct {
		owner string
		tally
	}
	var rows []row
	for _, id := range in.Owners.Users {
		r := row{owner: id}
		c.w.groups.each(func(g *Group) {
			if g.Owner == id {
				c.w.tallyGroup(&r.tally, g, days)
			}
		})
		rows = append(rows, r)
	}
	key := func(r row) int {
		return []int{0, r.newChats, r.chats, r.newMembers, r.members}[min(max(in.OrderBy, 1), 4)]
	}
	slices.SortStableFunc(rows, func(a, b row) int {
		if in.Asc == 1 {
			return key(a) - key(b)
		}
		return key(b) - key(a)
	})
	total, from := len(rows), min(max(in.Offset, 0), len(rows))
	end := min(from+clamp(in.Limit, 500, 1000), total)
	items := []m{}
	for _, r := range rows[from:end] {
		items = append(items, m{"owner": r.owner, "data": r.view()})
	}
	return m{"total": total, "next_offset": end, "items": items}, nil
}

func (c *call) groupByDay() (m, error) {
	in, days, err := c.statInput()
	if err != nil {
		return nil, err
	}
	items := []m{}
	for _, day := range days {
		var t tally
		c.w.groups.each(func(g *Group) {
			if slices.Contains(in.Owners.Users, g.Owner) {
				c.w.tallyGroup(&t, g, []int64{day})
			}
		})
		items = append(items, m{"stat_time": day / 1000, "data": t.view()})
	}
	return m{"items": items}, nil
}

func (c *call) behavior() (m, error) {
	var in struct {
		Users   []string `json:"userid"`
		Parties []int    `json:"partyid"`
		Start   int64    `json:"start_time"`
		End     int64    `json:"end_time"`
	}
	if err := c.read(&in); err != nil {
		return nil, err
	}
	if len(in.Users)+len(in.Parties) == 0 {
		return nil, no(40063)
	}
	if len(in.Users) > 100 || len(in.Parties) > 100 {
		return nil, no(40058)
	}
	for _, id := range in.Users {
		if _, err := c.user(id); err != nil {
			return nil, err
		}
	}
	days, err := c.span(in.Start, in.End)
	if err != nil {
		return nil, err
	}
	list := []m{}
	for _, day := range days {
		v := m{"stat_time": day / 1000, "chat_cnt": 0, "message_cnt": 0, "negative_feedback_cnt": 0, "new_apply_cnt": 0, "new_contact_cnt": 0}
		for _, id := range c.w.expand(in.Users, in.Parties) {
			d := c.w.days.get(id + "|" + c.w.day(day))
			if d == nil {
				continue
			}
			for name, n := range map[string]int{"chat_cnt": len(d.Chats), "message_cnt": d.Messages, "negative_feedback_cnt": d.Lost,
				"new_apply_cnt": d.Applied, "new_contact_cnt": d.Added} {
				v[name] = v[name].(int) + n
			}
		}
		if v["chat_cnt"].(int) > 0 {
			v["reply_percentage"], v["avg_reply_time"] = 100.0, 1
		}
		list = append(list, v)
	}
	return m{"behavior_data": list}, nil
}
