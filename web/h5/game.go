package h5

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"qunli/campaign"
	"qunli/campaign/cashier"
	"qunli/campaign/flashsale"
	"qunli/campaign/groupbuy"
	"qunli/campaign/invite"
	"qunli/campaign/redpacket"
	"qunli/campaign/risk"
	"qunli/channel/oa"
	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/fault"
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
	if err := p.followed(ctx, r); err != nil {
		return err
	}
	s, err := p.scene(ctx, r)
	if err != nil {
		return err
	}
	from, linked, err := p.linked(ctx, r)
	if err != nil {
		return err
	}
	if linked && !known {
		s.by = from.Token
	}
	v, err := p.gameView(ctx, s)
	if err != nil {
		return err
	}
	if linked && from.Own {
		if v.Card, err = p.cardOf(ctx, s, from); err != nil {
			return err
		}
	}
	if v.Nobody = !known; known {
		if err := p.offerShare(ctx, r, s, v); err != nil {
			return err
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
	sizes, err := page.Sizes(ctx, q, said)
	v.Sections = blocks(said, day, sizes, s.t.Lang, v)
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
		out = append(out, row{Main: spell(s.t.JustDid, cmp.Or(name, s.t.Somebody), s.t.SeatDid[m.State]), Side: s.clock(m.At)})
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
	q := p.DB.Read()
	s := &scene{now: p.DB.Clock().Now().UnixMilli(), t: gamesIn(serve.Lang(r)), names: map[customer.ID]string{}}
	if s.shown, err = p.Campaigns.Show(ctx, i); err != nil {
		return nil, err
	}
	if s.zone, err = org.Zone(ctx, q); err != nil {
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
	s.why = why
	return err
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

// enter takes what a form of a game sends: somebody opens, joins or leaves. It ends at a page that shows what became of it.
func (p *Pages) enterGame(w http.ResponseWriter, r *http.Request) error {
	i, err := campaignOf(r)
	if err != nil {
		return err
	}
	if err := readForm(w, r); err != nil {
		return err
	}
	c, err := commandOf(r)
	if err != nil {
		return err
	}
	back := GamePath + i.String()
	if c.Instance != 0 {
		back += "/" + c.Instance.String()
	}
	ctx, known := p.Session.who(r)
	if !known {
		return p.Session.signIn(w, r, byLink(back, tokenOf(r)), false)
	}
	if err := p.followed(ctx, r); err != nil {
		return err
	}
	if c.Person, err = customer.Self(ctx); err != nil {
		return err
	}
	reply, err := p.Campaigns.Do(ctx, i, c)
	if err != nil {
		return err
	}
	if reply.Code == campaign.Done && c.Kind != campaign.Leave {
		p.saw(ctx, w, r, i, risk.Evidence{Entered: true, Instance: reply.Instance})
	}
	if reply.Instance != 0 {
		back = GamePath + i.String() + "/" + reply.Instance.String()
	}
	switch {
	case reply.Code == campaign.Duplicate && reply.Instance != 0: // they have it already: there it is
	case reply.Code != campaign.Done:
		back += "?refused=" + string(reply.Code) + "&limit=" + strconv.FormatInt(reply.Limit, 10)
	case reply.State == "held" || reply.State == "ordered":
		back = GamePath + i.String() + "/pay/" + reply.Seat.String()
	}
	http.Redirect(w, r, back, http.StatusSeeOther)
	return nil
}

// commandOf reads what a form asks for.
func commandOf(r *http.Request) (campaign.Command, error) {
	c := campaign.Command{Kind: campaign.Kind(r.PostForm.Get("act"))}
	if c.Kind != campaign.Open && c.Kind != campaign.Join && c.Kind != campaign.Leave {
		return c, fault.InvalidField("act", string(c.Kind), "须是 open、join 或 leave", "must be open, join or leave")
	}
	for _, f := range []struct {
		field string
		read  func(text []byte) error
	}{{"instance", c.Instance.UnmarshalText}, {"seat", c.Seat.UnmarshalText}} {
		if text := r.PostForm.Get(f.field); text != "" && f.read([]byte(text)) != nil {
			return c, campaign.Reply{Code: campaign.Unknown}.Err()
		}
	}
	n, err := strconv.ParseInt(r.PostForm.Get("n"), 10, 64)
	if err != nil || n < 0 || n > 1_000_000 {
		n = 1
	}
	c.Number = n
	for name, values := range r.PostForm {
		key, ok := strings.CutPrefix(name, "item.")
		if many, err := strconv.ParseInt(values[0], 10, 64); ok && err == nil && many > 0 {
			c.Lines = append(c.Lines, campaign.Line{Item: key, N: many})
		}
	}
	slices.SortFunc(c.Lines, func(a, b campaign.Line) int { return strings.Compare(a.Item, b.Item) })
	return c, nil
}

func campaignOf(r *http.Request) (campaign.ID, error) {
	var i campaign.ID
	if err := i.UnmarshalText([]byte(r.PathValue("campaign"))); err != nil {
		return 0, campaign.ErrMissing
	}
	return i, nil
}

// refusalOf says why something was not done, by the code that stands in the address; "" of what is no code.
func refusalOf(t gameWords, code, limit string) string {
	if code == "" {
		return ""
	}
	f := fault.Of(campaign.Reply{Code: campaign.Code(code)}.Err())
	said := f.Message("zh")
	if t.Lang == "en" {
		said = f.Message("en")
	}
	if n, err := strconv.ParseInt(limit, 10, 64); err == nil && n > 0 {
		said += spell(t.LimitIs, n)
	}
	return said
}
