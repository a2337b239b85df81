package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
	"testing"
)

func TestFullByTheWordsOfEachSystem(t *testing.T) {
	for _, c := range []struct {
		system string
		err    error
		want   bool
	}{
		{"linux", syscall.ENOSPC, true},
		{"linux", syscall.EDQUOT, true},
		{"linux", syscall.EIO, false},
		{"linux", syscall.Errno(39), false},  // a folder that is not empty
		{"linux", syscall.Errno(112), false}, // a machine that is down
		{"windows", syscall.Errno(39), true},
		{"windows", syscall.Errno(112), true},
		{"windows", syscall.Errno(1295), true},
		{"windows", syscall.ENOSPC, true},
		{"windows", syscall.Errno(5), false}, // access denied
		{"windows", errors.New("the disk is full"), false},
		{"windows", nil, false},
	} {
		if got := fullOn(c.system, c.err); got != c.want {
			t.Errorf("%s: %v: %v", c.system, c.err, got)
		}
		if c.err == nil {
			continue
		}
		wrapped := fmt.Errorf("the checkpoint: %w", &fs.PathError{Op: "write", Path: "a", Err: c.err})
		if got := fullOn(c.system, wrapped); got != c.want {
			t.Errorf("%s: %v: %v", c.system, wrapped, got)
		}
	}
}

// A disk without room for one byte, where the system has one.
func TestFullIsWhatTheSystemSays(t *testing.T) {
	f, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("there is no /dev/full")
	}
	defer f.Close()
	if _, err := f.Write([]byte("a")); !Full(err) {
		t.Errorf("%v is not taken for a full disk", err)
	}
}
