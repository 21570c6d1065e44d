package h5

import (
	"cmp"

	"qunli/campaign"
	"qunli/campaign/groupbuy"
)

// team is the page of a group-buy: of one team, or of the campaign with the teams that can be joined.
func (s *scene) team(g *groupbuy.Game) play {
	if s.at.Instance.ID != 0 {
		return s.oneTeam(g)
	}
	p, in := s.begin(s.shown.Campaign.Name)
	s.priced(&p, g, true)
	p.Lists = append(p.Lists, s.ladder(g)...)
	if m, ok := s.own(func(m campaign.Seat) bool { return m.State != groupbuy.Released && m.State != groupbuy.Refunded }); ok {
		p.Price, p.Links = yuan(m.Amount), append(p.Links, link{s.path(m.InstanceID.String()), s.t.MyTeam, true})
	}
	left := s.free("stock", g.StockADay)
	switch {
	case in && left <= 0:
		p.State, p.Note = "soldout", s.t.SoldOut
	case in:
		p.Note = spell(s.t.TeamOf, g.Size, left)
		p.Forms = append(p.Forms, form{Act: string(campaign.Open), Button: spell(s.t.OpenTeam, yuan(opening(g))), N: s.wish(campaign.Open, 0), Quiet: len(p.Links) > 0})
	}
	var teams []row
	for _, i := range s.open {
		if missing := g.Size - i.Done - i.Held; missing > 0 && in && left > 0 {
			teams = append(teams, row{Main: spell(s.t.TeamNeeds, missing), Side: spell(s.t.UntilAt, s.clock(i.Deadline)), Tag: s.t.JoinIt, To: s.path(i.ID.String()), Good: true})
		}
	}
	if len(teams) > 0 {
		p.Lists = append(p.Lists, list{s.t.OpenTeams, teams})
	}
	return p
}

// oneTeam is the page of a team.
func (s *scene) oneTeam(g *groupbuy.Game) play {
	i := s.at.Instance
	p := play{State: i.State, Title: s.shown.Campaign.Name, Want: g.Size, Done: min(i.Done+i.Fill, g.Size)}
	s.priced(&p, g, false)
	p.Progress, p.People = spell(s.t.PaidOf, i.Done, g.Size), s.places(g)
	running := i.State == groupbuy.Forming || i.State == groupbuy.Closing
	if to, gone := s.movedTo(); gone {
		p.State, p.Note, p.Links = "moved", spell(s.t.TeamMoved, yuan(to.Paid)), []link{{s.path(to.InstanceID.String()), s.t.MyTeam, true}}
		return p
	}
	m, in := s.own(func(m campaign.Seat) bool {
		return s.here(m) && m.State != groupbuy.Released && m.Note != groupbuy.BonusNote
	})
	if in {
		p.Price, p.Prices = yuan(m.Amount), ""
	}
	switch {
	case in && s.paying(&p, m):
	case in && m.State == groupbuy.PaidSeat:
		p.State, p.Until, p.UntilText, p.Live, p.Share = "paid", i.Deadline, s.t.TeamEndsIn, true, s.share
		p.Note = spell(s.t.PaidWaiting, max(g.Size-i.Done-i.Fill, 0))
		p.Forms = append(p.Forms, form{Act: string(campaign.Leave), Button: s.t.LeaveTeam, Hint: s.t.LeaveHint, Seat: m.ID, Quiet: true})
	case in && m.State == groupbuy.Settled:
		p.State, p.Note, p.Live = "settled", s.t.TeamDone, m.Arrived < m.Back
		switch {
		case m.Back == m.Paid && m.Paid > 0:
			p.Note = spell(s.t.TeamDoneBack, yuan(m.Back))
		case m.Back > 0 && len(g.Ladder) == 0:
			p.Note = spell(s.t.TeamDonePart, yuan(m.Back))
		case m.Back > 0:
			p.Note = spell(s.t.TeamDoneLadder, yuan(m.Paid-m.Back), yuan(m.Back))
		}
	case running:
		s.joinable(&p, g)
	default:
		p.Note = s.t.TeamStates[i.State]
	}
	if !running || p.State == "full" {
		p.Links = append(p.Links, link{s.path(), s.t.OwnTeam, !in})
		if !in {
			s.priced(&p, g, true)
		}
	}
	if in && m.Wanted() != i.ID {
		p.Note = s.t.TeamMovedHere + p.Note
	}
	p.Lists = append(append(p.Lists, s.bonus(g)...), s.ladder(g)...)
	p.Why = s.because()
	return p
}

