package console

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"qunli/testkit/browser"
	"qunli/testkit/dbtest"
)

// visit is a person at a browser, before a console that listens on this machine.
type visit struct {
	*house
	*browser.Page
	url string
}

// visitor opens a browser on a new console, whose imports run. One engine is enough: what differs between them is
// tested below the pages.
func visitor(t *testing.T) *visit {
	t.Helper()
	p := browser.Open(t)
	d := dbtest.Open(t, "sqlite://"+filepath.Join(t.TempDir(), "qunli.db"), rooms())
	d.Clock.Advance(time.Since(d.Clock.Now())) // browsers drop cookies that expired by their own clock
	h := newHouse(t, d)
	server := httptest.NewServer(h.h)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- h.c.Intake.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		server.Close()
	})
	p.Scheme("light")
	p.Size(1440, 900)
	return &visit{h, p, server.URL}
}

// setUpLink is the address printed to whoever starts the program.
func (v *visit) setUpLink() string {
	v.Helper()
	l, err := v.c.Org.SetupLink(v.owner())
	if err != nil {
		v.Fatal(err)
	}
	return v.url + "/setup?token=" + url.QueryEscape(l.Token)
}

// settle fills the set-up form in.
func (v *visit) settle() {
	v.Helper()
	v.Go(v.setUpLink())
	v.Fill("#name", "老板")
	v.Fill("#login", "boss")
	v.Fill("#password", password)
	v.Follow("main button")
}

// upload gives a file of orders to the form of the imports, and waits until its page says done.
func (v *visit) upload(name, text string) {
	v.Helper()
	file := filepath.Join(v.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		v.Fatal(err)
	}
	v.Go(v.url + "/imports")
	v.Fill("#source", "shop")
	v.Choose("#file", file)
	v.Follow("main button")
	v.Until(`document.querySelector(".tag.done") !== null`)
}

// compute is the work in the background that stores the heavy answers.
func (v *visit) compute() {
	v.Helper()
	if err := v.c.Insight.Refresh(v.owner()); err != nil {
		v.Fatal(err)
	}
}

// reads wants texts where a person sees them.
func (v *visit) reads(selector string, texts ...string) {
	v.Helper()
	seen := v.Page.Text(selector)
	for _, text := range texts {
		if !strings.Contains(seen, text) {
			v.Errorf("%s does not say %q:\n%.1500s", selector, text, seen)
		}
	}
}

// quiet wants a console without a complaint.
func (v *visit) quiet(where string) {
	v.Helper()
	for _, said := range v.Complaints() {
		v.Errorf("%s: the console says %s", where, said)
	}
}

// smallShop is a year of orders of sixty people, the first of them the most faithful, and two lines nobody can read.
func smallShop() string {
	var b strings.Builder
	b.WriteString("order_no,customer,customer_name,time,sku,quantity,price,kind,store,channel\n")
	day, no := time.Date(2025, 1, 3, 9, 30, 0, 0, time.UTC), 1000
	for person := range 60 {
		for visit := range 1 + (60-person)/12 {
			no++
			at := day.AddDate(0, 0, person*5+visit*(23+person%9))
			fmt.Fprintf(&b, "%d,c%02d,顾客%02d,%s,SKU-%d,%d,%d.50,sale,%s,%s\n", no, person, person, at.Format(time.DateTime),
				(person+visit)%7, 1+visit%3, 20+person*3, []string{"东门店", "西门店"}[person%2], []string{"douyin", "", "walk-in"}[person%3])
		}
	}
	b.WriteString("9001,c01,顾客01,no time,SKU-1,1,10,sale,东门店,\n9002,c02,顾客02,2025-03-01 10:00:00,SKU-1,1,no price,sale,东门店,\n")
	return b.String()
}

func TestNewcomerInABrowser(t *testing.T) {
	t.Parallel()
	v := visitor(t)
	v.settle()
	v.reads("main", "从一份订单开始", "下一步只有一件事：导入订单")
	v.Follow("main a.button")
	v.reads("h1", "导入")
	v.upload("一年的订单.csv", smallShop())
	v.reads("h1", "一年的订单.csv")
	v.reads("main", "完成", "下载被拒绝的行", "列映射", "撤销这次导入")
	rejects := browser.Eval[string](v.Page, `fetch(document.querySelector("a[href$=rejects]").href).then(r => r.text())`)
	if !strings.Contains(rejects, "9001") || !strings.Contains(rejects, "9002") {
		t.Errorf("the rejected lines are not in the file: %s", rejects)
	}
	v.Follow("nav a[href='/']")
	v.reads("main", "正在后台计算")
	v.compute()
	v.Until(`document.querySelector(".value.big") !== null`)
	v.reads("main", "客户自循环代替率", "RFM", "生意", "留存")
	v.quiet("on the way")
	v.opensEveryEntry()

	v.Follow("header form button")
	v.reads("h1", "登录")
	v.Fill("#login", "boss")
	v.Fill("#password", "wrong wrong wrong")
	v.Follow("main button")
	v.reads("[role=alert]", "账号或密码不正确")
	if said := v.Complaints(); slices.ContainsFunc(said, func(s string) bool { return !strings.Contains(s, "401") }) {
		t.Errorf("after a wrong password the console says %q", said)
	}
	v.Fill("#password", password)
	v.Follow("main button")
	v.reads("h1", "客户自循环代替率")
	v.quiet("at the end")
}

