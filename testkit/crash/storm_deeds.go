package crash

import "fmt"

// order places an order; who bought is known to all callers from then on.
func (c *caller) order(name string) *request {
	account, leaves := fmt.Sprintf("%s-%d-%d", c.run, c.number, c.IntN(20)), c.IntN(8) == 0
	if leaves {
		account = "gone-" + name
	}
	order, sums := newOrder(c.Rand, name, account)
	if leaves {
		order["buyer_name"] = leaving
	}
	order["at"] = c.lately()
	return &request{path: "/api/orders", body: map[string]any{"documents": []any{order}}, done: func(a Answer, _ *Deeds) {
		c.note(func(log *Acknowledged) { log.Orders[name], log.Buyers[account] = sums, true })
		var got struct {
			Items []struct {
				ID    string `json:"id"`
				Buyer string `json:"customer_id"`
			} `json:"items"`
		}
		if a.Into(&got) != nil || len(got.Items) != 1 {
			return // the answer did not survive
		}
		c.orders = append(c.orders, placed{got.Items[0].ID, name, sums.Amount})
		if leaves {
			c.leaving = append(c.leaving, got.Items[0].Buyer)
		} else {
			c.people = append(c.people, got.Items[0].Buyer)
		}
	}}
}

// leaving is the name of people whom only the caller knows who sold to them.
const leaving = "将离"

// erase lets somebody be forgotten of whom the other callers do not know: what they did to them could not be counted.
func (c *caller) erase(string) *request {
	if len(c.leaving) == 0 {
		return nil
	}
	who := c.leaving[0]
	c.leaving = c.leaving[1:]
	return &request{path: "/api/customers/" + who + "/erase"}
}

func (c *caller) consent(name string) *request {
	who := c.someone()
	if who == "" {
		return nil
	}
	return &request{path: "/api/customers/" + who + "/consents", body: map[string]any{"channel": "sms", "topic": name, "agreed": true}, done: func(Answer, *Deeds) {
		c.note(func(log *Acknowledged) { log.Consents = append(log.Consents, name) })
	}}
}

// mine takes one of the caller's orders; keep says whether it may be used again.
func (c *caller) mine(keep bool) (placed, bool) {
	if len(c.orders) == 0 {
		return placed{}, false
	}
	i := c.IntN(len(c.orders))
	o := c.orders[i]
	if !keep {
		c.orders[i] = c.orders[len(c.orders)-1]
		c.orders = c.orders[:len(c.orders)-1]
	}
	return o, true
}

func (c *caller) cancel(string) *request {
	o, ok := c.mine(false)
	if !ok {
		return nil
	}
	return &request{path: "/api/orders/" + o.id + "/cancel", body: map[string]any{"reason": "storm"}, done: func(_ Answer, d *Deeds) {
		d.Cancelled = append(d.Cancelled, o.number)
	}}
}

func (c *caller) refund(name string) *request {
	o, ok := c.mine(true)
	if !ok {
		return nil
	}
	amount := 1 + c.Int64N(o.left)
	return &request{path: "/api/orders/" + o.id + "/refund", body: map[string]any{"amount": amount, "refund_no": name}, done: func(_ Answer, d *Deeds) {
		d.Refunds[name] = amount
	}}
}

// two gives two people; ok is false while nobody is known. They may be one.
func (c *caller) two() (one, other string, ok bool) {
	one, other = c.someone(), c.someone()
	return one, other, one != "" && other != ""
}

func (c *caller) merge(string) *request {
	from, into, ok := c.two()
	if !ok {
		return nil
	}
	return &request{path: "/api/customers/" + from + "/merge", body: map[string]any{"into": into, "reason": "storm"}}
}

func (c *caller) unmerge(string) *request {
	who := c.someone()
	if who == "" {
		return nil
	}
	return &request{path: "/api/customers/" + who + "/unmerge"}
}

func (c *caller) tag(string) *request   { return c.retag("put") }
func (c *caller) untag(string) *request { return c.retag("take") }

func (c *caller) retag(how string) *request {
	one, other, ok := c.two()
	if !ok {
		return nil
	}
	return &request{path: "/api/tags/" + how, body: map[string]any{"people": []string{one, other}, "tags": []string{c.word("手工/热", "手工/冷")}}}
}

func (c *caller) word(words ...string) string { return words[c.IntN(len(words))] }

// touch has no number of its own: only the idempotency key keeps it from happening twice.
func (c *caller) touch(name string) *request {
	who, by, ok := c.two()
	if !ok {
		return nil
	}
	t := map[string]any{"customer_id": who, "kind": c.word("view", "click", "share", "vote", "checkin", "scan"), "at": c.lately(), "cause": name}
	if c.IntN(3) == 0 {
		t["by_id"] = by
	}
	return &request{path: "/api/touches", body: map[string]any{"source": "till", "touches": []any{t}}, done: func(_ Answer, d *Deeds) {
		d.Touches = append(d.Touches, name)
	}}
}

// message says something in a group, under a name of those that logs tell of.
func (c *caller) message(name string) *request {
	group := c.somewhere()
	if group == "" {
		return nil
	}
	m := map[string]any{"name": nick(c.IntN(chatters)), "at": c.lately(), "text": name}
	return &request{path: "/api/communities/" + group + "/messages", body: map[string]any{"source": chatSource, "messages": []any{m}}, done: func(_ Answer, d *Deeds) {
		d.Said = append(d.Said, name)
	}}
}

func (c *caller) move(name string) *request {
	group := c.somewhere()
	who, inviter, ok := c.two()
	if group == "" || !ok {
		return nil
	}
	m := map[string]any{"customer_id": who, "kind": c.word("join", "join", "leave"), "at": c.lately(), "scene": name}
	if m["kind"] == "join" && c.IntN(2) == 0 {
		m["inviter_id"] = inviter
	}
	return &request{path: "/api/communities/" + group + "/moves", body: map[string]any{"moves": []any{m}}, done: func(_ Answer, d *Deeds) {
		d.Moved = append(d.Moved, name)
	}}
}

// claim says who brought whom among few people: selves, circles and second inviters are tried all the time.
func (c *caller) claim(name string) *request {
	who, inviter, ok := c.two()
	if !ok {
		return nil
	}
	claim := map[string]any{"customer_id": who, "inviter_id": inviter, "source": c.word("code", "link", "staff"), "evidence": name}
	if c.IntN(4) > 0 { // before anybody bought: later claims lose to that
		claim["at"] = c.now - 41*day - c.Int64N(20*day)
	}
	if group := c.somewhere(); group != "" && c.IntN(4) == 0 {
		claim["community_id"] = group
	}
	return &request{path: "/api/claims", body: claim}
}

func (c *caller) unbind(string) *request {
	who := c.someone()
	if who == "" {
		return nil
	}
	return &request{path: "/api/customers/" + who + "/unbind", body: map[string]any{"reason": "storm"}}
}
