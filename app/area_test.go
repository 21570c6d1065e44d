package app_test

import (
	"fmt"
	"html"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"qunli/community"
	"qunli/desk"
	"qunli/kit/serve"
	"qunli/livecode"
	"qunli/org"
	"qunli/sandbox"
	"qunli/web/h5"
)

var pictureOf = regexp.MustCompile(`<img src="([^"]+)"`)

// TestOneCodeTwoDistricts: two customers who scan the same code from two districts land in two groups; who is in neither sees that
// they are not served, leaves a number, and somebody has half an hour to call (COM-09, LND-05).
func TestOneCodeTwoDistricts(t *testing.T) {
	eachCompany(t, func(c *company) {
		ctx := org.Owner(c.Context(), "test")
		ids := map[string]community.ID{}
		for _, name := range []string{"曲江群", "高新群"} {
			c.act(sandbox.Act{Verb: "person", Name: name + "元老"})
			c.act(sandbox.Act{Verb: "search", Person: name + "元老", Staff: "mei", On: true})
			c.act(sandbox.Act{Verb: "group", Staff: "mei", Name: name, People: []string{name + "元老"}})
		}
		c.await("曲江群: 曲江群元老; 高新群: 高新群元老", c.members)
		groups, err := c.app.Community.List(ctx, community.Filter{Limit: 10})
		if err != nil {
			c.Fatal(err)
		}
		for _, g := range groups {
			ids[g.Name] = g.ID
		}
		code := c.publish(livecode.Plan{Code: livecode.Code{Kind: livecode.Group, Name: "配送群码", Branches: []livecode.Branch{
			{Area: "曲江", Groups: []community.ID{ids["曲江群"]}}, {Area: "高新", Groups: []community.ID{ids["高新群"]}}}}})
		c.await("there; there", func() string { // whoever tends the codes already may be another: then asking for it does nothing
			return c.lines(fmt.Sprintf(`SELECT CASE WHEN picture = '' THEN '' ELSE 'there' END AS line FROM livecode_branch WHERE code_id = %d`, int64(code.ID)))
		})
		edge, err := serve.NewEdge((&h5.Pages{Codes: c.app.Codes, Session: &h5.Session{Ring: c.app.Keys, Clock: c.app.DB.Clock()}, Frame: func() string { return "" }}).Handler(), serve.Options{})
		if err != nil {
			c.Fatal(err)
		}
		pages := httptest.NewServer(edge)
		defer pages.Close()
		at := pages.URL + livecode.Path + code.Key
		for name, area := range map[string]string{"甲": "曲江", "乙": "高新"} {
			page := visit(c.T, newJar(c.T), at, url.Values{"area": {area}})
			m := pictureOf.FindStringSubmatch(page)
			if m == nil {
				c.Fatalf("%s sees no picture:\n%s", area, page)
			}
			c.act(sandbox.Act{Verb: "person", Name: name})
			c.act(sandbox.Act{Verb: "scan", Person: name, Code: html.UnescapeString(m[1])})
		}
		c.await("曲江群: 曲江群元老; 曲江群: 甲; 高新群: 乙; 高新群: 高新群元老", c.members)

		phone := newJar(c.T)
		says := func(want string, form url.Values) {
			c.Helper()
			if text := visit(c.T, phone, at, form); !strings.Contains(text, want) {
				c.Errorf("the page lacks %s:\n%s", want, text)
			}
		}
		lead := url.Values{"area": {"-"}, "lead": {"1"}, "phone": {"1381234"}, "name": {`"><b>`}, "place": {"浐灞"}, "agree": {"1"}}
		says("留个手机号", url.Values{"area": {"-"}})
		says("手机号不对", lead)
		says(`value="&#34;&gt;&lt;b&gt;"`, lead)
		lead.Set("phone", "13812345678")
		says("已经记下", lead)
		tasks, err := c.app.Desk.List(ctx, desk.Filter{Kind: desk.Contact})
		if err != nil || len(tasks) != 1 || tasks[0].Why != "lead" || tasks[0].StaffID != c.staff("mei") || tasks[0].DueAt-tasks[0].CreatedAt != 30*60*1000 {
			c.Errorf("%+v %v", tasks, err)
		}
	})
}
