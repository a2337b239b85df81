package labels

import (
	"cmp"
	"maps"
	"slices"

	"maestudio/core/dataset"
	"maestudio/core/dataset/picture"
)

// collection gathers labelled pictures and makes a set of them.
type collection struct {
	source   string
	options  Options
	classes  map[string]*class
	pictures []Picture // Part is "" where none was given
	findings []Finding
	said     *said  // by a person
	renamed  string // what makes one class of two
	trouble  error  // why there is nothing to learn from
}

// class is what is known of a class before it is clear whether it can be used.
type class struct {
	unreadable int // files that are no sound pictures
	usable     int
	trained    int // of them in train, or in no part
}

func newCollection(source string, o Options) *collection {
	if o.Share <= 0 {
		o.Share = defaultShare
	}
	return &collection{source: source, options: o, classes: map[string]*class{}, said: new(said), renamed: "move the pictures into one folder"}
}

// class returns that of the name; it need not have pictures.
func (c *collection) class(name string) *class {
	if c.classes[name] == nil {
		c.classes[name] = new(class)
	}
	return c.classes[name]
}

func (c *collection) add(f dataset.File, class string, part Part) {
	f.Class = c.said.label(f, class)
	c.pictures = append(c.pictures, Picture{File: f, Part: part, Corrected: f.Class != class})
	of := c.class(f.Class)
	of.usable++
	if part == "" || part == Train {
		of.trained++
	}
}

// note keeps what a person should know; nil is nothing.
func (c *collection) note(f *Finding) {
	if f != nil {
		c.findings = append(c.findings, *f)
	}
}

// set makes the set: classes that cannot be learned are left out, copies within a
// class count once, and who is held out is settled.
func (c *collection) set() *Set {
	s := &Set{Source: c.source}
	for _, name := range slices.Sorted(maps.Keys(c.classes)) {
		if c.classes[name].trained > 0 {
			s.Classes = append(s.Classes, name)
		}
	}
	if s.Classes == nil {
		s.trouble = c.nothingToLearn()
	}
	if s.trouble == nil {
		c.noteClasses()
	}
	s.Pictures = c.learnable(s.Classes)
	s.Pictures = c.withoutCopies(s.Pictures)
	groups := groupsOf(s.Pictures, nearCopies(s.Pictures))
	if s.Drawn = !slices.ContainsFunc(s.Pictures, func(p Picture) bool { return p.Part == Validation }); s.Drawn {
		holdOut(s.Pictures, groups, c.options.Share, c.options.Seed)
	}
	c.note(disputed(s.Pictures))
	c.note(leaked(s.Pictures, groups))
	c.noteCounts(s)
	c.noteGrey(s)
	s.Findings = c.findings
	return s
}

// nothingToLearn says why no class can be learned although there are labelled pictures;
// nil where there are none.
func (c *collection) nothingToLearn() error {
	if c.trouble == nil && len(c.pictures) > 0 {
		return picture.Errorf(picture.Empty, nil, "There is nothing to learn from in %s: all its labelled pictures are to check with, so put others of each class into the part train.", c.source)
	}
	return c.trouble
}

// learnable returns the pictures of the classes, sorted, with their labels. Those
// that no part was given are for training, until some are drawn.
func (c *collection) learnable(classes []string) []Picture {
	var all []Picture
	for _, p := range c.pictures {
		at, found := slices.BinarySearch(classes, p.Class)
		if !found {
			continue
		}
		p.Label, p.Part = at, cmp.Or(p.Part, Train)
		all = append(all, p)
	}
	slices.SortStableFunc(all, func(a, b Picture) int { return cmp.Compare(a.Path, b.Path) })
	return all
}

// withoutCopies keeps one of those with the same bytes, class and part.
func (c *collection) withoutCopies(pictures []Picture) []Picture {
	type place struct {
		hash  string
		label int
		part  Part
	}
	seen := map[place]bool{}
	var kept []Picture
	var copies []string
	for _, p := range pictures {
		at := place{p.Hash, p.Label, p.Part}
		if p.Hash != "" && seen[at] {
			copies = append(copies, p.Path)
			continue
		}
		seen[at] = true
		kept = append(kept, p)
	}
	c.note(countedOnce(copies))
	return kept
}
