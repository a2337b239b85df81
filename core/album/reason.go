package album

import (
	"cmp"
	"slices"

	"maestudio/core/dataset"
	"maestudio/core/dataset/picture"
)

// Reason is why some files are left out.
type Reason struct {
	Title string
	Todo  string // what a person can do, or what was done
	Files []Out
}

// Out is a file that is left out.
type Out struct {
	Path string
	Why  string // what is wrong with this one
}

// todo is what a person can do about each kind of problem, in few words.
var todo = map[picture.Kind]string{
	picture.Empty:       "Copy these again",
	picture.EndsEarly:   "Copy these again",
	picture.Damaged:     "Copy these again",
	picture.NotPicture:  "Only the name says picture",
	picture.Unsupported: "Save them as JPEG or PNG",
	picture.TooLarge:    "Not opened, to be safe",
	picture.TooSmall:    "Too little to hide",
	picture.Unreadable:  "Check that you may open them",
	picture.Gone:        "Choose the folder again later",
	dataset.NotAFile:    "Not opened, to be safe",
	dataset.Link:        "Add the folder that it leads to",
	dataset.Folder:      "Check that you may open it",
}

// Copies is the title of the reason that a file is the same as another.
const Copies = "Exact copies"

// reasons groups what a report leaves out.
func reasons(r *dataset.Report) []Reason {
	byTitle := map[string]*Reason{}
	var all []*Reason
	for _, p := range r.Problems {
		title := p.Title()
		group := byTitle[title]
		if group == nil {
			group = &Reason{Title: title, Todo: todo[p.Kind]}
			byTitle[title] = group
			all = append(all, group)
		}
		group.Files = append(group.Files, Out{p.Path, p.Reason})
	}
	slices.SortStableFunc(all, func(a, b *Reason) int {
		return cmp.Or(cmp.Compare(len(b.Files), len(a.Files)), cmp.Compare(a.Title, b.Title))
	})
	var list []Reason
	if len(r.Copies) > 0 {
		copies := Reason{Title: Copies, Todo: "Kept once"}
		for _, c := range r.Copies {
			copies.Files = append(copies.Files, Out{c.Path, "The same as " + c.Of})
		}
		list = append(list, copies)
	}
	for _, group := range all {
		list = append(list, *group)
	}
	return list
}
