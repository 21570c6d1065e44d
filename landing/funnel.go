package landing

import (
	"context"

	"qunli/commerce"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
)

// visitorRow is a row of landing_visitor.
type visitorRow struct {
	PageID     ID
	Visitor    string
	Variant    Variant
	Channel    string
	At         int64
	SeenAt     int64
	ClickedAt  int64
	BegunAt    int64
	LeadAt     int64
	CustomerID customer.ID
	Depth      int64
	Dwell      int64
}

const visitorColumns = `page_id, visitor, variant, channel, at, seen_at, clicked_at, begun_at, lead_at, customer_id, depth, dwell`

// Count is how many visitors of a variant and a channel came how far (LND-04): browsers, each once.
type Count struct {
	Variant Variant `json:"variant"`
	Channel string  `json:"channel"` // "" none was named
	Views   int64   `json:"views"`
	Seen    int64   `json:"seen"`    // something to do came into view
	Clicked int64   `json:"clicked"` // ÷ Views is the rate of calls followed
	Begun   int64   `json:"begun"`   // the form
	Leads   int64   `json:"leads"`
	Friends int64   `json:"friends"` // of the leads, contacts of ours then or since
	Orders  int64   `json:"orders"`  // of the leads, who ordered since
	Told    int64   `json:"told"`    // of whom the page told how far down they came and how long they looked: the n of what follows
	Down25  int64   `json:"down25"`  // a quarter of the page or more came into view
	Down50  int64   `json:"down50"`
	Down75  int64   `json:"down75"`
	Down100 int64   `json:"down100"`
	Dwell   int64   `json:"dwell"` // median, ms; 0 nobody told
}

// add adds what another count counts. A median of two is none of either: it stays as it is.
func (c *Count) add(o Count) {
	c.Views, c.Seen, c.Clicked, c.Begun = c.Views+o.Views, c.Seen+o.Seen, c.Clicked+o.Clicked, c.Begun+o.Begun
	c.Leads, c.Friends, c.Orders = c.Leads+o.Leads, c.Friends+o.Friends, c.Orders+o.Orders
	c.Told, c.Down25, c.Down50, c.Down75, c.Down100 = c.Told+o.Told, c.Down25+o.Down25, c.Down50+o.Down50, c.Down75+o.Down75, c.Down100+o.Down100
}

// mostChannels bounds the rows of a funnel: an address may name any channel.
const mostChannels = 100

// Funnel gives how far the visitors of a page came, by variant and channel, the most viewed first; variants are the same by variant only.
func (s *Service) Funnel(ctx context.Context, i ID) (channels, variants []Count, err error) {
	if err := org.Must(ctx, org.CampaignRead); err != nil {
		return nil, nil, err
	}
	var looked map[cell]int64
	err = s.db.Snapshot(ctx, func(q db.Q) error {
		if _, err := s.mine(ctx, q, i); err != nil {
			return err
		}
		var each map[cell]int64
		if each, looked, err = medians(ctx, q, i); err != nil {
			return err
		}
		channels, err = funnel(ctx, q, i)
		for n, c := range channels {
			channels[n].Dwell = each[cell{c.Variant, c.Channel}]
		}
		return err
	})
	for _, v := range Variants {
		sum := Count{Variant: v, Dwell: looked[cell{variant: v}]}
		for _, c := range channels {
			if c.Variant == v {
				sum.add(c)
			}
		}
		variants = append(variants, sum)
	}
	return channels[:min(len(channels), mostChannels)], variants, err
}

// cell is a place in the funnel.
type cell struct {
	variant Variant
	channel string
}

func funnel(ctx context.Context, q db.Q, i ID) ([]Count, error) {
	out, err := db.All[Count](ctx, q, `SELECT variant, channel, COUNT(*) AS views, COUNT(*) FILTER (WHERE seen_at <> 0) AS seen, COUNT(*) FILTER (WHERE clicked_at <> 0) AS clicked,
		COUNT(*) FILTER (WHERE begun_at <> 0) AS begun, COUNT(*) FILTER (WHERE lead_at <> 0) AS leads, 0 AS friends, 0 AS orders,
		COUNT(*) FILTER (WHERE depth > 0 OR dwell > 0) AS told, COUNT(*) FILTER (WHERE depth >= 25) AS down25, COUNT(*) FILTER (WHERE depth >= 50) AS down50,
		COUNT(*) FILTER (WHERE depth >= 75) AS down75, COUNT(*) FILTER (WHERE depth >= 100) AS down100, 0 AS dwell
		FROM landing_visitor WHERE page_id = $1 GROUP BY variant, channel ORDER BY views DESC, variant, channel`, i)
	if err != nil {
		return nil, err
	}
	rows, err := db.All[visitorRow](ctx, q, `SELECT `+visitorColumns+` FROM landing_visitor WHERE page_id = $1 AND lead_at <> 0`, i)
	if err != nil {
		return nil, err
	}
	since := make([]moment, len(rows))
	for n, r := range rows {
		since[n] = moment{r.CustomerID, r.LeadAt}
	}
	later, err := became(ctx, q, since)
	friends, orders := map[cell]int64{}, map[cell]int64{}
	for n, l := range later {
		at := cell{rows[n].Variant, rows[n].Channel}
		if l.friend {
			friends[at]++
		}
		if l.bought {
			orders[at]++
		}
	}
	for n, c := range out {
		out[n].Friends, out[n].Orders = friends[cell{c.Variant, c.Channel}], orders[cell{c.Variant, c.Channel}]
	}
	return out, err
}

// moment is when somebody left a number, ms; customer is as booked.
type moment struct {
	customer customer.ID
	at       int64
}

// later is what became of them.
type later struct {
	person         customer.ID // who they are now
	friend, bought bool
}

// became tells of each whether they were a contact of ours when they left the number or became one, and whether they ordered since,
// they or whoever they were merged with.
func became(ctx context.Context, q db.Q, since []moment) ([]later, error) {
	ids := make([]customer.ID, len(since))
	for n, m := range since {
		ids[n] = m.customer
	}
	families, err := customer.FamiliesOf(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	var everybody []customer.ID
	for _, i := range ids {
		everybody = append(everybody, families.Members(families.Now(i))...)
	}
	until := map[customer.ID]int64{} // the end of the longest bond, ms
	const still = int64(1) << 62
	err = db.Lists(q, everybody, func(part []customer.ID) error {
		bonds, err := customer.BondsOf(ctx, q, "", part...)
		for _, b := range bonds {
			end := b.Until
			if end == 0 {
				end = still
			}
			until[b.CustomerID] = max(until[b.CustomerID], end)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	bought, err := commerce.Bought(ctx, q, everybody)
	out := make([]later, len(since))
	for n, m := range since {
		out[n].person = families.Now(m.customer)
		for _, i := range families.Members(out[n].person) {
			out[n].friend = out[n].friend || until[i] >= m.at
			out[n].bought = out[n].bought || bought[i].LastAt >= m.at
		}
	}
	return out, err
}
