package outreach

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"qunli/kit/fault"
)

var shanghai = time.FixedZone("CST", 8*3600)

// at gives the moment of "2006-01-02 15:04" in Shanghai.
func at(t *testing.T, text string) int64 {
	t.Helper()
	moment, err := time.ParseInLocation("2006-01-02 15:04", text, shanghai)
	if err != nil {
		t.Fatal(err)
	}
	return moment.UnixMilli()
}

// TestOneReasonAndTheFirst: whatever else holds, the first reason in the order of Reasons is named, and nobody without one
// is left out.
func TestOneReasonAndTheFirst(t *testing.T) {
	noon := at(t, "2026-03-04 12:00")
	p := Policy{Most: 2, Days: 7, People: Daily, Groups: Daily, OptIn: true}
	clear := func() (Policy, candidate) {
		return p, candidate{Known: true, Senders: []Sender{{"mei", 1}, {"gang", 2}}}
	}
	spoil := []struct {
		why Reason
		how func(*Policy, *candidate)
	}{
		{PlatformQuota, func(_ *Policy, c *candidate) { c.Alone.Spent = []int64{noon - 1} }},
		{FrequencyCap, func(_ *Policy, c *candidate) { c.All = Tally{Held: 1, Spent: []int64{noon - 6*day}} }},
		{AnotherSend, func(_ *Policy, c *candidate) { c.Waiting = true }},
		{QuietHours, func(p *Policy, _ *candidate) { p.QuietFrom, p.QuietUntil = 0, 13*60 }},
		{StaffUnavailable, func(_ *Policy, c *candidate) { c.Senders = nil }},
		{NotAContact, func(_ *Policy, c *candidate) { c.Known = false }},
		{NoConsent, func(_ *Policy, c *candidate) { c.Answer = NoConsent }},
		{DoNotDisturb, func(_ *Policy, c *candidate) { c.Answer = DoNotDisturb }},
		{OptedOut, func(_ *Policy, c *candidate) { c.Answer = OptedOut }},
	}
	policy, c := clear()
	if who, why := policy.person(noon, shanghai, c); why != "" || who.Member != "mei" {
		t.Errorf("nothing is against it: %v %q", who, why)
	}
	for n, one := range spoil {
		only, alone := clear()
		one.how(&only, &alone)
		if who, why := only.person(noon, shanghai, alone); why != one.why || who != (Sender{}) {
			t.Errorf("%s alone: %q, %v", one.why, why, who)
		}
		one.how(&policy, &c) // and all before
		if _, why := policy.person(noon, shanghai, c); why != one.why {
			t.Errorf("%s beside later ones: %q", one.why, why)
		}
		if known := Reasons()[len(spoil)-1-n]; known.Code != string(one.why) || known.Zh == "" || known.En == "" {
			t.Errorf("%s is listed as %+v", one.why, known)
		}
	}
	_, silent := clear()
	silent.Answer = NoConsent
	if _, why := (Policy{Most: 1, Days: 1, People: Daily}).person(noon, shanghai, silent); why != "" {
		t.Errorf("consent was not asked for: %q", why)
	}
}

// TestTheCapRolls: a contact counts for so many days and not a moment longer, whatever the calendar says; a code's promise
// makes the cap smaller, never larger.
func TestTheCapRolls(t *testing.T) {
	p := Policy{Most: 2, Days: 7}
	first := at(t, "2026-02-27 10:00")
	two := Tally{Spent: []int64{first, first + day}}
	for _, one := range []struct {
		at       int64
		promised int64
		want     bool
	}{{first + 2*day, 0, true}, {first + 7*day - 1, 0, true}, {first + 7*day, 0, false}, {first + 7*day, 1, true}, {first + 8*day, 1, false}, {first + 2*day, 9, true}} {
		if got := p.full(one.at, two, one.promised); got != one.want {
			t.Errorf("%d ms after the first, promised %d: %v", one.at-first, one.promised, got)
		}
	}
	if !p.full(first+30*day, Tally{Held: 2}, 0) {
		t.Error("what is held counts however long it is")
	}
}

