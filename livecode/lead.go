package livecode

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"qunli/community"
	"qunli/customer"
	"qunli/desk"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/id"
	"qunli/kit/secret"
	"qunli/org"
)

type leadKind struct{}

func (leadKind) Prefix() string { return "led" }

// LeadID is the id of a lead.
type LeadID = id.Of[leadKind]

// Lead is what somebody leaves whom a code does not serve (COM-09).
type Lead struct {
	Phone  string
	Name   string // "" not said
	Place  string // where they are, "" not said
	Agreed bool   // to be called about it
}

// leadRow is a row of livecode_lead.
type leadRow struct {
	ID         LeadID
	CodeID     ID
	CustomerID customer.ID
	Day        string
	Place      string
	StaffID    org.StaffID
	Visitor    string
	Address    string
	At         int64
}

// The bounds of leads: an hour, by code and by network address, so that a machine cannot flood those who call.
const (
	mostLeads        = 200
	mostLeadsAddress = 10
	hour             = int64(time.Hour / time.Millisecond)
)

// leadWithin is how soon somebody who left a number is to be called, ms; then the task is passed on (LND-05).
const leadWithin = int64(30 * time.Minute / time.Millisecond)

// whyLead is the reason of the task to call somebody who left a number.
const whyLead = "lead"

// The refusals about leads.
var (
	ErrPhone    = fault.New(fault.Invalid, "livecode.lead_phone", "手机号不对，请再看看", "That is no phone number; look again")
	ErrConsent  = fault.New(fault.Invalid, "livecode.lead_consent", "请先勾选同意，我们才能联系你", "Tick the box first, so that we may call you")
	ErrTooMany  = fault.New(fault.Limited, "livecode.lead_many", "提交的人太多，请一小时后再来", "Too many people at once; come back in an hour")
	errNoLeads  = fault.New(fault.Conflict, "livecode.lead_served", "你的区域已经开通，请回到上一页", "Your district is served; go back")
	phoneNumber = regexp.MustCompile(`^(1[3-9]\d{9}|\+[1-9]\d{7,14})$`)
)

// normal trims what was typed and refuses what cannot be.
func (l *Lead) normal() error {
	l.Phone = strings.NewReplacer(" ", "", "-", "").Replace(l.Phone)
	if rest, ok := strings.CutPrefix(l.Phone, "+86"); ok {
		l.Phone = rest
	}
	l.Name, l.Place = cut(l.Name, 20), cut(l.Place, 40)
	switch {
	case !phoneNumber.MatchString(l.Phone):
		return ErrPhone
	case !l.Agreed:
		return ErrConsent
	}
	return nil
}

func cut(text string, most int) string {
	r := []rune(strings.TrimSpace(text))
	return string(r[:min(len(r), most)])
}

// Leave takes down somebody whom a code does not serve: a customer of the code's channel who agreed to be called, and at once
// somebody who is to call within half an hour. The same number again on a day changes nothing. Anybody may: what is printed is public.
func (s *Service) Leave(ctx context.Context, k Knock, l Lead) (Door, error) {
	d, err := s.Open(ctx, k)
	if err != nil || d.Step != StepUnserved {
		if err == nil && d.Step != StepAsk {
			err = errNoLeads
		}
		return d, err
	}
	if err := l.normal(); err != nil {
		return d, err
	}
	ctx = org.As(ctx, org.Actor{Kind: org.ActorJob, Role: org.RoleOperator, Scope: org.ScopeAll, Address: "h5"})
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err := list(ctx, tx, db.Where("key = $1", k.Key), 1)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			return ErrMissing
		}
		return s.leave(ctx, tx, all[0], k, l)
	})
	if err == nil {
		d.Step = StepThanks
	}
	return d, err
}

