package segment

import (
	"cmp"
	"slices"

	"qunli/customer"
)

// column holds one slot of everybody in memory, by dense number.
type column struct {
	slot
	nums  []int64    // numbers, money, moments; codes of what a person has one of
	spans []extent   // of days or words
	days  []dayValue // pieces of days, one a day, by day
	words []codeDay
	codes map[key]int64 // words as numbers; the zero key is 0
}

// extent is a piece of a column's days or words.
type extent struct{ from, to uint32 }

// codeDay is a word of a person, of a day when it is kept by day.
type codeDay struct {
	code int64
	day  day
}

func newColumn(s slot) *column { return &column{slot: s, codes: map[key]int64{{}: 0}} }

// plainNumbers tells whether the column is one number a person.
func (c *column) plainNumbers() bool { s := c.shape(); return s == 'o' || s == 'g' }

// grow makes room for n people.
func (c *column) grow(n int) {
	if c.plainNumbers() {
		c.nums = append(c.nums, make([]int64, n-len(c.nums))...)
		return
	}
	c.spans = append(c.spans, make([]extent, n-len(c.spans))...)
}

func (c *column) code(k key) int64 {
	n, ok := c.codes[k]
	if !ok {
		n = int64(len(c.codes))
		c.codes[k] = n
	}
	return n
}

// set puts a cell into the column; what stood there before is left behind.
func (c *column) set(at int32, v *cell) {
	switch c.shape() {
	case 'w':
		from := len(c.words)
		for _, w := range v.words {
			c.words = append(c.words, codeDay{c.code(w.key), w.day})
		}
		c.spans[at] = extent{uint32(from), uint32(len(c.words))}
	case 'd':
		from := len(c.days)
		c.days = append(c.days, newWindow(c.attr.Gather, v.days).rows...)
		c.spans[at] = extent{uint32(from), uint32(len(c.days))}
	default:
		c.nums[at] = v.n
		if c.attr.Type == customer.AttrWord {
			c.nums[at] = 0
			if len(v.words) > 0 {
				c.nums[at] = c.code(v.words[0].key)
			}
		}
	}
}

// loose are the rows of a column as they are read, before they are put in order.
type loose struct {
	at    []int32
	days  []dayValue
	words []codeDay
	some  []uint64 // whom a number has been read of
}

// number takes a number of one account of a person.
func (c *column) number(l *loose, at int32, n int64) {
	if l.some == nil {
		l.some = newBits(len(c.nums))
	}
	if l.some[at>>6]&(1<<(at&63)) != 0 {
		n = gatherTwo(c.attr.Gather, c.nums[at], n)
	}
	l.some[at>>6] |= 1 << (at & 63)
	c.nums[at] = n
}

// settle puts loose rows of days or words in order, by person.
func (c *column) settle(l *loose) {
	if c.plainNumbers() {
		return
	}
	counts := make([]uint32, len(c.spans)+1)
	for _, at := range l.at {
		counts[at+1]++
	}
	for i := range c.spans {
		counts[i+1] += counts[i]
		c.spans[i] = extent{counts[i], counts[i]}
	}
	days, words := make([]dayValue, len(l.days)), make([]codeDay, len(l.words))
	for n, at := range l.at {
		to := &c.spans[at].to
		if l.days != nil {
			days[*to] = l.days[n]
		} else {
			words[*to] = l.words[n]
		}
		*to++
	}
	c.words = words
	if l.days == nil {
		return
	}
	c.days = days
	for i := range c.spans {
		c.mergeDays(&c.spans[i])
	}
}

// mergeDays sorts a person's days and makes one of two accounts' rows of one day.
func (c *column) mergeDays(e *extent) {
	rows := c.days[e.from:e.to]
	sorted := slices.IsSortedFunc(rows, func(x, y dayValue) int {
		return cmp.Or(cmp.Compare(x.day, y.day), -1) // two rows of a day are not sorted enough
	})
	if !sorted || c.attr.Gather == customer.GatherDays {
		e.to = e.from + uint32(copy(rows, newWindow(c.attr.Gather, rows).rows))
	}
}
