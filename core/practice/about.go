// about.txt: how a folder is known to be a practice set, and which.

package practice

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"maestudio/core/run/disk"
)

const (
	aboutName = "about.txt"
	lockName  = ".lock"
	title     = "Practice set of MAE Studio, drawn by the program. It may be deleted."
)

func (s set) about() string { return filepath.Join(s.dir, aboutName) }

// text is what stands in about.txt. The first lines say which set it is, the
// last ones how far it is.
func (s set) text(complete bool) string {
	state := "being drawn"
	if complete {
		state = "complete"
	}
	return s.which() + fmt.Sprintf("pictures %d\n%s\n", s.count, state)
}

// which are the lines that tell one set from another.
func (s set) which() string {
	return fmt.Sprintf("%s\nversion %d\nseed %d\nside %d\n", title, Version, s.seed, s.side)
}

// complete tells whether all is there already.
func (s set) complete() bool {
	text, err := os.ReadFile(s.about())
	if err != nil || string(text) != s.text(true) {
		return false
	}
	for i := range s.count {
		if !there(s.path(i)) {
			return false
		}
	}
	return true
}

// prepare makes the folders and says in about.txt what is coming. Pictures of
// another set, and those beyond this one's number, are removed; a folder that
// holds anything else is refused, for it is somebody's.
func (s set) prepare() error {
	text, err := os.ReadFile(s.about())
	ours := strings.HasPrefix(string(text), title)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if other := s.stranger(); other != "" {
			return &problem{fmt.Sprintf("The practice set cannot be drawn into %s, because something else is there: %s. Choose an empty folder, or one that does not exist yet.", s.dir, other), nil}
		}
	case err != nil:
		return s.trouble(err, 0)
	case !ours:
		return &problem{fmt.Sprintf("The practice set cannot be drawn into %s, because another %s is there. Choose an empty folder, or one that does not exist yet.", s.dir, aboutName), nil}
	}
	if err := s.clear(strings.HasPrefix(string(text), s.which())); err != nil {
		return s.trouble(err, 0)
	}
	for _, c := range classes {
		if err := s.fs.MkdirAll(filepath.Join(s.dir, c.name)); err != nil {
			return s.trouble(err, 0)
		}
	}
	if err := disk.WriteBytes(s.fs, s.about(), []byte(s.text(false))); err != nil {
		return s.trouble(err, 0)
	}
	return nil
}

// stranger names something in the folder that is not of this program.
func (s set) stranger() string {
	entries, _ := os.ReadDir(s.dir) // an unreadable folder fails when it is written to
	for _, e := range entries {
		if name := e.Name(); name != lockName && name != aboutName+disk.Temporary {
			return name
		}
	}
	return ""
}

// clear removes pictures that are not of this set: all when it was another one,
// else those past the last. Files with other names stay.
func (s set) clear(same bool) error {
	wanted := map[string]bool{}
	for i := range s.count {
		wanted[s.path(i)] = same
	}
	for _, c := range classes {
		found, err := filepath.Glob(filepath.Join(escape(s.dir), c.name, c.name+"-[0-9][0-9][0-9][0-9]*.png*"))
		if err != nil {
			return err
		}
		for _, path := range found {
			if wanted[path] {
				continue
			}
			if err := s.fs.Remove(path); err != nil {
				return err
			}
		}
	}
	return nil
}

// escape keeps a folder's name from being read as a pattern.
func escape(dir string) string {
	if os.PathSeparator == '\\' {
		return dir // there a backslash cannot escape, and * and ? are in no name
	}
	return strings.NewReplacer(`*`, `\*`, `?`, `\?`, `[`, `\[`, `\`, `\\`).Replace(dir)
}

// problem is a sentence for a person, with its cause for the log.
type problem struct {
	sentence string
	cause    error
}

func (p *problem) Error() string { return p.sentence }
func (p *problem) Unwrap() error { return p.cause }

// trouble makes a sentence of what ended the drawing after done pictures.
func (s set) trouble(err error, done int) error {
	kept := ""
	if done > 0 {
		kept = fmt.Sprintf(" What is drawn, %d of %d pictures, stays.", done, s.count)
	}
	say := func(format string, args ...any) error { return &problem{fmt.Sprintf(format, args...), err} }
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return say("The drawing of the practice set was stopped.%s Start it again and it goes on from there.", kept)
	case disk.Full(err):
		return say("The disk is full: the practice set in %s needs about %d MB.%s Free some space, then start again.", s.dir, megabytes(s.count), kept)
	case errors.Is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission):
		return say("The practice set cannot be written in %s: writing is not allowed there. Choose a folder of your own, or change its permissions.", s.dir)
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, fs.ErrExist):
		return say("The practice set cannot be written in %s: that is a file and no folder. Choose another place.", s.dir)
	}
	return say("The practice set cannot be written in %s.%s Look after the disk, then start again.", s.dir, kept)
}

// megabytes is about what pictures take on the disk.
func megabytes(count int) int { return 1 + count*45/1000 }
