package h5

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"qunli/campaign"
	"qunli/customer"
	"qunli/kit/money"
)

// scene is all that a page of a game is made from: the rules in force, what the address names, and who looks.
type scene struct {
	shown  campaign.Shown
	at     campaign.Gathering // of the instance that the address names; zero: the campaign's own page
	open   []campaign.Instance
	mine   []campaign.Seat        // the visitor's, in the order in which they came
	names  map[customer.ID]string // as others may see them
	gifts  map[string]string      // what the gifts are called that the game hands out, by public id
	meets  map[string]bool        // which of the game's rules the visitor meets (campaign.Asker)
	groups map[string]string      // what the groups are called that the game names, by public id
	why    []campaign.Sentence    // of the visitor's latest seat here
	now    int64                  // ms
	acted  bool                   // it is a preview: nobody in it is real
	zone   *time.Location
	share  string // the address that friends open
	by     string // the token of whose link led here, while nobody is known who could have followed it
	t      gameWords
}

// play is what a page says of a game. Every model gives one; one template shows them all.
type play struct {
	State       string // of the visitor in this game, in one word
	Title, Note string
	Price, Was  string
	Prices      string // what others pay here, "" everybody pays the price
	Until       int64  // ms, 0 nothing ends
	UntilText   string
	Done, Want  int64 // a bar, when Want is above 0
	Progress    string
	People      []place
	Forms       []form
	Links       []link
	Lists       []list
	Share       string // the address to pass on, "" none
	Why         []string
	Waits       string // what a button to the game says while there is nothing to press there, "" it says its own
	Live        bool   // something is about to change: the page looks again by itself
}

// place is one of a team's.
type place struct {
	Name, Tag string
	Empty     bool
}

// form is a button, and what it sends.
type form struct {
	Act, Button, Hint string // Act: open, join, leave
	Quiet             bool
	Instance          campaign.InstanceID
	Seat              campaign.SeatID
	N                 int64 // the visitor's n-th such wish: pressed twice, it is one
	Items             []item
}

// item is a thing that can be bought.
type item struct {
	Key, Name, Price, Was, Left string
	Most, Begin                 int64 // pieces that can be asked for, 0 none; and how many stand there at first
	One                         bool  // there is nothing to choose: one piece of one thing
}

type link struct {
	To, Text string
	Main     bool
}

type list struct {
	Title string
	Rows  []row
}

type row struct {
	Main, Side, Note, Tag, To string
	Good                      bool
}

// stage is where a campaign stands for whoever wants in.
type stage string

// The stages.
const (
	early  stage = "before"
	live   stage = "open"
	paused stage = "paused"
	past   stage = "over"
)

func (s *scene) stage() stage {
	c, t := s.shown.Campaign, s.shown.Terms
	switch {
	case c.State == campaign.Closed || s.now >= t.Until:
		return past
	case s.now < t.From:
		return early
	case c.Faded() && s.now < s.at.Instance.Deadline: // what was open goes on
		return live
	case c.State == campaign.Paused:
		return paused
	}
	return live
}

// begin gives the page of a campaign as every model begins it. In tells whether somebody may get in.
func (s *scene) begin(title string) (p play, in bool) {
	p = play{State: string(s.stage()), Title: title}
	switch s.stage() {
	case early:
		p.Note, p.Until, p.UntilText = s.t.Before, s.shown.Terms.From, s.t.BeginsIn
	case past:
		p.Note = s.t.Over
	case paused:
		if p.Note = s.t.Paused; s.shown.Campaign.Faded() {
			p.Note = s.grace()
		}
	default:
		p.Until, p.UntilText, in = s.shown.Terms.Until, s.t.EndsIn, true
	}
	return p, in
}

// grace says that a campaign takes nobody in any more, and until when goes on what was open (CAM-14).
func (s *scene) grace() string {
	if s.now < s.shown.Grace {
		return spell(s.t.FadedUntil, s.clock(s.shown.Grace))
	}
	return s.t.Faded
}

