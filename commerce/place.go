package commerce

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/money"
	"qunli/org"
)

// Document is a whole document as a shop system sends it.
type Document struct {
	Source, OrderNo string
	Kind            Kind
	RefundOf        string // order number of the sale a refund names, '' none
	Buyer           []customer.Key
	BuyerName       string
	Store           org.StoreID
	Staff           org.StaffID
	Scene           Scene
	Channel         string
	Community       community.ID   // the group that guided it, 0 none
	By              []customer.Key // the person whose link or code led to it; found, or made, like the buyer
	Act             Act            // of what kind that was; '' with By is a referral
	At              int64          // unix ms
	Cancelled       bool
	Lines           []DocumentLine
}

// DocumentLine is one line of a Document; its place in the list is its ordinal.
type DocumentLine struct {
	SKU, Name       string
	Quantity, Price money.Micro
	Amount          money.Fen // used when AmountGiven
	AmountGiven     bool
}

// Placed says what became of a Document.
type Placed struct {
	ID    OrderID
	Buyer customer.ID // 0: unmatched
	Added bool        // false: all of it was there already
	Marks Marks
}

const maxDocuments, maxDocumentLines = 500, 5000

// ErrNoLines refuses a document without lines.
var ErrNoLines = fault.New(fault.Invalid, "commerce.order.lines", "单据没有明细", "The document has no lines")

// Place takes whole documents, at most 500 with 5,000 lines together, all or none. The same document again changes
// nothing; buyers are found, or made, by unionid, then phone, then their other keys.
func (s *Service) Place(ctx context.Context, documents []Document) ([]Placed, error) {
	if err := org.Must(ctx, org.OrderEdit); err != nil {
		return nil, err
	}
	entries, first, err := entriesOf(ctx, documents)
	if err != nil {
		return nil, err
	}
	var out []Placed
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := knownPlaces(ctx, tx, documents); err != nil {
			return err
		}
		zone, err := org.Zone(ctx, tx)
		if err != nil {
			return err
		}
		people, err := customer.Resolve(ctx, tx, 0, cardsOf(documents))
		if err != nil {
			return err
		}
		if err := knownGroups(ctx, tx, documents); err != nil {
			return err
		}
		for i := range entries {
			entries[i].Customer, entries[i].By = people[first[i]].ID, people[len(documents)+first[i]].ID
		}
		fates, err := Take(ctx, tx, 0, zone, entries)
		if err != nil {
			return err
		}
		if out, err = placedOf(documents, people, first, fates); err != nil {
			return err
		}
		if err := inScope(ctx, tx, out); err != nil {
			return err
		}
		return s.told(ctx, tx, out, fates)
	})
	return out, err
}

// told audits and publishes what Place added.
func (s *Service) told(ctx context.Context, tx *db.Tx, out []Placed, fates []Fate) error {
	fact, some := PlacedBy(0, fates)
	if !some {
		return nil
	}
	var changes []org.Change
	for _, p := range out {
		if p.Added {
			changes = append(changes, org.Change{Verb: "order.place", Object: "order", ID: int64(p.ID), After: map[string]any{"customer": p.Buyer}})
		}
	}
	if err := org.Audit(ctx, tx, changes...); err != nil {
		return err
	}
	return s.bus.Publish(ctx, tx, fact)
}

// entriesOf lays documents out as entries; first tells the document of each.
func entriesOf(ctx context.Context, documents []Document) (entries []Entry, of []int, err error) {
	if len(documents) > maxDocuments {
		return nil, nil, ErrTooMany.F(maxDocuments)
	}
	view := org.Scope(ctx)
	for i := range documents {
		d := &documents[i]
		if err := view.Check(d.Store, d.Staff); err != nil {
			return nil, nil, err
		}
		if err := readable(fmt.Sprintf("documents[%d].buyer", i), d.Buyer); err != nil {
			return nil, nil, err
		}
		if err := readable(fmt.Sprintf("documents[%d].by", i), d.By); err != nil {
			return nil, nil, err
		}
		if len(d.Lines) == 0 {
			return nil, nil, ErrNoLines.At(fmt.Sprintf("documents[%d].lines", i), "", "至少一行", "needs at least one")
		}
		for k, l := range d.Lines {
			entries = append(entries, Entry{Source: d.Source, OrderNo: d.OrderNo, Kind: d.Kind, RefundOf: d.RefundOf,
				Ordinal: int64(k), Store: d.Store, Staff: d.Staff, Scene: d.Scene, Channel: d.Channel,
				Community: d.Community, Act: d.Act, At: d.At, Cancelled: d.Cancelled, SKU: l.SKU, Name: l.Name, Quantity: l.Quantity, Price: l.Price, Amount: l.Amount,
				AmountGiven: l.AmountGiven})
			of = append(of, i)
		}
	}
	if len(entries) > maxDocumentLines {
		return nil, nil, ErrTooMany.F(maxDocumentLines)
	}
	return entries, of, nil
}

