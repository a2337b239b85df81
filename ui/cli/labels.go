package cli

import (
	"fmt"

	"maestudio/core/dataset"
	"maestudio/core/dataset/labels"
)

// labelledReport is a scan with what it says of classes; the labels are nil where
// nobody asked.
type labelledReport struct {
	*dataset.Report
	Labels *labels.Summary `json:"labels,omitempty"`
}

func readLabels(report *dataset.Report) (*labels.Summary, error) {
	set, err := labels.FromFolders(report, labels.Options{})
	if err != nil {
		return nil, err
	}
	short := set.Summary()
	return &short, nil
}

// classRows is how many classes are named.
const classRows = 30

// printLabels says how many pictures each class has, and what is odd about them.
func (a *app) printLabels(s *labels.Summary) error {
	t := newTable(a.out)
	t.row()
	parts := "as the folders train, val and test say"
	if s.Drawn {
		parts = "validation drawn from train"
	}
	t.row("classes", fmt.Sprintf("%s, %s", count(len(s.Classes)), parts))
	if err := t.end(); err != nil {
		return err
	}
	t = newTable(a.out)
	t.row("  class", "train", "validation", "test")
	for _, c := range s.Classes[:min(classRows, len(s.Classes))] {
		t.row("  "+printable(c.Class), count(c.Train), count(c.Validation), count(c.Test))
	}
	if more := len(s.Classes) - classRows; more > 0 {
		t.row(fmt.Sprintf("  and %s more; --json lists them all", count(more)))
	}
	if err := t.end(); err != nil {
		return err
	}
	for _, f := range s.Findings {
		fmt.Fprintf(a.out, "- %s\n", f.Text)
	}
	if s.Trouble != "" {
		fmt.Fprintf(a.out, "- %s\n", s.Trouble)
	}
	return nil
}
