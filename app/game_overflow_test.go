package app_test

import (
	"strings"
	"testing"

	"qunli/web/h5"
)

// TestWhoPaysTooLateIsToldWhereTheyAre: two pay for the last place of a team; the later one is in the other team, which that completes,
// and both pages say so.
func TestWhoPaysTooLateIsToldWhereTheyAre(t *testing.T) {
	eachCompany(t, func(c *company) {
		c.merchant()
		c.official()
		base := c.pages()
		i := c.offers("groupbuy", "先付先得", `{"size":2,"minutes":60,"price":5900,"leader_price":4900,"stock":10,"hold_minutes":10,"pay_first":true,"overflow":"join_other"}`, "order")
		home := h5.GamePath + i.String()
		mei, zhao, li, wang := c.phone(base, "韩梅梅"), c.phone(base, "赵六"), c.phone(base, "李雷"), c.phone(base, "王小明")
		mei.presses(home, "开团", nil)
		team := mei.pays("pay", "paid")
		zhao.presses(home, "开团", nil)
		other := zhao.pays("pay", "paid")
		li.presses(team, "参团", nil)
		wang.presses(team, "参团", nil)
		li.pays("pay", "settled")
		if at := wang.pays("pay", "settled"); !strings.HasSuffix(at, other) {
			c.Errorf("they are at %s, not at %s", at, other)
		}
		if text := wang.get(other); stateOf(text) != "settled" || !strings.Contains(text, "你付款时原来的团已满员") {
			c.Error(text)
		}
		if text := wang.get(team); stateOf(text) != "moved" || linkOf(text, "看我的团") != other || !strings.Contains(text, "¥59") {
			c.Error(text)
		}
		zhao.shows(other, "settled")
		c.sound()
	})
}