// readable refuses keys from which nobody could be known, and names the first under at. A blank value and a
// phone that was masked with asterisks say nothing: they are no mistake and are not used.
func readable(at string, keys []customer.Key) error {
	for k, key := range keys {
		known, ok := customer.NormalizeKey(key)
		name := fmt.Sprintf("%s[%d]", at, k)
		switch {
		case ok:
		case !knownKind(key.Kind):
			return fault.InvalidField(name, key.Mask(), "没有这种身份；请写 unionid、phone、external_userid、openid 或 account",
				"is of no known kind; give a unionid, phone, external_userid, openid or account")
		case strings.TrimSpace(key.Value) != "" && !(known.Kind == customer.Phone && strings.ContainsAny(key.Value, "*＊")):
			return fault.InvalidField(name, key.Mask(), "读不出来；请写完整的号码，至少 5 位数字，不知道就不要写这一项",
				"cannot be read; give the whole number, 5 digits or more, or leave it out")
		}
	}
	return nil
}

// knownKind reports whether a plain number of that kind could be stored.
func knownKind(k customer.Kind) bool {
	_, ok := customer.NormalizeKey(customer.Key{Kind: k, Value: "12345"})
	return ok
}

// knownPlaces refuses documents of stores or staff that do not exist.
func knownPlaces(ctx context.Context, q db.Q, documents []Document) error {
	var stores []org.StoreID
	var staff []org.StaffID
	for _, d := range documents {
		stores, staff = append(stores, d.Store), append(staff, d.Staff)
	}
	return org.MustKnow(ctx, q, stores, staff)
}

// knownGroups refuses documents of groups that do not exist, and notes that the others are stood on.
func knownGroups(ctx context.Context, tx *db.Tx, documents []Document) error {
	var groups []community.ID
	for i := range documents {
		if g := documents[i].Community; g != 0 && !slices.Contains(groups, g) {
			groups = append(groups, g)
		}
	}
	if len(groups) == 0 {
		return nil
	}
	known, err := community.Places(ctx, tx, groups)
	if err != nil {
		return err
	}
	for i, d := range documents {
		if _, ok := known[d.Community]; !ok && d.Community != 0 {
			return fault.InvalidField(fmt.Sprintf("documents[%d].community", i), d.Community.String(), "没有这个群", "is no group")
		}
	}
	return community.See(ctx, tx, 0, groups)
}

// cardsOf gives the buyers of the documents, then those who led to them.
func cardsOf(documents []Document) []customer.Card {
	cards := make([]customer.Card, 2*len(documents))
	for i, d := range documents {
		cards[i] = customer.Card{Keys: d.Buyer, Name: d.BuyerName, Store: d.Store}
		cards[len(documents)+i] = customer.Card{Keys: d.By, Store: d.Store}
	}
	return cards
}

// placedOf sums the fates of lines up by document; a refused line refuses the call and says where it stands.
func placedOf(documents []Document, people []customer.Resolved, of []int, fates []Fate) ([]Placed, error) {
	out := make([]Placed, len(documents))
	for i, f := range fates {
		if f.Refusal != nil {
			return nil, f.Refusal.At(fmt.Sprintf("documents[%d]", of[i]), documents[of[i]].OrderNo, f.Refusal.Zh, f.Refusal.En)
		}
		p := &out[of[i]]
		p.ID, p.Buyer = f.Order, people[of[i]].ID
		p.Added, p.Marks = p.Added || f.Added, p.Marks|f.Marks
	}
	return out, nil
}

