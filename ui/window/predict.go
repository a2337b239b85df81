package window

import (
	"context"
	"errors"
	"fmt"
	"image"
	"path/filepath"
	"slices"

	"maestudio/core/dataset"
	"maestudio/core/library"
	classifying "maestudio/core/predict"
	"maestudio/core/run"
	"maestudio/ui/screen"
)

// predict is the Predict screen: a classifier says what pictures are of.
type predict struct {
	w      *Window
	screen *screen.Predict

	models  []classifier
	looked  bool // models are those that there are
	model   int
	wanted  string // the folder of one that has just learned, and is chosen next; "" for none
	opened  *classifying.Model
	names   []string           // of its classes, as they are shown
	state   classifying.State  // of what is opened, or is being opened
	opening context.CancelFunc // nil when nothing is being opened
	trust   *classifying.Trust // how often it is right; nil before that is known

	picture   taken
	heard     corrections // of the classifier's pictures
	folder    *folder     // nil without one
	leaving   *folder     // it goes when the picture that is looked at can be read
	threshold int         // percent below which it is unsure
	trouble   [2]string
	classes   []string // folders that were dropped where there was no classifier
}

// classifier is one that can be asked.
type classifier struct {
	library.Summary
	state classifying.State
}

// taken is a picture with what the model says of it.
type taken struct {
	path        string
	sharp, heat image.Image
	top         []classifying.Guess // nil before it is known
	stop        context.CancelFunc
}

const startThreshold = 50

func newPredict(w *Window) *predict {
	p := &predict{w: w, threshold: startThreshold}
	p.screen = screen.NewPredict(screen.PredictParams{
		Open:   func() { w.askPicture("Which picture?", w.settings.LastFolder, p.openPicture) },
		Choose: p.chooseFolder, Learn: p.learn, LearnFrom: p.learnFrom, Model: p.choose,
		Threshold: func(percent int) { p.threshold = percent; p.refill(false) },
		Filter:    p.filter, Stop: p.stop, Copy: p.copies, Save: p.save, Show: p.row,
		Right: p.isRight, Else: p.isElse,
		Dismiss: p.dismiss,
	})
	return p
}

// close ends all work and gives the model back.
func (p *predict) close() {
	p.stopAll()
	p.release()
}

func (p *predict) stopAll() {
	for _, stop := range []context.CancelFunc{p.opening, p.picture.stop} {
		if stop != nil {
			stop()
		}
	}
	if p.folder != nil {
		p.folder.stop()
	}
}

// release closes the model once the batch under way is computed.
func (p *predict) release() {
	if m := p.opened; m != nil {
		p.opened = nil
		p.w.start(func(context.Context) { _ = m.Close() })
	}
}

// refresh is called when the screen is shown: it finds the classifiers.
func (p *predict) refresh() {
	lib := p.w.library
	p.w.start(func(ctx context.Context) {
		models, err := classifiers(lib)
		p.w.show(ctx, func() { p.found(models, err) })
	})
}

// classifiers are the runs that can be asked, the newest first.
func classifiers(lib *library.Library) (models []classifier, err error) {
	all, err := lib.List()
	for _, s := range all {
		if s.Trouble != "" || s.Config.Task != run.TaskClassify {
			continue
		}
		if state, err := classifying.StateOf(s.Dir); err == nil {
			models = append(models, classifier{s, state})
		}
	}
	return models, err
}

// prefer has a classifier chosen that has just learned, once the screen is shown.
func (p *predict) prefer(dir string) { p.wanted = dir }

// found takes the classifiers. The one that is opened stays, with better weights where
// it has learned on; else the newest is taken.
func (p *predict) found(models []classifier, err error) {
	p.models, p.looked = models, true
	if err != nil {
		p.trouble = [2]string{fullStop(err.Error()), ""}
	}
	at := slices.IndexFunc(models, func(u classifier) bool { return u.state.Dir == p.state.Dir })
	if wanted := slices.IndexFunc(models, func(u classifier) bool { return u.Dir == p.wanted }); wanted >= 0 {
		at, p.wanted = wanted, ""
	}
	p.model = max(0, at)
	switch {
	case len(models) == 0:
		p.stopAll()
		p.release()
		p.state, p.picture, p.folder = classifying.State{}, taken{}, nil
		p.show()
	case at >= 0 && models[at].state == p.state && p.opened != nil:
		p.show()
	default:
		p.choose(p.model)
	}
}

// choose takes another classifier. What is shown is asked anew.
func (p *predict) choose(i int) {
	p.stopAll()
	p.release()
	p.model, p.state, p.trust, p.trouble = i, p.models[i].state, nil, [2]string{}
	p.picture.top, p.picture.heat = nil, nil
	if p.folder != nil { // of another one's classes
		p.folder.all = nil
		p.refill(true)
	}
	dir, threads := p.state.Dir, p.w.settings.WorkerThreads()
	ctx, stop := context.WithCancel(p.w.ctx)
	p.opening = stop
	p.show()
	p.w.start(func(context.Context) {
		m, err := classifying.Open(dir, classifying.Options{Threads: threads})
		wanted := false
		p.w.show(ctx, func() {
			wanted = true
			p.ready(m, err)
		})
		if !wanted && m != nil {
			_ = m.Close()
		}
	})
}

// ready takes a model that was opened.
func (p *predict) ready(m *classifying.Model, err error) {
	p.opening()
	p.opening = nil
	if err != nil {
		p.state = classifying.State{}
		p.trouble = [2]string{fullStop(err.Error()), "Choose another classifier."}
		p.show()
		return
	}
	p.opened, p.names = m, readable(m.Classes)
	p.learnTrust(m)
	p.hear()
	if p.picture.path != "" {
		p.ask(p.picture.path)
	}
	if f := p.folder; f != nil {
		p.sortFolder(f.name, f.folders, f.files)
	}
	p.show()
}

