package insight

import (
	"context"
	"strings"

	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/money"
	"qunli/org"
)

// What several metrics read of people. Merged people are one: every reading goes through customer_alias.

// bought is what a person bought between two days, in scope.
type bought struct {
	CustomerID customer.ID
	Orders     int64
	Days       int64 // with an order
	Amount     money.Fen
	First      string
	Last       string
}

// bought reads what everybody bought between two days, in scope.
func (in *input) bought(ctx context.Context, from, to string) (map[customer.ID]bought, error) {
	c := in.scope("b.store_id", "b.staff_id").And("b.customer_id <> 0 AND b.orders > 0").
		And("b.day >= $1 AND b.day <= $2", from, to)
	out := map[customer.ID]bought{}
	return out, each(ctx, in, func(b bought) error { out[b.CustomerID] = b; return nil }, `
		SELECT COALESCE(a.to_id, b.customer_id) AS customer_id, CAST(SUM(b.orders) AS BIGINT) AS orders,
			COUNT(DISTINCT b.day) AS days, CAST(SUM(b.amount) AS BIGINT) AS amount, MIN(b.day) AS first, MAX(b.day) AS last
		FROM commerce_buyer_day b
		LEFT JOIN customer_alias a ON a.from_id = b.customer_id
		WHERE `+c.SQL()+`
		GROUP BY 1`, c.Args()...)
}

// owns reads what everybody paid over their life, refunds taken off: up to the end of the window when one was asked for.
func (in *input) owns(ctx context.Context) (map[customer.ID]money.Fen, error) {
	out := map[customer.ID]money.Fen{}
	if in.params.To != "" || !in.whole() {
		sums, err := in.bought(ctx, beginning, in.window.To)
		for id, b := range sums {
			out[id] = b.Amount
		}
		return out, err
	}
	type own struct {
		CustomerID customer.ID
		Amount     money.Fen
	}
	return out, each(ctx, in, func(o own) error { out[o.CustomerID] = o.Amount; return nil }, `
		SELECT COALESCE(a.to_id, b.customer_id) AS customer_id, CAST(SUM(b.amount) AS BIGINT) AS amount
		FROM commerce_buyer b
		LEFT JOIN customer_alias a ON a.from_id = b.customer_id
		GROUP BY 1`)
}

// whole tells whether neither the actor's scope nor a filter narrows the rows of stores and staff.
func (in *input) whole() bool { return in.view.Whole() && in.store == 0 && in.staff == 0 }

// card is when and how a person became reachable: their first contact.
type card struct {
	added   day
	known   bool // that there was one, and when
	channel string
}

type cardRow struct {
	CustomerID customer.ID
	AddedAt    int64
	Channel    string
}

// cards reads the people in scope, those of the channel and of the community asked for.
func (in *input) cards(ctx context.Context) (map[customer.ID]card, error) {
	c := in.scope("c.store_id", "c.staff_id")
	if in.community != 0 {
		c.And("COALESCE(a.to_id, c.id) IN ("+inCommunity+")", in.community)
	}
	out := map[customer.ID]card{}
	err := each(ctx, in, func(r cardRow) error {
		at := card{channel: r.Channel}
		if r.AddedAt > 0 {
			d, err := parseDay(clock.Day(r.AddedAt, in.zone))
			if err != nil {
				return err
			}
			at.added, at.known = d, true
		}
		have, seen := out[r.CustomerID]
		if !seen || at.known && (!have.known || at.added < have.added) {
			out[r.CustomerID] = at
		}
		return nil
	}, `
		SELECT COALESCE(a.to_id, c.id) AS customer_id, c.added_at, c.channel
		FROM customer c
		LEFT JOIN customer_alias a ON a.from_id = c.id
		WHERE `+c.SQL()+`
		ORDER BY c.added_at, c.id`, c.Args()...)
	if in.channel != "" {
		for id, at := range out {
			if at.channel != in.channel {
				delete(out, id)
			}
		}
	}
	return out, err
}

// inCommunity is whoever ever stayed in a community.
const inCommunity = `
	SELECT COALESCE(sa.to_id, s.customer_id)
	FROM community_stay s
	LEFT JOIN customer_alias sa ON sa.from_id = s.customer_id
	WHERE s.community_id = $1`

// addedSpan is the first and the last day on which somebody in scope was added.
func addedSpan(ctx context.Context, in *input) (edges, error) {
	c := in.scope("store_id", "staff_id").And("added_at > 0")
	type span struct{ First, Last int64 }
	s, err := one[span](ctx, in, `
		SELECT COALESCE(MIN(added_at), 0) AS first, COALESCE(MAX(added_at), 0) AS last
		FROM customer
		WHERE `+c.SQL(), c.Args()...)
	if err != nil || s.First == 0 {
		return edges{}, err
	}
	return edges{clock.Day(s.First, in.zone), clock.Day(s.Last, in.zone)}, nil
}

// lifeSpan is the first and the last day with an order in scope or with anything that anybody did.
func lifeSpan(ctx context.Context, in *input) (edges, error) {
	orders, err := orderSpan(ctx, in)
	if err != nil {
		return orders, err
	}
	acts, err := one[edges](ctx, in, `
		SELECT COALESCE(MIN(day), '') AS "from", COALESCE(MAX(day), '') AS "to" FROM customer_act_day`)
	return orders.with(acts), err
}

