package channel

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"qunli/kit/secret"
)

// TestNodesShareOneToken: whoever asks when, the server is asked once a life; a refused token is given out no more.
func TestNodesShareOneToken(t *testing.T) {
	each(t, func(p *post) {
		ring, err := secret.NewKeyring(bytes.Repeat([]byte{7}, 32))
		if err != nil {
			p.Fatal(err)
		}
		nodes := []*Tokens{NewTokens(p.DB, ring, "test"), NewTokens(p.DB, ring, "test"), NewTokens(p.DB, ring, "test")}
		var fetched atomic.Int64
		fetch := func(context.Context) (string, time.Duration, error) {
			return fmt.Sprint("token ", fetched.Add(1)), 2 * time.Hour, nil
		}
		ask := func(stale string, fits func(token, other string) bool) string {
			var wg sync.WaitGroup
			got := make([]string, 30)
			for n := range got {
				wg.Go(func() {
					one, err := nodes[n%3].Of(p.Context(), "app", stale, fetch)
					if err != nil {
						p.Error(err)
					}
					got[n] = one
				})
			}
			wg.Wait()
			for _, one := range got {
				if !fits(one, got[0]) {
					p.Errorf("%q and %q are given out at a time", got[0], one)
				}
			}
			return got[0]
		}
		same := func(token, other string) bool { return token == other }
		first := ask("", same)
		if again := ask(first, same); again == first || fetched.Load() != 2 {
			p.Errorf("%q after it was refused, %d fetched", again, fetched.Load())
		}
		p.Clock.Advance(95 * time.Minute)
		if ask("", same); fetched.Load() != 2 {
			p.Errorf("%d fetched before the time to renew", fetched.Load())
		}
		p.Clock.Advance(5 * time.Minute)
		stillGood := func(token, _ string) bool { return token == "token 2" || token == "token 3" } // nobody waits for the renewal
		if ask("", stillGood); fetched.Load() != 3 {
			p.Errorf("%d fetched after the time to renew", fetched.Load())
		}
	})
}
