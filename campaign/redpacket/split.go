package redpacket

import (
	"crypto/sha256"
	"math/rand/v2"
	"slices"
)

// attempts is how often a line is cut anew for the sake of the largest share before what is over is spread.
const attempts = 64

// Split cuts total (fen) into n shares of least…most each, by a seed: the shares of a seed never change. The sum is exact. It
// needs n·least ≤ total ≤ n·most.
func Split(seed string, total, n, least, most int64) []int64 {
	r := rand.New(rand.NewChaCha8(sha256.Sum256([]byte(seed))))
	var out []int64
	for range attempts {
		if out = cut(r, total-n*least, n, least); slices.Max(out) <= most {
			return out
		}
	}
	spread(r, out, most)
	return out
}

// cut parts rest into n, each composition as likely as any other, and adds least to each: n-1 distinct points on a line of
// rest+n-1 places part it (§2.11).
func cut(r *rand.Rand, rest, n, least int64) []int64 {
	places := rest + n - 1
	points := make([]int64, 0, n)
	taken := make(map[int64]bool, n)
	for i := places - n + 1; i < places; i++ { // Floyd's sample without repetition
		p := r.Int64N(i + 1)
		if taken[p] {
			p = i
		}
		taken[p] = true
		points = append(points, p)
	}
	slices.Sort(points)
	out := make([]int64, n)
	before := int64(-1)
	for i, p := range append(points, places) {
		out[i] = p - before - 1 + least
		before = p
	}
	return out
}

// spread takes what is above most from shares and gives it to those below, in random order.
func spread(r *rand.Rand, shares []int64, most int64) {
	over := int64(0)
	for i, s := range shares {
		if s > most {
			over += s - most
			shares[i] = most
		}
	}
	for _, i := range r.Perm(len(shares)) {
		more := min(over, most-shares[i])
		shares[i] += more
		over -= more
	}
	r.Shuffle(len(shares), func(i, j int) { shares[i], shares[j] = shares[j], shares[i] })
}

// Even parts total into n shares that differ by a fen at most, the larger ones first.
func Even(total, n int64) []int64 {
	out := make([]int64, n)
	for i := range out {
		out[i] = total / n
		if int64(i) < total%n {
			out[i]++
		}
	}
	return out
}
