package h5

import (
	"qunli/campaign"
	"qunli/campaign/invite"
)

// invitation is the page of invitation rewards: the visitor's own account, a friend's invitation, or the campaign.
func (s *scene) invitation(g *invite.Game) play {
	account, has := s.own(func(m campaign.Seat) bool { return m.Note == invite.Account })
	switch {
	case s.at.Instance.ID != 0 && s.at.Instance.ID == account.InstanceID:
		return s.account(g)
	case s.at.Instance.ID != 0:
		return s.invited(g)
	}
	p, in := s.begin(s.shown.Campaign.Name)
	p.Lists = append(p.Lists, list{s.t.Steps, s.steps(g, 0, nil)})
	switch {
	case has:
		p.State, p.Links = "account", append(p.Links, link{s.path(account.InstanceID.String()), s.t.MyInvites, true})
	case in:
		p.Note = s.t.InviteHow
		p.Forms = append(p.Forms, form{Act: string(campaign.Open), Button: s.t.OpenAccount, N: s.wish(campaign.Open, 0)})
	}
	return p
}

// account is the page of whoever invites.
func (s *scene) account(g *invite.Game) play {
	i := s.at.Instance
	p := play{State: "account", Title: s.shown.Campaign.Name, Live: i.Held > 0, Share: s.share}
	next := g.Steps[len(g.Steps)-1]
	for n := len(g.Steps) - 1; n >= 0; n-- {
		if g.Steps[n].Need > i.Done {
			next = g.Steps[n]
		}
	}
	p.Done, p.Want, p.Progress = min(i.Done, next.Need), next.Need, spell(s.t.ValidOf, i.Done, next.Need)
	p.Note = spell(s.t.InviteNext, max(next.Need-i.Done, 0), prize(s.t, next.Reward))
	if i.Done >= next.Need {
		p.Note = s.t.InviteAll
	}
	if s.stage() == past {
		p.State, p.Note, p.Share = string(past), s.t.Over, ""
	}
	p.Links = append(p.Links, link{s.path("leaders"), s.t.Leaders, false})
	p.Lists = append(p.Lists, list{s.t.Steps, s.steps(g, i.Done, s.at.Seats)})
	var friends []row
	for _, m := range s.at.Seats {
		if m.Note == invite.Invitee {
			friends = append(friends, row{Main: s.name(m), Side: s.clock(m.At), Tag: s.t.InviteeStates[m.State], Note: s.t.InviteeWhys[m.State], Good: m.State == invite.Valid})
		}
	}
	if len(friends) > 0 {
		p.Lists = append(p.Lists, list{s.t.Friends, friends})
	}
	return p
}

// steps lists what there is to get; seats are the account's.
func (s *scene) steps(g *invite.Game, valid int64, seats []campaign.Seat) []row {
	var out []row
	for n, st := range g.Steps {
		one := row{Main: spell(s.t.StepNeeds, st.Need), Side: prize(s.t, st.Reward), Good: valid >= st.Need}
		if st.Fallback != nil {
			one.Note = spell(s.t.Fallback, prize(s.t, *st.Fallback))
		}
		for _, m := range seats {
			if m.Note == invite.StepReward && m.Number == int64(n+1) {
				if one.Tag = s.t.RewardStates[m.State]; m.State == invite.Granted && m.Amount > 0 {
					one.Tag, one.To = s.t.TakeIt, s.path("take", m.ID.String())
				}
			}
		}
		out = append(out, one)
	}
	if g.Welcome != nil {
		out = append(out, row{Main: s.t.Welcome, Side: prize(s.t, *g.Welcome)})
	}
	return out
}

// prize says what a reward is.
func prize(t gameWords, r invite.Reward) string {
	if r.Kind == invite.Cash {
		return spell(t.Cash, yuan(r.Amount))
	}
	return r.What
}

// invited is the page of a friend's account, for whoever may accept.
func (s *scene) invited(g *invite.Game) play {
	p, in := s.begin(s.shown.Campaign.Name)
	p.Note = spell(s.t.InvitedBy, s.name(campaign.Seat{PersonID: s.at.Instance.OwnerID}))
	m, has := s.own(func(m campaign.Seat) bool { return m.Note == invite.Invitee && m.State != invite.Lapsed })
	switch {
	case has && s.here(m):
		p.State, p.Note, p.Live = m.State, s.t.MyInviteStates[m.State], m.State == invite.Bound || m.State == invite.Qualified
	case has:
		p.State, p.Note = "elsewhere", s.t.InvitedElsewhere
	case in:
		if g.Welcome != nil {
			p.Lists = append(p.Lists, list{s.t.Welcome, []row{{Main: s.t.Welcome, Side: prize(s.t, *g.Welcome)}}})
		}
		p.Forms = append(p.Forms, form{Act: string(campaign.Join), Button: s.t.Accept, Hint: s.t.AcceptHint[s.shown.Terms.Act], Instance: s.at.Instance.ID, N: s.wish(campaign.Join, s.at.Instance.ID)})
	}
	p.Links = append(p.Links, link{s.path(), s.t.InviteToo, false})
	return p
}
