package risk_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"qunli/campaign"
	"qunli/campaign/risk"
	"qunli/customer"
	"qunli/kit/id"
)

const (
	ms     = 1
	second = 1000 * ms
	minute = 60 * second
	hour   = 60 * minute
	day    = 24 * hour
	begins = int64(1_790_000_000_000) // of the campaign
)

// scene draws people at a campaign: honest ones, and hands that play many.
type scene struct {
	*rand.Rand
	sights []risk.Sight
	bad    map[customer.ID]string // who is no honest person, and of what kind
	good   map[customer.ID]string
	last   int64
	names  int
}

func newScene(seed uint64) *scene {
	return &scene{Rand: rand.New(rand.NewPCG(seed, 17)), bad: map[customer.ID]string{}, good: map[customer.ID]string{}}
}

// person makes somebody who became known so long before a moment.
func (s *scene) person(kind string, fraud bool, at, before int64) customer.ID {
	s.last++
	i := customer.ID(id.From(at-before) + s.last)
	if fraud {
		s.bad[i] = kind
	} else {
		s.good[i] = kind
	}
	return i
}

func (s *scene) name(kind string) string { s.names++; return fmt.Sprint(kind, s.names) }

// between gives a time, or anything, between two.
func (s *scene) between(low, high int64) int64 { return low + s.Int64N(max(high-low, 1)) }

// pause gives a time whose mean is given, as crowds have it.
func (s *scene) pause(mean int64) int64 { return int64(s.ExpFloat64() * float64(mean)) }

// comes has somebody look at the page and enter after some time; negative, without looking.
func (s *scene) comes(i customer.ID, visitor, network string, at, dwell int64, instance campaign.InstanceID) {
	if dwell >= 0 {
		s.sights = append(s.sights, risk.Sight{CampaignID: 1, PersonID: i, Visitor: visitor, Network: network, InstanceID: instance, FirstAt: at - dwell, LastAt: at, Times: 1})
	}
	s.sights = append(s.sights, risk.Sight{CampaignID: 1, PersonID: i, Visitor: visitor, Network: network, Entered: true, InstanceID: instance, FirstAt: at, LastAt: at, Times: 1})
}

// dwells gives how long somebody honest looks: mostly half a minute, seldom a second or two.
func (s *scene) dwells() int64 { return 900*ms + s.pause(25*second) }

// known gives how long before somebody honest became known: many are new.
func (s *scene) known() int64 {
	if s.Float64() < 0.3 {
		return s.pause(20 * minute)
	}
	return s.between(day, 300*day)
}

// honest draws homes, families, offices, a shop's Wi-Fi, carriers' networks, and who waits for the opening.
func (s *scene) honest() {
	for range 2500 { // at home
		at := begins + s.between(0, 5*day)
		s.comes(s.person("home", false, at, s.known()), s.name("v"), s.name("n"), at, s.dwells(), 0)
	}
	for range 250 { // families: one network, two to four people, some on one tablet, often in one team
		network, tablet, at, team := s.name("n"), s.name("v"), begins+s.between(0, 5*day), campaign.InstanceID(s.between(1, 1<<40))
		shared := s.Float64() < 0.3
		for range s.between(2, 5) {
			at += 20*second + s.pause(10*minute)
			visitor := tablet
			if !shared {
				visitor = s.name("v")
			}
			s.comes(s.person("family", false, at, s.known()), visitor, network, at, s.dwells(), team)
		}
	}
	for range 25 { // offices: somebody tells the others, who come within the hour, all from one address
		s.crowd("office", s.between(15, 90), s.between(20*second, 4*minute))
	}
	for range 6 { // a shop at noon; a carrier's network
		s.crowd("shop", s.between(100, 300), s.between(30*second, 3*minute))
		s.crowd("carrier", s.between(200, 600), s.between(5*second, 40*second))
	}
	for range 600 { // who has the page open when it begins
		at := begins + s.pause(2*second)
		s.comes(s.person("opening", false, at, s.known()), s.name("v"), s.name("n"), at, s.between(5*second, 20*minute), 0)
	}
}

// crowd has people come from one network by themselves.
func (s *scene) crowd(kind string, n, mean int64) {
	network, at := s.name("n"), begins+s.between(0, 4*day)
	for range n {
		at += s.pause(mean)
		s.comes(s.person(kind, false, at, s.known()), s.name("v"), network, at, s.dwells(), 0)
	}
}

