package segment

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/money"
)

// world is everything the rules of the test may ask about, read whole; its answers are worked out one by one, by the words
// of the definition and none of the code under test.
type world struct {
	zone    *time.Location
	now     int64
	people  []customer.ID
	living  map[customer.ID]bool
	family  map[customer.ID][]customer.ID
	cards   map[customer.ID]card
	probes  map[customer.ID][]probeRow
	ones    map[customer.ID]oneRow
	tags    map[customer.ID][]string
	acts    map[customer.ID][]actRow
	dueless bool
}

type card struct {
	ID                customer.ID
	Channel           string
	AddedAt, ErasedAt int64
}

type probeRow struct {
	ID         int64
	CustomerID customer.ID
	Day        string
	At         int64
	Amount     int64
	Sku        string
}

type oneRow struct {
	CustomerID customer.ID
	Level      int64
	City       string
	Points     int64
}

type actRow struct {
	CustomerID customer.ID
	Day        string
	Acts       int64
}

func rows[T any](t testing.TB, p *probe, text string) []T {
	t.Helper()
	out, err := db.All[T](p.ctx, p.Read(), text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func readWorld(t testing.TB, p *probe) *world {
	t.Helper()
	w := &world{now: p.Clock.Now().UnixMilli(), living: map[customer.ID]bool{}, family: map[customer.ID][]customer.ID{},
		cards: map[customer.ID]card{}, probes: map[customer.ID][]probeRow{}, ones: map[customer.ID]oneRow{},
		tags: map[customer.ID][]string{}, acts: map[customer.ID][]actRow{}}
	var err error
	if w.zone, err = time.LoadLocation("Asia/Shanghai"); err != nil {
		t.Fatal(err)
	}
	for _, c := range rows[card](t, p, `SELECT id, channel, added_at, erased_at FROM customer ORDER BY id`) {
		w.people, w.cards[c.ID], w.living[c.ID] = append(w.people, c.ID), c, c.ErasedAt == 0
		w.family[c.ID] = append(w.family[c.ID], c.ID)
	}
	type alias struct{ FromID, ToID customer.ID }
	for _, a := range rows[alias](t, p, `SELECT from_id, to_id FROM customer_alias`) {
		w.living[a.FromID] = false
		w.family[a.ToID] = append(w.family[a.ToID], a.FromID)
	}
	for _, r := range rows[probeRow](t, p, `SELECT id, customer_id, day, at, amount, sku FROM segment_probe`) {
		w.probes[r.CustomerID] = append(w.probes[r.CustomerID], r)
	}
	for _, r := range rows[oneRow](t, p, `SELECT customer_id, level, city, points FROM segment_probe_one`) {
		w.ones[r.CustomerID] = r
	}
	type worn struct {
		CustomerID   customer.ID
		Family, Name string
	}
	for _, r := range rows[worn](t, p, `SELECT g.customer_id, t.family, t.name FROM customer_tagging g JOIN customer_tag t ON t.id = g.tag_id`) {
		name := strings.TrimPrefix(r.Family+"/"+r.Name, "/")
		w.tags[r.CustomerID] = append(w.tags[r.CustomerID], name)
	}
	for _, r := range rows[actRow](t, p, `SELECT customer_id, day, acts FROM customer_act_day`) {
		w.acts[r.CustomerID] = append(w.acts[r.CustomerID], r)
	}
	return w
}

// holds answers a rule about a person at a moment.
func (w *world) holds(r Rule, i customer.ID, now int64) bool {
	switch {
	case !w.living[i]:
		return false
	case r.Is != nil:
		return w.clause(*r.Is, i, now)
	case r.Not != nil:
		return !w.holds(*r.Not, i, now)
	case r.All != nil:
		return !slices.ContainsFunc(r.All, func(p Rule) bool { return !w.holds(p, i, now) })
	}
	return slices.ContainsFunc(r.Any, func(p Rule) bool { return w.holds(p, i, now) })
}

// members are all for whom a rule holds now.
func (w *world) members(r Rule) (out []customer.ID) {
	for _, i := range w.people {
		if w.holds(r, i, w.now) {
			out = append(out, i)
		}
	}
	return out
}

func (w *world) inWindow(c Clause, d string, now int64) bool {
	if c.Days == 0 {
		return true
	}
	today := clock.Day(now, w.zone)
	first := time.UnixMilli(now).In(w.zone)
	first = time.Date(first.Year(), first.Month(), first.Day()-int(c.Days)+1, 12, 0, 0, 0, w.zone)
	return d <= today && d >= first.Format(time.DateOnly)
}

func (w *world) clause(c Clause, i customer.ID, now int64) bool {
	switch c.Attribute {
	case "spent", "largest", "smallest":
		v, _ := money.ParseFen(c.Values[0])
		return numbers(c.Op, w.number(c, i, now), int64(v))
	case "last_buy", "first_buy", "added":
		return w.moment(c, w.when(c, i), now)
	case "sku", "tag", "level", "city", "channel":
		return words(c, w.words(c, i, now))
	}
	var values []int64
	for _, v := range c.Values {
		n, _ := strconv.ParseInt(v, 10, 64)
		values = append(values, n)
	}
	return numbers(c.Op, w.number(c, i, now), values...)
}

func numbers(op Op, n int64, values ...int64) bool {
	v := values[0]
	switch op {
	case Equal:
		return n == v
	case Differs:
		return n != v
	case Less:
		return n < v
	case AtMost:
		return n <= v
	case More:
		return n > v
	case AtLeast:
		return n >= v
	}
	return slices.Contains(values, n)
}

func (w *world) number(c Clause, i customer.ID, now int64) int64 {
	var list []int64
	days := map[string]bool{}
	for _, m := range w.family[i] {
		for _, r := range w.probes[m] {
			if !w.inWindow(c, r.Day, now) {
				continue
			}
			if c.Attribute == "spent" || c.Attribute == "smallest" || r.Amount > 0 {
				list = append(list, r.Amount)
			}
			if r.Amount > 0 {
				days[r.Day] = true
			}
		}
	}
	sum := int64(0)
	for _, n := range list {
		sum += n
	}
	switch c.Attribute {
	case "spent":
		return sum
	case "buys":
		return int64(len(list))
	case "buy_days":
		return int64(len(days))
	case "points":
		if p := w.ones[i].Points; p > 2 {
			return p
		}
		return 0
	case "points_all":
		sum = 0
		for _, m := range w.family[i] {
			sum += w.ones[m].Points
		}
		return sum
	case "acts", "active_days":
		return w.actsOf(c, i, now)
	}
	if len(list) == 0 {
		return 0
	}
	if c.Attribute == "smallest" {
		return slices.Min(list)
	}
	return slices.Max(list)
}

func (w *world) actsOf(c Clause, i customer.ID, now int64) int64 {
	sum, days := int64(0), map[string]bool{}
	for _, m := range w.family[i] {
		for _, r := range w.acts[m] {
			if w.inWindow(c, r.Day, now) {
				sum += r.Acts
				days[r.Day] = days[r.Day] || r.Acts > 0
			}
		}
	}
	if c.Attribute == "acts" {
		return sum
	}
	return int64(len(days))
}

func (w *world) when(c Clause, i customer.ID) int64 {
	var list []int64
	for _, m := range w.family[i] {
		if at := w.cards[m].AddedAt; c.Attribute == "added" && at != 0 {
			list = append(list, at)
		}
		for _, r := range w.probes[m] {
			if c.Attribute != "added" && r.Amount > 0 && r.At != 0 {
				list = append(list, r.At)
			}
		}
	}
	if len(list) == 0 {
		return 0
	}
	if c.Attribute == "last_buy" {
		return slices.Max(list)
	}
	return slices.Min(list)
}

func (w *world) moment(c Clause, at, now int64) bool {
	if c.Op == IsNone || c.Op == IsKnown {
		return (at == 0) == (c.Op == IsNone)
	}
	if at == 0 {
		return false
	}
	day := clock.Day(at, w.zone)
	switch v := c.Values[0]; c.Op {
	case Before:
		return day < v
	case Until:
		return day <= v
	case Since:
		return day >= v
	case After:
		return day > v
	default:
		n, _ := strconv.ParseInt(v[:len(v)-1], 10, 64)
		length := n * 3_600_000
		if v[len(v)-1] == 'd' {
			length *= 24
		}
		if c.Op == OlderThan {
			return now-at >= length
		}
		return at <= now && now-at < length
	}
}

func (w *world) words(c Clause, i customer.ID, now int64) []string {
	var out []string
	add := func(s string) {
		if s != "" {
			out = append(out, s)
		}
	}
	switch c.Attribute {
	case "level":
		if n := w.ones[i].Level; n > 0 {
			add(levelWords[n-1])
		}
	case "city":
		add(w.ones[i].City)
	case "channel":
		add(w.cards[i].Channel)
	}
	for _, m := range w.family[i] {
		if c.Attribute == "tag" {
			out = append(out, w.tags[m]...)
		}
		for _, r := range w.probes[m] {
			if c.Attribute == "sku" && r.Amount > 0 && w.inWindow(c, r.Day, now) {
				add(r.Sku)
			}
		}
	}
	return out
}

func words(c Clause, have []string) bool {
	some := slices.ContainsFunc(have, func(s string) bool { return slices.Contains(c.Values, s) })
	rank := func(s string) int64 { return int64(slices.Index(levelWords, s)) }
	switch c.Op {
	case Equal, In:
		return some
	case Differs:
		return !some
	case IsNone:
		return len(have) == 0
	case IsKnown:
		return len(have) > 0
	}
	mine := int64(-1)
	if len(have) > 0 {
		mine = rank(have[0])
	}
	return numbers(c.Op, mine, rank(c.Values[0]))
}
