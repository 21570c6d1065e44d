package h5

import (
	"slices"
	"strings"
	"time"

	"qunli/campaign"
	"qunli/campaign/redpacket"
)

// packet is the page of red packets: of one packet, or of the campaign with those that can be opened.
func (s *scene) packet(g *redpacket.Game) play {
	if s.at.Instance.ID != 0 {
		return s.onePacket(g)
	}
	p, in := s.begin(s.shown.Campaign.Name)
	if g.Purpose != "" && in {
		p.Note = g.Purpose
	}
	var packets []row
	for _, i := range s.open {
		_, taken := s.own(func(m campaign.Seat) bool { return m.InstanceID == i.ID })
		one := row{Main: spell(s.t.PacketOf, yuan(i.Amount), i.Size), Side: spell(s.t.SharesLeft, i.Size-i.Done), To: s.path(i.ID.String()), Tag: s.t.OpenIt, Good: true}
		if taken {
			one.Tag = s.t.Taken
		}
		packets = append(packets, one)
	}
	switch {
	case len(packets) == 0 && in:
		s.await(g, &p)
	case len(packets) == 0:
		p.Waits = p.Note
	default:
		p.Lists = append(p.Lists, list{s.t.Packets, packets})
	}
	var mine []row
	for _, m := range s.mine {
		if redpacket.IsPrize(m) {
			mine = append(mine, row{Main: s.gifts[bestOf(g)], Side: s.t.Luckiest, Tag: s.t.ShareStates[m.State], Good: true, To: s.path(m.InstanceID.String())})
			continue
		}
		mine = append(mine, row{Main: yuan(m.Amount), Side: s.clock(m.At), Tag: s.t.ShareStates[m.State], Good: m.State == redpacket.Received, To: s.path(m.InstanceID.String())})
	}
	if len(mine) > 0 {
		p.Lists = append(p.Lists, list{s.t.MyShares, mine})
	}
	return p
}

// arriving is how long (ms) after a slot's moment its packet may take to be there.
const arriving = 30_000

// await says what people wait for while there is no packet to open: the next slot that this campaign keeps, or the shop.
func (s *scene) await(g *redpacket.Game, p *play) {
	p.State, p.Waits, p.Note = "empty", s.t.NoPacket, s.t.NoPacketNow
	if s.free("budget", 0) < g.Amount {
		p.Waits, p.Note = s.t.PacketsGone, s.t.PacketsGone
		return
	}
	next, from := int64(0), s.now
	if s.free("budget", g.BudgetDay) < g.Amount { // none of today's moments brings one any more
		p.Waits, p.Note, from = s.t.PacketsToday, s.t.PacketsToday, lastOfDay(s.now, s.zone)
	}
	for _, slot := range g.Slots {
		if at := slot.Due(s.now, s.zone); from == s.now && at > 0 && at >= s.shown.Terms.From && s.now-at < arriving {
			p.Waits, p.Note, p.Live = s.t.PacketDue, s.t.PacketDueNow, true
			return
		}
		if at := slot.Next(from, s.zone); at > 0 && at < s.shown.Terms.Until && (next == 0 || at < next) {
			next = at
		}
	}
	if next > 0 {
		p.Waits = spell(s.t.NextPacket, s.clock(next))
		p.Note, p.Until, p.UntilText = p.Waits, next, s.t.PacketIn
	}
}

// lastOfDay gives the last moment (ms) of the day of now.
func lastOfDay(now int64, zone *time.Location) int64 {
	year, month, day := time.UnixMilli(now).In(zone).Date()
	return time.Date(year, month, day+1, 0, 0, 0, 0, zone).UnixMilli() - 1
}

// onePacket is the page of a packet.
func (s *scene) onePacket(g *redpacket.Game) play {
	i := s.at.Instance
	p := play{State: i.State, Title: s.shown.Campaign.Name, Done: i.Done, Want: i.Size, Progress: spell(s.t.SharesTaken, i.Done, i.Size, yuan(i.Amount))}
	m, in := s.own(func(m campaign.Seat) bool { return s.here(m) && !redpacket.IsPrize(m) })
	switch {
	case in:
		p.State, p.Price, p.Note, p.Why = m.State, yuan(m.Amount), s.t.ShareNotes[m.State], s.because()
		p.Live = m.State == redpacket.Won
		if m.State == redpacket.Won {
			p.Links = append(p.Links, link{s.path("take", m.ID.String()), s.t.TakeIt, true})
		}
	case i.State == redpacket.Empty:
		p.Note = s.t.PacketEmpty
	case i.State != redpacket.Open || s.now >= i.Deadline:
		p.State, p.Note = redpacket.Expired, s.t.PacketOver
	case s.stage() != live:
		c, _ := s.begin("")
		p.State, p.Note = c.State, c.Note
	default:
		p.Note, p.Until, p.UntilText, p.Live = g.Purpose, i.Deadline, s.t.PacketEndsIn, true
		p.Forms = append(p.Forms, form{Act: string(campaign.Join), Button: s.t.OpenPacket, Instance: i.ID, N: s.wish(campaign.Join, i.ID)})
	}
	if prize := s.gifts[bestOf(g)]; prize != "" && (i.State == redpacket.Open || i.State == redpacket.Empty) {
		p.Note = strings.TrimSpace(p.Note + " " + spell(s.t.BestGets, prize))
	}
	if luck := s.luck(); len(luck) > 0 {
		p.Lists = append(p.Lists, list{s.t.Luck, luck})
	}
	p.Links = append(p.Links, link{s.path(), s.t.OtherPackets, false})
	return p
}

// luck lists who took how much; the largest share is named when all are taken.
func (s *scene) luck() []row {
	i := s.at.Instance
	shares := slices.DeleteFunc(slices.Clone(s.at.Seats), func(m campaign.Seat) bool { return m.PersonID == 0 || redpacket.IsPrize(m) })
	most := int64(0)
	for _, m := range shares {
		most = max(most, m.Amount)
	}
	var out []row
	for _, m := range shares {
		one := row{Main: s.name(m), Side: yuan(m.Amount), Note: s.clock(m.At)}
		if i.State == redpacket.Empty && m.Amount == most {
			one.Tag, one.Good, most = s.t.Luckiest, true, -1 // the first of equals
		}
		out = append(out, one)
	}
	return out
}

// bestOf gives the public id of the gift of the largest share, "" there is none.
func bestOf(g *redpacket.Game) string {
	if g.Best == nil {
		return ""
	}
	return g.Best.What
}
