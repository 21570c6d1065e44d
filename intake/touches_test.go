package intake_test

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/intake"
	"qunli/org"
	"qunli/testkit/data"
)

// TestTaobao brings real browsing in: 3,926 looks, 190 carts, 128 favourites, and 77 orders of unknown amount.
func TestTaobao(t *testing.T) {
	file := data.File(t, "taobao_behavior_sample", "UserBehavior_sample.csv")
	want := funnelOf(t, file)
	each(t, func(t *testing.T, d desk) {
		empty := d.tables()
		imp := d.load(file, intake.Request{Kind: "touches", Mapping: d.preset("taobao")})
		wantTally := intake.Tally{"touch_view": 3926, "touch_cart": 190, "touch_favorite": 128, "touch_order": 77}
		if diff := cmp.Diff(wantTally, imp.Tally()); diff != "" || imp.Added != 4321 || imp.Rejected != 0 {
			t.Errorf("added %d, rejected %d; %s", imp.Added, imp.Rejected, diff)
		}
		for kind, n := range map[string]int64{"view": 3926, "cart": 190, "favorite": 128, "order": 77} {
			if got := d.count(`SELECT COUNT(*) FROM customer_touch WHERE kind = $1`, kind); got != n {
				t.Errorf("%d touches %s on timelines, want %d", got, kind, n)
			}
			if got := d.count(`SELECT CAST(SUM(acts) AS BIGINT) FROM customer_act_day WHERE kind = $1`, kind); got != n {
				t.Errorf("%d acts %s, want %d", got, kind, n)
			}
			if got := d.count(`SELECT COUNT(DISTINCT customer_id) FROM customer_act_day WHERE kind = $1`, kind); got != want[kind] {
				t.Errorf("%d people %s, want %d", got, kind, want[kind])
			}
		}
		for what, query := range map[string]string{
			"unpriced": `SELECT CAST(SUM(unpriced) AS BIGINT) - 77 FROM commerce_day`,
			"orders":   `SELECT CAST(SUM(orders) AS BIGINT) FROM commerce_day`,
			"fen":      `SELECT CAST(SUM(amount) AS BIGINT) FROM commerce_day`,
			"buyers":   `SELECT COUNT(*) FROM commerce_buyer`,
			"people":   `SELECT COUNT(*) - 43 FROM customer`,
		} {
			if n := d.count(query); n != 0 {
				t.Errorf("%s: off by %d", what, n)
			}
		}
		before := d.tables()
		again := d.load(file, intake.Request{Kind: "touches", Mapping: d.preset("taobao")})
		if again.Added != 0 || again.Same != 4321 {
			t.Errorf("the same file again: added %d, same %d", again.Added, again.Same)
		}
		delete(before, "customer_seen")
		after := d.tables()
		delete(after, "customer_seen")
		before["commerce_seen"] *= 2
		if diff := cmp.Diff(before, after); diff != "" {
			t.Errorf("the same file again changed: %s", diff)
		}
		d.clean()
		d.undo(imp.ID)
		d.clean()
		if n := d.count(`SELECT COUNT(*) FROM customer_touch`); n != 4321 {
			t.Errorf("%d touches after one of two equal imports is undone", n)
		}
		d.undo(again.ID)
		d.clean()
		if diff := cmp.Diff(empty, d.tables()); diff != "" {
			t.Errorf("undone, but not as before: %s", diff)
		}
	})
}

// funnelOf counts by hand how many people did what.
func funnelOf(t *testing.T, path string) map[string]int64 {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	kinds := map[string]string{"pv": "view", "cart": "cart", "fav": "favorite", "buy": "order"}
	seen := map[string]map[string]bool{}
	for s := bufio.NewScanner(f); s.Scan(); {
		cells := strings.Split(s.Text(), ",")
		kind := kinds[cells[3]]
		if seen[kind] == nil {
			seen[kind] = map[string]bool{}
		}
		seen[kind][cells[0]] = true
	}
	out := map[string]int64{}
	for kind, people := range seen {
		out[kind] = int64(len(people))
	}
	return out
}

const touchHeader = "客户编号,行为类型,时间,商品ID,渠道,花费,群,推荐人,活动\n"

