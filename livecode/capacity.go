package livecode

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"qunli/community"
	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// Caps is how many people accounts of the channel hold (CHN-04). What a group holds is kept with the group.
type Caps struct {
	Company int64 `json:"company"` // customers of the whole company
	Member  int64 `json:"member"`  // customers of one member
}

// DefaultCaps are those that the channel gives (requirements, table of numbers).
func DefaultCaps() Caps { return Caps{Company: 50_000, Member: 5000} }

const settingCaps = "livecode.caps"

// CapsOf gives the caps as they are set.
func CapsOf(ctx context.Context, q db.Q) (Caps, error) {
	return org.Structured(ctx, q, settingCaps, DefaultCaps())
}

// SetCaps replaces the caps, when the channel grants more.
func (s *Service) SetCaps(ctx context.Context, c Caps) error {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return err
	}
	for _, f := range []struct {
		name  string
		value int64
	}{{"company", c.Company}, {"member", c.Member}} {
		if f.value < 1 || f.value > 100_000_000 {
			return fault.InvalidField(f.name, "", "应在 1 到 1 亿之间", "lies between 1 and 100 million")
		}
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		before, err := CapsOf(ctx, tx)
		if err != nil {
			return err
		}
		if err := org.SetStructured(ctx, tx, settingCaps, c); err != nil {
			return err
		}
		if err := s.wake(ctx, tx); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "setting.set", Object: "setting", Before: map[string]any{settingCaps: before}, After: map[string]any{settingCaps: c}})
	})
}

// nearly is from how much of a cap on an account is warned of, and a member led to no more: 90 % (CHN-04).
func nearly(limit int64) int64 { return limit * 9 / 10 }

// forecastDays is the length of the window from which the days until an account is full are told.
const forecastDays = 14

// Forecast says when an account is full if it goes on as in the last 14 days (CHN-04): days = free / net additions a day.
type Forecast struct {
	Cap  int64 `json:"cap"`
	Used int64 `json:"used"`
	Free int64 `json:"free"` // 0 when it is over its cap
	Gain int64 `json:"gain"` // additions less losses of the last 14 days
	Days int64 `json:"days"` // whole days until it is full, 0 it is; -1: it is not filling
	Near bool  `json:"near"` // 90 % is used
}

func forecast(limit, used, gain int64) Forecast {
	f := Forecast{Cap: limit, Used: used, Free: max(0, limit-used), Gain: gain, Days: -1, Near: used >= nearly(limit)}
	switch {
	case f.Free == 0:
		f.Days = 0
	case gain > 0:
		f.Days = f.Free * forecastDays / gain
	}
	return f
}

// sooner orders by who is full first; those that are not filling come last, the fullest first.
func (f Forecast) sooner(o Forecast) int {
	at := func(f Forecast) int64 {
		if f.Days < 0 {
			return math.MaxInt64
		}
		return f.Days
	}
	return cmp.Or(cmp.Compare(at(f), at(o)), cmp.Compare(f.Free, o.Free))
}

// Capacity is how full every kind of account is. Kinds are never added up.
type Capacity struct {
	Caps    Caps
	Company Forecast
	Members []MemberCapacity // in the actor's scope, who is full first before
	Groups  []GroupCapacity
}

// MemberCapacity is how full one member's account is, and which codes lead there now.
type MemberCapacity struct {
	Forecast
	Member  string
	StaffID org.StaffID // 0: nobody here is known by the channel's key
	Codes   []Behind
}

// GroupCapacity is how full a group is, and which codes lead there now.
type GroupCapacity struct {
	Forecast
	ID    community.ID
	Name  string
	Codes []Behind
}

// Behind is a code behind which somebody stands.
type Behind struct {
	ID   ID     `json:"id"`
	Name string `json:"name"`
}

