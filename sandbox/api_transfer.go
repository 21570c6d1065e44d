package sandbox

// transferInput is who hands whom to whom.
type transferInput struct {
	From    string   `json:"handover_userid"`
	To      string   `json:"takeover_userid"`
	People  []string `json:"external_userid"`
	Message string   `json:"transfer_success_msg"`
	Cursor  string   `json:"cursor"`
}

func (c *call) transferOnJob() (m, error)    { return c.transfer(false) }
func (c *call) transferResigned() (m, error) { return c.transfer(true) }

func (c *call) transfer(resigned bool) (m, error) {
	var in transferInput
	if err := c.read(&in); err != nil {
		return nil, err
	}
	from, to, err := c.transferors(&in, resigned)
	switch {
	case err != nil:
		return nil, err
	case len(in.People) == 0:
		return nil, no(41035)
	case len(in.People) > 100 || runes(in.Message) > 200:
		return nil, no(40058)
	}
	times, busy := c.w.pastTransfers(c.now)
	list := []m{}
	for _, id := range in.People {
		code := 40096
		if c.w.people.get(id) != nil {
			code = c.w.beginTransfer(c.now, id, from, to, resigned, in.Message, times, busy)
		}
		list = append(list, m{"external_userid": id, "errcode": code})
	}
	return m{"customer": list}, nil
}

// transferors finds who gives and who takes.
func (c *call) transferors(in *transferInput, resigned bool) (from, to *Member, err error) {
	if in.From == in.To && in.From != "" {
		return nil, nil, no(40130)
	}
	from = c.w.members.get(in.From)
	switch {
	case in.From == "" || in.To == "":
		return nil, nil, no(40063)
	case from == nil:
		return nil, nil, no(60111)
	case resigned && from.Status != quit:
		return nil, nil, no(40097)
	case !resigned && from.Status == quit:
		return nil, nil, no(60111)
	case !c.w.sees(c.app, in.From):
		return nil, nil, no(60011)
	}
	to, err = c.taker(in.To)
	return from, to, err
}

// taker finds a member who can take over.
func (c *call) taker(id string) (*Member, error) {
	to, err := c.user(id)
	switch {
	case err != nil:
		return nil, err
	case !to.Service:
		return nil, no(84074)
	case to.Unverified:
		return nil, no(40098)
	case to.Status != active:
		return nil, no(41054)
	}
	return to, nil
}

func (c *call) transferResult() (m, error) { return c.results(false) }
func (c *call) resignedResult() (m, error) { return c.results(true) }

func (c *call) results(resigned bool) (m, error) {
	var in transferInput
	if err := c.read(&in); err != nil {
		return nil, err
	}
	if in.From == "" || in.To == "" {
		return nil, no(40063)
	}
	var last int64
	if err := place(in.Cursor, &last); err != nil {
		return nil, err
	}
	list, next := []m{}, ""
	c.w.transfers.from(last, func(_ string, seq int64, t *Transfer) bool {
		if t.From != in.From || t.To != in.To || t.Resigned != resigned {
			return true
		}
		if len(list) == 1000 {
			next = cursor(last)
			return false
		}
		last = seq
		v := m{"external_userid": t.Person, "status": t.Status, "takeover_time": int64(0)}
		switch t.Status {
		case transferDone:
			v["takeover_time"] = t.Done / 1000
		case transferWaiting:
			v["takeover_time"] = t.Due / 1000
		}
		list = append(list, v)
		return true
	})
	return m{"customer": list, "next_cursor": next}, nil
}

// unassigned lists the customers of those who resigned.
func (c *call) unassigned() (m, error) {
	var in struct {
		Page   int    `json:"page_id"`
		Size   int    `json:"page_size"`
		Cursor string `json:"cursor"`
	}
	if err := c.read(&in); err != nil {
		return nil, err
	}
	size := clamp(in.Size, 1000, 1000)
	skip := int64(in.Page) * int64(size)
	if skip < 0 || skip >= 50000 {
		return nil, no(40058)
	}
	if err := place(in.Cursor, &skip); err != nil {
		return nil, err
	}
	_, busy := c.w.pastTransfers(c.now)
	list, n := []m{}, int64(0)
	more := false
	c.w.members.each(func(u *Member) {
		if u.Status != quit || !c.w.sees(c.app, u.UserID) {
			return
		}
		for _, one := range c.w.byMember[u.UserID] {
			if busy[one.follow.Person] || !one.follow.whole() {
				continue
			}
			n++
			switch {
			case n <= skip:
			case len(list) == size:
				more = true
			default:
				list = append(list, m{"handover_userid": u.UserID, "external_userid": one.follow.Person, "dimission_time": u.Left / 1000})
			}
		}
	})
	next := ""
	if more {
		next = cursor(skip + int64(len(list)))
	}
	return m{"info": list, "is_last": !more, "next_cursor": next}, nil
}

func (c *call) groupOnJob() (m, error)    { return c.groupTransfer(false) }
func (c *call) groupResigned() (m, error) { return c.groupTransfer(true) }

func (c *call) groupTransfer(resigned bool) (m, error) {
	var in struct {
		Chats []string `json:"chat_id_list"`
		To    string   `json:"new_owner"`
	}
	if err := c.read(&in); err != nil {
		return nil, err
	}
	to, err := c.taker(in.To)
	switch {
	case err != nil:
		return nil, err
	case len(in.Chats) == 0:
		return nil, no(40063)
	case len(in.Chats) > 100:
		return nil, no(40058)
	}
	failed := []m{}
	for _, id := range in.Chats {
		if code := c.w.moveGroup(c.now, c.app, id, to, resigned); code != 0 {
			failed = append(failed, m{"chat_id": id, "errcode": code, "errmsg": words(refusal{code: code})})
		}
	}
	return m{"failed_chat_list": failed}, nil
}
