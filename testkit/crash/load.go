package crash

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"syscall"
	"time"

	"qunli/kit/clock"
)

// tillSource is the source of the orders that callers place, and the space of their buyers' accounts.
const tillSource = "till"

// Load is a number of callers that write without pause, each repeating a request under the same idempotency key until it
// is acknowledged.
type Load struct {
	home  *Home
	seed  uint64
	run   string // part of every key and number: two loads of one installation never meet
	stop  context.CancelFunc
	hurry context.CancelFunc
	group sync.WaitGroup

	mu  sync.Mutex
	log Acknowledged
}

// Acknowledged is what callers were told has been carried out.
type Acknowledged struct {
	Orders   map[string]Sums // by order number
	Consents []string        // topics, each recorded once
	Buyers   map[string]bool // accounts
	Unknown  int             // requests that were cut off, so that nobody knew what became of them, and sent again
	Echoes   int             // requests that were sent again though they had been acknowledged
	Full     int             // refusals because the storage was full
}

// Sums are the lines of an order: how many, and their amounts in fen.
type Sums struct {
	Lines  int64
	Amount int64
}

// Load starts n callers. They stop when told, each after the acknowledgement of what it has begun.
func (h *Home) Load(seed uint64, run string, n int) *Load {
	h.Helper()
	ctx, patience, l := h.newLoad(seed, run)
	for i := range n {
		l.group.Go(func() { l.call(ctx, patience, i) })
	}
	return l
}

// newLoad gives a load without callers: ctx ends when they are to stop, patience when the test is over.
func (h *Home) newLoad(seed uint64, run string) (ctx, patience context.Context, l *Load) {
	h.Helper()
	ctx, stop := context.WithCancel(context.Background())
	patience, hurry := context.WithCancel(context.Background())
	l = &Load{home: h, seed: seed, run: run, stop: stop, hurry: hurry, log: Acknowledged{Orders: map[string]Sums{}, Buyers: map[string]bool{}}}
	h.Cleanup(func() {
		stop()
		hurry()
		l.group.Wait()
	})
	return ctx, patience, l
}

// Stop lets every caller finish what it has begun and gives what was acknowledged. A server must be running.
func (l *Load) Stop() Acknowledged {
	l.home.Helper()
	l.stop()
	done := make(chan struct{})
	go func() {
		l.group.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(2 * time.Minute):
		l.home.Fatal("the callers were not answered within two minutes")
	}
	return l.Done()
}

// Done gives what has been acknowledged so far.
func (l *Load) Done() Acknowledged {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.log.clone()
}

// call places order after order until ctx ends; patience bounds the repeating.
func (l *Load) call(ctx, patience context.Context, caller int) {
	r, c := rand.New(rand.NewPCG(l.seed, uint64(caller)+1000)), newClient(l.home, 1+caller)
	for n := 0; ctx.Err() == nil; n++ {
		name := fmt.Sprintf("%s-%d-%d", l.run, caller, n)
		account := fmt.Sprintf("%s-%d-%d", l.run, caller, r.IntN(20))
		order, sums := newOrder(r, name, account)
		a, ok := l.insist(patience, c, "/api/orders", "order-"+name, map[string]any{"documents": []any{order}})
		if !ok {
			return
		}
		l.note(func(log *Acknowledged) { log.Orders[name], log.Buyers[account] = sums, true })
		if buyer := buyerOf(a); buyer != "" {
			topic := "topic-" + name
			body := map[string]any{"channel": "sms", "topic": topic, "agreed": true}
			times := 1 + r.IntN(8)/7 // one of eight is sent again, as by a caller who did not hear the answer
			for range times {
				if _, ok := l.insist(patience, c, "/api/customers/"+buyer+"/consents", "consent-"+name, body); !ok {
					return
				}
			}
			l.note(func(log *Acknowledged) { log.Consents, log.Echoes = append(log.Consents, topic), log.Echoes+times-1 })
		}
		_ = clock.Sleep(ctx, time.Duration(r.IntN(10))*time.Millisecond) // a caller thinks; the condition above sees the end
	}
}

