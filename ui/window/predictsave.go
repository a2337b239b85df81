package window

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync/atomic"

	classifying "maestudio/core/predict"
	"maestudio/core/run/disk"
)

// copying is a folder whose pictures are copied.
type copying struct {
	stop  context.CancelFunc
	done  atomic.Int64
	total int
}

// copies asks where to, and copies the pictures into folders of their classes there.
func (p *predict) copies() {
	f := p.folder
	p.w.askFolder("Where should the copies go?", p.w.settings.LastFolder, func(into string) {
		if p.folder == f && !f.running && f.copying == nil {
			p.copyInto(f, into)
		}
	})
}

func (p *predict) copyInto(f *folder, into string) {
	ctx, stop := context.WithCancel(p.w.ctx)
	c := &copying{stop: stop, total: len(f.all)}
	f.copying, p.trouble = c, [2]string{}
	p.show()
	s := classifying.Sorting{FS: disk.System{}, From: f.folders, Into: into, Name: f.name + " sorted", Unsure: p.unsure()}
	classes, all := p.opened.Classes, slices.Clone(f.all)
	p.w.start(func(context.Context) {
		showing, end := context.WithCancel(ctx)
		p.w.start(func(context.Context) { p.w.pulse(showing, folderEvery, func() func() { return p.show }) })
		got, err := s.Copy(ctx, classes, all, func(done, _ int) { c.done.Store(int64(done)) })
		end()
		p.w.do(func() { p.copied(f, got, err) })
	})
}

// copied says what came of it.
func (p *predict) copied(f *folder, got classifying.Sorted, err error) {
	f.copying.stop()
	f.copying = nil
	words := fmt.Sprintf("%s copied into %s; the originals are untouched.", plural(got.Copied, "picture is", "pictures are"), name(got.Dir))
	switch {
	case errors.Is(err, context.Canceled):
		words = "Stopped: " + words
	case err != nil:
		p.trouble, words = [2]string{fullStop(err.Error()), ""}, ""
	case len(got.Lost) > 0:
		p.trouble = [2]string{plural(len(got.Lost), "picture was", "pictures were") + " not copied. " + got.Lost[0].Error(), ""}
	}
	if words != "" {
		p.w.layer.Toast(words, "Show", func() { p.w.reveal(got.Dir) })
	}
	p.show()
}

// save asks for a name and writes the table.
func (p *predict) save() {
	f := p.folder
	p.w.askSave("Save the table", f.name+".csv", func(path string) {
		if filepath.Ext(path) == "" {
			path += ".csv"
		}
		if p.opened == nil {
			return // another classifier is being opened: what was named is gone
		}
		classes, all, unsure := p.opened.Classes, slices.Clone(f.all), p.unsure()
		p.w.start(func(ctx context.Context) {
			err := classifying.SaveCSV(disk.System{}, path, classes, all, min(mostNamed, len(classes)), unsure)
			p.w.show(ctx, func() {
				if err != nil {
					p.refuse(err.Error(), "")
					return
				}
				p.w.layer.Toast(filepath.Base(path)+" is saved.", "Show", func() { p.w.reveal(path) })
			})
		})
	})
}
