// Package faulty is a file system for tests: it keeps a log of what was asked
// of it, and can let the n-th call fail, which is how a full disk and a broken
// one look from above (the idea of cockroachdb/pebble's vfs/errorfs).
package faulty

import (
	"path/filepath"
	"sync"

	"maestudio/core/run/disk"
)

// FS passes calls on to another file system, counts them, and lets some fail.
type FS struct {
	disk.FS
	FailAt   int   // the call that fails, from 1; 0 lets none fail
	Lasting  bool  // all calls after it fail too, as on a disk that stays full
	Again    bool  // every FailAt-th call fails, as on a disk with a loose cable
	Err      error // what it fails with
	Partial  bool  // a failing write has written half before
	NoSync   bool  // syncing does nothing, which is faster; a kill or a failure loses nothing by that
	mu       sync.Mutex
	calls    int
	log      []string
	failures int
}

// Calls returns how many calls were made.
func (f *FS) Calls() int { f.mu.Lock(); defer f.mu.Unlock(); return f.calls }

// Failures returns how many calls failed on purpose.
func (f *FS) Failures() int { f.mu.Lock(); defer f.mu.Unlock(); return f.failures }

// Log returns the calls, with the last part of each path; writes to one file in
// a row count as one.
func (f *FS) Log() []string { f.mu.Lock(); defer f.mu.Unlock(); return f.log }

func (f *FS) call(line string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls++
	if n := len(f.log); n == 0 || f.log[n-1] != line {
		f.log = append(f.log, line)
	}
	if f.FailAt > 0 && (f.calls == f.FailAt || f.Lasting && f.calls > f.FailAt || f.Again && f.calls%f.FailAt == 0) {
		f.failures++
		return f.Err
	}
	return nil
}

// MkdirAll is the call "mkdir".
func (f *FS) MkdirAll(dir string) error {
	if err := f.call("mkdir " + filepath.Base(dir)); err != nil {
		return err
	}
	return f.FS.MkdirAll(dir)
}

// Create is the call "create".
func (f *FS) Create(path string) (disk.File, error) { return f.open("create ", path, f.FS.Create) }

// Append is the call "append".
func (f *FS) Append(path string) (disk.File, error) { return f.open("append ", path, f.FS.Append) }

func (f *FS) open(verb, path string, open func(string) (disk.File, error)) (disk.File, error) {
	name := filepath.Base(path)
	if err := f.call(verb + name); err != nil {
		return nil, err
	}
	inner, err := open(path)
	if err != nil {
		return nil, err
	}
	return &file{File: inner, fs: f, name: name}, nil
}

// Rename is the call "rename".
func (f *FS) Rename(from, to string) error {
	if err := f.call("rename " + filepath.Base(from) + " " + filepath.Base(to)); err != nil {
		return err
	}
	return f.FS.Rename(from, to)
}

// Remove is the call "remove". It works on a full disk too.
func (f *FS) Remove(path string) error {
	f.call("remove " + filepath.Base(path))
	return f.FS.Remove(path)
}

// SyncDir is the call "sync dir".
func (f *FS) SyncDir(dir string) error {
	if err := f.call("sync dir"); err != nil || f.NoSync {
		return err
	}
	return f.FS.SyncDir(dir)
}

type file struct {
	disk.File
	fs   *FS
	name string
}

func (f *file) Write(b []byte) (int, error) {
	if err := f.fs.call("write " + f.name); err != nil {
		if !f.fs.Partial {
			return 0, err
		}
		n, _ := f.File.Write(b[:len(b)/2])
		return n, err
	}
	return f.File.Write(b)
}

func (f *file) Sync() error {
	if err := f.fs.call("sync " + f.name); err != nil || f.fs.NoSync {
		return err
	}
	return f.File.Sync()
}

// Close closes in any case, as the system does.
func (f *file) Close() error {
	err := f.fs.call("close " + f.name)
	if closed := f.File.Close(); err == nil {
		err = closed
	}
	return err
}
