package console

import (
	"fmt"

	"qunli/commerce"
	"qunli/community"
	"qunli/customer"
	"qunli/kit/fault"
	"qunli/kit/money"
	"qunli/org"
)

// OrderView is the head of a document of the order book.
type OrderView struct {
	ID         commerce.OrderID `json:"id"`
	Source     string           `json:"source"`
	OrderNo    string           `json:"order_no"`
	Kind       commerce.Kind    `json:"kind" enum:"sale,refund,adjustment"`
	RefundOf   commerce.OrderID `json:"refund_of" doc:"The sale a refund names"`
	RefundNo   string           `json:"refund_of_no"`
	CustomerID customer.ID      `json:"customer_id" doc:"Empty: buyer unknown"`
	StoreID    org.StoreID      `json:"store_id"`
	StaffID    org.StaffID      `json:"staff_id"`
	Scene      commerce.Scene   `json:"scene"`
	Channel    string           `json:"channel"`
	At         int64            `json:"at" doc:"Unix ms"`
	Day        string           `json:"day" doc:"In the organisation's zone"`
	Amount     money.Fen        `json:"amount" doc:"Fen; positive for a sale and for a refund"`
	Refunded   money.Fen        `json:"refunded" doc:"Fen, by refunds that name it"`
	State      commerce.State   `json:"state" enum:"kept,cancelled"`
	Kept       bool             `json:"kept" doc:"Counts as an order: a sale that stands, with goods, not refunded whole"`
	Version    int64            `json:"version"`
}

func viewOrder(o commerce.Order) OrderView {
	return OrderView{o.ID, o.Source, o.OrderNo, o.Kind, o.RefundOf, o.RefundNo, o.CustomerID, o.StoreID, o.StaffID, o.Scene,
		o.Channel, o.At, o.Day, o.Amount, o.Refunded, o.State, o.Kept(), o.Version}
}

// lineView is one line of a document.
type lineView struct {
	Ordinal  int64          `json:"ordinal"`
	SKU      string         `json:"sku"`
	Quantity string         `json:"quantity" doc:"Decimal"`
	Price    string         `json:"price" doc:"Decimal, in the currency unit"`
	Amount   money.Fen      `json:"amount" doc:"Fen, own sign"`
	Class    commerce.Class `json:"class" enum:"goods,free,return,discount"`
}

func viewLine(l commerce.Line) lineView {
	return lineView{l.Ordinal, l.SKU, l.Quantity.String(), l.Price.String(), l.Amount, l.Class}
}

// DocumentBody is a whole document as a shop system sends it.
type DocumentBody struct {
	Source    string        `json:"source" minLength:"1" doc:"The system it comes from"`
	OrderNo   string        `json:"order_no" minLength:"1" doc:"Its number there; with source the natural key"`
	Kind      commerce.Kind `json:"kind,omitempty" enum:"sale,refund,adjustment" doc:"sale when left out"`
	RefundOf  string        `json:"refund_of,omitempty" doc:"Order number of the sale a refund names"`
	Buyer     []KeyBody     `json:"buyer,omitempty" nullable:"false" maxItems:"20"`
	BuyerName string        `json:"buyer_name,omitempty"`
	Store     org.StoreID   `json:"store_id,omitempty"`
	Staff     org.StaffID   `json:"staff_id,omitempty"`
	Scene     string        `json:"scene,omitempty" doc:"Code or label of a scene; unknown when left out"`
	Channel   string        `json:"channel,omitempty"`
	Community community.ID  `json:"community_id,omitempty" doc:"The group that guided it"`
	By        []KeyBody     `json:"by,omitempty" nullable:"false" maxItems:"20" doc:"Whose act led to it: found, or made, like the buyer"`
	Act       commerce.Act  `json:"act,omitempty" enum:"partner,distribute,refer,share,forward" doc:"Of what kind that act was; refer when by is given and this is not"`
	At        int64         `json:"at" minimum:"1" doc:"Unix ms"`
	Cancelled bool          `json:"cancelled,omitempty"`
	Lines     []LineBody    `json:"lines" minItems:"1" nullable:"false"`
}

// KeyBody is one account by which a buyer is known.
type KeyBody struct {
	Kind  customer.Kind `json:"kind" enum:"unionid,phone,external_userid,openid,account"`
	Space string        `json:"space,omitempty" doc:"Of an account the shop system, of an openid the app"`
	Value string        `json:"value" minLength:"1"`
}

// LineBody is one line; its place in the list is its ordinal.
type LineBody struct {
	SKU      string     `json:"sku"`
	Name     string     `json:"name,omitempty"`
	Quantity string     `json:"quantity" doc:"Decimal, e.g. 2 or 1.5"`
	Price    string     `json:"price,omitempty" doc:"Decimal, in the currency unit"`
	Amount   *money.Fen `json:"amount,omitempty" doc:"Fen; instead of quantity × price"`
}

