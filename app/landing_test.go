package app_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"image"
	"image/png"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"qunli/desk"
	"qunli/kit/db"
	"qunli/kit/secret"
	"qunli/landing"
	"qunli/lead"
	"qunli/livecode"
	"qunli/org"
	"qunli/page"
	"qunli/sandbox"
	"qunli/web/h5"
)

// lands publishes a landing page with a picture, whose leads mei calls.
func (c *company) lands(title, follow string) landing.Landing {
	c.Helper()
	owner := org.Owner(c.Context(), "test")
	var raw bytes.Buffer
	if err := png.Encode(&raw, image.NewGray(image.Rect(0, 0, 1500, 900))); err != nil {
		c.Fatal(err)
	}
	picture, err := c.app.Pictures.Add(owner, &raw)
	if err != nil {
		c.Fatal(err)
	}
	l, err := c.app.Landing.Draft(owner, landing.Settings{Name: title, Source: "抖音", Campaign: "2026 春茶", Follow: follow, Callers: []org.StaffID{c.staff("mei")}})
	if err != nil {
		c.Fatal(err)
	}
	p := page.Page{Skin: "warm",
		Top:    []page.Block{{Kind: page.Hook, Title: title, Text: "留个电话，寄一份试饮装", Picture: picture.Key, Alt: "茶园"}, {Kind: page.Lead, Title: "免费领试饮装"}},
		Middle: []page.Block{{Kind: page.Trust, Title: "食品经营许可证", Text: "JY1610000000001", Proof: "qualification"}, {Kind: page.Trust, Title: "过期的", Proof: "certificate", Until: "2020-01-01"}},
		Bottom: []page.Block{{Kind: page.Lead, Title: "还没留？现在留"}, {Kind: page.Action, Title: "看看大家怎么说", To: "/q/others"}}}
	e, err := c.app.Landing.Save(owner, l.ID, landing.A, p, 0)
	if err == nil {
		l, err = c.app.Landing.Publish(owner, l.ID, landing.A, e.Edits)
	}
	if err != nil {
		c.Fatal(err)
	}
	return l
}

func (b *browsing) post(path string, form url.Values, want int) string {
	b.c.Helper()
	answer, err := b.http.PostForm(b.base+path, form)
	return b.read(answer, err, want)
}

// TestALeadOfALandingPageIsCalled: somebody leaves a number; a member has the task at once, and who looks after more when nobody called
// in half an hour; the contact that the member adds by that number is the same customer, seen in the funnel (LND-04, LND-05).
func TestALeadOfALandingPageIsCalled(t *testing.T) {
	eachCompany(t, func(c *company) {
		owner := org.Owner(c.Context(), "test")
		code := c.publish(livecode.Plan{Code: livecode.Code{Kind: livecode.Person, Name: "跟进码", Branches: []livecode.Branch{{Seats: []livecode.Seat{{StaffID: c.staff("mei")}}}}}})
		l := c.lands("春茶上市", livecode.Path+code.Key)
		phone, at := c.browse(c.pages(), ""), landing.Path+l.Key
		shown := phone.get(at + "?ch=wx")
		has := func(text string, want bool, says ...string) {
			c.Helper()
			for _, s := range says {
				if strings.Contains(text, s) != want {
					c.Errorf("%q is there: %v\n%s", s, !want, text)
				}
			}
		}
		has(shown, true, "春茶上市", "经营资质", `data-skin="warm"`, `id="lead"`, `id="lead-2"`, `/go?to=%2Fq%2Fothers`, `width="1125" height="675"`)
		has(shown, false, "过期的", "加我们为好友", "http://", "https://")
		if n := packed(t, shown); n > 14<<10 {
			c.Errorf("the page is %d bytes packed", n)
		}
		picture := regexp.MustCompile(`/p/pic_\w+`).FindString(shown)
		if len(phone.get(picture)) > 60<<10 {
			c.Error("the picture is large")
		}
		phone.post(at+"/reach", url.Values{"step": {"seen"}}, http.StatusNoContent)
		phone.post(at+"/reach", url.Values{"depth": {"60"}, "dwell": {"3000"}}, http.StatusNoContent)
		phone.post(at+"/reach", url.Values{"depth": {"nonsense"}}, http.StatusNoContent)
		form := url.Values{"form": {"2"}, "phone": {"1380000"}, "name": {`"><b>`}, "agree": {"1"}}
		wrong := phone.post(at, form, http.StatusOK)
		has(wrong, true, "手机号不对", `value="&#34;&gt;&lt;b&gt;"`, `id="phone-2" name="phone" type="tel" inputmode="tel" autocomplete="tel" required maxlength="20" value="1380000" aria-invalid="true"`)
		form.Set("phone", "138 0000 0001")
		has(phone.post(at, form, http.StatusOK), true, "已经记下", "加我们为好友")
		has(phone.get(at), false, "<form")

		draft := (&h5.Session{Ring: c.app.Keys, Clock: c.app.DB.Clock()}).LandingPreview(l.ID, landing.A)
		seen := phone.get(draft)
		has(seen, true, "春茶上市", " disabled>")
		has(seen, false, "<script", "/go?")
		measures := regexp.MustCompile(`/p/script/\w+\.js`).FindString(phone.get(draft + "&fold=1"))
		has(phone.get(measures), true, "qunli: 'fold'")
		answer, err := phone.http.Get(phone.base + strings.Replace(draft, "key=", "key=x", 1))
		phone.read(answer, err, http.StatusNotFound)

		left, err := c.app.Landing.Leads(owner, l.ID, 0, 0)
		if err != nil || len(left) != 1 {
			c.Fatal(left, err)
		}
		one := left[0]
		if one.Task.StaffID != c.staff("mei") || one.Task.CreatedAt-one.At > time.Minute.Milliseconds() || one.Task.DueAt-one.At != lead.Within || one.Campaign != "2026 春茶" {
			c.Errorf("%+v", one)
		}
		if one.Address == "" || one.Address == secret.Hash(one.Day+"127.0.0.1") || one.Address == secret.Hash(one.Day) {
			c.Error("the address of who left it can be found by trying them all")
		}
		c.late(one.Task.ID)
		if err := c.app.Leads.Tend(owner); err != nil {
			c.Fatal(err)
		}
		if raised, err := c.app.Desk.List(owner, desk.Filter{Raised: true}); err != nil || len(raised) != 1 || raised[0].ID != one.Task.ID {
			c.Errorf("%+v %v", raised, err)
		}

		c.act(sandbox.Act{Verb: "person", Name: "王芳"})
		c.act(sandbox.Act{Verb: "search", Person: "王芳", Staff: "mei", Text: "13800000001", On: true})
		c.await("mei", func() string {
			return c.lines(fmt.Sprintf(`SELECT member AS line FROM customer_bond WHERE customer_id = %d`, int64(one.CustomerID)))
		})
		if people := c.lines(`SELECT 'people ' || COUNT(*) AS line FROM customer`); people != "people 1" {
			c.Error(people)
		}
		got, _, err := c.app.Landing.Funnel(owner, l.ID)
		if want := (landing.Count{Variant: landing.A, Channel: "wx", Views: 1, Seen: 1, Clicked: 1, Begun: 1, Leads: 1, Friends: 1, Told: 1, Down25: 1, Down50: 1, Dwell: 3000}); err != nil || len(got) != 1 || got[0] != want {
			c.Errorf("%+v %v", got, err)
		}
	})
}

