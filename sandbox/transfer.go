package sandbox

import "slices"

// Statuses of a transfer.
const (
	transferDone    = 1
	transferWaiting = 2
	transferRefused = 3
	transferFull    = 4
	transferNone    = 5
)

// handOn completes a transfer when its time has come.
func (w *World) handOn(t *Transfer, now int64) {
	t.Done = now
	defer func() { w.transfers.put(t.ID, t) }()
	old, taker := w.follow(t.From, t.Person), w.members.get(t.To)
	if old == nil || taker == nil {
		t.Status = transferNone
		return
	}
	if len(w.byMember[t.To]) >= w.cfg().RelationMost && w.follow(t.To, t.Person) == nil {
		t.Status = transferFull
		w.tellPair(now, "transfer_fail", t.To, t.Person, append([]node{text("FailReason", "customer_limit_exceed")}, pairNodes(t.To, t.Person)...)...)
		return
	}
	t.Status = transferDone
	w.part(old)
	if w.follow(t.To, t.Person) == nil {
		w.befriend(&Follow{User: t.To, Person: t.Person, Since: now, AddWay: byTransfer, Oper: t.From, Remark: old.Remark, About: old.About,
			Company: old.Company, Mobiles: old.Mobiles, Tags: old.Tags, Lost: false})
		w.tellPair(now, "add_external_contact", t.To, t.Person, pairNodes(t.To, t.Person)...)
	}
	if t.Message != "" {
		w.speak(now, Message{Chat: pair(t.To, t.Person), From: t.To, Kind: "text", Text: t.Message, Cause: "transfer"})
	}
	if !t.Resigned {
		w.tellPair(now, "del_external_contact", t.From, t.Person, append(pairNodes(t.From, t.Person), text("Source", "DELETE_BY_TRANSFER"))...)
	}
}

// refuse is a customer who does not want to be handed on.
func (w *World) refuse(now int64, a *Act) (Outcome, error) {
	p, err := w.person(a.Person)
	if err != nil {
		return Outcome{}, err
	}
	var t *Transfer
	w.transfers.each(func(one *Transfer) {
		if one.Person == p.ID && one.Status == transferWaiting {
			t = one
		}
	})
	if t == nil {
		return Outcome{}, ErrNothing
	}
	t.Status, t.Done = transferRefused, now
	w.transfers.put(t.ID, t)
	w.rearm()
	w.tellPair(now, "transfer_fail", t.To, t.Person, append([]node{text("FailReason", "customer_refused")}, pairNodes(t.To, t.Person)...)...)
	return Outcome{Person: p.ID, Staff: t.To, ID: t.ID}, nil
}

// pastTransfers counts how often each customer was handed on within the days that count, and who is being so now.
func (w *World) pastTransfers(now int64) (times map[string]int, busy map[string]bool) {
	times, busy = map[string]int{}, map[string]bool{}
	since := now - w.cfg().TransferDays*dayMS
	w.transfers.each(func(t *Transfer) {
		if t.Status == transferWaiting {
			busy[t.Person] = true
		}
		if !t.Resigned && t.At >= since && (t.Status == transferWaiting || t.Status == transferDone) {
			times[t.Person]++
		}
	})
	return times, busy
}

// beginTransfer accepts one transfer; code is why not.
func (w *World) beginTransfer(now int64, person string, from, to *Member, resigned bool, message string, times map[string]int, busy map[string]bool) (code int) {
	f := w.follow(from.UserID, person)
	switch {
	case f == nil:
		return 40131
	case busy[person]:
		return 40129
	case !resigned && times[person] >= w.cfg().TransferTimes:
		return 40128
	}
	t := &Transfer{ID: newID("tr"), Person: person, From: from.UserID, To: to.UserID, At: now, Due: now + w.cfg().TransferHours*3600_000,
		Status: transferWaiting, Resigned: resigned, Message: message}
	w.transfers.put(t.ID, t)
	busy[person] = true
	times[person]++
	if w.dueNext == 0 || t.Due < w.dueNext {
		w.dueNext = t.Due
	}
	return 0
}

// moveGroup hands a group to another owner at once; code is why not.
func (w *World) moveGroup(now int64, app *App, id string, to *Member, resigned bool) (code int) {
	g := w.groups.get(id)
	if g == nil || g.Ended != 0 {
		return 90501
	}
	if !w.sees(app, g.Owner) {
		return 60011
	}
	owner := w.members.get(g.Owner)
	gone := owner == nil || owner.Status == quit
	today := w.days.get(to.UserID + "|" + w.day(now))
	switch {
	case today != nil && today.Moved >= w.cfg().GroupMoves:
		return 90507
	case resigned && !gone:
		return 90500
	case !resigned && gone:
		return 90502
	case g.Owner == to.UserID:
		return 90504
	}
	if !resigned {
		since := now - w.cfg().TransferDays*dayMS
		recent := slices.DeleteFunc(slices.Clone(g.Moves), func(at int64) bool { return at < since })
		if len(recent) >= w.cfg().TransferTimes {
			return 90507
		}
		g.Moves = append(recent, now)
	}
	w.dayOf(to.UserID, now, func(d *Day) { d.Moved++ })
	if g.stay(to.UserID) == nil {
		g.Members = append(g.Members, &Stay{ID: to.UserID, Type: 1, Joined: now, Scene: invited, Invitor: g.Owner})
	}
	g.Owner = to.UserID
	if resigned {
		g.Status = 3
	}
	g.Versions = append(g.Versions, Version{now, letters(32)})
	w.groups.put(g.ID, g)
	return 0
}
