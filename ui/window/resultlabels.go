package window

import (
	"fmt"
	"os"
	"slices"

	"maestudio/core/dataset/labels"
	"maestudio/core/library"
	"maestudio/core/run"
	"maestudio/ui/screen"
)

// hear reads what was said of the classifier's pictures.
func (r *result) hear() {
	dir := r.dir
	r.w.correct.look(dir, func(now corrections) { r.corrected(dir, now) })
}

// corrected takes what was said of the pictures of a classifier. Those of which something
// was said are suspect no more.
func (r *result) corrected(dir string, now corrections) {
	if dir != r.dir {
		return
	}
	r.heard = now
	if r.found == nil {
		return
	}
	r.show()
	r.screen.Cell().Reload()
	r.fillSuspects()
	r.suspect(-1)
	r.sayable()
	if now.err != nil {
		r.cannotSay(now.err)
	}
}

func (r *result) cannotSay(err error) {
	r.view.Trouble, r.view.Remedy = fullStop(err.Error()), "The classifier and its pictures are as they were."
	r.screen.Set(r.view)
}

// saidOf is what was said of a picture's label, as its corner has room for; "" where
// nothing was.
func (r *result) saidOf(path string, label int) string {
	switch said, told := r.heard.said[path]; {
	case !told:
		return ""
	case said == r.config.Classify.Classes[label]:
		return "is right"
	}
	return "is wrong"
}

// target is a picture whose label something is said of.
type target struct {
	path           string
	label, instead int
}

// pictures are those that something is said of: the selected ones or, where none is, all
// behind an open cell of which nothing was said.
func (r *result) targets(tab int) (all []target) {
	if tab == screen.TabLabels {
		for _, i := range r.screen.Suspects().Selection() {
			if i < len(r.suspected) {
				s := r.suspected[i]
				all = append(all, target{s.Path, s.Label, s.Instead})
			}
		}
		return all
	}
	selected := r.screen.Cell().Selection()
	for i, p := range r.cell {
		open := len(selected) == 0 && r.shown.Row >= 0 && r.heard.said[p.Path] == ""
		if open || slices.Contains(selected, i) {
			all = append(all, target{p.Path, p.Label, p.Predicted})
		}
	}
	return all
}

// sayable tells the screen of how many pictures something can be said.
func (r *result) sayable() {
	n, whyNot := len(r.targets(screen.TabMistakes)), "Select a picture; several with Ctrl or Shift."
	if n == 0 && r.shown.Row >= 0 {
		whyNot = "Something was said of all of them. Select one to say it otherwise."
	}
	r.shown.Say, r.shown.WhyNot = n, whyNot
	r.screen.SayCell(n, whyNot)
	if n := len(r.targets(screen.TabLabels)); n > 0 {
		r.screen.SaySuspects(n)
	}
}

// confirm keeps that labels are right.
func (r *result) confirm(tab int) {
	all := r.targets(tab)
	if len(all) == 0 {
		return
	}
	classes := r.config.Classify.Classes
	var said []labels.Correction
	for _, t := range all {
		said = append(said, labels.Correction{Path: t.path, Label: classes[t.label]})
	}
	sentence := fmt.Sprintf("The label of %s is kept: %s.", name(all[0].path), r.found.Names[all[0].label])
	if len(all) > 1 {
		sentence = fmt.Sprintf("The labels of %s are kept.", plural(len(all), "picture", "pictures"))
	}
	r.say(tab, sentence, said)
}

// correct asks what pictures show, and keeps that.
func (r *result) correct(tab int) {
	all := r.targets(tab)
	if len(all) == 0 {
		return
	}
	title, names := "What does "+name(all[0].path)+" show?", r.found.Names
	if len(all) > 1 {
		title = fmt.Sprintf("What do these %s show?", plural(len(all), "picture", "pictures"))
	}
	notes := map[int]string{}
	var first []int
	for _, t := range all {
		notes[t.instead] = "taken for it"
	}
	for _, t := range all {
		notes[t.label] = "the label"
		if at := slices.Index(r.config.Classify.Classes, r.heard.said[t.path]); at >= 0 {
			notes[at] = "you said"
		}
		if t.instead != t.label && !slices.Contains(first, t.instead) {
			first = append(first, t.instead)
		}
	}
	choices, at := classChoices(names, notes, first)
	dir := r.dir
	r.w.chooser = screen.NewClassChooser(title, choices, func(i int) {
		if r.dir != dir {
			return // another classifier is shown meanwhile
		}
		var said []labels.Correction
		var paths []string
		for _, t := range all {
			paths = append(paths, t.path)
			said = append(said, labels.Correction{Path: t.path, Label: r.config.Classify.Classes[at[i]]})
		}
		r.say(tab, saidWords(paths, names[at[i]]), said)
	})
	r.w.chooser.ShowOn(r.w.win.Canvas())
}

// say keeps what was said and goes to the next picture of which nothing was.
func (r *result) say(tab int, sentence string, said []labels.Correction) {
	if r.view.Trouble != "" {
		r.view.Trouble, r.view.Remedy = "", ""
		r.screen.Set(r.view)
	}
	at := r.screen.Cell().Selected()
	r.w.correct.say(r.dir, sentence, said, r.cannotSay)
	if tab == screen.TabMistakes && at >= 0 {
		r.screen.Cell().Select(r.unsaid(at, said))
	}
}

// unsaid is the next picture behind the cell of which nothing was said; -1 for none.
func (r *result) unsaid(at int, said []labels.Correction) int {
	for k := 1; k < len(r.cell); k++ {
		i := (at + k) % len(r.cell)
		path := r.cell[i].Path
		if r.heard.said[path] == "" && !slices.ContainsFunc(said, func(c labels.Correction) bool { return c.Path == path }) {
			return i
		}
	}
	return -1
}

// again opens Fine-tune with the pictures and the encoder of this classifier, and what
// was corrected.
func (r *result) again() {
	dir := r.dir
	r.w.fromDisk("“"+r.called+"”", func() func() {
		own, err := run.Open(dir)
		var folders []string
		if err == nil {
			folders, err = own.Folders()
		}
		if err != nil {
			return func() { r.cannotSay(err) }
		}
		e := startOf(own)
		c := choicesOf(own, e)
		return func() { r.tune.corrected(folders, own.CorrectionsFile(), e, c) }
	})
}

// startOf is what a classifier started from: where that is gone, what it kept of it.
func startOf(own *run.Run) encoder {
	path := own.Config.Training.Init
	if path == "" {
		return nothing()
	}
	if _, err := os.Stat(path); err == nil {
		return encoderAt(path)
	}
	e, c := nothing(), own.Config
	e.path, e.name = own.StartWeights(), "The encoder that “"+library.NameOf(own.Dir)+"” had"
	if e.bad == nil { // its copy says neither heads nor colours
		e.bad = e.base.From(e.path, c.Model.EncoderHeads)
		e.base.Augmentation.Mean, e.base.Augmentation.Std = c.Augmentation.Mean, c.Augmentation.Std
	}
	return e
}

// againWords are the button that trains again with what was corrected.
func (r *result) againWords() string {
	n := r.heard.fresh
	if n == 0 || len(r.config.Data.Folders) == 0 {
		return ""
	}
	return "Fine-tune again with " + plural(n, "correction", "corrections")
}
