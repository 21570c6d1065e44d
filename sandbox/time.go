package sandbox

import (
	"crypto/rand"
	"encoding/base64"
	"strings"
	"time"

	"qunli/kit/clock"
)

// moment is what the world's clock shows, unix ms; the caller holds the lock.
func (w *World) moment() int64 {
	s := w.cfg()
	if s.Frozen != 0 {
		return s.Frozen
	}
	return w.clock.Now().UnixMilli() + s.Offset
}

// travel sets the world's clock to a moment, from which it runs on or stands still.
func (w *World) travel(to int64, frozen bool) {
	s := w.cfg()
	s.Offset, s.Frozen = to-w.clock.Now().UnixMilli(), 0
	if frozen {
		s.Frozen = to
	}
	w.settings.put("", s)
	w.elapse(to)
}

// elapse lets happen what happens by itself up to now.
func (w *World) elapse(now int64) {
	if w.dueNext == 0 || now < w.dueNext {
		return
	}
	w.transfers.each(func(t *Transfer) {
		if t.Status == 2 && t.Due <= now {
			w.handOn(t, t.Due)
		}
	})
	w.elapsePay(now)
	w.rearm()
}

// rearm finds when something next happens by itself.
func (w *World) rearm() {
	w.dueNext = 0
	w.transfers.each(func(t *Transfer) {
		if t.Status == 2 && (w.dueNext == 0 || t.Due < w.dueNext) {
			w.dueNext = t.Due
		}
	})
	w.eachPayDue(func(due int64) {
		if w.dueNext == 0 || due < w.dueNext {
			w.dueNext = due
		}
	})
}

func (w *World) day(ms int64) string { return clock.Day(ms, w.zone) }

// midnight is the beginning of the day of ms.
func (w *World) midnight(ms int64) int64 {
	t := time.UnixMilli(ms).In(w.zone)
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, w.zone).UnixMilli()
}

const dayMS = 24 * 3600 * 1000

// newID gives prefix and 30 characters as the vendor's ids have them.
func newID(prefix string) string { return prefix + letters(30) }

// letters gives n random characters of A-Za-z0-9_-.
func letters(n int) string {
	raw := make([]byte, n)
	rand.Read(raw)
	return base64.RawURLEncoding.EncodeToString(raw)[:n]
}

// plainLetters gives n random letters and digits.
func plainLetters(n int) string {
	return strings.NewReplacer("-", "x", "_", "y").Replace(letters(n))
}
