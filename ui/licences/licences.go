// Package licences holds the licence of everything that is inside the program.
// packaging/licences.sh collects them from the modules that are linked.
package licences

import (
	_ "embed"
	"strings"
)

//go:embed licences.txt
var all string

// Text returns every licence, one after the other.
func Text() string { return all }

// Licence is the licence of one part of the program.
type Licence struct {
	Of      string // a module, a font, or the program itself, which is the first
	Version string // "" where it has none of its own
	Text    string
}

// mark begins the line above each licence.
const mark = "==== "

// List returns the licences one by one.
func List() []Licence {
	var list []Licence
	for _, part := range strings.Split("\n"+all, "\n"+mark)[1:] {
		head, text, _ := strings.Cut(part, "\n")
		l := Licence{Of: strings.TrimSpace(head), Text: strings.TrimSpace(text)}
		if name, version, ok := strings.Cut(l.Of, " "); ok && isVersion(version) {
			l.Of, l.Version = name, version
		}
		list = append(list, l)
	}
	return list
}

func isVersion(s string) bool {
	return strings.HasPrefix(s, "v") || strings.HasPrefix(s, "go1")
}
