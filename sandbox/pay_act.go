package sandbox

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"qunli/kit/fault"
)

// The refusals of a pay sheet.
var (
	ErrNoOrder  = fault.New(fault.Missing, "sandbox.no_order", "沙盒里没有这笔待付款 %s", "The sandbox knows no payment %s")
	ErrPayOver  = fault.New(fault.Conflict, "sandbox.pay_over", "这笔付款已关闭或已过期", "The payment is closed or expired")
	ErrPayTwice = fault.New(fault.Conflict, "sandbox.pay_twice", "这笔付款已经付过了", "The payment is paid already")
	ErrPayHow   = fault.New(fault.Invalid, "sandbox.pay_how", "付款方式只能是 pay、fail、late、twice、wrong 或 refundlate，而不是 %s", "A payment is made by pay, fail, late, twice, wrong or refundlate, not by %s")
)

// digits gives n random digits.
func digits(n int) string {
	raw := make([]byte, n)
	_, _ = rand.Read(raw) // never fails
	for i := range raw {
		raw[i] = '0' + raw[i]%10
	}
	return string(raw)
}

// paid books that money came for an order and tells the merchant.
func (w *World) paid(now int64, o *PayOrder, total int64) string {
	m, err := w.merchant()
	if err != nil {
		return ""
	}
	changed := *o
	changed.Paid = append(append([]PayPaid(nil), o.Paid...), PayPaid{ID: "42" + digits(26), Total: total, At: now})
	w.orders.put(o.No, &changed)
	last := &changed.Paid[len(changed.Paid)-1]
	w.notify(now, o.Notify, "TRANSACTION.SUCCESS", "transaction", o.No, w.transaction(&changed, last, m))
	return last.ID
}

// orderOf finds an order by its number or by the handle of its sheet.
func (w *World) orderOf(name string) *PayOrder {
	if o := w.orders.get(name); o != nil {
		return o
	}
	var found *PayOrder
	w.orders.each(func(o *PayOrder) {
		if o.Prepay == strings.TrimPrefix(name, "prepay_id=") {
			found = o
		}
	})
	return found
}

// payAct is what somebody does with the pay sheet: ID names the payment, Text how. A payment that is made late arrives once the
// merchant has closed it.
func (w *World) payAct(now int64, a *Act) (Outcome, error) {
	o := w.orderOf(a.ID)
	if o == nil {
		return Outcome{}, ErrNoOrder.F(a.ID)
	}
	over := o.Closed || o.Expire <= now
	changed := *o
	switch a.Text {
	case "", "pay", "wrong", "refundlate":
		if len(o.Paid) > 0 {
			return Outcome{}, ErrPayTwice
		}
		if over {
			return Outcome{}, ErrPayOver
		}
		total := o.Total
		if a.Text == "wrong" {
			total++
		}
		changed.RefundLate = a.Text == "refundlate"
		return Outcome{ID: w.paid(now, &changed, total)}, nil
	case "twice":
		if len(o.Paid) == 0 && over {
			return Outcome{}, ErrPayOver
		}
		for range max(2-len(o.Paid), 1) {
			w.paid(now, w.orders.get(o.No), o.Total)
		}
		return Outcome{ID: o.No}, nil
	case "late":
		if o.Closed {
			return Outcome{ID: w.paid(now, o, o.Total)}, nil
		}
		changed.Late = true
		w.orders.put(o.No, &changed)
		return Outcome{ID: o.No, Waiting: true}, nil
	case "fail":
		return Outcome{ID: o.No}, nil
	}
	return Outcome{}, ErrPayHow.F(a.Text)
}

// refundAct ends a refund at once: ID names it, On whether it succeeds; with Text closed the platform ends it, and the money stays with
// the merchant. One that the payer's bank did not take succeeds when the merchant has settled it there.
func (w *World) refundAct(now int64, a *Act) (Outcome, error) {
	r := w.refunds.get(a.ID)
	if r == nil || r.State != "PROCESSING" && !(a.On && r.State == "ABNORMAL") {
		return Outcome{}, ErrNothing
	}
	state := "ABNORMAL"
	switch {
	case a.On:
		state = "SUCCESS"
	case a.Text == "closed":
		state = "CLOSED"
	}
	w.endRefund(now, r, state)
	return Outcome{ID: r.No}, nil
}

// receiveAct is a user taking a transfer: ID names it, or the package of its sheet.
func (w *World) receiveAct(now int64, a *Act) (Outcome, error) {
	var found *PayBill
	w.bills.each(func(b *PayBill) {
		if b.No == a.ID || b.Package == a.ID {
			found = b
		}
	})
	if found == nil || found.State != "WAIT_USER_CONFIRM" {
		return Outcome{}, ErrNothing
	}
	w.endBill(now, found, "SUCCESS", "")
	return Outcome{ID: found.No}, nil
}

// plantAct spoils one row of a day's bill: Text says how, Name is the day, ID the row, Number the fen.
func (w *World) plantAct(now int64, a *Act) (Outcome, error) {
	name := fmt.Sprintf("%s|%s|%s", a.Name, a.Text, a.ID)
	w.plants.put(name, &PayPlant{Day: a.Name, What: a.Text, No: a.ID, Fen: int64(a.Number)})
	return Outcome{ID: name}, nil
}

// payApp is in whose name notifications stand among the events.
const payApp = "pay"

// notify queues a notification, with what chance does to events.
func (w *World) notify(now int64, address, kind, original, about string, resource map[string]any) {
	plain, err := json.Marshal(resource)
	if err != nil {
		panic(err) // maps of strings and numbers
	}
	text, err := json.Marshal(payNote{address, kind, original, string(plain)})
	if err != nil {
		panic(err)
	}
	w.chance1(func() *Event {
		e := &Event{ID: fmt.Sprintf("%012d", w.journal.seq+1), App: payApp, Kind: kind, At: now, Lane: about, State: eventWaiting, XML: string(text)}
		w.events.put(e.ID, e)
		w.trace.add(Entry{At: now, Kind: "event", What: kind, Note: about})
		w.forgetEvents()
		return e
	})
}

// postNote sends a notification once: encrypted for the merchant, signed by the platform.
func (w *World) postNote(ctx context.Context, e *Event) error {
	var n payNote
	if err := json.Unmarshal([]byte(e.XML), &n); err != nil {
		return err
	}
	w.mu.Lock()
	m, err := w.merchant()
	certificate, now := w.cfg().PayCertificates, time.UnixMilli(w.moment())
	w.mu.Unlock()
	if err != nil {
		return err
	}
	nonce := plainLetters(12)
	sealed, err := sealResource(m.APIKey, nonce, n.Original, []byte(n.Resource))
	if err != nil {
		return err
	}
	body, err := json.Marshal(map[string]any{"id": "EV-" + e.ID, "create_time": w.stamp(e.At), "event_type": n.Type, "resource_type": "encrypt-resource",
		"summary": n.Type, "resource": map[string]any{"original_type": n.Original, "algorithm": "AEAD_AES_256_GCM", "ciphertext": sealed, "nonce": nonce,
			"associated_data": n.Original}})
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, n.URL, bytes.NewReader(body))
	if err != nil {
		return err
	}
	if r.Header, err = m.headersOf(body, now, certificate); err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	status, _, err := w.fetch(r)
	if err == nil && status != http.StatusOK && status != http.StatusNoContent {
		err = fmt.Errorf("answered %d", status)
	}
	return err
}
