package walk

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"qunli/testkit/browser"
	"qunli/testkit/crash"
	"qunli/testkit/need"
)

func TestMain(m *testing.M) { crash.Main(m, browser.Stop) }

// brand is the demo brand of size S, for all tests poured in, set up and served once until everything was derived from it.
var brand struct {
	sync.Once
	home *crash.Home
}

// house is a server over a copy of the brand, and somebody before a browser.
type house struct {
	*testing.T
	*browser.Page
	home   *crash.Home
	base   string
	clicks int // of press
}

// enter starts the program on a copy of the brand and signs its owner in.
func enter(t *testing.T) *house {
	t.Helper()
	h := arrive(t)
	h.signIn()
	return h
}

// arrive starts the program on a copy of the brand and puts somebody before its door; more are arguments of serve.
func arrive(t *testing.T, more ...string) *house {
	t.Helper()
	needConsole(t)
	page := browser.Open(t)
	dir := t.TempDir()
	copyBrand(t, dir)
	home := crash.HomeAt(t, crash.SQLite, dir, "sqlite://"+filepath.Join(dir, "qunli.db"))
	home.Adopt(brand.home)
	home.Serve(more...)
	h := &house{T: t, Page: page, home: home, base: home.Base()}
	page.Scheme("light")
	page.Size(1440, 900)
	h.Go(h.base + "/console/login?e2e=1")
	return h
}

// needConsole ends a test where the program holds no console.
func needConsole(t *testing.T) {
	t.Helper()
	if _, err := os.Stat("../console/dist/index.html.gz"); err != nil {
		need.Absent(t, "no console was built: run make web")
	}
}

// signIn opens a session of the owner in the browser, as the form does.
func (h *house) signIn() {
	h.Helper()
	body, err := json.Marshal(map[string]string{"login": crash.OwnerLogin, "password": crash.OwnerPassword})
	if err != nil {
		h.Fatal(err)
	}
	status := browser.Eval[int](h.Page, fmt.Sprintf(`fetch('/api/session', {method: 'POST', headers: {'content-type': 'application/json'}, body: %q}).then(r => r.status)`, body))
	if status/100 != 2 {
		h.Fatalf("signing in: %d", status)
	}
}

// open goes to an address of the console and waits until it has come to rest.
func (h *house) open(path string) {
	h.Helper()
	h.Go(h.base + "/console" + path)
	h.rest()
}

// rest waits until a page stands: it has its head, and nothing is loading.
func (h *house) rest() {
	h.Helper()
	h.Wait(`document.querySelector('h1') && !document.querySelector('[aria-busy=true], .bone, .ant-spin-spinning')`)
}

// quiet wants a console without a complaint.
func (h *house) quiet(where string) {
	h.Helper()
	for _, said := range h.Complaints() {
		h.Errorf("%s: the browser says %s", where, said)
	}
}

// get reads an answer of the API as whoever is signed in.
func get[T any](h *house, path string) T {
	h.Helper()
	var out T
	text := browser.Eval[string](h.Page, fmt.Sprintf(`fetch(%q).then(r => r.text())`, path))
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		h.Fatalf("%s: %v: %.300s", path, err, text)
	}
	return out
}

func copyBrand(t *testing.T, dir string) {
	t.Helper()
	brand.Do(func() {
		dir := filepath.Join(filepath.Dir(crash.Binary(t)), "brand") // goes with the binary
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		home := crash.HomeAt(t, crash.SQLite, dir, "sqlite://"+filepath.Join(dir, "qunli.db"))
		home.Run("demo", "--size", "S", "--seed", "1")
		home.Serve()
		home.Quiet()
		home.Stop()
		brand.home = home
	})
	if brand.home == nil {
		t.Fatal("the brand was not poured in")
	}
	files, err := filepath.Glob(filepath.Join(brand.home.Dir, "qunli.*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, ".lock") || strings.HasSuffix(file, ".sock") {
			continue
		}
		text, err := os.ReadFile(file)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, filepath.Base(file)), text, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}
