//go:build unix && !linux

package crash

import (
	"os/exec"
	"syscall"
)

// bind puts cmd into a process group of its own.
func bind(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }
