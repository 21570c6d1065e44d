package livecode

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"qunli/org"
)

// at gives a moment of the week of Monday 2026-11-16.
func at(day time.Weekday, hour, minute int) time.Time {
	return time.Date(2026, 11, 16+(int(day)+6)%7, hour, minute, 0, 0, time.UTC)
}

// TestShifts: a shift over midnight belongs to the day on which it begins.
func TestShifts(t *testing.T) {
	const friday, nine, six, ten, two = 1 << 4, 9 * 60, 18 * 60, 22 * 60, 2 * 60
	for name, c := range map[string]struct {
		seat Seat
		now  time.Time
		want bool
	}{
		"all day, every day":              {Seat{}, at(time.Sunday, 3, 0), true},
		"within":                          {Seat{From: nine, Until: six}, at(time.Monday, 9, 0), true},
		"its end is outside":              {Seat{From: nine, Until: six}, at(time.Monday, 18, 0), false},
		"before":                          {Seat{From: nine, Until: six}, at(time.Monday, 8, 59), false},
		"another day":                     {Seat{Days: friday}, at(time.Saturday, 12, 0), false},
		"the day":                         {Seat{Days: friday}, at(time.Friday, 12, 0), true},
		"over midnight, before it":        {Seat{From: ten, Until: two, Days: friday}, at(time.Friday, 23, 0), true},
		"over midnight, after it":         {Seat{From: ten, Until: two, Days: friday}, at(time.Saturday, 1, 0), true},
		"over midnight, the night before": {Seat{From: ten, Until: two, Days: friday}, at(time.Friday, 1, 0), false},
		"over midnight, at noon":          {Seat{From: ten, Until: two}, at(time.Friday, 12, 0), false},
		"Sunday is the last bit":          {Seat{Days: 1 << 6}, at(time.Sunday, 12, 0), true},
	} {
		if got := c.seat.onDuty(c.now); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

// TestWhoStandsBehindACode: nobody who is off, over the cap, full or gone, while anybody else can; somebody always, once
// anybody did.
func TestWhoStandsBehindACode(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 11))
	for range 20_000 {
		now := at(time.Weekday(r.IntN(7)), r.IntN(24), 0)
		d := Duty{map[org.StaffID]string{}, map[org.StaffID]int64{}, map[org.StaffID]int64{}, nearly(DefaultCaps().Member)}
		var seats []Seat
		for n := range 1 + r.IntN(5) {
			who := org.StaffID(n + 1)
			seats = append(seats, Seat{StaffID: who, From: r.Int64N(1440), Until: r.Int64N(1441), Days: r.Int64N(128), DayCap: r.Int64N(4), Spare: r.IntN(3) == 0})
			if r.IntN(4) > 0 {
				d.Keys[who] = string(rune('a' + n))
			}
			d.Today[who], d.Friend[who] = r.Int64N(4), []int64{0, 4499, 4500, 5000}[r.IntN(4)]
		}
		last := []string{"x", "y"}[:r.IntN(3)]
		keys, trouble := behind(seats, now, d, last)
		can := func(s Seat) bool {
			return d.Keys[s.StaffID] != "" && d.Friend[s.StaffID] < 4500 && (s.DayCap == 0 || d.Today[s.StaffID] < s.DayCap) && (s.Spare || s.onDuty(now))
		}
		for _, s := range seats {
			switch in := slices.Contains(keys, d.Keys[s.StaffID]); {
			case in && !can(s) && trouble == "":
				t.Fatalf("%+v stands behind it", s)
			case !in && can(s) && !s.Spare:
				t.Fatalf("%+v could and does not", s)
			}
		}
		if trouble != "" && slices.ContainsFunc(seats, can) {
			t.Fatalf("%s though somebody could", trouble)
		}
		if len(keys) == 0 && len(last)+len(d.Keys) > 0 {
			t.Fatal("a scanned code leads nowhere")
		}
	}
}

// TestGroupsAreFilledInTurn (COM-10): at its target the next group is filled; once all have reached it, those with room, and it
// is said.
func TestGroupsAreFilledInTurn(t *testing.T) {
	room := func(key string, members int64) Room { return Room{key, true, members, 200, 500} }
	for name, c := range map[string]struct {
		rooms   []Room
		want    []string
		trouble string
	}{
		"below the target":            {[]Room{room("1", 199), room("2", 0)}, []string{"1", "2"}, ""},
		"at the target":               {[]Room{room("1", 200), room("2", 0)}, []string{"2"}, ""},
		"all at the target":           {[]Room{room("1", 200), room("2", 499)}, []string{"1", "2"}, "groups_full"},
		"all full: as before":         {[]Room{room("1", 500)}, []string{"before"}, "groups_full"},
		"closed or not the channel's": {[]Room{{"1", false, 0, 200, 500}, room("", 0), room("3", 0)}, []string{"3"}, ""},
		"five at most":                {[]Room{room("1", 0), room("2", 0), room("3", 0), room("4", 0), room("5", 0), room("6", 0)}, []string{"1", "2", "3", "4", "5"}, ""},
	} {
		keys, trouble := filling(c.rooms, []string{"before"})
		if !slices.Equal(keys, c.want) || trouble != c.trouble {
			t.Errorf("%s: %v %q", name, keys, trouble)
		}
	}
}

// TestTheWay: of the ways that serve somebody the one that names most, a tag before a district (COM-09); whom none serves is led
// nowhere.
func TestTheWay(t *testing.T) {
	c := Code{Branches: []Branch{{Number: 0, Area: "曲江"}, {Number: 1, Area: "高新"}, {Number: 2, Tag: "等级/铁粉"}, {Number: 3, Area: "高新", Tag: "等级/铁粉"}}}
	for _, tt := range []struct {
		area   string
		tags   []string
		want   int64
		served bool
	}{
		{"曲江", nil, 0, true}, {"高新", []string{"等级/新客"}, 1, true}, {"曲江", []string{"等级/铁粉"}, 2, true},
		{"高新", []string{"爱好/茶", "等级/铁粉"}, 3, true}, {"雁塔", []string{"等级/铁粉"}, 2, true}, {"雁塔", nil, 0, false},
	} {
		if b, served := c.Branch(tt.area, tt.tags); served != tt.served || b.Number != tt.want {
			t.Errorf("%s %v: way %d, %t", tt.area, tt.tags, b.Number, served)
		}
	}
	same := Code{Kind: Group, Name: "x", Class: "internal", Medium: "store", Branches: []Branch{{Tag: "a/b"}, {Tag: " a/b"}}}
	if err := same.normal(); err == nil {
		t.Error("two ways for the same people were taken")
	}
}
