package intake

import (
	"context"
	"strings"

	"qunli/commerce"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/money"
	"qunli/org"
	"qunli/referral"
)

// orderRow is one line of an order file.
type orderRow struct {
	entry        commerce.Entry
	buyer        customer.Card
	by           customer.Card // whose link or code led to it
	group        groupRef
	store, staff string // codes
}

func readOrder(f *form, cells []string) (orderRow, error) {
	var r orderRow
	var err error
	e := &r.entry
	if e.OrderNo, err = f.needed(cells, "order_no"); err != nil {
		return r, err
	}
	if e.At, err = f.time(cells, "time"); err != nil {
		return r, err
	}
	if err := f.orderKind(cells, e); err != nil {
		return r, err
	}
	if err := f.orderMoney(cells, e); err != nil {
		return r, err
	}
	if e.Scene, err = f.scene(cells); err != nil {
		return r, err
	}
	if e.Ordinal, err = f.lineNo(cells); err != nil {
		return r, err
	}
	e.RefundOf, e.Channel = f.text(cells, "refund_of"), f.text(cells, "channel")
	e.SKU, e.Name = f.text(cells, "sku"), f.text(cells, "product")
	r.store, r.staff = f.text(cells, "store"), f.text(cells, "staff")
	if err := f.orderAct(cells, &r); err != nil {
		return r, err
	}
	r.buyer, err = f.card(cells, keyFields, "customer_name") // without the channel: it brought this order, not the person
	return r, err
}

// The words by which exports tell what a document is.
var orderKinds = map[string]commerce.Kind{
	"": commerce.Sale, "sale": commerce.Sale, "order": commerce.Sale, "销售": commerce.Sale, "订单": commerce.Sale,
	"refund": commerce.Refund, "return": commerce.Refund, "credit": commerce.Refund, "退款": commerce.Refund, "退货": commerce.Refund, "退单": commerce.Refund,
	"adjustment": commerce.Adjustment, "adjust": commerce.Adjustment, "调整": commerce.Adjustment, "调账": commerce.Adjustment,
}

// cancelledWords are the states in which a shop system leaves an order that was not kept.
var cancelledWords = map[string]bool{
	"cancelled": true, "canceled": true, "closed": true, "refunded": true, "已取消": true, "取消": true, "交易关闭": true,
	"已关闭": true, "已退款": true, "退款成功": true,
}

func (f *form) orderKind(cells []string, e *commerce.Entry) error {
	word := f.text(cells, "kind")
	for _, r := range f.rules {
		if strings.HasPrefix(f.text(cells, r.Field), r.Prefix) {
			word = r.Kind
			break
		}
	}
	kind, ok := orderKinds[strings.ToLower(word)]
	if !ok {
		return f.wrong("kind", word, "不是单据类型，可写 sale、refund、adjustment（销售、退款、调整）", "is no kind of document; write sale, refund or adjustment")
	}
	e.Kind = kind
	e.Cancelled = cancelledWords[strings.ToLower(f.text(cells, "status"))]
	return nil
}

// orderMoney reads quantity, price and amount: price times quantity, or an amount given.
func (f *form) orderMoney(cells []string, e *commerce.Entry) error {
	var err error
	if e.Quantity, err = f.micro(cells, "quantity", money.MicroUnit); err != nil {
		return err
	}
	if text := f.text(cells, "amount"); text != "" {
		if e.Amount, err = money.ParseFen(text); err != nil {
			return f.wrong("amount", text, "不是金额", "is no amount of money")
		}
		e.AmountGiven = true
	}
	text := f.text(cells, "price")
	if text == "" && !e.AmountGiven {
		return f.wrong("price", text, "：单价和金额至少要有一个", "is empty: a price or an amount is needed")
	}
	if e.Price, err = f.micro(cells, "price", 0); err != nil {
		return err
	}
	if _, err := money.Times(e.Quantity, e.Price); err != nil {
		return f.wrong("price", text, "与数量相乘超出范围", "times the quantity is out of range")
	}
	return nil
}

// orderAct reads which group guided an order, and whose act of which kind led to it.
func (f *form) orderAct(cells []string, r *orderRow) error {
	var err error
	if r.group, err = f.group(cells); err != nil {
		return err
	}
	if r.by, err = f.card(cells, byKeys, ""); err != nil || len(r.by.Keys) == 0 {
		return err // an act of nobody is left out: exports fill the column for every order
	}
	text := f.text(cells, "act")
	if r.entry.Act, err = commerce.ParseAct(text); err != nil {
		return f.wrong("act", text, "不是促成方式，可写 合伙人、分销、转介绍、分享、转发", "is no such act; write partner, distribute, refer, share or forward")
	}
	return nil
}