// fraud draws hands that play many: farms of accounts on few devices, farms of phones behind one address, rings in one team, patient
// ones, and scripts at the opening. Each is drawn between clumsy and careful.
func (s *scene) fraud() {
	for range 6 { // accounts on few devices
		network, at, devices := s.name("n"), begins+s.between(0, 4*day), []string{s.name("v"), s.name("v"), s.name("v"), s.name("v"), s.name("v")}
		for n := range s.between(30, 70) {
			at += s.between(20*second, 3*minute)
			s.comes(s.person("accounts", true, at, s.pause(30*day)), devices[int(n)%len(devices)], network, at, s.between(500*ms, 20*second), 0)
		}
	}
	for range 6 { // phones behind one address, worked by a program that waits a little more or less
		network, at, mean, jitter := s.name("n"), begins+s.between(0, 4*day), s.between(5*second, 2*minute), s.between(5, 60)
		for range s.between(25, 80) {
			at += mean * (100 - jitter + s.between(0, 2*jitter)) / 100
			s.comes(s.person("phones", true, at, s.between(minute, 50*minute)), s.name("v"), network, at, s.between(400*ms, 4*second), 0)
		}
	}
	for range 30 { // rings: one person's accounts fill a team, on one device or two
		network, at, team, devices := s.name("n"), begins+s.between(0, 4*day), campaign.InstanceID(s.between(1, 1<<40)), []string{s.name("v"), s.name("v")}
		for n := range s.between(3, 7) {
			at += s.between(30*second, 10*minute)
			device := devices[0]
			if n >= 3 {
				device = devices[1-n%2]
			}
			s.comes(s.person("ring", true, at, s.between(10*minute, 10*hour)), device, network, at, s.between(2*second, 30*second), team)
		}
	}
	for range 2 { // patient: a farm whose people wait as crowds do, with accounts kept for weeks; no signal tells them from an office
		network, at := s.name("n"), begins+s.between(0, 4*day)
		for range 20 {
			at += s.pause(3 * minute)
			s.comes(s.person("patient", true, at, s.between(10*day, 60*day)), s.name("v"), network, at, s.dwells(), 0)
		}
	}
	for range 2 { // scripts, each account behind an address of its own; some fetch the page first
		for range 120 {
			at, dwell := begins+s.between(0, 1500*ms), int64(-1)
			if s.Float64() < 0.5 {
				dwell = s.between(50*ms, 1400*ms)
			}
			s.comes(s.person("script", true, at, s.between(minute, 50*minute)), s.name("v"), s.name("n"), at, dwell, 0)
		}
	}
}

// C17: of those who play by many hands at least nine of ten are held, of honest people at most one of a hundred; printed by kind. The
// points were set by looking at what seeds 0 to 4 draw and are measured with others; crowds of the same kinds, that is: what
// nobody thought of is not among them.
func TestFraudIsHeldAndHonestPeopleAreNot(t *testing.T) {
	bad, good := map[string][2]int{}, map[string][2]int{}
	count := func(into map[string][2]int, people map[customer.ID]string, scored map[customer.ID][]risk.Signal) {
		for i, kind := range people {
			n := into[kind]
			if n[1]++; risk.Sum(scored[i]) >= 30 {
				n[0]++
			}
			into[kind] = n
		}
	}
	for seed := range uint64(5) {
		s := newScene(100 + seed)
		s.honest()
		s.fraud()
		scored := risk.Score(s.sights, nil)
		count(bad, s.bad, scored)
		count(good, s.good, scored)
	}
	share := func(what string, of map[string][2]int) float64 {
		held, all := 0, 0
		for kind, n := range of {
			t.Logf("%-7s %-9s %5d of %5d held, %5.1f %%", what, kind, n[0], n[1], 100*float64(n[0])/float64(n[1]))
			held, all = held+n[0], all+n[1]
		}
		t.Logf("%s: %d of %d, %.2f %%", what, held, all, 100*float64(held)/float64(all))
		return float64(held) / float64(all)
	}
	if recall, wrong := share("fraud", bad), share("honest", good); recall < 0.9 || wrong > 0.01 {
		t.Errorf("recall %.3f, falsely held %.4f", recall, wrong)
	}
}
