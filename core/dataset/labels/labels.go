// Package labels reads which picture is of which class: from the names of
// folders, or from a table. It says which pictures are trained on and which are
// held out, and tells a person what is odd about the labels.
//
// A folder's sub-folders are its classes. Where it has the folders train and val
// (or test), the classes lie in those and the parts are taken as they are; without
// a val, validation pictures are drawn from those of train; without a train there is
// nothing to learn from. Pictures deeper down belong to the class that they lie in; those
// beside the class folders have none.
//
// A table is a CSV file with a row for each picture: file, label and, if wanted,
// part. See Open.
package labels

import (
	"context"
	"os"
	"slices"

	"maestudio/core/dataset"
	"maestudio/core/dataset/picture"
)

// Part is what a picture is for.
type Part string

const (
	Train      Part = "train"
	Validation Part = "validation" // looked at while training, to choose the best weights
	Test       Part = "test"       // looked at once, at the end
)

// Picture is a picture with its label.
type Picture struct {
	dataset.File     // its Class is the name of the label
	Label        int // place of the class in Set.Classes
	Part         Part

	// Leaked marks a picture that is held out although a copy of it, byte for byte
	// or nearly, is trained on: a score that counts it flatters.
	Leaked bool
	// Disputed marks a picture of which the same bytes stand in another class.
	Disputed bool
	// Corrected marks a picture whose label a person said, against the folder or table.
	Corrected bool
	// Added marks a picture that has its label from a person alone: it is trained on and
	// never held out.
	Added bool
}

// Set is what a folder or a table says of its pictures.
type Set struct {
	Source   string    // the folder or the table
	Classes  []string  // in the order of bytes; a label is a place in it
	Pictures []Picture // in the order of paths
	Drawn    bool      // validation pictures were drawn by seed, not given
	Findings []Finding

	trouble error // why there is nothing to learn from, where there is no class
}

// Options say how to read labels. The zero value is good.
type Options struct {
	Seed  uint64
	Share float64 // of each class that is held out, where no part is given; 0 means 0.2

	Corrections []Correction // what a person said, over what folders or a table say

	CacheDir string // of Scan
	Progress func(dataset.ScanProgress)
}

const defaultShare = 0.2

// Open reads the labels of a folder or of a table, the path of a file. An error
// means that nothing can be read there; what can be read but not be trained on is
// said by Set.Err.
func Open(ctx context.Context, path string, o Options) (*Set, error) {
	scan := func(folders ...string) (*dataset.Report, error) {
		return dataset.Scan(ctx, folders, dataset.ScanOptions{Check: true, CacheDir: o.CacheDir}, o.Progress)
	}
	if isTable(path) {
		t, err := readTable(path)
		if err != nil {
			return nil, err
		}
		report, err := scan(t.folders()...)
		if err != nil {
			return nil, err
		}
		return t.set(ctx, report, o)
	}
	report, err := scan(path)
	if err != nil {
		return nil, err
	}
	return FromFoldersContext(ctx, report, o)
}

// FromFolders reads the labels of folders that were scanned, with or without copies and
// best with a check: without one, copies and near copies are not found. Classes of the same name in
// several folders are one.
func FromFolders(report *dataset.Report, o Options) (*Set, error) {
	return FromFoldersContext(context.Background(), report, o)
}

// FromFoldersContext is FromFolders that ctx can end while it looks at pictures of
// corrections that lie elsewhere.
func FromFoldersContext(ctx context.Context, report *dataset.Report, o Options) (*Set, error) {
	var layouts []layout
	for _, folder := range report.Folders {
		l, err := readLayout(folder)
		if err != nil {
			return nil, err
		}
		layouts = append(layouts, l)
	}
	return fromLayouts(ctx, layouts, report, o)
}

// everything returns the usable files of a report and those that it leaves out as
// copies: it matters where they lie.
func everything(report *dataset.Report) []dataset.File {
	all := slices.Clone(report.Files)
	byPath := make(map[string]dataset.File, len(all))
	for _, f := range all {
		byPath[f.Path] = f
	}
	for _, c := range report.Copies {
		f, known := byPath[c.Of]
		info, err := os.Stat(c.Path)
		if !known || err != nil {
			continue
		}
		f.Path, f.ModTime = c.Path, info.ModTime()
		all = append(all, f)
	}
	return all
}

// Count is how many pictures a class has in each part.
type Count struct {
	Class      string `json:"class"`
	Train      int    `json:"train"`
	Validation int    `json:"validation"`
	Test       int    `json:"test"`
}

// Counts tells the size of each class, in the order of Classes.
func (s *Set) Counts() []Count {
	all := make([]Count, len(s.Classes))
	for i, name := range s.Classes {
		all[i].Class = name
	}
	for _, p := range s.Pictures {
		switch c := &all[p.Label]; p.Part {
		case Train:
			c.Train++
		case Validation:
			c.Validation++
		case Test:
			c.Test++
		}
	}
	return all
}

// Corrected is how many pictures have another label than folder or table say, and how
// many were added, because a person said so.
func (s *Set) Corrected() (labels, added int) {
	for _, p := range s.Pictures {
		switch {
		case p.Added:
			added++
		case p.Corrected:
			labels++
		}
	}
	return labels, added
}

// Imbalance is how many times as many pictures the largest class is trained on as
// the smallest; 1 where there is none.
func (s *Set) Imbalance() float64 {
	counts := s.Counts()
	if len(counts) == 0 {
		return 1
	}
	least, most := counts[0].Train, counts[0].Train
	for _, c := range counts {
		least, most = min(least, c.Train), max(most, c.Train)
	}
	return float64(most) / float64(max(least, 1))
}

// Of returns the pictures of a part and their labels.
func (s *Set) Of(part Part) (files []dataset.File, labels []int) {
	for _, p := range s.Pictures {
		if p.Part == part {
			files, labels = append(files, p.File), append(labels, p.Label)
		}
	}
	return files, labels
}

// Err returns nil if a classifier can be trained, and else a sentence that says
// what is missing.
func (s *Set) Err() error {
	where := s.Source
	switch len(s.Classes) {
	case 0:
		if s.trouble != nil {
			return s.trouble
		}
		if i := slices.IndexFunc(s.Findings, func(f Finding) bool { return f.Kind == Missing }); i >= 0 {
			return picture.Errorf(picture.Empty, nil, "There are no labelled pictures by %s. %s", where, s.Findings[i].Text)
		}
		if info, err := os.Stat(where); err == nil && !info.IsDir() {
			return picture.Errorf(picture.Empty, nil, "There are no labelled pictures in %s. It needs a row for each picture: file,label.", where)
		}
		return picture.Errorf(picture.Empty, nil, "There are no labelled pictures in %s. Make a folder for each class in it and put the pictures of the class there, or name a table (CSV) with the columns file and label.", where)
	case 1:
		return picture.Errorf(picture.Empty, nil, "There is only one class in %s, %q, so there is nothing to tell apart. Add a folder with pictures of another class.", where, s.Classes[0])
	}
	for _, p := range s.Pictures {
		if p.Part == Validation {
			return nil
		}
	}
	return picture.Errorf(picture.Empty, nil, "No class in %s has enough pictures to hold one out, so it could not be said how good a classifier is. Each class needs %d pictures or more that differ.", where, leastToHold)
}
