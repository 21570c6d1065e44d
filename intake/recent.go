package intake

import "hash/maphash"

// recentRecords is how far back equal records are looked for: the lines of an order stand nearer than that in any export,
// and memory stays flat.
const recentRecords = 1 << 18

// recent remembers the last records of a file by their hashes. What it answers depends on the file alone: not on how the
// import is cut into transactions, nor on where a run that was cut off goes on.
type recent struct {
	seed  maphash.Seed
	known map[uint64]int // hash → how often it is in ring
	ring  []uint64
	next  int
}

func newRecent() *recent { return &recent{seed: maphash.MakeSeed(), known: map[uint64]int{}} }

// again notes a record and reports whether an equal one is remembered.
func (r *recent) again(cells []string) bool {
	var h maphash.Hash
	h.SetSeed(r.seed)
	for _, c := range cells {
		_, _ = h.WriteString(c) // never fails
		_ = h.WriteByte(0)
	}
	sum := h.Sum64()
	seen := r.known[sum] > 0
	if len(r.ring) < recentRecords {
		r.ring = append(r.ring, sum)
	} else {
		old := r.ring[r.next]
		if r.known[old]--; r.known[old] == 0 {
			delete(r.known, old)
		}
		r.ring[r.next] = sum
		r.next = (r.next + 1) % recentRecords
	}
	r.known[sum]++
	return seen
}