// opensEveryEntry clicks the leading number, reads its entry, closes it again, and makes sure that every number
// has an entry of the same kind.
func (v *visit) opensEveryEntry() {
	v.Helper()
	const open = `document.querySelectorAll(":popover-open").length`
	if browser.Eval[int](v.Page, open) != 0 {
		v.Error("the entry is open before anybody asked")
	}
	v.Press(".hero button.entry")
	v.reads("#d-loop:popover-open", "公式", "时间范围", "分母", "未计入", "定义版本", "2025-01-03")
	v.Press("#d-loop button")
	if browser.Eval[int](v.Page, open) != 0 {
		v.Error("the entry does not close")
	}
	poor := browser.Eval[[]string](v.Page, `[...document.querySelectorAll("button.entry")].filter(b => {
		const d = document.getElementById(b.getAttribute("popovertarget")), terms = d ? [...d.querySelectorAll("dt")].map(e => e.textContent) : [];
		return ["公式", "时间范围", "定义版本"].some(t => !terms.includes(t));
	}).map(b => b.textContent)`)
	if numbers := browser.Eval[int](v.Page, `document.querySelectorAll("button.entry").length`); len(poor) > 0 || numbers < 8 {
		v.Errorf("of %d numbers these have no entry: %q", numbers, poor)
	}
}

// look audits the page as it stands at both widths and in both colours, and keeps pictures where they are wished for.
func (v *visit) look(name, lang string) {
	v.Helper()
	for _, width := range []int64{390, 1440} {
		v.Size(width, 844)
		for _, scheme := range []string{"light", "dark"} {
			v.Scheme(scheme)
			where := fmt.Sprintf("%s-%s-%d-%s", name, lang, width, scheme)
			found := v.Audit(map[string]string{"zh": "zh-CN", "en": "en"}[lang], width < 720)
			for _, f := range found {
				v.Errorf("%s: %s", where, f)
			}
			if browser.Kept() || len(found) > 0 {
				v.Logf("picture: %s", v.Shot(where))
			}
		}
	}
	v.quiet(name + " in " + lang)
}

// tour looks at pages in both languages.
func (v *visit) tour(pages map[string]string) {
	v.Helper()
	for _, lang := range []string{"en", "zh"} {
		for name, path := range pages {
			at, err := url.Parse(v.url + path)
			if err != nil {
				v.Fatal(err)
			}
			q := at.Query()
			q.Set("lang", lang)
			at.RawQuery = q.Encode()
			v.Go(at.String())
			v.look(name, lang)
		}
	}
}

func TestPagesAreSoundInABrowser(t *testing.T) {
	t.Parallel()
	v := visitor(t)
	v.tour(map[string]string{"setup": strings.TrimPrefix(v.setUpLink(), v.url), "waiting-for-an-owner": "/login"})
	v.settle()
	v.tour(map[string]string{"empty": "/", "no-imports": "/imports"})
	v.upload("一年的订单，文件名很长很长很长_orders_of_the_whole_year_2025_final_final_version.csv", smallShop())
	at := browser.Eval[string](v.Page, "location.pathname")
	v.compute()
	v.tour(map[string]string{"home": "/", "imports": "/imports", "import": at})
	v.Go(v.url + "/")
	v.Press(".hero button.entry")
	v.look("entry", "zh")
	v.Press("#d-loop button")
	v.Follow("header form button")
	v.tour(map[string]string{"login": "/login"})
}

// homeBudget is how much of the first page may travel, in compressed bytes.
const homeBudget = 60 << 10

func TestHomeIsShort(t *testing.T) {
	h := newHouse(t, dbtest.Open(t, "sqlite://"+filepath.Join(t.TempDir(), "qunli.db"), rooms()))
	boss := h.setUp()
	if w := boss.uploadFile(map[string]string{"kind": "orders", "source": "shop"}, "orders.csv", smallShop()); w.Code != 303 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	h.work()
	page := boss.page("/").Body.Bytes()
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write(page); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d bytes, %d compressed", len(page), packed.Len())
	if packed.Len() > homeBudget {
		t.Errorf("%d compressed bytes, at most %d", packed.Len(), homeBudget)
	}
}
