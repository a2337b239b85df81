// Which pictures a model is asked about, and what is known of them.

package evaluate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"maestudio/core/dataset"
	"maestudio/core/dataset/labels"
	"maestudio/core/run"
)

// subject is a picture that is asked about.
type subject struct {
	path, hash string
	label      int          // place among the model's classes
	file       dataset.File // what is known of it, where it was looked at
}

func paths(of []subject) []string {
	all := make([]string, len(of))
	for i, s := range of {
		all[i] = s.path
	}
	return all
}

// question is which pictures a model is asked about, of which part, with those that its
// run learned from, and others beside. taught are the hashes of those that a classifier
// learned from which it began with, chose of those by which its best epoch was chosen.
type question struct {
	part                   string
	asked, learned, beside []subject
	taught, chose          map[string]bool
}

// chosenBy are the pictures by which the best of a run's epochs was chosen; none where it
// is not known, or has one.
func chosenBy(dir string) (map[string]bool, error) {
	r, err := run.Open(dir)
	if dir == "" || err != nil || r.Config.Training.Epochs == 1 {
		return nil, nil
	}
	pictures, err := run.ListPictures(dir)
	chose := map[string]bool{}
	for _, p := range pictures {
		if p.Part == run.Validation && p.Hash != "" {
			chose[p.Hash] = true
		}
	}
	return chose, err
}

// taughtBefore are those of a run; none where it is not known.
func taughtBefore(dir string) map[string]bool {
	r, err := run.Open(dir)
	if dir == "" || err != nil {
		return nil
	}
	return r.Config.TaughtBefore()
}

// partOf are the pictures that are judged by.
func partOf(set *labels.Set) ([]labels.Picture, string) {
	of := func(part labels.Part) []labels.Picture {
		return slices.DeleteFunc(slices.Clone(set.Pictures), func(p labels.Picture) bool { return p.Part != part })
	}
	if test := of(labels.Test); len(test) > 0 {
		return test, string(labels.Test)
	}
	if given := of(labels.Validation); len(given) > 0 && !set.Drawn {
		return given, string(labels.Validation)
	}
	return set.Pictures, "all"
}

// placesOf finds the classes of pictures among those of the model.
func placesOf(names, known []string) ([]int, error) {
	places := make([]int, len(names))
	var strange []string
	for i, name := range names {
		if places[i] = slices.Index(known, name); places[i] >= 0 {
			continue
		}
		hint := strconv.Quote(name)
		if at := slices.IndexFunc(known, func(k string) bool { return strings.EqualFold(k, name) }); at >= 0 {
			hint += fmt.Sprintf(" (%q is known)", known[at])
		}
		strange = append(strange, hint)
	}
	if strange != nil {
		return nil, fmt.Errorf("The classifier does not know %s: it knows %s. Give a folder with these classes.", some(strange), some(known))
	}
	return places, nil
}

// mostNamed is how many classes a sentence names.
const mostNamed = 10

// some names the first of many.
func some(names []string) string {
	if more := len(names) - mostNamed; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:mostNamed], ", "), more)
	}
	return strings.Join(names, ", ")
}

// learnedFrom are the pictures that a run learned from; none of "".
func learnedFrom(dir string, classes []string) ([]subject, error) {
	if dir == "" {
		return nil, nil
	}
	pictures, err := run.ListPictures(dir)
	if err != nil {
		return nil, err
	}
	return subjects(pictures, run.Train, classes), nil
}

// withLooks are subjects with what a set knows of the same files.
func withLooks(of []subject, set *labels.Set) []subject {
	known := map[string]dataset.File{}
	for _, p := range set.Pictures {
		known[p.Path] = p.File
	}
	all := slices.Clone(of)
	for i, s := range all {
		if f := known[s.path]; f.Hash == s.hash {
			all[i].file = f
		}
	}
	return all
}

// subjects are the pictures of a part; one that stands there several times, to be learned
// from so often, is one.
func subjects(pictures []run.Picture, part run.Part, classes []string) (all []subject) {
	seen := map[string]bool{}
	for _, p := range pictures {
		if p.Part == part && !seen[p.Path] {
			seen[p.Path] = true
			all = append(all, subject{path: p.Path, hash: p.Hash, label: slices.Index(classes, p.Class)})
		}
	}
	return all
}
