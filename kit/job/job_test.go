package job

import (
	"errors"
	"strings"
	"testing"
	"time"

	"qunli/kit/fault"
	"qunli/testkit/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

func TestBackoff(t *testing.T) {
	for attempt, want := range map[int64]time.Duration{
		1: 2 * time.Second, 2: 4 * time.Second, 5: 32 * time.Second, 11: 2048 * time.Second, 12: time.Hour, 99: time.Hour,
	} {
		if got := backoff(attempt); got != want {
			t.Errorf("after attempt %d: %v, want %v", attempt, got, want)
		}
	}
}

// Nothing that people typed survives in what is stored of a failure.
func TestDescribe(t *testing.T) {
	cases := []struct {
		err  error
		want string
	}{
		{errors.New("dial tcp: connection refused"), "dial tcp: connection refused"},
		{errors.New(`parse "王芳" at 3: phone 13800138000 of wang@example.com bad`), "parse * at 3: phone * of * bad"},
		{errors.New("客户王芳 not found"), "* not found"},
		{fault.New(fault.Invalid, "x.bad", "手机号错", "bad phone 13800138000").Because(errors.New("secret")), "x.bad: bad phone *"},
		{errors.New(strings.Repeat("x", 400)), strings.Repeat("x", 300)},
	}
	for _, c := range cases {
		if got := describe(c.err); got != c.want {
			t.Errorf("%v: got %q, want %q", c.err, got, c.want)
		}
	}
}