// act is what somebody did on a day.
type act struct {
	CustomerID customer.ID
	Day        string
	Kind       string
	Acts       int64
}

// eachAct reads what everybody did between two days: of the given kinds (constants of package customer), of all when there
// are none. A person, day and kind may come more than once.
func (in *input) eachAct(ctx context.Context, from, to string, kinds []string, f func(act) error) error {
	merged, err := in.aliases(ctx) // by hand: a join costs more than the rest for so many rows
	if err != nil {
		return err
	}
	return each(ctx, in, func(a act) error {
		a.CustomerID = merged.now(a.CustomerID)
		return f(a)
	}, `
		SELECT d.customer_id, d.day, d.kind, d.acts
		FROM customer_act_day d
		WHERE `+actDays(from, to, "$1", "$2")+andKinds(kinds), from, to)
}

// narrow is how many days are worth going through the index by day: it leads to rows all over the table, and of a longer
// time nearly all of them are wanted.
const narrow = 31

// actDays is the condition on rows d of customer_act_day between two days, which stand at these places: past the index
// where they lie far apart.
func actDays(from, to, first, last string) string {
	a, _ := parseDay(from)
	b, _ := parseDay(to)
	day := "d.day"
	if b-a > narrow {
		day = "(d.day || '')"
	}
	return day + ` >= ` + first + ` AND ` + day + ` <= ` + last
}

func andKinds(kinds []string) string {
	if len(kinds) == 0 {
		return ""
	}
	return ` AND d.kind IN ('` + strings.Join(kinds, "', '") + `')`
}

// eachActHere is eachAct of those whose card, or that of somebody merged into them, is in scope: a store reads its own
// people's acts, not everybody's.
func (in *input) eachActHere(ctx context.Context, from, to string, kinds []string, f func(act) error) error {
	if in.whole() {
		return in.eachAct(ctx, from, to, kinds, f)
	}
	c := in.scope("c.store_id", "c.staff_id")
	return each(ctx, in, f, `
		WITH mine AS (
			SELECT DISTINCT COALESCE(a.to_id, c.id) AS id
			FROM customer c
			LEFT JOIN customer_alias a ON a.from_id = c.id
			WHERE `+c.SQL()+`
		), member AS (
			SELECT id AS member_id, id FROM mine
			UNION ALL
			SELECT a.from_id, a.to_id FROM customer_alias a JOIN mine ON mine.id = a.to_id
		)
		SELECT m.id AS customer_id, d.day, d.kind, d.acts
		FROM member m
		CROSS JOIN customer_act_day d
		WHERE d.customer_id = m.member_id AND d.day >= `+c.Next(1)+` AND d.day <= `+c.Next(2)+andKinds(kinds), c.Args(from, to)...)
}

// days remembers the number of every spelling of a day.
type days map[string]day

func (d days) of(s string) day {
	n, ok := d[s]
	if !ok {
		n, _ = parseDay(s) // days in the database are well formed
		d[s] = n
	}
	return n
}

// bond is who brought a person, and since when (ms, 0 unknown); both as they are now.
type bond struct {
	CustomerID customer.ID
	ParentID   customer.ID
	At         int64
}

// bonds reads who brought whom. The sum keeps SQLite from walking an index that leads to every row of the table anyway.
func (in *input) bonds(ctx context.Context) ([]bond, error) {
	return all[bond](ctx, in, `SELECT customer_id, parent_id, at FROM referral_node WHERE parent_id + 0 <> 0 ORDER BY customer_id`)
}

// standing is where a person stands now: ladder, depth, tie, tier and seed pool.
type standing struct {
	CustomerID customer.ID
	Ladder     customer.Level
	LadderAt   int64
	Depth      customer.Depth
	DepthAt    int64
	Band       customer.Band
	BandAt     int64
	Tier       string
	Seed       customer.SeedState
	Staff      org.StaffID
}

// standings reads the people in scope with a standing, those of the channel and of the community asked for, by id.
func (in *input) standings(ctx context.Context) ([]standing, error) {
	c := in.somebody()
	return all[standing](ctx, in, `
		SELECT s.customer_id, s.ladder, s.ladder_at, s.depth, s.depth_at, s.band, s.band_at, s.tier, s.seed, c.staff_id AS staff
		FROM customer_standing s
		JOIN customer c ON c.id = s.customer_id
		WHERE `+c.SQL()+`
		ORDER BY s.customer_id`, c.Args()...)
}

// somebody is the condition on rows c of customer that are somebody now, in scope and by the filters.
func (in *input) somebody() *db.Cond {
	c := in.scope("c.store_id", "c.staff_id").
		And("NOT EXISTS (SELECT 1 FROM customer_alias m WHERE m.from_id = c.id)").
		If(in.channel != "", "c.channel = $1", in.channel)
	if in.community != 0 {
		c.And("c.id IN ("+inCommunity+")", in.community)
	}
	return c
}

// population counts the people in scope.
func (in *input) population(ctx context.Context) (int64, error) {
	c := in.somebody()
	return one[int64](ctx, in, `SELECT COUNT(*) FROM customer c WHERE `+c.SQL(), c.Args()...)
}
