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
	"slices"
	"strings"

	"maestudio/core/dataset"
	"maestudio/core/dataset/hygiene"
	"maestudio/core/dataset/labels"
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

// leftOut lists what a scan left out.
func leftOut(report *dataset.Report) (all []LeftOut) {
	for _, p := range report.Problems {
		all = append(all, LeftOut{p.Path, p.Reason})
	}
	for _, c := range report.Copies {
		all = append(all, LeftOut{c.Path, wasCopy})
	}
	return all
}

// unlabelled lists what a scan of classes left out. That a picture is the same as one of
// another class or part keeps it from nothing; want of a label does.
func unlabelled(report *dataset.Report, set *labels.Set) (all []LeftOut) {
	told := map[string]bool{} // by path
	for _, p := range set.Pictures {
		told[p.Path] = true
	}
	reasons := map[labels.Kind]string{labels.Beside: "It lies beside the class folders and has no label",
		labels.Outside: "It lies beside the folders train and val", labels.Unlabelled: "The table does not name it"}
	for _, f := range set.Findings {
		for _, path := range f.Paths {
			if reason := reasons[f.Kind]; reason != "" && !told[path] {
				told[path], all = true, append(all, LeftOut{path, reason})
			}
		}
	}
	for _, l := range leftOut(report) {
		if !told[l.Path] {
			all = append(all, l)
		}
	}
	return all
}

// Choose takes the pictures out of a report that a person does not want: those of
// some kinds of findings, and those that without, which may be nil, names. What is
// known of one stands in its reason.
func Choose(report *dataset.Report, kinds []string, without func(path string) bool) (all []LeftOut) {
	unwanted, known := map[string]string{}, map[string]string{}
	for _, f := range slices.Backward(report.Findings) { // near copies come last then: that they are one must not cost both
		known[f.Path] = f.Reason
		gone := unwanted[f.Of] != "" || without != nil && without(f.Of)
		if slices.Contains(kinds, string(f.Kind)) && unwanted[f.Path] == "" && !(f.Kind == hygiene.Near && gone) {
			unwanted[f.Path] = f.Reason
		}
	}
	report.Files = slices.DeleteFunc(report.Files, func(f dataset.File) bool {
		reason := unwanted[f.Path]
		if reason == "" && without != nil && without(f.Path) {
			if reason = wasChoice; known[f.Path] != "" {
				reason += ". " + known[f.Path]
			}
		}
		if reason != "" {
			all = append(all, LeftOut{f.Path, reason})
		}
		return reason != ""
	})
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
