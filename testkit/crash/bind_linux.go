package crash

import (
	"os/exec"
	"syscall"
)

// bind puts cmd into a process group of its own that dies with us.
func bind(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
