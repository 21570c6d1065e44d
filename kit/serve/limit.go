package serve

import (
	"net/netip"
	"sync"
	"time"

	"qunli/kit/clock"
)

// Rate bounds the requests of one address: Burst at once, then PerSecond. The zero value is no bound.
type Rate struct {
	PerSecond float64
	Burst     float64
}

// maxBuckets bounds the memory of a limiter (about 10 MB).
const maxBuckets = 65536

// limiter keeps a token bucket an address. A bucket that is full again is forgotten; when there are too many, all that
// could be full are dropped, and if none could, all are: for a moment everybody is let through, nobody is locked out.
type limiter struct {
	clock   clock.Clock
	rate    Rate
	mu      sync.Mutex
	buckets map[netip.Prefix]bucket
}

type bucket struct {
	tokens float64
	at     time.Time
}

func newLimiter(c clock.Clock, rate Rate) *limiter {
	return &limiter{clock: c, rate: rate, buckets: map[netip.Prefix]bucket{}}
}

// take spends one token of the address and reports whether there was one.
func (l *limiter) take(a netip.Addr) bool {
	if l.rate.PerSecond <= 0 || !a.IsValid() {
		return true
	}
	now, key := l.clock.Now(), network(a)
	l.mu.Lock()
	defer l.mu.Unlock()
	b, ok := l.buckets[key]
	if !ok {
		if len(l.buckets) >= maxBuckets {
			l.forget(now)
		}
		b = bucket{l.rate.Burst, now}
	}
	b = l.refill(b, now)
	allowed := b.tokens >= 1
	if allowed {
		b.tokens--
	}
	l.buckets[key] = b
	return allowed
}

func (l *limiter) refill(b bucket, now time.Time) bucket {
	if passed := now.Sub(b.at).Seconds(); passed > 0 {
		b = bucket{min(l.rate.Burst, b.tokens+passed*l.rate.PerSecond), now}
	}
	return b
}

func (l *limiter) forget(now time.Time) {
	for key, b := range l.buckets {
		if l.refill(b, now).tokens >= l.rate.Burst {
			delete(l.buckets, key)
		}
	}
	if len(l.buckets) >= maxBuckets {
		clear(l.buckets)
	}
}

// network is the address itself, or the /64 that one IPv6 customer owns.
func network(a netip.Addr) netip.Prefix {
	bits := a.BitLen()
	if a.Is6() {
		bits = 64
	}
	p, _ := a.WithZone("").Prefix(bits) // bits is in range
	return p
}
