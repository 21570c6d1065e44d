package crash

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"qunli/testkit/need"
)

// SmallDisk is a file system of a few MiB, in memory.
type SmallDisk struct {
	testing.TB
	Dir string
}

// NewSmallDisk mounts one on dir, an empty folder; its root belongs to the owner of dir. Only root may: otherwise the test
// is skipped; with CI=true it fails.
func NewSmallDisk(t testing.TB, dir string, mib int) *SmallDisk {
	t.Helper()
	NeedRoot(t)
	info, err := os.Stat(dir)
	if err != nil {
		t.Fatal(err)
	}
	owner := info.Sys().(*syscall.Stat_t)
	options := fmt.Sprintf("size=%dm,mode=700,uid=%d,gid=%d", mib, owner.Uid, owner.Gid)
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, options); err != nil {
		need.Absent(t, fmt.Sprintf("这台机器不能挂载小磁盘 / this machine mounts no small disk: %v", err))
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return &SmallDisk{t, dir}
}

// Fill takes all space but about spare bytes.
func (d *SmallDisk) Fill(spare int) {
	d.Helper()
	f, err := os.OpenFile(d.filler(), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		d.Fatal(err)
	}
	defer f.Close()
	size := int64(0)
	for block := make([]byte, 64<<10); ; {
		n, err := f.Write(block)
		size += int64(n)
		if err != nil {
			if !errors.Is(err, syscall.ENOSPC) {
				d.Fatal(err)
			}
			break
		}
	}
	if err := f.Truncate(max(0, size-int64(spare))); err != nil {
		d.Fatal(err)
	}
}

// Free gives the space back.
func (d *SmallDisk) Free() {
	d.Helper()
	if err := os.Remove(d.filler()); err != nil {
		d.Fatal(err)
	}
}

func (d *SmallDisk) filler() string { return filepath.Join(d.Dir, "filler") }

// Give hands dir to the owner of what like describes.
func Give(dir string, like os.FileInfo) error {
	owner := like.Sys().(*syscall.Stat_t)
	return os.Chown(dir, int(owner.Uid), int(owner.Gid))
}
