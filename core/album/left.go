package album

import (
	"slices"
	"strings"
)

// Left is the pictures that a person left out, by their paths. The zero value
// holds none.
type Left struct {
	paths  map[string]bool
	sorted []string
}

// Has tells whether a picture is left out.
func (l *Left) Has(path string) bool { return l.paths[path] }

// Len returns how many are left out.
func (l *Left) Len() int { return len(l.sorted) }

// Below returns how many are left out in a folder and below it, "" for all.
func (l *Left) Below(folder string) int {
	if folder == "" {
		return len(l.sorted)
	}
	from, to := span(len(l.sorted), func(i int) string { return l.sorted[i] }, inside(folder))
	return to - from
}

// Set leaves pictures out, or takes them back.
func (l *Left) Set(paths []string, out bool) {
	if l.paths == nil {
		l.paths = map[string]bool{}
	}
	if !out {
		for _, p := range paths {
			delete(l.paths, p)
		}
		l.sorted = slices.DeleteFunc(l.sorted, func(p string) bool { return !l.paths[p] })
		return
	}
	for _, p := range paths {
		if !l.paths[p] {
			l.paths[p] = true
			l.sorted = append(l.sorted, p)
		}
	}
	slices.SortFunc(l.sorted, strings.Compare)
}

// Keep forgets all that do not lie in one of the folders.
func (l *Left) Keep(folders []string) {
	var gone []string
	for _, p := range l.sorted {
		if !slices.ContainsFunc(folders, func(f string) bool { return strings.HasPrefix(p, inside(f)) }) {
			gone = append(gone, p)
		}
	}
	l.Set(gone, false)
}

// Clone returns a copy that does not change with the original.
func (l *Left) Clone() *Left {
	c := &Left{}
	c.Set(l.sorted, true)
	return c
}
