package labels

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"maestudio/core/dataset"
	"maestudio/core/dataset/picture"
)

// said is what a person said of pictures, ready to be looked up. A copy, byte for byte,
// is the same picture.
type said struct {
	byPath, byHash map[string]string // labels
	elsewhere      []dataset.File    // pictures that have no label otherwise
	missing        []string
	faulty         []dataset.Problem
}

// hear finds the pictures that corrections are about. labelled tells of a file of the
// scan whether it has a label without them; files that the scan does not have are looked
// at. A label that is none of the classes is refused.
func hear(ctx context.Context, report *dataset.Report, o Options, classes []string, labelled func(path string) bool) (*said, error) {
	s := &said{byPath: map[string]string{}, byHash: map[string]string{}}
	if len(o.Corrections) == 0 {
		return s, nil
	}
	for _, c := range o.Corrections {
		label, err := c.class(classes)
		if err != nil {
			return nil, err
		}
		s.byPath[c.Path] = label
	}
	seen, known := map[string]bool{}, map[string]bool{} // paths; hashes of what has a label
	var others []dataset.File
	for _, f := range everything(report) {
		seen[f.Path] = true
		label, told := s.byPath[f.Path]
		switch {
		case labelled(f.Path):
			known[f.Hash] = true
			if told {
				s.byHash[f.Hash] = label
			}
		case told:
			others = append(others, f)
		}
	}
	for _, p := range report.Problems { // of which it is told with the rest
		seen[p.Path] = true
	}
	more, err := s.lookAt(ctx, o, seen)
	for _, f := range append(others, more...) {
		switch _, told := s.byHash[f.Hash]; {
		case f.Hash == "" || !known[f.Hash]:
			s.elsewhere = append(s.elsewhere, f)
		case !told:
			s.byHash[f.Hash] = s.byPath[f.Path]
		}
	}
	return s, err
}

// lookAt looks at the pictures that the scan has not seen.
func (s *said) lookAt(ctx context.Context, o Options, seen map[string]bool) ([]dataset.File, error) {
	var there []string
	for _, c := range o.Corrections {
		if seen[c.Path] {
			continue
		}
		if _, err := os.Stat(c.Path); errors.Is(err, fs.ErrNotExist) {
			s.missing = append(s.missing, c.Path)
		} else {
			there = append(there, c.Path)
		}
	}
	if there == nil {
		return nil, nil
	}
	report, err := dataset.ScanFiles(ctx, there, dataset.ScanOptions{Check: true, CacheDir: o.CacheDir}, nil)
	s.faulty = report.Problems
	return report.Files, err
}

// label is what was said of a picture that has a label, or else that one.
func (s *said) label(f dataset.File, otherwise string) string {
	if label, told := s.byPath[f.Path]; told {
		return label
	}
	if label, told := s.byHash[f.Hash]; told && f.Hash != "" {
		return label
	}
	return otherwise
}

// about tells whether something was said of a picture.
func (s *said) about(path string) bool { return s.byPath[path] != "" }

// class is which of the classes a correction means.
func (c Correction) class(classes []string) (string, error) {
	for _, name := range []string{c.Label, strings.TrimSpace(c.Label)} {
		if slices.Contains(classes, name) {
			return name, nil
		}
	}
	where := "The corrections say"
	if c.line > 0 {
		where = fmt.Sprintf("Line %d of the corrections says", c.line)
	}
	for _, name := range classes {
		if strings.EqualFold(name, strings.TrimSpace(c.Label)) {
			return "", picture.Errorf(picture.Unsupported, nil, "%s %q of %s, and the class is called %q. Write it in the same capital and small letters.", where, c.Label, c.Path, name)
		}
	}
	return "", picture.Errorf(picture.Unsupported, nil, "%s %q of %s, and there is no such class. Use one that there is, or make a folder for the new one.", where, c.Label, c.Path)
}

// correct adds the pictures that have their label from a person alone to those that are
// trained on, and tells what could not be used.
func (c *collection) correct() {
	for _, f := range c.said.elsewhere {
		c.add(f, c.said.byPath[f.Path], Train)
		c.pictures[len(c.pictures)-1].Added = true
	}
	c.note(uncorrected(c.said.missing))
	c.note(unreadable(c.said.faulty))
}

// uncorrected shows where each was looked for: a short path would look right.
func uncorrected(paths []string) *Finding {
	return found(Missing, paths, "The corrections name %s that %s not there and %s passed over: %s. Relative paths in them count from the folder of the data.",
		pictures(len(paths)), are(len(paths)), are(len(paths)), whole(paths))
}
