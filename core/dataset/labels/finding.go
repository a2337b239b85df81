package labels

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"maestudio/core/dataset"
)

// Kind tells a program what a finding is about.
type Kind string

const (
	EmptyClass   Kind = "empty-class"    // a class without a usable picture
	NotTrained   Kind = "not-trained"    // a class that only val or test has
	TinyClass    Kind = "tiny-class"     // one with few pictures to learn from
	NotHeldOut   Kind = "not-held-out"   // one of which no picture is for validation
	SameButCase  Kind = "same-but-case"  // classes whose names differ in case only
	Imbalance    Kind = "imbalance"      // some classes have far more pictures
	Grey         Kind = "grey"           // a class told from others by having no colour, or some
	InTwoClasses Kind = "in-two-classes" // the same picture under two labels
	Leakage      Kind = "leakage"        // the same picture trained on and held out
	Copies       Kind = "copies"         // within a class, counted once
	Unreadable   Kind = "unreadable"     // files that are no sound pictures
	Beside       Kind = "beside"         // pictures in no class folder
	Outside      Kind = "outside"        // pictures beside train and val
	Missing      Kind = "missing"        // pictures that a table names
	Twice        Kind = "labelled-twice" // pictures that a table names twice
	Unlabelled   Kind = "unlabelled"     // pictures that a table does not name
)

// Finding is something about labels that a person should know. Nothing of it keeps
// training from starting; Set.Err does.
type Finding struct {
	Kind  Kind     `json:"kind"`
	Text  string   `json:"text"`            // sentences: what, where, what to do
	Paths []string `json:"paths,omitempty"` // all that it is about
}

// found makes a finding of paths; nil where there are none.
func found(kind Kind, paths []string, format string, args ...any) *Finding {
	if len(paths) == 0 {
		return nil
	}
	return &Finding{kind, fmt.Sprintf(format, args...), paths}
}

// FewToLearn are so few pictures of a class that the result is mostly chance.
const FewToLearn = 10

const (
	unequal   = 10 // times as many pictures as the smallest class has
	mostNamed = 3  // names in a sentence
)

func unreadable(problems []dataset.Problem) *Finding {
	paths := make([]string, len(problems))
	for i, p := range problems {
		paths[i] = p.Path
	}
	return found(Unreadable, paths, "%s cannot be used and %s left out: %s.", pictures(len(paths)), are(len(paths)), some(paths))
}

func stray(paths []string) *Finding {
	return found(Beside, paths, "%s %s beside the class folders and so without a label, and %s left out: %s. A picture belongs into the folder of its class.",
		pictures(len(paths)), lie(len(paths)), are(len(paths)), some(paths))
}

func outsideParts(paths []string) *Finding {
	return found(Outside, paths, "%s %s beside the folders train and val, and %s left out: %s.",
		pictures(len(paths)), lie(len(paths)), are(len(paths)), some(paths))
}

// missingPictures also doubts a first line that may be meant to name the columns.
func missingPictures(paths []string, firstLine bool) *Finding {
	doubt := ""
	if firstLine {
		doubt = " Its first line names no picture that is there: if it names the columns, it should be file,label."
	}
	return found(Missing, paths, "The table names %s that %s not there: %s. Paths in it count from the folder that the table lies in.%s",
		pictures(len(paths)), are(len(paths)), some(paths), doubt)
}

func labelledTwice(rows []string) *Finding {
	return found(Twice, rows, "The table names %s twice with different labels or parts; the first row counts: %s.", pictures(len(rows)), some(rows))
}

func unlabelled(files []dataset.File, named func(dataset.File) bool) *Finding {
	var paths []string
	for _, f := range files {
		if !named(f) {
			paths = append(paths, f.Path)
		}
	}
	return found(Unlabelled, paths, "%s in the folders of the table's pictures %s not in the table and %s left out.", pictures(len(paths)), are(len(paths)), are(len(paths)))
}

