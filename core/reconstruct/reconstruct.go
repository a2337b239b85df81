// Package reconstruct redraws pictures with the model of a run, as far as that
// has learned: part of each picture is hidden, and the model says what was there.
package reconstruct

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"gorgonia.org/tensor"

	"maestudio/core/dataset"
	"maestudio/core/dataset/picture"
	"maestudio/core/mae"
	"maestudio/core/run"
	"maestudio/core/weights"
	"maestudio/gpu"
	"maestudio/gpu/cpu"
)

// Options are what can be chosen beside the run.
type Options struct {
	MaskRatio float64 // share of the patches to hide; 0 is the run's own
	Threads   int     // 0: all
	Honest    bool    // mean and contrast of hidden patches are guessed, not taken from the truth
}

// Model redraws one picture after the other.
type Model struct {
	device  gpu.Device
	model   *mae.Model
	config  mae.Config
	scale   picture.Scale
	colours mae.Colours
	images  *tensor.Dense // (1, 3, S, S)
	noise   []float32     // (N)
}

// Open takes the newest weights of a run. A run may be trained on meanwhile.
func Open(dir string, o Options) (*Model, error) {
	r, err := run.Open(dir)
	if err != nil {
		return nil, err
	}
	if r.Config.Task != run.TaskPretrain {
		return nil, fmt.Errorf("%s is a classifier, which cannot redraw pictures. Give a run of pre-training.", dir)
	}
	config := r.Config.Model.MAE()
	if o.MaskRatio != 0 {
		config.MaskRatio = o.MaskRatio
	}
	if err := config.Validate(); err != nil {
		return nil, err
	}
	state, err := weights.ReadFile(filepath.Join(dir, "model.safetensors"))
	if err != nil {
		return nil, fmt.Errorf("The run has no weights that can be read: %w. Go on with it first: maestudio train %s", err, dir)
	}
	device, err := cpu.Open(cpu.Options{Threads: o.Threads})
	if err != nil {
		return nil, err
	}
	a, side := r.Config.Augmentation, config.ImageSize
	m := &Model{
		device: device, config: config,
		scale:   picture.Scale{Mean: float32s(a.Mean), Std: float32s(a.Std)},
		colours: mae.Colours{Mean: a.Mean, Std: a.Std, Honest: o.Honest},
		images:  tensor.New(tensor.WithShape(1, 3, side, side), tensor.WithBacking(make([]float32, 3*side*side))),
		noise:   make([]float32, config.Patches()),
	}
	if err := m.load(state); err != nil {
		m.Close()
		return nil, err
	}
	return m, nil
}

func (m *Model) load(state *weights.State) (err error) {
	if m.model, err = mae.New(m.device, m.config); err != nil {
		return err
	}
	return m.model.Params().Load(state)
}

// noEpoch is the epoch of these masks; those of training count from 0, and -1
// is that of a run's own samples.
const noEpoch = -2

// Picture redraws the middle of a picture. The mask is a function of seed and
// number, so the same two hide the same patches.
func (m *Model) Picture(path string, seed uint64, number int) (mae.Picture, error) {
	crop, err := dataset.CenterCrop(path, m.config.ImageSize)
	if errors.Is(err, fs.ErrNotExist) {
		return mae.Picture{}, fmt.Errorf("There is no picture %s. Check its name.", path)
	}
	if err != nil {
		return mae.Picture{}, fmt.Errorf("%s cannot be redrawn: %w", path, err)
	}
	m.scale.Planes(m.images.Data().([]float32), crop)
	mae.Noise(seed, noEpoch, number, len(m.noise), m.noise)
	out, err := m.model.Redraw(m.images, m.noise)
	if err != nil {
		return mae.Picture{}, err
	}
	return mae.Pictures(m.images, out, m.config, m.colours)[0], nil
}

// Note says where the colours of the pictures come from; "" where the model
// predicts them itself.
func (m *Model) Note() string { return m.colours.Note(m.config.NormPix) }

// Close gives back what the model takes.
func (m *Model) Close() error {
	if m.model != nil {
		m.model.Free()
	}
	return m.device.Close()
}

func float32s(v [3]float64) [3]float32 {
	return [3]float32{float32(v[0]), float32(v[1]), float32(v[2])}
}
