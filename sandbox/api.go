package sandbox

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"qunli/kit/clock"
)

// m is a reply, or a part of one.
type m = map[string]any

// call is one call of the API; while it is carried out the lock of the world is held.
type call struct {
	w      *World
	s      *Settings
	app    *App
	now    int64
	from   string // the caller's address
	base   string // how the world is reached
	r      *http.Request
	body   []byte
	upload *upload
	file   *Media // the reply is a file
	warn   bool   // the request had a field of a wrong type
}

// needs say what a caller must be.
type needs int

const (
	nothing needs = iota
	token         // an access token
	contact       // and an app that may call customer contact
)

// endpoint is one path of the API.
type endpoint struct {
	get  bool // it takes no body
	need needs
	f    func(c *call) (m, error)
}

// maxCall is the largest request, in bytes.
const maxCall = 32 << 20

// serveAPI answers /cgi-bin/….
func (w *World) serveAPI(rw http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.Path, "/cgi-bin/")
	e, known := w.paths[path]
	if !known {
		http.NotFound(rw, r)
		return
	}
	c := &call{w: w, r: r, base: w.base(r)}
	var err error
	if c.upload, c.body, err = readBody(r); err != nil {
		http.Error(rw, err.Error(), http.StatusBadRequest)
		return
	}
	reply, dropped := w.answer(r.Context(), c, path, e)
	if dropped {
		panic(http.ErrAbortHandler) // carried out, and the caller does not hear of it
	}
	if c.file != nil {
		w.serveFile(rw, r, c.file)
		return
	}
	rw.Header().Set("Content-Type", "application/json; charset=UTF-8")
	if _, err := rw.Write(reply); err != nil {
		w.log.Debug("sandbox: reply", "error", err)
	}
}

func readBody(r *http.Request) (*upload, []byte, error) {
	r.Body = http.MaxBytesReader(nil, r.Body, maxCall)
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		u, err := readUpload(r)
		return u, nil, err
	}
	body, err := io.ReadAll(r.Body)
	return nil, body, err
}

// answer carries out one call; dropped tells that the reply shall get lost.
func (w *World) answer(ctx context.Context, c *call, path string, e endpoint) (reply []byte, dropped bool) {
	leave, code := w.limits.enter(w, path)
	defer leave()
	var slow int64
	err := w.do(ctx, func(now int64) error {
		c.now, c.s, slow = now, w.cfg(), w.cfg().Slow
		c.from = remote(c.r)
		if c.s.Caller != "" {
			c.from = c.s.Caller
		}
		if code == 0 {
			code = w.fault(path)
		}
		out, err := c.run(e, code)
		dropped = w.hit(c.s.DropReply)
		w.traceCall(now, path, err, dropped)
		reply, err = c.finish(out, err)
		return err
	})
	if err != nil {
		w.log.Error("sandbox: call", "path", path, "error", err)
		reply, _ = c.finish(nil, no(-1))
	}
	if slow > 0 && clock.Sleep(ctx, time.Duration(slow)*time.Millisecond) != nil {
		return nil, true
	}
	return reply, dropped
}

func (c *call) run(e endpoint, code int) (m, error) {
	if code != 0 {
		return nil, no(code)
	}
	if err := c.admit(e); err != nil {
		return nil, err
	}
	return e.f(c)
}

// finish adds code and message to a reply and spells it.
func (c *call) finish(reply m, err error) ([]byte, error) {
	if reply == nil {
		reply = m{}
	}
	reply["errcode"], reply["errmsg"] = 0, "ok"
	if c.warn {
		reply["errmsg"] = "ok, Warning: wrong json format. more info at https://open.work.weixin.qq.com"
	}
	var r refusal
	if errors.As(err, &r) {
		reply["errcode"], reply["errmsg"] = r.code, errmsg(r, c.now, c.from)
	} else if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err = enc.Encode(reply)
	return b.Bytes(), err
}

