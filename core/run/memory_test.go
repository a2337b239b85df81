package run

import (
	"runtime"
	"testing"
)

// TestPeakMemory: what was held stays counted after it is given back.
func TestPeakMemory(t *testing.T) {
	before := PeakMemory()
	if before == 0 {
		t.Fatal("every system that the program is made for tells")
	}
	held := make([]byte, before+64<<20)
	for i := 0; i < len(held); i += 4096 {
		held[i] = 1
	}
	runtime.KeepAlive(held)
	if after := PeakMemory(); after < int64(len(held)) || after > 4*int64(len(held)) {
		t.Errorf("%d bytes after %d were held, %d before", after, len(held), before)
	}
}
