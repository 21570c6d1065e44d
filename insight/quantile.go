package insight

import (
	"cmp"
	"slices"
)

// upperMedian gives sorted[n/2] of a copy of values; ok is false for no values.
func upperMedian[T cmp.Ordered](values []T) (median T, ok bool) {
	if len(values) == 0 {
		return median, false
	}
	s := slices.Sorted(slices.Values(values))
	return s[len(s)/2], true
}

// scores gives every value its quintile 1…5: 1 + ⌊5 × (how many are strictly worse) ÷ n⌋. Equal values score equally,
// whatever their number.
func scores[T cmp.Ordered](values []T, highIsBetter bool) []int {
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	out := make([]int, n)
	for i, v := range values {
		at, _ := slices.BinarySearch(sorted, v)
		worse := at
		if !highIsBetter {
			worse = n - (at + equalFrom(sorted[at:], v))
		}
		out[i] = 1 + 5*worse/n
	}
	return out
}

// equalFrom counts how many values at the head of a sorted slice equal v.
func equalFrom[T cmp.Ordered](sorted []T, v T) int {
	n, _ := slices.BinarySearchFunc(sorted, v, func(x, v T) int {
		if x <= v {
			return -1
		}
		return 1
	})
	return n
}

// smallestShare gives how many of the largest amounts it takes to reach num/den of the sum of all; 0 when the sum is not
// positive. It sorts a copy.
func smallestShare[T ~int64](amounts []T, num, den T) int {
	sorted := slices.Sorted(slices.Values(amounts))
	slices.Reverse(sorted)
	total := sum(sorted)
	if total <= 0 {
		return 0
	}
	have := T(0)
	for i, a := range sorted {
		if have += a; have*den >= total*num {
			return i + 1
		}
	}
	return len(sorted)
}

func sum[T ~int64](values []T) T {
	s := T(0)
	for _, v := range values {
		s += v
	}
	return s
}
