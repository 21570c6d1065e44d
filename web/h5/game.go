package h5

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
	"html/template"
	"net/http"

	"qunli/campaign"
	"qunli/campaign/cashier"
	"qunli/campaign/flashsale"
	"qunli/campaign/groupbuy"
	"qunli/campaign/invite"
	"qunli/campaign/redpacket"
	"qunli/channel/oa"
	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/serve"
	"qunli/org"
	"qunli/page"
)

// GamePath is where the pages of campaigns are: GamePath and the campaign's id, then that of a team, a packet or an account.
const GamePath = "/g/"

var (
	//go:embed game.html
	gameText string

	gamePage = blockPage("game", gameText)
)

// openListed is how many teams or packets a campaign's page offers.
const openListed = 12

// gameView is what the template shows.
type gameView struct {
	T                          gameWords
	Style                      template.CSS
	Script                     string // the path of the page's script
	Path                       string // of the campaign, to which forms go
	Loads                      string // to which the script tells how long the first screen took, "" nowhere
	Brand                      string
	Refused                    string // why what was just asked for was not done
	Play                       play
	Skin                       string
	Sections                   []blockSection // of the campaign's own page; none: there is only the game
	Rules                      []string
	Crowd                      []row // who has just taken part
	Now                        int64
	Nobody, InGame, RulesShown bool
	ShareTo                    string // the page on which a visitor shares this, "" none
	SDK                        sdkView
	Card                       card // of the link that led here; of none, or of one that leads nowhere, empty
}

// game shows a campaign, or a team, a packet or an account of it.
func (p *Pages) game(w http.ResponseWriter, r *http.Request) error {
	ctx, known := p.Session.who(r)
	if !known && p.Session.expects(r) {
		if err := p.Session.signIn(w, r, r.URL.RequestURI(), false); !errors.Is(err, oa.ErrUnset) {
			return err
		}
	}
	from, linked, err := p.came(ctx, r)
	if err != nil {
		return err
	}
	s, err := p.scene(ctx, r)
	if err != nil {
		return err
	}
	if linked && !known {
		s.by = from.Token
	}
	v, err := p.gameView(ctx, s)
	if err != nil {
		p.steps(w, r, s.shown.Campaign.ID, campaign.Looked, err)
		return err
	}
	p.looked(w, r, s)
	v.Loads = GamePath + s.shown.Campaign.ID.String() + "/load"
	of := s.subject(p.gameOf(s))
	if linked && from.Own && from.Cause == of.cause {
		if v.Card, err = p.cardOf(ctx, of, from); err != nil {
			return err
		}
	}
	if v.Nobody = !known; known {
		own, sdk, err := p.offerShare(ctx, r, of, v.Play.Share != "")
		if err != nil {
			return err
		}
		if v.SDK = sdk; own != "" && v.Play.Share != "" {
			v.Play.Share = own
		}
		if !of.over {
			v.ShareTo = of.share
		}
		p.looks(ctx, w, r, s.shown.Campaign.ID, s.at.Instance.ID)
	}
	v.Refused = refusalOf(s.t, r.URL.Query().Get("refused"), r.URL.Query().Get("limit"))
	return p.showIn(w, gamePage, "", v.SDK.Src, cmp.Or(p.Frame(), "'none'"), v)
}

// gameView makes what the template shows of a scene. The blocks of the page stand on the campaign's own page; that of a team, a packet
// or an account has the game and its rules.
func (p *Pages) gameView(ctx context.Context, s *scene) (*gameView, error) {
	q, day := p.DB.Read(), clock.Day(s.now, s.zone)
	said, err := page.Read(s.shown.Page)
	if err != nil {
		return nil, err
	}
	brand, err := org.Setting(ctx, q, org.SettingBrand)
	if err != nil {
		return nil, err
	}
	g := p.gameOf(s)
	if s.gifts, err = cashier.Prizes(ctx, q, g); err != nil {
		return nil, err
	}
	if err := p.inGroups(ctx, s, g); err != nil {
		return nil, err
	}
	v := &gameView{T: s.t, Style: template.CSS(style), Script: scriptPath, Path: s.path(), Brand: brand, Play: s.play(g), Skin: said.Skin, Rules: s.rules(g), Now: s.now,
		InGame: s.at.Instance.ID != 0}
	if v.InGame || !said.Has(page.Play) {
		return v, nil
	}
	v.RulesShown = said.Has(page.Rules)
	if said.Has(page.Crowd) {
		if v.Crowd, err = p.crowd(ctx, s); err != nil {
			return nil, err
		}
	}
	said, sizes, err := page.Dress(ctx, q, said)
	v.Sections = blocks(said, day, sizes, s.t.Lang, v)
	awaiting(v.Sections, v.Play.Waits)
	return v, err
}

// crowdSince is how long ago (ms) somebody has "just" taken part.
const crowdSince = 24 * 3_600_000

