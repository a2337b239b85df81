// A session: a person hides patches and sees at once what is drawn there.

package reconstruct

import (
	"context"
	"fmt"
	"image"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"gorgonia.org/tensor"

	"maestudio/core/dataset"
	"maestudio/core/mae"
	"maestudio/core/run"
	"maestudio/core/weights"
	"maestudio/gpu"
	"maestudio/gpu/cpu"
)

// State is a saved state of a run that can be drawn with.
type State struct {
	Name string // "Newest", "Step 1,240"
	Path string
	Step int
}

// Question is what to draw.
type Question struct {
	Picture *dataset.Picture // S x S pixels, S the model's
	Hidden  []bool           // of each patch, row by row
	States  []int            // indices into States
	Honest  bool             // mean and contrast of hidden patches are guessed, not taken from the truth
}

// Answer is what was drawn.
type Answer struct {
	Redrawn []image.Image // one for each state asked for, S x S
	Errors  []float64     // the loss on the hidden patches
	Err     error
}

// Session draws with the saved states of one run, on a goroutine of its own. It
// answers the newest question; older ones that were not begun are dropped. Its methods may be called from any
// goroutine.
type Session struct {
	config    run.Config
	states    []State
	threads   int
	questions chan task
	done      chan struct{}
	stop      context.CancelFunc
}

type task struct {
	question Question
	answer   func(Answer)
}

// OpenSession starts a session for the run in a folder; Close ends it.
func OpenSession(dir string, threads int) (*Session, error) {
	r, err := run.Open(dir)
	if err != nil {
		return nil, err
	}
	states := find(dir)
	if len(states) == 0 {
		return nil, run.Errorf(run.NotARun, nil, "%s has saved nothing yet; it does within a minute of training.", filepath.Base(dir))
	}
	ctx, stop := context.WithCancel(context.Background())
	s := &Session{config: r.Config, states: states, threads: threads, questions: make(chan task, 1), done: make(chan struct{}), stop: stop}
	go s.work(ctx)
	return s, nil
}

// find lists what can be drawn with: whole states, the oldest first, and the
// newest weights.
func find(dir string) []State {
	var all []State
	files, _ := filepath.Glob(filepath.Join(dir, "checkpoints", "step-*.safetensors"))
	slices.Sort(files)
	for _, f := range files {
		var step int
		if _, err := fmt.Sscanf(filepath.Base(f), "step-%d.safetensors", &step); err == nil {
			all = append(all, State{Name: fmt.Sprintf("Step %d", step), Path: f, Step: step})
		}
	}
	newest, _ := filepath.Glob(filepath.Join(dir, "model.safetensors"))
	if len(newest) == 1 {
		all = append(all, State{Name: "Newest", Path: newest[0], Step: math.MaxInt})
	}
	return all
}

// States returns what can be drawn with, the newest last.
func (s *Session) States() []State { return s.states }

// Config returns the run's description.
func (s *Session) Config() run.Config { return s.config }

// Ask asks for a drawing; answer is called on the session's goroutine. A
// question that still waits is dropped: only the newest counts.
func (s *Session) Ask(q Question, answer func(Answer)) {
	for {
		select {
		case s.questions <- task{q, answer}:
			return
		default:
		}
		select {
		case <-s.questions:
		default:
		}
	}
}

// Close ends the session and gives its memory back.
func (s *Session) Close() {
	s.stop()
	<-s.done
}

func (s *Session) work(ctx context.Context) {
	defer close(s.done)
	a := &artist{session: s}
	defer a.close()
	for {
		select {
		case <-ctx.Done():
			return
		case t := <-s.questions:
			t.answer(a.draw(t.question))
		}
	}
}

// artist holds the models of a session: one for each state and number of
// visible patches that was asked for last.
type artist struct {
	session *Session
	device  gpu.Device
	models  map[studio]*mae.Model
}

// studio tells models apart.
type studio struct{ state, keep int }

func (a *artist) close() {
	for _, m := range a.models {
		m.Free()
	}
	if a.device != nil {
		_ = a.device.Close()
	}
}

func (a *artist) draw(q Question) Answer {
	var answer Answer
	for _, state := range q.States {
		img, loss, err := a.drawOne(q, state)
		if err != nil {
			return Answer{Err: err}
		}
		answer.Redrawn, answer.Errors = append(answer.Redrawn, img), append(answer.Errors, loss)
	}
	return answer
}

func (a *artist) drawOne(q Question, state int) (image.Image, float64, error) {
	c := a.session.config
	hidden := 0
	noise := make([]float32, len(q.Hidden))
	for i, h := range q.Hidden {
		noise[i] = float32(i) / float32(2*len(noise))
		if h {
			noise[i] += 0.5 // those with the smallest noise stay visible
			hidden++
		}
	}
	keep := len(noise) - hidden
	if keep == 0 || hidden == 0 || len(noise) != c.Model.MAE().Patches() {
		return q.Picture.Image(), 0, nil // all or nothing hidden: nothing to learn from, or to draw
	}
	m, err := a.model(studio{state, keep}, len(noise))
	if err != nil {
		return nil, 0, err
	}
	images := normalise(q.Picture, c.Augmentation.Mean, c.Augmentation.Std)
	losses, err := m.Evaluate(images, noise)
	if err != nil {
		return nil, 0, err
	}
	out, err := m.Redraw(images, noise)
	if err != nil {
		return nil, 0, err
	}
	colours := mae.Colours{Mean: c.Augmentation.Mean, Std: c.Augmentation.Std, Honest: q.Honest}
	return mae.Pictures(images, out, m.Config(), colours)[0].Redrawn, losses[0], nil
}

// model returns the model for a state and a number of visible patches.
func (a *artist) model(key studio, patches int) (*mae.Model, error) {
	if m := a.models[key]; m != nil {
		return m, nil
	}
	if a.device == nil {
		dev, err := cpu.Open(cpu.Options{Threads: a.session.threads})
		if err != nil {
			return nil, err
		}
		a.device, a.models = dev, map[studio]*mae.Model{}
	}
	for old, m := range a.models { // one number of visible patches at a time
		if old.keep != key.keep {
			m.Free()
			delete(a.models, old)
		}
	}
	file := a.session.states[key.state]
	values, err := weights.ReadFile(file.Path)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", strings.ToLower(file.Name), err)
	}
	sizes := a.session.config.Model.MAE()
	sizes.MaskRatio = 1 - (float64(key.keep)+0.5)/float64(patches) // half a patch keeps rounding away
	m, err := mae.New(a.device, sizes)
	if err != nil {
		return nil, err
	}
	if err := m.Params().Load(values); err != nil {
		m.Free()
		return nil, fmt.Errorf("%s does not fit the run: %w", strings.ToLower(file.Name), err)
	}
	a.models[key] = m
	return m, nil
}

// normalise turns a picture into the model's input (1, 3, S, S).
func normalise(p *dataset.Picture, mean, std [3]float64) *tensor.Dense {
	n := p.Width * p.Height
	values := make([]float32, 3*n)
	for i := range n {
		for c := range 3 {
			values[c*n+i] = float32((float64(p.Pix[3*i+c])/255 - mean[c]) / std[c])
		}
	}
	return tensor.New(tensor.WithShape(1, 3, p.Height, p.Width), tensor.WithBacking(values))
}