func (w *World) traceCall(now int64, path string, err error, dropped bool) {
	var r refusal
	if err != nil && !errors.As(err, &r) {
		r.code = -1
	}
	if w.trace.calls == nil {
		w.trace.calls = map[string]int{}
	}
	w.trace.calls[fmt.Sprintf("%s %d", path, r.code)]++
	note := ""
	if dropped {
		w.trace.dropped++
		note = "reply dropped"
	}
	if r.code != 0 {
		note = strings.TrimSpace(words(r) + " " + note)
	}
	w.trace.add(Entry{At: now, Kind: "call", What: path, Note: note, Code: r.code})
}

// fault gives the code with which a path is made to fail now, 0 for none.
func (w *World) fault(path string) int { return takeFault(w, w.cfg().Faults, path) }

// admit finds out who calls and whether they may.
func (c *call) admit(e endpoint) error {
	if !e.get && c.r.Method != http.MethodPost {
		return no(40063)
	}
	if e.need == nothing {
		return nil
	}
	name := c.r.URL.Query().Get("access_token")
	if name == "" {
		return no(41001)
	}
	t := c.w.tokens.get("access/" + name)
	if t == nil || t.Kind != "access" {
		return no(40014)
	}
	if t.Expires <= c.now {
		return no(42001)
	}
	c.app = c.w.apps.get(t.App)
	switch {
	case c.app == nil:
		return no(40014)
	case c.app.Disabled:
		return no(50003)
	case len(c.app.IPs) > 0 && !containsIP(c.app.IPs, c.from):
		return no(60020)
	case e.need == contact && !c.app.Callable && !c.app.System:
		return no(48002)
	}
	return nil
}

func containsIP(all []string, ip string) bool {
	for _, one := range all {
		if one == ip {
			return true
		}
		if _, network, err := net.ParseCIDR(one); err == nil && network.Contains(net.ParseIP(ip)) {
			return true
		}
	}
	return false
}

// remote is the caller's address without its port.
func remote(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// read fills v from the body. Fields of a wrong type are left out and noted, as the vendor does.
func (c *call) read(v any) error {
	if len(c.body) == 0 {
		return no(40063)
	}
	err := json.Unmarshal(c.body, v)
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong):
		c.warn = true
	case err != nil:
		return refusal{40058, "invalid json"}
	}
	return nil
}

func (c *call) query(name string) string { return c.r.URL.Query().Get(name) }

// user finds a member that the app sees.
func (c *call) user(id string) (*Member, error) {
	u := c.w.members.get(id)
	switch {
	case id == "":
		return nil, no(40063)
	case u == nil || u.Status == quit:
		return nil, no(60111)
	case !c.w.sees(c.app, id):
		return nil, no(60011)
	}
	return u, nil
}

// relation finds a whole relation of a member that the app sees.
func (c *call) relation(user, person string) (*Follow, error) {
	if _, err := c.user(user); err != nil {
		return nil, err
	}
	if person == "" {
		return nil, no(41035)
	}
	if c.w.people.get(person) == nil {
		return nil, no(40096)
	}
	f := c.w.follow(user, person)
	if !f.whole() {
		return nil, no(84061)
	}
	return f, nil
}

// cursor spells a place in a list; "" is the end.
func cursor(parts ...int64) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Trim(fmt.Sprint(parts), "[]")))
}

// place reads a cursor into parts; "" leaves them 0.
func place(s string, parts ...*int64) error {
	if s == "" {
		return nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return no(40058)
	}
	to := make([]any, len(parts))
	for i := range parts {
		to[i] = parts[i]
	}
	if _, err := fmt.Sscan(string(raw), to...); err != nil {
		return no(40058)
	}
	for _, n := range parts {
		if *n < 0 {
			return no(40058)
		}
	}
	return nil
}

// clamp gives the number of rows of a page: d when n is 0, at most most.
func clamp(n, d, most int) int {
	if n <= 0 {
		return d
	}
	return min(n, most)
}

// runes counts characters.
func runes(s string) int { return len([]rune(s)) }