// TestTouches: a touch keeps its cause, group and whose link it was; equal lines are two, and the same file is the same.
func TestTouches(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		body := touchHeader +
			"a,点击,2026-03-01 10:00:00,p1,抖音,0.50,一群,b,春茶\n" +
			"a,点击,2026-03-01 10:00:00,p1,抖音,0.50,一群,b,春茶\n" +
			"a,签到,2026-03-01 10:00:00,,,,一群,,\n" +
			"c,购买,2026-03-02 10:00:00,p1,,,一群,b,\n" +
			"c,扭腰,2026-03-02 10:00:00,p1,,,,,\n" +
			"c,view,never,p1,,,,,\n" +
			",view,2026-03-02 10:00:00,p1,,,,,\n" +
			"c,view,2026-03-02 10:00:00,p1,,-1,,,\n"
		r := intake.Request{Kind: "touches", Source: "shop"}
		imp := d.load(d.file("t.csv", body), r)
		if imp.Added != 4 || imp.Rejected != 4 {
			t.Errorf("added %d, rejected %d; want 4 and 4", imp.Added, imp.Rejected)
		}
		for query, want := range map[string]int64{
			`SELECT COUNT(*) FROM customer_touch WHERE kind = 'click' AND cost = 50 AND cause = '春茶' AND item = 'p1' AND by_id <> 0 AND community_id <> 0`: 2,
			`SELECT COUNT(*) FROM customer_touch WHERE kind = 'checkin' AND by_id = 0 AND community_id <> 0`:                                               1,
			`SELECT COUNT(*) FROM commerce_order WHERE unpriced AND act = 'share' AND by_id <> 0 AND community_id <> 0 AND amount = 0`:                     1,
			`SELECT COUNT(*) FROM community WHERE source = 'shop' AND code = '一群'`:                                                                         1,
			`SELECT COUNT(*) FROM customer`: 3,
		} {
			if got := d.count(query); got != want {
				t.Errorf("%s: %d, want %d", query, got, want)
			}
		}
		if again := d.load(d.file("u.csv", body), r); again.Added != 0 || again.Same != 4 {
			t.Errorf("again: added %d, same %d", again.Added, again.Same)
		}
		words := intake.Request{Kind: "touches", Source: "shop", Words: map[string]string{"扭腰": "vote"}}
		if more := d.load(d.file("v.csv", touchHeader+"c,扭腰,2026-03-02 10:00:00,p1,,,,,\n"), words); more.Added != 1 || more.Tally()["touch_vote"] != 1 {
			t.Errorf("a word of the file: %+v", more.Tally())
		}
		d.clean()
	})
}

// TestTouchesGoOn: a run that was cut off goes on, and equal lines on both sides of the cut stay two.
func TestTouchesGoOn(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		var b strings.Builder
		b.WriteString(touchHeader)
		for i := range 3000 {
			for range 2 {
				fmt.Fprintf(&b, "p%d,浏览,2026-03-01 10:%02d:00,i%d,,,,,\n", i%50, i%60, i%9)
			}
		}
		path, r := d.file("t.csv", b.String()), intake.Request{Kind: "touches"}
		ctx, stop := cancelAfter(org.Owner(t.Context(), "test"), 2)
		cut, err := d.Load(ctx, path, r, stop)
		if err == nil || cut.Rows == 0 || cut.Rows == cut.Total {
			t.Fatalf("not cut off midway: %d of %d, %v", cut.Rows, cut.Total, err)
		}
		whole := d.load(path, r)
		if whole.ID != cut.ID || whole.Added != 6000 {
			t.Errorf("%s added %d, want %s to come to 6,000", whole.ID, whole.Added, cut.ID)
		}
		if n := d.count(`SELECT COUNT(*) FROM customer_touch`); n != 6000 {
			t.Errorf("%d touches", n)
		}
		d.clean()
	})
}

// TestTouchesByNumber: a source that numbers its records is believed.
func TestTouchesByNumber(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		head := "ref,customer,touch,time\n"
		d.load(d.file("a.csv", head+"1,a,scan,2026-03-01\n2,a,scan,2026-03-01\n"), intake.Request{Kind: "touches"})
		longer := d.load(d.file("b.csv", head+"2,a,scan,2026-03-01\n1,a,scan,2026-03-01\n1,a,scan,2026-03-01\n3,a,scan,2026-03-01\n"), intake.Request{Kind: "touches"})
		if longer.Added != 1 || longer.Same != 3 {
			t.Errorf("added %d, same %d; want 1 and 3", longer.Added, longer.Same)
		}
		d.clean()
	})
}
