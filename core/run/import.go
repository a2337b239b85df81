// Models that came from elsewhere.

package run

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"maestudio/core/mae"
	"maestudio/core/run/disk"
	"maestudio/core/weights"
	"maestudio/core/weights/names"
)

// Notes are what the run's weights say about themselves.
func (c Config) Notes() map[string]string {
	if c.Task == TaskClassify {
		return c.describe()
	}
	return names.Notes(c.Model.MAE(), c.Augmentation.Mean, c.Augmentation.Std)
}

// Imported describes the run that a model from elsewhere becomes: its sizes are the
// model's, its training that of the preset nearest in size.
func Imported(file string, m *names.Model) (Config, error) {
	c, err := nearestPreset(m.Config)
	sizes := c.Model
	if c.useSizes(m); c.Model != sizes {
		c.Preset = ""
	}
	c.Training.Init = file
	return c, err
}

// Beginning describes a run of pre-training that starts from weights, a file, a folder or
// a run: its sizes are theirs, its training that of a preset, "" for the one nearest in size.
// It also returns what of these is the weights' own.
func Beginning(path, preset string) (c Config, has Beginnings, err error) {
	file := path
	if _, err := os.Stat(filepath.Join(path, configFile)); err == nil {
		file = filepath.Join(path, weightsFile)
	}
	m, err := names.Open(file, names.Heads{})
	if err != nil {
		return c, has, cannotStart(file, err)
	}
	defer m.Close()
	if c, err = Imported(path, m); err != nil || preset == "" {
		return c, Beginnings{c.Model, m.HasDecoder(), m.Said()}, err
	}
	if c, err = Preset(preset); err != nil {
		return c, has, err
	}
	sizes := c.Model
	if c.useSizes(m); c.Model != sizes {
		c.Preset = ""
	}
	c.Training.Init = path
	return c, Beginnings{c.Model, m.HasDecoder(), m.Said()}, nil
}

// Beginnings are the sizes of weights that a run starts from.
type Beginnings struct {
	Model      ModelConfig
	HasDecoder bool
	Said       names.Heads // by the file
}

// Newcomer is a model from elsewhere that was looked at; nothing was made of it yet.
type Newcomer struct {
	Kind        string
	Config      Config // of the run that it would become; heads are 0 where nobody knows
	HasDecoder  bool
	SaysPixels  bool        // whether it says which pixels it redraws
	SaysColours bool        // and how colours are normalised; else ImageNet's are taken
	Said        names.Heads // by the file
	Classes     int
	ClassNames  []string // of these, where the file says them
	Notes       []string
	Report      names.Report
}

// LookAt says what a file or folder of weights is, and what of it fits a run whose
// pictures are side pixels wide, 0 for those of the file.
func LookAt(file string, side int) (*Newcomer, error) {
	m, err := names.Open(file, names.Heads{})
	if err != nil {
		return nil, err
	}
	defer m.Close()
	c, err := Imported(file, m)
	if err != nil {
		return nil, err
	}
	if side > 0 {
		c.Model.ImageSize = side
	}
	n := &Newcomer{Kind: m.Kind, Config: c, HasDecoder: m.HasDecoder(), SaysPixels: m.SaysPixels, SaysColours: m.SaysColours(),
		Said: m.Said(), Classes: m.Classes, ClassNames: m.ClassNames, Notes: m.Notes}
	err = weights.Guard(func() (err error) {
		if err = m.Whole(); err != nil {
			return fmt.Errorf("%s %w", file, err)
		}
		_, n.Report, err = m.Fit(c.Model.MAE(), uint64(c.Training.Seed))
		return err
	})
	return n, err
}

// useSizes gives the run the sizes of a model, and the decoder of c where it has
// none.
func (c *Config) useSizes(m *names.Model) {
	from, to := m.Config, &c.Model
	to.ImageSize, to.PatchSize = from.ImageSize, from.PatchSize
	to.EncoderDim, to.EncoderDepth, to.EncoderHeads = from.Encoder.Dim, from.Encoder.Depth, from.Encoder.Heads
	to.NormEps = from.Encoder.Eps
	if m.HasDecoder() {
		to.DecoderDim, to.DecoderDepth, to.DecoderHeads = from.Decoder.Dim, from.Decoder.Depth, from.Decoder.Heads
		to.MaskRatio, to.NormPix = from.MaskRatio, from.NormPix
	}
	if m.SaysColours() {
		c.Augmentation.Mean, c.Augmentation.Std = *m.Mean, *m.Std
	}
}

// nearestPreset is the preset whose encoder has about as much to learn as one of
// these sizes: what it says of training suits.
func nearestPreset(c mae.Config) (Config, error) {
	best := Config{}
	for _, name := range PresetNames {
		p, err := Preset(name)
		if err != nil {
			return p, err
		}
		off := func(p Config) int { return abs(p.Model.MAE().Encoder.Params() - c.Encoder.Params()) }
		if best.Preset == "" || off(p) < off(best) {
			best = p
		}
	}
	return best, nil
}

