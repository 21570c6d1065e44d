package walk

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qunli/testkit/browser"
)

// screen is a picture of a page.
type screen struct{ name, route string }

// Folders of pictures are bounded, so that a clone stays small.
const (
	mostBytes    = 150 << 10
	mostTogether = 2500 << 10
)

// screens are the pages of the navigation and the chief ones behind them.
func screens() []screen {
	return []screen{
		{"loop", "/"}, {"today", "/today?whose=all"}, {"customers", "/customers"}, {"customer", "/customers/$id"}, {"ladder", "/customers/ladder"},
		{"communities", "/communities"}, {"community", "/communities/$id"}, {"matrix", "/communities/matrix"}, {"orders", "/orders"}, {"products", "/products"},
		{"referral", "/referral"}, {"tree", "/referral/tree/$id"}, {"insight", "/insight"}, {"rfm", "/insight/$name"}, {"cohorts", "/insight/cohorts"},
		{"imports", "/imports"}, {"settings", "/settings"},
	}
}

// onPhone are those that an owner opens on the way.
func onPhone() []screen {
	return []screen{{"phone-loop", "/"}, {"phone-today", "/today?whose=all"}, {"phone-customer", "/customers/$id"}}
}

// TestScreens takes the pictures of docs/screens (make screens): in daylight, in Chinese, of the demo brand of seed 1, whose
// story ends yesterday.
func TestScreens(t *testing.T) {
	dir := os.Getenv("QUNLI_SCREENS")
	if dir == "" {
		t.Skip("make screens takes the pictures")
	}
	h := enter(t)
	h.computed()
	fill := h.lively()
	total := h.pictures(dir, screens(), fill)
	h.Size(390, 844)
	total += h.pictures(dir, onPhone(), fill)
	total += h.gamePictures(dir)
	if total > mostTogether {
		t.Errorf("all pictures have %d bytes, at most %d", total, mostTogether)
	}
}

// lively fills addresses as ids does, with somebody who has brought others and the largest core group.
func (h *house) lively() func(string) string {
	h.Helper()
	first := get[struct {
		Items []struct {
			Inviter string `json:"inviter_id"`
		}
	}](h, "/api/referrals/board?limit=1").Items[0].Inviter
	group, most := "", int64(0)
	for _, g := range get[struct {
		Items []struct {
			ID      string
			Members int64
		}
	}](h, "/api/communities?kind=core&limit=200").Items {
		if g.Members > most {
			group, most = g.ID, g.Members
		}
	}
	rest := h.ids()
	return func(route string) string {
		route = strings.NewReplacer("/customers/$id", "/customers/"+first, "/referral/tree/$id", "/referral/tree/"+first, "/communities/$id", "/communities/"+group).Replace(route)
		return rest.Replace(route)
	}
}

// pictures takes one of each page and adds their bytes up.
func (h *house) pictures(dir string, all []screen, fill func(string) string) (total int64) {
	h.Helper()
	for _, s := range all {
		h.open(fill(s.route))
		h.still()
		h.settled()
		total += h.keep(dir, s.name)
	}
	h.quiet("pictures")
	return total
}

// gamePictures takes what customers see of games on their phones.
func (h *house) gamePictures(dir string) (total int64) {
	h.Helper()
	paths := map[string]string{}
	for model, settings := range games {
		paths[model] = get[preview](h, "/api/campaigns/"+h.plays(model, settings, said)+"/preview").Path
	}
	for _, s := range []struct{ model, state string }{{"groupbuy", "open"}, {"groupbuy", "paid"}, {"redpacket", "won"}} {
		h.Go(h.base + paths[s.model] + "&state=" + s.state)
		h.settled()
		total += h.keep(dir, "phone-"+s.model+"-"+s.state)
	}
	return total
}

// keep takes a picture of the page that stands there, and gives its bytes.
func (h *house) keep(dir, name string) int64 {
	h.Helper()
	file := filepath.Join(dir, name+".png")
	h.Picture(file)
	info, err := os.Stat(file)
	if err != nil {
		h.Fatal(err)
	}
	if info.Size() > mostBytes {
		h.Errorf("%s has %d bytes, at most %d", file, info.Size(), mostBytes)
	}
	return info.Size()
}

// settled waits until what is drawn after the data is drawn: charts, and nothing that still fades.
func (h *house) settled() {
	h.Helper()
	browser.Eval[bool](h.Page, `document.fonts.ready.then(() => new Promise((go) => setTimeout(() => go(true), 400)))`)
}
