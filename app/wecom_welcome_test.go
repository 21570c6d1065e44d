package app_test

import (
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"qunli/automation"
	"qunli/channel"
	"qunli/kit/clock"
	"qunli/org"
	"qunli/sandbox"
)

// addsSecond is how many people are added in a second while greetings are measured.
const addsSecond = 200

// TestGreetingsUnderLoad: people are added at a rate that no brand sees, and everybody is greeted while their code lives; how
// long that took at worst is printed beside how long the world itself took to answer. With QUNLI_PROOF=full it is judged.
func TestGreetingsUnderLoad(t *testing.T) {
	eachCompany(t, func(c *company) {
		seconds := 2
		if os.Getenv("QUNLI_PROOF") == "full" {
			seconds = 60
		}
		ctx := org.Owner(c.Context(), "test")
		_, err := c.app.Greeter.Save(ctx, automation.Greeting{Name: "大家", Variants: []automation.Variant{{Weight: 1, Message: channel.Message{Text: "你好"}}}})
		if err != nil {
			c.Fatal(err)
		}
		if err := c.world.Set(ctx, func(s *sandbox.Settings) error { s.Lanes, s.PerMinute = 64, 0; return nil }, nil); err != nil {
			c.Fatal(err)
		}
		var own laps
		c.timed.Store(&own)
		people := c.rush(seconds)
		c.await(fmt.Sprintf("sent %d", people), c.welcomes)
		if n := c.counts()["welcomed"]; n != float64(people) {
			c.Errorf("%v of %d were greeted", n, people)
		}
		worst := time.Duration(c.admin("counts")["welcome_p99_ms"].(float64)) * time.Millisecond
		fmt.Printf("greetings %s: %d people at %d a second, everybody greeted; p99 %v from the add to the greeting, of which the world itself answers within %v\n",
			c.app.DB.Engine(), people, addsSecond, worst, own.p99())
		if os.Getenv("QUNLI_PROOF") == "full" && worst > time.Second {
			c.Errorf("p99 %v", worst)
		}
	})
}

// rush has people add members, evenly, for so many seconds, and gives how many there were.
func (c *company) rush(seconds int) (people int) {
	c.Helper()
	const step = 50 * time.Millisecond
	each := addsSecond * int(step/time.Millisecond) / 1000
	watch := clock.Stopwatch()
	for people < seconds*addsSecond {
		acts := make([]sandbox.Act, 0, 2*each)
		for range each {
			name := fmt.Sprintf("客%05d", people)
			acts = append(acts, sandbox.Act{Verb: "person", Name: name}, sandbox.Act{Verb: "search", Person: name, Staff: []string{"mei", "gang"}[people%2], On: true})
			people++
		}
		done, err := c.world.ActAll(c.Context(), acts)
		if err != nil {
			c.Fatal(err)
		}
		for _, d := range done {
			if d.Error != "" {
				c.Fatal(d.Error)
			}
		}
		if err := clock.Sleep(c.Context(), time.Duration(people/each)*step-watch()); err != nil {
			c.Fatal(err)
		}
	}
	return people
}

// laps are how long the world took to answer greetings.
type laps struct {
	mu   sync.Mutex
	took []time.Duration
}

// serve passes a call on and measures it, if it is a greeting.
func (l *laps) serve(next http.Handler, rw http.ResponseWriter, r *http.Request) {
	watch := clock.Stopwatch()
	next.ServeHTTP(rw, r)
	if strings.HasSuffix(r.URL.Path, "/send_welcome_msg") {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.took = append(l.took, watch())
	}
}

// p99 is what 99 of a hundred were within.
func (l *laps) p99() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	slices.Sort(l.took)
	return l.took[len(l.took)*99/100].Round(100 * time.Microsecond)
}
