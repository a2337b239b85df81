package disk

import (
	"errors"
	"runtime"
	"syscall"
)

// What Windows says of a full disk; package syscall makes none of them ENOSPC, and
// elsewhere the same numbers mean other things.
const (
	windowsHandleDiskFull = syscall.Errno(39)
	windowsDiskFull       = syscall.Errno(112)
	windowsQuotaExceeded  = syscall.Errno(1295)
)

// Full reports whether err says that there is no room to write: the disk is full, or
// what a person may use of it.
func Full(err error) bool { return fullOn(runtime.GOOS, err) }

func fullOn(system string, err error) bool {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return true
	}
	var code syscall.Errno
	if system != "windows" || !errors.As(err, &code) {
		return false
	}
	return code == windowsHandleDiskFull || code == windowsDiskFull || code == windowsQuotaExceeded
}
