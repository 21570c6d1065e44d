package app_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/livecode"
	"qunli/mirror"
	"qunli/org"
	"qunli/sandbox"
)

// meet has a member and a person add each other, and gives the person once both sides know it.
func (c *company) meet(person string, staff ...string) customer.ID {
	c.Helper()
	c.act(sandbox.Act{Verb: "person", Name: person})
	for _, s := range staff {
		c.act(sandbox.Act{Verb: "search", Person: person, Staff: s, On: true})
	}
	c.await(fmt.Sprint(len(staff)), func() string {
		return c.lines(`SELECT CAST(COUNT(*) AS TEXT) AS line FROM customer_bond b JOIN customer c ON c.id = b.customer_id WHERE b.until = 0 AND c.name = '` + person + `'`)
	})
	i, err := db.One[customer.ID](c.Context(), c.app.DB.Read(), `SELECT id FROM customer WHERE name = $1`, person)
	if err != nil {
		c.Fatal(err)
	}
	return i
}

// outsideTags tells which tags the bonds carry outside: "person/member: tag tag".
func (c *company) outsideTags() string {
	names := map[string]string{}
	state := c.world.State()
	for _, g := range state["tags"].([]map[string]any) {
		for _, t := range g["tag"].([]map[string]any) {
			names[t["id"].(string)] = t["name"].(string)
		}
	}
	var out []string
	for _, p := range state["customers"].([]map[string]any) {
		for _, f := range p["follow"].([]map[string]any) {
			var tags []string
			for _, id := range f["tags"].([]string) {
				tags = append(tags, names[id])
			}
			slices.Sort(tags)
			out = append(out, fmt.Sprintf("%s/%s: %s", p["name"], f["userid"], strings.Join(tags, " ")))
		}
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}

// insideTags tells who has which tags here.
func (c *company) insideTags() string {
	return c.lines(`SELECT c.name || ' ' || t.family || '/' || t.name AS line FROM customer_tagging g JOIN customer c ON c.id = g.customer_id JOIN customer_tag t ON t.id = g.tag_id`)
}

// TestTagsAreTheSameOnBothSides: a tag of a shared family that is put on or taken off on either side is so on the other, on every
// bond; nothing comes back, and lost replies double nothing (CUS-02).
func TestTagsAreTheSameOnBothSides(t *testing.T) {
	eachCompany(t, func(c *company) {
		ctx := org.Owner(c.Context(), "test")
		who := []customer.ID{c.meet("王小明", "mei", "gang")}
		c.must(c.app.Customer.Tag(ctx, who, []string{"等级/金", "内部/难缠"}))
		c.must(c.app.Mirror.Share(ctx, "等级", true))
		c.await("王小明/gang: 金; 王小明/mei: 金", c.tended(c.outsideTags))

		c.set(func(s *sandbox.Settings) { s.DropReply = 0.2 })
		c.must(c.app.DB.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return customer.RuleTag(ctx, tx, "等级/铂", who, nil) }))
		c.await("王小明/gang: 金 铂; 王小明/mei: 金 铂", c.tended(c.outsideTags))
		c.set(func(s *sandbox.Settings) { s.DropReply = 0 })
		c.rested()

		c.act(sandbox.Act{Verb: "untag", Person: "王小明", Staff: "mei", Tags: []string{"金"}})
		c.await("王小明 内部/难缠; 王小明 等级/铂", c.insideTags)
		c.await("王小明/gang: 铂; 王小明/mei: 铂", c.tended(c.outsideTags))

		c.act(sandbox.Act{Verb: "newtag", Group: "等级", Name: "银"})
		c.act(sandbox.Act{Verb: "tag", Person: "王小明", Staff: "gang", Tags: []string{"银"}})
		c.await("王小明 内部/难缠; 王小明 等级/铂; 王小明 等级/银", c.insideTags)
		c.await("王小明/gang: 铂 银; 王小明/mei: 铂 银", c.tended(c.outsideTags))

		c.must(c.app.Customer.Untag(ctx, who, []string{"等级/银", "等级/铂"}))
		c.await("王小明/gang: ; 王小明/mei: ", c.tended(c.outsideTags))
		c.rested()
		calls := c.calls("externalcontact/mark_tag 0")
		c.sync()
		c.synced()
		c.rested()
		if again := c.calls("externalcontact/mark_tag 0"); again != calls || c.insideTags() != "王小明 内部/难缠" {
			c.Errorf("%v calls more; %s", again-calls, c.insideTags())
		}
		if got := c.families(); got != "等级: 金 铂 银" {
			c.Error(got)
		}
	})
}

// TestATagDeletedOutsideIsNotMadeAnew: nobody loses it here, it is told of, and sharing the family again makes it again.
func TestATagDeletedOutsideIsNotMadeAnew(t *testing.T) {
	eachCompany(t, func(c *company) {
		ctx := org.Owner(c.Context(), "test")
		who := []customer.ID{c.meet("王小明", "mei")}
		c.must(c.app.Customer.Tag(ctx, who, []string{"等级/金"}))
		c.must(c.app.Mirror.Share(ctx, "等级", true))
		c.await("王小明/mei: 金", c.tended(c.outsideTags))
		c.rested()
		c.must(c.app.DB.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { // a list read now is not behind
			_, err := db.Exec(ctx, tx, `UPDATE mirror_word SET at = at - 120000`)
			return err
		}))
		c.act(sandbox.Act{Verb: "deltag", ID: c.tagID("金")})
		c.await("1", func() string { return c.lines(`SELECT '1' AS line FROM mirror_word WHERE gone_at <> 0`) })
		c.rested()
		if got := c.insideTags() + "; " + c.families(); got != "王小明 等级/金; " {
			c.Error(got)
		}
		s, err := c.app.Mirror.Sharing(ctx)
		c.must(err)
		if len(s.Families) != 1 || !s.Families[0].Shared || len(s.Families[0].Troubles) != 1 || !s.Families[0].Troubles[0].Gone {
			c.Errorf("%+v", s)
		}
		c.must(c.app.Mirror.Share(ctx, "等级", true))
		c.await("王小明/mei: 金", c.tended(c.outsideTags))
	})
}

// tended has what is due kept outside before something is read, and does not wait for the schedule.
func (c *company) tended(read func() string) func() string {
	return func() string {
		c.must(c.app.Mirror.Tend(c.Context()))
		return read()
	}
}

