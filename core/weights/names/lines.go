// The report as a person reads it.

package names

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Line is one of a report: tensors alike but for the number of their block.
type Line struct {
	Name   string // with N for the number
	From   string // the name in the file, "" where that is the same
	Shape  string // "384 x 128"
	Fate   Fate
	Blocks int // how many tensors it stands for
}

var blockNumber = regexp.MustCompile(`\.\d+\.`)

// Lines puts tensors that differ in the number of their block only on one line.
func (r Report) Lines() []Line {
	var lines []Line
	for _, row := range r {
		l := Line{Name: blockNumber.ReplaceAllString(row.Name, ".N."), From: blockNumber.ReplaceAllString(row.From, ".N."), Fate: row.Fate, Blocks: 1}
		if len(row.Shape) > 0 {
			l.Shape = strings.ReplaceAll(strings.Trim(fmt.Sprint(row.Shape), "[]"), " ", " x ")
		}
		same := func(old Line) bool {
			return old.Name == l.Name && old.From == l.From && old.Shape == l.Shape && old.Fate == l.Fate
		}
		if i := slices.IndexFunc(lines, same); i >= 0 {
			lines[i].Blocks++
		} else {
			lines = append(lines, l)
		}
	}
	return lines
}