// bonus tells the leader what they get of the team, and when; nobody else.
func (s *scene) bonus(g *groupbuy.Game) []list {
	m, ok := s.own(func(m campaign.Seat) bool { return s.here(m) && m.Note == groupbuy.BonusNote })
	if !ok || g.Bonus == nil {
		return nil
	}
	one := row{Main: s.bonusPrize(*g.Bonus, m.Amount), Tag: s.t.BonusStates[m.State], Good: m.State == groupbuy.BonusSent}
	switch {
	case m.State == groupbuy.BonusHeld:
		one.Side = spell(s.t.BonusAt, s.clock(m.DueAt))
	case m.State == groupbuy.BonusAsked && m.Amount > 0:
		one.Tag, one.To = s.t.TakeIt, s.path("take", m.ID.String())
	case m.Amount == 0 && (m.State == groupbuy.BonusAsked || m.State == groupbuy.BonusSent):
		one.To = MePath // gifts and coupons are there
	}
	for _, w := range g.Explain(campaign.View{}, m) {
		if one.Note = w.Zh; s.t.Lang == "en" {
			one.Note = w.En
		}
	}
	return []list{{s.t.Bonus, []row{one}}}
}

// bonusPrize says what a bonus of so many fen is; of a gift, which.
func (s *scene) bonusPrize(b groupbuy.Bonus, fen int64) string {
	if fen > 0 {
		return spell(s.t.Cash, yuan(fen))
	}
	return cmp.Or(s.gifts[b.What], b.What)
}

// movedTo gives the visitor's seat that was first of this team and is in another one by now, if they have none here.
func (s *scene) movedTo() (campaign.Seat, bool) {
	m, ok := s.own(func(m campaign.Seat) bool {
		return m.State != groupbuy.Released && (s.here(m) || m.Wanted() == s.at.Instance.ID && m.InstanceID != s.at.Instance.ID)
	})
	return m, ok && !s.here(m)
}

// joinable is what a team says to whoever has no seat in it.
func (s *scene) joinable(p *play, g *groupbuy.Game) {
	i := s.at.Instance
	p.Until, p.UntilText, p.Live = i.Deadline, s.t.TeamEndsIn, true
	switch {
	case s.stage() != live:
		c, _ := s.begin("")
		p.State, p.Note = c.State, c.Note
	case i.State == groupbuy.Closing || i.Done+i.Held+i.Fill >= i.Size:
		p.State, p.Note = "full", s.t.TeamFull
	default:
		p.Note = spell(s.t.TeamInvites, max(g.Size-i.Done-i.Held, 0))
		p.Forms = append(p.Forms, form{Act: string(campaign.Join), Button: spell(s.t.JoinTeam, yuan(s.joining(g))), Instance: i.ID, N: s.wish(campaign.Join, i.ID)})
	}
}

// opening is what whoever opens a team pays.
func opening(g *groupbuy.Game) int64 { return cmp.Or(g.LeaderPrice, g.Price) }

// joining is what the next one pays who joins: on a ladder of current prices, that of the team as it stands.
func (s *scene) joining(g *groupbuy.Game) int64 {
	if g.Current {
		return g.PriceAt(s.at.Instance.Done + 1)
	}
	return g.Price
}

// priced has a page name what its visitor would pay, as one who opens a team or as one who joins it; where the other pays something else,
// it says so beside.
func (s *scene) priced(p *play, g *groupbuy.Game, opens bool) {
	open, join := opening(g), s.joining(g)
	p.Price, p.Prices, p.Was = yuan(join), "", was(g.SinglePrice)
	if opens {
		p.Price = yuan(open)
	}
	switch {
	case open == join || len(g.Ladder) > 0: // of a ladder the page lists the prices
	case opens:
		p.Prices = spell(s.t.OpenPays, yuan(open), yuan(join))
	default:
		p.Prices = spell(s.t.JoinPays, yuan(join), yuan(open))
	}
}

// places lists who is in a team, and what is free. What the brand filled is told as such, never as people.
func (s *scene) places(g *groupbuy.Game) []place {
	var out []place
	for _, m := range s.at.Seats {
		if !m.Stands() && m.State != groupbuy.Ordered || m.Note == groupbuy.BonusNote {
			continue
		}
		one := place{Name: s.name(m), Tag: s.t.SeatStates[m.State]}
		if m.Note == groupbuy.Leader {
			one.Tag = s.t.Leader
		}
		out = append(out, one)
	}
	for range s.at.Instance.Fill {
		out = append(out, place{Name: s.t.Filled, Tag: s.t.FilledTag})
	}
	for len(out) < int(min(g.Size, 12)) {
		out = append(out, place{Empty: true})
	}
	return out
}

// ladder lists the prices of a ladder.
func (s *scene) ladder(g *groupbuy.Game) []list {
	if len(g.Ladder) == 0 {
		return nil
	}
	rows := []row{{Main: spell(s.t.FromPeople, 1), Side: yuan(g.Price), Good: s.at.Instance.Done < g.Ladder[0].From}}
	for n, st := range g.Ladder {
		last := n+1 == len(g.Ladder) || s.at.Instance.Done < g.Ladder[n+1].From
		rows = append(rows, row{Main: spell(s.t.FromPeople, st.From), Side: yuan(st.Price), Good: s.at.Instance.Done >= st.From && last})
	}
	note := s.t.LadderHighest
	if g.Current {
		note = s.t.LadderCurrent
	}
	rows = append(rows, row{Note: note})
	return []list{{s.t.Ladder, rows}}
}

// was gives a price to compare with, "" none.
func was(fen int64) string {
	if fen <= 0 {
		return ""
	}
	return yuan(fen)
}
