package app_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"qunli/community"
	"qunli/kit/serve"
	"qunli/livecode"
	"qunli/org"
	"qunli/sandbox"
	"qunli/web/h5"
)

// fourAnswers are those without which no code is published.
var fourAnswers = livecode.Promise{Who: "春和茶铺的小美", Now: "一张 5 元券", Later: "每周一次尝新", Quiet: "每周最多两条"}

// publish makes a code and has it lead on.
func (c *company) publish(p livecode.Plan) livecode.Code {
	c.Helper()
	ctx := org.Owner(c.Context(), "test")
	p.Class, p.Medium, p.Promise = "internal", "store", fourAnswers
	made, err := c.app.Codes.Save(ctx, p)
	if err == nil {
		made, err = c.app.Codes.Publish(ctx, made.ID, made.Version)
	}
	if err != nil {
		c.Fatal(err)
	}
	return made
}

// staff gives the id of a member by the code.
func (c *company) staff(code string) org.StaffID {
	c.Helper()
	known, err := org.StaffByCode(c.Context(), c.app.DB.Read(), []string{code})
	if err != nil || known[code] == 0 {
		c.Fatalf("%s: %v", code, err)
	}
	return known[code]
}

// stands tells who stands behind a code, and what troubles it.
func (c *company) stands(i livecode.ID) func() string {
	return func() string {
		return c.lines(fmt.Sprintf(`SELECT behind || ' ' || trouble AS line FROM livecode_branch WHERE code_id = %d`, int64(i)))
	}
}

// TestACodeOfPeople: who stands behind it changes with the day's cap and when somebody leaves, the picture does not; those who come
// by it are of its channel, bear its tags and are counted once.
func TestACodeOfPeople(t *testing.T) {
	eachCompany(t, func(c *company) {
		code := c.publish(livecode.Plan{Code: livecode.Code{Kind: livecode.Person, Name: "曲江店门口", Source: "门店码", Tags: []string{"来源/门店"},
			Branches: []livecode.Branch{{Seats: []livecode.Seat{{StaffID: c.staff("mei"), DayCap: 2}, {StaffID: c.staff("gang"), Spare: true}}}}}})
		c.await(`["mei"] `, c.stands(code.ID))
		was := c.picture(code.ID)
		for _, name := range []string{"甲", "乙"} {
			c.act(sandbox.Act{Verb: "person", Name: name})
			c.act(sandbox.Act{Verb: "scan", Person: name, Code: was})
		}
		c.await(`["gang"] `, c.stands(code.ID))
		c.act(sandbox.Act{Verb: "person", Name: "丙"})
		c.act(sandbox.Act{Verb: "scan", Person: "丙", Code: was})
		c.await("丙 gang; 乙 mei; 甲 mei", c.bonds)
		c.act(sandbox.Act{Verb: "unfollow", Person: "乙", Staff: "mei"})
		c.await("丙 gang; 乙 mei ended by person; 甲 mei", c.bonds)
		if got := c.lines(`SELECT c.name || ' ' || c.channel || ' ' || t.name AS line FROM customer c JOIN customer_tagging g ON g.customer_id = c.id JOIN customer_tag t ON t.id = g.tag_id`); got !=
			"丙 门店码 门店; 乙 门店码 门店; 甲 门店码 门店" {
			c.Error(got)
		}
		n, err := c.app.Codes.Count(org.Owner(c.Context(), "test"), code.ID)
		if err != nil || n.Came != 3 || n.Fresh != 3 || n.Still != 2 || n.Lost != 1 || n.Visits != 0 {
			c.Errorf("%+v %v", n, err)
		}
		if now := c.picture(code.ID); now != was || was == "" {
			c.Errorf("the picture was %s and is %s", was, now)
		}
		if len(c.lines(`SELECT reason AS line FROM channel_stale WHERE reason <> ''`)) > 0 {
			c.Error("something is not read")
		}
	})
}

// picture is the address of the channel's picture behind a code.
func (c *company) picture(i livecode.ID) string {
	c.Helper()
	code, err := c.app.Codes.Get(org.Owner(c.Context(), "test"), i)
	if err != nil {
		c.Fatal(err)
	}
	return code.Branches[0].Picture
}

