package outreach

import (
	"context"
	"fmt"
	"time"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// Quota is how many broadcasts a channel carries to one person or group in a calendar period of the organisation's zone
// (reference §4.6).
type Quota string

// The quotas that WeCom knows; which one holds is chosen in its console.
const (
	Monthly Quota = "monthly" // as many a month as it has days
	Weekly  Quota = "weekly"  // seven a week, from Monday
	Daily   Quota = "daily"   // one a day
	Legacy  Quota = "legacy"  // four a month
)

// Policy is what the brand sets about reaching people.
type Policy struct {
	Most        int64 `json:"most"`         // contacts of one person over all sends, to them or to their groups, …
	Days        int64 `json:"days"`         // … in any so many days on end
	People      Quota `json:"people"`       // the channel's, of one person
	Groups      Quota `json:"groups"`       // the channel's, of one group
	QuietFrom   int64 `json:"quiet_from"`   // minute of the day in the organisation's zone, from …
	QuietUntil  int64 `json:"quiet_until"`  // … to before; both the same: never; from after until: over midnight
	OptIn       bool  `json:"opt_in"`       // only who agreed is reached; otherwise whoever did not refuse
	Tolerance   int64 `json:"tolerance"`    // percent of a group's members who may be at their cap, or refuse, before it is left out
	OwnApproval bool  `json:"own_approval"` // who wrote a broadcast may approve it
	RemindHours int64 `json:"remind_hours"` // after which a member who has not confirmed is reminded
	LapseHours  int64 `json:"lapse_hours"`  // after which what was not confirmed is cancelled
}

// DefaultPolicy holds until somebody changes it: the quota as the reference has it, two contacts a week as the four
// promises at a code say by example (CHN-11).
func DefaultPolicy() Policy {
	return Policy{Most: 2, Days: 7, People: Monthly, Groups: Monthly, QuietFrom: 21 * 60, QuietUntil: 9 * 60, RemindHours: 4, LapseHours: 72}
}

// settingPolicy names the setting that holds the policy.
const settingPolicy = "outreach.policy"

// PolicyOf reads the policy.
func PolicyOf(ctx context.Context, q db.Q) (Policy, error) {
	return org.Structured(ctx, q, settingPolicy, DefaultPolicy())
}

// check refuses what cannot be kept.
func (p Policy) check() error {
	for _, n := range []struct {
		name            string
		value, from, to int64
	}{{"most", p.Most, 1, 100}, {"days", p.Days, 1, 31}, {"quiet_from", p.QuietFrom, 0, 1439}, {"quiet_until", p.QuietUntil, 0, 1439},
		{"tolerance", p.Tolerance, 0, 100}, {"remind_hours", p.RemindHours, 1, 720}, {"lapse_hours", p.LapseHours, 1, 720}} {
		if n.value < n.from || n.value > n.to {
			return fault.InvalidField(n.name, fmt.Sprint(n.value), fmt.Sprintf("应在 %d 到 %d 之间", n.from, n.to), fmt.Sprintf("lies between %d and %d", n.from, n.to))
		}
	}
	for name, quota := range map[string]Quota{"people": p.People, "groups": p.Groups} {
		if quota != Monthly && quota != Weekly && quota != Daily && quota != Legacy {
			return fault.InvalidField(name, string(quota), "应是 monthly、weekly、daily 或 legacy", "is monthly, weekly, daily or legacy")
		}
	}
	return nil
}

// period gives the calendar period that a moment lies in: when it began, ms, and how many broadcasts it carries.
func (q Quota) period(at int64, zone *time.Location) (since, most int64) {
	t := time.UnixMilli(at).In(zone)
	midnight := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, zone)
	month := time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, zone)
	switch q {
	case Weekly:
		return midnight.AddDate(0, 0, -(int(t.Weekday())+6)%7).UnixMilli(), 7
	case Daily:
		return midnight.UnixMilli(), 1
	case Legacy:
		return month.UnixMilli(), 4
	}
	return month.UnixMilli(), int64(month.AddDate(0, 1, -1).Day())
}

const day = 24 * 60 * 60 * 1000 // ms

// since gives the moment before which no contact matters to a decision at a moment, ms.
func (p Policy) since(at int64, zone *time.Location) int64 {
	people, _ := p.People.period(at, zone)
	groups, _ := p.Groups.period(at, zone)
	return min(people, groups, at-p.Days*day)
}

// quiet tells whether a moment lies in the quiet hours.
func (p Policy) quiet(at int64, zone *time.Location) bool {
	t := time.UnixMilli(at).In(zone)
	minute := int64(t.Hour()*60 + t.Minute())
	switch {
	case p.QuietFrom == p.QuietUntil:
		return false
	case p.QuietFrom < p.QuietUntil:
		return p.QuietFrom <= minute && minute < p.QuietUntil
	}
	return minute >= p.QuietFrom || minute < p.QuietUntil
}

// open gives the first moment from at on that is not quiet, ms.
func (p Policy) open(at int64, zone *time.Location) int64 {
	if !p.quiet(at, zone) {
		return at
	}
	t := time.UnixMilli(at).In(zone)
	for days := range 3 {
		end := time.Date(t.Year(), t.Month(), t.Day()+days, 0, int(p.QuietUntil), 0, 0, zone).UnixMilli()
		if end > at && !p.quiet(end, zone) {
			return end
		}
	}
	return at + day // a zone that leaves the minute out: tomorrow
}
