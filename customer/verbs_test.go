package customer_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/org"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

type fixture struct {
	dbtest.Fixture
	*customer.Service
	owner context.Context
}

func each(t *testing.T, f func(t *testing.T, x fixture)) {
	t.Helper()
	dbtest.Each(t, []fs.FS{job.Schema, event.Schema, org.Schema, customer.Schema}, func(t *testing.T, d dbtest.Fixture) {
		f(t, fixture{d, customer.New(d.DB, newBus(d)), org.Owner(t.Context(), "test")})
	})
}

func (x fixture) tx(t *testing.T, f func(ctx context.Context, tx *db.Tx) error) {
	t.Helper()
	if err := x.Tx(x.owner, f); err != nil {
		t.Fatal(err)
	}
}

func (x fixture) resolve(t *testing.T, importID int64, cards ...customer.Card) []customer.Resolved {
	t.Helper()
	var out []customer.Resolved
	x.tx(t, func(ctx context.Context, tx *db.Tx) (err error) {
		out, err = customer.Resolve(ctx, tx, importID, cards)
		return err
	})
	return out
}

func (x fixture) one(t *testing.T, importID int64, c customer.Card) customer.ID {
	t.Helper()
	return x.resolve(t, importID, c)[0].ID
}

func (x fixture) clean(t *testing.T) {
	t.Helper()
	diffs, err := customer.Check(x.owner, x.Read())
	if err != nil || len(diffs) > 0 {
		t.Errorf("check: %v %v", diffs, err)
	}
}

func (x fixture) ids(t *testing.T, ctx context.Context, f customer.Filter) []customer.ID {
	t.Helper()
	p, err := x.List(ctx, f)
	if err != nil {
		t.Fatal(err)
	}
	var out []customer.ID
	for _, s := range p.People {
		out = append(out, s.ID)
	}
	if int(p.Total) != len(out) && f.Limit == 0 && f.After == 0 {
		t.Errorf("total %d of %d people", p.Total, len(out))
	}
	return out
}

func keys(kv ...string) []customer.Key {
	var out []customer.Key
	for i := 0; i < len(kv); i += 2 {
		kind, space, _ := strings.Cut(kv[i], "@")
		out = append(out, customer.Key{Kind: customer.Kind(kind), Space: space, Value: kv[i+1]})
	}
	return out
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestOneUnionidFromThreeSourcesIsOnePersonWithThreeBadges(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		a := x.one(t, 1, customer.Card{Keys: keys("external_userid", "wm1", "unionid", "U")})
		b := x.one(t, 2, customer.Card{Keys: keys("openid@official:wx1", "o1", "unionid", "U")})
		c := x.one(t, 3, customer.Card{Keys: keys("openid@mini:wx2", "o2", "unionid", "U")})
		if a != b || b != c {
			t.Fatalf("three people: %v %v %v", a, b, c)
		}
		p, err := x.Get(x.owner, a)
		must(t, err)
		if d := cmp.Diff([]customer.Badge{customer.Registration, customer.Social, customer.Content}, p.Badges); d != "" {
			t.Error(d)
		}
		lost := x.one(t, 1, customer.Card{Keys: keys("account@shop", "12347.0")})
		if again := x.one(t, 2, customer.Card{Keys: keys("account@shop", "12347")}); again != lost {
			t.Error("12347.0 and 12347 are two people")
		}
		if got := x.ids(t, x.owner, customer.Filter{Lost: true}); !slices.Equal(got, []customer.ID{lost}) {
			t.Errorf("lost: %v", got)
		}
		must(t, x.Merge(x.owner, a, lost, "same person"))
		if got := x.ids(t, x.owner, customer.Filter{Lost: true}); len(got) != 0 {
			t.Errorf("lost though merged: %v", got)
		}
		x.clean(t)
	})
}

