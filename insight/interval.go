package insight

import "math"

// z95 is the two-sided 95 % point of the normal distribution.
const z95 = 1.959963984540054

// interval is a 95 % confidence interval.
type interval struct{ low, high float64 }

// wilson gives the interval of a share of k in n, n > 0 (Wilson's score, which stays within 0…1).
func wilson(k, n int64) interval {
	p, m := float64(k)/float64(n), float64(n)
	middle := (p + z95*z95/(2*m)) / (1 + z95*z95/m)
	half := z95 / (1 + z95*z95/m) * math.Sqrt(p*(1-p)/m+z95*z95/(4*m*m))
	return interval{max(middle-half, 0), min(middle+half, 1)}
}

// ratioSums are the sums over n people of x, y, x², xy and y²: what the interval of Σx ÷ Σy takes.
type ratioSums struct {
	n                int64
	x, y, xx, xy, yy float64
}

func (s *ratioSums) add(x, y float64) {
	s.n++
	s.x, s.y, s.xx, s.xy, s.yy = s.x+x, s.y+y, s.xx+x*x, s.xy+x*y, s.yy+y*y
}

// interval gives that of the ratio Σx ÷ Σy over people (Taylor's approximation); ok is false for fewer than two.
func (s ratioSums) interval() (i interval, ok bool) {
	if s.n < 2 || s.y == 0 {
		return i, false
	}
	r := s.x / s.y
	residual := max(s.xx-2*r*s.xy+r*r*s.yy, 0)
	n := float64(s.n)
	half := z95 * math.Sqrt(n/(n-1)*residual) / math.Abs(s.y)
	return interval{r - half, r + half}, true
}
