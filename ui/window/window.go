// Package window connects the screens with the program: it starts work, follows
// it, and brings what changed to the screens on Fyne's goroutine. It is the one
// package that knows both sides.
package window

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"maestudio/core/library"
	"maestudio/core/machine"
	"maestudio/core/settings"
	"maestudio/core/worker"
	"maestudio/ui/screen"
	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// The screens' keys, in the order of the rail.
const (
	welcomeKey     = "welcome"
	dataKey        = "data"
	modelKey       = "model"
	trainKey       = "train"
	reconstructKey = "reconstruct"
	tuneKey        = "tune"
	predictKey     = "predict"
	runsKey        = "runs"
	settingsKey    = "settings"
)

var railEntries = []widget.RailEntry{
	{Key: dataKey, Label: "Data", Icon: theme.IconData},
	{Key: modelKey, Label: "Model", Icon: theme.IconModel},
	{Key: trainKey, Label: "Pre-train", Icon: theme.IconTrain},
	{Key: reconstructKey, Label: "Reconstruct", Icon: theme.IconRecon},
	{Key: tuneKey, Label: "Fine-tune", Icon: theme.IconTune, Gap: true},
	{Key: predictKey, Label: "Predict", Icon: theme.IconPredict},
	{Key: runsKey, Label: "Runs", Icon: theme.IconRuns, Gap: true},
	{Key: settingsKey, Label: "Settings", Icon: theme.IconGear},
}

// Options are what a window is opened with; tests put other parts in.
type Options struct {
	App          fyne.App
	Window       fyne.Window
	SettingsPath string
	Pick         Picker
	Now          func() time.Time
	Version      string
	Crashes      string               // the folder of reports of faults, "" for none
	Do           func(func())         // runs a function on Fyne's goroutine; nil is widget.Do
	OpenURL      func(*url.URL) error // shows a page in the browser; nil is App.OpenURL
}

// Window is the program's window and what is going on in it. Its fields are
// used on Fyne's goroutine only.
type Window struct {
	app  fyne.App
	win  fyne.Window
	pick Picker
	now  func() time.Time
	do   func(func())
	used func() time.Duration // the processor time of the window so far

	openURL func(*url.URL) error

	version      string
	newer        bool // the settings are of a later version, which is to find them as they are
	settings     settings.Settings
	computer     computer // what new runs can compute on, beside the processor
	rates        cardRates
	rating       bool // they are being measured
	measureCard  func(context.Context) (machine.Report, error)
	settingsPath string
	saving       saving
	library      *library.Library

	rail    *widget.Rail
	stage   *fyne.Container
	screens map[string]fyne.CanvasObject
	current string
	opensOn string // the screen that waits for the run of the window before, "" for none
	layer   *widget.Layer
	heads   map[string]*widget.Head
	asking  bool // a dialog of the system is open
	undo    []*undoable
	others  []library.Summary // that train, the one that is shown may be among them

	comparisons []comparison // that go on

	unanswered int            // questions to a disk
	drops      int            // how often something was dropped
	refusal    *widget.Dialog // says why that was of no use, nil before
	closing    bool           // it is being found out what still trains

	welcome *welcome
	data    *data
	sample  *sample
	model   *model
	train   *train
	redraw  *reconstruct
	predict *predict
	tune    *tune
	runs    *runs
	prefs   *preferences

	correct *corrector
	chooser *screen.ClassChooser // that was shown last, nil before

	bringing  *importing // what was brought in last, nil before
	exporting *exporting // what was exported last, nil before

	ctx  context.Context // ends when the window closes
	end  context.CancelFunc
	work sync.WaitGroup // every goroutine of the window
}

