package lead

import (
	"regexp"
	"strings"
	"time"

	"qunli/customer"
	"qunli/kit/fault"
	"qunli/kit/id"
	"qunli/org"
)

type kind struct{}

func (kind) Prefix() string { return "led" }

// ID is the id of a lead.
type ID = id.Of[kind]

// Origin is the kind of page on which a number is left.
type Origin string

// The origins.
const (
	Code    Origin = "code"    // the page before a code that does not serve somebody
	Landing Origin = "landing" // a landing page
)

// Given is what somebody leaves.
type Given struct {
	Phone  string
	Name   string // "" not said
	Place  string // where they are, "" not said
	Agreed bool   // to be called about it
}

// From is where they leave it.
type From struct {
	Origin   Origin
	OriginID int64
	Path     string // address of the page: where the consent was given
	Source   string // the acquisition channel
	Campaign string // its campaign tag, "" none
	Tags     []string
	StoreID  org.StoreID
	Staff    []org.StaffID // who calls, in turn by load; none: the store's
	Maker    org.StaffID   // who made the page: calls when nobody else can
	Visitor  string        // the random mark of the browser
	Address  string        // a hash of the network address, keyed with a secret: there are few enough addresses to try them all
}

// Lead is somebody who left a number.
type Lead struct {
	ID         ID
	Origin     Origin
	OriginID   int64
	CustomerID customer.ID // as booked: read through customer.FamiliesOf
	Day        string
	Source     string
	Campaign   string
	Place      string
	StoreID    org.StoreID
	StaffID    org.StaffID // who was asked to call, 0 nobody
	Visitor    string      // hash
	Address    string      // hash
	At         int64       // ms
}

// Key is the key of the task to call.
func (l Lead) Key() string { return "lead:" + l.ID.String() }

// The bounds of leads: an hour, by page and by network address, so that a machine cannot flood those who call.
const (
	mostOrigin  = 200
	mostAddress = 10
	hour        = int64(time.Hour / time.Millisecond)
)

// Within is how soon somebody who left a number is to be called, ms; then the task is passed on (LND-05).
const Within = int64(30 * time.Minute / time.Millisecond)

// Why is the reason of the task to call.
const Why = "lead"

// The refusals, in words for whoever leaves a number. None of them names it.
var (
	ErrPhone    = fault.New(fault.Invalid, "lead.phone", "手机号不对，请再看看", "That is no phone number; look again")
	ErrConsent  = fault.New(fault.Invalid, "lead.consent", "请先勾选同意，我们才能联系你", "Tick the box first, so that we may call you")
	ErrTooMany  = fault.New(fault.Limited, "lead.many", "提交的人太多，请一小时后再来", "Too many people at once; come back in an hour")
	phoneNumber = regexp.MustCompile(`^(1[3-9]\d{9}|\+[1-9]\d{7,14})$`)
)

// normal trims what was typed and refuses what cannot be.
func (g *Given) normal() error {
	g.Phone = strings.NewReplacer(" ", "", "-", "").Replace(g.Phone)
	if rest, ok := strings.CutPrefix(g.Phone, "+86"); ok {
		g.Phone = rest
	}
	g.Name, g.Place = cut(g.Name, 20), cut(g.Place, 40)
	switch {
	case !phoneNumber.MatchString(g.Phone):
		return ErrPhone
	case !g.Agreed:
		return ErrConsent
	}
	return nil
}

func cut(text string, most int) string {
	r := []rune(strings.TrimSpace(text))
	return string(r[:min(len(r), most)])
}
