// Which class a classifier's pictures are of, and what each is for.

package run

import (
	"cmp"
	"context"
	"path/filepath"
	"slices"
	"strings"

	"maestudio/core/dataset"
	"maestudio/core/internal/random"
)

// Labels are pictures with their classes and parts, in the run's order.
type Labels struct {
	Pictures []Picture
	Classes  []string // sorted; a picture's class is among them
	Notes    []string // what a person should know, a sentence each
}

// Labeller makes labels of the pictures found in folders. What it does at random
// depends on seed.
type Labeller func(folders []string, found []dataset.File, seed uint64) (*Labels, error)

// heldOutShare is that of a class where no folder says what is held out.
const heldOutShare = 5 // one of so many

// LabelByFolder takes the sub-folders as classes, and train, val and test above
// them as parts; without these one picture of five is held out of each class.
func LabelByFolder(folders []string, found []dataset.File, seed uint64) (*Labels, error) {
	var l Labels
	parted := false
	for _, f := range found {
		for _, folder := range folders {
			class := classOf(folder, f.Path)
			if class == "" {
				continue
			}
			part, given := partOf(folder, f.Path)
			parted = parted || given
			l.Pictures = append(l.Pictures, Picture{f.Path, f.Size, f.ModTime, f.Hash, part, class})
			l.Classes = append(l.Classes, class)
			break
		}
	}
	slices.Sort(l.Classes)
	l.Classes = slices.Compact(l.Classes)
	if len(l.Classes) < 2 {
		return nil, Errorf(Pictures, nil, "There are no classes to tell apart in %s: it needs a sub-folder of pictures for each class, at least two.", strings.Join(folders, ", "))
	}
	if !parted {
		holdOut(l.Pictures, seed)
	}
	slices.SortFunc(l.Pictures, func(a, b Picture) int { return cmp.Compare(a.Path, b.Path) })
	return &l, nil
}

// partOf is what the name of the folder above the classes says.
func partOf(folder, path string) (part Part, given bool) {
	below, _ := filepath.Rel(folder, path)
	first, _, _ := strings.Cut(filepath.ToSlash(below), "/")
	switch strings.ToLower(first) {
	case "train":
		return Train, true
	case "val", "valid", "validation":
		return Validation, true
	case "test":
		return Test, true
	}
	return Train, false
}

// holdOut takes a share of each class, which ones depends on their contents.
func holdOut(pictures []Picture, seed uint64) {
	byClass := map[string][]*Picture{}
	for i := range pictures {
		byClass[pictures[i].Class] = append(byClass[pictures[i].Class], &pictures[i])
	}
	for _, class := range byClass {
		slices.SortFunc(class, func(a, b *Picture) int {
			return cmp.Or(cmp.Compare(chanceOf(a, seed), chanceOf(b, seed)), cmp.Compare(a.Path, b.Path))
		})
		for _, p := range class[:len(class)/heldOutShare] {
			p.Part = Validation
		}
	}
}

func chanceOf(p *Picture, seed uint64) uint64 {
	r := random.New(seed, random.Key("held out"), chance(cmp.Or(p.Hash, p.Path)))
	return r.Uint64()
}

// Of are the paths and labels of a part.
func (l *Labels) Of(part Part) (paths []string, labels []int) {
	for _, p := range l.Pictures {
		if p.Part == part {
			label, _ := slices.BinarySearch(l.Classes, p.Class)
			paths, labels = append(paths, p.Path), append(labels, label)
		}
	}
	return paths, labels
}

// ReadLabels looks through a folder of labelled pictures, which no run has to be
// made of.
func ReadLabels(ctx context.Context, folder string, o CreateOptions) (*Labels, error) {
	absolute, err := filepath.Abs(folder)
	if err != nil {
		return nil, Errorf(Pictures, err, "The folder %s cannot be found.", folder)
	}
	report, err := scan(ctx, []string{absolute}, o)
	if err != nil {
		return nil, err
	}
	return LabelByFolder([]string{absolute}, report.Files, 0)
}
