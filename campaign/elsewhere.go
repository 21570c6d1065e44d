package campaign

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"slices"

	"qunli/kit/db"
)

// Rehomer is a game in which somebody may be taken into another instance than the one they came for.
type Rehomer interface {
	// Rehomes gives the command by which that happens, and the state of the instances that take people in; "" none do.
	Rehomes() (by Kind, state string)
}

// spare is how many instances more are read than people may need: one of them may be theirs already.
const spare = 32

// Elsewhere gives the other instances that could take somebody in (Rehomer), each with its seats: of the same revision, those that lack
// least first, the earliest first among equals.
func (v View) Elsewhere() iter.Seq2[Instance, []Seat] {
	if v.elsewhere == nil {
		return func(func(Instance, []Seat) bool) {}
	}
	return v.elsewhere
}

// elsewhere is View.Elsewhere of whoever came for an instance. What changed in this batch is looked at besides what was read for it, so
// the order is that of all instances, whatever else is remembered.
func (m *Memory) elsewhere(r *rules, from Instance) iter.Seq2[Instance, []Seat] {
	return func(yield func(Instance, []Seat) bool) {
		game, ok := r.Game.(Rehomer)
		if !ok {
			return
		}
		_, state := game.Rehomes()
		ids := slices.Concat(m.near, slices.Collect(maps.Keys(m.changes.instances)))
		if m.near == nil { // all there are are remembered
			ids = slices.Collect(maps.Keys(m.instances))
		}
		var open []Instance
		for _, i := range distinct(ids) {
			if in := m.instances[i]; in != nil && i != from.ID && in.State == state && in.Revision == from.Revision && in.lacks() > 0 && m.Now < in.Deadline {
				open = append(open, *in)
			}
		}
		slices.SortFunc(open, func(a, b Instance) int { return cmp.Or(cmp.Compare(a.lacks(), b.lacks()), cmp.Compare(a.ID, b.ID)) })
		for _, in := range open {
			if !yield(in, m.seatsIn(r, in.ID)) {
				return
			}
		}
	}
}

// lacks counts the places that nobody has.
func (i Instance) lacks() int64 { return i.Size - i.Held - i.Done - i.Fill }

// readElsewhere reads the instances that could take in whoever finds theirs full. Most find a place where they came for it: then nothing
// is read.
func (l *lane) readElsewhere(ctx context.Context, q db.Q, commands []Command) error {
	m := l.memory
	m.near = []InstanceID{}
	came := map[InstanceID]int64{}
	for _, c := range commands {
		if s := m.seats[c.Seat]; s != nil && m.instances[s.InstanceID] != nil {
			if by, _ := m.rehomes(*m.instances[s.InstanceID]); by == c.Kind {
				came[s.InstanceID]++
			}
		}
	}
	need := map[int64]int64{} // by revision
	for i, n := range came {
		in := *m.instances[i]
		if _, state := m.rehomes(in); state != "" && (in.State != state || in.lacks() < n || in.DueAt <= m.Now) {
			need[in.Revision] += n
		}
	}
	for revision, n := range need {
		_, state := m.revisions[revision].Game.(Rehomer).Rehomes()
		near, err := db.All[InstanceID](ctx, q, `
			SELECT id FROM campaign_instance
			WHERE campaign_id = $1 AND revision = $2 AND state = $3 AND due_at > 0 AND size > 0 AND size - held - done - fill > 0 AND deadline > $4
			ORDER BY size - held - done - fill, id LIMIT $5`, l.id, revision, state, m.Now, n+spare)
		if err != nil {
			return err
		}
		m.near = append(m.near, near...)
	}
	named := make([]Command, len(m.near))
	for n, i := range m.near {
		named[n].Instance = i
	}
	return l.readInstances(ctx, q, named, nil)
}

// rehomes gives what the rules of an instance say of taking people in.
func (m *Memory) rehomes(in Instance) (by Kind, state string) {
	if r := m.revisions[in.Revision]; r != nil {
		if game, ok := r.Game.(Rehomer); ok {
			return game.Rehomes()
		}
	}
	return "", ""
}
