package console

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"testing"

	"qunli/kit/fault"
	"qunli/landing"
	"qunli/lead"
	"qunli/page"
)

// aLanding is a page that nothing keeps from being published.
func aLanding(title, picture string) m {
	return m{"skin": "warm", "top": []m{{"kind": "hook", "title": title, "picture": picture, "alt": "茶园"}, {"kind": "lead", "title": "留个手机号"}},
		"middle": []m{}, "bottom": []m{{"kind": "action", "title": "去看看", "to": "#lead"}}}
}

// TestALandingPageOverTheAPI: what is wrong is named where it is, a page is published in two variants, and one is said to be better
// only when so many left a number that chance would hardly do it (LND-04).
func TestALandingPageOverTheAPI(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		var raw bytes.Buffer
		h.must(png.Encode(&raw, image.NewGray(image.Rect(0, 0, 1500, 900))))
		picture := ok[page.Size](boss, "POST", "/api/pictures", raw.String())
		if picture.Width != 1125 || picture.Height != 675 {
			h.Errorf("%+v", picture)
		}
		l := ok[LandingView](boss, "POST", "/api/landings", m{"name": "春茶", "source": "抖音", "campaign": "2026 春茶"})
		at := "/api/landings/" + l.ID.String()
		if w := boss.send("POST", at+"/variants/a/publish", m{"edits": 0}); w.Code != http.StatusUnprocessableEntity || !bytes.Contains(w.Body.Bytes(), []byte(`page.top`)) {
			h.Errorf("%d %s", w.Code, w.Body)
		}
		if wrong := ok[list[shortfallView]](boss, "GET", at+"/variants/a/problems", nil).Items; len(wrong) < 4 {
			h.Errorf("%+v", wrong)
		}
		for _, v := range []string{"a", "b"} {
			e := ok[editionView](boss, "PUT", at+"/variants/"+v, m{"page": aLanding(v, picture.Key), "edits": 0})
			if warned := ok[list[shortfallView]](boss, "GET", at+"/variants/"+v+"/problems", nil).Items; len(warned) != 1 || !warned[0].Warns {
				h.Errorf("%+v", warned)
			}
			l = ok[LandingView](boss, "POST", at+"/variants/"+v+"/publish", m{"edits": e.Edits})
		}
		if w := boss.send("PUT", at+"/variants/a", m{"page": aLanding("x", ""), "edits": 0}); w.Code != http.StatusConflict {
			h.Errorf("a save over somebody else's is answered %d", w.Code)
		}
		l = ok[LandingView](boss, "POST", at+"/divide", m{"version": l.Version, "on": true})
		whole := ok[landingWhole](boss, "GET", at, nil)
		if whole.State != landing.Live || !whole.Split || len(whole.Variants) != 2 || whole.Variants[1].Revision != 1 || whole.Variants[0].Page.Top[0].Picture != picture.Key {
			h.Errorf("%+v", whole)
		}
		key := l.Path[len(landing.Path):]
		n := 0
		come := func(variant landing.Variant, viewers, leads int) { // as many as see that variant
			for seen := 0; seen < viewers; n++ {
				k := landing.Knock{Key: key, Visitor: fmt.Sprint("browser", n), Address: fmt.Sprint(n)}
				d, err := h.c.Landings.Open(t.Context(), k)
				h.must(err)
				if d.Page.Top[0].Title != string(variant) {
					continue
				}
				if seen++; seen <= leads {
					h.must(h.c.Landings.Leave(t.Context(), k, lead.Given{Phone: fmt.Sprint(13800000000 + n), Agreed: true}, ""))
				}
			}
		}
		come(landing.A, 20, 1)
		come(landing.B, 20, 3)
		f := ok[landingFunnelView](boss, "GET", at+"/funnel", nil)
		if f.Comparison.Enough || f.Comparison.Better != "" || f.Comparison.B < 20 || f.Comparison.A != f.Variants[0].Views {
			h.Errorf("of so few one is said to be better: %+v", f.Comparison)
		}
		come(landing.B, 40, 30)
		f = ok[landingFunnelView](boss, "GET", at+"/funnel", nil)
		if c := f.Comparison; !c.Enough || c.P >= 0.05 || c.Better != landing.B || f.Variants[1].Leads != 33 {
			h.Errorf("%+v %+v", c, f.Variants)
		}
		left := ok[list[leadView]](boss, "GET", at+"/leads?limit=10", nil)
		if len(left.Items) != 10 || left.Next == "" || left.Items[0].Call != "waiting" || left.Items[0].CustomerID == 0 || left.Items[0].Campaign != "2026 春茶" {
			h.Errorf("%+v", left)
		}
		if rest := ok[list[leadView]](boss, "GET", at+"/leads?limit=200&after="+left.Next, nil); len(rest.Items) != 24 {
			h.Errorf("%d more", len(rest.Items))
		}
		if w := boss.send("GET", at+"/picture", nil); w.Code != http.StatusOK || w.Header().Get("Content-Type") != "image/svg+xml" {
			h.Errorf("%d %s", w.Code, w.Header())
		}
		l = ok[LandingView](boss, "POST", at+"/turn", m{"version": l.Version, "state": "closed"})
		if err := h.c.Landings.Leave(t.Context(), landing.Knock{Key: key}, lead.Given{Phone: "13800000000", Agreed: true}, ""); fault.Of(err).Code != landing.ErrResting.Code {
			h.Error(err)
		}
	})
}
