package crash

import (
	"os"
	"testing"

	"qunli/testkit/need"
)

// NeedRoot ends a test that mounts when we are not root.
func NeedRoot(t testing.TB) {
	t.Helper()
	if os.Geteuid() != 0 {
		need.Absent(t, "只有 root 能挂载小磁盘 / only root can mount a small disk")
	}
}
