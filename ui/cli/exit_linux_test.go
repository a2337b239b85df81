package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A panic becomes a sentence that names the report of it.
func TestCrashed(t *testing.T) {
	state := t.TempDir()
	t.Setenv("XDG_STATE_HOME", state)
	err := crashed("a fault")
	_, path, named := strings.Cut(err.Error(), "a report that you can send is in ")
	if !named || filepath.Dir(path) != filepath.Join(state, "maestudio", "crashes") {
		t.Fatalf("it says %q", err)
	}
	report, reading := os.ReadFile(path)
	if reading != nil || !strings.Contains(string(report), "panic: a fault") || !strings.Contains(string(report), "TestCrashed") || !strings.Contains(string(report), versionLine()) {
		t.Errorf("%v, the report is %q", reading, report)
	}
	t.Setenv("XDG_STATE_HOME", path) // a file
	if err := crashed("a fault"); !strings.Contains(err.Error(), "no report could be written") {
		t.Errorf("it says %q", err)
	}
}
