package bench

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/org"
	"qunli/segment"
)

// stream says how facts come.
type stream struct {
	rate  int // facts a second
	rules int // live while they come
	time  time.Duration
}

// Membership measures how long after its commit a fact is a membership, at a thousand facts a second with two hundred live
// rules.
func Membership(rooms []fs.FS, attributes []customer.Attribute) Case {
	return Case{Name: "membership", Zh: "事实到人群成员的延迟", En: "from a fact to a membership",
		Run: func(ctx context.Context, env Env) (Result, error) {
			return membershipCase(ctx, env, rooms, attributes, stream{rate: 1000, rules: 200, time: 10 * time.Second})
		}}
}

func membershipCase(ctx context.Context, env Env, rooms []fs.FS, attributes []customer.Attribute, flow stream) (Result, error) {
	d, err := openShop(ctx, env, rooms)
	if err != nil {
		return Result{}, err
	}
	defer d.Close()
	ctx = org.Owner(ctx, "bench")
	n := int(float64(flow.rate) * flow.time.Seconds())
	zone, err := org.Zone(ctx, d.Read())
	if err != nil {
		return Result{}, err
	}
	if err := crowd(ctx, d, n, zone); err != nil {
		return Result{}, err
	}
	s := segment.New(d, event.NewBus(job.New(d, job.Options{})), attributes)
	watched, err := saveRules(ctx, s, flow.rules)
	if err != nil {
		return Result{}, err
	}
	delays, err := follow(ctx, d, s, watched, flow, n)
	if err != nil {
		return Result{}, err
	}
	l := Latencies{Each: delays}
	return Result{Case: "membership", Engine: d.Engine(), Rows: []Row{
		{Name: "p99", Zh: "事实到成员 p99", En: "from fact to membership, p99", Value: ms(l.At(0.99)), Unit: "ms", Most: 1000},
		{Name: "p50", Zh: "事实到成员 p50", En: "from fact to membership, p50", Value: ms(l.At(0.5)), Unit: "ms"},
		{Name: "facts", Zh: "事实", En: "facts", Value: float64(n), Unit: ""},
		{Name: "rate", Zh: "每秒事实", En: "facts a second", Value: float64(flow.rate), Unit: "/s"},
		{Name: "rules", Zh: "在线规则", En: "live rules", Value: float64(flow.rules), Unit: ""},
	}}, nil
}

// saveRules keeps so many rules alive, half of which read what the facts change, and gives the one that each fact enters.
func saveRules(ctx context.Context, s *segment.Service, n int) (segment.ID, error) {
	r := rand.New(rand.NewPCG(5, 6))
	var watched segment.ID
	for i := range n {
		text := "clicks(30d) >= 1"
		if i > 0 {
			text = ruleText(r)
		}
		rule, err := s.Parse(text)
		if err != nil {
			return 0, err
		}
		saved, err := s.Save(ctx, segment.Draft{Name: "bench " + strconv.Itoa(i), Rule: rule})
		if err != nil {
			return 0, err
		}
		if i == 0 {
			watched = saved.ID
		}
	}
	return watched, s.Settle(ctx)
}

// ruleText makes up a rule of one to four clauses.
func ruleText(r *rand.Rand) string {
	clause := func() string {
		switch r.IntN(8) {
		case 0:
			return fmt.Sprintf("clicks(%dd) >= %d", 1+r.IntN(90), 1+r.IntN(3))
		case 1:
			return fmt.Sprintf("acts(%dd) >= %d", 1+r.IntN(90), 1+r.IntN(5))
		case 2:
			return fmt.Sprintf("active_days(%dd) >= %d", 1+r.IntN(60), 1+r.IntN(4))
		case 3:
			return fmt.Sprintf("orders(%dd) >= %d", 1+r.IntN(365), 1+r.IntN(3))
		case 4:
			return fmt.Sprintf("spent >= %d", 10*r.IntN(60))
		case 5:
			return fmt.Sprintf("tag = t%d", 1+r.IntN(crowdTags))
		case 6:
			return fmt.Sprintf("store = s%d", 1+r.IntN(crowdStores))
		}
		return fmt.Sprintf("last_order older than %dd", 1+r.IntN(200))
	}
	text := clause()
	for range r.IntN(4) {
		text += []string{" and ", " or "}[r.IntN(2)] + clause()
	}
	return text
}

// follow books clicks of n people, a batch every few ms, while the rules are kept, and gives how long after its commit each
// was there to be read as a membership, ascending.
func follow(ctx context.Context, d *db.DB, s *segment.Service, watched segment.ID, flow stream, n int) ([]time.Duration, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ran := make(chan error, 1)
	go func() { ran <- s.Run(ctx, slog.New(slog.DiscardHandler)) }()
	watch := clock.Stopwatch()
	seen := make(chan seenMembers, 1)
	go func() { seen <- watchMembers(ctx, s, watched, n, watch, flow.time+time.Minute) }()
	booked, err := bookClicks(ctx, d, flow.rate, n, watch)
	if err != nil {
		return nil, err
	}
	came := <-seen
	stop()
	if err := errors.Join(came.err, <-ran); err != nil && !errors.Is(err, context.Canceled) {
		return nil, err
	}
	delays := make([]time.Duration, 0, n)
	for i, at := range booked {
		there, ok := came.at[customer.ID(crowdFirst+i)]
		if !ok {
			return nil, fmt.Errorf("bench: person %d of %d never became a member", i, n)
		}
		delays = append(delays, max(0, there-at))
	}
	slices.Sort(delays)
	return delays, nil
}

// bookClicks books one click a person at a rate and gives when each was durable.
func bookClicks(ctx context.Context, d *db.DB, rate, n int, watch func() time.Duration) ([]time.Duration, error) {
	const batch = 10
	booked := make([]time.Duration, n)
	for start := 0; start < n; start += batch {
		if ahead := time.Duration(start)*time.Second/time.Duration(rate) - watch(); ahead > 0 {
			if err := clock.Sleep(ctx, ahead); err != nil {
				return nil, err
			}
		}
		end := min(start+batch, n)
		err := d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
			touches := make([]customer.Touch, 0, batch)
			for i := start; i < end; i++ {
				touches = append(touches, customer.Touch{CustomerID: customer.ID(crowdFirst + i), Kind: customer.ActClick, At: tx.Now})
			}
			_, err := customer.TouchAll(ctx, tx, touches)
			return err
		})
		if err != nil {
			return nil, err
		}
		for i := start; i < end; i++ {
			booked[i] = watch()
		}
	}
	return booked, nil
}

// seenMembers is when each membership was there to be read.
type seenMembers struct {
	at  map[customer.ID]time.Duration
	err error
}

// watchMembers reads new members every few ms until there are n or the time is over. People become members by their ids.
func watchMembers(ctx context.Context, s *segment.Service, i segment.ID, n int, watch func() time.Duration, limit time.Duration) seenMembers {
	out := seenMembers{at: map[customer.ID]time.Duration{}}
	for last := customer.ID(0); len(out.at) < n && watch() < limit; {
		page, err := s.Members(ctx, i, last, 5000)
		if err != nil {
			out.err = err
			return out
		}
		for _, m := range page {
			out.at[m.CustomerID], last = watch(), m.CustomerID
		}
		if err := clock.Sleep(ctx, 5*time.Millisecond); err != nil {
			break
		}
	}
	return out
}
