package courtesy

import (
	"os/exec"
	"runtime"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// Compiled and never run.

var (
	kernel            = windows.NewLazySystemDLL("kernel32.dll")
	user              = windows.NewLazySystemDLL("user32.dll")
	setExecutionState = kernel.NewProc("SetThreadExecutionState")
	powerStatus       = kernel.NewProc("GetSystemPowerStatus")
	tickCount         = kernel.NewProc("GetTickCount")
	lastInput         = user.NewProc("GetLastInputInfo")
)

// LowPriority makes this process give way to others.
func LowPriority() error {
	return windows.SetPriorityClass(windows.CurrentProcess(), windows.BELOW_NORMAL_PRIORITY_CLASS)
}

func onBattery() (on, known bool) {
	var s struct {
		line, battery, percent, saver byte
		left, full                    uint32
	}
	ok, _, _ := powerStatus.Call(uintptr(unsafe.Pointer(&s)))
	return ok != 0 && s.line == 0, ok != 0 && s.line != 255 // unknown
}

// leftAlone is how long nobody has touched a computer that is not in use.
const leftAlone = 5 * time.Minute

func inUse() (used, known bool) {
	s := struct{ size, at uint32 }{size: 8}
	if ok, _, _ := lastInput.Call(uintptr(unsafe.Pointer(&s))); ok == 0 {
		return false, false
	}
	now, _, _ := tickCount.Call()
	return time.Duration(uint32(now)-s.at)*time.Millisecond < leftAlone, true
}

func awakeHelper() *exec.Cmd { return nil }

// holdAwake keeps a thread that says so; what it said ends with it.
func holdAwake() func() {
	const continuous, system = 0x80000000, 1
	over := make(chan struct{})
	go func() {
		runtime.LockOSThread() // never unlocked: the thread ends with the goroutine
		setExecutionState.Call(continuous | system)
		<-over
		setExecutionState.Call(continuous)
	}()
	return func() { close(over) }
}

func canSleep() bool { return true }

const whyNotAwake = ""