// inScope refuses when a number that was given belongs to a document outside the actor's scope, or a refund names one. A
// refund that waits for its sale is for those who see everything: the sale may turn out to be another store's.
func inScope(ctx context.Context, tx *db.Tx, placed []Placed) error {
	view := org.Scope(ctx)
	if view.Whole() {
		return nil
	}
	b := newBook(0)
	ids := make([]OrderID, len(placed))
	added := map[OrderID]bool{}
	for i, p := range placed {
		ids[i], added[p.ID] = p.ID, added[p.ID] || p.Added
	}
	if err := b.readByID(ctx, tx, ids); err != nil {
		return err
	}
	if err := b.readSales(ctx, tx); err != nil {
		return err
	}
	if err := b.readNamed(ctx, tx, added); err != nil {
		return err
	}
	for _, d := range b.drafts {
		if err := view.Check(d.StoreID, d.StaffID); err != nil {
			return err
		}
		if added[d.ID] && d.Kind == Refund && d.RefundNo != "" && d.RefundOf == 0 {
			return ErrUnknownSale.F(d.RefundNo)
		}
	}
	return nil
}

// readNamed reads the sales that those refunds name without taking off them. A refund that was there before is not asked:
// the sale may have come since.
func (b *book) readNamed(ctx context.Context, q db.Q, added map[OrderID]bool) error {
	named := map[string][]string{}
	for _, d := range b.drafts {
		if d.Kind == Refund && d.RefundOf == 0 && d.RefundNo != "" && added[d.ID] {
			named[d.Source] = append(named[d.Source], d.RefundNo)
		}
	}
	for source, numbers := range named {
		if err := b.readByNo(ctx, q, source, numbers); err != nil {
			return err
		}
	}
	return nil
}

// Refund books a refund of amount fen, under a number of its own, against a sale. The same number and amount again
// changes nothing.
func (s *Service) Refund(ctx context.Context, id OrderID, amount money.Fen, refundNo string) (OrderID, error) {
	if err := org.Must(ctx, org.OrderEdit); err != nil {
		return 0, err
	}
	if amount <= 0 || refundNo == "" {
		return 0, fault.InvalidField("amount", amount.String(), "金额须大于零，且须有退款单号", "must be above zero, with a refund number")
	}
	var out OrderID
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		d, err := openOrder(ctx, tx, newBook(0), id)
		if err != nil {
			return err
		}
		if out, err = refundNamed(ctx, tx, d, amount, refundNo); out != 0 || err != nil {
			return err
		}
		if d.Kind != Sale || d.State != Kept {
			return ErrNotSale
		}
		if left := d.Amount - d.Refunded; amount > left {
			return ErrOverRefund.F(left)
		}
		out, err = s.bookRefund(ctx, tx, &d.Order, amount, refundNo)
		return err
	})
	return out, err
}

// refundNamed gives the refund of that number if it is the same one, 0 if there is none.
func refundNamed(ctx context.Context, tx *db.Tx, sale *draft, amount money.Fen, refundNo string) (OrderID, error) {
	r, err := db.One[Order](ctx, tx, `SELECT `+orderColumns+` FROM commerce_order WHERE source = $1 AND order_no = $2`,
		sale.Source, refundNo)
	switch {
	case errors.Is(err, db.ErrNone):
		return 0, nil
	case err != nil:
		return 0, err
	case r.Kind != Refund || r.RefundOf != sale.before.ID || r.Amount != amount:
		return 0, ErrRefundTaken.F(r.Amount)
	}
	return r.ID, nil
}

func (s *Service) bookRefund(ctx context.Context, tx *db.Tx, o *Order, amount money.Fen, refundNo string) (OrderID, error) {
	zone, err := org.Zone(ctx, tx)
	if err != nil {
		return 0, err
	}
	entries := []Entry{{Source: o.Source, OrderNo: refundNo, Kind: Refund, RefundOf: o.OrderNo, Customer: o.CustomerID,
		Store: o.StoreID, Staff: o.StaffID, Scene: o.Scene, Channel: o.Channel, At: tx.Now, Quantity: -money.MicroUnit,
		Amount: amount, AmountGiven: true}}
	fates, err := Take(ctx, tx, 0, zone, entries)
	if err != nil {
		return 0, err
	}
	if fates[0].Refusal != nil {
		return 0, fates[0].Refusal
	}
	if err := org.Audit(ctx, tx, org.Change{Verb: "order.refund", Object: "order", ID: int64(o.ID),
		After: map[string]any{"refund": fates[0].Order, "amount": amount}}); err != nil {
		return 0, err
	}
	return fates[0].Order, s.bus.Publish(ctx, tx,
		OrdersChanged{Orders: []OrderID{o.ID}, Customers: buyers(o), How: "refunded"})
}
