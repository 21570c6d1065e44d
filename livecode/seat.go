package livecode

import (
	"fmt"
	"time"

	"qunli/kit/fault"
	"qunli/org"
)

// Seat says when a member of staff may stand behind a code, and how many people may add them there a day.
type Seat struct {
	StaffID org.StaffID `json:"staff_id"`
	From    int64       `json:"from_minute"`  // of the day in the organisation's zone
	Until   int64       `json:"until_minute"` // both 0: all day; From after Until: over midnight
	Days    int64       `json:"days"`         // bits, 1 Monday … 64 Sunday; 0: every day
	DayCap  int64       `json:"day_cap"`      // 0 any number
	Spare   bool        `json:"spare"`        // only when nobody else can
}

func (s Seat) check(at string) error {
	switch {
	case s.StaffID == 0:
		return fault.InvalidField(at+".staff_id", "", "请选员工", "name a member of staff")
	case s.From < 0 || s.From >= 1440 || s.Until < 0 || s.Until > 1440:
		return fault.InvalidField(at+".from_minute", fmt.Sprint(s.From, "–", s.Until), "应在 0 到 1440 分钟之间", "lie between 0 and 1440 minutes")
	case s.Days < 0 || s.Days > 127:
		return fault.InvalidField(at+".days", fmt.Sprint(s.Days), "应在 0 到 127 之间", "lies between 0 and 127")
	case s.DayCap < 0 || s.DayCap > 5000:
		return fault.InvalidField(at+".day_cap", fmt.Sprint(s.DayCap), "应在 0 到 5000 之间", "lies between 0 and 5,000")
	}
	return nil
}

// onDuty tells whether the shift covers a moment. A shift over midnight belongs to the day on which it begins.
func (s Seat) onDuty(now time.Time) bool {
	minute := int64(now.Hour()*60 + now.Minute())
	day := now.Weekday()
	switch {
	case s.From == s.Until:
	case s.From < s.Until && (minute < s.From || minute >= s.Until):
		return false
	case s.From > s.Until && minute < s.Until:
		day = (day + 6) % 7
	case s.From > s.Until && minute < s.From:
		return false
	}
	return s.Days == 0 || s.Days&(1<<((day+6)%7)) != 0
}

// Duty is what is known of the people who may stand behind codes.
type Duty struct {
	Keys   map[org.StaffID]string // by which the channel knows them; who has none, or has left, is not here
	Today  map[org.StaffID]int64  // additions by this code today
	Friend map[org.StaffID]int64  // people they are in touch with
	Full   int64                  // from how many people on nobody more is led to a member: 90 % of what an account holds (CHN-04)
}

// behind gives who stands behind a branch now, and the trouble of it. last is who did before.
func behind(seats []Seat, now time.Time, d Duty, last []string) (keys []string, trouble string) {
	for _, spare := range []bool{false, true} {
		for _, s := range seats {
			key, here := d.Keys[s.StaffID]
			switch {
			case s.Spare != spare || !here || d.Friend[s.StaffID] >= d.Full:
			case !spare && !s.onDuty(now):
			case s.DayCap > 0 && d.Today[s.StaffID] >= s.DayCap:
			default:
				keys = append(keys, key)
			}
		}
		if len(keys) > 0 {
			return keys, ""
		}
	}
	if len(last) > 0 {
		return last, "nobody"
	}
	for _, s := range seats { // one that never led anywhere leads to whoever there is
		if key, here := d.Keys[s.StaffID]; here {
			keys = append(keys, key)
		}
	}
	return keys, "nobody"
}

// Room is what is known of a group behind a code.
type Room struct {
	Key     string // by which the channel knows it, "" not at all
	Open    bool
	Members int64
	Target  int64 // the size at which the next group is filled (COM-10)
	Cap     int64
}

// mostAtOnce is how many groups a way of the channel takes (reference §4.2).
const mostAtOnce = 5

// filling gives the groups that a branch leads to now: those below their target, in their order; when there is none, those with
// room left, and the code says that the next group is due.
func filling(rooms []Room, last []string) (keys []string, trouble string) {
	for _, most := range []func(Room) int64{func(r Room) int64 { return r.Target }, func(r Room) int64 { return r.Cap }} {
		for _, r := range rooms {
			if r.Key != "" && r.Open && r.Members < most(r) && len(keys) < mostAtOnce {
				keys = append(keys, r.Key)
			}
		}
		if len(keys) > 0 {
			return keys, trouble
		}
		trouble = "groups_full"
	}
	return last, trouble
}
