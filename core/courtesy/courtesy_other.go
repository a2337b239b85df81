//go:build !linux && !darwin && !windows

package courtesy

import (
	"errors"
	"os/exec"
)

// LowPriority is not known here.
func LowPriority() error { return errors.ErrUnsupported }

func onBattery() (on, known bool) { return false, false }
func inUse() (used, known bool)   { return false, false }
func awakeHelper() *exec.Cmd      { return nil }
func holdAwake() func()           { return nil }
func canSleep() bool              { return true }

const whyNotAwake = ""
