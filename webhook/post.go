package webhook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unicode/utf8"

	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/secret"
)

// The headers of what is sent.
const (
	TimestampHeader = "X-Qunli-Timestamp" // unix seconds of this try
	SignatureHeader = "X-Qunli-Signature" // sha256=<hex>; two, divided by a comma, for a day after a new secret
	DeliveryHeader  = "X-Qunli-Delivery"
	FactHeader      = "X-Qunli-Fact"
	TryHeader       = "X-Qunli-Try" // from 1
)

// The bounds of a try.
const (
	dialFor   = 5 * time.Second
	answerFor = 10 * time.Second
	mostReply = 512 // bytes of the answer that are read
)

// letter is one try.
type letter struct {
	address    string
	id         DeliveryID
	kind       string
	try        int64
	at         time.Time
	signatures []string
	body       []byte
}

// answer is what came of a try.
type answer struct {
	status  int64
	took    int64 // ms
	trouble string
	reply   string
	silent  bool // nobody answered: the others need not be tried now
	final   bool // no other try would go better
}

// sign gives the signatures of a body: HMAC-SHA256 over timestamp, "." and body by each secret that holds.
func (s *Service) sign(to subscriptionRow, at time.Time, body []byte) ([]string, error) {
	sealed := []string{to.Secret}
	if to.OldSecret != "" && to.OldUntil > at.UnixMilli() {
		sealed = append(sealed, to.OldSecret)
	}
	var out []string
	for _, text := range sealed {
		plain, err := s.keys.Open(label(to.ID), text)
		if err != nil {
			return nil, err
		}
		mac := hmac.New(sha256.New, plain)
		mac.Write([]byte(strconv.FormatInt(at.Unix(), 10) + "."))
		mac.Write(body)
		out = append(out, "sha256="+hex.EncodeToString(mac.Sum(nil)))
	}
	return out, nil
}

// post sends letters. It follows no redirect, takes no proxy from the environment, and dials only what may be told.
type post struct {
	client    *http.Client
	transport *http.Transport
}

var (
	errInside = errors.New("webhook: no network inside a transaction")
	errRefuse = errors.New("webhook: an internal network")
)

// newPost gives a post for which the networks of open are no internal ones.
func newPost(open []netip.Prefix) *post {
	dialer := &net.Dialer{Timeout: dialFor, Control: func(_, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil || !may(to.Addr(), open) {
			return errRefuse
		}
		return nil
	}}
	t := &http.Transport{DialContext: dialer.DialContext, TLSHandshakeTimeout: dialFor, MaxIdleConns: 1, MaxResponseHeaderBytes: 64 << 10}
	return &post{&http.Client{Transport: t, Timeout: answerFor, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, t}
}

func (p *post) close() { p.transport.CloseIdleConnections() }

// send makes one try.
func (p *post) send(ctx context.Context, l letter) answer {
	watch := clock.Stopwatch()
	a, err := p.do(ctx, l)
	a.took = watch().Milliseconds()
	if err != nil {
		a.trouble, a.silent = troubleOf(err), true
	}
	return a
}

func (p *post) do(ctx context.Context, l letter) (answer, error) {
	if db.Inside(ctx) {
		return answer{}, errInside
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, l.address, bytes.NewReader(l.body))
	if err != nil {
		return answer{}, err
	}
	for name, value := range map[string]string{"Content-Type": "application/json", "User-Agent": "Qunli", TimestampHeader: strconv.FormatInt(l.at.Unix(), 10),
		SignatureHeader: strings.Join(l.signatures, ", "), DeliveryHeader: l.id.String(), FactHeader: l.kind, TryHeader: strconv.FormatInt(l.try, 10)} {
		r.Header.Set(name, value)
	}
	got, err := p.client.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = got.Body.Close() }()
	a := answer{status: int64(got.StatusCode)}
	switch {
	case a.status >= 300 && a.status < 400:
		a.trouble = "redirect"
	case a.status < 200 || a.status >= 300:
		a.trouble = "status"
	}
	text, err := io.ReadAll(io.LimitReader(got.Body, mostReply))
	a.reply = shown(text)
	if a.trouble == "" && err != nil {
		return a, err // an answer that never ends is none
	}
	return a, nil
}

// shown gives how an answer began, as it may be stored: text, phone numbers masked.
func shown(text []byte) string {
	for len(text) > 0 && !utf8.Valid(text) {
		if r, size := utf8.DecodeLastRune(text); r != utf8.RuneError || size > 1 || len(text) < mostReply-utf8.UTFMax {
			return "" // no text
		}
		text = text[:len(text)-1]
	}
	return secret.MaskPhones(strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' {
			return ' '
		}
		return r
	}, string(text)))
}

// troubleOf gives the code of why nobody answered.
func troubleOf(err error) string {
	var name *net.DNSError
	var bad *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var late net.Error
	switch {
	case errors.Is(err, errRefuse):
		return "internal_network"
	case errors.As(err, &name):
		return "name"
	case errors.As(err, &bad), errors.As(err, &record):
		return "certificate"
	case errors.As(err, &late) && late.Timeout():
		return "timeout"
	}
	return "connection"
}

// internal are the networks that are not the public Internet and have no name in net/netip.
var internal = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"), netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("192.88.99.0/24"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("100::/64"), netip.MustParsePrefix("2001::/23"),
	netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("fec0::/10"),
}

// may tells whether an address may be told: it is a public one, or an owner listed its network.
func may(ip netip.Addr, open []netip.Prefix) bool {
	ip = ip.Unmap().WithZone("")
	for _, p := range open {
		if p.Contains(ip) {
			return true
		}
	}
	if !ip.IsGlobalUnicast() || ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast() {
		return false
	}
	for _, p := range internal {
		if p.Contains(ip) {
			return false
		}
	}
	return true
}
