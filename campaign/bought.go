package campaign

import (
	"context"
	"strconv"
	"strings"

	"qunli/kit/db"
)

// Good is what a seat buys of one thing.
type Good struct {
	Product string // public id of the shop's product, "" none of them
	Name    string // "" that of the campaign
	N       int64  // pieces
	Each    int64  // fen a piece by the rules; what was paid in the end may be less
}

// Seller is a game whose seats buy goods.
type Seller interface {
	// Bought lists what a seat buys, in the order of the settings.
	Bought(s Seat) []Good
}

// Bought lists what a seat buys by the rules it plays by; nothing of a game that sells nothing.
func (m Models) Bought(ctx context.Context, q db.Q, s Seat) ([]Good, error) {
	_, _, ready, err := m.played(ctx, q, s)
	if err != nil {
		return nil, err
	}
	if g, ok := ready.Game.(Seller); ok {
		return g.Bought(s), nil
	}
	return nil, nil
}

// Spell names goods in one line, as who packs them reads it.
func Spell(goods []Good, campaign string) string {
	var out []string
	for _, g := range goods {
		name := g.Name
		if name == "" {
			name = campaign
		}
		if g.N > 1 {
			name += " × " + strconv.FormatInt(g.N, 10)
		}
		out = append(out, name)
	}
	if len(out) == 0 {
		return campaign
	}
	return strings.Join(out, " + ")
}

// played gives the campaign of a seat, its instance, and the rules it plays by: those of its instance, or else those in force.
func (m Models) played(ctx context.Context, q db.Q, s Seat) (c Campaign, in Instance, ready *rules, err error) {
	if c, err = load(ctx, q, s.CampaignID); err != nil {
		return c, in, nil, err
	}
	number := c.Revision
	if s.InstanceID != 0 {
		if in, err = instance(ctx, q, s.CampaignID, s.InstanceID); err != nil {
			return c, in, nil, err
		}
		number = in.Revision
	}
	r, err := revision(ctx, q, c.ID, number)
	if err != nil {
		return c, in, nil, err
	}
	ready, err = r.read(m[c.Model])
	return c, in, ready, err
}
