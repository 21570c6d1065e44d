package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"qunli/kit/clock"
)

// outbox holds the events that wait to be sent. The lock of the world guards it.
type outbox struct {
	lanes   map[string]*lane
	ready   []*lane // lanes that nobody works on yet
	wake    chan struct{}
	running bool
}

// lane is a queue of events of one app that keep their order.
type lane struct {
	queue []*Event
	busy  bool
}

// line puts an event at the end of its lane; one held back gets a lane of its own.
func (w *World) line(e *Event) {
	name := laneOf(e.App, e.Lane, w.cfg().Lanes)
	if e.late {
		name = e.App + "/late/" + e.ID
	}
	l := w.outbox.lanes[name]
	if l == nil {
		l = &lane{}
		w.outbox.lanes[name] = l
	}
	e.version = w.journal.version
	l.queue = append(l.queue, e)
	if l.busy {
		return
	}
	l.busy = true
	w.outbox.ready = append(w.outbox.ready, l)
	select {
	case w.outbox.wake <- struct{}{}:
	default:
	}
}

// Run sends events and lets the world's timers run, until ctx ends. What was not sent then is sent by the next Run.
func (w *World) Run(ctx context.Context) error {
	var working sync.WaitGroup
	defer working.Wait()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		w.mu.Lock()
		ready := w.outbox.ready
		w.outbox.ready = nil
		w.mu.Unlock()
		for _, l := range ready {
			working.Go(func() { w.work(ctx, l) })
		}
		select {
		case <-ctx.Done():
			return nil
		case <-w.outbox.wake:
		case <-tick.C:
			if err := w.do(ctx, func(int64) error { return nil }); err != nil && ctx.Err() == nil {
				w.log.Error("sandbox", "error", err)
			}
		}
	}
}

// work sends the events of one lane until it is empty or ctx ends; then whoever runs next begins with what is left.
func (w *World) work(ctx context.Context, l *lane) {
	for {
		w.mu.Lock()
		if len(l.queue) == 0 {
			l.busy = false
			w.mu.Unlock()
			return
		}
		e := l.queue[0]
		w.mu.Unlock()
		if err := w.settle(ctx, e.version); err != nil {
			w.log.Error("sandbox: an event is not durable", "error", err)
			_ = clock.Sleep(ctx, time.Second) // and then again
		} else if w.deliver(ctx, e) {
			w.mu.Lock()
			if len(l.queue) > 0 && l.queue[0] == e { // the world may have been emptied meanwhile
				l.queue = l.queue[1:]
			}
			w.mu.Unlock()
		}
		if ctx.Err() != nil {
			w.mu.Lock()
			w.outbox.ready = append(w.outbox.ready, l)
			w.mu.Unlock()
			return
		}
	}
}

// deliver sends one event, with its retries; false when ctx ended before.
func (w *World) deliver(ctx context.Context, e *Event) bool {
	w.mu.Lock()
	s, late := *w.cfg(), time.Duration(0)
	if e.late {
		late = time.Duration(50+w.chance.IntN(1000)) * time.Millisecond
	}
	w.mu.Unlock()
	if clock.Sleep(ctx, late+time.Duration(s.Delay)*time.Millisecond) != nil {
		return false
	}
	for try := 0; ; try++ {
		err := w.post(ctx, e, &s)
		if ctx.Err() != nil {
			return false
		}
		if w.tried(e, err, try >= s.Retries) {
			return true
		}
		if clock.Sleep(ctx, time.Duration(s.RetryWait)*time.Millisecond) != nil {
			return false
		}
	}
}

var errDeaf = errors.New("the answer was not heard, on purpose")

