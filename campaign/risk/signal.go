package risk

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"qunli/campaign"
	"qunli/customer"
	"qunli/kit/id"
)

// Sight is from where a person was seen at a campaign, doing one thing.
type Sight struct {
	CampaignID campaign.ID
	PersonID   customer.ID
	Visitor    string // hash of the visitor cookie, "" none
	Network    string // hash of the address's network, "" unknown
	Entered    bool   // wanted in; otherwise looked
	InstanceID campaign.InstanceID
	FirstAt    int64 // ms
	LastAt     int64
	Times      int64
}

// Signal is one reason to look closer, with what it rests on.
type Signal struct {
	Name   string        `json:"name"` // one of Names
	Points int64         `json:"points"`
	N      int64         `json:"n"`              // how many people, ms or devices; the name says of what
	Of     string        `json:"of,omitempty"`   // the hash of the device or the network
	With   []customer.ID `json:"with,omitempty"` // others who share it, at most ten
}

// The signals.
const (
	Device    = "device"    // N people on one device
	Network   = "network"   // at least N people of one network entered within ten minutes
	Metronome = "metronome" // N entries of one network, one as long after the other as the next
	Speed     = "speed"     // entered N ms after first seeing the page
	Burst     = "burst"     // N newly known people within five seconds, each too fast to have read, a fifth of all who came then
	Unseen    = "unseen"    // entered without ever seeing the page
	Fresh     = "fresh"     // became known less than N minutes before being seen here
	Ring      = "ring"      // N newly known people on one device, together in one instance
	Devices   = "devices"   // one person on N devices
	Before    = "before"    // confirmed in N other campaigns
)

// Texts says what the signals are, for people; %d is N.
var Texts = map[string]struct{ Zh, En string }{
	Device:    {"%d 个人用同一台设备", "%d people on one device"},
	Network:   {"同一网络 10 分钟内至少 %d 人参加（只加分，不单独拦）", "at least %d people of one network within ten minutes (adds, never holds alone)"},
	Metronome: {"同一网络 %d 次参加，间隔几乎一样", "%d entries of one network at equal intervals"},
	Speed:     {"打开页面 %d 毫秒就参加", "entered %d ms after opening the page"},
	Burst:     {"5 秒内 %d 个新认识的人都来不及看页面就参加", "%d newly known people within five seconds, none of whom read the page"},
	Unseen:    {"没打开过页面就参加（%d 次）", "entered without opening the page (%d times)"},
	Fresh:     {"成为顾客不到 %d 分钟", "known for less than %d minutes"},
	Ring:      {"%d 个新认识的人同一台设备、同一个团", "%d newly known people on one device in one team"},
	Devices:   {"一个人换了 %d 台设备", "one person on %d devices"},
	Before:    {"在另外 %d 个活动里确认过有问题", "confirmed in %d other campaigns"},
}

const (
	second = 1000
	minute = 60 * second
	hour   = 60 * minute

	window  = 10 * minute
	run     = 16   // entries of one network that a rhythm is looked for in
	steady  = 0.42 // the largest coefficient of variation of their intervals that no crowd has
	maxWith = 10
)

// steps gives the points of the last threshold that n reaches.
func steps(n int64, thresholds ...[2]int64) int64 {
	points := int64(0)
	for _, s := range thresholds {
		if n >= s[0] {
			points = s[1]
		}
	}
	return points
}

// Score gives the signals of everybody seen at a campaign. Confirmed says in how many other campaigns somebody was confirmed.
// It depends on nothing else, and not on the order of sights.
func Score(sights []Sight, confirmed map[customer.ID]int64) map[customer.ID][]Signal {
	f := &field{out: map[customer.ID][]Signal{}, first: map[customer.ID]int64{}, confirmed: confirmed}
	f.gather(sights)
	f.devices()
	f.networks()
	f.people()
	f.bursts()
	for _, signals := range f.out {
		slices.SortFunc(signals, func(a, b Signal) int { return cmp.Or(cmp.Compare(b.Points, a.Points), cmp.Compare(a.Name, b.Name)) })
	}
	return f.out
}