func TestUnionidThenPhoneThenTheRest(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		u := x.one(t, 1, customer.Card{Keys: keys("unionid", "U1")})
		p := x.one(t, 1, customer.Card{Keys: keys("phone", "13800138000")})
		if got := x.one(t, 1, customer.Card{Keys: keys("phone", "+86 138 0013 8000", "unionid", "U1")}); got != u {
			t.Errorf("the unionid does not decide: %v", got)
		}
		twins, err := x.Twins(x.owner, nil, 0)
		must(t, err)
		if len(twins) != 1 || twins[0].A != min(u, p) || twins[0].B != max(u, p) || twins[0].Reason != "phone" {
			t.Errorf("twins %+v", twins)
		}
		if got := x.one(t, 1, customer.Card{Keys: keys("phone", "13800138000", "unionid", "U2")}); got != p {
			t.Errorf("a new unionid does not join the phone's person: %v", got)
		}
		third := x.resolve(t, 1, customer.Card{Keys: keys("phone", "13800138000", "unionid", "U3")})[0]
		if !third.Fresh {
			t.Error("a second WeChat account was given to the first one's person for its phone")
		}
		must(t, x.Merge(x.owner, p, u, "")) // decided: no doubt is left about these two
		twins, err = x.Twins(x.owner, nil, 0)
		must(t, err)
		if len(twins) != 1 {
			t.Errorf("twins after the merge: %+v", twins)
		}
		if got := x.resolve(t, 1, customer.Card{Name: "nobody", Keys: keys("phone", "-")}); got[0] != (customer.Resolved{}) {
			t.Errorf("a card without a key: %+v", got)
		}
		x.clean(t)
	})
}

func TestTheSameCardsAgainChangeNothing(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		card := customer.Card{Keys: keys("account@s", "1", "phone", "13900000001"), Name: "王小明", Store: 7, Channel: "douyin", AddedAt: 5,
			Tags: []string{"级别/金", "vip"}, Consents: []customer.Consent{{Channel: "sms", Agreed: true, At: 9}}}
		first := x.resolve(t, 1, card, card)
		if !first[0].Fresh || first[1].Fresh || first[1].Changed || first[0].ID != first[1].ID {
			t.Errorf("first: %+v", first)
		}
		before := x.dump(t)
		again := x.resolve(t, 1, card)[0]
		if again != (customer.Resolved{ID: first[0].ID}) {
			t.Errorf("again: %+v", again)
		}
		if d := cmp.Diff(before, x.dump(t)); d != "" {
			t.Error(d)
		}
		more := card
		more.Tags, more.Name = []string{"new"}, "别名"
		if got := x.resolve(t, 1, more)[0]; !got.Changed {
			t.Error("a new tag is no change")
		}
		p, err := x.Get(x.owner, first[0].ID)
		must(t, err)
		if p.Name != "王小明" {
			t.Errorf("a name was overwritten: %s", p.Name)
		}
		x.clean(t)
	})
}

var tables = []struct{ name, columns, order string }{
	{"customer", "id, name, remark, folded, store_id, staff_id, channel, added_at, import_id, version", "id"},
	{"customer_identity", "id, customer_id, kind, space, value, badge, import_id", "id"},
	{"customer_alias", "from_id, to_id, parent_id, reason", "from_id"},
	{"customer_twin", "one_id, other_id, reason", "one_id, other_id"},
	{"customer_tag", "id, family, name", "id"},
	{"customer_tagging", "customer_id, tag_id, origin, import_id", "customer_id, tag_id"},
	{"customer_consent", "id, customer_id, channel, topic, agreed, import_id, at", "id"},
	{"customer_touch", "id, customer_id, kind, at, ref, import_id", "id"},
	{"customer_term", "term, customer_id", "term, customer_id"},
	{"customer_seen", "customer_id, kind, object_id, import_id", "customer_id, kind, object_id, import_id"},
	{"customer_fill", "customer_id, field, import_id", "customer_id, field"},
	{"customer_refill", "customer_id, field, import_id", "customer_id, field, import_id"},
	{"customer_act_day", "customer_id, day, kind, acts", "customer_id, day, kind"},
	{"customer_standing", "customer_id, ladder, depth, tie_day, band, tier, seed, pinned, due_at", "customer_id"},
	{"customer_move", "id, customer_id, aspect, from_value, to_value, at, evidence, reason, staff_id", "id"},
	{"customer_seed", "customer_id, reach, activity, own, reasons", "customer_id"},
}

