//go:build !linux && !darwin && !windows

package courtesy

import "os/exec"

// LowPriority is not known here.
func LowPriority() error { return nil }

func onBattery() bool        { return false }
func inUse() bool            { return false }
func awakeHelper() *exec.Cmd { return nil }
func holdAwake() func()      { return nil }
