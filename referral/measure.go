package referral

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/db"
)

// Timing is how long a read took over many people.
type Timing struct {
	P50, P99 float64 // ms
	// Deep is the median over the deepest 1 % of the people asked for ÷ the median over all.
	Deep float64
}

// String spells a timing for people.
func (t Timing) String() string {
	return fmt.Sprintf("p50 %.3f ms, p99 %.3f ms, deepest 1 %% ÷ median %.2f", t.P50, t.P99, t.Deep)
}

// Measured is what Measure found.
type Measured struct {
	Nodes     int64
	Deepest   int64  // levels below a root
	Ancestors Timing // all the way up
	Children  Timing // the first page
	Node      Timing // counts and sums of the subtree
}

// Measure times the reads of the forest over n people picked at random, as the benchmarks do; ctx's actor may read all.
func Measure(ctx context.Context, s *Service, n int, seed uint64) (Measured, error) {
	ids, depth, err := depths(ctx, s.db.Read())
	m := Measured{Nodes: int64(len(ids))}
	if err != nil || len(ids) == 0 {
		return m, err
	}
	r := rand.New(rand.NewPCG(seed, 1))
	picked := make([]customer.ID, n)
	for k := range picked {
		picked[k] = ids[r.IntN(len(ids))]
	}
	slices.SortStableFunc(ids, func(a, b customer.ID) int { return int(depth[b] - depth[a]) })
	m.Deepest = depth[ids[0]]
	for _, read := range []struct {
		to  *Timing
		one func(customer.ID) error
	}{
		{&m.Ancestors, func(i customer.ID) error { _, err := s.Ancestors(ctx, i, 0); return err }},
		{&m.Children, func(i customer.ID) error { _, err := s.Children(ctx, i, 0, 0); return err }},
		{&m.Node, func(i customer.ID) error { _, err := s.Node(ctx, i); return err }},
	} {
		if *read.to, err = timing(picked, depth, read.one); err != nil {
			return m, err
		}
	}
	return m, nil
}

// depths gives everybody in the forest with how many people are above them.
func depths(ctx context.Context, q db.Q) ([]customer.ID, map[customer.ID]int64, error) {
	type edge struct{ CustomerID, ParentID customer.ID }
	parent := map[customer.ID]customer.ID{}
	var ids []customer.ID
	err := db.Each(ctx, q, func(e edge) error {
		parent[e.CustomerID] = e.ParentID
		ids = append(ids, e.CustomerID)
		return nil
	}, `SELECT customer_id, parent_id FROM referral_node ORDER BY customer_id`)
	depth := make(map[customer.ID]int64, len(ids))
	for _, i := range ids {
		for up := parent[i]; up != 0; up = parent[up] {
			depth[i]++
		}
	}
	return ids, depth, err
}

// timing times one read over the people picked, in their random order.
func timing(picked []customer.ID, depth map[customer.ID]int64, one func(customer.ID) error) (Timing, error) {
	took := map[customer.ID]time.Duration{}
	all := make([]time.Duration, 0, len(picked))
	for _, i := range picked {
		watch := clock.Stopwatch()
		if err := one(i); err != nil {
			return Timing{}, err
		}
		took[i] = watch()
		all = append(all, took[i])
	}
	deepest := slices.Clone(picked)
	slices.SortStableFunc(deepest, func(a, b customer.ID) int { return int(depth[b] - depth[a]) })
	deep := make([]time.Duration, 0, len(picked)/100+1)
	for _, i := range deepest[:len(picked)/100+1] {
		deep = append(deep, took[i])
	}
	half := at(all, .5)
	return Timing{P50: ms(half), P99: ms(at(all, .99)), Deep: ms(at(deep, .5)) / ms(half)}, nil
}

// at gives the value below which that share of the values lies.
func at(values []time.Duration, share float64) time.Duration {
	slices.Sort(values)
	return values[min(int(float64(len(values))*share), len(values)-1)]
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
