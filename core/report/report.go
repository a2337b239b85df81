// Package report tells a run on one page, report.html, that opens without a
// network: its pictures and curves are in it, and it needs no script. The curves
// lie beside it as numbers, curves.csv.
package report

import (
	"embed"
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

//go:embed shared.html page.html classifier.html
var texts embed.FS

// The pages: one about a run of pre-training, and one about a classifier.
var (
	pretrained = parse("page.html")
	classifier = parse("classifier.html")
)

func parse(name string) *template.Template {
	return template.Must(template.New(name).ParseFS(texts, "shared.html", name))
}

// Write writes the report of the run in a folder, in place of an older one, and
// returns the page's path. The run may be at any point.
func Write(dir string) (path string, err error) {
	s, err := gather(dir)
	if err != nil {
		return "", err
	}
	page, err := s.page()
	if err != nil {
		return "", err
	}
	path = filepath.Join(dir, Page)
	for name, write := range map[string]func(io.Writer) error{
		Curves: s.writeCurves,
		Page:   page,
	} {
		if err := disk.WriteFile(disk.System{}, filepath.Join(dir, name), write); err != nil {
			return "", run.Errorf(run.Disk, err, "The report cannot be written in %s: %v.", dir, err)
		}
	}
	return path, nil
}

// page returns what writes the page that fits what the run is for.
func (s *source) page() (func(io.Writer) error, error) {
	if s.run.Config.Task == run.TaskClassify {
		v, err := s.classifier()
		return func(w io.Writer) error { return classifier.Execute(w, v) }, err
	}
	v, err := s.view()
	return func(w io.Writer) error { return pretrained.Execute(w, v) }, err
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
	class   map[string]map[run.Part]int
	leftOut []run.LeftOut
}

func gather(dir string) (*source, error) {
	r, err := run.Open(dir)
	if err != nil {
		return nil, err
	}
	s := &source{dir: dir, name: library.NameOf(dir), run: r, part: map[run.Part]int{}, class: map[string]map[run.Part]int{}}
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
		if s.class[p.Class] == nil {
			s.class[p.Class] = map[run.Part]int{}
		}
		s.class[p.Class][p.Part]++
	}
	s.leftOut, err = run.ListLeftOut(dir)
	return s, err
}
