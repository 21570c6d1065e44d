package walk

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"qunli/kit/clock"
	"qunli/testkit/browser"
)

// find is the program that looks for what a person would press: a shown element of a CSS selector with a name, which is its
// label or its text; where none is called so, one whose name begins so. "" is the first.
const find = `((css, name) => {
	const plain = (s) => (s ?? '').replace(/\s+/g, ' ').trim()
	const called = (e) => plain(e.getAttribute('aria-label') || e.labels?.[0]?.innerText || e.innerText || e.getAttribute('placeholder') || e.title)
	const all = [...document.querySelectorAll(css)].filter((e) => e.getClientRects().length > 0)
	return all.find((e) => called(e) === name) ?? all.find((e) => called(e).startsWith(name))
})`

// place gives where to press an element, once it stands still, is enabled, and nothing lies over it.
const place = `(async () => {
	const end = performance.now() + 25000
	let was = ''
	for (let said = 'it is not there'; ; await new Promise((go) => setTimeout(go, 40))) {
		if (performance.now() > end) return { x: 0, y: 0, said }
		const e = %s(%q, %q)
		if (!e) { said = 'it is not there'; continue }
		if (e.disabled || e.getAttribute('aria-disabled') === 'true') { said = 'it is disabled'; continue }
		e.scrollIntoView({ block: 'center', inline: 'nearest' })
		const r = e.getBoundingClientRect()
		const x = r.x + r.width / 2, y = r.y + r.height / 2
		const now = x + ' ' + y
		if (now !== was) { was = now; said = 'it does not stand still'; continue }
		const top = document.elementFromPoint(x, y)
		const box = e.closest('.ant-select, label') ?? e
		if (!top || !(box.contains(top) || top.contains(e))) { said = 'something lies over it: ' + top?.outerHTML.slice(0, 200); continue }
		return { x, y, said: '' }
	}
})()`

// press clicks what is called so.
func (h *house) press(css, name string) {
	h.Helper()
	at := browser.Eval[struct {
		X, Y float64
		Said string
	}](h.Page, fmt.Sprintf(place, find, css, name))
	if at.Said != "" {
		h.Fatalf("%s %q cannot be pressed, %s\non %s\n%.1500s", css, name, at.Said, browser.Eval[string](h.Page, `location.href`), h.Text("body"))
	}
	h.clicks++
	h.Click(at.X, at.Y)
}

// write puts a text into a field, instead of what is there.
func (h *house) write(css, name, text string) {
	h.Helper()
	h.press(css, name)
	h.Shortcut("a")
	h.Type("\b" + text)
}

const option = ".ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option"

// choose takes an option of a list; "" takes the first.
func (h *house) choose(name, text string) {
	h.Helper()
	h.press("[role=combobox]", name)
	h.press(option, text)
}

// until waits for a shown element.
func (h *house) until(css, name string) {
	h.Helper()
	h.Wait(fmt.Sprintf(`%s(%q, %q)`, find, css, name))
}

// gone waits until an element is not shown.
func (h *house) gone(css, name string) {
	h.Helper()
	h.Wait(fmt.Sprintf(`!%s(%q, %q)`, find, css, name))
}

// says waits for a text anywhere on the page.
func (h *house) says(text string) {
	h.Helper()
	h.Wait(fmt.Sprintf(`document.body.innerText.includes(%q)`, text))
}

// still waits until nothing has been loading for a moment.
func (h *house) still() {
	h.Helper()
	h.rest()
	browser.Eval[bool](h.Page, `new Promise((go) => setTimeout(() => go(true), 150))`)
	h.rest()
}

// at is the address under the console, with its question.
func (h *house) at() string {
	h.Helper()
	return browser.Eval[string](h.Page, `location.pathname.replace('/console', '') + location.search`)
}

// rows are the keys of the rows of the table of a page.
func (h *house) rows() []string {
	h.Helper()
	return browser.Eval[[]string](h.Page, `[...document.querySelectorAll('.ant-table-row')].map((e) => e.dataset.rowKey)`)
}

// fetch makes a request as whoever is signed in, past the program of the page, and gives the status and the text.
func (h *house) fetch(method, path, body string) (int, string) {
	h.Helper()
	type answer struct {
		Status int
		Text   string
	}
	with := fmt.Sprintf("method: %q", method)
	if body != "" {
		with += fmt.Sprintf(", headers: {'content-type': 'application/json'}, body: %q", body)
	}
	a := browser.Eval[answer](h.Page, fmt.Sprintf(`fetch(%q, {%s}).then(async (r) => ({Status: r.status, Text: await r.text()}))`, path, with))
	return a.Status, a.Text
}

// quietBut wants no complaint but those that are part of the journey: a refused request is told by the browser too.
func (h *house) quietBut(where string, expected ...string) {
	h.Helper()
	for _, said := range h.Complaints() {
		if !slices.ContainsFunc(expected, func(part string) bool { return strings.Contains(said, part) }) {
			h.Errorf("%s: the browser says %s", where, said)
		}
	}
}

// saved gives the lines of the one CSV file that the page saved into a folder.
func (h *house) saved(dir string) [][]string {
	h.Helper()
	for watch := clock.Stopwatch(); watch() < 20*time.Second; {
		files, err := filepath.Glob(filepath.Join(dir, "*.csv"))
		if err != nil {
			h.Fatal(err)
		}
		if len(files) == 1 {
			return h.lines(files[0])
		}
		browser.Eval[bool](h.Page, `new Promise((go) => setTimeout(() => go(true), 100))`)
	}
	h.Fatal("no file was saved")
	return nil
}

func (h *house) lines(file string) [][]string {
	h.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		h.Fatal(err)
	}
	in := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(text), "\ufeff")))
	in.FieldsPerRecord = -1 // refused rows have as many cells as they have
	lines, err := in.ReadAll()
	if err != nil {
		h.Fatalf("%s: %v", file, err)
	}
	return lines
}
