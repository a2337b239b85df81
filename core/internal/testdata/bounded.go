package testdata

import (
	"fmt"
	"runtime"
	"testing"
	"time"
)

// hung is longer than any reading of a few bytes takes on the busiest computer.
const hung = time.Minute

// Bounded reads a file of size bytes, and fails where that takes more than 16 times as
// much memory and 5 MB, all that was ever allocated counted, or does not end.
func Bounded(t testing.TB, size int, read func()) {
	t.Helper()
	watch := time.AfterFunc(hung, func() { panic(fmt.Sprintf("reading %d bytes has not ended after %v", size, hung)) })
	defer watch.Stop()
	before := allocated()
	read()
	if used := allocated() - before; used > 16*uint64(size)+5<<20 {
		t.Fatalf("%d bytes were taken for a file of %d", used, size)
	}
}

func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}
