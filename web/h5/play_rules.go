package h5

import (
	"qunli/campaign"
	"qunli/campaign/flashsale"
	"qunli/campaign/groupbuy"
	"qunli/campaign/invite"
	"qunli/campaign/redpacket"
)

// rules writes the rules of a game for whoever takes part, from the settings that decide: there is no second text to contradict them.
func (s *scene) rules(g campaign.Game) []string {
	t := s.shown.Terms
	var out []string
	if t.From > 0 {
		out = append(out, spell(s.t.RuleTime, s.clock(t.From), s.clock(t.Until)))
	}
	if t.Rule != "" {
		out = append(out, s.t.RuleWho)
	}
	for _, l := range []struct {
		n    int64
		text string
	}{{t.PerPerson, s.t.RulePerPerson}, {t.PerDay, s.t.RulePerDay}} {
		if l.n > 0 {
			out = append(out, spell(l.text, l.n))
		}
	}
	switch g := g.(type) {
	case *groupbuy.Game:
		out = append(out, s.teamRules(g)...)
	case *flashsale.Game:
		out = append(out, s.saleRules(g)...)
	case *redpacket.Game:
		out = append(out, spell(s.t.RulePacket, yuan(g.Amount), g.Shares), spell(s.t.RuleShare, yuan(g.Least), yuan(g.Most)), spell(s.t.RulePacketTime, g.Hours))
		if g.Even {
			out[len(out)-2] = s.t.RuleEven
		}
		if prize := s.gifts[bestOf(g)]; prize != "" {
			out = append(out, spell(s.t.BestGets, prize))
		}
	case *invite.Game:
		out = append(out, s.inviteRules(g)...)
	}
	out = append(out, s.sellRules()...)
	return append(out, s.t.RuleFrozen)
}

func (s *scene) teamRules(g *groupbuy.Game) []string {
	out := []string{spell(s.t.RuleTeam, g.Size, s.t.length(g.Minutes)), spell(s.t.RuleTeamPrice, yuan(g.LeaderPrice), yuan(g.Price)), spell(s.t.RuleHold, g.HoldMinutes), s.t.RuleTeamFails}
	if len(g.Ladder) > 0 {
		note := s.t.LadderHighest
		if g.Current {
			note = s.t.LadderCurrent
		}
		out = append(out, note)
	}
	if g.FillMost > 0 {
		out = append(out, spell(s.t.RuleFill, g.FillLeast, g.FillMost))
	}
	if g.MergeBefore > 0 {
		out = append(out, spell(s.t.RuleMerge, g.MergeBefore))
	}
	if g.PayFirst {
		out = append(out, s.t.PayFirst+s.t.RuleOverflow[g.Overflow])
	}
	if b := g.Bonus; b != nil {
		text := s.t.RuleBonus
		if b.Each {
			text = s.t.RuleBonusEach
		}
		out = append(out, spell(text, s.t.length(b.HoldHours*60), b.Need, s.bonusPrize(*b, b.Amount)), s.bonusBack(*b))
	}
	return append(out, spell(s.t.RuleStock, g.Stock))
}

// bonusBack says when there is no bonus, or when it is to be returned.
func (s *scene) bonusBack(b groupbuy.Bonus) string {
	if b.ClawBack {
		return s.t.RuleBonusNone + s.t.RuleBonusBack
	}
	return s.t.RuleBonusNone
}

func (s *scene) saleRules(g *flashsale.Game) []string {
	var out []string
	for _, i := range g.Items {
		line := spell(s.t.RuleItem, i.Name, yuan(i.Price), i.Stock)
		if i.PerPerson > 0 {
			line += spell(s.t.RuleItemEach, i.PerPerson)
		}
		out = append(out, line)
	}
	return append(out, spell(s.t.RuleHold, g.HoldMinutes), s.t.RuleLate)
}

func (s *scene) inviteRules(g *invite.Game) []string {
	out := []string{spell(s.t.RuleInvite, s.t.Acts[s.shown.Terms.Act], s.t.length(g.WindowHours*60), s.t.length(g.HoldHours*60))}
	if g.HoldHours == 0 {
		out[0] = spell(s.t.RuleInviteNow, s.t.Acts[s.shown.Terms.Act], s.t.length(g.WindowHours*60))
	}
	for _, st := range g.Steps {
		line := spell(s.t.RuleStep, st.Need, s.prize(st.Reward))
		if st.Fallback != nil {
			line += spell(s.t.RuleInstead, s.prize(*st.Fallback))
		}
		out = append(out, line)
	}
	if g.ClawBack {
		out = append(out, s.t.RuleClawBack)
	}
	return append(out, spell(s.t.RuleMost, g.Most))
}
