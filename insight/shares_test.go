package insight

import (
	"math"
	"testing"
)

// TestTwoShares: values of the pooled two-proportion z test, computed by hand as 2 Φ(−|z|).
func TestTwoShares(t *testing.T) {
	for _, c := range []struct {
		name       string
		k, n, l, m int64
		p          float64
		ok         bool
	}{
		{"10 % and 14 % of 1,000", 100, 1000, 140, 1000, 0.005916, true}, // z = 0.04 / √(0.12 × 0.88 × 0.002) = 2.7524
		{"the other way round", 140, 1000, 100, 1000, 0.005916, true},
		{"the same", 50, 500, 100, 1000, 1, true},
		{"10 of 100 and 15 of 100", 10, 100, 15, 100, 0.2850, true}, // z = 0.05 / √(0.125 × 0.875 × 0.02) = 1.0690
		{"too few did", 1, 100, 3, 100, 0, false},
		{"too few did not", 99, 100, 98, 100, 0, false},
		{"nobody on one side", 0, 0, 30, 100, 0, false},
		{"nobody at all", 0, 0, 0, 0, 0, false},
	} {
		p, ok := TwoShares(c.k, c.n, c.l, c.m)
		if ok != c.ok || math.Abs(p-c.p) > 0.0001 {
			t.Errorf("%s: p = %.6f (%v), want %.6f (%v)", c.name, p, ok, c.p, c.ok)
		}
	}
}