// Sum gives a score: the points of signals, at most 100.
func Sum(signals []Signal) int64 {
	n := int64(0)
	for _, s := range signals {
		n += s.Points
	}
	return min(n, 100)
}

// entry is one time that somebody wanted in.
type entry struct {
	person customer.ID
	at     int64
}

// visit is what somebody did from one device or one network.
type visit struct {
	person   customer.ID
	instance campaign.InstanceID
}

// field is what is known of a campaign's people while they are scored.
type field struct {
	out       map[customer.ID][]Signal
	first     map[customer.ID]int64 // when somebody was first seen
	looked    map[customer.ID]int64 // when somebody first looked
	entered   map[customer.ID]int64 // when somebody first entered
	visitors  map[string]map[visit]bool
	owns      map[customer.ID]map[string]bool  // devices of somebody
	entries   map[string]map[customer.ID]int64 // when somebody first entered from a network
	confirmed map[customer.ID]int64
}

func (f *field) gather(sights []Sight) {
	f.looked, f.entered, f.visitors = map[customer.ID]int64{}, map[customer.ID]int64{}, map[string]map[visit]bool{}
	f.owns, f.entries = map[customer.ID]map[string]bool{}, map[string]map[customer.ID]int64{}
	for _, s := range sights {
		earliest(f.first, s.PersonID, s.FirstAt)
		if s.Visitor != "" {
			within(f.visitors, s.Visitor)[visit{s.PersonID, s.InstanceID}] = true
			within(f.owns, s.PersonID)[s.Visitor] = true
		}
		if !s.Entered {
			earliest(f.looked, s.PersonID, s.FirstAt)
			continue
		}
		earliest(f.entered, s.PersonID, s.FirstAt)
		if s.Network != "" {
			earliest(within(f.entries, s.Network), s.PersonID, s.FirstAt)
		}
	}
}

func earliest(m map[customer.ID]int64, i customer.ID, at int64) {
	if was, known := m[i]; !known || at < was {
		m[i] = at
	}
}

// within gives the map of a key, made when it is missing.
func within[K, L comparable, V any](m map[K]map[L]V, key K) map[L]V {
	if m[key] == nil {
		m[key] = map[L]V{}
	}
	return m[key]
}

// add gives somebody a signal; of two of one name the stronger stays.
func (f *field) add(i customer.ID, s Signal) {
	if s.Points == 0 {
		return
	}
	if n := slices.IndexFunc(f.out[i], func(o Signal) bool { return o.Name == s.Name }); n >= 0 {
		if s.Points > f.out[i][n].Points {
			f.out[i][n] = s
		}
		return
	}
	f.out[i] = append(f.out[i], s)
}

// recent tells whether somebody became known within ms before being first seen here.
func (f *field) recent(i customer.ID, ms int64) bool {
	return int64(i) >= id.From(f.first[i]-ms)
}

// devices judges who shares a device.
func (f *field) devices() {
	for _, v := range sortedKeys(f.visitors) {
		sharing, fresh := map[customer.ID]bool{}, map[campaign.InstanceID]map[customer.ID]bool{}
		for x := range f.visitors[v] {
			sharing[x.person] = true
			if x.instance != 0 && f.recent(x.person, 24*hour) {
				within(fresh, x.instance)[x.person] = true
			}
		}
		n := int64(len(sharing))
		f.share(sharing, Signal{Name: Device, N: n, Of: v, Points: steps(n, [2]int64{2, 5}, [2]int64{3, 10}, [2]int64{4, 15}, [2]int64{5, 40}, [2]int64{8, 60})})
		for _, instance := range sortedKeys(fresh) {
			if ring := fresh[instance]; len(ring) >= 3 {
				f.share(ring, Signal{Name: Ring, Points: 25, N: int64(len(ring)), Of: v})
			}
		}
	}
}

// share gives a signal to all who share something, each with the others.
func (f *field) share(people map[customer.ID]bool, s Signal) {
	all := sortedKeys(people)
	for _, i := range all {
		s.With = others(all, i)
		f.add(i, s)
	}
}