// New builds the window; Show shows it.
func New(o Options) *Window {
	w := &Window{app: o.App, win: o.Window, pick: o.Pick, now: o.Now, version: o.Version, settingsPath: o.SettingsPath, used: machine.Used, screens: map[string]fyne.CanvasObject{}, measureCard: worker.Devices}
	if o.Do == nil {
		o.Do = widget.Do
	}
	w.do = func(f func()) {
		o.Do(func() {
			if w.ctx.Err() == nil { // else the window has ended, and there is nothing to show it on
				f()
			}
		})
	}
	if w.openURL = o.OpenURL; w.openURL == nil {
		w.openURL = w.app.OpenURL
	}
	w.ctx, w.end = context.WithCancel(context.Background())
	loaded, err := settings.Load(o.SettingsPath)
	w.settings = loaded
	w.app.Settings().SetTheme(theme.New(theme.Choice(loaded.Theme)))
	w.library = library.Open(loaded.Runs, loaded.EarlierRuns...)
	w.rail = widget.NewRail(railEntries, w.menu, w.Go)
	w.rail.SetDevice(w.device())
	w.stage = container.NewStack()
	w.build()
	w.layer = widget.NewLayer(container.New(shellLayout{}, w.stage, w.rail))
	w.win.SetContent(w.layer)
	w.win.SetPadded(false)
	w.win.Resize(fyne.NewSize(loaded.Width, loaded.Height))
	w.win.SetOnDropped(w.Dropped)
	w.win.SetCloseIntercept(w.Close)
	w.bindKeys()
	w.app.Settings().AddListener(w.themed)
	w.Go(welcomeKey)
	w.lookForCard()
	if err != nil {
		w.newer = errors.Is(err, settings.ErrNewer)
		w.prefs.trouble(err)
		w.welcome.tell(err.Error(), w.prefs.view.Remedy)
	}
	w.tellCrashes(o.Crashes)
	w.watchOthers()
	w.watchComparisons()
	w.resume(loaded.LastRun, loaded.LastTuned, comesBackTo(loaded))
	return w
}

func (w *Window) build() {
	w.correct = &corrector{w: w}
	w.welcome, w.data, w.sample, w.model = newWelcome(w), newData(w), newSample(w), newModel(w)
	w.train, w.redraw, w.tune, w.predict = newTrain(w, trainKey), newReconstruct(w), newTune(w), newPredict(w)
	w.runs, w.prefs = newRuns(w), newPreferences(w)
	for key, content := range map[string]fyne.CanvasObject{
		welcomeKey: w.welcome.screen.Content(), dataKey: w.data.screen.Content(), modelKey: w.model.screen.Content(),
		trainKey: w.train.screen.Content(), reconstructKey: w.redraw.screen.Content(), tuneKey: w.tune.content,
		predictKey: w.predict.screen.Content(), runsKey: w.runs.screen.Content(), settingsKey: w.prefs.screen.Content(),
	} {
		w.screens[key] = content
		content.Hide()
		w.stage.Add(content)
	}
	w.heads = map[string]*widget.Head{
		dataKey: w.data.screen.Head(), modelKey: w.model.screen.Head(), trainKey: w.train.screen.Head(),
		reconstructKey: w.redraw.screen.Head(), predictKey: w.predict.screen.Head(), runsKey: w.runs.screen.Head(), settingsKey: w.prefs.screen.Head(),
	}
}

// Go shows a screen.
func (w *Window) Go(key string) {
	if w.screens[key] == nil || key == w.current {
		return
	}
	if shown := w.screens[w.current]; shown != nil {
		shown.Hide()
	}
	if w.current == reconstructKey {
		w.redraw.leave()
	}
	w.current = key
	w.rail.Select(key)
	w.sample.idle(key == welcomeKey)
	switch key {
	case welcomeKey:
		w.welcome.refresh()
	case modelKey:
		w.model.refresh()
	case reconstructKey:
		w.redraw.refresh()
	case predictKey:
		w.predict.refresh()
	case tuneKey:
		w.tune.refresh()
	case runsKey:
		w.runs.refresh()
	case settingsKey:
		w.prefs.refresh()
	}
	w.stand(w.screens[key])
	w.retitle()
	w.layer.HideTip()
	w.foot()
	w.win.Canvas().Unfocus()
}

// stand shows one screen, and leaves the hidden ones alone: to refresh them takes as long
// for each.
func (w *Window) stand(screen fyne.CanvasObject) {
	screen.Show()
	screen.Resize(w.stage.Size()) // hidden ones are not laid out
	screen.Refresh()
}