// dump gives every row of the room as text.
func (x fixture) dump(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, tab := range tables {
		var parts []string
		for _, c := range strings.Split(tab.columns, ", ") {
			parts = append(parts, "CAST("+c+" AS TEXT)")
		}
		rows, err := db.All[string](x.owner, x.Read(), "SELECT '"+tab.name+" ' || "+strings.Join(parts, " || '|' || ")+
			" FROM "+tab.name+" ORDER BY "+tab.order)
		must(t, err)
		out = append(out, rows...)
	}
	return out
}

func TestBatchesMakeTheSamePeople(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		for seed := range uint64(8) {
			r := rand.New(rand.NewPCG(seed, 1))
			var cards []customer.Card
			for i := range 60 {
				space := fmt.Sprintf("s%d", seed)
				c := customer.Card{Keys: keys("account@"+space, fmt.Sprint(r.IntN(12)))}
				if r.IntN(2) == 0 {
					c.Keys = append(c.Keys, keys([]string{"unionid@" + space, "openid@" + space}[r.IntN(2)], fmt.Sprint(r.IntN(9)))...)
				}
				if r.IntN(3) == 0 {
					c.Name, c.Tags = fmt.Sprint("name", i), []string{fmt.Sprint("t", r.IntN(3))}
				}
				cards = append(cards, c)
			}
			if d := cmp.Diff(x.people(t, cards, len(cards)), x.people(t, cards, 1+r.IntN(9))); d != "" {
				t.Fatalf("seed %d: %s", seed, d)
			}
			x.clean(t)
		}
	})
}

// people resolves cards in batches of n under keys of their own and describes who came of it.
func (x fixture) people(t *testing.T, cards []customer.Card, n int) []string {
	t.Helper()
	number := map[customer.ID]int{}
	var out []string
	for chunk := range slices.Chunk(cards, n) {
		mine := make([]customer.Card, len(chunk))
		for i, c := range chunk {
			mine[i] = c
			mine[i].Keys = slices.Clone(c.Keys)
			for k := range mine[i].Keys {
				mine[i].Keys[k].Space += fmt.Sprint("/", n)
			}
		}
		for _, r := range x.resolve(t, int64(n), mine...) {
			if number[r.ID] == 0 {
				number[r.ID] = len(number) + 1
			}
			out = append(out, fmt.Sprint(number[r.ID], r.Fresh, r.Changed))
		}
	}
	for i, num := range number {
		p, err := x.Get(x.owner, i)
		must(t, err)
		var tags []string
		for _, g := range p.Tags {
			tags = append(tags, g.Name)
		}
		out = append(out, fmt.Sprint("person ", num, p.Name, tags, len(p.Identities)))
	}
	slices.Sort(out[len(cards):])
	return out
}

