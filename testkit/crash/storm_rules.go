package crash

import (
	"fmt"
	"net/http"
	"strings"

	"qunli/kit/db"
)

// Rule is a saved rule as its caller left it. Only that caller changes it, so that it stands exactly like this: a change that
// was lost or done twice shows in the version.
type Rule struct {
	ID      string
	Name    string
	Text    string // canonical
	Tag     string
	Paused  bool
	Version int64
}

// rulesEach is how many rules a caller keeps at most: each of them is asked about everybody whom facts change.
const rulesEach = 2

// text gives a rule to save, spelled canonically.
func (c *caller) text() string {
	return []string{
		fmt.Sprintf("spent > %d.00", 1+c.IntN(400)),
		fmt.Sprintf("orders >= %d", 1+c.IntN(6)),
		"tag = 手工/热",
		"groups >= 1",
		fmt.Sprintf("messages(%dd) >= %d", 10+c.IntN(20), 1+c.IntN(3)),
		fmt.Sprintf("last_order older than %dd", 1+c.IntN(30)),
	}[c.IntN(6)]
}

// rule saves a rule; every other puts a tag of its own on its members.
func (c *caller) rule(name string) *request {
	if len(c.rules) >= rulesEach {
		return nil
	}
	r := &Rule{Name: name, Text: c.text(), Version: 1}
	if c.IntN(2) == 0 {
		r.Tag = "风暴/" + name
	}
	body := map[string]any{"name": r.Name, "rule": r.Text, "tag": r.Tag}
	return &request{path: "/api/segments", body: body, sure: true, done: func(a Answer, d *Deeds) {
		var got struct {
			ID string `json:"id"`
		}
		if a.OK() && a.Into(&got) == nil && got.ID != "" { // else the answer did not survive: it stands, and is left alone
			r.ID = got.ID
			c.rules = append(c.rules, r)
		}
		d.Rules[r.Name] = *r
	}}
}

// own gives one of the rules that this caller saved, nil while there is none.
func (c *caller) own() *Rule {
	if len(c.rules) == 0 {
		return nil
	}
	return c.rules[c.IntN(len(c.rules))]
}

// rewrite gives a rule another text: its members are found anew.
func (c *caller) rewrite(string) *request {
	r := c.own()
	if r == nil {
		return nil
	}
	next := *r
	next.Text, next.Version = c.text(), r.Version+1
	body := map[string]any{"name": r.Name, "rule": next.Text, "tag": r.Tag, "version": r.Version}
	return &request{path: "/api/segments/" + r.ID, method: http.MethodPut, body: body, sure: true, done: func(_ Answer, d *Deeds) {
		*r = next
		d.Rules[r.Name] = next
	}}
}

func (c *caller) pause(string) *request  { return c.turnTo("pause", true) }
func (c *caller) resume(string) *request { return c.turnTo("resume", false) }

// turnTo pauses or resumes a rule; one that is so already stays as it is.
func (c *caller) turnTo(how string, paused bool) *request {
	r := c.own()
	if r == nil {
		return nil
	}
	next := *r
	if next.Paused = paused; r.Paused != paused {
		next.Version++
	}
	return &request{path: "/api/segments/" + r.ID + "/" + how, sure: true, done: func(_ Answer, d *Deeds) {
		*r = next
		d.Rules[r.Name] = next
	}}
}

// drop forgets a rule with its members and takes its tag off, in as many transactions as it takes.
func (c *caller) drop(string) *request {
	r := c.own()
	if r == nil {
		return nil
	}
	return &request{path: "/api/segments/" + r.ID, method: http.MethodDelete, sure: true, done: func(_ Answer, d *Deeds) {
		for i := range c.rules {
			if c.rules[i] == r {
				c.rules = append(c.rules[:i], c.rules[i+1:]...)
				break
			}
		}
		delete(d.Rules, r.Name)
		d.Dropped = append(d.Dropped, r.Name)
	}}
}

// rules compares saved rules with what callers were told: each as it was left, none that was dropped, and no tag of those.
func (j *judge) rules(told Deeds) {
	j.Helper()
	rows, err := db.All[struct {
		Name, Rule, Tag, State string
		Version                int64
	}](j.ctx, j.q, `SELECT name, rule, tag, state, version FROM segment`)
	if err != nil {
		j.Fatal(err)
	}
	have, wrongs := map[string]string{}, 0
	for _, r := range rows {
		if strings.HasPrefix(r.Name, "rule-") {
			have[r.Name] = fmt.Sprintf("%s [%s] paused %t, version %d", r.Rule, r.Tag, r.State == "paused", r.Version)
		}
	}
	for name, r := range told.Rules {
		if want := fmt.Sprintf("%s [%s] paused %t, version %d", r.Text, r.Tag, r.Paused, r.Version); have[name] != want {
			j.wrong(&wrongs, "rule %s stands as %q, want %q", name, have[name], want)
		}
		delete(have, name)
	}
	for name, stands := range have {
		j.wrong(&wrongs, "rule %s stands as %s and was dropped or never acknowledged", name, stands)
	}
	for _, name := range told.Dropped {
		tagged, err := db.All[string](j.ctx, j.q, `SELECT t.name FROM customer_tag t JOIN customer_tagging g ON g.tag_id = t.id
			WHERE t.family = '风暴' AND t.name = $1 LIMIT 1`, name)
		if err != nil {
			j.Fatal(err)
		}
		if len(tagged) > 0 {
			j.wrong(&wrongs, "the tag of rule %s, which was dropped, is still on people", name)
		}
	}
}
