package segment

import "math/bits"

// newBits gives a set of n numbers, empty.
func newBits(n int) []uint64 { return make([]uint64, (n+63)/64) }

func countBits(set []uint64) (n int64) {
	for _, w := range set {
		n += int64(bits.OnesCount64(w))
	}
	return n
}

// filterBits gives those of a set that f holds for.
func filterBits(set []uint64, f func(at int) bool) []uint64 {
	out := make([]uint64, len(set))
	for i, w := range set {
		for w != 0 {
			b := bits.TrailingZeros64(w)
			w &= w - 1
			if f(i<<6 + b) {
				out[i] |= 1 << b
			}
		}
	}
	return out
}

// without gives the members of a that are not in b.
func without(a, b []uint64) []uint64 {
	out := make([]uint64, len(a))
	for i := range a {
		out[i] = a[i] &^ b[i]
	}
	return out
}