// free gives how much of a bucket can be had now: of a thing that is rationed by day, of today's part.
func (s *scene) free(bucket string, daily int64) int64 {
	n, today := int64(0), daily
	for _, b := range s.shown.Buckets {
		switch b.Name {
		case bucket:
			n = b.Free
		case bucket + "/" + time.UnixMilli(s.now).In(s.zone).Format(time.DateOnly):
			today = b.Free
		}
	}
	if daily > 0 {
		return min(n, today)
	}
	return n
}

// wish gives the number of the visitor's next entry of a kind: the one after the last.
func (s *scene) wish(k campaign.Kind, into campaign.InstanceID) int64 {
	last := int64(0)
	for _, m := range s.mine {
		if m.Entry == k && m.IntoID == into {
			last = max(last, m.Number)
		}
	}
	return last + 1
}

// own gives the visitor's latest seat that f picks.
func (s *scene) own(f func(campaign.Seat) bool) (campaign.Seat, bool) {
	for _, m := range slices.Backward(s.mine) {
		if f(m) {
			return m, true
		}
	}
	return campaign.Seat{}, false
}

// here picks seats of the instance that the address names.
func (s *scene) here(m campaign.Seat) bool { return m.InstanceID == s.at.Instance.ID }

// isMine tells the visitor's own seats from those of others.
func (s *scene) isMine(i campaign.SeatID) bool {
	return slices.ContainsFunc(s.mine, func(m campaign.Seat) bool { return m.ID == i })
}

// name gives how the person of a seat is shown: nobody sees another's full name.
func (s *scene) name(of campaign.Seat) string {
	if s.isMine(of.ID) {
		return s.t.Me
	}
	return cmp.Or(s.names[of.PersonID], s.t.Somebody)
}

func (s *scene) because() []string {
	var out []string
	for _, w := range s.why {
		if out = append(out, w.Zh); s.t.Lang == "en" {
			out[len(out)-1] = w.En
		}
	}
	return out
}

func (s *scene) path(rest ...string) string {
	out := GamePath + s.shown.Campaign.ID.String()
	for _, r := range rest {
		out += "/" + r
	}
	return byLink(out, s.by)
}

// clock gives a moment as hours and minutes of its day.
func (s *scene) clock(ms int64) string { return time.UnixMilli(ms).In(s.zone).Format("01-02 15:04") }

// nameless is what WeChat calls whoever gave no name.
const nameless = "微信用户"

// masked gives what others may see of a name: its first letter; "" of whoever has given none.
func masked(name string) string {
	r := []rune(strings.TrimSpace(name))
	if len(r) == 0 || string(r) == nameless {
		return ""
	}
	first := max(0, slices.IndexFunc(r, func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }))
	return string(r[first]) + "**"
}

func yuan(fen int64) string {
	f := money.Fen(fen)
	if fen%100 == 0 {
		return "¥" + f.Format()[:len(f.Format())-3]
	}
	return "¥" + f.Format()
}

func spell(format string, args ...any) string { return fmt.Sprintf(format, args...) }

func digits(n int64) string { return strconv.FormatInt(n, 10) }

// paying is what every paid seat says while its money is on its way: first in, then perhaps back. Ok is false when there is nothing of
// the kind to say.
func (s *scene) paying(p *play, m campaign.Seat) bool {
	switch m.State {
	case "held", "ordered":
		p.State, p.Note, p.Until, p.UntilText, p.Live = "held", s.t.Held, m.DueAt, s.t.PayWithin, true
		if m.State == "ordered" {
			p.Note = s.t.PayFirst
		}
		p.Price, p.Was = yuan(m.Amount), ""
		p.Links = append(p.Links, link{s.path("pay", m.ID.String()), spell(s.t.PayNow, yuan(m.Amount)), true})
		p.Forms = append(p.Forms, form{Act: string(campaign.Leave), Button: s.t.GiveUp, Seat: m.ID, Quiet: true})
	case "refunding":
		p.State, p.Note, p.Live = "refunding", spell(s.t.Refunding, yuan(m.Back)), true
	case "refunded":
		p.State, p.Note = "refunded", spell(s.t.Refunded, yuan(m.Arrived))
	default:
		return false
	}
	return true
}
