package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"qunli/commerce"
	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/money"
)

// touchRow is one line of a log of what people did.
type touchRow struct {
	who, by      customer.Card
	touch        customer.Touch // without ids
	group        groupRef
	store, staff string // codes
	ref          string // the source's own number of it, "" it has none
	repeat       int64  // among records of the file that are equal, from 0
}

func readTouch(f *form, cells []string) (touchRow, error) {
	var r touchRow
	var err error
	if r.who, err = f.card(cells, keyFields, "name"); err != nil {
		return r, err
	}
	if len(r.who.Keys) == 0 {
		return r, f.wrong("customer", "", "：客户编号、手机号、unionid 等至少要有一个", "is empty: a customer number, phone, unionid or the like is needed")
	}
	if r.touch.Kind, err = f.touchKind(cells); err != nil {
		return r, err
	}
	if r.touch.At, err = f.time(cells, "time"); err != nil {
		return r, err
	}
	if text := f.text(cells, "cost"); text != "" {
		if r.touch.Cost, err = money.ParseFen(text); err != nil || r.touch.Cost < 0 {
			return r, f.wrong("cost", text, "不是花费（不能为负）", "is no cost (it cannot be negative)")
		}
	}
	if r.group, err = f.group(cells); err != nil {
		return r, err
	}
	if r.by, err = f.card(cells, byKeys, ""); err != nil {
		return r, err
	}
	r.touch.Item, r.touch.Cause, r.touch.Channel = f.text(cells, "item"), f.text(cells, "cause"), f.text(cells, "channel")
	r.store, r.staff, r.ref = f.text(cells, "store"), f.text(cells, "staff"), f.text(cells, "ref")
	return r, nil
}

// touchWords are further words by which logs tell what a person did.
var touchWords = map[string]string{
	"pv": customer.ActView, "visit": customer.ActView, "访问": customer.ActView, "browse": customer.ActView,
	"fav": customer.ActFavorite, "favourite": customer.ActFavorite, "collect": customer.ActFavorite,
	"加购物车": customer.ActCart, "addtocart": customer.ActCart,
	"buy": customer.ActOrder, "purchase": customer.ActOrder, "购买": customer.ActOrder, "下单": customer.ActOrder,
	"sign": customer.ActCheckin, "签到": customer.ActCheckin, "打卡": customer.ActCheckin,
}

// touchKind reads what was done: what people do themselves, and orders. Of joins, messages and referrals there are files of
// their own.
func (f *form) touchKind(cells []string) (string, error) {
	text := f.text(cells, "touch")
	word := strings.ToLower(text)
	if known, ok := touchWords[word]; ok {
		return known, nil
	}
	for _, k := range touchKinds() {
		if word == k.Kind || text == k.Zh || word == strings.ToLower(k.En) {
			return k.Kind, nil
		}
	}
	return "", f.wrong("touch", text, "不是触点类型，可写 "+joined(touchCodes())+"；文件里的其他说法用 --kind 类型=说法 指明",
		"is no kind of touch; write one of "+joined(touchCodes())+"; name other words of the file with --kind TOUCH=WORD")
}

// touchKinds are the kinds that a log of touches may hold.
func touchKinds() []customer.ActKind {
	var out []customer.ActKind
	for _, k := range customer.ActKinds() {
		if k.Room == "" || k.Kind == customer.ActOrder {
			out = append(out, k)
		}
	}
	return out
}

func touchCodes() []string {
	var out []string
	for _, k := range touchKinds() {
		out = append(out, k.Kind)
	}
	return out
}

// touchKey is what makes two records of a log the same touch.
type touchKey struct {
	who, by, kind, item, cause string
	at                         int64
	group                      groupRef
}

func (r *touchRow) key() touchKey {
	return touchKey{keysText(r.who), keysText(r.by), r.touch.Kind, r.touch.Item, r.touch.Cause, r.touch.At, r.group}
}

func keysText(c customer.Card) string {
	var b strings.Builder
	for _, k := range c.Keys {
		b.WriteString(string(k.Kind))
		b.WriteByte(0)
		b.WriteString(k.Value)
		b.WriteByte(0)
	}
	return b.String()
}

// natural is the touch's natural key in its source: its own number there, or what it says, by time, so that keys written
// together lie together. Nobody can be known from it.
func (r *touchRow) natural() string {
	if r.ref != "" {
		return digest(r.ref)
	}
	k := r.key()
	return fmt.Sprintf("%013d-%s", k.at, digest(fmt.Sprintf("%q %q %q %q %q %q %d", k.who, k.by, k.kind, k.item, k.cause, k.group, r.repeat)))
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:10])
}

