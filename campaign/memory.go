package campaign

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"qunli/customer"
	"qunli/kit/clock"
)

// Memory is what a batch knows of one campaign, and what it has decided: the state that commands are decided on, in order.
// It reads nothing by itself: who decides puts in what the commands name, and takes out what changed. It is not safe for
// concurrent use.
type Memory struct {
	Campaign  Campaign
	Now       int64
	zone      *time.Location
	day       string
	dayStart  int64
	seed      string
	id        func() int64
	revisions map[int64]*rules
	verdicts  map[customer.ID]Verdict
	canon     map[customer.ID]customer.ID
	kept      map[Key]Reply
	instances map[InstanceID]*Instance
	seats     map[SeatID]*Seat
	within    map[InstanceID][]*Seat
	own       map[InstanceID][]*Seat  // of the brand, within an instance
	mine      map[customer.ID][]*Seat // by who the person is now
	buckets   map[string]*Bucket
	latest    latest
	changes   changes

	whole   map[InstanceID]bool  // all that decisions may see of it is here
	heard   map[int64]bool       // persons and seats: all that was replied to them is here, and what the persons have
	took    map[customer.ID]bool // everybody who ever took part; nil: not known
	near    []InstanceID         // that may take somebody in (Rehomer); nil: all are here
	nextDue int64                // ms: nothing is due before; 0 not known
}

// changes is what a memory decided since it was last written down.
type changes struct {
	replies   []Kept
	instances map[InstanceID]bool // whether it is new
	seats     map[SeatID]bool     // likewise
	buckets   map[string]Bucket   // as they were
	effects   []Effect
	messages  []Message
	campaign  bool
}

// Verdict is what eligibility and risk say of a person.
type Verdict struct {
	In      bool            // the terms' rule admits them
	Guest   bool            // so does the rule for those who join what somebody else opened
	Because string          // JSON of the explanation, "" no rule
	Hold    bool            // a risk signal asks for review first
	Meets   map[string]bool // of the rules that the game asks besides (Asker)
}

// NewMemory gives an empty memory of a campaign; id gives fresh ids, zone parts days, seed is unguessable.
func NewMemory(c Campaign, zone *time.Location, seed string, id func() int64) *Memory {
	m := &Memory{Campaign: c, zone: zone, seed: seed, id: id, revisions: map[int64]*rules{}, buckets: map[string]*Bucket{}}
	m.drop()
	m.At(c.NowAt)
	return m
}

// begin makes the memory ready for a batch of c, as it stands now.
func (m *Memory) begin(c Campaign, seed string, id func() int64) {
	m.Campaign, m.seed, m.id, m.verdicts = c, seed, id, emptied(m.verdicts)
	m.settled()
	m.At(c.NowAt)
}

// drop forgets instances, seats, replies and people; the campaign, its rules and its buckets stay.
func (m *Memory) drop() {
	m.verdicts, m.canon, m.kept = emptied(m.verdicts), emptied(m.canon), emptied(m.kept)
	m.instances, m.seats = emptied(m.instances), emptied(m.seats)
	m.whole, m.heard = emptied(m.whole), emptied(m.heard)
	m.within, m.own, m.mine = emptied(m.within), emptied(m.own), emptied(m.mine)
	m.settled()
}

// emptied gives a map with nothing in it, and with room for what was.
func emptied[K comparable, V any](m map[K]V) map[K]V {
	if m == nil {
		return map[K]V{}
	}
	clear(m)
	return m
}

// settled notes that all changes are written down.
func (m *Memory) settled() {
	m.changes = changes{instances: emptied(m.changes.instances), seats: emptied(m.changes.seats), buckets: emptied(m.changes.buckets)}
}

// At moves the memory's clock on to now (ms), never back, and gives what it shows (R5).
func (m *Memory) At(now int64) int64 {
	m.Now = max(m.Now, now)
	if day := clock.Day(m.Now, m.zone); day != m.day {
		m.day = day
		t := time.UnixMilli(m.Now).In(m.zone)
		m.dayStart = time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, m.zone).UnixMilli()
	}
	return m.Now
}

