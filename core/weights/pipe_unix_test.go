//go:build unix

package weights

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A pipe is refused without waiting for its other end.
func TestPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.pth")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip(err)
	}
	if _, err := Open(path); err == nil || !strings.Contains(err.Error(), "only read once") {
		t.Errorf("got %v", err)
	}
}
