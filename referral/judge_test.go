package referral

import (
	"testing"

	"qunli/community"
)

func TestFirstTouchAndLastTouch(t *testing.T) {
	first := Rules{Touch: FirstTouch, ProtectDays: 30}
	last := Rules{Touch: LastTouch, ProtectDays: 30}
	at := func(days int64) int64 { return 1_000*day + days*day }
	for _, c := range []struct {
		name       string
		rules      Rules
		held, came int64
		forced     bool
		wins       bool
		lost       Reason
	}{
		{"first: later loses", first, at(0), at(1), false, false, ReasonEarlier},
		{"first: a file brings an earlier one", first, at(5), at(1), false, true, ReasonEarlier},
		{"first: of one moment who holds stays", first, at(1), at(1), false, false, ReasonEarlier},
		{"first: undated loses", first, at(1), 0, false, false, ReasonEarlier},
		{"first: undated yields", first, 0, at(1), false, true, ReasonEarlier},
		{"first: undated against undated", first, 0, 0, false, false, ReasonEarlier},
		{"last: protected", last, at(0), at(30) - 1, false, false, ReasonProtected},
		{"last: protection over", last, at(0), at(30), false, true, ReasonLater},
		{"last: a file brings an earlier one that protected itself", last, at(10), at(0), false, true, ReasonProtected},
		{"last: a file brings one long before", last, at(60), at(0), false, false, ReasonLater},
		{"decided by hand", last, at(0), at(60), true, false, ReasonDispute},
	} {
		wins, lost := c.rules.duel(&Record{At: c.held, Forced: c.forced}, &Record{At: c.came})
		if wins != c.wins || lost != c.lost {
			t.Errorf("%s: wins %t, %s lost; want %t, %s", c.name, wins, lost, c.wins, c.lost)
		}
	}
}

func TestWhoIsACustomerAlreadyHasNoReferrer(t *testing.T) {
	r := DefaultRules()
	const now = 1_000 * day
	for _, c := range []struct {
		name   string
		at     int64
		source Source
		life   life
		want   bool
	}{
		{"nobody knows them", now, SourceCode, life{}, false},
		{"added by this very scan", now, SourceCode, life{addedAt: now - 5*minute}, false},
		{"added an hour ago", now, SourceCode, life{addedAt: now - hour}, true},
		{"bought an hour ago", now, SourceLink, life{orderAt: now - hour}, true},
		{"bought an hour ago, named at the counter", now, SourceCounter, life{orderAt: now - hour}, false},
		{"bought last week, named at the counter", now, SourceCounter, life{orderAt: now - 7*day}, true},
		{"added after the claim of a file", now, SourceImport, life{addedAt: now + day, orderAt: now + 2*day}, false},
		{"a file without dates is believed", 0, SourceImport, life{addedAt: now - 7*day}, false},
	} {
		if got := r.existing(&Record{At: c.at, Source: c.source}, c.life); got != c.want {
			t.Errorf("%s: %t", c.name, got)
		}
	}
}

// TestWorkedInvitations is REF-01: 5 by A's code, 1 left in 24 h, 1 a member already → 3 valid.
func TestWorkedInvitations(t *testing.T) {
	r := DefaultRules()
	const at = 1_000 * day
	stay := func(from, until int64) []community.Stay { return []community.Stay{{JoinedAt: from, LeftAt: until}} }
	stays := [][]community.Stay{stay(at, at+24*hour-1), stay(at-30*day, 0), stay(at+minute, 0), stay(at, at+24*hour), stay(at, 0)}
	valid := 0
	for _, s := range stays {
		c := &Record{ID: 1, At: at, CommunityID: 7, Verdict: OutcomeBound}
		r.invite([]*Record{c}, s)
		if c.Standing == StandingValid {
			valid++
		}
	}
	if valid != 3 {
		t.Errorf("%d valid, want 3", valid)
	}
	for _, c := range []struct {
		name   string
		claims []*Record
		stays  []community.Stay
		want   []Standing
	}{
		{"not there yet", []*Record{{ID: 1, At: at}}, nil, []Standing{StandingPending}},
		{"void is no invitation", []*Record{{ID: 1, At: at, Verdict: OutcomeVoid}}, stay(at, 0), []Standing{StandingExcluded}},
		{"two invite one: the earlier brought them", []*Record{{ID: 1, At: at + 2}, {ID: 2, At: at + 1}}, stay(at+3, 0), []Standing{StandingTaken, StandingValid}},
		{"the earlier one is void", []*Record{{ID: 1, At: at, Verdict: OutcomeVoid}, {ID: 2, At: at + 1}}, stay(at+3, 0), []Standing{StandingExcluded, StandingValid}},
		{"came back by another's code", []*Record{{ID: 1, At: at}, {ID: 2, At: at + 5*day}},
			[]community.Stay{{JoinedAt: at, LeftAt: at + 2*day}, {JoinedAt: at + 5*day}}, []Standing{StandingValid, StandingMember}},
		{"undated", []*Record{{ID: 1}}, stay(at, 0), []Standing{StandingValid}},
	} {
		r.invite(c.claims, c.stays)
		for n, want := range c.want {
			if c.claims[n].Standing != want {
				t.Errorf("%s: claim %d is %q, want %q", c.name, n, c.claims[n].Standing, want)
			}
		}
	}
}
