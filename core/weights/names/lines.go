// The report as a person reads it.

package names

import (
	"fmt"
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

// unnumbered has N for each number between two dots.
func unnumbered(name string) string {
	parts := strings.Split(name, ".")
	for i := 1; i < len(parts)-1; i++ {
		if parts[i] != "" && strings.Trim(parts[i], "0123456789") == "" {
			parts[i] = "N"
		}
	}
	return strings.Join(parts, ".")
}

// Lines puts tensors that differ in the number of their block only on one line.
func (r Report) Lines() []Line {
	var lines []Line
	places := map[Line]int{} // of those that are alike, for however many rows
	for _, row := range r {
		l := Line{Name: unnumbered(row.Name), From: unnumbered(row.From), Fate: row.Fate, Blocks: 1}
		if len(row.Shape) > 0 {
			l.Shape = strings.ReplaceAll(strings.Trim(fmt.Sprint(row.Shape), "[]"), " ", " x ")
		}
		if i, there := places[l]; there {
			lines[i].Blocks++
			continue
		}
		places[l] = len(lines)
		lines = append(lines, l)
	}
	return lines
}
