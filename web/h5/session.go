package h5

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"qunli/channel/oa"
	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/secret"
	"qunli/kit/serve"
	"qunli/org"
)

// Where customers are signed in. WeChat brings them back to InPath.
const (
	MePath = "/me"
	InPath = MePath + "/in"
)

// The cookies of a customer: who they are, and what they were about to look at while WeChat tells.
const (
	meCookie    = "qunli_me"
	stateCookie = "qunli_in"
)

const (
	meLife    = 30 * 24 * time.Hour
	stateLife = 10 * time.Minute
)

// Session knows customers by their official account openid and keeps that in a signed cookie.
type Session struct {
	Office    *oa.Office
	Customers *customer.Service
	Ring      *secret.Keyring
	Clock     clock.Clock
	PublicURL string // "" unknown: the address of the request
}

// who gives ctx with the customer acting whose cookie a request brings; ok is false when it brings none.
func (s *Session) who(r *http.Request) (ctx context.Context, ok bool) {
	text, ok := s.read(r, meCookie)
	if !ok {
		return r.Context(), false
	}
	i, err := strconv.ParseInt(text, 36, 64)
	if err != nil || i == 0 {
		return r.Context(), false
	}
	return org.As(r.Context(), org.Actor{Kind: org.ActorCustomer, ID: i, Address: "h5"}), true
}

// signIn sends a visitor to WeChat, from where they come back to path. Told asks them to show themselves.
func (s *Session) signIn(w http.ResponseWriter, r *http.Request, path string, told bool) error {
	state := secret.NewToken("qs")
	to, err := s.Office.SignInURL(r.Context(), s.base(r)+InPath, state, told)
	if err != nil {
		return err
	}
	s.write(w, r, s.cookie(stateCookie, state+" "+strconv.FormatBool(told)+" "+path, stateLife))
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, to, http.StatusFound)
	return nil
}

// expects tells whether a page of the brand's should know who looks before it is shown: within WeChat that takes no question.
func (s *Session) expects(r *http.Request) bool {
	return r.URL.Query().Get(guest) == "" && (phone(r) || strings.Contains(r.UserAgent(), "MicroMessenger"))
}

// besides adds a field to the query of a path.
func besides(path, field string) string {
	if strings.Contains(path, "?") {
		return path + "&" + field
	}
	return path + "?" + field
}

// guest marks an address whose visitor WeChat could not name: there is only a stand-in for somebody who glances.
const guest = "guest"

// in takes a visitor back from WeChat. Somebody whose openid nobody has is asked to show themselves, so that they are found by their
// unionid if they are known otherwise.
func (s *Session) in(w http.ResponseWriter, r *http.Request) error {
	path, told, ok := s.expected(r)
	if !ok {
		return oa.ErrCode
	}
	v, err := s.Office.Visitor(r.Context(), r.URL.Query().Get("code"))
	if err != nil {
		return err
	}
	if v.Snapshot {
		http.Redirect(w, r, besides(path, guest+"=1"), http.StatusSeeOther)
		return nil
	}
	card := customer.Card{Keys: []customer.Key{{Kind: customer.OpenID, Space: oa.Space(v.App), Value: v.OpenID}}}
	if v.UnionID != "" {
		card.Keys = append(card.Keys, customer.Key{Kind: customer.UnionID, Value: v.UnionID})
	}
	known, err := s.Customers.Known(r.Context(), card.Keys...)
	if err != nil {
		return err
	}
	if !known && v.UnionID == "" && !told {
		return s.signIn(w, r, path, true)
	}
	me, err := s.Customers.SignIn(r.Context(), card)
	if err != nil {
		return err
	}
	s.write(w, r, s.SignedIn(me))
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}

// expected gives what a visitor who comes back was about to look at, and whether they were asked to show themselves; ok is false when
// nobody was sent away by this state.
func (s *Session) expected(r *http.Request) (path string, told, ok bool) {
	kept, ok := s.read(r, stateCookie)
	state, rest, _ := strings.Cut(kept, " ")
	asked, path, _ := strings.Cut(rest, " ")
	return path, asked == "true", ok && secret.Equal(state, r.URL.Query().Get("state")) && strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "//")
}

