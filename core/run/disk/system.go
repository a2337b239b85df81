package disk

import (
	"os"
	"runtime"
)

// System is the computer's own file system.
type System struct{}

// MkdirAll makes a folder and those above it.
func (System) MkdirAll(dir string) error { return os.MkdirAll(dir, 0o777) }

// Create opens a file for writing, empty.
func (System) Create(path string) (File, error) {
	return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o666)
}

// Append opens a file for writing at its end.
func (System) Append(path string) (File, error) {
	return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o666)
}

// Rename moves a file over another.
func (System) Rename(from, to string) error { return os.Rename(from, to) }

// Remove removes a file.
func (System) Remove(path string) error { return os.Remove(path) }

// SyncDir makes the names in a folder durable. Windows cannot sync a folder and
// does not need it: there a rename is written through.
func (System) SyncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