// learnTrust finds out how often the model is right when it is so sure.
func (p *predict) learnTrust(m *classifying.Model) {
	dir := p.state.Dir
	p.w.start(func(ctx context.Context) {
		trust, err := m.Trust(ctx, dir)
		if err != nil {
			return // the run's list is gone, or the model is closed: then nothing is said
		}
		p.w.show(ctx, func() {
			if p.opened == m {
				p.trust = trust
				p.show()
			}
		})
	})
}

// openPicture shows a picture and what it is of.
func (p *predict) openPicture(path string) {
	p.w.Go(predictKey)
	leaving := p.folder
	if leaving != nil && leaving.holds(path) {
		leaving = nil
	}
	if p.opened == nil { // what is to be named once there is a model
		p.leaving = leaving
		p.leave()
	}
	p.ask(path)
	p.leaving = leaving // until the picture is there: it may be none
}

// ask asks the model about a picture: what it is of, then what mattered.
func (p *predict) ask(path string) {
	if p.picture.stop != nil {
		p.picture.stop()
	}
	ctx, stop := context.WithCancel(p.w.ctx)
	before := p.picture
	p.picture, p.leaving, p.trouble = taken{path: path, stop: stop}, nil, [2]string{}
	if p.opened == nil {
		p.show() // it is asked once a model is opened
		return
	}
	p.picture.sharp = before.sharp // until its own comes
	p.show()
	m := p.opened
	p.w.start(func(context.Context) {
		_, grid := m.Size()
		sharp, err := dataset.CenterCrop(path, wholePatches(grid))
		p.w.show(ctx, func() {
			if err != nil {
				p.unreadable(path, before, err)
				return
			}
			p.picture.sharp = sharp.Image()
			p.leave()
			p.show()
		})
		if err == nil && ctx.Err() == nil {
			p.answer(ctx, m, path, sharp.Image())
		}
	})
}

// leave takes the folder away that a picture which is shown now is not of.
func (p *predict) leave() {
	if p.leaving != nil && p.leaving == p.folder {
		p.folder.stop()
		p.folder = nil
	}
	p.leaving = nil
}

// answer asks on a goroutine of the window and shows what comes.
func (p *predict) answer(ctx context.Context, m *classifying.Model, path string, sharp image.Image) {
	var named classifying.Named
	err := m.Each(ctx, []string{path}, func(r classifying.Result) error { named = r.Name(mostNamed); return r.Err })
	p.w.show(ctx, func() { p.answered(named, err) })
	if err != nil {
		return
	}
	heat, err := m.Heat(ctx, path, named.Best[0].Class)
	if err != nil {
		return // another picture is asked about, or the model is closed
	}
	img := warm(sharp, heat.Grid, heat.Weight())
	p.w.show(ctx, func() {
		p.picture.heat = img
		p.show()
	})
}

// mostNamed is how many classes are named of a picture.
const mostNamed = 5

func (p *predict) answered(n classifying.Named, err error) {
	switch {
	case errors.Is(err, classifying.ErrClosed) || errors.Is(err, context.Canceled):
	case err != nil:
		p.trouble = [2]string{fullStop(err.Error()), "Open another picture, or drop one."}
	default:
		p.picture.top = n.Best
	}
	p.show()
}

// unreadable says that a picture cannot be read; the one before it stays.
func (p *predict) unreadable(path string, before taken, err error) {
	p.picture, p.leaving = before, nil
	p.trouble = [2]string{fmt.Sprintf("%s cannot be used: %s", name(path), fullStop(err.Error())), "Open another picture, or drop one."}
	p.show()
}

// dropped takes pictures and folders.
func (p *predict) dropped(folders, files []string) {
	if all := slices.Concat(folders, files); len(all) > 0 {
		p.w.settings.LastFolder = filepath.Dir(all[0]) // copies are likely wanted beside them
	}
	if p.looked && len(p.models) == 0 {
		p.classes = folders
		p.refuse("There is no classifier yet that could say what this is.", noClassifier)
		return
	}
	if len(folders) == 0 && len(files) == 1 {
		p.openPicture(files[0])
		return
	}
	if p.picture.stop != nil {
		p.picture.stop()
	}
	folder, picture := p.folder, p.picture
	p.picture = taken{} // the first of these will be shown
	p.sortFolder(nameOfDrop(folders, files), folders, files)
	if folder != nil {
		folder.before = nil
		folder.stopped, folder.running = folder.stopped || folder.running, false
	}
	p.folder.before, p.folder.pictured = folder, picture
}

// refuse says that what was dropped cannot be used.
func (p *predict) refuse(what, todo string) {
	p.trouble = [2]string{what, todo}
	p.show()
}

// noClassifier is what to do where there is none.
const noClassifier = "Fine-tune makes one, from a folder whose sub-folders are named after what is in them."

// learn goes where classifiers are made, with the folder that was dropped here.
func (p *predict) learn() {
	folders := p.classes
	p.dismiss()
	p.w.Go(tuneKey)
	if len(folders) > 0 {
		p.w.tune.open(folders)
	}
}

// learnFrom asks for a folder of classes, where there is no classifier yet.
func (p *predict) learnFrom() {
	p.w.Go(tuneKey)
	p.w.tune.choose()
}

func (p *predict) dismiss() {
	p.trouble, p.classes = [2]string{}, nil
	p.show()
}

// chooseFolder asks for a folder and names its pictures.
func (p *predict) chooseFolder() {
	p.w.askFolder("Which pictures?", p.w.settings.LastFolder, func(path string) { p.dropped([]string{path}, nil) })
}
