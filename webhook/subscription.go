package webhook

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"qunli/kit/fault"
	"qunli/kit/id"
	"qunli/org"
)

type (
	subscriptionKind struct{}
	deliveryKind     struct{}
)

func (subscriptionKind) Prefix() string { return "whs" }
func (deliveryKind) Prefix() string     { return "whd" }

// ID is the id of a subscription, DeliveryID that of a delivery.
type (
	ID         = id.Of[subscriptionKind]
	DeliveryID = id.Of[deliveryKind]
)

// State is whether a subscription is told anything.
type State string

// The states. What happens while one is paused waits for it; what happens while it is off it never hears of.
const (
	On     State = "on"
	Off    State = "off"
	Paused State = "paused" // it failed for a whole day
	gone   State = "gone"
)

// Subscription is another system that is told facts.
type Subscription struct {
	ID           ID
	Name         string
	Address      string
	Facts        []string // kinds
	State        State
	OldUntil     int64 // ms, until when the secret before signs too, 0 there is none
	FailingSince int64 // ms, 0 not
	RetryAt      int64 // ms; before it nothing is tried, because nobody answers
	PausedAt     int64 // ms, 0 not
	Version      int64
	CreatedBy    org.StaffID
	CreatedAt    int64
	Waiting      int64 // deliveries
	GivenUp      int64
}

// oldFor is for how long the secret before a new one signs too.
const oldFor = 24 * time.Hour

// mostSubscriptions is how many there are at most: each has a lane of the queue.
const mostSubscriptions = 20

// The refusals about subscriptions.
var (
	ErrMissing = fault.New(fault.Missing, "webhook.missing", "没有这个 Webhook", "There is no such webhook")
	ErrChanged = fault.New(fault.Conflict, "webhook.changed", "这个 Webhook 已被别人改过，请刷新", "Somebody changed the webhook; reload")
	ErrFull    = fault.New(fault.Exhausted, "webhook.full", "最多 20 个 Webhook，请先删掉不用的", "There are 20 webhooks at most; remove one that is not used")
	errNetwork = fault.New(fault.Invalid, "webhook.network", "网段 %q 无法识别，请写成 10.0.0.0/8 这样", "Cannot read the network %q; write it like 10.0.0.0/8")
)

// normal trims what was typed and refuses what cannot be.
func (s *Subscription) normal(open []netip.Prefix) error {
	s.Name, s.Address = strings.TrimSpace(s.Name), strings.TrimSpace(s.Address)
	if n := len([]rune(s.Name)); n == 0 || n > 40 {
		return fault.InvalidField("name", s.Name, "请写 1 到 40 个字", "give 1 to 40 characters")
	}
	slices.Sort(s.Facts)
	s.Facts = slices.Compact(s.Facts)
	if len(s.Facts) == 0 {
		return fault.InvalidField("facts", "", "至少选一种事实", "choose at least one fact")
	}
	for _, kind := range s.Facts {
		if !slices.Contains(Kinds(), kind) {
			return fault.InvalidField("facts", kind, "没有这种事实，请从列表中选", "is no fact; choose from the list")
		}
	}
	return checkAddress(s.Address, open)
}

// checkAddress refuses an address that could never be told anything. Where a name leads is found out when it is dialled.
func checkAddress(address string, open []netip.Prefix) error {
	bad := func(zh, en string) error { return fault.InvalidField("address", address, zh, en) }
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Hostname() == "" || len(address) > 500 {
		return bad("应是完整的网址，如 https://example.com/qunli", "is a whole address such as https://example.com/qunli")
	}
	if u.User != nil || u.Fragment != "" {
		return bad("不能带用户名、密码或 #", "holds no user, password or #")
	}
	ip, err := netip.ParseAddr(u.Hostname())
	literal := err == nil
	here := u.Hostname() == "localhost" || literal && ip.Unmap().IsLoopback()
	switch {
	case u.Scheme != "https" && (u.Scheme != "http" || !here):
		return bad("应以 https:// 开头", "begins with https://")
	case here && !slices.ContainsFunc(open, func(p netip.Prefix) bool { return p.Addr().IsLoopback() }),
		literal && !may(ip, open):
		return bad("这是内部网络的地址，负责人列出的网段才可以", "lies in an internal network; only those that an owner listed may be told")
	}
	return nil
}

// subscriptionRow is a row of webhook_subscription.
type subscriptionRow struct {
	ID           ID
	Name         string
	Address      string
	Facts        string
	State        State
	Secret       string
	OldSecret    string
	OldUntil     int64
	FailingSince int64
	Misses       int64
	RetryAt      int64
	PausedAt     int64
	Version      int64
	CreatedBy    org.StaffID
	CreatedAt    int64
}

const subscriptionColumns = `id, name, address, facts, state, secret, old_secret, old_until, failing_since, misses, retry_at, paused_at, version,
	created_by, created_at`

func (r subscriptionRow) subscription(now int64) (Subscription, error) {
	s := Subscription{ID: r.ID, Name: r.Name, Address: r.Address, State: r.State, FailingSince: r.FailingSince, RetryAt: r.RetryAt, PausedAt: r.PausedAt,
		Version: r.Version, CreatedBy: r.CreatedBy, CreatedAt: r.CreatedAt}
	if r.OldUntil > now {
		s.OldUntil = r.OldUntil
	}
	return s, json.Unmarshal([]byte(r.Facts), &s.Facts)
}

// label names what the secret of a subscription is sealed for.
func label(i ID) string { return fmt.Sprint("webhook/", int64(i)) }
