package segment

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/customer"
	"qunli/kit/fault"
)

func book() *Book { return NewBook(append(customer.Attributes(), probeAttributes()...)) }

func TestTextIsReadAndSpeltCanonically(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`buys >= 3`, `buys >= 3`},
		{`buys(30d)>=3 AND spent > 1`, `buys(30d) >= 3 and spent > 1.00`},
		{`购买次数(30天) 不少于 3 且 消费 ＞ 1.5`, `buys(30d) >= 3 and spent > 1.50`},
		{`（标签 = 高价值 或 标签 = "a b"）且 非 城市 = 北京`, `(tag = 高价值 or tag = "a b") and not city = 北京`},
		{`(buys = 1 and (spent = 2 and points = 3))`, `buys = 1 and spent = 2.00 and points = 3`},
		{`buys = 1 or spent = 2 and points = 3`, `buys = 1 or spent = 2.00 and points = 3`},
		{`not (not buys = 1)`, `buys = 1`},
		{`not (buys = 1 or spent = 2)`, `not (buys = 1 or spent = 2.00)`},
		{`last_buy older than 30d and last_buy within 2w`, `last_buy older than 30d and last_buy within 14d`},
		{`最近购买 早于 36小时 或 最近购买 早于 2026-01-31`, `last_buy older than 36h or last_buy before 2026-01-31`},
		{`last_buy >= 2026-01-31 and last_buy < 2026-02-01`, `last_buy since 2026-01-31 and last_buy before 2026-02-01`},
		{`last_buy is not none and city is known`, `not last_buy is none and city is known`},
		{`tag not in (a, 'and', "x\"y")`, `not tag in (a, "and", "x\"y")`},
		{`level >= 银`, `level >= silver`},
		{`sku(7d) 属于 （A、B）`, `sku(7d) in (A, B)`},
		{`tag = 家庭/宝妈`, `tag = 家庭/宝妈`},
		{`points in (1, -2)`, `points in (1, -2)`},
	} {
		r, err := book().Parse(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if got := r.String(); got != c.want {
			t.Errorf("%s\n gives %s\nwanted %s", c.text, got, c.want)
		}
	}
}

func TestRefusalsNamePlaceValueAndRemedy(t *testing.T) {
	deep := strings.Repeat("(", 10) + "buys = 1" + strings.Repeat(")", 10)
	for _, c := range []struct{ text, value, en string }{
		{`buyss >= 3`, "buyss", `character 1: there is no attribute "buyss"; did you mean "buys"?`},
		{`buys >= 3 and spent > viel`, "viel", `character 23: the value "viel" of spent should be an amount in currency units, such as 100.00`},
		{`buys >= 3 spent > 1`, "spent", `character 11: found "spent", expected "and" or "or"`},
		{`buys >=`, "", "character 8: the rule ends here and lacks a value (in quotes if it is spelt like a keyword)"},
		{`buys within 30d`, "within", "character 6: buys cannot be asked \"within\"; it takes =, !=, <, <=, >, >=, in"},
		{`last_buy older than 2026-01-01`, "2026-01-01", "character 21: the value \"2026-01-01\" of last_buy should be a span such as 30d or 12h, at most 3660d; for a date write before or after"},
		{`last_buy(30d) is none`, "30d", "character 10: last_buy is not kept by day; leave the window out"},
		{`buys(5000d) = 1`, "5000d", "character 6: a window has 1 to 3660 days, such as (30d)"},
		{`level = platin`, "platin", `character 9: the value "platin" of level should be one of bronze, silver, gold`},
		{`tag = "open`, `"open`, "character 7: the quote is not closed"},
		{`buys & 3`, "&", `character 6: '&' cannot stand here; put a value with signs in quotes`},
		{deep, "", `character 10: at most 8 levels of brackets and "not"`},
		{strings.Repeat("buys = 1 or ", 64) + "buys = 1", "65", "character 1: a rule has at most 64 clauses"},
		{``, "", "character 1: the rule ends here and lacks the name of an attribute"},
		{`{"is":{"attribute":"buys","op":"~","values":["1"]}}`, "~", `.is: buys cannot be asked "~"; it takes =, !=, <, <=, >, >=, in`},
		{`{"all":[]}`, "", ".all: the list is empty"},
		{`{"all":[{"not":{"is":{"attribute":"nix","op":"=","values":["1"]}}}]}`, "nix", ""},
		{`{"alll":[]}`, "", ""},
	} {
		_, err := book().Parse(c.text)
		f := fault.Of(err)
		if err == nil || f.Code != "segment.rule" || len(f.Fields) != 1 {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if got := f.Fields[0]; got.Value != c.value || c.en != "" && got.En != c.en || got.Zh == "" {
			t.Errorf("%s\ngives %q %q\nwanted %q %q", c.text, got.Value, got.En, c.value, c.en)
		}
	}
}

// Random rules read back from their text and their JSON are the same tree.
func TestOneTreeTwoSpellings(t *testing.T) {
	b, r := book(), rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		text := randomRule(r, 0)
		one, err := b.Parse(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		again, err := b.Parse(one.String())
		if err != nil || cmp.Diff(one, again) != "" {
			t.Fatalf("%s\n%s\n%v %s", text, one, err, cmp.Diff(one, again))
		}
		spelt, err := json.Marshal(one)
		if err != nil {
			t.Fatal(err)
		}
		if again, err = b.Parse(string(spelt)); err != nil || cmp.Diff(one, again) != "" {
			t.Fatalf("%s\n%s\n%v", text, spelt, err)
		}
	}
}

func TestWrongDeclarationsPanic(t *testing.T) {
	good := customer.Attribute{Name: "x", Zh: "某", En: "x", Type: customer.AttrNumber, Table: "t", Value: "v", Gather: customer.GatherSum}
	for name, spoil := range map[string]func(*customer.Attribute){
		"name": func(a *customer.Attribute) { a.Name = "and" }, "title": func(a *customer.Attribute) { a.Zh = "" },
		"gather": func(a *customer.Attribute) { a.Gather = customer.GatherAny }, "days": func(a *customer.Attribute) { a.Gather = customer.GatherDays },
		"window": func(a *customer.Attribute) { a.Type, a.Gather, a.Day = customer.AttrMoment, customer.GatherMax, "day" },
		"twice":  func(a *customer.Attribute) { a.Zh = "x2" },
	} {
		bad := good
		spoil(&bad)
		list := []customer.Attribute{bad}
		if name == "twice" {
			list = []customer.Attribute{good, bad}
		}
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: declared without complaint", name)
				}
			}()
			NewBook(list)
		}()
	}
	NewBook([]customer.Attribute{good})
}

