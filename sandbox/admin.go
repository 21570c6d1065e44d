package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"qunli/kit/fault"
)

// ErrCallback refuses an address that did not prove itself.
var ErrCallback = fault.New(fault.Conflict, "sandbox.callback", "回调地址没有通过验证：%s", "The address for callbacks did not pass: %s")

// admin is the index of what phones and scripts call.
func (w *World) admin() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /admin/act", answer(w, func(r *http.Request, a *Act) (any, error) { return w.Act(r.Context(), *a) }))
	mux.HandleFunc("POST /admin/acts", answer(w, func(r *http.Request, a *[]Act) (any, error) {
		done, err := w.ActAll(r.Context(), *a)
		return m{"done": done}, err
	}))
	mux.HandleFunc("POST /admin/place", answer(w, func(r *http.Request, c *Cast) (any, error) { return m{}, w.Place(r.Context(), *c) }))
	mux.HandleFunc("POST /admin/reset", answer(w, func(r *http.Request, _ *struct{}) (any, error) { return m{}, w.Reset(r.Context()) }))
	mux.HandleFunc("POST /admin/seed", answer(w, func(r *http.Request, s *Seed) (any, error) { return m{}, w.Seed(r.Context(), *s) }))
	mux.HandleFunc("GET /admin/settings", show(w, func(*http.Request) any { return w.cfg() }))
	mux.HandleFunc("POST /admin/settings", w.changeSettings)
	mux.HandleFunc("POST /admin/clock", answer(w, w.setClock))
	mux.HandleFunc("GET /admin/apps", show(w, func(*http.Request) any { return w.appList() }))
	mux.HandleFunc("POST /admin/apps", answer(w, w.saveApp))
	mux.HandleFunc("POST /admin/callback", answer(w, func(r *http.Request, c *Callback) (any, error) { return m{}, w.SetCallback(r.Context(), *c) }))
	mux.HandleFunc("POST /admin/tokens/{what}", answer(w, w.spoilTokens))
	mux.HandleFunc("GET /admin/pay", show(w, w.payView))
	mux.HandleFunc("GET /admin/state", show(w, func(*http.Request) any { return w.state() }))
	mux.HandleFunc("GET /admin/counts", show(w, func(*http.Request) any { return w.totals() }))
	mux.HandleFunc("GET /admin/events", show(w, w.eventList))
	mux.HandleFunc("POST /admin/events/{id}/again", answer(w, w.resend))
	mux.HandleFunc("GET /admin/trace", show(w, w.traceList))
	mux.HandleFunc("GET /admin/stream", w.stream)
	mux.HandleFunc("GET /admin/board", show(w, w.boardView))
	mux.HandleFunc("GET /admin/people", show(w, w.peopleView))
	mux.HandleFunc("GET /admin/phone/{id}", show(w, w.phoneView))
	mux.HandleFunc("GET /admin/chat/{id}", show(w, w.chatView))
	return mux
}

func writeJSON(rw http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		http.Error(rw, err.Error(), http.StatusInternalServerError)
		return
	}
	writeRaw(rw, status, body)
}

func writeRaw(rw http.ResponseWriter, status int, body []byte) {
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.WriteHeader(status)
	rw.Write(body)
}

// show answers with what f sees; f runs with the lock of the world held. Nothing is 404.
func show(w *World, f func(r *http.Request) any) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		var body []byte
		err := w.do(r.Context(), func(int64) error {
			v := f(r)
			if v == nil {
				return ErrNothing
			}
			var err error
			body, err = json.Marshal(v)
			return err
		})
		if err != nil {
			fail(rw, err)
			return
		}
		writeRaw(rw, http.StatusOK, body)
	}
}

// answer reads the body into a T and carries out f, which takes the lock itself.
func answer[T any](_ *World, f func(r *http.Request, in *T) (any, error)) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		in := new(T)
		if r.ContentLength != 0 {
			if err := json.NewDecoder(http.MaxBytesReader(rw, r.Body, maxCall)).Decode(in); err != nil {
				fail(rw, fault.ErrInvalid.Because(err))
				return
			}
		}
		out, err := f(r, in)
		if err != nil {
			fail(rw, err)
			return
		}
		writeJSON(rw, http.StatusOK, out)
	}
}

// changeSettings changes the settings that the body names, and gives all.
func (w *World) changeSettings(rw http.ResponseWriter, r *http.Request) {
	var body json.RawMessage
	if err := json.NewDecoder(http.MaxBytesReader(rw, r.Body, maxCall)).Decode(&body); err != nil {
		fail(rw, fault.ErrInvalid.Because(err))
		return
	}
	var out Settings
	err := w.Set(r.Context(), func(s *Settings) error { return json.Unmarshal(body, s) }, &out)
	if err != nil {
		fail(rw, err)
		return
	}
	writeJSON(rw, http.StatusOK, out)
}

// clockInput moves the world's clock: to a moment, or on by so many seconds.
type clockInput struct {
	To     int64 `json:"to_ms"`
	Add    int64 `json:"add_seconds"`
	Frozen *bool `json:"frozen"`
	Real   bool  `json:"real"` // back to the real time
}

func (w *World) setClock(r *http.Request, in *clockInput) (any, error) {
	var at int64
	err := w.do(r.Context(), func(now int64) error {
		frozen := w.cfg().Frozen != 0
		if in.Frozen != nil {
			frozen = *in.Frozen
		}
		at = now + in.Add*1000
		if in.To != 0 {
			at = in.To
		}
		if in.Real {
			at, frozen = w.clock.Now().UnixMilli(), false
		}
		w.travel(at, frozen)
		return nil
	})
	return m{"now_ms": at}, err
}

