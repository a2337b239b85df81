package dataset

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"maestudio/core/dataset/hygiene"
	"maestudio/core/dataset/picture"
)

// Report is what a scan found. Its lists are in the order of paths, byte by byte.
type Report struct {
	Folders  []string  `json:"folders"`
	Files    []File    `json:"files"` // usable
	Problems []Problem `json:"problems"`
	Copies   []Copy    `json:"copies"` // left out because another file is the same
	Skipped  Skipped   `json:"skipped"`
	Checked  bool      `json:"checked"` // the second pass went to its end

	// Findings tell of usable pictures that may not be worth learning from; those
	// of a second pass that was broken off, of the pictures that it came to.
	Findings []hygiene.Finding `json:"findings"`
}

// Problem is a file or folder that cannot be used, and why.
type Problem struct {
	Path   string `json:"path"`
	Kind   Kind   `json:"kind"`
	Reason string `json:"reason"` // a sentence without its full stop
}

// Copy is a file that is left out because it is the same as another.
type Copy struct {
	Path string `json:"path"`
	Of   string `json:"of"`
}

func newProblem(path string, err error) Problem {
	var known *picture.Error
	if errors.As(err, &known) {
		return Problem{path, known.Kind, known.Sentence}
	}
	return Problem{path, picture.Unreadable, "The file cannot be read"}
}

func (r *Report) sortProblems() {
	slices.SortFunc(r.Problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Reason, b.Reason))
	})
	r.Problems = slices.Compact(r.Problems) // of folders that lie in each other
	slices.SortFunc(r.Copies, func(a, b Copy) int { return cmp.Compare(a.Path, b.Path) })
}

// Count is how often something occurs.
type Count struct {
	Name  string `json:"name"`
	Count int    `json:"count"`
}

// counts makes a list of what name says of each element, the most frequent first.
func counts[T any](list []T, name func(T) string) []Count {
	at := map[string]int{}
	var all []Count
	for _, e := range list {
		n := name(e)
		i, there := at[n]
		if !there {
			i = len(all)
			at[n] = i
			all = append(all, Count{Name: n})
		}
		all[i].Count++
	}
	slices.SortStableFunc(all, func(a, b Count) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Name, b.Name))
	})
	return all
}

// titles name the kinds of problems for a person, where one reason differs from
// the next in its details.
var titles = map[Kind]string{
	picture.NotPicture:  "Not a picture",
	picture.Unsupported: "Unknown kind of picture",
	picture.TooLarge:    "Declares too many pixels",
	picture.TooSmall:    "Too small to learn from",
	picture.Unreadable:  "Cannot be opened",
	NotAFile:            "Not a file",
	Link:                "Links, not followed",
	Folder:              "Folders not readable",
}

// Title names the problem's kind for a person: the same for all that are alike.
func (p Problem) Title() string { return cmp.Or(titles[p.Kind], p.Reason) }

// Reasons counts the problems by kind, named for a person.
func (r *Report) Reasons() []Count { return counts(r.Problems, Problem.Title) }

// Classes counts the usable pictures of each sub-folder, those of none as "".
func (r *Report) Classes() []Count {
	return counts(r.Files, func(f File) string { return f.Class })
}

// Formats counts the usable pictures by format.
func (r *Report) Formats() []Count {
	return counts(r.Files, func(f File) string { return f.Format })
}

// Bytes is the size of all usable files.
func (r *Report) Bytes() (n int64) {
	for _, f := range r.Files {
		n += f.Size
	}
	return n
}

// SizeCount counts pictures whose shorter side has From to To pixels.
type SizeCount struct {
	From  int `json:"from"`
	To    int `json:"to"` // 0: no upper end
	Count int `json:"count"`
}

// Sizes is the distribution of the shorter sides, in steps of two.
func (r *Report) Sizes() []SizeCount {
	var steps []SizeCount
	for _, from := range []int{1, 16, 32, 64, 128, 256, 512, 1024, 2048} {
		if n := len(steps); n > 0 {
			steps[n-1].To = from - 1
		}
		steps = append(steps, SizeCount{From: from})
	}
	for _, f := range r.Files {
		i, _ := slices.BinarySearchFunc(steps, min(f.Width, f.Height)+1, func(s SizeCount, side int) int { return cmp.Compare(s.From, side) })
		steps[i-1].Count++
	}
	return slices.DeleteFunc(steps, func(s SizeCount) bool { return s.Count == 0 })
}

// Found returns the findings of a kind.
func (r *Report) Found(k hygiene.Kind) (all []hygiene.Finding) {
	for _, f := range r.Findings {
		if f.Kind == k {
			all = append(all, f)
		}
	}
	return all
}

// Err returns nil if there are pictures to use, and else a sentence that says
// what is there instead and what to do.
func (r *Report) Err() error {
	where := strings.Join(r.Folders, ", ")
	switch other := r.Skipped.Hidden + r.Skipped.Temporary + r.Skipped.Other; {
	case len(r.Files) > 0:
		return nil
	case len(r.Problems) > 0:
		var reasons []string
		for _, c := range r.Reasons() {
			reasons = append(reasons, fmt.Sprintf("%s (%d)", c.Name, c.Count))
		}
		return picture.Errorf(picture.Empty, nil, "There are no pictures to use in %s. What was found there: %s.", where, strings.Join(reasons, "; "))
	case r.Skipped.Runs > 0:
		return picture.Errorf(picture.Empty, nil, "There are no pictures in %s beside training runs, whose samples are what a model drew. Choose a folder with pictures of your own.", where)
	case other > 0:
		return picture.Errorf(picture.Empty, nil, "There are no pictures in %s, only files and folders of other kinds (%d). "+
			"Choose a folder with JPEG, PNG, GIF, BMP, TIFF or WebP files.", where, other)
	}
	return picture.Errorf(picture.Empty, nil, "There are no pictures in %s: it is empty. Choose a folder with JPEG, PNG, GIF, BMP, TIFF or WebP files.", where)
}
