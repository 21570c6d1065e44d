package h5

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"qunli/campaign"
	"qunli/campaign/risk"
	"qunli/customer"
	"qunli/kit/fault"
)

// enterGame takes what a form of a game sends: somebody opens, joins or leaves. It ends at a page that shows what became of it.
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
		if _, err := p.Campaigns.Show(ctx, i); err != nil {
			return err
		}
		if c.Kind != campaign.Leave {
			p.steps(w, r, i, campaign.Pressed, nil)
		}
		return p.Session.signIn(w, r, byLink(back, tokenOf(r)), false)
	}
	if _, _, err := p.came(ctx, r); err != nil {
		return err
	}
	if c.Person, err = customer.Self(ctx); err != nil {
		return err
	}
	reply, err := p.Campaigns.Do(ctx, i, c)
	if c.Kind != campaign.Leave && !errors.Is(err, campaign.ErrMissing) {
		p.entered(w, r, i, reply, err)
	}
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
	case pays(reply):
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
