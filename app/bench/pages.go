package bench

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"qunli/demo"
	"qunli/kit/clock"
	"qunli/kit/db"
)

// Pages compares what pages ask on the demo brand of size L with the same questions on size S, both served by the program
// itself in the same run, and looks at how soon and in how much memory it answers. large is the address of a database that
// holds size L on the engine measured; without one a brand of size M is made, which takes minutes and not an hour.
func Pages(large string) Case {
	return Case{Name: "pages", Zh: "大小两个演示品牌的页面", En: "pages on a small and on a large demo brand",
		Run: func(ctx context.Context, env Env) (Result, error) { return pagesCase(ctx, env, large, 60) }}
}

// asked are the addresses that pages read; {customer}, {order}, {community} and {segment} stand for ids of lists.
var asked = []string{
	"/api/customers?limit=50", "/api/customers?limit=50&sort=value", "/api/customers?limit=50&sort=last_order&end=true", "/api/customers?limit=20&q=王", "/api/customers/{customer}",
	"/api/customers/{customer}/timeline", "/api/customers/{customer}/communities", "/api/customers/{customer}/standing",
	"/api/customers/{customer}/influence", "/api/customers/{customer}/ancestors", "/api/customers/{customer}/children",
	"/api/customers/{customer}/tree", "/api/customers/{customer}/messages", "/api/orders?limit=50", "/api/orders?limit=50&customer_id={customer}",
	"/api/orders/{order}", "/api/orders/unmatched", "/api/communities?limit=50", "/api/communities/{community}", "/api/communities/{community}/stays",
	"/api/communities/{community}/messages", "/api/communities/{community}/structure", "/api/segments", "/api/segments/{segment}",
	"/api/segments/{segment}/members", "/api/tasks", "/api/questions", "/api/products", "/api/imports", "/api/audit", "/api/insight/loop?stored=true",
	"/api/tags", "/api/communities/matrix", "/api/referrals/board",
}

func pagesCase(ctx context.Context, env Env, large string, times int) (Result, error) {
	small, err := env.Address(ctx)
	if err != nil {
		return Result{}, err
	}
	if err := program(ctx, env.Dir, "demo", "--size", "S", "--db", small); err != nil {
		return Result{}, err
	}
	if large == "" || engineOf(large) != engineOf(small) {
		if large, err = env.Address(ctx); err != nil {
			return Result{}, err
		}
		if err := program(ctx, env.Dir, "demo", "--size", "M", "--db", large); err != nil {
			return Result{}, err
		}
	}
	facts, err := factsOf(ctx, large)
	if err != nil {
		return Result{}, err
	}
	var both [2]*visit
	for n, address := range []string{small, large} {
		served, err := serveNode(ctx, env.Dir, address)
		if err != nil {
			return Result{}, err
		}
		defer func() { _ = served.Close() }()
		if both[n], err = newVisit(ctx, served); err != nil {
			return Result{}, err
		}
	}
	for _, v := range both {
		if err := v.ready(ctx); err != nil {
			return Result{}, err
		}
	}
	var rows []Row
	worst := Row{Name: "worst", Zh: "最慢一页 p95：大 ÷ 小", En: "p95 of the worst page, large ÷ small", Most: 3}
	for _, page := range asked {
		p95, err := inPairs(ctx, both, page, times)
		if err != nil {
			return Result{}, err
		}
		row := Row{Name: page, Zh: page, En: page, Value: ratio(p95), Unit: fmt.Sprintf("× (%.1f / %.1f ms)", ms(p95[1]), ms(p95[0]))}
		rows = append(rows, row)
		if row.Value > worst.Value {
			worst.Value, worst.Unit = row.Value, "× "+page
		}
	}
	slices.SortFunc(rows, func(a, b Row) int { return cmp.Compare(b.Value, a.Value) })
	deep, err := both[1].deep(ctx, times)
	if err != nil {
		return Result{}, err
	}
	s, l := both[0].node, both[1].node
	return Result{Case: "pages", Engine: engineOf(small), Rows: append([]Row{worst, deep,
		{Name: "facts_large", Zh: "大：有多少条事实（小：10 万）", En: "large: how many facts it has (small: 100 thousand)", Value: float64(facts)},
		{Name: "up_small", Zh: "小：启动到应答", En: "small: from start to answer", Value: ms(s.up), Unit: "ms", Most: 1000},
		{Name: "up_large", Zh: "大：启动到应答", En: "large: from start to answer", Value: ms(l.up), Unit: "ms", Most: 5000},
		{Name: "memory_small", Zh: "小：应答时的内存", En: "small: memory when it answers", Value: s.held, Unit: "MB", Most: 80},
		{Name: "memory_large", Zh: "大：应答时的内存", En: "large: memory when it answers", Value: l.held, Unit: "MB", Most: 600},
		{Name: "peak_small", Zh: "小：内存最多", En: "small: most memory held", Value: s.memory("VmHWM:"), Unit: "MB"},
		{Name: "peak_large", Zh: "大：内存最多", En: "large: most memory held", Value: l.memory("VmHWM:"), Unit: "MB"},
	}, rows...)}, nil
}

// factsOf counts the facts of the demo brand at an address.
func factsOf(ctx context.Context, address string) (int64, error) {
	d, err := db.Open(ctx, address, db.Options{})
	if err != nil {
		return 0, err
	}
	b, err := demo.Of(ctx, d.Read())
	return b.Facts, errors.Join(err, d.Close())
}

