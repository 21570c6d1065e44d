package app_test

import (
	"net/http"
	"net/url"
	"strconv"
	"testing"

	"qunli/campaign"
	"qunli/org"
	"qunli/web/h5"
)

// TestFluencyOnPhones: two press the button of a game with one piece; one gets and pays it, the other is too late. Every step counts once a
// browser, however often it is looked at, and the first screen's time once, of whoever tells (CAM-19).
func TestFluencyOnPhones(t *testing.T) {
	eachCompany(t, func(c *company) {
		c.merchant()
		c.official()
		base := c.pages()
		i := c.offers("flashsale", "最后一件", `{"items":[{"key":"a","name":"A","price":1990,"stock":1,"per_person":1}],"hold_minutes":15}`, "order")
		home := h5.GamePath + i.String()
		mei, li := c.phone(base, "韩梅梅"), c.phone(base, "李雷")
		tells := func(b *browsing, ms int, want int) {
			t.Helper()
			answer, err := b.http.PostForm(base+home+"/load", url.Values{"ms": {strconv.Itoa(ms)}})
			b.read(answer, err, want)
		}
		tells(mei, 900, http.StatusNoContent) // has not seen the page: not counted
		page := mei.get(home)
		for range 2 {
			mei.get(home)
			tells(mei, 1210, http.StatusNoContent)
		}
		tells(mei, 0, http.StatusUnprocessableEntity)
		li.get(home)
		action, sent := formOf(page, "立即抢购")
		mei.presses(home, "立即抢购", nil)
		mei.pays("pay", "settled")
		mei.get(home)
		for range 2 { // the page that he kept open still shows the button; the first time he is not known yet
			answer, err := li.http.PostForm(base+action, sent)
			li.read(answer, err, http.StatusOK)
		}
		owner := org.Owner(t.Context(), "test")
		if err := c.app.Campaign.KeepFootfall(owner); err != nil {
			t.Fatal(err)
		}
		f, err := c.app.Campaign.Fluency(owner, i)
		if err != nil {
			t.Fatal(err)
		}
		want := []campaign.StepCount{{Step: campaign.Looked, N: 2}, {Step: campaign.Pressed, N: 2, Wrong: 1}, {Step: campaign.Got, N: 1}, {Step: campaign.Sheet, N: 1}, {Step: campaign.Finish, N: 1}}
		if len(f.Steps) != len(want) {
			t.Fatalf("%+v", f.Steps)
		}
		for n := range want {
			if f.Steps[n] != want[n] {
				t.Errorf("step %+v, want %+v", f.Steps[n], want[n])
			}
		}
		if *f.Share != .5 || !f.Rough || f.Worst != campaign.Got || f.Loads != 1 || *f.P75 != 1250 {
			t.Errorf("%+v", f)
		}
		c.sound()
	})
}
