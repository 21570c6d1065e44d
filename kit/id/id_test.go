package id_test

import (
	"encoding/json"
	"slices"
	"sync"
	"testing"
	"time"

	"qunli/kit/clock"
	"qunli/kit/id"
)

type person struct{}

func (person) Prefix() string { return "cus" }

type personID = id.Of[person]

var start = time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)

func TestSpellingRoundTrips(t *testing.T) {
	made := personID(id.NewSource(clock.NewFake(start), 7).Next())
	for _, want := range []personID{0, 1, 31, 32, made, 1<<63 - 1} {
		got, err := id.Parse[person](want.String())
		if err != nil || got != want {
			t.Errorf("Parse(%q) = %d, %v; want %d", want, got, err, want)
		}
	}
	if s := made.String(); len(s) != len("cus_")+13 || s[:4] != "cus_" {
		t.Errorf("spelt %q", s)
	}
}

func TestSpellingSortsAsTheNumbersDo(t *testing.T) {
	ids := []personID{1, 31, 32, 33, 1 << 20, 1 << 40, 1<<63 - 1}
	if !slices.IsSortedFunc(ids, func(a, b personID) int { return slices.Compare([]byte(a.String()), []byte(b.String())) }) {
		t.Error("the spellings are not in the order of the ids")
	}
}

func TestJSONHoldsAString(t *testing.T) {
	text, err := json.Marshal(map[string]personID{"one": 33, "none": 0})
	if want := `{"none":"","one":"cus_0000000000011"}`; err != nil || string(text) != want {
		t.Errorf("got %s, %v; want %s", text, err, want)
	}
	var back map[string]personID
	if err := json.Unmarshal(text, &back); err != nil || back["one"] != 33 || back["none"] != 0 {
		t.Errorf("read back %v, %v", back, err)
	}
}

func TestParseRefusesOtherSpellings(t *testing.T) {
	for _, text := range []string{
		"cus", "cus_", "ord_0000000000011", "0000000000011", "cus_000000000011", "cus_00000000000011", "cus_000000000001U",
		"cus_000000000001i", "CUS_0000000000011", "cus_000000000001A", "cus_8000000000000", "cus_zzzzzzzzzzzzz", " cus_0000000000011",
	} {
		if got, err := id.Parse[person](text); err == nil {
			t.Errorf("Parse(%q) = %d; want a refusal", text, int64(got))
		}
	}
}

func TestFiveThousandIDsInOneMillisecondAreDistinct(t *testing.T) {
	ids := id.NewSource(clock.NewFake(start), 1).Fill(5000)
	if !slices.IsSorted(ids) || len(slices.Compact(ids)) != 5000 {
		t.Error("ids of one millisecond do not strictly grow")
	}
}

func TestAClockGoingBackContinuesFromTheLastID(t *testing.T) {
	c := clock.NewFake(start)
	source := id.NewSource(c, 1)
	last := source.Next()
	for _, step := range []time.Duration{-time.Hour, -time.Millisecond, 0, time.Minute, -24 * time.Hour, 48 * time.Hour} {
		c.Advance(step)
		if next := source.Next(); next <= last {
			t.Errorf("after %s the id %d does not follow %d", step, next, last)
		} else {
			last = next
		}
	}
	if got, want := source.Last(), c.Now().UnixMilli(); got != want {
		t.Errorf("the newest id is of %d, want %d", got, want)
	}
}

func TestAClockBeforeTheEpochStillGivesDistinctPositiveIDs(t *testing.T) {
	source := id.NewSource(clock.NewFake(time.Unix(0, 0)), id.MaxNode)
	if a, b := source.Next(), source.Next(); a <= 0 || b <= a {
		t.Errorf("got %d, %d", a, b)
	}
}

func TestTwoNodesNeverMakeTheSameID(t *testing.T) {
	c := clock.NewFake(start)
	one, two := id.NewSource(c, 1), id.NewSource(c, 2)
	seen := map[int64]bool{}
	for range 50 {
		for _, i := range append(one.Fill(200), two.Fill(200)...) {
			if seen[i] {
				t.Fatalf("%d twice", i)
			}
			seen[i] = true
		}
		c.Advance(time.Millisecond)
	}
}

func TestConcurrentCallersGetDistinctIDs(t *testing.T) {
	source := id.NewSource(clock.NewFake(start), 1)
	var mu sync.Mutex
	var all []int64
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			mine := make([]int64, 0, 500)
			for range 500 {
				mine = append(mine, source.Next())
			}
			mu.Lock()
			defer mu.Unlock()
			all = append(all, mine...)
		})
	}
	wg.Wait()
	slices.Sort(all)
	if n := len(slices.Compact(all)); n != 4000 {
		t.Errorf("%d distinct ids, want 4000", n)
	}
}

func FuzzUnmarshalText(f *testing.F) {
	for _, seed := range []string{"", "cus_0000000000011", "cus_7zzzzzzzzzzzz", "cus_8000000000000", "ord_0000000000011", "cus_\xff"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var got personID
		if err := got.UnmarshalText(text); err != nil {
			return
		}
		if got < 0 {
			t.Errorf("%q is the negative id %d", text, int64(got))
		}
		// "" and thirteen zeros both mean none; every other id has one spelling.
		if got != 0 && got.String() != string(text) {
			t.Errorf("%q is read, and spelt %q", text, got)
		}
	})
}
