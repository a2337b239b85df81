// Pictures sorted into folders: copies, never the pictures themselves.

package predict

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"maestudio/core/run/disk"
)

// UnsureName is the folder of pictures that the model is unsure of.
const UnsureName = "unsure"

// Sorting is where copies go.
type Sorting struct {
	FS     disk.FS
	From   []string // folders whose pictures are sorted
	Into   string   // a folder that is there
	Name   string   // of the new folder in it; a number is added where it is taken
	Unsure float64  // pictures of a lower probability go into a folder of their own
}

// Sorted is what came of it.
type Sorted struct {
	Dir     string // the new folder
	Copied  int
	Renamed int     // had the name of another picture of their class
	Lost    []error // a sentence for each that could not be copied
}

// Copy copies each picture into a new folder, into one named after its likeliest class.
// No file that was there before is touched, and a copy is whole or not there. Where it
// ends early, by ctx or by its error, what was copied stays and Sorted tells of it.
func (s Sorting) Copy(ctx context.Context, classes []string, all []Named, progress func(done, total int)) (Sorted, error) {
	if err := s.refuse(); err != nil {
		return Sorted{}, err
	}
	cannot := func(err error) error {
		return writing(err, "No folder can be made in "+s.Into, "Nothing was copied. Choose another folder.")
	}
	if err := os.Mkdir(s.Into, 0o777); err != nil && !errors.Is(err, fs.ErrExist) {
		return Sorted{}, cannot(err)
	}
	if err := s.room(all); err != nil {
		return Sorted{}, err
	}
	dir, err := newFolder(filepath.Join(s.Into, disk.SafeName(s.Name, "sorted")))
	if err != nil {
		return Sorted{}, cannot(err)
	}
	c := &copier{Sorting: s, sorted: Sorted{Dir: dir}, folders: foldersOf(classes), made: map[string]bool{}, taken: map[string]bool{}}
	for i, n := range all {
		if err := ctx.Err(); err != nil {
			return c.sorted, err
		}
		if n.Err == nil {
			if err := c.copy(n); err != nil {
				return c.sorted, writing(err, fmt.Sprintf("%d of %d pictures are copied into %s, and no more", c.sorted.Copied, len(all), dir),
					"The pictures themselves are as they were. Free some space, or choose a folder on another disk, and sort them again.")
			}
		}
		if progress != nil {
			progress(i+1, len(all))
		}
	}
	return c.sorted, nil
}

// refuse says why copies cannot go there: within what is sorted they would be found
// again as pictures.
func (s Sorting) refuse() error {
	into, err := filepath.EvalSymlinks(s.Into)
	if errors.Is(err, fs.ErrNotExist) { // it is made, where the folder around it is there
		into, err = filepath.EvalSymlinks(filepath.Dir(s.Into))
		into = filepath.Join(into, filepath.Base(s.Into))
	}
	if err != nil {
		return fmt.Errorf("There is no folder %s to copy into. Choose another.", s.Into)
	}
	for _, dir := range s.From {
		if from, err := filepath.EvalSymlinks(dir); err == nil && within(into, from) {
			return fmt.Errorf("%s lies in %s, whose pictures are sorted: the copies would lie among them. Choose a folder beside it.", s.Into, dir)
		}
	}
	return nil
}

func within(path, dir string) bool {
	below, err := filepath.Rel(dir, path)
	return err == nil && below != ".." && !strings.HasPrefix(below, ".."+string(filepath.Separator))
}

// room refuses what cannot fit, before anything is copied.
func (s Sorting) room(all []Named) error {
	need := int64(0)
	for _, n := range all {
		if info, err := os.Stat(n.Path); err == nil && n.Err == nil {
			need += info.Size()
		}
	}
	if free, err := disk.Free(s.Into); err == nil && free < need {
		return fmt.Errorf("The copies need %s, and %s has %s free. Nothing was copied. Free some space, or choose a folder on another disk.", megabytes(need), s.Into, megabytes(free))
	}
	return nil
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }

