package window

import (
	"context"
	"fmt"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"maestudio/core/dataset/labels"
	"maestudio/core/run"
	"maestudio/core/worker"
	"maestudio/ui/screen"
	"maestudio/ui/widget"
)

// tune is the Fine-tune screen: which classes, then the classifier as it learns, then
// how good it is.
type tune struct {
	w       *Window
	screen  *screen.Finetune
	train   *train // follows the classifier
	result  *result
	content *fyne.Container
	stage   stage

	folders []string    // or one table
	said    string      // corrections of their labels, "" for none
	set     *labels.Set // nil until they were looked through
	members [][]int     // of each class, its pictures in the set
	looking bool
	stop    context.CancelFunc // ends that

	encoders  []encoder
	chosen    int // among them
	choices   choices
	config    run.Config // what follows from all that was chosen
	reason    string     // why
	otherwise string     // what the person chose otherwise
	starting  bool
	pace      pace
	view      screen.FinetuneView
}

// stage is what the screen shows.
type stage int

const (
	choosing  stage = iota // classes and settings
	following              // a classifier that learns
	judging                // one that has learned
)

func newTune(w *Window) *tune {
	t := &tune{w: w, stop: func() {}, pace: pace{failed: map[string]error{}}}
	t.choices.clear()
	t.train = newTrain(w, tuneKey)
	t.result = newResult(w, t)
	t.screen = screen.NewFinetune(screen.FinetuneParams{
		Choose: t.choose, Change: t.offer, Table: t.chooseTable, Sample: t.sample, Cancel: t.cancel, Start: t.start,
		Encoder: t.from, Tensors: t.showTensors, Set: t.change, Toggle: t.switched, Dismiss: t.dismiss, Learned: t.showLast,
	})
	t.content = container.NewStack(t.screen.Content(), t.train.screen.Content(), t.result.screen.Content())
	t.to(choosing)
	return t
}

// to shows a stage.
func (t *tune) to(s stage) {
	t.stage = s
	for i, o := range t.content.Objects {
		if stage(i) == s {
			o.Show()
		} else {
			o.Hide()
		}
	}
	if t.w.heads != nil {
		t.w.heads[tuneKey] = t.head()
	}
	t.content.Refresh()
	if t.w.layer != nil && t.w.current == tuneKey {
		t.w.layer.HideTip() // of what is not there any more
		t.w.retitle()
	}
}

func (t *tune) head() *widget.Head {
	switch t.stage {
	case following:
		return t.train.screen.Head()
	case judging:
		return t.result.screen.Head()
	}
	return t.screen.Head()
}

// title is what the window's title says.
func (t *tune) title() string {
	switch t.stage {
	case following:
		v := t.train.screen.View()
		return fmt.Sprintf("%s · %s", v.Title, percentOf(v.Share))
	case judging:
		return t.result.screen.View().Title
	}
	if t.view.Title != "" {
		return t.view.Title
	}
	return t.view.Trouble
}

// refresh is called when the screen is shown: it finds the encoders that there are.
func (t *tune) refresh() {
	t.findEncoders()
	t.show()
}

// followed is told of each new state of the classifier that is followed; before is
// what it did until then. One that is done is judged.
func (t *tune) followed(before worker.Status) {
	s := t.train.state.Status
	if s == worker.Done && before == worker.Running {
		t.w.predict.prefer(t.train.dir)
	}
	switch {
	case s == worker.Done && t.stage == following:
		t.showResult(t.train.dir)
	case s != worker.Done && before == worker.Done && t.stage == judging && t.result.dir == t.train.dir:
		t.to(following) // it learns on
	}
	if t.w.current == tuneKey {
		t.w.retitle()
	}
}

// opened is told that another classifier is followed.
func (t *tune) opened() { t.to(following) }

// showResult shows how good a classifier is.
func (t *tune) showResult(dir string) {
	t.result.open(dir)
	t.to(judging)
}

// showLast shows the classifier that was followed last.
func (t *tune) showLast() {
	switch {
	case t.train.dir == "":
	case t.train.state.Status == worker.Done:
		t.showResult(t.train.dir)
	default:
		t.to(following)
	}
}

// again goes back to the classes.
func (t *tune) again() {
	t.to(choosing)
	t.refresh()
}

// like begins anew with the classes of another classifier.
func (t *tune) like(c run.Config) {
	t.w.Go(tuneKey)
	t.open(c.Data.Folders)
}

// toggle pauses or resumes the classifier, where that is what is shown.
func (t *tune) toggle() bool {
	if t.stage != following {
		return false
	}
	t.train.toggle()
	return true
}

// start makes a run of the classes and settings at hand and lets a worker train it. A
// second click while it starts changes nothing.
func (t *tune) start() {
	if t.starting || !t.view.CanStart {
		return
	}
	t.starting = true
	t.show()
	c := t.config
	c.Data.Folders = append([]string(nil), t.folders...)
	t.w.launch(filepath.Base(t.folders[0])+" classes", c, run.CreateOptions{Corrections: t.said}, func(err error) {
		t.starting = false
		if err != nil {
			t.refuse(err.Error(), "Nothing has started and nothing is lost.")
			return
		}
		t.show()
	})
}
