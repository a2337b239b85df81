// What is kept of many answers, and the table of them.

package predict

import (
	"encoding/csv"
	"io"
	"path/filepath"
	"strconv"

	"maestudio/core/run/disk"
)

// Guess is a class with its probability.
type Guess struct {
	Class       int
	Probability float64
}

// Named is a picture with its most likely classes, the likeliest first.
type Named struct {
	Path string
	Best []Guess
	Err  error // a sentence, where the picture cannot be read; then nothing else
}

// Name keeps the n most likely classes of a result.
func (r Result) Name(n int) Named {
	named := Named{Path: r.Path, Err: r.Err}
	for _, c := range r.Best(n) {
		named.Best = append(named.Best, Guess{c, float64(r.Probabilities[c])})
	}
	return named
}

// Unsure tells whether the model is less sure of the likeliest class than below.
func (n Named) Unsure(below float64) bool { return n.Err == nil && n.Best[0].Probability < below }

// CSV writes answers as a table, one line a picture: its path, its classes with their
// probabilities, and whether the first is unsure, where that is asked.
type CSV struct {
	w       *csv.Writer
	classes []string
	top     int
	unsure  float64
	begun   bool
}

// NewCSV begins a table of the top classes of each picture. unsure is the probability
// below which the first is called unsure; 0 leaves that column away.
func NewCSV(w io.Writer, classes []string, top int, unsure float64) *CSV {
	return &CSV{w: csv.NewWriter(w), classes: classes, top: top, unsure: unsure}
}

// Write adds a picture.
func (c *CSV) Write(n Named) error {
	if !c.begun {
		c.begun = true
		if err := c.w.Write(c.head()); err != nil {
			return err
		}
	}
	row := []string{filepath.ToSlash(n.Path)}
	for _, g := range n.Best {
		row = append(row, c.classes[g.Class], strconv.FormatFloat(g.Probability, 'f', 6, 32))
	}
	if c.unsure > 0 {
		word := ""
		if n.Unsure(c.unsure) {
			word = UnsureName
		}
		row = append(row, word)
	}
	return c.w.Write(row)
}

func (c *CSV) head() []string {
	head := []string{"path"}
	for i := range c.top {
		n := ""
		if i > 0 {
			n = strconv.Itoa(i + 1)
		}
		head = append(head, "class"+n, "probability"+n)
	}
	if c.unsure > 0 {
		head = append(head, UnsureName)
	}
	return head
}

// Flush ends the table.
func (c *CSV) Flush() error {
	c.w.Flush()
	return c.w.Error()
}

// SaveCSV writes the table of many pictures to a file, whole or not at all. Pictures
// that cannot be read are left out.
func SaveCSV(fs disk.FS, path string, classes []string, all []Named, top int, unsure float64) error {
	err := disk.WriteFile(fs, path, func(w io.Writer) error {
		table := NewCSV(w, classes, top, unsure)
		for _, n := range all {
			if n.Err != nil {
				continue
			}
			if err := table.Write(n); err != nil {
				return err
			}
		}
		return table.Flush()
	})
	return writing(err, "The table cannot be saved as "+path, "Nothing else was changed.")
}