func TestFiftyAtOnceMakeOnePerson(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		var wg sync.WaitGroup
		var mu sync.Mutex
		got := map[customer.ID]int{}
		for n := range 50 {
			wg.Go(func() {
				cards := []customer.Card{
					{Keys: keys("phone", "13700000001", "account@s", "a"), Name: "甲"},
					{Keys: keys("account@s", "b", "unionid", "U")},
				}
				if n%2 == 1 {
					slices.Reverse(cards)
				}
				err := x.Tx(x.owner, func(ctx context.Context, tx *db.Tx) error {
					out, err := customer.Resolve(ctx, tx, int64(n), cards)
					if err == nil {
						tx.After(func() {
							mu.Lock()
							defer mu.Unlock()
							got[out[0].ID]++
							got[out[1].ID]++
						})
					}
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if len(got) != 2 {
			t.Errorf("people: %v", got)
		}
		n, err := db.One[int64](x.owner, x.Read(), `SELECT COUNT(*) FROM customer`)
		if err != nil || n != 2 {
			t.Errorf("%d rows, %v", n, err)
		}
		x.clean(t)
	})
}

func TestMergeAndUnmergeRestoreEverything(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		a := x.one(t, 1, customer.Card{Keys: keys("account@s", "a"), Name: "甲一"})
		b := x.one(t, 1, customer.Card{Keys: keys("account@s", "b", "phone", "13700000002"), Name: "乙二"})
		c := x.one(t, 1, customer.Card{Keys: keys("account@s", "c"), Tags: []string{"x"}})
		x.tx(t, func(ctx context.Context, tx *db.Tx) error {
			_, err := customer.TouchAll(ctx, tx, []customer.Touch{
				{CustomerID: a, Kind: "view", At: 1}, {CustomerID: b, Kind: "view", At: 2}, {CustomerID: c, Kind: "view", At: 3}})
			return err
		})
		x.fold(t)
		before := x.dump(t)
		must(t, x.Merge(x.owner, a, b, "one"))
		half := x.dump(t)
		must(t, x.Merge(x.owner, b, c, "two")) // a goes along
		now, err := customer.Canonical(x.owner, x.Read(), []customer.ID{a, b, c})
		must(t, err)
		if now[a] != c || now[b] != c || now[c] != c {
			t.Errorf("canonical: %v of %v %v %v", now, a, b, c)
		}
		x.clean(t)
		line, err := x.Timeline(x.owner, a, nil, 2)
		must(t, err)
		rest, err := x.Timeline(x.owner, a, &customer.Moment{At: line[1].At, ID: line[1].ID}, 2)
		must(t, err)
		if len(line) != 2 || line[0].CustomerID != c || len(rest) != 1 || rest[0].CustomerID != a {
			t.Errorf("timeline %+v %+v", line, rest)
		}
		for _, refused := range []struct {
			from, into customer.ID
			want       error
		}{{a, c, customer.ErrMerged}, {c, a, customer.ErrSelf}, {c, c, customer.ErrSelf}, {c, 99, customer.ErrMissing}} {
			if err := x.Merge(x.owner, refused.from, refused.into, ""); !errors.Is(err, refused.want) {
				t.Errorf("merge %v into %v: %v, want %v", refused.from, refused.into, err, refused.want)
			}
		}
		if got := x.ids(t, x.owner, customer.Filter{Query: "甲一"}); !slices.Equal(got, []customer.ID{c}) {
			t.Errorf("search through aliases: %v", got)
		}
		must(t, x.Unmerge(x.owner, b))
		if d := cmp.Diff(half, x.dump(t)); d != "" {
			t.Error(d)
		}
		must(t, x.Unmerge(x.owner, a))
		if d := cmp.Diff(before, x.dump(t)); d != "" {
			t.Error(d)
		}
		if err := x.Unmerge(x.owner, a); !errors.Is(err, customer.ErrNotMerged) {
			t.Error(err)
		}
		n, err := db.One[int64](x.owner, x.Read(), `SELECT COUNT(*) FROM org_audit WHERE verb IN ('customer.merge', 'customer.unmerge')`)
		if err != nil || n != 4 {
			t.Errorf("%d audited, %v", n, err)
		}
	})
}

func TestSearch(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		wang := x.one(t, 1, customer.Card{Keys: keys("account@s", "A-1", "phone", "13812345678"), Name: "王小明"})
		ann := x.one(t, 1, customer.Card{Keys: keys("account@s", "a-2"), Name: "Ann Leeds"})
		must(t, x.SetRemark(x.owner, ann, 0, "喜欢 １００% 纯棉"))
		for query, want := range map[string]customer.ID{
			"王": wang, "小明": wang, "王小明": wang, "wxm": wang, "wx": wang, "WXM": wang, "5678": wang, "138 1234": 0, "13812345678": wang,
			"A-1": wang, "ann": ann, "lee": ann, "eds": ann, "ann lee": ann, "纯棉": ann, "100%": ann, "明小": 0, "1234": 0, "leeann": 0, "n": 0,
			"ａｎｎ": ann, "王 5678": wang, "王 ann": 0, "'": 0, "%": ann,
		} {
			var expected []customer.ID
			if want != 0 {
				expected = []customer.ID{want}
			}
			if got := x.ids(t, x.owner, customer.Filter{Query: query}); !slices.Equal(got, expected) {
				t.Errorf("%q: %v, want %v", query, got, expected)
			}
		}
		must(t, x.Rename(x.owner, wang, 0, "李雷"))
		if got := x.ids(t, x.owner, customer.Filter{Query: "小明"}); len(got) != 0 {
			t.Errorf("the old name is found: %v", got)
		}
		if err := x.Rename(x.owner, wang, 0, "x"); !errors.Is(err, customer.ErrChanged) {
			t.Errorf("a stale change: %v", err)
		}
		x.clean(t)
	})
}

