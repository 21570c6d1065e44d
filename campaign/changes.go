package campaign

import (
	"cmp"
	"maps"
	"slices"
)

// Changes are what a memory decided: the rows to write, each once and as it stands at the end, and what to tell.
type Changes struct {
	Opened    []Instance // that are new
	Instances []Instance // that were there
	Taken     []Seat     // that are new
	Seats     []Seat     // that were there
	Buckets   []Moved
	Replies   []Kept
	Effects   []Effect
	Messages  []Message
	Campaign  bool // its state or its counts changed
}

// Moved is a bucket as it was and as it is.
type Moved struct {
	Name     string
	Was, Now Bucket
}

// Kept is a reply and the key under which it is given again.
type Kept struct {
	Key   Key
	Reply Reply
}

// Empty tells whether nothing changed.
func (c Changes) Empty() bool {
	return len(c.Opened)+len(c.Instances)+len(c.Taken)+len(c.Seats)+len(c.Buckets)+len(c.Replies)+len(c.Effects)+len(c.Messages) == 0 && !c.Campaign
}

// Dirty tells whether there is anything to take.
func (m *Memory) Dirty() bool {
	c := &m.changes
	return len(c.instances)+len(c.seats)+len(c.replies)+len(c.buckets)+len(c.messages) > 0 || c.campaign
}

// Take gives what was decided since it was last asked.
func (m *Memory) Take() Changes {
	out := Changes{Effects: m.changes.effects, Messages: m.changes.messages, Replies: m.changes.replies, Campaign: m.changes.campaign}
	for _, i := range slices.Sorted(maps.Keys(m.changes.instances)) {
		if m.changes.instances[i] {
			out.Opened = append(out.Opened, *m.instances[i])
		} else {
			out.Instances = append(out.Instances, *m.instances[i])
		}
	}
	out.Seats, out.Taken = m.takeSeats()
	for name, was := range m.changes.buckets {
		out.Buckets = append(out.Buckets, Moved{name, was, *m.buckets[name]})
	}
	slices.SortFunc(out.Buckets, func(a, b Moved) int { return cmp.Compare(a.Name, b.Name) })
	m.settled()
	return out
}

// takeSeats gives the seats that changed since they were last taken: those that were there, and those that are new.
func (m *Memory) takeSeats() (there, fresh []Seat) {
	for _, i := range slices.Sorted(maps.Keys(m.changes.seats)) {
		if m.changes.seats[i] {
			fresh = append(fresh, *m.seats[i])
		} else {
			there = append(there, *m.seats[i])
		}
	}
	clear(m.changes.seats)
	m.latest.note(there, fresh)
	return there, fresh
}

// Recall puts the replies of commands in that had their effect before.
func (m *Memory) Recall(kept map[Key]Reply) {
	for k, r := range kept {
		if k.Kind.enters() {
			k.Subject = int64(m.same(personOf(k)))
		}
		m.kept[k] = r
	}
}
