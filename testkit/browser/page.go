package browser

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long one step may take on a busy machine.
const patience = 30 * time.Second

// Page is a tab with cookies of its own. Its methods end the test where a step cannot be done.
type Page struct {
	tb  testing.TB
	ctx context.Context

	mu   sync.Mutex
	said []string // errors and warnings of the console
}

// Open opens an empty tab, closed when the test ends.
func Open(tb testing.TB) *Page {
	tb.Helper()
	program, err := Available()
	if err != nil {
		absent(tb, err)
	}
	b, err := shared.get(program)
	if err != nil {
		tb.Fatal(err)
	}
	ctx, cancel := chromedp.NewContext(b, chromedp.WithNewBrowserContext())
	tb.Cleanup(cancel)
	p := &Page{tb: tb, ctx: ctx}
	if err := chromedp.Listen(ctx, p.listen); err != nil {
		tb.Fatal(err)
	}
	return p
}

// listen keeps what the browser complains of: refused by the policy, not found, wrong in the page.
func (p *Page) listen(event any) {
	said := ""
	switch e := event.(type) {
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			said = e.Entry.Text + " " + e.Entry.URL
		}
	case *runtime.EventExceptionThrown:
		said = e.ExceptionDetails.Text
	case *runtime.EventConsoleAPICalled:
		said = fmt.Sprintf("console.%s", e.Type)
	}
	if said != "" {
		p.mu.Lock()
		p.said = append(p.said, said)
		p.mu.Unlock()
	}
}

// Complaints gives what the console said since last asked.
func (p *Page) Complaints() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	said := p.said
	p.said = nil
	return said
}

func (p *Page) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.tb.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.tb.Fatalf("%s: %v", what, err)
	}
}

// Size sets the window in CSS pixels; a width below 720 is a phone with a touch screen.
func (p *Page) Size(width, height int64) {
	p.tb.Helper()
	if width < 720 {
		p.do("size", chromedp.EmulateViewport(width, height, chromedp.EmulateMobile, chromedp.EmulateTouch, chromedp.EmulatePortrait))
		return
	}
	p.do("size", chromedp.EmulateViewport(width, height))
}

// Scheme sets the colours people prefer, "light" or "dark"; motion is always reduced.
func (p *Page) Scheme(name string) {
	p.tb.Helper()
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}, {Name: "prefers-reduced-motion", Value: "reduce"}}
	p.do("scheme", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features})
		return err
	}))
}

// Go opens an address and waits until the page is there.
func (p *Page) Go(url string) {
	p.tb.Helper()
	p.do("go to "+url, chromedp.Navigate(url))
}

// Choose gives a file to the file field of that CSS selector.
func (p *Page) Choose(field, file string) {
	p.tb.Helper()
	p.do("choose "+file, chromedp.SetUploadFiles(chromedp.CSS(field), []string{file}))
}

// Wait waits until a JavaScript expression is true on the page that stands there: of pages that change without a reload.
func (p *Page) Wait(expression string) {
	p.tb.Helper()
	const look = `new Promise((done) => {
		const end = performance.now() + %d
		const look = () => (%s) ? done(true) : performance.now() > end ? done(false) : setTimeout(look, 40)
		look()
	})`
	if !Eval[bool](p, fmt.Sprintf(look, (patience-5*time.Second).Milliseconds(), expression)) {
		p.tb.Fatalf("never true: %s\non %s\n%.1500s", expression, Eval[string](p, `location.href`), p.Text("body"))
	}
}

// Fill types a text into the empty field of that CSS selector.
func (p *Page) Fill(field, text string) {
	p.tb.Helper()
	p.do("fill "+field, chromedp.SendKeys(chromedp.CSS(field), text))
}

// Press clicks what stays on the page.
func (p *Page) Press(selector string) {
	p.tb.Helper()
	p.do("press "+selector, chromedp.Click(chromedp.CSS(selector)))
}

// Eval gives the value of a JavaScript expression; of a promise, what it comes to.
func Eval[T any](p *Page, expression string) T {
	p.tb.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, func(e *runtime.EvaluateParams) { e.AwaitPromise = new(true) }))
	if err != nil {
		p.tb.Fatalf("%.80s: %v", expression, err)
	}
	return v
}

// Text gives the visible text of the first element of a CSS selector; "" when there is none.
func (p *Page) Text(selector string) string {
	p.tb.Helper()
	return Eval[string](p, fmt.Sprintf(`(document.querySelector(%q) || {innerText: ""}).innerText`, selector))
}

//go:embed audit.js
var audit string

// Audit looks at the page as it stands and names what people would stumble over: the page is wider than the window, a
// field has no label, a target is too small for a thumb (on a phone), a text is too faint, headings jump, the language
// is not said.
func (p *Page) Audit(lang string, phone bool) []string {
	p.tb.Helper()
	return Eval[[]string](p, fmt.Sprintf("(%s)(%q, %t)", audit, lang, phone))
}

//go:embed focus.js
var focus string

// Focused is where the keyboard is. ID tells one element of the page that stands there from another; it is 0 where no element
// has the focus. Faults say why somebody with nothing but a keyboard would not know where they are.
type Focused struct {
	ID     int
	Name   string
	Faults []string
}

// Focus tells where the keyboard is.
func (p *Page) Focus() Focused {
	p.tb.Helper()
	return Eval[Focused](p, "("+focus+")()")
}

// Shot keeps a picture of the whole page in the folder QUNLI_SHOTS, if one is named.
func (p *Page) Shot(name string) {
	p.tb.Helper()
	dir := os.Getenv("QUNLI_SHOTS")
	if dir == "" {
		return
	}
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		p.tb.Fatalf("picture of %s: %v", name, err)
	}
	if err := os.WriteFile(filepath.Join(dir, "qunli-"+name+".png"), picture, 0o600); err != nil {
		p.tb.Fatal(err)
	}
}
