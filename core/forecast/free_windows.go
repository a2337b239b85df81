package forecast

import (
	"math"
	"unsafe"

	"golang.org/x/sys/windows"
)

var globalMemoryStatusEx = windows.NewLazySystemDLL("kernel32.dll").NewProc("GlobalMemoryStatusEx")

// memoryStatus is MEMORYSTATUSEX: sizes are in bytes.
type memoryStatus struct {
	length, load         uint32
	total, available     uint64
	totalPage, page      uint64
	totalVirtual         uint64
	virtual, extendedOne uint64
}

// freeMemory is what programs may still take, in bytes; NaN where the system does not say.
func freeMemory() float64 {
	var s memoryStatus
	s.length = uint32(unsafe.Sizeof(s))
	if ok, _, _ := globalMemoryStatusEx.Call(uintptr(unsafe.Pointer(&s))); ok == 0 {
		return math.NaN()
	}
	return float64(s.available)
}
