package sandbox

import (
	"fmt"
	"testing"

	"qunli/kit/clock"
)

// A large organisation can be put into the world, listed to its end by pages, and found again.
func TestALargeOrganisation(t *testing.T) {
	r := newRig(t, func(s *Settings) { s.PerMinute = 0 })
	took := clock.Stopwatch()
	if err := r.Seed(t.Context(), Seed{Members: 48, Customers: 50000, Groups: 500, GroupSize: 100, Tags: 3000, Marked: 30}); err != nil {
		t.Fatal(err)
	}
	t.Logf("seeded in %v", took())
	took = clock.Stopwatch()
	r.reopen()
	t.Logf("opened in %v", took())
	took = clock.Stopwatch()
	var users []string
	for _, u := range r.get("externalcontact/get_follow_user_list")["follow_user"].([]any) {
		users = append(users, u.(string))
	}
	seen := map[string]bool{}
	for next := ""; ; {
		page := r.ok("externalcontact/batch/get_by_user", m{"userid_list": users, "cursor": next, "limit": 100})
		for _, one := range page["external_contact_list"].([]any) {
			seen[one.(m)["external_contact"].(m)["external_userid"].(string)] = true
		}
		if next = page["next_cursor"].(string); next == "" {
			break
		}
	}
	t.Logf("%d customers listed in %v", len(seen), took())
	if len(seen) != 50000 {
		t.Errorf("%d customers", len(seen))
	}
	if groups := r.ok("externalcontact/groupchat/list", m{"limit": 1000})["group_chat_list"].([]any); len(groups) != 500 {
		t.Errorf("%d groups", len(groups))
	}
	tags := 0
	for _, g := range r.ok("externalcontact/get_corp_tag_list", m{})["tag_group"].([]any) {
		tags += len(g.(m)["tag"].([]any))
	}
	if tags != 3000 {
		t.Errorf("%d tags", tags)
	}
	r.wants(40126, "externalcontact/add_corp_tag", m{"group_name": "x", "tag": []m{{"name": "y"}}})
	r.listen()
	r.set(func(s *Settings) { s.Lanes = 16 })
	r.way(m{"type": 2, "user": users[:40]})
	took = clock.Stopwatch()
	for i := range 100 {
		name := fmt.Sprint("新客", i)
		r.act(Act{Verb: "person", Name: name})
		r.act(Act{Verb: "scan", Person: name, Code: "门店码"})
	}
	t.Logf("an add one after the other takes %v", took()/100)
}
