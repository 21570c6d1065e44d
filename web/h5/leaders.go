package h5

import (
	"cmp"
	"html/template"
	"net/http"

	"qunli/campaign"
	"qunli/campaign/invite"
)

// leaders is the page of who brought most people (REF-01): first letters of names, and the visitor's own place.
func (p *Pages) leaders(w http.ResponseWriter, r *http.Request) error {
	ctx, known := p.Session.who(r)
	s, err := p.scene(ctx, r)
	if err != nil {
		return err
	}
	top, err := p.Campaigns.Leaders(ctx, s.shown.Campaign.ID, leadersListed)
	if err != nil {
		return err
	}
	for _, i := range top {
		s.at.Seats = append(s.at.Seats, campaign.Seat{PersonID: i.OwnerID})
	}
	if err := p.nameOthers(ctx, s); err != nil {
		return err
	}
	v := play{State: "leaders", Title: s.t.Leaders, Note: s.t.NoLeaders}
	var rows []row
	mine, has := s.own(func(m campaign.Seat) bool { return m.Note == invite.Account })
	for n, i := range top {
		one := row{Main: spell(s.t.Place, n+1, cmp.Or(s.names[i.OwnerID], s.t.Stranger)), Tag: spell(s.t.Brought, i.Done), Good: n < 3}
		if has && i.ID == mine.InstanceID {
			one.Main, v.Note = spell(s.t.Place, n+1, s.t.Me), spell(s.t.MyPlace, n+1)
		}
		rows = append(rows, one)
	}
	if len(rows) > 0 {
		v.Lists = []list{{s.t.LeadersHow, rows}}
		if v.Note == s.t.NoLeaders {
			v.Note = ""
		}
	}
	if has && v.Note == "" {
		in, err := p.Campaigns.Instance(ctx, s.shown.Campaign.ID, mine.InstanceID)
		if err != nil {
			return err
		}
		rank, err := p.Campaigns.RankOf(ctx, in)
		if err != nil {
			return err
		}
		v.Note = spell(s.t.MyPlace, rank)
	}
	return p.show(w, gamePage, "", &gameView{T: s.t, Style: template.CSS(style), Script: scriptPath, Path: s.path(), Play: v, Now: s.now, InGame: true, RulesShown: true, Nobody: !known})
}

// leadersListed is how many the page of leaders lists.
const leadersListed = 50
