package h5

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"qunli/campaign"
	"qunli/kit/clock"
	"qunli/kit/fault"
	"qunli/kit/serve"
	"qunli/org"
)

// stepsCookie holds to which steps of a campaign's page a browser came on a day, and at which something went wrong: nobody else keeps of a
// visitor what they did (CAM-19). Who forges it forges a count.
const stepsCookie = "qunli_steps"

// toldBit is the bit of a browser that told how long its first screen took.
const toldBit = 1 << 30

// walk is what a browser did at a campaign today.
type walk struct {
	campaign campaign.ID
	day      string
	bits     int64
	was      int64
}

// walkOf reads it, of today in zone.
func (p *Pages) walkOf(r *http.Request, i campaign.ID, zone *time.Location) *walk {
	out := &walk{campaign: i, day: clock.Day(p.DB.Clock().Now().UnixMilli(), zone)}
	if c, err := r.Cookie(stepsCookie); err == nil {
		day, bits, _ := strings.Cut(c.Value, ".")
		if n, err := strconv.ParseInt(bits, 10, 32); err == nil && day == out.day {
			out.bits, out.was = n, n
		}
	}
	return out
}

// lastZone gives the organisation's zone as the last page that was shown here read it: a press reads nothing for the sake of its count,
// and one in the minute in which somebody moves the brand may count on the day before.
func (p *Pages) lastZone(ctx context.Context) (*time.Location, error) {
	if zone := p.zone.Load(); zone != nil {
		return zone, nil
	}
	return p.readZone(ctx)
}

// readZone reads the organisation's zone.
func (p *Pages) readZone(ctx context.Context) (*time.Location, error) {
	zone, err := org.Zone(ctx, p.DB.Read())
	if err == nil {
		p.zone.Store(zone)
	}
	return zone, err
}

// bitOf gives the bit of a step in the cookie; the bit after it says that it went wrong.
func bitOf(step campaign.Step) int64 { return 1 << (2 * slices.Index(campaign.Steps, step)) }

// came tells whether the browser came to a step today.
func (k *walk) came(step campaign.Step) bool { return k.bits&bitOf(step) != 0 }

// count counts a step once a browser and day, and that it went wrong once.
func (k *walk) count(s *campaign.Service, step campaign.Step, wrong bool) {
	bit := bitOf(step)
	came, worse := k.bits&bit == 0, wrong && k.bits&(bit<<1) == 0
	if k.bits |= bit; wrong {
		k.bits |= bit << 1
	}
	if came || worse {
		s.Stepped(k.campaign, step, came, worse)
	}
}

// keep has the browser remember it.
func (k *walk) keep(w http.ResponseWriter, r *http.Request) {
	if k.bits == k.was {
		return
	}
	c := &http.Cookie{Name: stepsCookie, Value: k.day + "." + strconv.FormatInt(k.bits, 10), Path: GamePath + k.campaign.String(), MaxAge: dayOfSeconds, HttpOnly: true,
		Secure: serve.HTTPS(r.Context()), SameSite: http.SameSiteLaxMode}
	framed(r, c)
	http.SetCookie(w, c)
}

// steps counts that a visitor came to a step of a campaign that was published; nobody's page waits for it, or fails with it.
func (p *Pages) steps(w http.ResponseWriter, r *http.Request, i campaign.ID, step campaign.Step, err error) {
	zone, failed := p.lastZone(r.Context())
	if failed != nil {
		serve.Note(r.Context(), failed)
		return
	}
	k := p.walkOf(r, i, zone)
	k.count(p.Campaigns, step, err != nil)
	k.keep(w, r)
}

// looked counts a visitor who sees the page of a game, and one who pressed its button today as having finished once what they have there is
// paid.
func (p *Pages) looked(w http.ResponseWriter, r *http.Request, s *scene) {
	k := p.walkOf(r, s.shown.Campaign.ID, s.zone)
	k.count(p.Campaigns, campaign.Looked, false)
	paid := func(m campaign.Seat) bool {
		return m.PaidAt > 0 && time.UnixMilli(m.PaidAt).In(s.zone).Format(time.DateOnly) == k.day
	}
	if k.came(campaign.Pressed) && slices.ContainsFunc(s.mine, paid) {
		k.count(p.Campaigns, campaign.Finish, false)
	}
	k.keep(w, r)
}

// entered counts what became of a press on the game's button: refused is wrong, a place is one, and where nothing is to be paid all is done.
func (p *Pages) entered(w http.ResponseWriter, r *http.Request, i campaign.ID, reply campaign.Reply, err error) {
	zone, failed := p.lastZone(r.Context())
	if failed != nil {
		serve.Note(r.Context(), failed)
		return
	}
	k := p.walkOf(r, i, zone)
	again := reply.Code == campaign.Duplicate
	k.count(p.Campaigns, campaign.Pressed, err != nil || reply.Code != campaign.Done && !again)
	if err == nil && reply.Code == campaign.Done {
		k.count(p.Campaigns, campaign.Got, false)
		if !pays(reply) {
			k.count(p.Campaigns, campaign.Finish, false)
		}
	}
	k.keep(w, r)
}

// pays tells whether a place has still to be paid.
func pays(r campaign.Reply) bool { return r.State == "held" || r.State == "ordered" }

// loaded takes from the script of a page how long the first screen took, in ms, once a browser and day. Who has no scripts is not counted.
func (p *Pages) loaded(w http.ResponseWriter, r *http.Request) error {
	i, err := campaignOf(r)
	if err != nil {
		return err
	}
	if err := readForm(w, r); err != nil {
		return err
	}
	text := r.PostForm.Get("ms")
	ms, err := strconv.ParseInt(text, 10, 32)
	if err != nil || ms <= 0 {
		return fault.InvalidField("ms", text, "须是正整数（毫秒）", "must be a positive whole number of milliseconds")
	}
	zone, err := p.lastZone(r.Context())
	if err != nil {
		return err
	}
	k := p.walkOf(r, i, zone)
	if k.came(campaign.Looked) && k.bits&toldBit == 0 { // who never saw the page has nothing to tell
		k.bits |= toldBit
		p.Campaigns.Loaded(i, ms)
		k.keep(w, r)
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
