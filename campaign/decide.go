package campaign

import (
	"slices"

	"qunli/customer"
)

// Effect is one thing that a decision changed, for facts, counts and the timeline.
type Effect struct {
	What     string      `json:"what"` // the state a seat or, with Seat 0, an instance entered
	Instance InstanceID  `json:"instance,omitempty"`
	Seat     SeatID      `json:"seat,omitempty"`
	Person   customer.ID `json:"person,omitempty"`
	Amount   int64       `json:"amount,omitempty"` // fen
	At       int64       `json:"at"`
}

// Decide answers one command as of the memory's moment and takes what was decided into the memory. It fails, and changes
// nothing, only when the game gives what may not be: that is a defect.
func (m *Memory) Decide(c Command) (Reply, error) {
	c.Person = m.same(c.Person)
	key, keep := c.key()
	if keep {
		if r, known := m.Replied(key); known {
			return r, nil
		}
	}
	v, r, code := m.view(&c)
	if code == Done && c.Kind.enters() {
		var limit int64
		if code, limit = m.gate(c, r, v); code != Done {
			return Reply{Code: code, Limit: limit}, nil
		}
	}
	if code != Done {
		return Reply{Code: code}, nil
	}
	env := Env{Now: m.Now, Day: m.day, Person: c.Person, Because: m.verdicts[c.Person].Because, Seed: m.seed, meets: m.verdicts[c.Person].Meets, daily: r.daily, id: m.id}
	d := r.Decide(v, c, env)
	for n := range d.Instances {
		if d.Instances[n].Revision == 0 {
			d.Instances[n].Revision = m.Campaign.Revision
		}
	}
	carried := m.bear(key, d)
	if d.Reply.Code == Done && c.Kind.enters() && c.Person != 0 && !carried {
		return Reply{Code: Wrong}, broken(c, "an entry brought its person no seat")
	}
	d, err := m.carry(c, r, d)
	if err == nil && keep && d.Reply.Code == Done {
		m.kept[key] = d.Reply
		if !carried {
			m.changes.replies = append(m.changes.replies, Kept{key, d.Reply})
		}
	}
	if err == nil && c.Kind.enters() && d.Reply.Code == Done {
		m.count(r)
	}
	return d.Reply, err
}

// bear gives new seats their keys: the one that an entry brought bears the entry's, and its reply. It is false when there is none.
func (m *Memory) bear(key Key, d Decision) (carried bool) {
	for n := range d.Seats {
		s := &d.Seats[n]
		if m.seats[s.ID] != nil {
			continue
		}
		s.Entry, s.IntoID = "", InstanceID(s.ID)
		if !key.Kind.enters() || s.ID != d.Reply.Seat || d.Reply.Code != Done {
			continue
		}
		s.Entry, s.IntoID, s.Number, s.Reply, carried = key.Kind, key.Instance, key.Number, d.Reply.spelt(), true
	}
	return carried
}

// Replied gives the reply that a key got before, under whatever name its person went then.
func (m *Memory) Replied(key Key) (Reply, bool) {
	r, ok := m.kept[key]
	return r, ok
}

// view gathers what the decision may see. The person and instance of a command about a seat are the seat's.
func (m *Memory) view(c *Command) (v View, r *rules, code Code) {
	v = View{Campaign: m.Campaign.ID, Stopped: m.Campaign.State == Closed}
	if c.Seat != 0 {
		s := m.seats[c.Seat]
		if s == nil || c.Kind == Leave && m.same(s.PersonID) != c.Person {
			return v, nil, Unknown
		}
		v.Seat, c.Instance, c.Person = *s, s.InstanceID, m.same(s.PersonID)
	}
	revision := m.Campaign.Revision
	if c.Instance != 0 {
		in := m.instances[c.Instance]
		if in == nil {
			return v, nil, Unknown
		}
		v.Instance, revision = *in, in.Revision
	}
	if r = m.revisions[revision]; r == nil {
		return v, nil, NotStarted
	}
	if c.Instance != 0 {
		v.Seats = m.seatsIn(r, c.Instance)
	}
	if c.Other != 0 && m.instances[c.Other] != nil {
		v.Other, v.Others = *m.instances[c.Other], values(m.within[c.Other])
	}
	v.Mine, v.Until = values(m.mine[c.Person]), r.Until
	v.Open = m.open(m.revisions[m.Campaign.Revision]) == Done
	v.elsewhere = m.elsewhere(r, v.Instance)
	v.fits = func(t Takes) bool {
		_, code := m.moved(r, nil, []Seat{{Standing: Held, Takes: t}})
		return code == Done
	}
	return v, r, Done
}

// open tells whether the campaign takes entries now.
func (m *Memory) open(current *rules) Code {
	switch {
	case current == nil || m.Campaign.State == Draft || m.Now < current.From:
		return NotStarted
	case m.Campaign.State == Closed || m.Now >= current.Until:
		return Ended
	case m.Campaign.State == Paused && m.Campaign.Why == Faded:
		return Ended
	case m.Campaign.State == Paused:
		return Stopped
	}
	return Done
}

// graced tells whether an entry goes on although the campaign stopped by itself: somebody joins what was open then, until its own
// deadline.
func (m *Memory) graced(c Command, v View, current *rules) bool {
	return m.Campaign.State == Paused && m.Campaign.Why == Faded && current != nil && m.Now < current.Until &&
		c.Kind == Join && c.Instance != 0 && m.Now < v.Instance.Deadline
}

