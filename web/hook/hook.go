package hook

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"qunli/channel"
	"qunli/channel/wecom"
	"qunli/commerce"
	"qunli/commerce/pay/wechat"
	"qunli/customer"
	"qunli/kit/fault"
	"qunli/kit/money"
	"qunli/kit/serve"
	"qunli/org"
)

// The headers of a signed request.
const (
	TimestampHeader = "X-Qunli-Timestamp" // unix seconds
	SignatureHeader = "X-Qunli-Signature" // sha256=<hex>
)

// maxBody is the largest push, in bytes.
const maxBody = 8 << 20

// Hook is the surface for other systems.
type Hook struct {
	Keys     *Keys
	Commerce *commerce.Service
	WeCom    *wecom.Office
	Pay      *wechat.Office
	Inbox    *channel.Inbox
}

// Handler gives the routes, for a path that begins with /hook/.
func (h *Hook) Handler() http.Handler {
	mux := serve.NewMux()
	mux.Post("/hook/orders/{source}", h.orders)
	mux.Get(WeComPath, h.checkWeCom)
	mux.Post(WeComPath, h.takeWeCom)
	mux.Post(WeChatPayPath, h.takeWeChatPay)
	return mux
}

// push is the body of a request.
type push struct {
	Documents []document `json:"documents"`
}

type document struct {
	OrderNo   string        `json:"order_no"`
	Kind      commerce.Kind `json:"kind"`      // sale when left out
	RefundOf  string        `json:"refund_of"` // order number
	Buyer     []key         `json:"buyer"`
	BuyerName string        `json:"buyer_name"`
	Store     string        `json:"store"` // code
	Staff     string        `json:"staff"` // code
	Scene     string        `json:"scene"`
	Channel   string        `json:"channel"`
	At        int64         `json:"at"` // unix ms
	Cancelled bool          `json:"cancelled"`
	Lines     []line        `json:"lines"`
}

type key struct {
	Kind  customer.Kind `json:"kind"`
	Space string        `json:"space"`
	Value string        `json:"value"`
}

type line struct {
	SKU      string     `json:"sku"`
	Name     string     `json:"name"`
	Quantity string     `json:"quantity"` // decimal
	Price    string     `json:"price"`    // decimal, in the currency unit
	Amount   *money.Fen `json:"amount"`   // fen; instead of quantity × price
}

// taken is what became of one document.
type taken struct {
	OrderNo string           `json:"order_no"`
	ID      commerce.OrderID `json:"id"`
	Added   bool             `json:"added"` // false: all of it was there already
}

func (h *Hook) orders(w http.ResponseWriter, r *http.Request) error {
	source := r.PathValue("source")
	body, err := io.ReadAll(serve.Body(w, r, maxBody))
	if err != nil {
		return serve.ErrLarge.Because(err)
	}
	ctx := r.Context()
	if err := h.Keys.verify(ctx, source, r.Header.Get(TimestampHeader), r.Header.Get(SignatureHeader), body); err != nil {
		return err
	}
	ctx = org.As(ctx, org.Actor{Kind: org.ActorJob, Role: org.RoleOperator, Scope: org.ScopeAll, Address: "hook " + source})
	out, err := h.take(ctx, source, body)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	return json.NewEncoder(w).Encode(map[string]any{"placed": out})
}

var errBody = fault.New(fault.Invalid, "hook.body", "内容不是有效的 JSON", "The body is no valid JSON")

// take places the documents of a verified body.
func (h *Hook) take(ctx context.Context, source string, body []byte) ([]taken, error) {
	var p push
	if err := json.Unmarshal(body, &p); err != nil {
		return nil, errBody.Because(err)
	}
	if len(p.Documents) == 0 {
		return nil, fault.InvalidField("documents", "", "至少一张单据", "needs at least one document")
	}
	documents, err := h.documents(ctx, source, p.Documents)
	if err != nil {
		return nil, err
	}
	placed, err := h.Commerce.Place(ctx, documents)
	out := make([]taken, len(placed))
	for i, one := range placed {
		out[i] = taken{documents[i].OrderNo, one.ID, one.Added}
	}
	return out, err
}

// documents reads the documents of a source and finds their stores and staff by code.
func (h *Hook) documents(ctx context.Context, source string, given []document) ([]commerce.Document, error) {
	var stores, staff []string
	for _, d := range given {
		stores, staff = append(stores, d.Store), append(staff, d.Staff)
	}
	storeIDs, err := org.StoresByCode(ctx, h.Keys.DB.Read(), stores)
	if err != nil {
		return nil, err
	}
	staffIDs, err := org.StaffByCode(ctx, h.Keys.DB.Read(), staff)
	if err != nil {
		return nil, err
	}
	out := make([]commerce.Document, len(given))
	for i, d := range given {
		at := fmt.Sprintf("documents[%d]", i)
		if d.Store != "" && storeIDs[d.Store] == 0 {
			return nil, fault.InvalidField(at+".store", d.Store, "没有这个编号的门店", "is no code of a store")
		}
		if out[i], err = d.read(at); err != nil {
			return nil, err
		}
		out[i].Source, out[i].Store, out[i].Staff = source, storeIDs[d.Store], staffIDs[d.Staff]
	}
	return out, nil
}

// read checks one document; refusals name the field under at.
func (d document) read(at string) (commerce.Document, error) {
	out := commerce.Document{OrderNo: d.OrderNo, Kind: d.Kind, RefundOf: d.RefundOf, BuyerName: d.BuyerName, Channel: d.Channel,
		At: d.At, Cancelled: d.Cancelled}
	if out.Kind == "" {
		out.Kind = commerce.Sale
	}
	if d.At <= 0 {
		return out, fault.InvalidField(at+".at", "", "请写下单时间（毫秒）", "give the time of the order in ms")
	}
	var err error
	if out.Scene, err = commerce.ParseScene(d.Scene); err != nil {
		return out, err
	}
	for _, k := range d.Buyer {
		out.Buyer = append(out.Buyer, customer.Key(k))
	}
	for i, l := range d.Lines {
		one, err := l.read(fmt.Sprintf("%s.lines[%d]", at, i))
		if err != nil {
			return out, err
		}
		out.Lines = append(out.Lines, one)
	}
	return out, nil
}

func (l line) read(at string) (commerce.DocumentLine, error) {
	out := commerce.DocumentLine{SKU: l.SKU, Name: l.Name}
	var err error
	if out.Quantity, err = money.ParseMicro(l.Quantity); err != nil {
		return out, fault.InvalidField(at+".quantity", l.Quantity, "不是数量", "is no quantity")
	}
	switch {
	case l.Amount != nil:
		out.Amount, out.AmountGiven = *l.Amount, true
		if l.Price == "" {
			return out, nil
		}
	case l.Price == "":
		return out, fault.InvalidField(at+".price", "", "价格和金额至少写一个", "give a price or an amount")
	}
	if out.Price, err = money.ParseMicro(l.Price); err != nil {
		return out, fault.InvalidField(at+".price", l.Price, "不是价格", "is no price")
	}
	return out, nil
}
