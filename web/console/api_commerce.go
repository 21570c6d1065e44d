package console

import (
	"context"
	"fmt"

	"qunli/campaign"
	"qunli/campaign/cashier"
	"qunli/commerce"
	"qunli/community"
	"qunli/customer"
	"qunli/kit/money"
	"qunli/org"
)

// OrderFilter narrows a list of documents.
type OrderFilter struct {
	Sized
	From      string            `query:"from" doc:"YYYY-MM-DD, included"`
	To        string            `query:"to" doc:"YYYY-MM-DD, included"`
	Customer  ref[customer.ID]  `query:"customer_id" doc:"With everybody merged into them"`
	Kind      string            `query:"kind" enum:"sale,refund,adjustment"`
	Scene     string            `query:"scene"`
	Source    string            `query:"source"`
	Channel   string            `query:"channel" doc:"Of what was sold in a campaign its id"`
	State     string            `query:"state" enum:"kept,cancelled"`
	Store     ref[org.StoreID]  `query:"store_id"`
	Community ref[community.ID] `query:"community_id" doc:"The group that guided it"`
	After     string            `query:"after" doc:"next of the page before"`
}

func (c *Console) orderFilter(ctx context.Context, in *OrderFilter) (commerce.Filter, error) {
	f := commerce.Filter{From: in.From, To: in.To, Kind: commerce.Kind(in.Kind), Scene: commerce.Scene(in.Scene), Source: in.Source, Channel: in.Channel,
		State: commerce.State(in.State), Store: in.Store.ID, Community: in.Community.ID, Limit: in.Limit}
	at, err := readCursor(in.After, 2)
	if err != nil {
		return f, err
	}
	if at != nil {
		f.After = &commerce.Cursor{At: at[0], ID: commerce.OrderID(at[1])}
	}
	if in.Customer.ID == 0 {
		return f, nil
	}
	p, err := c.Customers.Get(ctx, in.Customer.ID) // in the caller's scope, with those merged into them
	f.Customers = append([]customer.ID{p.ID}, p.Merged...)
	return f, err
}

// orderPage runs one of the lists of documents.
func (c *Console) orderPage(ctx context.Context, in *OrderFilter, read func(context.Context, commerce.Filter) ([]commerce.Order, error)) (list[OrderView], error) {
	f, err := c.orderFilter(ctx, in)
	if err != nil {
		return list[OrderView]{}, err
	}
	all, err := read(ctx, f)
	next := pageAfter(all, in.Limit, func(o commerce.Order) string { return cursorOf(o.At, int64(o.ID)) })
	return listOf(views(all, viewOrder), next), err
}

// ordersView is a page of documents with the size of the whole list.
type ordersView struct {
	Items []OrderView `json:"items"`
	Next  string      `json:"next" doc:"Cursor of the next page, empty at the end"`
	Total int64       `json:"total" doc:"Of the whole list, counted up to 10,000"`
	More  bool        `json:"more" doc:"There are more than total"`
}

func (c *Console) orders(ctx context.Context, in *OrderFilter) (ordersView, error) {
	page, err := c.orderPage(ctx, in, c.Commerce.Orders)
	if err != nil {
		return ordersView{}, err
	}
	f, err := c.orderFilter(ctx, in)
	if err != nil {
		return ordersView{}, err
	}
	f.After = nil
	n, err := c.Commerce.Count(ctx, c.DB.Read(), f, commerce.MostCounted+1)
	return ordersView{page.Items, page.Next, min(n, commerce.MostCounted), n > commerce.MostCounted}, err
}

func (c *Console) unmatched(ctx context.Context, in *OrderFilter) (list[OrderView], error) {
	return c.orderPage(ctx, in, c.Commerce.Unmatched)
}

type orderIn struct {
	ID ref[commerce.OrderID] `path:"id"`
}

// orderDetail is a document with its lines and, of what was sold in a campaign, the seat: there its money is given back.
type orderDetail struct {
	Order      OrderView       `json:"order"`
	Lines      []lineView      `json:"lines"`
	CampaignID campaign.ID     `json:"campaign_id" doc:"Empty: not sold in a campaign"`
	SeatID     campaign.SeatID `json:"seat_id"`
}

