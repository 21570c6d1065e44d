package sandbox

// Counts are totals over the life of the world.
type Counts struct {
	Acts     int `json:"acts"`
	Events   int `json:"events"`   // distinct ones
	Copies   int `json:"copies"`   // second copies
	Posts    int `json:"posts"`    // tries
	Sent     int `json:"sent"`     // answered with 200
	Failed   int `json:"failed"`   // given up
	Lost     int `json:"lost"`     // never sent, on purpose
	Held     int `json:"held"`     // overtaken, on purpose
	Deaf     int `json:"deaf"`     // answers not heard, on purpose
	Welcomes int `json:"welcomes"` // welcome codes given
	Welcomed int `json:"welcomed"` // answered in time
}

// Entry is one line of what is shown as it happens.
type Entry struct {
	N    int64  `json:"n"`
	At   int64  `json:"at"`   // the world's clock
	Kind string `json:"kind"` // act, event, call
	What string `json:"what"`
	Note string `json:"note"`
	Code int    `json:"code"`
}

const traceKept = 500

// trace keeps the last lines; it is not durable. The lock of the world guards it.
type trace struct {
	n       int64
	entries []Entry
	calls   map[string]int // of the API since the start, by path and code
	dropped int            // replies of the API not given, on purpose
	waits   []int64        // of welcome codes, ms, in the order of their answers
}

func (t *trace) add(e Entry) {
	t.n++
	e.N = t.n
	t.entries = append(t.entries, e)
	if len(t.entries) > 2*traceKept {
		t.entries = append([]Entry(nil), t.entries[traceKept:]...)
	}
}

const waitsKept = 20000

// wait notes how long a welcome code waited for its answer.
func (t *trace) wait(ms int64) {
	t.waits = append(t.waits, ms)
	if len(t.waits) > 2*waitsKept {
		t.waits = append([]int64(nil), t.waits[waitsKept:]...)
	}
}

// count changes the totals.
func (w *World) count(f func(c *Counts)) {
	c := w.counts.get("")
	f(c)
	w.counts.put("", c)
}
