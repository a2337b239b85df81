package window

import (
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	classifying "maestudio/core/predict"
	"maestudio/ui/screen"
)

// show builds the screen's view.
func (p *predict) show() {
	v := screen.PredictView{Model: p.model, Threshold: p.threshold, Trouble: p.trouble[0], Remedy: p.trouble[1],
		Title: "What is in your pictures?", Below: p.classesWords()}
	for _, m := range p.models {
		v.Models = append(v.Models, modelWords(m))
	}
	switch {
	case len(p.models) == 0:
	case p.picture.path == "" && p.folder == nil:
		v.State = screen.PredictReady
	default:
		v.State = screen.PredictShown
		p.pictureView(&v)
		v.Folder = p.folderView()
	}
	if p.opening != nil {
		v.Below = "Opening the classifier…"
	}
	p.screen.Set(v)
	p.ring()
	if p.w.current == predictKey {
		p.w.retitle()
	}
}

func modelWords(u classifier) string {
	if u.state.Epoch == 0 {
		return u.Name
	}
	return fmt.Sprintf("%s · epoch %d", u.Name, u.state.Epoch)
}

// classesWords says what the classifier can tell apart.
func (p *predict) classesWords() string {
	c := p.names
	if p.opened == nil || len(c) == 0 {
		return ""
	}
	if len(c) <= 3 {
		return "It tells apart: " + strings.Join(c, ", ")
	}
	return fmt.Sprintf("It tells %s classes apart: %s, %s, %s and more", number(len(c)), c[0], c[1], c[2])
}

// class is the name of a class.
func (p *predict) class(c int) string {
	if p.opened == nil || c >= len(p.names) {
		return "" // another classifier is being opened
	}
	return p.names[c]
}

func (p *predict) pictureView(v *screen.PredictView) {
	a := p.picture
	v.Picture, v.Heat, v.Under = a.sharp, a.heat, "What it sees of the picture"
	if a.path != "" {
		v.Title, v.Below = "Looking at "+filepath.Base(a.path), ""
	}
	if p.opened == nil || len(a.top) == 0 {
		return
	}
	best := a.top[0]
	v.Unsure = best.Probability < p.unsure()
	v.Title = p.verdict(a.top)
	v.Below = filepath.Base(a.path)
	if low, high, known := p.trust.Range(best.Probability); known {
		v.Below = fmt.Sprintf("Right %d to %d times of 100 when it is this sure · %s", low, high, v.Below)
	}
	v.UnderHeat = "Looking for what mattered…"
	if a.heat != nil {
		v.UnderHeat = "What mattered: bright patches most"
	}
	v.CanSay, v.Said = true, p.saidWords(a.path)
	for _, g := range a.top {
		v.Top = append(v.Top, screen.TopClass{Name: p.class(g.Class), Value: likely(g.Probability), Share: g.Probability})
	}
}

// verdict says in words what a picture is of.
func (p *predict) verdict(top []classifying.Guess) string {
	best, probability := p.class(top[0].Class), top[0].Probability
	if probability < p.unsure() {
		words := "Unsure: perhaps " + best
		if len(top) > 1 {
			words += ", or " + p.class(top[1].Class)
		}
		return words
	}
	sure := "perhaps"
	switch {
	case probability >= .95:
		sure = "almost certainly"
	case probability >= .8:
		sure = "very likely"
	case probability >= .6:
		sure = "probably"
	}
	return capital(best) + ", " + sure
}

// likely is a probability as a person reads it: 97 %, 1.2 %, below 0.1 %.
func likely(p float64) string {
	switch percent := 100 * p; {
	case percent >= 99.5 && p < 1:
		return "> 99 %"
	case percent >= 9.95:
		return fmt.Sprintf("%.0f %%", percent)
	case percent >= .05:
		return fmt.Sprintf("%.1f %%", percent)
	}
	return "< 0.1 %"
}

// namedFilter is a filter that the list has now.
type namedFilter struct {
	screen.Filter
	kind int
}

func (p *predict) filters() []namedFilter {
	f, unsure, lost := p.folder, 0, 0
	for _, n := range f.all {
		switch {
		case n.Err != nil:
			lost++
		case n.Unsure(p.unsure()):
			unsure++
		}
	}
	all := []namedFilter{{screen.Filter{Label: "All " + number(len(f.all))}, filterNamed}, {screen.Filter{Label: "Unsure " + number(unsure)}, filterUnsure}}
	if lost > 0 || f.filter == filterLost {
		all = append(all, namedFilter{screen.Filter{Label: "Left out " + number(lost)}, filterLost})
	}
	for i := range all {
		all[i].Chosen = all[i].kind == f.filter
	}
	return all
}

func (p *predict) folderView() *screen.PredictFolder {
	f := p.folder
	if f == nil {
		return nil
	}
	v := &screen.PredictFolder{Name: f.name, Words: p.folderWords(), Running: f.running || f.copying != nil, Share: f.share()}
	for _, filter := range p.filters() {
		v.Filters = append(v.Filters, filter.Filter)
	}
	switch {
	case f.copying != nil:
		v.WhyNot = "Its pictures are being copied."
	case f.running:
		v.WhyNot = "It still looks at pictures. Stop it to keep what it has found so far."
	case len(f.all) == 0 || p.opened == nil:
		v.WhyNot = "Nothing is named yet."
	}
	return v
}

// share is how far the work on a folder is.
func (f *folder) share() float64 {
	if c := f.copying; c != nil {
		return float64(c.done.Load()) / float64(max(1, c.total))
	}
	return float64(len(f.all)) / float64(max(1, f.total))
}

func (p *predict) folderWords() string {
	f, done := p.folder, len(p.folder.all)
	spent := p.w.now().Sub(f.began)
	switch {
	case f.copying != nil:
		return fmt.Sprintf("Copying: %s of %s", number(int(f.copying.done.Load())), number(f.copying.total))
	case f.running && f.total == 0:
		return "Looking through it…"
	case f.running && done == 0:
		return plural(f.total, "picture", "pictures")
	case f.running:
		left := time.Duration(float64(spent) * float64(f.total-done) / float64(done))
		return fmt.Sprintf("%s of %s · %s pictures a second · %s left", number(done), number(f.total), rate(float64(done)/math.Max(spent.Seconds(), .001)), span(left))
	case f.stopped:
		return fmt.Sprintf("Stopped: %s of %s named", number(done), plural(f.total, "picture", "pictures"))
	}
	return fmt.Sprintf("%s named in %s", plural(f.total, "picture", "pictures"), span(f.took))
}

// ring shows in the rail how far a folder is.
func (p *predict) ring() {
	share := -1.0
	if f := p.folder; f != nil && (f.running || f.copying != nil) {
		share = f.share()
	}
	p.w.rail.SetProgress(predictKey, share, false)
}

// capital begins words of any kind with a capital letter.
func capital(words string) string {
	first, size := utf8.DecodeRuneInString(words)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + words[size:]
}
