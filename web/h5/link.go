package h5

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"regexp"
	"strings"

	"qunli/campaign"
	"qunli/campaign/flashsale"
	"qunli/campaign/groupbuy"
	"qunli/commerce"
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

// linked gives the code of the link that led here; ok is false when none did that is still followed. A product's link leads to the campaigns
// that sell it too: whoever was not known on its page buys there.
func (p *Pages) linked(ctx context.Context, r *http.Request) (c referral.Code, ok bool, err error) {
	token := tokenOf(r)
	here, err := hereOf(r)
	if err != nil || token == "" {
		return c, false, err
	}
	c, err = referral.Find(ctx, p.DB.Read(), token)
	if errors.Is(err, referral.ErrNoCode) || errors.Is(err, referral.ErrEnded) {
		return c, false, nil
	}
	if err != nil || c.Cause == here {
		return c, err == nil, err
	}
	var product commerce.ProductID
	i, missing := campaignOf(r)
	if missing != nil || product.UnmarshalText([]byte(c.Cause)) != nil {
		return c, false, nil
	}
	shown, err := p.Campaigns.Show(ctx, i)
	return c, err == nil && strings.Contains(shown.Settings, product.String()), err
}

// came is linked, and followed by whoever is known.
func (p *Pages) came(ctx context.Context, r *http.Request) (c referral.Code, ok bool, err error) {
	if c, ok, err = p.linked(ctx, r); ok && err == nil {
		err = p.followed(ctx, c)
	}
	return c, ok, err
}

// followed notes that the visitor who is known came by somebody's link; neither one who was erased nor one whom nobody knows did.
func (p *Pages) followed(ctx context.Context, c referral.Code) error {
	if _, err := customer.Self(ctx); err != nil {
		return nil
	}
	err := p.Referrals.Visit(ctx, c.Token, c.Cause)
	if errors.Is(err, customer.ErrMissing) {
		return nil
	}
	return err
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
func (p *Pages) cardOf(ctx context.Context, s subject, c referral.Code) (card, error) {
	q := p.DB.Read()
	said, err := page.Read(s.page)
	if err != nil {
		return card{}, err
	}
	one, first := s.t.toneOf(s.kind, c.Tone), head(said)
	out := card{Tone: one.Key, Title: cmp.Or(first.Title, s.name), Line: one.Line, Skin: said.Skin, Price: s.price, Was: s.was}
	if out.Brand, err = org.Setting(ctx, q, org.SettingBrand); err != nil {
		return out, err
	}
	if out.Picture, err = page.SizeOf(ctx, q, first.Picture); err != nil {
		return out, err
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
