package campaign

import "slices"

// moved gives the buckets as they would be after seats changed from before to after (a seat that is new comes from the zero
// one), or why they cannot: Wrong when the books themselves would break. They are few: a list is searched faster than a map is made.
func (m *Memory) moved(r *rules, before, after []Seat) ([]Bucket, Code) {
	var out []Bucket
	for n, s := range after {
		if n < len(before) {
			was := before[n]
			if was.Standing == s.Standing && was.Takes == s.Takes {
				continue
			}
			out = m.shift(out, r, was, -1)
		}
		out = m.shift(out, r, s, 1)
	}
	code := Done
	for _, b := range out {
		switch {
		case b.Held < 0 || b.Spent < 0:
			return nil, Wrong
		case b.Free < 0:
			code = max(code, r.code(b.Name))
		}
	}
	return out, code
}

// shift counts what a seat takes once more (sign 1) or less (-1).
func (m *Memory) shift(out []Bucket, r *rules, s Seat, sign int64) []Bucket {
	if s.Standing == None {
		return out
	}
	s.Takes.each(func(name string, n int64) {
		i := slices.IndexFunc(out, func(b Bucket) bool { return b.Name == name })
		if i < 0 {
			i, out = len(out), append(out, m.bucket(r, name))
		}
		out[i].add(s.Standing, sign*n)
	})
	return out
}

// bucket gives a bucket as it stands, or as it begins: the part of a day that nobody has taken from, or none at all.
func (m *Memory) bucket(r *rules, name string) Bucket {
	if b := m.buckets[name]; b != nil {
		return *b
	}
	total := int64(0)
	if p, day := r.plan(name); day {
		total = p.Daily
	}
	return Bucket{CampaignID: m.Campaign.ID, Name: name, Total: total, Free: total}
}

// code tells what people are told when a bucket is used up.
func (r *rules) code(bucket string) Code {
	if p, _ := r.plan(bucket); p.Code != "" {
		return p.Code
	}
	return SoldOut
}

// sound asks the game whether an instance, as it now stands in memory, is one that may be.
func (m *Memory) sound(r *rules, i InstanceID) error {
	in := m.instances[i]
	if own := m.revisions[in.Revision]; own != nil {
		r = own
	}
	return r.Invariants(View{Campaign: m.Campaign.ID, Instance: *in, Seats: m.seatsIn(r, i)})
}

// seatsIn gives of an instance all seats, or the brand's own where the game looks at no more.
func (m *Memory) seatsIn(r *rules, i InstanceID) []Seat {
	if r.Crowd() {
		return values(m.within[i])
	}
	return values(m.own[i])
}

// unput takes a decided seat out again; was is what it was before, zero when it was not.
func (m *Memory) unput(s, was Seat) {
	if was.ID != 0 {
		m.put(was)
		return
	}
	gone := func(o *Seat) bool { return o.ID == s.ID }
	delete(m.seats, s.ID)
	delete(m.changes.seats, s.ID)
	m.within[s.InstanceID] = slices.DeleteFunc(m.within[s.InstanceID], gone)
	m.own[s.InstanceID] = slices.DeleteFunc(m.own[s.InstanceID], gone)
	p := m.same(s.PersonID)
	m.mine[p] = slices.DeleteFunc(m.mine[p], gone)
}

// Count counts what seats hold and have spent of each bucket: what the buckets must say.
func Count(seats []Seat) (held, spent map[string]int64) {
	held, spent = map[string]int64{}, map[string]int64{}
	for _, s := range seats {
		into := held
		switch s.Standing {
		case None:
			continue
		case Spent:
			into = spent
		}
		s.Takes.each(func(name string, n int64) { into[name] += n })
	}
	return held, spent
}
