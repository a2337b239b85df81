package window

import (
	"slices"

	"maestudio/core/dataset/labels"
	"maestudio/ui/screen"
)

// hear reads what was said of pictures to the classifier that is asked.
func (p *predict) hear() {
	dir := p.state.Dir
	p.heard = corrections{}
	p.w.correct.look(dir, func(now corrections) { p.corrected(dir, now) })
}

// corrected takes what was said of pictures to a classifier.
func (p *predict) corrected(dir string, now corrections) {
	if p.opened != nil && dir == p.state.Dir {
		p.heard = now
		p.show()
	}
}

// saidWords tell what was said of a picture; "" where nothing was.
func (p *predict) saidWords(path string) string {
	said, told := p.heard.said[path]
	if !told {
		return ""
	}
	if at := slices.Index(p.opened.Classes, said); at >= 0 {
		said = p.names[at]
	}
	return "You said: " + said
}

// isRight keeps that the picture is what it is taken for.
func (p *predict) isRight() {
	if p.opened != nil && len(p.picture.top) > 0 {
		p.say(p.picture.path, p.picture.top[0].Class)
	}
}

// isElse asks what the picture is of, the likeliest classes first, and keeps that.
func (p *predict) isElse() {
	if p.opened == nil || len(p.picture.top) == 0 {
		return
	}
	path, model := p.picture.path, p.opened
	notes := map[int]string{}
	var first []int
	for i, g := range p.picture.top {
		notes[g.Class] = likely(g.Probability)
		if i > 0 {
			first = append(first, g.Class)
		}
	}
	choices, at := classChoices(p.names, notes, first)
	p.w.chooser = screen.NewClassChooser("What is it?", choices, func(i int) {
		if p.opened == model {
			p.say(path, at[i])
		}
	})
	p.w.chooser.ShowOn(p.w.win.Canvas())
}

// say keeps what a picture is of, for the next fine-tuning.
func (p *predict) say(path string, class int) {
	said := []labels.Correction{{Path: path, Label: p.opened.Classes[class]}}
	p.w.correct.say(p.state.Dir, saidWords([]string{path}, p.names[class]), said, func(err error) {
		p.refuse(fullStop(err.Error()), "The picture is as it was.")
	})
}
