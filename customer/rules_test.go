package customer

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestKeysHaveOneSpelling(t *testing.T) {
	for _, c := range []struct {
		kind     Kind
		in, want string // "" is refused
	}{
		{Phone, "138 0013 8000", "13800138000"},
		{Phone, "+86-138-0013-8000", "13800138000"},
		{Phone, "008613800138000", "13800138000"},
		{Phone, "8613800138000", "13800138000"},
		{Phone, "１３８００１３８０００", "13800138000"},
		{Phone, "(021) 6233-3333", "02162333333"},
		{Phone, "+1 650 253 0000", "+16502530000"},
		{Phone, "8621 6233 3333", "862162333333"},
		{Phone, "n/a", ""},
		{Phone, "123", ""},
		{Phone, "1.38001E+10", ""},
		{Account, " 12347.0 ", "12347"},
		{Account, "12347.00", "12347.00"},
		{Account, "v1.0", "v1.0"},
		{Account, ".0", ".0"},
		{Account, "12347", "12347"},
		{UnionID, " oAbC ", "oAbC"},
		{OpenID, "  ", ""},
		{"email", "a@b.c", ""},
	} {
		k, ok := NormalizeKey(Key{Kind: c.kind, Value: c.in})
		if ok != (c.want != "") || ok && k.Value != c.want {
			t.Errorf("%s %q: %q %v, want %q", c.kind, c.in, k.Value, ok, c.want)
		}
	}
}

func TestBadgesFollowTheTable(t *testing.T) {
	for k, want := range map[Key]Badge{
		{UnionID, "", "u"}:              NoBadge,
		{Phone, "", "13800138000"}:      Registration,
		{ExternalUserID, "", "wm1"}:     Social,
		{OpenID, "official:wx1", "o"}:   Content,
		{OpenID, "official", "o"}:       Content,
		{OpenID, "mini:wx2", "o"}:       Registration,
		{Account, "app", "1"}:           Registration,
		{Account, "h5:shop", "1"}:       Registration,
		{Account, "online_retail", "1"}: NoBadge,
		{Account, "", "1"}:              NoBadge,
		{Account, "official", "1"}:      NoBadge,
		{OpenID, "", "o"}:               NoBadge,
		{Account, "miniature", "1"}:     NoBadge,
	} {
		if got := k.Badge(); got != want {
			t.Errorf("%v: %q, want %q", k, got, want)
		}
	}
}

func TestMasksHideTheMiddle(t *testing.T) {
	for in, want := range map[string]string{"13800138000": "138****8000", "12347": "****7", "12": "****", "": "****", "12345678": "****5678"} {
		if got := mask(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestTermsOfANameAndAPhone(t *testing.T) {
	got := terms(foldedText("王小明", "ＶＩＰ 老客"), []string{"13800138000"})
	want := []string{"8000", "ip", "v", "vi", "w", "wx", "wxm", "客", "小", "小明", "明", "王", "王小", "老", "老客"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if got := terms(foldedText("Ann Lee", ""), nil); !slices.Equal(got, []string{"a", "an", "ee", "l", "le", "nn"}) {
		t.Errorf("Ann Lee: %q", got)
	}
}

// The people that a list of cards makes do not depend on how the list is cut into batches.
func TestBatchesDoNotMatter(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 7))
		cards := randomCards(r, 30)
		whole := placeAll(cards, []int{len(cards)})
		var cuts []int
		for n := 0; n < len(cards); {
			step := min(1+r.IntN(7), len(cards)-n)
			cuts = append(cuts, step)
			n += step
		}
		if d := cmp.Diff(whole, placeAll(cards, cuts)); d != "" {
			t.Fatalf("seed %d, batches %v: %s", seed, cuts, d)
		}
		again := append(slices.Clone(cards), cards...)
		if d := cmp.Diff(len(whole), len(placeAll(again, []int{len(again)}))); d != "" {
			t.Fatalf("seed %d: the cards again made new keys: %s", seed, d)
		}
	}
}

func randomCards(r *rand.Rand, n int) []said {
	out := make([]said, n)
	for i := range out {
		var keys []Key
		for range 1 + r.IntN(3) {
			kind := kinds[r.IntN(len(kinds))]
			keys = append(keys, Key{kind, "", strconv.Itoa(1380000 + r.IntN(8))})
		}
		out[i] = clean(Card{Keys: keys, Name: strconv.Itoa(i)})
	}
	return out
}

// placeAll places cards batch by batch, each with a book that knows the identities of those before, and gives the
// number (by order of entry) of the person who has each key.
func placeAll(cards []said, batches []int) map[Key]int {
	next := int64(0)
	newID := func() int64 { next++; return next }
	owners := map[Key]identity{}
	for _, n := range batches {
		b := newBook(1, 1, newID)
		for k, i := range owners {
			b.owners[k] = i
			if k.Kind == UnionID {
				b.member(i.CustomerID).unions[k.Space] = true
			}
		}
		for _, c := range cards[:n] {
			b.place(c)
		}
		cards = cards[n:]
		owners = b.owners
	}
	var ids []ID
	for _, i := range owners {
		ids = append(ids, i.CustomerID)
	}
	ids = distinct(ids)
	out := map[Key]int{}
	for k, i := range owners {
		out[k] = slices.Index(ids, i.CustomerID)
	}
	return out
}