func (w *World) appList() []*App {
	list := []*App{}
	w.apps.each(func(a *App) { list = append(list, a) })
	return list
}

// saveApp makes an app or changes one: what is absent stays. A new one gets a secret.
func (w *World) saveApp(r *http.Request, in *json.RawMessage) (any, error) {
	var out App
	err := w.do(r.Context(), func(int64) error {
		var name struct {
			ID string `json:"agent_id"`
		}
		if err := json.Unmarshal(*in, &name); err != nil {
			return fault.ErrInvalid.Because(err)
		}
		a := App{AgentID: name.ID, Secret: "sandbox-" + letters(40), Callable: true}
		if old := w.apps.get(name.ID); old != nil {
			a = *old
			a.Users, a.Parties = slices.Clone(a.Users), slices.Clone(a.Parties)
			a.Domains, a.IPs = slices.Clone(a.Domains), slices.Clone(a.IPs)
		}
		if a.AgentID == "" {
			a.AgentID = strconv.Itoa(1000002 + len(w.apps.all))
		}
		if err := json.Unmarshal(*in, &a); err != nil {
			return fault.ErrInvalid.Because(err)
		}
		w.apps.put(a.AgentID, &a)
		out = a
		return nil
	})
	return out, err
}

// spoilTokens makes access tokens useless: expire (42001) or revoke (40014).
func (w *World) spoilTokens(r *http.Request, _ *struct{}) (any, error) {
	what, n := r.PathValue("what"), 0
	err := w.do(r.Context(), func(now int64) error {
		var gone []string
		w.tokens.from(0, func(name string, _ int64, t *Token) bool {
			if t.Kind == "access" && t.Expires > now {
				n++
				t.Expires = now
				w.tokens.put(name, t)
				gone = append(gone, name)
			}
			return true
		})
		switch what {
		case "expire":
		case "revoke":
			for _, name := range gone {
				w.tokens.drop(name)
			}
		default:
			return ErrVerb.F(what)
		}
		return nil
	})
	return m{"tokens": n}, err
}

// totals are the counts of the world, and what has been seen since its start.
func (w *World) totals() m {
	waiting := 0
	w.events.each(func(e *Event) {
		if e.State == eventWaiting {
			waiting++
		}
	})
	waits := slices.Clone(w.trace.waits)
	slices.Sort(waits)
	worst := int64(0)
	if n := len(waits); n > 0 {
		worst = waits[min(n-1, n*99/100)]
	}
	return m{"totals": w.counts.get(""), "waiting": waiting, "calls": w.trace.calls, "dropped": w.trace.dropped,
		"welcome_p99_ms": worst, "members": len(w.members.all), "people": len(w.people.all), "relations": len(w.follows.all),
		"groups": len(w.groups.all), "tags": w.livingTags(), "now_ms": w.moment()}
}

// eventList gives events, the newest first.
func (w *World) eventList(r *http.Request) any {
	state, limit := r.URL.Query().Get("state"), 100
	if n, err := strconv.Atoi(r.URL.Query().Get("limit")); err == nil && n > 0 {
		limit = n
	}
	list := []*Event{}
	for i := len(w.events.line) - 1; i >= 0 && len(list) < limit; i-- {
		k := w.events.line[i]
		if e := w.events.all[k.name]; e.seq == k.seq && (state == "" || e.value.State == state) {
			list = append(list, e.value)
		}
	}
	return m{"events": list}
}

// resend sends an event once more.
func (w *World) resend(r *http.Request, _ *struct{}) (any, error) {
	return m{}, w.do(r.Context(), func(int64) error {
		e := w.events.get(r.PathValue("id"))
		if e == nil || e.State == eventWaiting {
			return ErrNothing
		}
		e.State, e.late = eventWaiting, false
		w.events.put(e.ID, e)
		w.line(e)
		return nil
	})
}

func (w *World) traceList(r *http.Request) any {
	after, _ := strconv.ParseInt(r.URL.Query().Get("after"), 10, 64)
	list := []Entry{}
	for _, e := range w.trace.entries {
		if e.N > after {
			list = append(list, e)
		}
	}
	return m{"entries": list[max(0, len(list)-traceKept):]}
}

// stream tells a page whenever something has changed, at most some times a second; the page asks for what it shows.
func (w *World) stream(rw http.ResponseWriter, r *http.Request) {
	rw.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(rw)
	rest := time.NewTicker(150 * time.Millisecond)
	defer rest.Stop()
	beat := time.NewTicker(20 * time.Second)
	defer beat.Stop()
	heard := make(chan int64)
	go func() {
		defer close(heard)
		for seen := int64(0); r.Context().Err() == nil; {
			seen = w.board.Wait(r.Context(), worldTopic, seen)
			select {
			case heard <- seen:
			case <-r.Context().Done():
			}
		}
	}()
	for {
		select {
		case <-r.Context().Done():
			return
		case v := <-heard:
			fmt.Fprintf(rw, "data: %d\n\n", v)
			<-rest.C
		case <-beat.C:
			fmt.Fprint(rw, ": beat\n\n")
		}
		if out.Flush() != nil {
			return
		}
	}
}
