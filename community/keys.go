package community

import (
	"cmp"
	"slices"
)

// distinct gives the keys in order, once each.
func distinct[K cmp.Ordered](keys []K) []K {
	out := slices.Clone(keys)
	slices.Sort(out)
	return slices.Compact(out)
}