// tried notes the outcome of one try, and tells whether it was the last. It does not wait for the disk: an event that was sent
// and is forgotten to be so is sent again.
func (w *World) tried(e *Event, err error, last bool) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err == nil && w.hit(w.cfg().Deaf) && !last {
		err = errDeaf
	}
	e.Tries++
	e.Last = ""
	w.count(func(c *Counts) {
		c.Posts++
		switch {
		case err == nil:
			e.State = eventSent
			c.Sent++
		case errors.Is(err, errDeaf):
			c.Deaf++
			e.Last = err.Error()
		case last:
			e.State = eventFailed
			c.Failed++
			e.Last = err.Error()
		default:
			e.Last = err.Error()
		}
	})
	if w.events.get(e.ID) != nil {
		w.events.put(e.ID, e)
	}
	code := 0
	if err != nil {
		code = 1
	}
	w.trace.add(Entry{At: w.moment(), Kind: "sent", What: e.Kind, Note: strings.TrimSpace(w.nameOf(e.Lane) + " " + e.Last), Code: code})
	w.board.Bump(worldTopic)
	return e.State != eventWaiting
}

// post sends one event once.
func (w *World) post(ctx context.Context, e *Event, s *Settings) error {
	if e.App == payApp {
		ctx, cancel := context.WithTimeout(ctx, time.Duration(s.Timeout)*time.Millisecond)
		defer cancel()
		return w.postNote(ctx, e)
	}
	w.mu.Lock()
	app := w.apps.get(e.App)
	if app == nil || app.URL == "" {
		w.mu.Unlock()
		return errors.New("the app has no address for callbacks")
	}
	address, token, key := app.URL, app.Token, app.AESKey
	w.mu.Unlock()
	seal, err := newSealer(token, key, s.CorpID)
	if err != nil {
		return err
	}
	encrypted := seal.seal([]byte(e.XML))
	ctx, cancel := context.WithTimeout(ctx, time.Duration(s.Timeout)*time.Millisecond)
	defer cancel()
	to, err := signed(address, seal, w.clock.Now().Unix(), encrypted)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, to, strings.NewReader(envelope(s.CorpID, e.App, encrypted)))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "text/xml")
	status, _, err := w.fetch(r)
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("answered %d", status)
	}
	return err
}

// signed gives the address with the signature over a text.
func signed(address string, seal *sealer, unix int64, encrypted string, more ...string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	stamp, nonce := strconv.FormatInt(unix, 10), plainLetters(10)
	q := u.Query()
	q.Set("msg_signature", seal.sign(stamp, nonce, encrypted))
	q.Set("timestamp", stamp)
	q.Set("nonce", nonce)
	for i := 0; i+1 < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	u.RawQuery = q.Encode()
	return u.String(), nil
}

// fetch carries out one request and gives status and body.
func (w *World) fetch(r *http.Request) (int, []byte, error) {
	resp, err := w.http.Do(r)
	if err != nil {
		var address *url.Error
		if errors.As(err, &address) {
			err = address.Err // without the address, which holds the signature
		}
		return 0, nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	return resp.StatusCode, body, err
}

func callbackTransport() http.RoundTripper {
	d := &net.Dialer{Timeout: 5 * time.Second}
	return &http.Transport{DialContext: d.DialContext, MaxIdleConnsPerHost: 256, IdleConnTimeout: time.Minute}
}

// verify asks an address to prove that it holds the token and the key, as the console does when they are saved.
func (w *World) verify(ctx context.Context, address, token, key string) error {
	w.mu.Lock()
	s := *w.cfg()
	w.mu.Unlock()
	seal, err := newSealer(token, key, s.CorpID)
	if err != nil {
		return err
	}
	if token == "" || len(token) > 32 {
		return errors.New("a token has 1 to 32 letters and digits")
	}
	word := strconv.FormatInt(w.clock.Now().UnixNano(), 10)
	encrypted := seal.seal([]byte(word))
	to, err := signed(address, seal, w.clock.Now().Unix(), encrypted, "echostr", encrypted)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, time.Duration(s.EchoTimeout)*time.Millisecond)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, to, nil)
	if err != nil {
		return err
	}
	status, body, err := w.fetch(r)
	switch {
	case err != nil:
		return err
	case status != http.StatusOK:
		return fmt.Errorf("answered %d", status)
	case string(body) != word:
		return fmt.Errorf("the answer is not the word that was sent: %q", clip(string(body), 60))
	}
	return nil
}

// clip shortens a text to n characters.
func clip(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n])
}