func (s *Service) leave(ctx context.Context, tx *db.Tx, c Code, k Knock, l Lead) error {
	zone, err := org.Zone(ctx, tx)
	if err != nil {
		return err
	}
	row := leadRow{ID: LeadID(tx.NewID()), CodeID: c.ID, Day: clock.Day(tx.Now, zone), Place: l.Place, Visitor: secret.Hash(k.Visitor), At: tx.Now}
	row.Address = secret.Hash(row.Day + k.Address)
	if err := bounded(ctx, tx, row); err != nil {
		return err
	}
	found, err := customer.Resolve(ctx, tx, 0, []customer.Card{{Keys: []customer.Key{{Kind: customer.Phone, Value: l.Phone}}, Name: l.Name, Store: c.StoreID,
		Channel: c.Source, AddedAt: tx.Now, Tags: c.Tags, Consents: []customer.Consent{{Channel: "phone", Agreed: true, Evidence: "form " + Path + c.Key, At: tx.Now}}}})
	if err != nil {
		return err
	}
	if found[0].ID == 0 {
		return ErrPhone
	}
	row.CustomerID = found[0].ID
	if row.StaffID, err = s.caller(ctx, tx, c, row.CustomerID); err != nil {
		return err
	}
	n, err := db.Insert(ctx, tx, "livecode_lead", []leadRow{row}, "ON CONFLICT (code_id, customer_id, day) DO NOTHING")
	if err != nil || n == 0 {
		return err
	}
	return desk.Ask(ctx, tx, []desk.Task{{Kind: desk.Contact, CustomerID: row.CustomerID, Why: whyLead, StoreID: c.StoreID, StaffID: row.StaffID,
		DueAt: tx.Now + leadWithin, Key: "lead:" + row.ID.String()}})
}

// bounded refuses more leads an hour than people leave.
func bounded(ctx context.Context, tx *db.Tx, row leadRow) error {
	for _, b := range []struct {
		text string
		of   any
		most int64
	}{{`SELECT COUNT(*) FROM livecode_lead WHERE code_id = $1 AND at > $2`, row.CodeID, mostLeads},
		{`SELECT COUNT(*) FROM livecode_lead WHERE address = $1 AND at > $2`, row.Address, mostLeadsAddress}} {
		n, err := db.One[int64](ctx, tx, b.text, b.of, tx.Now-hour)
		if err != nil {
			return err
		}
		if n >= b.most {
			return ErrTooMany
		}
	}
	return nil
}

// caller says who is to call: who looks after the customer already, else in turn those whom the code knows, else who made it.
func (s *Service) caller(ctx context.Context, tx *db.Tx, c Code, who customer.ID) (org.StaffID, error) {
	known, err := customer.Briefs(ctx, tx, []customer.ID{who})
	if err != nil {
		return 0, err
	}
	var asked []org.StaffID
	var groups []community.ID
	for _, b := range c.Branches {
		for _, seat := range b.Seats {
			asked = append(asked, seat.StaffID)
		}
		groups = append(groups, b.Groups...)
	}
	places, err := community.Places(ctx, tx, groups)
	if err != nil {
		return 0, err
	}
	for _, g := range groups {
		asked = append(asked, places[g].StaffID)
	}
	slices.Sort(asked)
	asked = slices.Compact(asked)
	work, err := org.WorkingByID(ctx, tx, append([]org.StaffID{known[who].StaffID, c.StaffID}, asked...))
	if err != nil {
		return 0, err
	}
	gone := func(i org.StaffID) bool { w, here := work[i]; return !here || w.LeftAt != 0 }
	if mine := known[who].StaffID; !gone(mine) {
		return mine, nil
	}
	if asked = slices.DeleteFunc(asked, gone); len(asked) == 0 {
		if gone(c.StaffID) {
			return 0, nil
		}
		return c.StaffID, nil
	}
	n, err := db.One[int64](ctx, tx, `SELECT COUNT(*) FROM livecode_lead WHERE code_id = $1`, c.ID)
	return asked[n%int64(len(asked))], err
}

// ErasePeople empties what people who are being erased said of where they are. That they left a number stays.
func ErasePeople(ctx context.Context, tx *db.Tx, people []customer.ID) error {
	c := db.Where("").In("customer_id", people)
	_, err := db.Exec(ctx, tx, `UPDATE livecode_lead SET place = '' WHERE `+c.SQL(), c.Args()...)
	return err
}