func abs(n int) int { return max(n, -n) }

// Adopt makes the weights that a run starts from its newest, so that it can be
// redrawn with before it has learned anything here.
func (r *Run) Adopt() error {
	s, err := weights.Open(r.path(initFile))
	if err != nil {
		return Errorf(Damaged, err, "The weights that the run starts from cannot be read: %v.", err)
	}
	defer s.Close()
	s.Meta = r.Config.Notes()
	s.Meta["step"] = "0"
	path := r.path(weightsFile)
	err = disk.WriteFile(disk.System{}, path, func(w io.Writer) error { return weights.Write(w, s) })
	if err != nil {
		return writing(err, "the weights", path, bytesOf(s), "The run is there; go on with it.")
	}
	return nil
}

// Proof is what a model scores on a few pictures beside two guesses that need none.
type Proof struct {
	Pictures int
	Loss     float64
	Guess    mae.Guess
	Other    *OtherHeads // with which it redraws better; nil where there are none
}

// Verdict says how the model stands beside the guesses.
func (p Proof) Verdict() Verdict { return Judge(p.Guess, []float64{p.Loss}, 1, 0) }

// proofPictures are enough to tell a model that was read wrongly from a good one:
// the first is as bad as a guess on every picture.
const proofPictures = 16

// Prove lets the run's newest weights redraw pictures that the run holds out, or
// where it holds out none, some that it learns from. Where heads are unsaid, those of the
// file left no trace in it: then others are tried too.
func (r *Run) Prove(ctx context.Context, unsaid bool) (p Proof, err error) {
	g, err := r.proofPictures(ctx)
	if err != nil {
		return p, err
	}
	c := r.Config.Model.MAE()
	losses, err := r.losses(ctx, c, g)
	if err != nil {
		return p, err
	}
	p.Pictures = len(losses)
	images, noise, n := newImages(1, c.ImageSize), make([]float32, c.Patches()), float64(len(g.index))
	for i := range g.index {
		a := r.Config.Augmentation
		r.Config.FixedNoise(g.batch(images, i, a.Mean, a.Std)[0], noise)
		guess := c.Guesses(images, noise)[0]
		p.Loss += losses[i] / n
		p.Guess.Flat += guess.Flat / n
		p.Guess.Smear += guess.Smear / n
	}
	if unsaid {
		p.Other, err = r.otherHeads(ctx, g, losses)
	}
	return p, err
}

// proofPictures reads them.
func (r *Run) proofPictures(ctx context.Context) (*gallery, error) {
	pictures, err := ListPictures(r.Dir)
	if err != nil {
		return nil, err
	}
	part := heldOutFirst(pictures)
	g, lost, err := openGallery(ctx, part, numbersOf(min(proofPictures, len(part)), len(part)), (&worker{Run: r}).centre)
	if err == nil && len(g.index) == 0 {
		err = Errorf(Pictures, lost, "No picture of the run can be read, so its model cannot be shown to redraw.")
	}
	return g, err
}

// losses are those of the run's weights in a model of sizes c, one of each picture.
func (r *Run) losses(ctx context.Context, c mae.Config, g *gallery) (losses []float64, err error) {
	model, done, err := r.openModelOf(c)
	if err != nil {
		return nil, err
	}
	defer done()
	images, noise := newImages(1, c.ImageSize), make([]float32, c.Patches())
	for i := range g.index {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		a := r.Config.Augmentation
		r.Config.FixedNoise(g.batch(images, i, a.Mean, a.Std)[0], noise)
		loss, err := model.Evaluate(images, noise)
		if err != nil {
			return nil, err
		}
		losses = append(losses, loss[0])
	}
	return losses, nil
}

func heldOutFirst(pictures []Picture) (part []Picture) {
	for _, wanted := range []Part{Validation, Train} {
		for _, p := range pictures {
			if p.Part == wanted {
				part = append(part, p)
			}
		}
		if len(part) > 0 {
			break
		}
	}
	return part
}

// openModel opens a device with the run's newest weights on it.
func (r *Run) openModel() (m *mae.Model, done func(), err error) {
	return r.openModelOf(r.Config.Model.MAE())
}

// openModelOf is openModel with sizes c.
func (r *Run) openModelOf(c mae.Config) (m *mae.Model, done func(), err error) {
	s, err := weights.Open(r.path(weightsFile))
	if err != nil {
		return nil, nil, Errorf(Damaged, err, "The run has no weights that can be read: %v.", err)
	}
	defer s.Close()
	device, _, err := r.Config.Device.openAnywhere("", 0)
	if err != nil {
		return nil, nil, err
	}
	if m, err = mae.New(device, c); err == nil {
		err = weights.Guard(func() error { return m.Params().Load(s) })
	}
	if err != nil {
		if m != nil {
			m.Free()
		}
		device.Close()
		return nil, nil, err
	}
	return m, func() { m.Free(); device.Close() }, nil
}
