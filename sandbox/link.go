package sandbox

import (
	"net/url"
	"slices"
	"strings"
)

// link finds the acquisition link of an address, and the channel that was written behind it.
func (w *World) link(address string) (*Link, string) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, ""
	}
	_, id, ok := strings.Cut(u.Path, "/ca/")
	if !ok {
		return nil, ""
	}
	return w.links.get(id), u.Query().Get("customer_channel")
}

// openLink is a customer who opens an acquisition link and adds whom it offers.
func (w *World) openLink(now int64, l *Link, p *Person, channel string) (Outcome, error) {
	l.Clicks = append(l.Clicks, now)
	w.links.put(l.ID, l)
	if w.cfg().LinkBalance <= 0 {
		return Outcome{}, ErrDead
	}
	m, err := w.choose(w.expand(l.Users, l.Parties), len(l.Gained), p, "")
	if err != nil {
		return Outcome{}, err
	}
	if f := w.follow(m.UserID, p.ID); f != nil && !f.Lost {
		return Outcome{Person: p.ID, Staff: m.UserID, Already: true}, nil
	}
	out, err := w.apply(now, m, p, &Follow{State: clip(channel, 64), AddWay: byLink, Oper: p.ID}, l.SkipVerify, "")
	if err != nil || out.Waiting {
		return out, err
	}
	l.Gained = append(l.Gained, Acquired{p.ID, m.UserID, clip(channel, 64), now})
	w.links.put(l.ID, l)
	s := *w.cfg()
	s.LinkBalance--
	w.settings.put("", &s)
	if s.LinkBalance == 0 {
		w.tell(now, fact{"customer_acquisition", "balance_exhausted", l.ID, nil, nil})
	}
	return out, nil
}

// linkInput is an acquisition link as it is given.
type linkInput struct {
	ID    string  `json:"link_id"`
	Name  *string `json:"link_name"`
	Range *struct {
		Users   []string `json:"user_list"`
		Parties []int    `json:"department_list"`
	} `json:"range"`
	SkipVerify *bool  `json:"skip_verify"`
	Start      int64  `json:"start_time"`
	End        int64  `json:"end_time"`
	Limit      int    `json:"limit"`
	Cursor     string `json:"cursor"`
}

// fillLink checks what was given and puts it into a link.
func (c *call) fillLink(l *Link, in *linkInput) error {
	set(&l.Name, in.Name)
	set(&l.SkipVerify, in.SkipVerify)
	if in.Range != nil {
		for _, id := range in.Range.Users {
			if u, err := c.user(id); err != nil {
				return err
			} else if !u.Service {
				return no(84074)
			}
		}
		l.Users, l.Parties = in.Range.Users, in.Range.Parties
	}
	n := len(c.w.expand(l.Users, l.Parties))
	if l.Name == "" || runes(l.Name) > 30 || n == 0 || n > 500 {
		return no(40058)
	}
	return nil
}

func (c *call) linkView(l *Link) m {
	return m{"link_id": l.ID, "link_name": l.Name, "url": c.base + "/ca/" + l.ID, "create_time": l.Created / 1000, "skip_verify": l.SkipVerify}
}

func (c *call) linkCreate() (m, error) {
	var in linkInput
	if err := c.read(&in); err != nil {
		return nil, err
	}
	if c.app.System {
		return nil, no(48002)
	}
	if len(c.w.links.all) >= c.s.LinkMost {
		return nil, no(41095)
	}
	l := &Link{ID: newID("ca"), App: c.app.AgentID, SkipVerify: true, Created: c.now}
	if err := c.fillLink(l, &in); err != nil {
		return nil, err
	}
	c.w.links.put(l.ID, l)
	return m{"link": c.linkView(l)}, nil
}

// ownLink finds a link of this app.
func (c *call) ownLink() (*Link, *linkInput, error) {
	var in linkInput
	if err := c.read(&in); err != nil {
		return nil, nil, err
	}
	l := c.w.links.get(in.ID)
	if l == nil || l.App != c.app.AgentID {
		return nil, nil, no(40058)
	}
	return l, &in, nil
}

func (c *call) linkGet() (m, error) {
	l, _, err := c.ownLink()
	if err != nil {
		return nil, err
	}
	parties := l.Parties
	if parties == nil {
		parties = []int{}
	}
	return m{"link": c.linkView(l), "range": m{"user_list": orNone(l.Users), "department_list": parties}}, nil
}

func (c *call) linkUpdate() (m, error) {
	l, in, err := c.ownLink()
	if err != nil {
		return nil, err
	}
	changed := *l
	if err := c.fillLink(&changed, in); err != nil {
		return nil, err
	}
	*l = changed
	c.w.links.put(l.ID, l)
	return nil, nil
}

func (c *call) linkDelete() (m, error) {
	l, _, err := c.ownLink()
	if err != nil {
		return nil, err
	}
	c.w.links.drop(l.ID)
	return nil, nil
}

func (c *call) linkList() (m, error) {
	var in linkInput
	if err := c.read(&in); err != nil {
		return nil, err
	}
	var last int64
	if err := place(in.Cursor, &last); err != nil {
		return nil, err
	}
	limit, list, next := clamp(in.Limit, 100, 100), []string{}, ""
	c.w.links.from(last, func(_ string, seq int64, l *Link) bool {
		if l.App != c.app.AgentID {
			return true
		}
		if len(list) == limit {
			next = cursor(last)
			return false
		}
		last = seq
		list = append(list, l.ID)
		return true
	})
	return m{"link_id_list": list, "next_cursor": next}, nil
}

func (c *call) linkCustomers() (m, error) {
	l, in, err := c.ownLink()
	if err != nil {
		return nil, err
	}
	rows := []m{}
	for _, g := range l.Gained {
		talked := 0
		if f := c.w.follow(g.User, g.Person); f != nil && f.Chatted != 0 {
			talked = 1
		}
		rows = append(rows, m{"external_userid": g.Person, "userid": g.User, "chat_status": talked, "state": g.State})
	}
	list, next, err := pageOf(rows, &massPage{Limit: in.Limit, Cursor: in.Cursor}, 1000, 1000)
	return m{"customer_list": list, "next_cursor": next}, err
}

func (c *call) linkStatistic() (m, error) {
	l, in, err := c.ownLink()
	if err != nil {
		return nil, err
	}
	days, err := c.span(in.Start, in.End)
	if err != nil {
		return nil, err
	}
	from, to := days[0], days[len(days)-1]+dayMS
	gained := slices.DeleteFunc(slices.Clone(l.Gained), func(g Acquired) bool { return g.At < from || g.At >= to })
	clicks := slices.DeleteFunc(slices.Clone(l.Clicks), func(at int64) bool { return at < from || at >= to })
	return m{"click_link_customer_cnt": len(clicks), "new_customer_cnt": len(gained)}, nil
}

func (c *call) linkQuota() (m, error) {
	return m{"total": c.s.LinkBalance, "balance": c.s.LinkBalance, "quota_list": []m{}}, nil
}
