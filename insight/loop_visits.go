package insight

import (
	"context"

	"qunli/customer"
	"qunli/org"
)

// visitKinds are the touches that are visits: each is traffic.
const visitKinds = `('scan', 'view', 'click')`

// loopVisit is one visit of a known person, classed.
type loopVisit struct {
	id       customer.TouchID
	customer customer.ID
	day      string
	kind     string
	class    Class
	paid7    bool
}

// loopVisits are the visits of the window in scope: those of known people, classed, and those of nobody known.
type loopVisits struct {
	known, unknown []loopVisit
}

func (v loopVisits) count() bases {
	var b bases
	for _, visit := range v.known {
		b.visit(visit)
	}
	return b
}

type visitRow struct {
	ID         customer.TouchID
	CustomerID customer.ID
	At         int64
	Day        string
	Kind       string
}

// brought tells since when somebody recorded has brought each person, ms, 0 unknown; people as they are now.
func (in *input) brought(ctx context.Context) (map[customer.ID]int64, error) {
	bonds, err := in.bonds(ctx)
	out := make(map[customer.ID]int64, len(bonds))
	for _, b := range bonds {
		out[b.CustomerID] = b.At
	}
	return out, err
}

// visitEvidence tells what is known of a visit, by the same rule as of an order.
func (p past) visitEvidence(v visitRow) Evidence {
	e := Evidence{Referred: p.referred(v.CustomerID, v.At)}
	if first, bought := p.firstDay[v.CustomerID]; bought {
		e.Earlier = first < v.Day || first == v.Day && p.heads[v.CustomerID].At < v.At
	}
	if c := p.contacts[v.CustomerID]; c != nil {
		e.PaidTouch30, e.PaidTouch7 = c.evidence(v.At, p.long, p.short)
	}
	return e
}

// visits reads and classes the visits of the window in scope.
func (in *input) visits(ctx context.Context, p past) (loopVisits, error) {
	var out loopVisits
	first, last := in.window.days()
	from, to := midnight(first-1, in.zone), midnight(last+2, in.zone)
	c := in.scope("t.store_id", "t.staff_id").And("t.at >= $1 AND t.at < $2", from, to).
		And("t.day >= $1 AND t.day <= $2 AND t.kind IN "+visitKinds, in.window.From, in.window.To)
	err := each(ctx, in, func(v visitRow) error {
		e := p.visitEvidence(v)
		out.known = append(out.known, loopVisit{v.ID, v.CustomerID, v.Day, v.Kind, classify(e), e.PaidTouch7})
		return nil
	}, in.members(c.Next(1), c.Next(2))+`
		SELECT t.id, m.id AS customer_id, t.at, t.day, t.kind
		FROM member m
		JOIN customer_touch t ON t.customer_id = m.member_id
		WHERE `+c.SQL()+`
		ORDER BY t.id`, c.Args(in.window.From, in.window.To)...)
	if err != nil {
		return out, err
	}
	return out, each(ctx, in, func(v visitRow) error {
		out.unknown = append(out.unknown, loopVisit{id: v.ID, day: v.Day, kind: v.Kind})
		return nil
	}, `
		SELECT t.id, t.customer_id, t.at, t.day, t.kind
		FROM customer_touch t
		WHERE t.customer_id = 0 AND `+c.SQL()+`
		ORDER BY t.id`, c.Args()...)
}

// loopSpan is the first and the last day with orders; of a shop that has none, with visits.
func loopSpan(ctx context.Context, in *input) (edges, error) {
	e, err := orderSpan(ctx, in)
	if err != nil || e.From != "" || !in.view.Whole() {
		return e, err
	}
	return one[edges](ctx, in, `
		SELECT COALESCE(MIN(day), '') AS "from", COALESCE(MAX(day), '') AS "to"
		FROM customer_act_day
		WHERE kind IN `+visitKinds)
}

// rows lists the visits of "all", "unidentified" or CLASS.
func (v loopVisits) rows(set string) rowSet {
	s := rowSet{permission: org.CustomerRead, columns: []Column{
		column("visit", "访问", "visit", Plain), column("customer", "客户", "customer", Plain), column("day", "日期", "day", Plain),
		column("kind", "方式", "kind", Plain), column("class", "类别", "class", Plain)}}
	visits := v.known
	if set == "unidentified" {
		visits = v.unknown
	}
	for _, visit := range visits {
		if set != "all" && set != "unidentified" && string(visit.class) != set {
			continue
		}
		class, who := Cell{}, Cell{}
		if visit.customer != 0 {
			class, who = label(visit.class.title()), plain(visit.customer.String())
		}
		s.rows = append(s.rows, Row{visit.id.String(), []Cell{plain(visit.id.String()), who, plain(visit.day), label(visitWords(visit.kind)), class}})
	}
	return s
}

// visitWords names the act by which somebody visited.
func visitWords(kind string) Words {
	if k, ok := customer.ActKindOf(kind); ok {
		return Words{k.Zh, k.En}
	}
	return Words{kind, kind}
}