func (f *form) scene(cells []string) (commerce.Scene, error) {
	text := f.text(cells, "scene")
	scene, err := commerce.ParseScene(text)
	if err != nil {
		return "", f.wrong("scene", text, "不是成交场景，请用场景表中的名称", "is no sales scene; use a name of the scene list")
	}
	return scene, nil
}

func (f *form) lineNo(cells []string) (int64, error) {
	text := f.text(cells, "line_no")
	if text == "" {
		return -1, nil
	}
	n, err := money.ParseMicro(text)
	if err != nil || n < 0 || n%money.MicroUnit != 0 {
		return 0, f.wrong("line_no", text, "不是行号（从 0 起的整数）", "is no line number (a whole number from 0)")
	}
	return int64(n / money.MicroUnit), nil
}

// writeOrders brings a batch in: stores, buyers, then the documents.
func (s *Service) writeOrders(ctx context.Context, tx *db.Tx, imp run, rows []orderRow) (outcome, error) {
	places, err := places(ctx, tx, rows, func(r orderRow) (string, string) { return r.store, r.staff })
	if err != nil {
		return outcome{}, err
	}
	cards := make([]customer.Card, len(rows))
	for i := range rows {
		cards[i] = rows[i].buyer
		cards[i].Store, cards[i].Staff = places.store(rows[i].store), places.person(rows[i].staff)
		cards[i].Keys = accountsOf(imp.Source, cards[i].Keys)
	}
	by := acting{}
	for i := range rows {
		cards = by.join(cards, i, rows[i].by, imp.Source)
	}
	people, err := customer.Resolve(ctx, tx, int64(imp.ID), cards)
	if err != nil {
		return outcome{}, err
	}
	groups, err := groups(ctx, tx, imp, rows, func(r orderRow) groupKnown { return groupKnown{groupRef: r.group} })
	if err != nil {
		return outcome{}, err
	}
	entries := make([]commerce.Entry, len(rows))
	for i := range rows {
		e := &entries[i]
		*e = rows[i].entry
		e.Source, e.Customer, e.Store, e.Staff = imp.Source, people[i].ID, cards[i].Store, cards[i].Staff
		e.By, e.Community = by.of(i, people), groups[rows[i].group]
	}
	taken, err := commerce.Take(ctx, tx, int64(imp.ID), imp.days, entries)
	if err != nil {
		return outcome{}, err
	}
	if placed, some := commerce.PlacedBy(int64(imp.ID), taken); some {
		if err := s.tellOrders(ctx, tx, placed, placed.Customers); err != nil {
			return outcome{}, err
		}
	}
	return outcomeOf(taken).with("staff_unknown", places.unknown), nil
}

// tellOrders publishes what happened to orders of those buyers. The sums of who brought them follow at once, and not when
// the fact is heard: commands that import run alone and hear nothing.
func (s *Service) tellOrders(ctx context.Context, tx *db.Tx, fact event.Fact, buyers []customer.ID) error {
	if err := referral.Respend(ctx, tx, buyers); err != nil {
		return err
	}
	return s.bus.Publish(ctx, tx, fact)
}

func outcomeOf(taken []commerce.Fate) outcome {
	out := outcome{fates: make([]fate, len(taken)), tally: commerce.Counts(taken)}
	delete(out.tally, "duplicate_line") // the reader sees whole records, over all batches; see recent
	for i, t := range taken {
		out.fates[i] = fate{Added: t.Added}
		if t.Refusal != nil {
			out.fates[i].Refused = t.Refusal
		}
	}
	return out
}

// accountsOf puts the accounts of a file under the system it came from.
func accountsOf(source string, keys []customer.Key) []customer.Key {
	for i := range keys {
		if keys[i].Kind == customer.Account {
			keys[i].Space = source
		}
	}
	return keys
}

// placing turns the store and staff codes of a batch into ids.
type placing struct {
	stores  map[string]org.StoreID
	staff   map[string]org.StaffID
	unknown int64 // rows naming a member of staff we do not know: they enter without
}

func (p *placing) store(code string) org.StoreID { return p.stores[code] }

func (p *placing) person(code string) org.StaffID {
	id := p.staff[code]
	if code != "" && id == 0 {
		p.unknown++
	}
	return id
}

// places looks up the codes that the rows name; stores that are not known yet are opened.
func places[R any](ctx context.Context, tx *db.Tx, rows []R, codes func(R) (store, staff string)) (*placing, error) {
	stores, staff := distinct{}, distinct{}
	for i := range rows {
		store, person := codes(rows[i])
		stores.add(store)
		staff.add(person)
	}
	p := &placing{}
	var err error
	if p.stores, err = org.EnsureStores(ctx, tx, stores.list()); err != nil {
		return p, err
	}
	p.staff, err = org.StaffByCode(ctx, tx, staff.list())
	return p, err
}

type distinct map[string]bool

func (d distinct) add(s string) {
	if s != "" {
		d[s] = true
	}
}

func (d distinct) list() []string { return sortedKeys(d) }
