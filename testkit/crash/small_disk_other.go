//go:build !linux

package crash

import (
	"os"
	"testing"

	"qunli/testkit/need"
)

// SmallDisk is a file system of a few MiB, which only Linux gives.
type SmallDisk struct {
	testing.TB
	Dir string
}

// NewSmallDisk ends the test.
func NewSmallDisk(t testing.TB, dir string, _ int) *SmallDisk {
	t.Helper()
	need.Absent(t, "只有 Linux 能挂载小磁盘 / only Linux mounts a small disk")
	return &SmallDisk{t, dir}
}

// Fill takes all space but about spare bytes.
func (d *SmallDisk) Fill(int) {}

// Free gives the space back.
func (d *SmallDisk) Free() {}

// Give does nothing where there is no small disk.
func Give(string, os.FileInfo) error { return nil }