// crowd lists who has just taken part, from what really happened (CAM-17). A preview is opened by whoever has its address: it shows
// examples, which say that they are.
func (p *Pages) crowd(ctx context.Context, s *scene) ([]row, error) {
	if s.acted {
		did := s.t.SeatDid[doneIn[s.shown.Campaign.Model]]
		return []row{{Main: spell(s.t.JustDid, s.names[leading], did), Side: s.t.Example}, {Main: spell(s.t.JustDid, s.names[joining], did), Side: s.t.Example}}, nil
	}
	latest, err := p.Campaigns.Recent(ctx, s.shown.Campaign.ID, s.now-crowdSince, "paid", "settled", "received", "valid")
	if err != nil {
		return nil, err
	}
	var people []customer.ID
	for _, m := range latest {
		people = append(people, m.PersonID)
	}
	faces, err := customer.Faces(ctx, p.DB.Read(), people)
	var out []row
	for _, m := range latest {
		name := masked(faces[m.PersonID].Name)
		out = append(out, row{Main: spell(s.t.JustDid, cmp.Or(name, s.t.Stranger), s.t.SeatDid[m.State]), Side: s.clock(m.At)})
	}
	return out, err
}

// doneIn is the state in which somebody has taken part in a game.
var doneIn = map[string]string{"groupbuy": "paid", "flashsale": "settled", "redpacket": "received", "invite": "valid"}

// gameOf gives the game of a scene, nil of a model that is not there.
func (p *Pages) gameOf(s *scene) campaign.Game {
	m := p.Campaigns.Models()[s.shown.Campaign.Model]
	if m == nil {
		return nil
	}
	g, err := m.Read([]byte(s.shown.Settings))
	if err != nil {
		return nil // Show and Drafted have read it
	}
	return g
}

// play has the model's page made.
func (s *scene) play(g campaign.Game) play {
	switch g := g.(type) {
	case *groupbuy.Game:
		return s.team(g)
	case *flashsale.Game:
		return s.sale(g)
	case *redpacket.Game:
		return s.packet(g)
	case *invite.Game:
		return s.invitation(g)
	}
	return play{State: string(past), Title: s.shown.Campaign.Name, Note: s.t.Over}
}

// scene reads all that the page of an address is made from.
func (p *Pages) scene(ctx context.Context, r *http.Request) (*scene, error) {
	i, err := campaignOf(r)
	if err != nil {
		return nil, err
	}
	s := &scene{now: p.DB.Clock().Now().UnixMilli(), t: gamesIn(serve.Lang(r)), names: map[customer.ID]string{}}
	if s.shown, err = p.Campaigns.Show(ctx, i); err != nil {
		return nil, err
	}
	if s.zone, err = p.readZone(ctx); err != nil {
		return nil, err
	}
	if in := r.PathValue("instance"); in != "" {
		var which campaign.InstanceID
		if err := which.UnmarshalText([]byte(in)); err != nil {
			return nil, campaign.Reply{Code: campaign.Unknown}.Err()
		}
		if s.at.Instance, err = p.Campaigns.Instance(ctx, i, which); err != nil {
			return nil, err
		}
		s.share = p.Session.open(r) + r.URL.Path
	} else if state := offered[s.shown.Campaign.Model]; state != "" {
		if s.open, err = p.Campaigns.Open(ctx, i, state, openListed); err != nil {
			return nil, err
		}
	}
	if me, err := customer.Self(ctx); err == nil {
		if s.mine, err = p.Campaigns.Mine(ctx, i, me); err != nil {
			return nil, err
		}
		if err := p.explain(ctx, s); err != nil {
			return nil, err
		}
	}
	if err := p.seat(ctx, s); err != nil {
		return nil, err
	}
	return s, p.nameOthers(ctx, s)
}

// friendsListed is how many friends whoever invites sees, and seatsListed how many seats any other page lists at most.
const (
	friendsListed = 100
	seatsListed   = 1000
)

// seat reads the seats that the page of an instance shows. An invitation shows none to friends; to whoever invites it shows the latest
// friends, and all that these brought.
func (p *Pages) seat(ctx context.Context, s *scene) (err error) {
	i, which := s.shown.Campaign.ID, s.at.Instance.ID
	if which == 0 {
		return nil
	}
	if s.shown.Campaign.Model != (invite.Model{}).Name() {
		s.at.Seats, err = p.Campaigns.Seats(ctx, i, which, seatsListed)
		return err
	}
	if account, has := s.own(func(m campaign.Seat) bool { return m.Note == invite.Account }); !has || account.InstanceID != which {
		return nil
	}
	if s.at.Seats, err = p.Campaigns.Seats(ctx, i, which, friendsListed, invite.Invitee); err != nil {
		return err
	}
	rewards, err := p.Campaigns.Seats(ctx, i, which, seatsListed, invite.StepReward)
	s.at.Seats = append(s.at.Seats, rewards...)
	return err
}

// offered is the state of the instances that a model offers to everybody.
var offered = map[string]string{"groupbuy": groupbuy.Forming, "redpacket": redpacket.Open}

// explain reads why the visitor's latest seat here is as it is.
func (p *Pages) explain(ctx context.Context, s *scene) error {
	m, ok := s.own(func(m campaign.Seat) bool { return s.at.Instance.ID == 0 || s.here(m) })
	if !ok {
		return nil
	}
	_, why, err := p.Campaigns.Why(ctx, s.shown.Campaign.ID, m.ID)
	if err != nil {
		return err
	}
	s.why = why
	return p.reviewed(ctx, s)
}

// nameOthers reads the names that the page shows, as others may see them.
func (p *Pages) nameOthers(ctx context.Context, s *scene) error {
	people := []customer.ID{s.at.Instance.OwnerID}
	for _, m := range s.at.Seats {
		people = append(people, m.PersonID)
	}
	faces, err := customer.Faces(ctx, p.DB.Read(), people)
	for i, f := range faces {
		s.names[i] = masked(f.Name)
	}
	return err
}