// TestWhoLeftANumberIsLedOn: whoever comes back is not asked for their number again; the last section asks them to follow the official account by the
// picture of its code, or to join by a code of ours, also where it held only a button to the form (LND-02).
func TestWhoLeftANumberIsLedOn(t *testing.T) {
	eachCompany(t, func(c *company) {
		owner := org.Owner(c.Context(), "test")
		l := c.lands("春茶上市", "")
		code, err := c.app.Pictures.Add(owner, square(c))
		if err != nil {
			c.Fatal(err)
		}
		set := l.Settings
		set.Account = "春风茶馆"
		if _, err := c.app.Landing.Change(owner, l.ID, l.Version, set); err == nil {
			c.Error("an account without a code is taken")
		}
		set.AccountPicture = "pic_none"
		if _, err := c.app.Landing.Change(owner, l.ID, l.Version, set); err == nil {
			c.Error("a picture that there is not is taken")
		}
		set.AccountPicture = code.Key
		if l, err = c.app.Landing.Change(owner, l.ID, l.Version, set); err != nil {
			c.Fatal(err)
		}
		_, all, err := c.app.Landing.Get(owner, l.ID)
		if err != nil {
			c.Fatal(err)
		}
		p := all[0].Page
		p.Bottom = []page.Block{{Kind: page.Action, Title: "去留电话", To: "#lead"}}
		e, err := c.app.Landing.Save(owner, l.ID, landing.A, p, all[0].Edits)
		if err == nil {
			_, err = c.app.Landing.Publish(owner, l.ID, landing.A, e.Edits)
		}
		if err != nil {
			c.Fatal(err)
		}
		phone, at := c.browse(c.pages(), ""), landing.Path+l.Key
		if first := phone.get(at); !strings.Contains(first, "去留电话") || strings.Contains(first, code.Key) {
			c.Error(first)
		}
		phone.post(at, url.Values{"form": {"1"}, "phone": {"13800000001"}, "agree": {"1"}}, http.StatusOK)
		again := phone.get(at)
		if strings.Contains(again, "<form") || strings.Contains(again, "去留电话") || strings.Count(again, "/p/"+code.Key) != 1 || !strings.Contains(again, "关注我们的公众号") || !strings.Contains(again, "春风茶馆") {
			c.Error(again)
		}
		if other := c.browse(c.pages(), "").get(at); !strings.Contains(other, "<form") {
			c.Error("somebody else is not asked")
		}
	})
}

// square is a small picture.
func square(c *company) io.Reader {
	c.Helper()
	var raw bytes.Buffer
	if err := png.Encode(&raw, image.NewGray(image.Rect(0, 0, 300, 300))); err != nil {
		c.Fatal(err)
	}
	return &raw
}

// late has half an hour pass for a task.
func (c *company) late(i desk.ID) {
	c.Helper()
	err := c.app.DB.Tx(c.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := db.Exec(ctx, tx, `UPDATE desk_task SET due_at = due_at - $2 WHERE id = $1`, i, lead.Within+1000)
		return err
	})
	if err != nil {
		c.Fatal(err)
	}
}

// packed tells how many bytes a page has on the wire.
func packed(t *testing.T, text string) int {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.WriteString(z, text); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}
