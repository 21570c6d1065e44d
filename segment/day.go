package segment

import (
	"time"

	"qunli/kit/clock"
)

// day counts calendar days from 1970-01-01.
type day int64

// parseDay reads YYYY-MM-DD.
func parseDay(text string) (day, error) {
	t, err := time.Parse(time.DateOnly, text)
	return day(t.Unix() / (dayLength / 1000)), err
}

func (d day) date() time.Time { return time.Unix(int64(d)*(dayLength/1000), 0).UTC() }

func (d day) String() string { return d.date().Format(time.DateOnly) }

// begins gives the first moment (ms) of the day in zone, which is not always midnight.
func (d day) begins(zone *time.Location) int64 {
	y, m, n := d.date().Date()
	t, name := time.Date(y, m, n, 0, 0, 0, 0, zone), d.String()
	for clock.Day(t.UnixMilli(), zone) < name { // midnight was skipped
		t = t.Add(time.Hour / 2)
	}
	for clock.Day(t.Add(-time.Hour/2).UnixMilli(), zone) == name { // midnight came twice
		t = t.Add(-time.Hour / 2)
	}
	return t.UnixMilli()
}

// frame is when a rule is asked, by one caller.
type frame struct {
	now    int64
	zone   *time.Location
	today  day
	begins map[day]int64 // worked out already
}

func newFrame(now int64, zone *time.Location) (frame, error) {
	today, err := parseDay(clock.Day(now, zone))
	return frame{now, zone, today, map[day]int64{}}, err
}

// begin gives the first moment (ms) of a day.
func (f *frame) begin(d day) int64 {
	at, ok := f.begins[d]
	if !ok {
		at = d.begins(f.zone)
		f.begins[d] = at
	}
	return at
}