// TestTheChannelsPeriods: each quota counts by its own calendar in the organisation's zone.
func TestTheChannelsPeriods(t *testing.T) {
	for _, one := range []struct {
		quota     Quota
		at, since string
		most      int64
	}{
		{Monthly, "2026-02-28 23:59", "2026-02-01 00:00", 28}, {Monthly, "2026-03-01 00:00", "2026-03-01 00:00", 31},
		{Weekly, "2026-03-01 12:00", "2026-02-23 00:00", 7}, {Weekly, "2026-03-02 00:00", "2026-03-02 00:00", 7},
		{Daily, "2026-03-02 00:01", "2026-03-02 00:00", 1}, {Legacy, "2026-03-31 08:00", "2026-03-01 00:00", 4},
	} {
		since, most := one.quota.period(at(t, one.at), shanghai)
		if since != at(t, one.since) || most != one.most {
			t.Errorf("%s at %s: %d since %s", one.quota, one.at, most, time.UnixMilli(since).In(shanghai))
		}
	}
}

// TestQuietHours: over midnight too; what waits begins when they end.
func TestQuietHours(t *testing.T) {
	night, noon, never := Policy{QuietFrom: 21 * 60, QuietUntil: 9 * 60}, Policy{QuietFrom: 12 * 60, QuietUntil: 14 * 60}, Policy{QuietFrom: 60, QuietUntil: 60}
	for _, one := range []struct {
		policy   Policy
		at, open string
	}{
		{night, "2026-03-02 20:59", "2026-03-02 20:59"}, {night, "2026-03-02 21:00", "2026-03-03 09:00"}, {night, "2026-03-03 08:59", "2026-03-03 09:00"},
		{night, "2026-03-03 09:00", "2026-03-03 09:00"}, {noon, "2026-03-03 13:00", "2026-03-03 14:00"}, {noon, "2026-03-03 14:00", "2026-03-03 14:00"},
		{never, "2026-03-03 01:00", "2026-03-03 01:00"},
	} {
		if got := one.policy.open(at(t, one.at), shanghai); got != at(t, one.open) {
			t.Errorf("%s opens at %s, not %s", one.at, time.UnixMilli(got).In(shanghai), one.open)
		}
		if quiet := one.policy.quiet(at(t, one.at), shanghai); quiet != (one.at != one.open) {
			t.Errorf("%s: quiet %v", one.at, quiet)
		}
	}
}

// TestGroups: a group is one recipient, and its members count.
func TestGroups(t *testing.T) {
	noon := at(t, "2026-03-04 12:00")
	p := Policy{Most: 2, Days: 7, Groups: Daily}
	full := circle{Open: true, Present: true, Members: 100}
	for _, one := range []struct {
		why Reason
		how func(*Policy, *circle)
	}{
		{"", func(*Policy, *circle) {}},
		{NotAContact, func(_ *Policy, c *circle) { c.Open = false }},
		{StaffUnavailable, func(_ *Policy, c *circle) { c.Present = false }},
		{OptedOut, func(_ *Policy, c *circle) { c.Refuse = 1 }},
		{FrequencyCap, func(_ *Policy, c *circle) { c.Full = 1 }},
		{"", func(p *Policy, c *circle) { p.Tolerance, c.Full, c.Refuse = 5, 5, 5 }},
		{FrequencyCap, func(p *Policy, c *circle) { p.Tolerance, c.Full = 5, 6 }},
		{QuietHours, func(p *Policy, _ *circle) { p.QuietFrom, p.QuietUntil = 0, 800 }},
		{AnotherSend, func(_ *Policy, c *circle) { c.Waiting = true }},
		{PlatformQuota, func(_ *Policy, c *circle) { c.Sent.Spent = []int64{noon - 1} }},
	} {
		policy, c := p, full
		one.how(&policy, &c)
		if why := policy.group(noon, shanghai, c); why != one.why {
			t.Errorf("got %q, want %q", why, one.why)
		}
	}
}

// sent is one message of a random life: decided, held, and arrived or given back.
type sent struct {
	person, broadcast int
	at                int64 // ms it arrived, 0 not yet
	freed             bool
}

