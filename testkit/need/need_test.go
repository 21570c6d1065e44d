package need_test

import (
	"testing"

	"qunli/testkit/need"
)

// ended notes how a test was ended instead of ending it.
type ended struct {
	testing.TB
	how string
}

func (e *ended) Helper()               {}
func (e *ended) Fatalf(string, ...any) { e.first("failed") }
func (e *ended) Skip(...any)           { e.first("skipped") }

func (e *ended) first(how string) {
	if e.how == "" {
		e.how = how
	}
}

func TestWhatIsMissingFailsInCI(t *testing.T) {
	for _, c := range []struct{ ci, want string }{{"", "skipped"}, {"true", "failed"}} {
		t.Setenv("CI", c.ci)
		tb := &ended{TB: t}
		need.Absent(tb, "nothing")
		if tb.how != c.want {
			t.Errorf("CI=%q: %q, want %q", c.ci, tb.how, c.want)
		}
	}
}
