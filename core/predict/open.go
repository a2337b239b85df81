// Package predict uses what was learned on pictures: the classes that a classifier
// gives them, and the features that any encoder makes of them.
package predict

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"sync"

	"gorgonia.org/tensor"

	"maestudio/core/dataset/picture"
	"maestudio/core/mae"
	"maestudio/core/run"
	"maestudio/core/task/classify"
	"maestudio/core/weights"
	"maestudio/core/weights/names"
	"maestudio/gpu"
	"maestudio/gpu/cpu"
)

// Options are what can be chosen beside the model. None changes what a picture is
// taken for.
type Options struct {
	Threads int // of the device; 0: all
	Batch   int // pictures that are computed together; 0: 64
}

// Model is a classifier, or an encoder alone. Its methods may be called from several
// goroutines: their batches are computed one after the other.
type Model struct {
	Classes []string // nil of an encoder alone
	Dim     int      // of a feature

	device  gpu.Device
	size    int // of a picture, pixels
	grid    int // patches along a side
	batch   int
	scale   picture.Scale
	weights string // the file

	computing sync.Mutex // of what follows
	closed    bool
	free      func()
	// compute gives a batch's probabilities (B, C), nil of an encoder alone, and
	// features (B, D).
	compute func(images *tensor.Dense) (probabilities, features []float32, err error)
}

// ErrNoClassifier says that a model has no classes to tell apart.
var ErrNoClassifier = errors.New("it is no classifier")

// newModel opens a device for a model that has no weights yet.
func newModel(o Options) (*Model, error) {
	device, err := cpu.Open(cpu.Options{Threads: o.Threads})
	if err != nil {
		return nil, err
	}
	m := &Model{device: device, batch: o.Batch, free: func() {}}
	if m.batch == 0 {
		m.batch = 64
	}
	return m, nil
}

// Open opens a run, with the weights of its best epoch where there is one, or a
// weights file of a classifier, which says what it is.
func Open(path string, o Options) (*Model, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("There is no run and no weights file at %s. Check its name.", path)
	}
	if err != nil {
		return nil, fmt.Errorf("%s cannot be opened: %w", path, err)
	}
	m, err := newModel(o)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		err = m.openRun(path)
	} else {
		err = m.openWeights(path)
	}
	if err != nil {
		m.Close()
		return nil, err
	}
	return m, nil
}

// ErrClosed is what methods of a model return that was closed meanwhile.
var ErrClosed = errors.New("the model is closed")

// Close gives back what the model takes. It waits for a batch that is computed.
func (m *Model) Close() error {
	m.computing.Lock()
	defer m.computing.Unlock()
	if m.closed {
		return nil
	}
	m.closed = true
	m.free()
	return m.device.Close()
}

// Size is the side of what the model sees of a picture, in pixels, and grid how many
// patches it has along that.
func (m *Model) Size() (side, grid int) { return m.size, m.grid }

// ask computes a batch, when its turn has come.
func (m *Model) ask(images *tensor.Dense) (probabilities, features []float32, err error) {
	m.computing.Lock()
	defer m.computing.Unlock()
	if m.closed {
		return nil, nil, ErrClosed
	}
	return m.compute(images)
}

func (m *Model) openRun(dir string) error {
	r, err := run.Open(dir)
	if err != nil {
		return err
	}
	m.weights = r.BestWeights()
	state, err := weights.ReadFile(m.weights)
	if err != nil {
		return fmt.Errorf("The run %s has no weights that can be read: %w. Go on with it first: maestudio train %s", dir, err, dir)
	}
	a := r.Config.Augmentation
	m.scale = picture.Scale{Mean: float32s(a.Mean), Std: float32s(a.Std)}
	if r.Config.Task == run.TaskClassify {
		return m.classifier(r.Config.Classifier(), r.Config.Classify.Classes, state)
	}
	return m.encoder(r.Config.Model.MAE(), state)
}

// openWeights takes what the file says of itself.
func (m *Model) openWeights(path string) error {
	m.weights = path
	s, err := weights.Open(path)
	if err != nil {
		return fmt.Errorf("%w. Give a run folder, or the best.safetensors of a classifier.", err) // which names the file
	}
	defer s.Close()
	if s.Meta["task"] != run.TaskClassify {
		return fmt.Errorf("%s does not say that it holds a classifier, and other weights are read with their run alone. Give the run folder that it comes from instead; of weights from elsewhere, maestudio import makes one.", path)
	}
	c, classes, err := m.describe(s)
	if err != nil {
		return fmt.Errorf("%s says things of itself that cannot be: %w. Give the run folder that it comes from instead.", path, err)
	}
	return weights.Guard(func() error { return m.classifier(c, classes, s) })
}

// describe reads sizes and classes off a classifier's file.
func (m *Model) describe(s *weights.State) (c classify.Config, classes []string, err error) {
	if err := json.Unmarshal([]byte(s.Meta["classes"]), &classes); err != nil {
		return c, nil, fmt.Errorf("the classes are %q", s.Meta["classes"])
	}
	var errs [3]error
	c.ImageSize, errs[0] = strconv.Atoi(s.Meta["image_size"])
	c.Encoder.Heads, errs[1] = strconv.Atoi(s.Meta[names.EncoderHeadsKey])
	c.Encoder.Eps, errs[2] = strconv.ParseFloat(s.Meta[names.EpsKey], 64)
	if err := errors.Join(errs[:]...); err != nil {
		return c, nil, err
	}
	mean, std := names.Colours(s.Meta)
	if mean == nil || std == nil {
		return c, nil, errors.New("how colours are normalised is not said")
	}
	m.scale = picture.Scale{Mean: float32s(*mean), Std: float32s(*std)}
	patch, there := s.Tensors["patch_embed.proj.weight"]
	if !there || len(patch.Shape()) != 4 {
		return c, nil, errors.New("there is no embedding of patches")
	}
	c.Encoder.Dim, c.PatchSize = patch.Shape()[0], patch.Shape()[2]
	for s.Tensors[fmt.Sprintf("blocks.%d.norm1.weight", c.Encoder.Depth)] != nil {
		c.Encoder.Depth++
	}
	c.Classes, c.ClassToken = len(classes), s.Meta["head"] == run.HeadToken
	return c, classes, c.Validate()
}

func (m *Model) classifier(c classify.Config, classes []string, s *weights.State) error {
	model, err := classify.New(m.device, c)
	if err != nil {
		return err
	}
	m.Classes, m.Dim, m.size, m.grid, m.free = classes, c.Encoder.Dim, c.ImageSize, c.ImageSize/c.PatchSize, model.Free
	m.compute = func(images *tensor.Dense) ([]float32, []float32, error) {
		a, err := model.Ask(images)
		if err != nil {
			return nil, nil, err
		}
		classify.Softmax(a.Logits, c.Classes)
		return a.Logits, a.Features, nil
	}
	return model.Params().Load(s)
}

// encoder opens what pre-training made, whose features are means over patches.
func (m *Model) encoder(c mae.Config, s *weights.State) error {
	model, err := mae.New(m.device, c)
	if err != nil {
		return err
	}
	m.Dim, m.size, m.grid, m.free = c.Encoder.Dim, c.ImageSize, c.ImageSize/c.PatchSize, model.Free
	m.compute = func(images *tensor.Dense) ([]float32, []float32, error) {
		features, err := model.Features(images)
		if err != nil {
			return nil, nil, err
		}
		return nil, features.Data().([]float32), nil
	}
	return model.Params().Load(s)
}

func float32s(v [3]float64) [3]float32 {
	return [3]float32{float32(v[0]), float32(v[1]), float32(v[2])}
}
