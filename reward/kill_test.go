package reward_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"qunli/customer"
	"qunli/kit/clock"
	"qunli/reward"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
)

// kills is how many processes are killed an engine: three always, 100 once (QUNLI_PROOF=full).
func kills() int {
	if os.Getenv("QUNLI_PROOF") == "full" {
		return 100
	}
	return 3
}

// told is one line of the child: what was given, after it was durable.
type told struct {
	Cause, Place int64
	Grant        reward.ID
}

// TestKilled kills a process that gives codes, again and again: what it acknowledged is there, no code went twice, no cause got two,
// and the counters are what the rows say.
func TestKilled(t *testing.T) {
	for name, address := range map[string]func() string{
		"sqlite":   func() string { return "sqlite://" + t.TempDir() + "/killed.db" },
		"postgres": func() string { return pgtest.Fresh(t) },
	} {
		t.Run(name, func(t *testing.T) {
			at := address()
			var g reward.GiftID
			var who customer.ID
			t.Run("stock", func(t *testing.T) { g, who = stocked(t, at) }) // whose end closes the database
			var acknowledged []told
			for round := range kills() {
				acknowledged = append(acknowledged, killOne(t, at, g, who, round)...)
			}
			h := open(t, dbtest.Open(t, at, rooms))
			places := map[int64]int64{}
			for _, a := range acknowledged {
				again, err := h.gives(who, g, a.Cause)
				if err != nil || again.ID != a.Grant || again.Place != a.Place {
					t.Fatalf("%+v was acknowledged; now it is %+v, %v", a, again, err)
				}
				if before, twice := places[a.Place]; twice && before != a.Cause {
					t.Errorf("code %d went for causes %d and %d", a.Place, before, a.Cause)
				}
				places[a.Place] = a.Cause
			}
			h.checked()
			t.Logf("%d acknowledged", len(acknowledged))
		})
	}
}

// stocked makes a gift with many codes in a fresh database, and somebody to have them.
func stocked(t *testing.T, at string) (reward.GiftID, customer.ID) {
	t.Helper()
	h := open(t, dbtest.Open(t, at, rooms))
	g := h.gift(reward.Gift{Kind: reward.Code, Name: "码"})
	for part := range 4 {
		_, err := h.Bring(h.owner, g.ID, strings.ReplaceAll(codes(5000), "VIP", fmt.Sprint("VIP", part)))
		h.is(err, nil)
	}
	return g.ID, h.people(1)[0]
}

// killOne runs a process that gives, kills it after a random while, and gives what it acknowledged.
func killOne(t *testing.T, at string, g reward.GiftID, who customer.ID, round int) (all []told) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestThatIsKilled$", "-test.timeout=60s")
	child.Env = append(os.Environ(), "QUNLI_KILLED="+at, fmt.Sprintf("QUNLI_KILLED_WHAT=%d %d %d", int64(g), int64(who), round))
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		text, ok := strings.CutPrefix(lines.Text(), "told ")
		var a told
		if !ok || json.Unmarshal([]byte(text), &a) != nil {
			continue // the line that was cut off was not heard
		}
		if len(all) == 0 { // it gives: it has so long to live
			time.AfterFunc(time.Duration(rand.IntN(250))*time.Millisecond, func() { _ = child.Process.Kill() })
		}
		all = append(all, a)
	}
	if err := child.Wait(); err == nil {
		t.Error("the process ended by itself")
	}
	if len(all) == 0 {
		t.Error("the process gave nothing")
	}
	return all
}

// TestThatIsKilled is the process: it does nothing unless TestKilled began it. Two callers ask for each cause.
func TestThatIsKilled(t *testing.T) {
	at := os.Getenv("QUNLI_KILLED")
	if at == "" {
		return
	}
	var g, who, round int64
	if _, err := fmt.Sscan(os.Getenv("QUNLI_KILLED_WHAT"), &g, &who, &round); err != nil {
		t.Fatal(err)
	}
	h := open(t, dbtest.Open(t, at, rooms))
	var mu sync.Mutex
	var wg sync.WaitGroup
	for caller := range int64(16) {
		wg.Go(func() {
			for n := int64(0); ; n++ {
				a := told{Cause: 1 + round*1_000_000 + n*8 + caller/2}
				got, err := h.gives(customer.ID(who), reward.GiftID(g), a.Cause)
				if err != nil {
					fmt.Println("refused", err)
					_ = clock.Sleep(t.Context(), time.Millisecond)
					continue
				}
				a.Grant, a.Place = got.ID, got.Place
				text, _ := json.Marshal(a)
				mu.Lock()
				fmt.Println("told", string(text))
				mu.Unlock()
			}
		})
	}
	wg.Wait()
}