// writeTouches brings a batch in. An order in a log of touches tells no amount: it is an order of the order book, outside
// revenue, and stands on the timeline as such.
func (s *Service) writeTouches(ctx context.Context, tx *db.Tx, imp run, rows []touchRow) (outcome, error) {
	places, err := places(ctx, tx, rows, func(r touchRow) (string, string) { return r.store, r.staff })
	if err != nil {
		return outcome{}, err
	}
	cards := make([]customer.Card, len(rows))
	for i := range rows {
		cards[i] = rows[i].who
		cards[i].Keys = accountsOf(imp.Source, cards[i].Keys)
		cards[i].Store, cards[i].Staff = places.store(rows[i].store), places.person(rows[i].staff)
	}
	by := acting{}
	for i := range rows {
		cards = by.join(cards, i, rows[i].by, imp.Source)
	}
	people, err := customer.Resolve(ctx, tx, int64(imp.ID), cards)
	if err != nil {
		return outcome{}, err
	}
	groups, err := groups(ctx, tx, imp, rows, func(r touchRow) groupKnown { return groupKnown{groupRef: r.group} })
	if err != nil {
		return outcome{}, err
	}
	touches := make([]customer.Touch, len(rows))
	for i := range rows {
		t := &touches[i]
		*t = rows[i].touch
		t.CustomerID, t.ByID, t.CommunityID = people[i].ID, by.of(i, people), int64(groups[rows[i].group])
		t.StoreID, t.StaffID, t.ImportID = cards[i].Store, cards[i].Staff, int64(imp.ID)
		t.Ref = imp.Source + ":" + rows[i].natural()
	}
	out, err := s.enterTouches(ctx, tx, imp, touches)
	return out.with("staff_unknown", places.unknown), err
}

// enterTouches gives the orders among touches to the order book and the others to the timeline.
func (s *Service) enterTouches(ctx context.Context, tx *db.Tx, imp run, touches []customer.Touch) (outcome, error) {
	out := outcome{fates: make([]fate, len(touches)), tally: map[string]int64{}}
	var entries []commerce.Entry
	var others []customer.Touch
	var orders, rest []int // where they stand among all
	for i, t := range touches {
		out.tally[touchSort(t.Kind)]++
		if t.Kind == customer.ActOrder {
			entries, orders = append(entries, unpriced(imp.Source, t)), append(orders, i)
		} else {
			others, rest = append(others, t), append(rest, i)
		}
	}
	taken, err := commerce.Take(ctx, tx, int64(imp.ID), imp.days, entries)
	if err != nil {
		return out, err
	}
	if placed, some := commerce.PlacedBy(int64(imp.ID), taken); some {
		if err := s.bus.Publish(ctx, tx, placed); err != nil {
			return out, err
		}
	}
	for k, f := range outcomeOf(taken).fates {
		out.fates[orders[k]] = f
	}
	added, err := customer.TouchAll(ctx, tx, others)
	for k := range rest[:added] {
		out.fates[rest[k]].Added = true // which of them were new is not told: so many were
	}
	return out, err
}

// unpriced is an order of which nobody tells the amount: one of the item, under the touch's natural key.
func unpriced(source string, t customer.Touch) commerce.Entry {
	e := commerce.Entry{Source: source, OrderNo: strings.TrimPrefix(t.Ref, source+":"), Kind: commerce.Sale, Unpriced: true,
		Customer: t.CustomerID, Store: t.StoreID, Staff: t.StaffID, Channel: t.Channel, Community: community.ID(t.CommunityID), By: t.ByID,
		At: t.At, SKU: t.Item, Quantity: money.MicroUnit}
	if t.ByID != 0 {
		e.Act = commerce.ActShare
	}
	return e
}

// touchSort is the code under which touches of a kind are counted in reports.
func touchSort(kind string) string { return "touch_" + kind }

// touchSorts names the touches for reports.
func touchSorts() []Sort {
	var out []Sort
	for _, k := range touchKinds() {
		zh, en := "触点："+k.Zh, "touches: "+strings.ToLower(k.En)
		if k.Kind == customer.ActOrder {
			zh, en = zh+"（金额未知，不计营收）", en+" (amount unknown, outside revenue)"
		}
		out = append(out, Sort{touchSort(k.Kind), zh, en})
	}
	return out
}

// numberTouches tells equal touches of one file apart, in the order of the file.
func numberTouches() func(*touchRow) {
	seen := newTally[touchKey]()
	return func(r *touchRow) {
		if r.ref == "" {
			r.repeat = seen.next(r.key())
		}
	}
}

// tally counts how often each of the last keys of a file came: what it answers depends on the file alone, and its memory is
// bounded.
type tally[K comparable] struct {
	known map[K]tallied
	ring  []K
	at    int
}

// tallied is how often a key came since it was last unknown, and how often it is in the ring.
type tallied struct{ came, held int64 }

// tallySize is how many keys a tally remembers: equal touches stand nearer in any log.
const tallySize = 1 << 17

func newTally[K comparable]() *tally[K] { return &tally[K]{known: map[K]tallied{}} }

// next notes a key and tells how many equal ones came before, as far as it remembers.
func (t *tally[K]) next(k K) int64 {
	n := t.known[k]
	t.known[k] = tallied{n.came + 1, n.held + 1}
	if len(t.ring) < tallySize {
		t.ring = append(t.ring, k)
		return n.came
	}
	old := t.ring[t.at]
	t.ring[t.at] = k
	t.at = (t.at + 1) % tallySize
	if o := t.known[old]; o.held > 1 {
		t.known[old] = tallied{o.came, o.held - 1}
	} else {
		delete(t.known, old)
	}
	return n.came
}
