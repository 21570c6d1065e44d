package demo

import (
	"strconv"
	"time"
)

// Story is one life of the brand.
type Story struct {
	Seed uint64
	Size Size

	Parameters
	scale
	starts []int64 // unix ms at which each day begins, and the last ends
	zone   *time.Location
}

// NewStory gives the life of that seed and size whose last day is the given one, in a zone.
func NewStory(seed uint64, size Size, last time.Time, zone *time.Location) *Story {
	s := &Story{Seed: seed, Size: size, Parameters: Truth(seed, size), scale: scales[size], zone: zone}
	y, m, d := last.Date()
	for i := range days + 1 {
		s.starts = append(s.starts, time.Date(y, m, d-days+1+i, 0, 0, 0, 0, zone).UnixMilli())
	}
	return s
}

// hourly is how much happens in each hour of a day.
var hourly = [24]float64{1, .4, .2, .2, .2, .6, 2, 4, 6, 7, 8, 7, 7, 6, 5, 5, 6, 7, 8, 10, 11, 9, 5, 2}

// at gives the ms of a time of the story, in days from its beginning; later times have later ms. Days keep their dates, and
// within a day more time passes in the hours in which more happens.
func (s *Story) at(t float64) int64 {
	day := min(max(int(t), 0), days-1)
	total := 0.0
	for _, h := range hourly {
		total += h
	}
	left := (t - float64(day)) * total
	for hour, h := range hourly {
		if left < h || hour == 23 {
			return s.starts[day] + int64((float64(hour)+min(left/h, .9999))*3_600_000)/1000*1000
		}
		left -= h
	}
	return s.starts[day]
}

// written spells a time as the files do.
func (s *Story) written(t float64) string {
	return time.UnixMilli(s.at(t)).In(s.zone).Format(time.DateTime)
}

// day spells a day as the files do.
func (s *Story) day(day int) string {
	return time.UnixMilli(s.starts[day]).In(s.zone).Format(time.DateOnly)
}

// yuan spells fen as the files do.
func yuan(fen int64) string {
	text := strconv.FormatInt(fen/100, 10)
	if rest := fen % 100; rest != 0 {
		text += "." + strconv.FormatInt(100+rest, 10)[1:]
	}
	return text
}