// networks judges how the people of one network come.
func (f *field) networks() {
	for _, name := range sortedKeys(f.entries) {
		var all []entry // in the order in which they came
		for i, at := range f.entries[name] {
			all = append(all, entry{i, at})
		}
		order(all)
		for _, crowd := range [][2]int64{{10, 5}, {20, 10}} {
			f.runs(all, int(crowd[0]), Signal{Name: Network, Points: crowd[1], N: crowd[0], Of: name}, func(part []entry) bool {
				return part[len(part)-1].at-part[0].at <= window
			})
		}
		f.runs(all, run, Signal{Name: Metronome, Points: 30, N: run, Of: name}, rhythm)
	}
}

// runs gives a signal to everybody in a run of so many entries that is so.
func (f *field) runs(all []entry, length int, s Signal, so func([]entry) bool) {
	for n := length; n <= len(all); n++ {
		if part := all[n-length : n]; so(part) {
			for _, e := range part {
				f.add(e.person, s)
			}
		}
	}
}

// rhythm tells whether entries come one as long after the other as the next, at most ten minutes apart.
func rhythm(all []entry) bool {
	sum, squares := 0.0, 0.0
	for n := 1; n < len(all); n++ {
		d := float64(all[n].at - all[n-1].at)
		sum, squares = sum+d, squares+d*d
	}
	count := float64(len(all) - 1)
	mean := sum / count
	if mean <= 0 || mean > 10*minute {
		return false
	}
	return math.Sqrt(max(squares/count-mean*mean, 0))/mean < steady
}

// people judges what one person does by themselves.
func (f *field) people() {
	for i := range f.first {
		if n := int64(len(f.owns[i])); n >= 5 {
			f.add(i, Signal{Name: Devices, Points: 15, N: n})
		}
		if f.recent(i, hour) {
			f.add(i, Signal{Name: Fresh, Points: 10, N: hour / minute})
		}
		if n := f.confirmed[i]; n > 0 {
			f.add(i, Signal{Name: Before, Points: 70, N: n})
		}
		in, entered := f.entered[i]
		if !entered {
			continue
		}
		look, looked := f.looked[i]
		switch {
		case !looked || look > in:
			if 2*len(f.looked) > len(f.entered) { // else looking is not told of
				f.add(i, Signal{Name: Unseen, Points: 30, N: 1})
			}
		default:
			f.add(i, Signal{Name: Speed, Points: 25 - steps(in-look, [2]int64{second / 2, 10}, [2]int64{3 * second / 2, 20}, [2]int64{3 * second, 25}), N: in - look})
		}
	}
}

// bursts judges who comes together from everywhere: newly known, and without reading.
func (f *field) bursts() {
	var all, fast []entry
	for i, at := range f.entered {
		e := entry{i, at}
		all = append(all, e)
		if look, looked := f.looked[i]; f.recent(i, hour) && (!looked || at-look < 3*second/2) {
			fast = append(fast, e)
		}
	}
	order(all)
	order(fast)
	const span = 5 * second
	from, until, end, told := 0, 0, 0, 0
	for n, e := range fast {
		for from < len(all) && all[from].at < e.at {
			from++
		}
		for until < len(all) && all[until].at <= e.at+span {
			until++
		}
		for end < len(fast) && fast[end].at <= e.at+span {
			end++
		}
		if end-n < 10 || 5*(end-n) < until-from {
			continue
		}
		for _, x := range fast[max(n, told):end] {
			f.add(x.person, Signal{Name: Burst, Points: 20, N: int64(end - n)})
		}
		told = end
	}
}

// order sorts entries as they came.
func order(all []entry) {
	slices.SortFunc(all, func(a, b entry) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.person, b.person)) })
}

func others(all []customer.ID, but customer.ID) []customer.ID {
	var out []customer.ID
	for _, i := range all {
		if i != but && len(out) < maxWith {
			out = append(out, i)
		}
	}
	return out
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