func countedOnce(paths []string) *Finding {
	return found(Copies, paths, "%s %s the same, byte for byte, as another of the same class; it counts once.", pictures(len(paths)), are(len(paths)))
}

// disputed marks pictures whose bytes stand in another class too, and names those that
// are the same together, one of each class.
func disputed(all []Picture) *Finding {
	same := map[string][]Picture{} // by hash, the first of each class
	for _, p := range all {
		if of := same[p.Hash]; p.Hash != "" && !slices.ContainsFunc(of, func(o Picture) bool { return o.Label == p.Label }) {
			same[p.Hash] = append(of, p)
		}
	}
	var paths, names []string
	for i, p := range all {
		of := same[p.Hash]
		if len(of) < 2 {
			continue
		}
		all[i].Disputed = true
		if paths = append(paths, p.Path); p.Path == of[0].Path {
			names = append(names, alike(of))
		}
	}
	return found(InTwoClasses, paths, "%s stand in more than one class although they are the same, byte for byte: %s. At most one of the labels can be right; remove the others.",
		pictures(len(paths)), firstFew(names, ", "))
}

// alike names pictures that are the same.
func alike(all []Picture) string {
	var names []string
	for _, p := range all {
		names = append(names, printable(filepath.Join(p.Class, filepath.Base(p.Path))))
	}
	return firstFew(names, " = ")
}

// Leaks reports which of some pictures are held out although a copy of them, byte for
// byte or nearly, is trained on. Only pictures that were examined have near copies.
func Leaks(pictures []Picture) []bool {
	all := slices.Clone(pictures)
	leaked(all, groupsOf(all, nearCopies(all)))
	marks := make([]bool, len(all))
	for i, p := range all {
		marks[i] = p.Leaked
	}
	return marks
}

// leaked marks pictures that are held out although one of their group is trained on.
func leaked(all []Picture, groups []int) *Finding {
	trained, held := map[int]bool{}, 0
	for i, p := range all {
		if p.Part == Train {
			trained[groups[i]] = true
		} else {
			held++
		}
	}
	var paths []string
	for i, p := range all {
		if p.Part != Train && trained[groups[i]] {
			all[i].Leaked = true
			paths = append(paths, p.Path)
		}
	}
	return found(Leakage, paths, "%d of %s held out %s trained on too, as a copy or nearly: %s. Scores flatter by that; the result is given without these as well.",
		len(paths), pictures(held), are(len(paths)), some(paths))
}

func pictures(n int) string { return plural(n, "picture", "pictures") }

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func are(n int) string { return oneOr(n, "is", "are") }
func lie(n int) string { return oneOr(n, "lies", "lie") }

func oneOr(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// some names the first few: the last two parts of each path.
func some(paths []string) string {
	short := make([]string, len(paths))
	for i, p := range paths {
		short[i] = printable(filepath.Join(filepath.Base(filepath.Dir(p)), filepath.Base(p)))
	}
	return firstFew(short, ", ")
}

// firstFew joins a few names and counts the rest.
func firstFew(names []string, between string) string {
	if more := len(names) - mostNamed; more > 0 {
		return strings.Join(names[:mostNamed], between) + fmt.Sprintf(" and %d more", more)
	}
	return strings.Join(names, between)
}

// printable is a name as a sentence can have it: one that could steer a terminal stands
// in quotes.
func printable(name string) string {
	if !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl) {
		return strconv.Quote(name)
	}
	return name
}

// quoted lists names of classes.
func quoted(names []string) string {
	parts := make([]string, len(names))
	for i, n := range names {
		parts[i] = fmt.Sprintf("%q", n)
	}
	return firstFew(parts, ", ")
}

// whole lists paths as they are.
func whole(paths []string) string {
	parts := make([]string, len(paths))
	for i, p := range paths {
		parts[i] = printable(p)
	}
	return firstFew(parts, ", ")
}
