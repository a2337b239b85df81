// Package report tells a run on one page, report.html, that opens without a
// network: its pictures and curves are in it, and it needs no script. The curves
// lie beside it as numbers, curves.csv.
package report

import (
	_ "embed"
	"html/template"
	"io"
	"path/filepath"

	"maestudio/core/library"
	"maestudio/core/run"
	"maestudio/core/run/disk"
	"maestudio/core/worker"
)

// The names in the run folder.
const (
	Page   = "report.html"
	Curves = "curves.csv"
)

//go:embed page.html
var pageText string

var page = template.Must(template.New("page").Parse(pageText))

// Write writes the report of the run in a folder, in place of an older one, and
// returns the page's path. The run may be at any point.
func Write(dir string) (path string, err error) {
	s, err := gather(dir)
	if err != nil {
		return "", err
	}
	view, err := s.view()
	if err != nil {
		return "", err
	}
	path = filepath.Join(dir, Page)
	for name, write := range map[string]func(io.Writer) error{
		Curves: s.writeCurves,
		Page:   func(w io.Writer) error { return page.Execute(w, view) },
	} {
		if err := disk.WriteFile(disk.System{}, filepath.Join(dir, name), write); err != nil {
			return "", run.Errorf(run.Disk, err, "The report cannot be written in %s: %v.", dir, err)
		}
	}
	return path, nil
}

// source is all that a report is made of.
type source struct {
	dir     string
	name    string
	run     *run.Run
	state   worker.State
	events  []run.Event
	folders []string         // that the pictures are in now, in the order of data.folders
	part    map[run.Part]int // pictures
	leftOut []run.LeftOut
}

func gather(dir string) (*source, error) {
	r, err := run.Open(dir)
	if err != nil {
		return nil, err
	}
	s := &source{dir: dir, name: library.NameOf(dir), run: r, part: map[run.Part]int{}}
	if s.events, err = r.Events(); err != nil {
		return nil, err
	}
	if s.state, _, err = worker.Follow(dir).Next(); err != nil {
		return nil, err
	}
	if s.folders, err = r.Folders(); err != nil {
		return nil, err
	}
	pictures, err := run.ListPictures(dir)
	if err != nil {
		return nil, err
	}
	for _, p := range pictures {
		s.part[p.Part]++
	}
	s.leftOut, err = run.ListLeftOut(dir)
	return s, err
}