// foot keeps the toast above the bottom bar of Data.
func (w *Window) foot() {
	height := float32(0)
	if w.current == dataKey {
		height = w.data.screen.Foot()
	}
	if w.layer != nil { // the screens are built before it
		w.layer.SetFoot(height)
	}
}

// retitle makes the window's title say what the screen says, for the desktop's
// list of windows.
func (w *Window) retitle() {
	words := ""
	switch w.current {
	case welcomeKey:
		words = w.welcome.trouble
	case dataKey:
		if words = w.data.view.Title; words == "" { // where there are no pictures yet
			words = w.data.view.Trouble
		}
	case modelKey:
		words = w.model.screen.View().Title
	case trainKey:
		if v := w.train.screen.View(); v.State != screen.TrainNone {
			words = fmt.Sprintf("%s · %s", v.Title, percentOf(v.Share))
		}
	case reconstructKey:
		words = w.redraw.screen.View().Title
		if w.redraw.drawn.now != nil {
			words = w.redraw.screen.View().Below // which picture, and how well
		}
	case predictKey:
		words = w.predict.screen.View().Title
	case tuneKey:
		words = w.tune.title()
	case runsKey:
		words = w.runs.screen.View().Title
	}
	if words == "" {
		w.win.SetTitle("MAE Studio")
		return
	}
	w.win.SetTitle(words + " – MAE Studio")
}

// Current returns the key of the screen that is shown.
func (w *Window) Current() string { return w.current }

// resume goes on where the person left: with the run and the classifier that were
// followed last, and the screen. Pictures are chosen anew each time, and without them
// Data and Model have nothing to show.
func (w *Window) resume(run, tuned, key string) {
	switch key {
	case reconstructKey, tuneKey, predictKey, runsKey, settingsKey:
		w.Go(key)
	}
	w.opensOn = key
	if tuned != "" {
		w.tune.train.open(tuned, func() {})
	}
	if run == "" {
		return
	}
	w.train.open(run, func() {
		w.opensOn = ""
		if key == trainKey && w.current == welcomeKey { // the person may have gone elsewhere meanwhile
			w.Go(trainKey)
		}
	})
}

// patience is how long End waits. Only a measurement in the middle of a large
// step takes longer; it has nothing to lose when the program ends.
const patience = 2 * time.Second

// End ends the window's own work and returns when its goroutines have ended, or
// patience has. Nothing can be shown any more.
func (w *Window) End() {
	w.redraw.close()
	w.predict.close()
	w.end()
	ended := make(chan struct{})
	go func() {
		w.work.Wait()
		close(ended)
	}()
	select {
	case <-ended:
	case <-time.After(patience):
	}
}

// start runs work on a goroutine of its own that ends with the window.
func (w *Window) start(work func(ctx context.Context)) {
	w.work.Add(1)
	go func() {
		defer w.work.Done()
		work(w.ctx)
	}()
}

// show runs f on Fyne's goroutine and returns when it is done, or when ctx has
// ended. So a loop that shows things never has more than one waiting.
func (w *Window) show(ctx context.Context, f func()) {
	done := make(chan struct{})
	w.do(func() {
		defer close(done)
		if ctx.Err() == nil {
			f()
		}
	})
	select {
	case <-done:
	case <-ctx.Done():
	}
}

// shellLayout gives the rail, which is last in the order of the Tab key, its
// width and the screen the rest.
type shellLayout struct{}

// MinSize is what a window of 1280 x 800 has at a scale of 150 %.
func (shellLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(853, 533) }

func (shellLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	width := widget.RailWidth(size.Width)
	o[0].Move(fyne.NewPos(width, 0))
	o[0].Resize(fyne.NewSize(size.Width-width, size.Height))
	o[1].Resize(fyne.NewSize(width, size.Height))
}

// ShowAndRun shows the window and returns when it is closed, or when the system
// ends the program.
func (w *Window) ShowAndRun() {
	w.win.CenterOnScreen()
	w.win.ShowAndRun()
	w.End()
}
