package reconstruct

import (
	"fmt"
	"image"
	"strings"

	"gorgonia.org/tensor"

	"maestudio/core/dataset"
	"maestudio/core/mae"
	"maestudio/core/run"
	"maestudio/core/weights"
	"maestudio/gpu"
	"maestudio/gpu/cpu"
)

// artist holds the models of a session: those of the states that were asked
// for last, at most two.
type artist struct {
	session *Session
	device  gpu.Device
	models  map[int]*mae.Model // by state
	last    int                // the state asked for last
}

const mostModels = 2 // what is compared stands side by side

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
	// Half a patch keeps rounding away.
	m, err := a.model(state, 1-(float64(keep)+0.5)/float64(len(noise)))
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

// model returns the model of a state, hiding a share of the patches.
func (a *artist) model(state int, ratio float64) (*mae.Model, error) {
	if a.device == nil {
		dev, err := cpu.Open(cpu.Options{Threads: a.session.threads})
		if err != nil {
			return nil, err
		}
		a.device, a.models = dev, map[int]*mae.Model{}
	}
	m := a.models[state]
	if m == nil {
		var err error
		if m, err = a.open(state); err != nil {
			return nil, err
		}
	}
	a.last = state
	return m, m.SetMaskRatio(ratio)
}

// open makes the model of a state; one that was not asked for last makes room.
func (a *artist) open(state int) (*mae.Model, error) {
	for old, m := range a.models {
		if len(a.models) >= mostModels && old != a.last {
			m.Free()
			delete(a.models, old)
		}
	}
	file := a.session.states[state]
	values, err := weights.ReadFile(file.Path)
	if err != nil {
		return nil, run.Errorf(run.Damaged, err, "The weights in %s are damaged or gone.", file.Path)
	}
	m, err := mae.New(a.device, a.session.config.Model.MAE())
	if err != nil {
		return nil, err
	}
	if err := m.Params().Load(values); err != nil {
		m.Free()
		return nil, fmt.Errorf("%s does not fit the run: %w", strings.ToLower(file.Name), err)
	}
	a.models[state] = m
	return m, nil
}

// normalise turns a picture into the model's input (1, 3, S, S).
func normalise(p *dataset.Picture, mean, std [3]float64) *tensor.Dense {
	images := tensor.New(tensor.WithShape(1, 3, p.Height, p.Width), tensor.WithBacking(make([]float32, 3*p.Width*p.Height)))
	place(images, 0, p, mean, std)
	return images
}

// place writes a picture into one of the images (B, 3, S, S).
func place(images *tensor.Dense, at int, p *dataset.Picture, mean, std [3]float64) {
	n := p.Width * p.Height
	values := images.Data().([]float32)[3*n*at:]
	for i := range n {
		for c := range 3 {
			values[c*n+i] = float32((float64(p.Pix[3*i+c])/255 - mean[c]) / std[c])
		}
	}
}