func (c *Console) order(ctx context.Context, in *orderIn) (orderDetail, error) {
	o, lines, err := c.Commerce.Get(ctx, in.ID.ID)
	i, seat, _ := cashier.SeatOf(o)
	return orderDetail{viewOrder(o), views(lines, viewLine), i, seat}, err
}

type placeIn struct {
	Body struct {
		Documents []DocumentBody `json:"documents" minItems:"1" maxItems:"500"`
	}
}

func (c *Console) place(ctx context.Context, in *placeIn) (list[placedView], error) {
	documents := make([]commerce.Document, len(in.Body.Documents))
	for i, b := range in.Body.Documents {
		var err error
		if documents[i], err = b.Document(fmt.Sprintf("documents[%d]", i)); err != nil {
			return list[placedView]{}, err
		}
	}
	placed, err := c.Commerce.Place(ctx, documents)
	return listOf(views(placed, viewPlaced), ""), err
}

type cancelIn struct {
	ID   ref[commerce.OrderID] `path:"id"`
	Body struct {
		Reason string `json:"reason,omitempty" maxLength:"500"`
	}
}

func (c *Console) cancel(ctx context.Context, in *cancelIn) (none, error) {
	return none{}, c.Commerce.Cancel(ctx, in.ID.ID, in.Body.Reason)
}

type refundIn struct {
	ID   ref[commerce.OrderID] `path:"id"`
	Body struct {
		Amount   money.Fen `json:"amount" minimum:"1" doc:"Fen"`
		RefundNo string    `json:"refund_no" minLength:"1" doc:"Its own number in the order's source"`
	}
}

// booked is a document that was entered.
type booked struct {
	ID commerce.OrderID `json:"id"`
}

func (c *Console) refund(ctx context.Context, in *refundIn) (booked, error) {
	id, err := c.Commerce.Refund(ctx, in.ID.ID, in.Body.Amount, in.Body.RefundNo)
	return booked{id}, err
}

type matchIn struct {
	ID   ref[commerce.OrderID] `path:"id"`
	Body struct {
		Customer customer.ID `json:"customer_id"`
	}
}

func (c *Console) match(ctx context.Context, in *matchIn) (none, error) {
	return none{}, c.Commerce.Assign(ctx, in.ID.ID, in.Body.Customer)
}

type scenesIn struct {
	From  string           `query:"from" doc:"YYYY-MM-DD, included"`
	To    string           `query:"to" doc:"YYYY-MM-DD, included"`
	Store ref[org.StoreID] `query:"store_id"`
}

// scenesView is every scene and their total.
type scenesView struct {
	Labels []commerce.SceneLabel `json:"labels"`
	Scenes []sceneTotal          `json:"scenes"`
	Total  sceneTotal            `json:"total"`
}

func (c *Console) scenes(ctx context.Context, in *scenesIn) (scenesView, error) {
	scenes, total, err := c.Commerce.SceneTotals(ctx, in.From, in.To, in.Store.ID)
	return scenesView{commerce.Scenes(), views(scenes, viewScene), viewScene(total)}, err
}

type productsIn struct {
	Sized
	Line   string `query:"line"`
	Role   string `query:"role" enum:"traffic,low,high,premium"`
	OnSale bool   `query:"on_sale" doc:"Only those on sale"`
	After  string `query:"after" doc:"next of the page before"`
}

func (c *Console) products(ctx context.Context, in *productsIn) (list[ProductView], error) {
	all, err := c.Commerce.Products(ctx, commerce.ProductFilter{Line: in.Line, Role: commerce.Role(in.Role), OnSale: in.OnSale,
		After: in.After, Limit: in.Limit})
	next := pageAfter(all, in.Limit, func(p commerce.Product) string { return p.SKU })
	return listOf(views(all, viewProduct), next), err
}

// ProductBody is what can be said of a product.
type ProductBody struct {
	Name   string        `json:"name" minLength:"1"`
	Line   string        `json:"line,omitempty"`
	Role   commerce.Role `json:"role,omitempty" enum:"traffic,low,high,premium"`
	Price  money.Fen     `json:"price,omitempty" minimum:"0" doc:"Fen"`
	OnSale bool          `json:"on_sale"`
}

type addProductIn struct {
	Body struct {
		ProductBody
		SKU string `json:"sku" minLength:"1"`
	}
}

