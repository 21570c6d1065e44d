package outreach

import (
	"time"

	"qunli/org"
)

// Tally is what one person or group was sent: reach that is held, for a send on its way, and the moments of what arrived.
type Tally struct {
	Held  int64
	Spent []int64 // ms
}

// from counts what is held, and what arrived at a moment or later.
func (t Tally) from(since int64) int64 {
	n := t.Held
	for _, at := range t.Spent {
		if at >= since {
			n++
		}
	}
	return n
}

// Sender is a member of staff who can send to somebody: the channel's key and who it is.
type Sender struct {
	Member  string
	StaffID org.StaffID
}

// candidate is what is known of somebody who could be sent a broadcast.
type candidate struct {
	Answer  Reason   // DoNotDisturb, OptedOut or NoConsent, "" none of them
	Known   bool     // somebody has them as a contact, and the channel's key of them is known
	Senders []Sender // who has them as a contact and works here, the one who is to send first
	Waiting bool     // another broadcast to them is on its way
	All     Tally    // contacts over all sends
	Alone   Tally    // those to them and not to a group: what the channel counts
	Most    int64    // the cap that the code by which they came promises, 0 none
}

// window gives the moment from which on contacts count for the cap at a moment.
func (p Policy) window(at int64) int64 { return at - p.Days*day + 1 }

// full tells whether somebody is at the cap; promised is a cap of their own, 0 none: the smaller holds.
func (p Policy) full(at int64, t Tally, promised int64) bool {
	most := p.Most
	if promised > 0 {
		most = min(most, promised)
	}
	return t.from(p.window(at)) >= most
}

// spent tells whether the channel carries no more at a moment.
func (q Quota) spent(at int64, zone *time.Location, t Tally) bool {
	since, most := q.period(at, zone)
	return t.from(since) >= most
}

// person decides about somebody at a moment: who sends to them, or why they are left out.
func (p Policy) person(at int64, zone *time.Location, c candidate) (Sender, Reason) {
	why := Reason("")
	switch {
	case c.Answer == DoNotDisturb, c.Answer == OptedOut, c.Answer == NoConsent && p.OptIn:
		why = c.Answer
	case !c.Known:
		why = NotAContact
	case len(c.Senders) == 0:
		why = StaffUnavailable
	case p.quiet(at, zone):
		why = QuietHours
	case c.Waiting:
		why = AnotherSend
	case p.full(at, c.All, c.Most):
		why = FrequencyCap
	case p.People.spent(at, zone, c.Alone):
		why = PlatformQuota
	default:
		return c.Senders[0], ""
	}
	return Sender{}, why
}

// circle is what is known of a group that could be sent a broadcast.
type circle struct {
	Open    bool // on the channel, and neither closed nor a draft
	Sender  Sender
	Present bool // its owner works here
	Members int64
	Refuse  int64 // members who refuse
	Full    int64 // members at their cap
	Waiting bool  // another broadcast to it is on its way
	Sent    Tally
}

// group decides about a group at a moment: "" is a recipient.
func (p Policy) group(at int64, zone *time.Location, c circle) Reason {
	tolerated := c.Members * p.Tolerance / 100
	switch {
	case !c.Open:
		return NotAContact
	case !c.Present:
		return StaffUnavailable
	case c.Refuse > tolerated:
		return OptedOut
	case p.quiet(at, zone):
		return QuietHours
	case c.Waiting:
		return AnotherSend
	case c.Full > tolerated:
		return FrequencyCap
	case p.Groups.spent(at, zone, c.Sent):
		return PlatformQuota
	}
	return ""
}