// Rules puts a revision in.
func (m *Memory) Rules(number int64, t Terms, g Game) {
	r := &rules{Terms: t, Game: g, plans: g.Buckets()}
	for _, p := range r.plans {
		if p.Daily > 0 {
			r.daily = append(r.daily, p.Name)
		}
	}
	m.revisions[number] = r
}

// Stock puts buckets in as they are.
func (m *Memory) Stock(buckets ...Bucket) {
	for _, b := range buckets {
		m.buckets[b.Name] = &b
	}
}

// Judge puts in what eligibility and risk say of people. Who is not judged is admitted.
func (m *Memory) Judge(i customer.ID, v Verdict) { m.verdicts[i] = v }

// same gives who a person is now.
func (m *Memory) same(i customer.ID) customer.ID {
	if now, ok := m.canon[i]; ok {
		return now
	}
	return i
}

// Hold puts instances and seats in as they are stored.
func (m *Memory) Hold(instances []Instance, seats []Seat) {
	for _, in := range instances {
		if m.instances[in.ID] == nil {
			m.instances[in.ID] = &in
		}
	}
	for _, s := range seats {
		if m.seats[s.ID] == nil {
			m.place(&s)
			m.recall(&s)
		}
	}
}

// recall puts the reply in that a seat bears.
func (m *Memory) recall(s *Seat) {
	var r Reply
	if s.Entry != "" && json.Unmarshal([]byte(s.Reply), &r) == nil {
		m.kept[Key{Kind: s.Entry, Subject: int64(m.same(s.PersonID)), Instance: s.IntoID, Number: s.Number}] = r
	}
}

// place indexes a seat that is new here.
func (m *Memory) place(s *Seat) {
	m.seats[s.ID] = s
	if s.InstanceID != 0 {
		m.within[s.InstanceID] = inOrder(append(m.within[s.InstanceID], s))
	}
	if s.PersonID == 0 {
		m.own[s.InstanceID] = append(m.own[s.InstanceID], s)
	} else {
		p := m.same(s.PersonID)
		m.mine[p] = inOrder(append(m.mine[p], s))
	}
}

// inOrder keeps seats in the order in which they came, the last one being new.
func inOrder(seats []*Seat) []*Seat {
	if n := len(seats); n > 1 && seats[n-1].ID < seats[n-2].ID {
		sortSeats(seats)
	}
	return seats
}

// put takes a decided seat over: new, or changed.
func (m *Memory) put(s Seat) {
	if s.DueAt != 0 && s.DueAt < m.nextDue {
		m.nextDue = s.DueAt
	}
	was := m.seats[s.ID]
	if _, noted := m.changes.seats[s.ID]; !noted {
		m.changes.seats[s.ID] = was == nil
	}
	if was == nil {
		m.place(&s)
		m.heard[int64(s.ID)] = true
		if m.took != nil {
			m.took[s.PersonID] = true
		}
		return
	}
	if was.InstanceID != s.InstanceID {
		m.within[was.InstanceID] = slices.DeleteFunc(m.within[was.InstanceID], func(o *Seat) bool { return o.ID == s.ID })
		m.within[s.InstanceID] = inOrder(append(m.within[s.InstanceID], was))
		sortSeats(m.within[s.InstanceID])
	}
	*was = s
}

func values(seats []*Seat) []Seat {
	if len(seats) == 0 {
		return nil
	}
	out := make([]Seat, len(seats))
	for n, s := range seats {
		out[n] = *s
	}
	return out
}

// Bucket gives a bucket as it stands; the zero one when there is none.
func (m *Memory) Bucket(name string) Bucket {
	if b := m.buckets[name]; b != nil {
		return *b
	}
	return Bucket{}
}

// broken is a decision that must not be carried out: a mistake of the program, not of who asked.
func broken(c Command, format string, args ...any) error {
	return ErrBroken.Because(fmt.Errorf("campaign: %s of person %d, instance %d, seat %d: %w", c.Kind, c.Person, c.Instance, c.Seat, fmt.Errorf(format, args...)))
}
