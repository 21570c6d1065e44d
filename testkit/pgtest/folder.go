package pgtest

import (
	"os"
	"path/filepath"
)

// longestBase leaves room for the folder's own name and the socket's in the 104 bytes of a socket address.
const longestBase = 50

// makeFolder makes an empty folder that who can reach and the address of a socket in it is not too long. It is named
// name unless that is empty or taken.
func makeFolder(name string, who *account) (string, error) {
	base := baseFolder(who != nil)
	dir := filepath.Join(base, name)
	if name == "" || len(name) > longestBase/2 || os.Mkdir(dir, 0o700) != nil {
		var err error
		if dir, err = os.MkdirTemp(base, "qunli-pg-"); err != nil {
			return "", err
		}
	}
	if err := give(dir, who); err != nil {
		os.Remove(dir)
		return "", err
	}
	return dir, nil
}

// baseFolder is the system's temporary folder, or /tmp when that one is too long or, for a server of another user,
// closed to others.
func baseFolder(another bool) string {
	dir := os.TempDir()
	if len(dir) > longestBase || another && !open(dir) {
		return "/tmp"
	}
	return dir
}

// open reports whether any user may pass through dir and all folders above it.
func open(dir string) bool {
	for {
		info, err := os.Stat(dir)
		if err != nil || info.Mode().Perm()&0o001 == 0 {
			return false
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return true
		}
		dir = parent
	}
}