func (c *Console) addProduct(ctx context.Context, in *addProductIn) (versioned[commerce.ProductID], error) {
	return c.putProduct(ctx, in.Body.ProductBody, commerce.Product{SKU: in.Body.SKU})
}

type changeProductIn struct {
	ID   ref[commerce.ProductID] `path:"id"`
	Body struct {
		ProductBody
		SKU     string `json:"sku" minLength:"1" doc:"As it is; it never changes"`
		Version int64  `json:"version" doc:"The one that the caller saw"`
	}
}

func (c *Console) changeProduct(ctx context.Context, in *changeProductIn) (versioned[commerce.ProductID], error) {
	return c.putProduct(ctx, in.Body.ProductBody, commerce.Product{ID: in.ID.ID, SKU: in.Body.SKU, Version: in.Body.Version})
}

func (c *Console) putProduct(ctx context.Context, b ProductBody, p commerce.Product) (versioned[commerce.ProductID], error) {
	p.Name, p.Line, p.Role, p.Price, p.OnSale = b.Name, b.Line, b.Role, b.Price, b.OnSale
	p, err := c.Commerce.PutProduct(ctx, p)
	return versioned[commerce.ProductID]{p.ID, p.Version}, err
}

// ladderGap is a product line and the roles for which it sells nothing.
type ladderGap struct {
	Line    string          `json:"line"`
	Missing []commerce.Role `json:"missing" doc:"From the bottom up; none: the line is complete"`
}

func (c *Console) ladder(ctx context.Context, _ *struct{}) (list[ladderGap], error) {
	all, err := c.Commerce.LadderGaps(ctx)
	return listOf(views(all, func(g commerce.LadderGap) ladderGap { return ladderGap{g.Line, some(g.Missing)} }), ""), err
}

// SpendFilter narrows costs.
type SpendFilter struct {
	From    string `query:"from" doc:"YYYY-MM-DD, included"`
	To      string `query:"to" doc:"YYYY-MM-DD, included"`
	Channel string `query:"channel"`
}

type spendIn struct {
	Sized
	SpendFilter
	After ref[commerce.SpendID] `query:"after"`
}

func (c *Console) spend(ctx context.Context, in *spendIn) (list[spendView], error) {
	all, err := c.Commerce.SpendList(ctx, commerce.SpendFilter{From: in.From, To: in.To, Channel: in.Channel, After: in.After.ID, Limit: in.Limit})
	next := pageAfter(all, in.Limit, func(s commerce.Spend) string { return s.ID.String() })
	return listOf(views(all, viewSpend), next), err
}

// channelSpend is what was spent on one channel.
type channelSpend struct {
	Channel string    `json:"channel"`
	Amount  money.Fen `json:"amount" doc:"Fen"`
}

func (c *Console) spendTotal(ctx context.Context, in *SpendFilter) (list[channelSpend], error) {
	all, err := c.Commerce.SpendTotal(ctx, commerce.SpendFilter{From: in.From, To: in.To, Channel: in.Channel})
	return listOf(views(all, func(s commerce.ChannelSpend) channelSpend { return channelSpend(s) }), ""), err
}

// SpendBody is advertising cost of one channel on one day.
type SpendBody struct {
	Source   string      `json:"source" minLength:"1"`
	Channel  string      `json:"channel" minLength:"1"`
	Campaign string      `json:"campaign,omitempty" doc:"The advertiser's own name for it"`
	Store    org.StoreID `json:"store_id,omitempty"`
	Day      string      `json:"day" doc:"YYYY-MM-DD"`
	Amount   money.Fen   `json:"amount" minimum:"0" doc:"Fen"`
}

type recordSpendIn struct {
	Body struct {
		Items []SpendBody `json:"items" minItems:"1" maxItems:"500"`
	}
}

// recorded is how many costs were new.
type recorded struct {
	Added int `json:"added"`
}

func (c *Console) recordSpend(ctx context.Context, in *recordSpendIn) (recorded, error) {
	costs := views(in.Body.Items, func(b SpendBody) commerce.Spend {
		return commerce.Spend{Source: b.Source, Channel: b.Channel, Campaign: b.Campaign, StoreID: b.Store, Day: b.Day, Amount: b.Amount}
	})
	n, err := c.Commerce.RecordSpend(ctx, costs)
	return recorded{n}, err
}
