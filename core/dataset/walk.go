package dataset

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"

	"maestudio/core/dataset/picture"
)

// root is a folder that was asked for.
type root struct {
	path string // absolute
	real string // with the links on the way to it resolved
}

// openRoots checks the folders before anything is walked.
func openRoots(dirs []string) ([]root, error) {
	if len(dirs) == 0 {
		return nil, picture.Errorf(Folder, nil, "No folder was given. Name at least one folder with pictures.")
	}
	var roots []root
	for _, dir := range dirs {
		path, err := filepath.Abs(dir)
		if err != nil {
			return nil, picture.Errorf(Folder, err, "The folder %s cannot be found.", dir)
		}
		info, err := os.Stat(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, picture.Errorf(Folder, err, "The folder %s does not exist. Check its name, or that its disk is connected.", dir)
		case err != nil:
			return nil, picture.Errorf(Folder, err, "The folder %s cannot be opened: %s.", dir, denied(err))
		case !info.IsDir():
			return nil, picture.Errorf(Folder, nil, "%s is not a folder. Name the folder that the pictures are in.", dir)
		}
		if err := opens(path); err != nil {
			return nil, picture.Errorf(Folder, err, "The folder %s cannot be opened: %s.", dir, denied(err))
		}
		real, err := filepath.EvalSymlinks(path)
		if err != nil {
			real = path
		}
		roots = append(roots, root{path, real})
	}
	return roots, nil
}

func denied(err error) string {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return "permission is denied"
	case errors.Is(err, fs.ErrNotExist):
		return "it is not there any more"
	}
	return "the disk does not answer as it should"
}

// opens tells why a folder that is there cannot be read.
func opens(dir string) error {
	f, err := os.Open(dir)
	if err == nil {
		_, err = f.Readdirnames(1)
		_ = f.Close()
	}
	if errors.Is(err, io.EOF) { // it is empty
		return nil
	}
	return err
}

// candidate is a file that may be a picture.
type candidate struct {
	path, real, class string
	link              bool
}

// Skipped counts what was not looked at.
type Skipped struct {
	Hidden    int `json:"hidden"`    // files and folders
	Temporary int `json:"temporary"` // backups and unfinished downloads
	Other     int `json:"other"`     // files that are no pictures by their names
	Runs      int `json:"runs"`      // folders of training runs
}

// walker goes through folders and tells what it meets.
type walker struct {
	ctx       context.Context
	root      root
	skipped   Skipped
	met       atomic.Int64 // files and folders so far
	listed    atomic.Int64 // candidates so far
	unread    atomic.Int64 // problems so far, each of a folder or file of which nothing is known
	walked    atomic.Bool  // there are no more
	candidate func(candidate)
	problem   func(path string, err error)
}

// walk visits all of a root. It ends early only when ctx is done.
func (w *walker) walk(r root) {
	w.root = r
	w.folder(r.path, "")
}

func (w *walker) folder(dir, class string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		w.problem(dir, picture.Errorf(Folder, err, "The folder cannot be read: %s", denied(err)))
	}
	if isRun(entries) {
		w.skipped.Runs++
		return
	}
	for _, e := range entries {
		if w.ctx.Err() != nil {
			return
		}
		w.met.Add(1)
		w.entry(dir, class, e)
	}
}

// isRun reports whether a folder is a training run: the samples in it are what a
// model drew, not pictures to learn from.
func isRun(entries []fs.DirEntry) bool {
	return slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == "run.toml" })
}

func (w *walker) entry(dir, class string, e fs.DirEntry) {
	name := e.Name()
	path := dir + string(filepath.Separator) + name
	switch {
	case e.IsDir() && HiddenFolder(name):
		w.skipped.Hidden++
	case e.IsDir():
		if dir == w.root.path {
			class = name
		}
		w.folder(path, class)
	case e.Type()&fs.ModeSymlink != 0 && !strings.HasPrefix(name, "."):
		w.link(path, name, class)
	default:
		w.file(path, name, candidate{path: path, real: w.root.real + path[len(w.root.path):], class: class}, e.Type())
	}
}

// link follows a link to a file. One that leads nowhere matters if it is named
// like a picture; one to a folder always, as a person may expect what is in it.
func (w *walker) link(path, name, class string) {
	info, err := os.Stat(path)
	isPicture := func() bool { c, _ := classify(name); return c == pictureName }
	switch {
	case err != nil && isPicture():
		w.problem(path, picture.Errorf(Link, err, "The link leads nowhere"))
	case err != nil:
		w.skipped.Other++
	case info.IsDir():
		w.problem(path, picture.Errorf(Link, nil, "Links to folders are not followed; add the folder itself to use it"))
	default:
		real, err := filepath.EvalSymlinks(path)
		if err != nil {
			real = path
		}
		w.file(path, name, candidate{path, real, class, true}, info.Mode().Type())
	}
}

func (w *walker) file(path, name string, c candidate, mode fs.FileMode) {
	class, kind := classify(name)
	switch {
	case class == hiddenName:
		w.skipped.Hidden++
	case class == temporaryName:
		w.skipped.Temporary++
	case class == otherName:
		w.skipped.Other++
	case mode != 0:
		w.problem(path, picture.Errorf(NotAFile, nil, "This is not a file but %s", typeName(mode)))
	case class == foreignName:
		w.problem(path, picture.Errorf(picture.Unsupported, nil, "Pictures of this kind (%s) cannot be read; save it as JPEG or PNG", kind))
	default:
		w.candidate(c)
	}
}
