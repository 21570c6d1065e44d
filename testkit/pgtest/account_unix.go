//go:build unix

package pgtest

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// account is the system user that a server runs as; nil means ourselves.
type account = syscall.Credential

// serverAccount gives the user "postgres" when we are root, otherwise nil.
func serverAccount() (*account, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("PostgreSQL refuses to run as root and there is no user postgres to run it as: %w", err)
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("user postgres has the number %q: %w", u.Uid, err)
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("user postgres has the group %q: %w", u.Gid, err)
	}
	return &account{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

// runAs makes cmd run as who, in a process group of its own: Ctrl-C in a terminal reaches the tests, not the server.
func runAs(cmd *exec.Cmd, who *account) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: who}
}

// give hands the folder to who.
func give(dir string, who *account) error {
	if who == nil {
		return nil
	}
	return os.Chown(dir, int(who.Uid), int(who.Gid))
}
