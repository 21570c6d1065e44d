package h5

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"regexp"
	"slices"

	"qunli/campaign"
	"qunli/campaign/flashsale"
	"qunli/campaign/groupbuy"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
	"qunli/page"
	"qunli/referral"
)

// byField carries in the address of a page the token of whoever passed it on.
const byField = "by"

var tokenShape = regexp.MustCompile(`^[a-z2-7]{32}$`)

// tokenOf gives the token in the address of a request, "" of none.
func tokenOf(r *http.Request) string {
	if token := r.URL.Query().Get(byField); tokenShape.MatchString(token) {
		return token
	}
	return ""
}

// byLink adds a token to the path of a page, if there is one.
func byLink(path, token string) string {
	if token == "" {
		return path
	}
	return besides(path, byField+"="+token)
}

// followed notes that the visitor who is known came by somebody's link. One that leads nowhere says nothing, and neither does a visitor
// who was erased.
func (p *Pages) followed(ctx context.Context, r *http.Request) error {
	token := tokenOf(r)
	if _, err := customer.Self(ctx); err != nil || token == "" {
		return nil
	}
	i, err := campaignOf(r)
	if err != nil {
		return err
	}
	err = p.Referrals.Visit(ctx, token, i.String())
	if errors.Is(err, customer.ErrMissing) {
		return nil
	}
	return err
}

// linked gives the code of the link that led to the page of a campaign; ok is false when none did that is still followed.
func (p *Pages) linked(ctx context.Context, r *http.Request) (c referral.Code, ok bool, err error) {
	token := tokenOf(r)
	i, err := campaignOf(r)
	if err != nil || token == "" {
		return c, false, err
	}
	c, err = referral.Find(ctx, p.DB.Read(), token)
	if errors.Is(err, referral.ErrNoCode) || errors.Is(err, referral.ErrEnded) {
		return c, false, nil
	}
	return c, err == nil && c.Cause == i.String(), err
}

// card is what friends see of what somebody passes on (CAM-20).
type card struct {
	Tone        string
	Brand       string
	Title, Line string
	Price, Was  string
	Name        string // of whoever passes it on, "" they did not agree to it
	Picture     page.Size
	Skin        string
}

// cardOf gives what friends see of a code.
func (p *Pages) cardOf(ctx context.Context, s *scene, c referral.Code) (card, error) {
	q := p.DB.Read()
	said, err := page.Read(s.shown.Page)
	if err != nil {
		return card{}, err
	}
	t := sharesIn(s.t.Lang)
	one := t.toneOf(s.shown.Campaign.Model, c.Tone)
	out := card{Tone: one.Key, Title: s.shown.Campaign.Name, Line: one.Line, Skin: said.Skin}
	out.Price, out.Was = s.offer(p.gameOf(s))
	if out.Brand, err = org.Setting(ctx, q, org.SettingBrand); err != nil {
		return out, err
	}
	if n := slices.IndexFunc(said.Top, func(b page.Block) bool { return b.Kind == page.Hook }); n >= 0 {
		out.Title = cmp.Or(said.Top[n].Title, out.Title)
		sizes, err := page.Sizes(ctx, q, said)
		if err != nil {
			return out, err
		}
		out.Picture = sizes[said.Top[n].Picture]
	}
	if c.Named {
		out.Name, err = nameOf(ctx, q, c.CustomerID)
	}
	return out, err
}

// nameOf gives somebody's name, "" of whom none is known.
func nameOf(ctx context.Context, q db.Q, i customer.ID) (string, error) {
	head, err := customer.Canonical(ctx, q, []customer.ID{i})
	if err != nil {
		return "", err
	}
	faces, err := customer.Faces(ctx, q, []customer.ID{head[i]})
	return faces[head[i]].Name, err
}

// offer gives what a friend would pay, and what it costs otherwise; "" where nothing is sold.
func (s *scene) offer(g campaign.Game) (price, otherwise string) {
	switch g := g.(type) {
	case *groupbuy.Game:
		if open, join := opening(g), s.joining(g); s.at.Instance.ID == 0 && open != join && len(g.Ladder) == 0 {
			return spell(sharesIn(s.t.Lang).From, yuan(min(open, join))), was(g.SinglePrice)
		} else if s.at.Instance.ID == 0 {
			return yuan(open), was(g.SinglePrice)
		}
		return yuan(s.joining(g)), was(g.SinglePrice)
	case *flashsale.Game:
		if len(g.Items) == 1 {
			return yuan(g.Items[0].Price), was(g.Items[0].Was)
		}
		least := int64(0)
		for _, i := range g.Items {
			if least == 0 || i.Price < least {
				least = i.Price
			}
		}
		if least > 0 {
			return spell(sharesIn(s.t.Lang).From, yuan(least)), ""
		}
	}
	return "", ""
}