// Capacity tells how full the accounts are and by when they will be.
func (s *Service) Capacity(ctx context.Context) (Capacity, error) {
	if err := org.Must(ctx, org.CommunityRead); err != nil {
		return Capacity{}, err
	}
	var out Capacity
	err := s.db.Snapshot(ctx, func(q db.Q) error {
		var err error
		if out.Caps, err = CapsOf(ctx, q); err != nil {
			return err
		}
		since := s.db.Clock().Now().Add(-forecastDays * 24 * time.Hour)
		used, err := customer.ContactPeople(ctx, q, s.ways.Name())
		if err != nil {
			return err
		}
		gain, err := customer.ContactGain(ctx, q, s.ways.Name(), since.UnixMilli())
		if err != nil {
			return err
		}
		out.Company = forecast(out.Caps.Company, used, gain)
		lead, err := leads(ctx, q)
		if err != nil {
			return err
		}
		if out.Members, err = s.members(ctx, q, out.Caps, since.UnixMilli(), lead); err != nil {
			return err
		}
		zone, err := org.Zone(ctx, q)
		if err != nil {
			return err
		}
		out.Groups, err = s.groups(ctx, q, clock.Day(since.UnixMilli(), zone), lead)
		return err
	})
	return out, err
}

func (s *Service) members(ctx context.Context, q db.Q, caps Caps, since int64, lead map[string][]Behind) ([]MemberCapacity, error) {
	all, err := customer.ContactsOf(ctx, q, s.ways.Name(), since)
	if err != nil {
		return nil, err
	}
	var staff []org.StaffID
	for _, m := range all {
		staff = append(staff, m.StaffID)
	}
	work, err := org.WorkingByID(ctx, q, staff)
	if err != nil {
		return nil, err
	}
	out := []MemberCapacity{}
	for _, m := range all {
		if org.Scope(ctx).Sees(work[m.StaffID].StoreID, m.StaffID) {
			out = append(out, MemberCapacity{forecast(caps.Member, m.People, m.Gain), m.Member, m.StaffID, lead[string(Person)+m.Member]})
		}
	}
	slices.SortStableFunc(out, func(a, b MemberCapacity) int { return a.sooner(b.Forecast) })
	return out, nil
}

func (s *Service) groups(ctx context.Context, q db.Q, day string, lead map[string][]Behind) ([]GroupCapacity, error) {
	all, err := community.Fillings(ctx, q, s.ways.Name(), day)
	if err != nil {
		return nil, err
	}
	ids := make([]community.ID, len(all))
	for n, g := range all {
		ids[n] = g.ID
	}
	sizes, err := community.Sizes(ctx, q, s.ways.Name(), ids)
	if err != nil {
		return nil, err
	}
	out := []GroupCapacity{}
	for _, g := range all {
		out = append(out, GroupCapacity{forecast(g.Cap, g.Members, g.Gain), g.ID, g.Name, lead[string(Group)+sizes[g.ID].Code]})
	}
	slices.SortStableFunc(out, func(a, b GroupCapacity) int { return a.sooner(b.Forecast) })
	return out, nil
}

// leads gives the live codes by the kind and the channel's key of whoever stands behind them now.
func leads(ctx context.Context, q db.Q) (map[string][]Behind, error) {
	out := map[string][]Behind{}
	for before := ID(0); ; {
		page, err := list(ctx, q, db.Where("state = 'live'").If(before != 0, "id < $1", before), 200)
		if err != nil || len(page) == 0 {
			return out, err
		}
		for _, c := range page {
			before = c.ID
			for _, b := range c.Branches {
				for _, key := range b.Behind {
					at := string(c.Kind) + key
					if !slices.Contains(out[at], Behind{c.ID, c.Name}) {
						out[at] = append(out[at], Behind{c.ID, c.Name})
					}
				}
			}
		}
	}
}

// troubleFull is the trouble of every code while the company holds no more customers.
const troubleFull = "company_full"

// companyFull tells whether the company holds as many customers as the channel allows: then no code leads on.
func (s *Service) companyFull(ctx context.Context) (bool, error) {
	caps, err := CapsOf(ctx, s.db.Read())
	if err != nil {
		return false, err
	}
	used, err := customer.ContactPeople(ctx, s.db.Read(), s.ways.Name())
	return used >= caps.Company, err
}
