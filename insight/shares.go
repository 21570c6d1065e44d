package insight

// TwoShares gives the probability that two shares differ by chance at least as much as k of n and of m others l do: the test of two
// proportions with a pooled share, as chi-square of one degree of freedom. ok is false where there are too few people to tell: fewer than five
// expected anywhere (INS-15).
func TwoShares(k, n, l, m int64) (p float64, ok bool) {
	both, none := float64(k+l), float64(n-k+m-l)
	if n == 0 || m == 0 {
		return 0, false
	}
	a, b := float64(n), float64(m)
	if min(a*both, b*both, a*none, b*none)/(a+b) < 5 {
		return 0, false
	}
	d := float64(k)*float64(m-l) - float64(l)*float64(n-k)
	return chiSquareTail(d * d * (a + b) / (a * b * both * none)), true
}