// SignedIn gives the cookie of a phone whose owner WeChat has named.
func (s *Session) SignedIn(who customer.ID) *http.Cookie {
	return s.cookie(meCookie, strconv.FormatInt(int64(who), 36), meLife)
}

// cookie is one that nobody else can make: text, when it ends, and our sign over both.
func (s *Session) cookie(name, text string, life time.Duration) *http.Cookie {
	body := strconv.FormatInt(s.Clock.Now().Add(life).UnixMilli(), 36) + "." + text
	return &http.Cookie{Name: name, Value: strings.ReplaceAll(body, " ", "|") + "." + s.Ring.Sign("h5."+name, []byte(body)), Path: "/",
		MaxAge: int(life.Seconds()), HttpOnly: true, SameSite: http.SameSiteLaxMode}
}

// write sets a cookie of ours.
func (s *Session) write(w http.ResponseWriter, r *http.Request, c *http.Cookie) {
	c.Name, c.Secure = hosted(r, c.Name), serve.HTTPS(r.Context())
	framed(r, c)
	http.SetCookie(w, c)
}

// hosted names a cookie over HTTPS so that no other host of the same domain can set it: else somebody there could sign visitors in as
// whom they like.
func hosted(r *http.Request, name string) string {
	if serve.HTTPS(r.Context()) {
		return "__Host-" + name
	}
	return name
}

// framed has a cookie come back from the sandbox's phones too: a page within a page of another address, which browsers call another site.
func framed(r *http.Request, c *http.Cookie) {
	if phone(r) {
		c.Secure, c.SameSite, c.Partitioned = true, http.SameSiteNoneMode, true
	}
}

// read gives the text of a cookie that cookie made and that has not ended.
func (s *Session) read(r *http.Request, name string) (string, bool) {
	c, err := r.Cookie(hosted(r, name))
	if err != nil {
		return "", false
	}
	cut := strings.LastIndexByte(c.Value, '.')
	if cut < 0 {
		return "", false
	}
	body := strings.ReplaceAll(c.Value[:cut], "|", " ")
	if !s.Ring.Verify("h5."+name, []byte(body), c.Value[cut+1:]) {
		return "", false
	}
	end, text, _ := strings.Cut(body, ".")
	at, err := strconv.ParseInt(end, 36, 64)
	return text, err == nil && at > s.Clock.Now().UnixMilli() && text != ""
}

// whence marks from where a request comes, so that few of a place can be counted. Nobody without the key of this installation finds the
// address again.
func (s *Session) whence(r *http.Request) string {
	return s.Ring.Sign("h5.address", []byte(serve.Address(r.Context())))
}

// base is where the visitor reached us.
func (s *Session) base(r *http.Request) string {
	switch {
	case s.PublicURL != "" && !loopback(r.Host):
		return strings.TrimSuffix(s.PublicURL, "/")
	case serve.HTTPS(r.Context()):
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// open is where others reach us who are told an address: a phone of the sandbox's has a host of its own, which is nobody else's. They are
// told the address that was printed at the start and not localhost, which a browser holds to be another host with other cookies.
func (s *Session) open(r *http.Request) string {
	if !phone(r) {
		return s.base(r)
	}
	_, port, _ := net.SplitHostPort(r.Host)
	return "http://" + net.JoinHostPort("127.0.0.1", port)
}

// phone tells a request of the sandbox's phones: each has a host of its own below localhost, and so its own cookies.
func phone(r *http.Request) bool {
	name, _, err := net.SplitHostPort(r.Host)
	return err == nil && strings.HasSuffix(name, ".localhost")
}

// loopback tells a host of this machine.
func loopback(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback() || host == "localhost" || strings.HasSuffix(host, ".localhost")
}
