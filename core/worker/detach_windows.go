package worker

import (
	"os/exec"
	"syscall"

	"golang.org/x/sys/windows"
)

// detach gives the worker a process group of its own and no console.
func detach(c *exec.Cmd) {
	c.SysProcAttr = &syscall.SysProcAttr{
		HideWindow:    true,
		CreationFlags: windows.CREATE_NEW_PROCESS_GROUP | windows.DETACHED_PROCESS,
	}
}