// notes tells the remarks and descriptions outside: "person/member: remark | description".
func (c *company) notes() string {
	var out []string
	for _, p := range c.world.State()["customers"].([]map[string]any) {
		for _, f := range p["follow"].([]map[string]any) {
			out = append(out, fmt.Sprintf("%s/%s: %s | %s", p["name"], f["userid"], f["remark"], f["description"]))
		}
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}

// TestRemarksAreWrittenAndNeverOverwritten: whoever adds a member gets a remark by the template; what somebody wrote by hand stays
// when the template changes; and when remarks fail, the welcome does not (CUS-04).
func TestRemarksAreWrittenAndNeverOverwritten(t *testing.T) {
	eachCompany(t, func(c *company) {
		ctx := org.Owner(c.Context(), "test")
		c.greet()
		c.meet("老客", "gang") // before the template is on
		now := c.app.DB.Clock().Now
		tpl := mirror.Template{On: true, Separator: "-", Parts: []mirror.Part{{Piece: mirror.PieceText, Text: "铁粉", Drop: 4}, {Piece: mirror.PieceName},
			{Piece: mirror.PieceSource, Drop: 3}, {Piece: mirror.PieceNeed, Text: "需求", Drop: 2}, {Piece: mirror.PieceDate, Drop: 1}}}
		c.must(clock.Sleep(ctx, 2*time.Second)) // the channel counts in seconds
		c.must(c.app.Mirror.SetTemplate(ctx, tpl, false))
		code := c.publish(livecode.Plan{Code: livecode.Code{Kind: livecode.Person, Name: "A01门店码", Tags: []string{"需求/护肤"},
			Branches: []livecode.Branch{{Seats: []livecode.Seat{{StaffID: c.staff("mei")}}}}}})
		c.must(c.scanned(code.ID, "王小明", "mei", c.shown))
		today := now().In(time.FixedZone("", 8*3600)).Format("060102")
		wang := "王小明/mei: 铁粉-王小明-A01门店码-护肤 | 铁粉-王小明-A01门店码-护肤-" + today
		c.await(wang+"; 老客/gang:  | ", c.tended(c.notes))

		c.set(func(s *sandbox.Settings) { s.DropReply = 0.3 })
		c.meet("李雷", "mei")
		lei := "李雷/mei: 铁粉-李雷-" + today + " | 铁粉-李雷-" + today
		c.await(lei+"; "+wang+"; 老客/gang:  | ", c.tended(c.notes))
		c.await("", c.tended(func() string { return c.lines(`SELECT state AS line FROM mirror_remark WHERE state <> 'done'`) }))
		c.set(func(s *sandbox.Settings) { s.DropReply = 0 })

		c.act(sandbox.Act{Verb: "remark", Person: "李雷", Staff: "mei", Text: "老李"})
		c.await("own", func() string { return c.lines(`SELECT state AS line FROM mirror_remark WHERE state <> 'done'`) })
		have, err := c.app.Mirror.Remarks(ctx)
		c.must(err)
		if have.Untouched != 1 || have.Own != 1 || have.Due != 0 {
			c.Errorf("%+v", have)
		}
		tpl.Revision, tpl.Separator = have.Revision, "·"
		c.must(c.app.Mirror.SetTemplate(ctx, tpl, true))
		c.await("李雷/mei: 老李 | 铁粉-李雷-"+today+"; "+strings.ReplaceAll(wang, "-", "·")+"; 老客/gang:  | ", c.tended(c.notes))
		if err := c.app.Mirror.SetTemplate(ctx, tpl, true); !errors.Is(err, org.ErrChanged) {
			c.Errorf("changed by somebody else: %v", err)
		}

		greeted := func() string { return fmt.Sprint(c.counts()["welcomed"]) }
		c.await("3", greeted)
		c.set(func(s *sandbox.Settings) {
			s.Faults["externalcontact/remark"] = &sandbox.Fault{Code: 40058, Left: -1}
			s.Faults["externalcontact/mark_tag"] = &sandbox.Fault{Code: 45009, Left: -1}
		})
		c.meet("韩梅梅", "mei")
		c.await("4", greeted)
		c.await("wecom.invalid", c.tended(func() string { return c.lines(`SELECT reason AS line FROM mirror_remark WHERE reason <> ''`) }))
	})
}

// shown waits until something is known.
func (c *company) shown(sql, want string) error {
	c.Helper()
	c.await(want, func() string { return c.lines(sql) })
	return nil
}

func (c *company) must(err error) {
	c.Helper()
	if err != nil {
		c.Fatal(err)
	}
}

// rested waits until nothing is to be read again and nobody's tags are to be compared.
func (c *company) rested() {
	c.Helper()
	c.await("", c.tended(func() string {
		return c.lines(`SELECT subject AS line FROM channel_stale UNION ALL SELECT CAST(customer_id AS TEXT) FROM customer_echo
			UNION ALL SELECT kind FROM job WHERE state IN ('ready', 'running') AND kind IN ('channel.refresh', 'channel.read')`)
	}))
}

// families tells the company's tags outside: "family: tag tag".
func (c *company) families() string {
	var out []string
	for _, g := range c.world.State()["tags"].([]map[string]any) {
		var tags []string
		for _, t := range g["tag"].([]map[string]any) {
			tags = append(tags, t["name"].(string))
		}
		slices.Sort(tags)
		out = append(out, g["group_name"].(string)+": "+strings.Join(tags, " "))
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}

func (c *company) tagID(name string) string {
	for _, g := range c.world.State()["tags"].([]map[string]any) {
		for _, t := range g["tag"].([]map[string]any) {
			if t["name"] == name {
				return t["id"].(string)
			}
		}
	}
	c.Fatalf("no tag %s", name)
	return ""
}
