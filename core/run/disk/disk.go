// Package disk writes files so that a reader finds the old one or the new one,
// whole, and never a half: into a temporary file beside the place, synced, and
// then renamed over it.
//
//	create a.tmp, write, sync, close, rename a.tmp a, sync the folder
//
// Everything goes through the small interface FS, so that a test can let any
// single call fail and look at what is left.
package disk

import (
	"bufio"
	"io"
	"path/filepath"
)

// FS is what a run folder is written through. Paths are those of the system.
type FS interface {
	MkdirAll(dir string) error
	Create(path string) (File, error) // for writing; what was there is cut to nothing
	Append(path string) (File, error) // writes go to the end; made where it is missing
	Rename(from, to string) error     // replaces to
	Remove(path string) error
	SyncDir(dir string) error // makes the names in dir survive a power cut
}

// File is a file open for writing.
type File interface {
	io.WriteCloser
	Sync() error
}

// Temporary ends the name of a file that is still being written. Whoever holds
// the folder's lock may remove such files: they are of a worker that is gone.
const Temporary = ".tmp"

// bufferSize keeps the number of calls small when a writer writes little by little.
const bufferSize = 1 << 20

// WriteFile puts what write writes at path, whole or not at all. When it fails,
// what stood at path before still stands there.
func WriteFile(fs FS, path string, write func(io.Writer) error) error {
	temporary := path + Temporary
	if err := writeSynced(fs, temporary, write); err != nil {
		fs.Remove(temporary) // gives a full disk its room back; it may not exist
		return err
	}
	if err := fs.Rename(temporary, path); err != nil {
		fs.Remove(temporary)
		return err
	}
	return fs.SyncDir(filepath.Dir(path))
}

// WriteBytes is WriteFile for what is in memory already.
func WriteBytes(fs FS, path string, data []byte) error {
	return WriteFile(fs, path, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

func writeSynced(fs FS, path string, write func(io.Writer) error) error {
	f, err := fs.Create(path)
	if err != nil {
		return err
	}
	if err := fill(f, write); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

func fill(f File, write func(io.Writer) error) error {
	buffered := bufio.NewWriterSize(f, bufferSize)
	if err := write(buffered); err != nil {
		return err
	}
	if err := buffered.Flush(); err != nil {
		return err
	}
	return f.Sync()
}