// copier copies into one new folder.
type copier struct {
	Sorting
	sorted  Sorted
	folders []string        // of the classes; last that of unsure pictures
	made    map[string]bool // folders
	taken   map[string]bool // files, as a file system sees them that knows no case
}

// copy copies one picture. A picture that cannot be read is noted; the error is one
// of writing.
func (c *copier) copy(n Named) error {
	in, err := openPicture(n.Path)
	if err != nil {
		c.sorted.Lost = append(c.sorted.Lost, fmt.Errorf("%s cannot be copied: %w.", n.Path, err))
		return nil
	}
	defer in.Close()
	folder := c.folders[n.Best[0].Class]
	if n.Unsure(c.Unsure) {
		folder = c.folders[len(c.folders)-1]
	}
	dir := filepath.Join(c.sorted.Dir, folder)
	if !c.made[dir] {
		if err := c.FS.MkdirAll(dir); err != nil {
			return err
		}
		c.made[dir] = true
	}
	base := filepath.Base(n.Path)
	to := c.free(dir, base)
	source := &reading{from: in}
	err = c.write(to, source)
	if source.err != nil { // not the disk that is written to
		c.sorted.Lost = append(c.sorted.Lost, fmt.Errorf("%s cannot be copied: it cannot be read to its end.", n.Path))
		return nil
	}
	if err != nil {
		return err
	}
	c.sorted.Copied++
	if filepath.Base(to) != base {
		c.sorted.Renamed++
	}
	if info, err := in.Stat(); err == nil {
		_ = os.Chtimes(to, info.ModTime(), info.ModTime()) // a copy with another time is a copy too
	}
	return nil
}

// write makes the file to, whole or not at all. It is not synced: that would take longer
// than all the rest, and what a power cut takes is still where it was copied from.
func (c *copier) write(to string, from io.Reader) error {
	f, err := c.FS.Create(to + disk.Temporary)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, from)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = c.FS.Rename(to+disk.Temporary, to)
	}
	if err != nil {
		_ = c.FS.Remove(to + disk.Temporary) // gives a full disk its room back
	}
	return err
}

// free is a name in dir that no other copy has: the picture's own, or with a number.
func (c *copier) free(dir, base string) string {
	end := filepath.Ext(base)
	for n := 1; ; n++ {
		to := filepath.Join(dir, base)
		if n > 1 {
			to = filepath.Join(dir, fmt.Sprintf("%s (%d)%s", strings.TrimSuffix(base, end), n, end))
		}
		if key := strings.ToLower(to); !c.taken[key] {
			c.taken[key] = true
			return to
		}
	}
}

// reading keeps the error of what is read apart from that of what is written.
type reading struct {
	from io.Reader
	err  error
}

func (r *reading) Read(p []byte) (int, error) {
	n, err := r.from.Read(p)
	if err != nil && err != io.EOF {
		r.err = err
	}
	return n, err
}

// openPicture opens a regular file; a pipe that took its place would wait for ever.
func openPicture(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errors.New("the file is gone")
	case errors.Is(err, fs.ErrPermission):
		return nil, errors.New("it may not be read")
	case err != nil:
		return nil, err
	}
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		f.Close()
		return nil, errors.New("it is no file any more")
	}
	return f, nil
}

// writing makes a sentence of an error of writing, with what is safe and what to do.
func writing(err error, what, safe string) error {
	switch {
	case err == nil:
		return nil
	case disk.Full(err):
		return fmt.Errorf("%s: %w. %s", what, errFull{err}, safe)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%s: permission is denied. %s", what, safe)
	}
	return fmt.Errorf("%s: %w. %s", what, err, safe)
}

// errFull says in plain words what the system says with a code.
type errFull struct{ error }

func (errFull) Error() string   { return "the disk is full" }
func (e errFull) Unwrap() error { return e.error }