// Document reads a body; refusals name the field under at.
func (b DocumentBody) Document(at string) (commerce.Document, error) {
	scene, err := commerce.ParseScene(b.Scene)
	if err != nil {
		return commerce.Document{}, fault.Of(err).At(at+".scene", b.Scene, "不在成交场景之列", "is no scene")
	}
	d := commerce.Document{Source: b.Source, OrderNo: b.OrderNo, Kind: b.Kind, RefundOf: b.RefundOf, BuyerName: b.BuyerName,
		Store: b.Store, Staff: b.Staff, Scene: scene, Channel: b.Channel, Community: b.Community, Act: b.Act, At: b.At, Cancelled: b.Cancelled}
	if d.Kind == "" {
		d.Kind = commerce.Sale
	}
	for _, k := range b.Buyer {
		d.Buyer = append(d.Buyer, customer.Key(k))
	}
	for _, k := range b.By {
		d.By = append(d.By, customer.Key(k))
	}
	for i, l := range b.Lines {
		line, err := l.line(fmt.Sprintf("%s.lines[%d]", at, i))
		if err != nil {
			return d, err
		}
		d.Lines = append(d.Lines, line)
	}
	return d, nil
}

func (l LineBody) line(at string) (commerce.DocumentLine, error) {
	out := commerce.DocumentLine{SKU: l.SKU, Name: l.Name}
	var err error
	if out.Quantity, err = money.ParseMicro(l.Quantity); err != nil {
		return out, fault.InvalidField(at+".quantity", l.Quantity, "不是数量", "is no quantity")
	}
	if l.Price != "" {
		if out.Price, err = money.ParseMicro(l.Price); err != nil {
			return out, fault.InvalidField(at+".price", l.Price, "不是价格", "is no price")
		}
	}
	if l.Amount != nil {
		out.Amount, out.AmountGiven = *l.Amount, true
	}
	if l.Amount == nil && l.Price == "" {
		return out, fault.InvalidField(at+".price", "", "价格和金额至少写一个", "give a price or an amount")
	}
	return out, nil
}

// placedView says what became of a document.
type placedView struct {
	ID    commerce.OrderID `json:"id"`
	Buyer customer.ID      `json:"customer_id" doc:"Empty: unmatched"`
	Added bool             `json:"added" doc:"false: all of it was there already"`
	Marks []string         `json:"marks"`
}

func viewPlaced(p commerce.Placed) placedView {
	return placedView{p.ID, p.Buyer, p.Added, some(p.Marks.Names())}
}

// ProductView is something that is sold.
type ProductView struct {
	ID      commerce.ProductID `json:"id"`
	SKU     string             `json:"sku"`
	Name    string             `json:"name"`
	Line    string             `json:"line"`
	Role    commerce.Role      `json:"role" doc:"traffic, low, high, premium or empty"`
	Price   money.Fen          `json:"price" doc:"Fen, 0 unknown"`
	OnSale  bool               `json:"on_sale"`
	Version int64              `json:"version"`
}

func viewProduct(p commerce.Product) ProductView {
	return ProductView{p.ID, p.SKU, p.Name, p.Line, p.Role, p.Price, p.OnSale, p.Version}
}

// sceneTotal is what was closed in one scene; money is fen.
type sceneTotal struct {
	Scene     commerce.Scene `json:"scene"`
	Orders    int64          `json:"orders"`
	Unmatched int64          `json:"unmatched"`
	Cancelled int64          `json:"cancelled"`
	Amount    money.Fen      `json:"amount"`
	Refunded  money.Fen      `json:"refunded"`
	Unnamed   money.Fen      `json:"unnamed"`
	Adjusted  money.Fen      `json:"adjusted"`
	Net       money.Fen      `json:"net"`
	PerOrder  money.Fen      `json:"per_order"`
}

func viewScene(t commerce.SceneTotal) sceneTotal {
	return sceneTotal{t.Scene, t.Orders, t.Unmatched, t.Cancelled, t.Amount, t.Refunded, t.Unnamed, t.Adjusted, t.Net, t.PerOrder}
}

// spendView is advertising cost of one channel on one day.
type spendView struct {
	ID       commerce.SpendID `json:"id"`
	Source   string           `json:"source"`
	Channel  string           `json:"channel"`
	Campaign string           `json:"campaign"`
	StoreID  org.StoreID      `json:"store_id"`
	Day      string           `json:"day"`
	Amount   money.Fen        `json:"amount" doc:"Fen"`
}

func viewSpend(s commerce.Spend) spendView {
	return spendView{s.ID, s.Source, s.Channel, s.Campaign, s.StoreID, s.Day, s.Amount}
}