// randomRule gives a rule over the attributes of the test and some of the customer room.
func randomRule(r *rand.Rand, depth int) string {
	if depth < 3 && r.IntN(10) < 5-depth {
		word := []string{" and ", " or "}[r.IntN(2)]
		parts := make([]string, 2+r.IntN(2))
		for i := range parts {
			parts[i] = randomRule(r, depth+1)
		}
		text := "(" + strings.Join(parts, word) + ")"
		if r.IntN(4) == 0 {
			text = "not " + text
		}
		return text
	}
	text := randomClause(r)
	if r.IntN(5) == 0 {
		text = "not " + text
	}
	return text
}

func one(r *rand.Rand, list ...string) string { return list[r.IntN(len(list))] }

func randomClause(r *rand.Rand) string {
	window := one(r, "", "(1d)", "(3d)", "(7d)", "(30d)")
	compare := one(r, " = ", " != ", " < ", " <= ", " > ", " >= ")
	moment := one(r, " older than "+one(r, "1d", "3d", "12h", "30d"), " within "+one(r, "1d", "3d", "36h", "30d"),
		one(r, " before ", " until ", " since ", " after ")+one(r, "2026-02-20", "2026-03-01", "2026-03-02", "2026-03-05"), " is none", " is known")
	word := func(name string, words ...string) string {
		return name + one(r, " = "+one(r, words...), " != "+one(r, words...), " in ("+one(r, words...)+", "+one(r, words...)+")", " is none", " is known")
	}
	switch r.IntN(16) {
	case 0:
		return "spent" + window + compare + one(r, "0", "10", "-10", "25.5", "100")
	case 1:
		return "buys" + window + one(r, compare+one(r, "0", "1", "2", "5"), " in (0, 2)", " in (1, 3)")
	case 2:
		return "largest" + window + compare + one(r, "0", "10", "60")
	case 3:
		return "smallest" + window + compare + one(r, "0", "-10", "5")
	case 4:
		return "buy_days" + window + compare + one(r, "0", "1", "2", "3")
	case 5, 6:
		return one(r, "last_buy", "first_buy") + moment
	case 7:
		return word("sku"+window, "A", "B", "C")
	case 8:
		return one(r, word("level", levelWords...), "level"+compare+one(r, levelWords...))
	case 9:
		return word("city", "北京", "上海", "广州")
	case 10:
		return one(r, "points", "points_all") + one(r, compare+one(r, "0", "3", "4", "9"), " in (0, 4)", " in (3, 5)")
	case 11, 12:
		return word("tag", "a", "b", "c", "nobody", "rule/x")
	case 13:
		return word("channel", "shop", "ad", "friend")
	case 14:
		return "added" + moment
	default:
		return one(r, "acts", "active_days") + window + compare + one(r, "0", "1", "2", "4")
	}
}
