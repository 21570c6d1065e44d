package sandbox

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// settled waits until no event waits any more.
func (r *rig) settled() m {
	r.t.Helper()
	for range 3000 {
		got := r.fetchJSON(http.MethodGet, "/admin/counts", nil)
		if got["waiting"] == 0.0 {
			return got["totals"].(m)
		}
		time.Sleep(10 * time.Millisecond)
	}
	r.t.Fatal("events still wait")
	return nil
}

func TestAnAddressProvesItself(t *testing.T) {
	r := newRig(t)
	in := r.listen()
	for _, c := range []Callback{
		{URL: in.server.URL, Token: "other", AESKey: testKey}, {URL: in.server.URL, Token: "tok", AESKey: testKey[1:] + "A"},
		{URL: in.server.URL, Token: "tok", AESKey: "short"}, {URL: "http://127.0.0.1:1/", Token: "tok", AESKey: testKey},
	} {
		if err := r.SetCallback(t.Context(), c); err == nil {
			t.Errorf("%+v passes", c)
		}
	}
	in.word = func(s string) string { return s + "\n" }
	if err := r.SetCallback(t.Context(), Callback{URL: in.server.URL, Token: "tok", AESKey: testKey}); err == nil {
		t.Error("a line break passes")
	}
	in.word = func(s string) string { time.Sleep(80 * time.Millisecond); return s }
	r.set(func(s *Settings) { s.EchoTimeout = 40 })
	if err := r.SetCallback(t.Context(), Callback{URL: in.server.URL, Token: "tok", AESKey: testKey}); err == nil {
		t.Error("a slow answer passes")
	}
}

func TestEventsAreTriedFourTimesInOrder(t *testing.T) {
	r := newRig(t)
	in := r.listen()
	in.status = func(n int) int {
		if n <= 3 || n >= 6 && n <= 9 {
			return 500
		}
		return 200
	}
	for i := range 4 {
		r.people(fmt.Sprint("客", i))
	}
	got := r.settled()
	if got["sent"] != 3.0 || got["failed"] != 1.0 || got["posts"] != 10.0 || got["events"] != 4.0 {
		t.Errorf("%v", got)
	}
	events := in.wait(t, 3)
	for i, name := range []string{"客0", "客1", "客3"} {
		if id := r.act(Act{Verb: "person", Name: name}).Person; events[i].Person != id {
			t.Errorf("event %d is about %s", i, r.nameOf(events[i].Person))
		}
	}
	failed := r.fetchJSON(http.MethodGet, "/admin/events?state=failed", nil)["events"].([]any)
	r.fetchJSON(http.MethodPost, "/admin/events/"+failed[0].(m)["id"].(string)+"/again", nil)
	in.wait(t, 4)
}

func TestEventsAreLostDoubledHeldAndUnheardOnPurpose(t *testing.T) {
	r := newRig(t)
	in := r.listen()
	var asked []string // who was added, in order
	run := func(f func(s *Settings)) (m, []heard) {
		r.set(func(s *Settings) { s.Duplicate, s.Loss, s.Deaf, s.Reorder, s.Lanes = 0, 0, 0, 0, 1; f(s) })
		before := r.settled()
		in.mu.Lock()
		in.got = nil
		in.mu.Unlock()
		asked = nil
		for range 40 {
			asked = append(asked, r.people(letters(10))...)
		}
		after := r.settled()
		for k, v := range after {
			after[k] = v.(float64) - before[k].(float64)
		}
		in.mu.Lock()
		defer in.mu.Unlock()
		return after, in.got
	}
	distinct := func(all []heard) int {
		seen := map[string]bool{}
		for _, e := range all {
			seen[e.Person] = true
		}
		return len(seen)
	}
	n, got := run(func(s *Settings) { s.Duplicate = 0.5 })
	if n["events"] != 40.0 || n["copies"] == 0.0 || len(got) != 40+int(n["copies"].(float64)) || distinct(got) != 40 {
		t.Errorf("%v, %d", n, len(got))
	}
	n, got = run(func(s *Settings) { s.Loss = 0.5 })
	if n["lost"] == 0.0 || len(got) != 40-int(n["lost"].(float64)) {
		t.Errorf("%v, %d", n, len(got))
	}
	n, got = run(func(s *Settings) { s.Deaf = 0.3 })
	if n["deaf"] == 0.0 || distinct(got) != 40 || len(got) <= 40 {
		t.Errorf("%v, %d", n, len(got))
	}
	n, got = run(func(s *Settings) { s.Reorder = 0.2 })
	order := true
	for i, e := range got {
		order = order && i < len(asked) && e.Person == asked[i]
	}
	if n["held"] == 0.0 || distinct(got) != 40 || order {
		t.Errorf("%v, %d", n, len(got))
	}
	_, got = run(func(s *Settings) { s.Lanes = 8 })
	if distinct(got) != 40 {
		t.Errorf("%d", len(got))
	}
}

func TestWhatWasNotSentIsSentAfterARestart(t *testing.T) {
	r := newRig(t, func(s *Settings) { s.RetryWait, s.Retries = 20, 1000 })
	in := r.listen()
	in.status = func(n int) int { return 503 }
	r.people("张三", "李四")
	r.close()
	in.mu.Lock()
	in.status = nil
	in.mu.Unlock()
	r.open()
	if got := in.wait(t, 2); got[0].Person == got[1].Person {
		t.Errorf("%+v", got)
	}
}

func TestTheClockTravelsAndStops(t *testing.T) {
	r := newRig(t)
	start := r.Now()
	r.fetchJSON(http.MethodPost, "/admin/clock", m{"add_seconds": 3600, "frozen": true})
	r.clock.Advance(time.Minute)
	if got := r.Now() - start; got != 3600_000 {
		t.Errorf("stopped, %d ms went by", got)
	}
	r.fetchJSON(http.MethodPost, "/admin/clock", m{"frozen": false})
	r.clock.Advance(time.Minute)
	if got := r.Now() - start; got != 3660_000 {
		t.Errorf("%d ms went by", got)
	}
	r.fetchJSON(http.MethodPost, "/admin/clock", m{"real": true})
	if r.Now() != r.clock.Now().UnixMilli() {
		t.Error("not back")
	}
}

func TestNamesDoNotBreakDocuments(t *testing.T) {
	doc := (&rig{}).documentOf(t, "a]]>b<c>&")
	if !wellFormed(doc) {
		t.Error(doc)
	}
}

func (*rig) documentOf(t *testing.T, state string) string {
	r := newRig(t)
	return r.document(fact{"e", "c", "", nil, []node{text("State", state)}}, 0)
}

// wellFormed tells whether a document can be read back: what people type must not break it.
func wellFormed(doc string) bool {
	d := xml.NewDecoder(strings.NewReader(doc))
	for {
		if _, err := d.Token(); err != nil {
			return err.Error() == "EOF"
		}
	}
}
