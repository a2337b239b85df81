// moved.tsv: where the folders of a run's pictures are now, if they were moved.

package run

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"maestudio/core/dataset"
	"maestudio/core/run/disk"
)

// moves tells of folders, as data.folders of run.toml names them, where they are
// now. files.tsv stays as it is, and with it the hash in every checkpoint.
type moves map[string]string

const movedHead = "folder\tnow"

// readMoves reads moved.tsv; most runs have none.
func readMoves(path string) (moves, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return moves{}, nil
	}
	if err != nil {
		return nil, Errorf(Damaged, err, "%s, which tells where the run's pictures are now, cannot be opened.", path)
	}
	defer f.Close()
	m, err := parseMoves(f)
	if err != nil {
		return nil, Errorf(Damaged, err, "%s cannot be read: %v. Remove it, and say again with --data where the pictures are.", path, err)
	}
	return m, nil
}

func parseMoves(r io.Reader) (moves, error) {
	m := moves{}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxFilesLine)
	for n := 1; lines.Scan(); n++ {
		if n == 1 {
			if lines.Text() != movedHead {
				return nil, fmt.Errorf("the names of its columns are %q and must be %q", lines.Text(), movedHead)
			}
			continue
		}
		from, to, _ := strings.Cut(lines.Text(), "\t")
		from, err := unescape(from)
		if err == nil {
			to, err = unescape(to)
		}
		if err == nil && (from == "" || to == "") {
			err = errors.New("it needs two folders")
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		m[from] = to
	}
	return m, lines.Err()
}

func (m moves) write(files disk.FS, path string) error {
	return disk.WriteFile(files, path, func(w io.Writer) error {
		lines := []string{movedHead}
		for _, from := range slices.Sorted(maps.Keys(m)) {
			lines = append(lines, escape(from)+"\t"+escape(m[from]))
		}
		_, err := fmt.Fprintln(w, strings.Join(lines, "\n"))
		return err
	})
}

// now is where a folder or file is now. Of folders that lie in one another the
// innermost counts.
func (m moves) now(path string) string {
	longest, place := -1, path
	for from, to := range m {
		if rest, below := within(from, path); below && len(from) > longest {
			longest, place = len(from), filepath.Join(to, rest)
		}
	}
	return place
}

// within is the path below a folder; "" is the folder itself.
func within(folder, path string) (rest string, below bool) {
	if path == folder {
		return "", true
	}
	return strings.CutPrefix(path, strings.TrimSuffix(folder, string(filepath.Separator))+string(filepath.Separator))
}

// Folders are those that the run's pictures are in now, in the order of data.folders.
func (r *Run) Folders() ([]string, error) {
	m, err := readMoves(r.path(movedFile))
	if err != nil {
		return nil, err
	}
	var folders []string
	for _, f := range r.Config.Data.Folders {
		folders = append(folders, m.now(f))
	}
	return folders, nil
}

// Relocate tells the run in dir that one of its folders of pictures (its name in
// data.folders, or where it was last) is at another place now. All pictures that
// the run has of it must be there, with the same bytes; if not, the error counts
// what is missing or different, and nothing is changed. progress, which may be
// nil, is called one at a time.
func Relocate(ctx context.Context, dir, from, to string, progress func(done, total int)) error {
	r, err := Open(dir)
	if err != nil {
		return err
	}
	lock, err := takeLock(r.path(lockFile))
	if err != nil {
		return err
	}
	defer lock.release()
	m, err := readMoves(r.path(movedFile))
	if err != nil {
		return err
	}
	at := slices.IndexFunc(r.Config.Data.Folders, func(f string) bool { return f == from || m.now(f) == from })
	if at < 0 {
		return Errorf(Settings, nil, "%s is no folder of this run. It has %s.", from, strings.Join(r.Config.Data.Folders, ", "))
	}
	if to, err = filepath.Abs(to); err != nil {
		return Errorf(Pictures, err, "The folder %s cannot be found.", to)
	}
	folder := r.Config.Data.Folders[at]
	m[folder] = to
	if to == folder {
		delete(m, folder) // back where it was, unless the folder around it moved
		if m.now(folder) != folder {
			m[folder] = folder
		}
	}
	if err := r.compare(ctx, m, folder, progress); err != nil {
		return err
	}
	if err := m.write(disk.System{}, r.path(movedFile)); err != nil {
		return writing(err, "the new place of the pictures", r.path(movedFile), 0, "The run is as it was.")
	}
	return nil
}

// compare looks for the pictures of a folder at the place that m says.
func (r *Run) compare(ctx context.Context, m moves, folder string, progress func(done, total int)) error {
	to := m.now(folder)
	if info, err := os.Stat(to); err != nil || !info.IsDir() {
		return Errorf(Pictures, err, "There is no folder %s. Nothing was changed. Name the folder that holds now what was in %s.", to, folder)
	}
	all, _, err := readFiles(r.path(filesFile))
	if err != nil {
		return err
	}
	pictures := slices.DeleteFunc(all, func(p Picture) bool {
		_, below := within(folder, p.Path)
		return !below
	})
	for i := range pictures {
		pictures[i].Path = m.now(pictures[i].Path)
	}
	errs := make([]error, len(pictures))
	files := filesOf(pictures)
	var count sync.Mutex
	done := 0
	each(len(files), func(i int) {
		errs[i] = files[i].SameBytes(ctx)
		count.Lock()
		defer count.Unlock()
		if done++; progress != nil {
			progress(done, len(files))
		}
	})
	if ctx.Err() != nil {
		return Errorf(Stopped, ErrStopped, "Stopped while looking at the pictures in %s. Nothing was changed.", to)
	}
	return tellDifferences(files, errs, folder, to)
}

// tellDifferences makes one sentence of what is not the same.
func tellDifferences(files []dataset.File, errs []error, folder, to string) error {
	var first error
	example, missing, different := "", 0, 0
	for i, err := range errs {
		switch {
		case err == nil:
			continue
		case errors.Is(err, fs.ErrNotExist):
			missing++
		default:
			different++
		}
		if first == nil {
			first, example = err, files[i].Path
		}
	}
	if first == nil {
		return nil
	}
	return Errorf(Pictures, first, "%s does not hold what the run has of %s: of %s, missing %d, different %d, such as %s. "+
		"Nothing was changed. Name the folder that holds them now.", to, folder, plural(len(files), "picture"), missing, different, example)
}