// The deep page is the thousandth of fifty.
const (
	perPage  = 50
	deepPage = 1000
	atMost   = 200 // a page of the API
)

// deep compares the first, the thousandth and the last page of a large list of customers: however far somebody turns, it takes
// as long.
func (v *visit) deep(ctx context.Context, times int) (Row, error) {
	row := Row{Name: "deep", Zh: "大：客户列表第 1、1,000 和最后一页的 p95，最慢 ÷ 最快", En: "large: p95 of pages 1, 1,000 and last of the customers, slowest ÷ fastest", Most: 3}
	cursor := ""
	for range (deepPage - 1) * perPage / atMost {
		next, err := v.next(ctx, fmt.Sprintf("/api/customers?limit=%d&after=%s", atMost, cursor))
		if err != nil || next == "" {
			return row, err // a smaller brand has no such page: the figure is 0
		}
		cursor = next
		if err := clock.Sleep(ctx, apart); err != nil {
			return row, err
		}
	}
	least, most := time.Duration(0), time.Duration(0)
	for _, page := range []string{"", "&after=" + cursor, "&end=true"} {
		var each []time.Duration
		for range times {
			watch := clock.Stopwatch()
			if _, err := v.get(ctx, fmt.Sprintf("/api/customers?limit=%d%s", perPage, page)); err != nil {
				return row, err
			}
			each = append(each, watch())
			if err := clock.Sleep(ctx, apart); err != nil {
				return row, err
			}
		}
		slices.Sort(each)
		p95 := Latencies{Each: each}.At(0.95)
		row.Unit += fmt.Sprintf(" %.1f ms", ms(p95))
		if most = max(most, p95); least == 0 || p95 < least {
			least = p95
		}
	}
	row.Value, row.Unit = ms(most)/ms(least), "× ("+strings.TrimSpace(row.Unit)+")"
	return row, nil
}

// next gives where the page that follows begins, "" at the end.
func (v *visit) next(ctx context.Context, path string) (string, error) {
	body, err := v.get(ctx, path)
	if err != nil {
		return "", err
	}
	var page struct {
		Next string `json:"next"`
	}
	return page.Next, json.Unmarshal(body, &page)
}

func engineOf(address string) db.Engine {
	if strings.HasPrefix(address, "postgres") {
		return db.Postgres
	}
	return db.SQLite
}

// least is what a page may take without anybody's noticing: below it, longer is not slower.
const least = 2 * time.Millisecond

func ratio(p95 [2]time.Duration) float64 { return ms(max(p95[1], least)) / ms(max(p95[0], least)) }

// visit is somebody who reads pages of one server.
type visit struct {
	*node
	known map[string][]string // what stands for {…}
}

func newVisit(ctx context.Context, n *node) (*visit, error) {
	v := &visit{n, map[string][]string{}}
	for name, list := range map[string]string{"{customer}": "/api/customers?limit=100", "{order}": "/api/orders?limit=100",
		"{community}": "/api/communities?limit=100", "{segment}": "/api/segments"} {
		ids, err := n.ids(ctx, list)
		if err != nil {
			return nil, err
		}
		v.known[name] = ids
	}
	return v, nil
}

// ready waits until the server has stored every answer that a page waits for, and those that take a page long.
func (v *visit) ready(ctx context.Context) error {
	heavy, err := v.heavy(ctx)
	if err != nil {
		return err
	}
	for _, path := range append(heavy, "/api/tags", "/api/communities/matrix", "/api/referrals/board") {
		for {
			watch := clock.Stopwatch()
			if _, err := v.get(ctx, path); err == nil && watch() < 200*time.Millisecond {
				break
			}
			if err := clock.Sleep(ctx, time.Second); err != nil {
				return err
			}
		}
	}
	return nil
}

// heavy lists the addresses of the stored answers of heavy metrics.
func (v *visit) heavy(ctx context.Context) ([]string, error) {
	body, err := v.get(ctx, "/api/insight")
	if err != nil {
		return nil, err
	}
	var book struct {
		Items []struct {
			Name  string `json:"name"`
			Heavy bool   `json:"heavy"`
		} `json:"items"`
	}
	if err := json.Unmarshal(body, &book); err != nil {
		return nil, err
	}
	var out []string
	for _, m := range book.Items {
		if m.Heavy {
			out = append(out, "/api/insight/"+m.Name+"?stored=true")
		}
	}
	return out, nil
}

// address puts the nth ids into a page's address.
func (v *visit) address(page string, n int) string {
	for name, ids := range v.known {
		page = strings.ReplaceAll(page, name, ids[n%len(ids)])
	}
	return page
}

// apart is between two requests: a server takes a hundred a second of one caller.
const apart = 12 * time.Millisecond

// inPairs reads a page so many times from both, in turns, and gives the p95 of each.
func inPairs(ctx context.Context, both [2]*visit, page string, times int) ([2]time.Duration, error) {
	var each [2][]time.Duration
	for n := range times + 3 { // the first ones warm up
		for k, v := range both {
			watch := clock.Stopwatch()
			if _, err := v.get(ctx, v.address(page, n)); err != nil {
				return [2]time.Duration{}, err
			}
			if took := watch(); n >= 3 {
				each[k] = append(each[k], took)
			}
			if err := clock.Sleep(ctx, apart); err != nil {
				return [2]time.Duration{}, errors.Join(err, ctx.Err())
			}
		}
	}
	var p95 [2]time.Duration
	for k := range each {
		slices.Sort(each[k])
		p95[k] = Latencies{Each: each[k]}.At(0.95)
	}
	return p95, nil
}
