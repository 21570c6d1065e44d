package crash

import (
	"os"
	"testing"
)

// NeedRoot skips a test that mounts when we are not root; with CI=true it fails.
func NeedRoot(t testing.TB) {
	t.Helper()
	switch {
	case os.Geteuid() == 0:
	case os.Getenv("CI") == "true":
		t.Fatal("只有 root 能挂载小磁盘 / only root can mount a small disk")
	default:
		t.Skip("只有 root 能挂载小磁盘，跳过 / only root can mount a small disk: skipped")
	}
}