func (l *Load) note(f func(*Acknowledged)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f(&l.log)
}

// newOrder is a document as a shop system sends it.
func newOrder(r *rand.Rand, number, account string) (map[string]any, Sums) {
	var sums Sums
	var lines []any
	for range 1 + r.IntN(12) {
		quantity, cents := 1+r.Int64N(5), 1+r.Int64N(99_999)
		lines = append(lines, map[string]any{"sku": fmt.Sprintf("T%03d", r.IntN(200)), "quantity": fmt.Sprint(quantity),
			"price": fmt.Sprintf("%d.%02d", cents/100, cents%100)})
		sums.Lines++
		sums.Amount += quantity * cents
	}
	return map[string]any{"source": tillSource, "order_no": number, "at": 1_760_000_000_000 + r.Int64N(10_000_000_000),
		"buyer": []any{map[string]any{"kind": "account", "space": tillSource, "value": account}}, "lines": lines}, sums
}

// buyerOf reads whom an order was placed for; "" when the answer did not survive.
func buyerOf(a Answer) string {
	var placed struct {
		Items []struct {
			Buyer string `json:"customer_id"`
		} `json:"items"`
	}
	if a.Into(&placed) != nil || len(placed.Items) != 1 {
		return ""
	}
	return placed.Items[0].Buyer
}

// insist sends a request, under one key, until it is acknowledged. ok is false when the test is over.
func (l *Load) insist(ctx context.Context, c *client, path, key string, body any) (Answer, bool) {
	a, ok := l.press(ctx, c, "POST", path, key, body)
	if ok && !carried(a) {
		l.home.Errorf("seed %d: POST %s %s: %s", l.seed, path, key, a)
		return a, false
	}
	return a, ok
}

// carried reports whether an answer says that the request was carried out, now or earlier.
func carried(a Answer) bool { return a.OK() || a.Code == "idempotency.done" }

// press sends a request, under one key, until it is answered by something that does not pass. ok is false when the test is
// over.
func (l *Load) press(ctx context.Context, c *client, method, path, key string, body any) (Answer, bool) {
	text, err := json.Marshal(body)
	if err != nil {
		l.home.Error(err)
		return Answer{}, false
	}
	if body == nil {
		text = nil
	}
	for {
		base, err := l.home.waitUp(ctx)
		if err != nil {
			return Answer{}, false
		}
		a, err := c.send(ctx, base, method, path, key, text)
		switch {
		case err == nil && !l.passing(a):
			return a, true
		case err != nil && !errors.Is(err, syscall.ECONNREFUSED):
			l.note(func(log *Acknowledged) { log.Unknown++ })
		}
		if clock.Sleep(ctx, pause(a)) != nil {
			return Answer{}, false
		}
	}
}

// pause is how long a caller waits before it asks again.
func pause(a Answer) time.Duration {
	if a.Status == 429 {
		return 100 * time.Millisecond
	}
	return 20 * time.Millisecond
}

// passing tells a refusal that passes from one that must not be.
func (l *Load) passing(a Answer) bool {
	if a.Code == "storage.full" {
		l.note(func(log *Acknowledged) { log.Full++ })
		if a.Header.Get("Retry-After") == "" {
			l.home.Errorf("a full disk is refused without Retry-After: %s", a)
		}
	}
	return a.Status == 429 || a.Status == 503
}

// Nothing is what callers were told who never called.
func Nothing() Acknowledged {
	return Acknowledged{Orders: map[string]Sums{}, Buyers: map[string]bool{}}
}

func (a Acknowledged) clone() Acknowledged {
	a.Orders, a.Buyers, a.Consents = maps.Clone(a.Orders), maps.Clone(a.Buyers), slices.Clone(a.Consents)
	return a
}