// TestACodeOfGroups: at its target size a group is followed by the next; one that WeCom opens by itself belongs to the code.
func TestACodeOfGroups(t *testing.T) {
	eachCompany(t, func(c *company) {
		ctx := org.Owner(c.Context(), "test")
		for _, name := range []string{"一群", "二群"} {
			c.act(sandbox.Act{Verb: "person", Name: name + "元老"})
			c.act(sandbox.Act{Verb: "search", Person: name + "元老", Staff: "mei", On: true})
			c.act(sandbox.Act{Verb: "group", Staff: "mei", Name: name, People: []string{name + "元老"}})
		}
		c.await("一群: 一群元老; 二群: 二群元老", c.members)
		ids := map[string]community.ID{}
		groups, err := c.app.Community.List(ctx, community.Filter{Limit: 10})
		if err != nil {
			c.Fatal(err)
		}
		for _, g := range groups {
			ids[g.Name] = g.ID
			_, err := c.app.Community.Update(ctx, g.ID, g.Version, community.Plan{Name: g.Name, Carrier: g.Carrier, TargetSize: 2, Cap: 3})
			if err != nil {
				c.Fatal(err)
			}
		}
		code := c.publish(livecode.Plan{Code: livecode.Code{Kind: livecode.Group, Name: "福利群码", Branches: []livecode.Branch{{Groups: []community.ID{ids["一群"], ids["二群"]}}}}})
		c.await(`2 `, c.behindGroups(code.ID))
		for _, name := range []string{"甲", "乙"} {
			c.act(sandbox.Act{Verb: "person", Name: name})
			c.act(sandbox.Act{Verb: "scan", Person: name, Code: c.picture(code.ID)})
			c.await(map[string]string{"甲": `1 `, "乙": `2 groups_full`}[name], c.behindGroups(code.ID))
		}
		c.await("一群: 一群元老; 一群: 甲; 二群: 乙; 二群: 二群元老", c.members)
		n, err := c.app.Codes.Count(ctx, code.ID)
		if err != nil || n.Came != 2 || n.Still != 2 {
			c.Errorf("%+v %v", n, err)
		}
	})
}

// behindGroups tells how many groups stand behind a code, and what troubles it.
func (c *company) behindGroups(i livecode.ID) func() string {
	return func() string {
		line := c.stands(i)()
		list, trouble, _ := strings.Cut(line, "] ")
		var keys []string
		if json.Unmarshal([]byte(list+"]"), &keys) != nil {
			return line
		}
		return fmt.Sprint(len(keys), " ", trouble)
	}
}

// TestThePageBeforeACode: the four promises, the word and the district come before the picture; each browser counts once a day.
func TestThePageBeforeACode(t *testing.T) {
	eachCompany(t, func(c *company) {
		seats := []livecode.Seat{{StaffID: c.staff("mei")}}
		code := c.publish(livecode.Plan{Invite: "春天", Code: livecode.Code{Kind: livecode.Person, Name: "分区码",
			Branches: []livecode.Branch{{Area: "曲江", Seats: seats}, {Area: "高新", Seats: seats}}}})
		c.await(`["mei"] ; ["mei"] `, c.stands(code.ID))
		edge, err := serve.NewEdge((&h5.Pages{Codes: c.app.Codes, Session: &h5.Session{Ring: c.app.Keys, Clock: c.app.DB.Clock()}, Frame: func() string { return "" }}).Handler(), serve.Options{})
		if err != nil {
			c.Fatal(err)
		}
		pages := httptest.NewServer(edge)
		defer pages.Close()
		jar := newJar(c.T)
		says := func(want string, form url.Values) {
			c.Helper()
			text := visit(c.T, jar, pages.URL+livecode.Path+code.Key, form)
			if !strings.Contains(text, want) {
				c.Errorf("the page lacks %s:\n%s", want, text)
			}
		}
		says("每周最多两条", nil)
		says("进群口令", nil)
		says("口令不对", url.Values{"word": {"秋天"}, "area": {"曲江"}})
		says("/q/", url.Values{"word": {" 春天"}, "area": {"高新"}})
		says("你的区域暂时还没开通", url.Values{"word": {"春天"}, "area": {"-"}})
		n, err := c.app.Codes.Count(org.Owner(c.Context(), "test"), code.ID)
		if err != nil || n.Visits != 1 || n.Shown != 1 || !n.Known {
			c.Errorf("%+v %v", n, err)
		}
		code, err = c.app.Codes.Pause(org.Owner(c.Context(), "test"), code.ID, code.Version)
		if err != nil {
			c.Fatal(err)
		}
		says("暂时休息", nil)
	})
}

// newJar gives a browser of its own.
func newJar(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar}
}

// visit gives what a page says; form is what was filled in, nil nothing.
func visit(t *testing.T, browser *http.Client, address string, form url.Values) string {
	t.Helper()
	var answer *http.Response
	var err error
	if form == nil {
		answer, err = browser.Get(address)
	} else {
		answer, err = browser.PostForm(address, form)
	}
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(answer.Body)
	if err := errors.Join(err, answer.Body.Close()); err != nil {
		t.Fatal(err)
	}
	return string(text)
}
