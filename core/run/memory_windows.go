package run

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

var processMemoryInfo = windows.NewLazySystemDLL("kernel32.dll").NewProc("K32GetProcessMemoryInfo")

// memoryCounters is PROCESS_MEMORY_COUNTERS: sizes are in bytes.
type memoryCounters struct {
	length, pageFaults               uint32
	peakWorkingSet, workingSet       uintptr
	quotaPeakPaged, quotaPaged       uintptr
	quotaPeakNonPaged, quotaNonPaged uintptr
	pagefile, peakPagefile           uintptr
}

// PeakMemory is the most memory that this process had at once, in bytes, mapped files
// included; 0 where it is not known.
func PeakMemory() int64 {
	var c memoryCounters
	c.length = uint32(unsafe.Sizeof(c))
	if ok, _, _ := processMemoryInfo.Call(uintptr(windows.CurrentProcess()), uintptr(unsafe.Pointer(&c)), uintptr(c.length)); ok == 0 {
		return 0
	}
	return int64(c.peakWorkingSet)
}