// TestNobodyIsOverTheCap: whatever is decided and confirmed in whatever order and however late, no window of the policy, no
// period of the channel and no promise is ever exceeded; nobody who refuses is a recipient; everybody is one or the other.
func TestNobodyIsOverTheCap(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 11))
		p := Policy{Most: 1 + r.Int64N(4), Days: 1 + r.Int64N(10), People: []Quota{Weekly, Daily, Legacy}[r.IntN(3)], QuietFrom: 60 * r.Int64N(24), QuietUntil: 60 * r.Int64N(24)}
		now := at(t, "2026-01-30 00:00")
		refuse, promised := make([]bool, 5), make([]int64, 5)
		for n := range refuse {
			refuse[n], promised[n] = r.IntN(5) == 0, r.Int64N(4)
		}
		var all []*sent
		for broadcast := range 120 {
			now += r.Int64N(12 * 3600 * 1000)
			for person := range refuse {
				c := candidate{Known: true, Senders: []Sender{{"mei", 1}}, Most: promised[person]}
				if refuse[person] {
					c.Answer = OptedOut
				}
				for _, m := range all {
					switch {
					case m.person != person || m.freed:
					case m.at == 0:
						c.All.Held++
					default:
						c.All.Spent = append(c.All.Spent, m.at)
					}
				}
				c.Alone = c.All
				who, why := p.person(now, shanghai, c)
				if (who == Sender{}) == (why == "") {
					t.Fatalf("seed %d: neither a recipient nor left out: %v %q", seed, who, why)
				}
				if why == "" {
					all = append(all, &sent{person: person, broadcast: broadcast})
				}
			}
			for _, m := range all { // some members confirm, late; some never do
				if m.at == 0 && !m.freed && r.IntN(3) == 0 {
					if now += r.Int64N(3600 * 1000); r.IntN(4) == 0 {
						m.freed = true
					} else {
						m.at = now
					}
				}
			}
		}
		checkLife(t, seed, p, all, refuse, promised)
	}
}

func checkLife(t *testing.T, seed uint64, p Policy, all []*sent, refuse []bool, promised []int64) {
	t.Helper()
	arrived := slices.DeleteFunc(slices.Clone(all), func(m *sent) bool { return m.at == 0 })
	slices.SortFunc(arrived, func(a, b *sent) int { return cmp.Compare(a.at, b.at) })
	if len(arrived) == 0 {
		t.Fatalf("seed %d: nothing was sent", seed)
	}
	for _, last := range arrived {
		if refuse[last.person] {
			t.Fatalf("seed %d: %d refuses and was sent one", seed, last.person)
		}
		since, quota := p.People.period(last.at, shanghai)
		most := p.Most
		if promised[last.person] > 0 {
			most = min(most, promised[last.person])
		}
		for _, m := range arrived {
			if m.person != last.person || m.at > last.at {
				continue
			}
			if m.at > last.at-p.Days*day {
				most--
			}
			if m.at >= since {
				quota--
			}
		}
		if most < 0 || quota < 0 {
			t.Fatalf("seed %d: %d was sent %d over the cap, %d over the quota of %s", seed, last.person, -most, -quota, p.People)
		}
	}
}

// TestPolicies: what cannot be kept is refused by the field's name; the default can.
func TestPolicies(t *testing.T) {
	if err := DefaultPolicy().check(); err != nil {
		t.Error(err)
	}
	for field, spoil := range map[string]func(*Policy){
		"most": func(p *Policy) { p.Most = 0 }, "days": func(p *Policy) { p.Days = 32 }, "people": func(p *Policy) { p.People = "often" },
		"groups": func(p *Policy) { p.Groups = "" }, "quiet_from": func(p *Policy) { p.QuietFrom = 1440 }, "quiet_until": func(p *Policy) { p.QuietUntil = -1 },
		"tolerance": func(p *Policy) { p.Tolerance = 101 }, "remind_hours": func(p *Policy) { p.RemindHours = 0 }, "lapse_hours": func(p *Policy) { p.LapseHours = 0 },
	} {
		p := DefaultPolicy()
		spoil(&p)
		if err := p.check(); err == nil || len(fault.Of(err).Fields) != 1 || fault.Of(err).Fields[0].Name != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}