func TestListPages(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		var cards []customer.Card
		for i := range 25 {
			cards = append(cards, customer.Card{Keys: keys("account@s", fmt.Sprint(i)), Channel: []string{"a", "b"}[i%2], Tags: []string{"all"}})
		}
		x.resolve(t, 1, cards...)
		var got []customer.ID
		f := customer.Filter{Limit: 10}
		for {
			p, err := x.List(x.owner, f)
			must(t, err)
			for _, s := range p.People {
				got = append(got, s.ID)
			}
			if p.Total != 25 || p.Over {
				t.Errorf("total %d", p.Total)
			}
			if f.After = p.Next; f.After == 0 {
				break
			}
		}
		if len(distinctIDs(got)) != 25 || len(got) != 25 {
			t.Errorf("%d people in pages", len(got))
		}
		if n := len(x.ids(t, x.owner, customer.Filter{Channel: "b"})); n != 12 {
			t.Errorf("channel b: %d", n)
		}
		tags, err := x.Tags(x.owner)
		must(t, err)
		if len(tags) != 1 || tags[0].People != 25 {
			t.Errorf("tags %+v", tags)
		}
		must(t, x.Untag(x.owner, got[:5], []string{"all"}))
		must(t, x.Tag(x.owner, got[:2], []string{"家/二"}))
		if n := len(x.ids(t, x.owner, customer.Filter{Tag: tags[0].ID})); n != 20 {
			t.Errorf("tagged: %d", n)
		}
	})
}

func distinctIDs(ids []customer.ID) []customer.ID {
	out := slices.Clone(ids)
	slices.Sort(out)
	return slices.Compact(out)
}

func TestConsent(t *testing.T) {
	each(t, func(t *testing.T, x fixture) {
		a := x.one(t, 1, customer.Card{Keys: keys("account@s", "a")})
		b := x.one(t, 1, customer.Card{Keys: keys("account@s", "b")})
		out := func(who customer.ID, topic string) bool {
			m, err := customer.MayReach(x.owner, x.Read(), []customer.ID{a, b}, "sms", topic)
			must(t, err)
			return m[who]
		}
		say := func(who customer.ID, topic string, agreed bool) {
			t.Helper()
			x.Clock.Advance(1000)
			must(t, x.Consent(x.owner, who, customer.Consent{Channel: "sms", Topic: topic, Agreed: agreed, Evidence: "chat"}))
		}
		if out(a, "sale") {
			t.Error("opted out without a word")
		}
		say(a, "sale", false)
		if !out(a, "sale") || out(a, "news") || out(b, "sale") {
			t.Error("a refusal of one topic")
		}
		say(a, "sale", true)
		if out(a, "sale") {
			t.Error("the latest answer does not hold")
		}
		say(a, "", false)
		if !out(a, "sale") || !out(a, "news") {
			t.Error("a refusal of everything does not cover every topic")
		}
		must(t, x.Merge(x.owner, a, b, ""))
		if !out(b, "news") {
			t.Error("a refusal was lost by merging")
		}
		// An import brings an old agreement afterwards: the refusal is later and stands.
		x.resolve(t, 2, customer.Card{Keys: keys("account@s", "a"), Consents: []customer.Consent{{Channel: "sms", Agreed: true}, {Channel: "sms", Agreed: true, At: 5}}})
		if !out(a, "news") {
			t.Error("an older agreement overrules a refusal")
		}
	})
}
