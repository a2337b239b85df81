// left-out.tsv: the files of the run's folders that it does not learn from.

package run

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"maestudio/core/dataset"
	"maestudio/core/run/disk"
)

// LeftOut is a file or folder that was met and left out.
type LeftOut struct {
	Path   string
	Reason string // a sentence without its full stop
}

const (
	leftOutHead = "path\treason"
	wasCopy     = "The same as another picture"
	wasChoice   = "Left out by hand"
)

// leftOut lists what a scan left out, and what a person did.
func leftOut(report *dataset.Report, byHand []string) (all []LeftOut) {
	for _, p := range report.Problems {
		all = append(all, LeftOut{p.Path, p.Reason})
	}
	for _, c := range report.Copies {
		all = append(all, LeftOut{c.Path, wasCopy})
	}
	for _, path := range byHand {
		all = append(all, LeftOut{path, wasChoice})
	}
	return all
}

// writeLeftOut writes left-out.tsv, if there is anything to write.
func writeLeftOut(files disk.FS, path string, all []LeftOut) error {
	if len(all) == 0 {
		return nil
	}
	return disk.WriteFile(files, path, func(w io.Writer) error {
		fmt.Fprintln(w, leftOutHead)
		for _, l := range all {
			if _, err := fmt.Fprintf(w, "%s\t%s\n", escape(l.Path), escape(l.Reason)); err != nil {
				return err
			}
		}
		return nil
	})
}

// ListLeftOut lists what the run in a folder does not learn from. Nothing depends
// on it: lines that cannot be read are passed over.
func ListLeftOut(dir string) ([]LeftOut, error) {
	f, err := os.Open(filepath.Join(dir, leftOutFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, Errorf(Damaged, err, "The list of what was left out, %s, cannot be opened.", leftOutFile)
	}
	defer f.Close()
	var all []LeftOut
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, maxFilesLine)
	for lines.Scan() {
		path, reason, found := strings.Cut(lines.Text(), "\t")
		name, errName := unescape(path)
		words, errWords := unescape(reason)
		if found && errName == nil && errWords == nil && lines.Text() != leftOutHead {
			all = append(all, LeftOut{name, words})
		}
	}
	return all, nil
}
