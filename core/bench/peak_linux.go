package bench

import "os"

// forgetPeak lets run.PeakMemory count from now on; where the system refuses, it goes on
// counting from the program's start.
func forgetPeak() { _ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) }
