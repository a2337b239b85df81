package labels

import (
	"context"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"maestudio/core/dataset"
	"maestudio/core/dataset/picture"
)

// parts are the names of folders that hold a part each, in any case.
var parts = map[string]Part{
	"train": Train, "training": Train,
	"val": Validation, "valid": Validation, "validation": Validation, "dev": Validation,
	"test": Test, "testing": Test,
}

// layout is how the class folders of a folder lie.
type layout struct {
	root    string
	parted  bool            // root has folders for the parts, and they the classes
	held    []string        // the names of those, where all are to check with and none to learn from
	classes map[string]bool // names of class folders, of empty ones too
}

// readLayout finds the class folders. The pictures in them are the scan's business.
func readLayout(root string) (layout, error) {
	l := layout{root: root, classes: map[string]bool{}}
	top, err := folders(root)
	if err != nil {
		return l, err
	}
	if l.held, err = withoutTrain(root, top); err != nil {
		return l, err
	}
	if l.parted = areParts(top) || l.held != nil; !l.parted {
		for _, name := range top {
			l.classes[name] = true
		}
		return l, nil
	}
	for _, part := range top {
		if parts[strings.ToLower(part)] == "" {
			continue
		}
		names, err := folders(filepath.Join(root, part))
		if err != nil {
			return l, err
		}
		for _, name := range names {
			l.classes[name] = true
		}
	}
	return l, nil
}

// areParts reports whether folders of these names are the parts of a data set: there
// is a train, and another part or nothing else. A folder train beside bus and tram
// is a class.
func areParts(names []string) bool {
	found := map[Part]bool{}
	for _, name := range names {
		found[parts[strings.ToLower(name)]] = true
	}
	return found[Train] && (found[Validation] || found[Test] || len(names) == 1)
}

// withoutTrain returns the names of folders that are the parts of a data set from which
// train is missing: there is nothing else than val and test, or than one of them that
// holds class folders. nil where they are anything else.
func withoutTrain(root string, names []string) ([]string, error) {
	found := map[Part]bool{}
	for _, name := range names {
		found[parts[strings.ToLower(name)]] = true
	}
	switch {
	case len(names) == 0 || found[Train] || found[""]:
		return nil, nil
	case found[Validation] && found[Test]:
		return names, nil
	}
	for _, name := range names {
		below, err := folders(filepath.Join(root, name))
		if err != nil || len(below) == 0 {
			return nil, err
		}
	}
	return names, nil
}

// nothingToLearn says so of a folder without train, and what to do.
func (l layout) nothingToLearn() error {
	return picture.Errorf(picture.Empty, nil, "There is nothing to learn from in %s: it has %s to check with and no folder train, so put one beside %s with a folder for each class, or give %s itself as the folder of classes.",
		l.root, strings.Join(l.held, " and "), oneOr(len(l.held), "it", "them"), filepath.Join(l.root, l.held[0]))
}

// folders lists the folders in dir that a scan goes through.
func folders(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, picture.Errorf(dataset.Folder, err, "The folder %s cannot be read. Check its name and that you may open it.", dir)
	}
	entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return !e.IsDir() || dataset.HiddenFolder(e.Name()) })
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	return names, nil
}

// place tells what a path below the root says: its part ("" where none is given) and
// its class, "" for a file beside the class folders. Inside is false where the path is
// in no part.
func (l layout) place(below string) (part Part, class string, inside bool) {
	names := strings.Split(filepath.ToSlash(below), "/")
	if l.parted {
		part = parts[strings.ToLower(names[0])]
		if names = names[1:]; part == "" && len(names) > 0 {
			return "", "", false
		}
	}
	if len(names) < 2 {
		return part, "", true
	}
	return part, names[0], true
}

// placeIn is place in the first of the layouts that has the path below its root.
func placeIn(layouts []layout, path string) (part Part, class string, inside bool) {
	for _, l := range layouts {
		below, err := filepath.Rel(l.root, path)
		if err == nil && filepath.IsLocal(below) {
			return l.place(below)
		}
	}
	return "", "", false
}

// fromLayouts gives every picture of the scan its label.
func fromLayouts(ctx context.Context, layouts []layout, report *dataset.Report, o Options) (_ *Set, err error) {
	c := newCollection(strings.Join(report.Folders, ", "), o)
	for _, l := range layouts {
		for name := range l.classes {
			c.class(name)
		}
		if l.held != nil {
			c.trouble = l.nothingToLearn()
		}
	}
	c.said, err = hear(ctx, report, o, slices.Sorted(maps.Keys(c.classes)), func(path string) bool {
		_, class, _ := placeIn(layouts, path)
		return class != ""
	})
	if err != nil {
		return nil, err
	}
	var beside, outside []string
	for _, f := range everything(report) {
		switch part, class, inside := placeIn(layouts, f.Path); {
		case class == "" && c.said.about(f.Path):
		case !inside:
			outside = append(outside, f.Path)
		case class == "":
			beside = append(beside, f.Path)
		default:
			c.add(f, class, part)
		}
	}
	for _, p := range report.Problems {
		if _, class, _ := placeIn(layouts, p.Path); class != "" {
			c.class(class).unreadable++
		}
	}
	c.note(unreadable(report.Problems))
	c.note(stray(beside))
	c.note(outsideParts(outside))
	c.correct()
	return c.set(), nil
}
