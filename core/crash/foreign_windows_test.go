package crash

import (
	"strings"
	"syscall"
	"testing"
)

func init() {
	inThread = func() {
		_, _, _ = syscall.NewLazyDLL("kernel32.dll").NewProc("CreateThread").Call(0, 0, 16, 0, 0, 0) // there is no code at 16
		select {}
	}
}

// A fault in a thread of C leaves a report too.
func TestFaultInAForeignThread(t *testing.T) {
	dir := t.TempDir()
	dies(t, dir, "thread")
	reports := Untold(dir)
	if len(reports) != 1 {
		t.Fatalf("it left %d reports", len(reports))
	}
	for _, part := range []string{"MAE Studio 1.2.3 (commit abc of 2026-01-02)", "Exception 0xc0000005 at ", "not Go's"} {
		if !strings.Contains(reports[0].Text, part) {
			t.Errorf("%q is not in\n%s", part, reports[0].Text)
		}
	}
}
