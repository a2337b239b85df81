//go:build unix

package worker

import (
	"os/exec"
	"syscall"
)

// detach gives the worker a session of its own: no terminal's hang-up and no
// window's end reaches it.
func detach(c *exec.Cmd) { c.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }
