// Package album arranges what a scan of folders found as a person looks at it:
// the folders as a tree, what is left out grouped by its reason with what to do
// about it, and the pictures that the person left out.
package album

import (
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"maestudio/core/dataset"
)

// Album is a scan's report, arranged. It does not change.
type Album struct {
	Report  *dataset.Report
	Roots   []*Folder
	Reasons []Reason // why files are left out, copies first, then the most frequent
	Worth   []Worth  // what was found of pictures that can be used
}

// Folder is a folder with the pictures in it and below it: From to To of the
// report's files.
type Folder struct {
	Name, Path string
	From, To   int
	Subs       []*Folder // that hold pictures, by name
}

const separator = string(filepath.Separator)

// New arranges a report, whose files are in the order of their paths.
func New(r *dataset.Report) *Album {
	a := &Album{Report: r, Reasons: reasons(r), Worth: worth(r)}
	for _, path := range r.Folders {
		from, to := a.below(path)
		root := &Folder{Name: filepath.Base(path), Path: path, From: from, To: to}
		root.divide(r.Files)
		a.Roots = append(a.Roots, root)
	}
	return a
}

// below returns the files in a folder. In the order of paths, all that begin
// alike stand together.
func (a *Album) below(folder string) (from, to int) {
	return span(len(a.Report.Files), func(i int) string { return a.Report.Files[i].Path }, inside(folder))
}

func inside(folder string) string { return strings.TrimSuffix(folder, separator) + separator }

// span returns where strings with a beginning stand in a sorted list of n.
func span(n int, at func(i int) string, beginning string) (from, to int) {
	from = sort.Search(n, func(i int) bool { return at(i) >= beginning })
	to = from + sort.Search(n-from, func(i int) bool { return !strings.HasPrefix(at(from+i), beginning) })
	return from, to
}

// divide finds the folders in a folder.
func (f *Folder) divide(files []dataset.File) {
	start := inside(f.Path)
	for i := f.From; i < f.To; {
		name, _, deeper := strings.Cut(files[i].Path[len(start):], separator)
		if !deeper {
			i++
			continue
		}
		path := start + name
		_, to := span(f.To-i, func(k int) string { return files[i+k].Path }, inside(path))
		sub := &Folder{Name: name, Path: path, From: i, To: i + to}
		sub.divide(files)
		f.Subs = append(f.Subs, sub)
		i = sub.To
	}
}

// Files returns the pictures below a folder ("" for all) without those left
// out. What they point to is not to be written to.
func (a *Album) Files(folder string, left *Left) []*dataset.File {
	from, to := 0, len(a.Report.Files)
	if folder != "" {
		from, to = a.below(folder)
	}
	files := Pointers(a.Report.Files[from:to])
	if left.Below(folder) > 0 {
		files = slices.DeleteFunc(files, func(f *dataset.File) bool { return left.Has(f.Path) })
	}
	return files
}

// Pointers are to each of some files: a list of many is copied on every change, and a
// file is large.
func Pointers(files []dataset.File) []*dataset.File {
	all := make([]*dataset.File, len(files))
	for i := range files {
		all[i] = &files[i]
	}
	return all
}

// Values are copies of the files that pointers lead to.
func Values(files []*dataset.File) []dataset.File {
	all := make([]dataset.File, len(files))
	for i, f := range files {
		all[i] = *f
	}
	return all
}

// Ends returns the paths of the first and the last of Files("", left), "" for none.
func (a *Album) Ends(left *Left) (first, last string) {
	in := func(f dataset.File) bool { return !left.Has(f.Path) }
	files := a.Report.Files
	if at := slices.IndexFunc(files, in); at >= 0 {
		first = files[at].Path
	}
	for i := len(files) - 1; i >= 0 && last == ""; i-- {
		if in(files[i]) {
			last = files[i].Path
		}
	}
	return first, last
}

// File returns the picture of a path, or false where it is none of the album's.
func (a *Album) File(path string) (*dataset.File, bool) {
	i, found := slices.BinarySearchFunc(a.Report.Files, path, func(f dataset.File, path string) int { return strings.Compare(f.Path, path) })
	if !found {
		return nil, false
	}
	return &a.Report.Files[i], true
}

// LeftBy returns the pictures that the person left out, in order.
func (a *Album) LeftBy(left *Left) []*dataset.File {
	var files []*dataset.File
	for _, path := range left.sorted {
		if f, there := a.File(path); there {
			files = append(files, f)
		}
	}
	return files
}