// gate refuses who may not enter: window, pause, eligibility, risk, limits, in this order.
func (m *Memory) gate(c Command, r *rules, v View) (Code, int64) {
	current := m.revisions[m.Campaign.Revision]
	if code := m.open(current); code != Done && !m.graced(c, v, current) {
		return code, 0
	}
	if c.Person == 0 && c.Kind == Join {
		return Unknown, 0
	}
	if d, judged := m.verdicts[c.Person]; judged {
		switch {
		case !d.In, c.Kind == Join && c.Instance != 0 && !d.Guest:
			return Ineligible, 0
		case d.Hold:
			return RiskHold, 0
		}
	}
	standing, today, lapsed := int64(0), int64(0), int64(0)
	for _, s := range v.Mine {
		if s.Entry == "" { // a reward: nobody asked for it
			continue
		}
		if s.Stands() {
			standing++
		} else if s.PaidAt == 0 && s.DueAt == 0 {
			lapsed++
		}
		if s.At >= m.dayStart {
			today++
		}
	}
	switch {
	case c.Person == 0:
	case r.PerPerson > 0 && standing >= r.PerPerson:
		return LimitUser, r.PerPerson
	case r.PerDay > 0 && today >= r.PerDay:
		return LimitDay, r.PerDay
	case r.Lapses > 0 && lapsed > r.Lapses:
		return LimitUser, r.Lapses
	}
	if m.minute() == m.Campaign.BurstAt && current.PerMinute > 0 && m.Campaign.Burst >= current.PerMinute {
		m.Campaign.State, m.Campaign.Why, m.changes.campaign = Paused, "breaker", true
		return Stopped, current.PerMinute
	}
	return Done, 0
}

func (m *Memory) minute() int64 { return m.Now - m.Now%60_000 }

// count notes an entry for the breaker.
func (m *Memory) count(r *rules) {
	if r.PerMinute == 0 {
		return
	}
	if at := m.minute(); at != m.Campaign.BurstAt {
		m.Campaign.BurstAt, m.Campaign.Burst = at, 0
	}
	m.Campaign.Burst++
	m.changes.campaign = true
}

// carry takes a decision into the memory whole, or not at all: what it takes of buckets fits, every instance holds its
// invariants. A refusal by a bucket turns an entry into that refusal; of anything else it is a defect.
func (m *Memory) carry(c Command, r *rules, d Decision) (Decision, error) {
	if len(d.Seats)+len(d.Instances)+len(d.Messages) == 0 {
		return d, nil
	}
	before := make([]Seat, len(d.Seats))
	for n, s := range d.Seats {
		if was := m.seats[s.ID]; was != nil {
			before[n] = *was
		}
	}
	buckets, code := m.moved(r, before, d.Seats)
	switch {
	case code == Wrong:
		return Refuse(Wrong), broken(c, "a bucket would be less than empty")
	case code != Done && c.Kind.enters():
		return Refuse(code), nil
	case code != Done:
		return Refuse(Wrong), broken(c, "took what there is not: %s", code)
	}
	undo := m.note(d, before)
	for _, i := range d.touched() {
		if err := m.sound(r, i); err != nil {
			undo()
			return Refuse(Wrong), broken(c, "%w", err)
		}
	}
	m.restock(buckets)
	m.changes.messages = append(m.changes.messages, d.Messages...)
	for n, s := range d.Seats {
		if before[n].State != s.State {
			m.changes.effects = append(m.changes.effects, Effect{s.State, s.InstanceID, s.ID, s.PersonID, s.Amount, m.Now})
		}
	}
	return d, nil
}

// touched lists the instances that a decision changes, or whose seats it changes.
func (d Decision) touched() []InstanceID {
	var out []InstanceID
	for _, in := range d.Instances {
		out = append(out, in.ID)
	}
	for _, s := range d.Seats {
		if s.InstanceID != 0 && !slices.Contains(out, s.InstanceID) {
			out = append(out, s.InstanceID)
		}
	}
	return out
}

// restock takes buckets over as a decision left them.
func (m *Memory) restock(buckets []Bucket) {
	for _, b := range buckets {
		if _, noted := m.changes.buckets[b.Name]; !noted {
			var was Bucket
			if old := m.buckets[b.Name]; old != nil {
				was = *old
			}
			m.changes.buckets[b.Name] = was
		}
		m.buckets[b.Name] = &b
	}
}

// note puts what was decided in and gives how to take it out again.
func (m *Memory) note(d Decision, before []Seat) (undo func()) {
	was, effects := make([]*Instance, len(d.Instances)), len(m.changes.effects)
	for n, in := range d.Instances {
		was[n] = m.instances[in.ID]
		if was[n] == nil {
			m.whole[in.ID] = true
		}
		if in.DueAt != 0 && in.DueAt < m.nextDue {
			m.nextDue = in.DueAt
		}
		if was[n] == nil || was[n].State != in.State {
			m.changes.effects = append(m.changes.effects, Effect{What: in.State, Instance: in.ID, Person: in.OwnerID, Amount: in.Amount, At: m.Now})
		}
		m.instances[in.ID] = &in
		if _, noted := m.changes.instances[in.ID]; !noted {
			m.changes.instances[in.ID] = was[n] == nil
		}
	}
	for _, s := range d.Seats {
		m.put(s)
	}
	return func() {
		m.changes.effects = m.changes.effects[:effects]
		for n, in := range d.Instances {
			if m.instances[in.ID] = was[n]; was[n] == nil {
				delete(m.instances, in.ID)
				delete(m.changes.instances, in.ID)
			}
		}
		for n, s := range d.Seats {
			m.unput(s, before[n])
		}
	}
}
