package forecast

import (
	"math"
	"os"
	"path/filepath"
	"testing"
)

func TestAvailableMemory(t *testing.T) {
	path := filepath.Join(t.TempDir(), "meminfo")
	os.WriteFile(path, []byte("MemTotal:  200 kB\nMemAvailable:   100 kB\n"), 0o666)
	if got := availableMemory(path); got != 102400 {
		t.Errorf("got %v", got)
	}
	if got := availableMemory(path + "x"); !math.IsNaN(got) {
		t.Errorf("no file: %v", got)
	}
}
