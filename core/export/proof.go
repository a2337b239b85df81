// What an export must give: pictures, and this program's results for them.

package export

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"

	"gorgonia.org/tensor"

	"maestudio/core/dataset"
	"maestudio/core/mae"
	"maestudio/core/run"
	"maestudio/core/vit"
	"maestudio/core/weights"
	"maestudio/core/weights/names"
	"maestudio/core/weights/onnx"
	"maestudio/gpu/cpu"
)

// proofPictures are how many an export carries.
const proofPictures = 8

const proofFile = "proof.safetensors"

// proof computes the results for pictures of the run, in float32.
func (e *export) proof(ctx context.Context) (*weights.State, error) {
	pixels, noise, err := e.pictures(ctx)
	if err != nil {
		return nil, err
	}
	return results(e.config, e.state, pixels, noise, e.What)
}

// pictures are the first of those held out (or, where none are, learned from) that
// can be read, cut as validation does, and the noise that hides their patches.
func (e *export) pictures(ctx context.Context) (pixels *tensor.Dense, noise []float32, err error) {
	all, err := run.ListPictures(e.Run)
	if err != nil {
		return nil, nil, err
	}
	side, n := e.config.ImageSize, 0
	var values []uint8
	for _, part := range []run.Part{run.Validation, run.Train} {
		for i, p := range all {
			if p.Part != part || n == proofPictures {
				continue
			}
			if err := ctx.Err(); err != nil {
				return nil, nil, err
			}
			crop, err := dataset.CenterCrop(p.Path, side)
			if err != nil {
				continue // another will do
			}
			values = append(values, crop.Pix...)
			if e.What != Classifier {
				own := make([]float32, e.config.Patches())
				e.run.Config.FixedNoise(i, own)
				noise = append(noise, own...)
			}
			n++
		}
	}
	if n == 0 {
		return nil, nil, run.Errorf(run.Pictures, nil, "None of the run's pictures can be read, and an export carries some to prove itself by. Put the folders back, or say where they are now: maestudio train %s --data FOLDER", e.Run)
	}
	return tensor.New(tensor.WithShape(n, side, side, 3), tensor.WithBacking(values)), noise, nil
}

// resultOf names what a model gives that can be compared.
var resultOf = map[string]string{Encoder: "features", Classifier: "logits", Reconstructor: "pred"}

// results is what a model gives for pictures (B, S, S, 3): the features of an encoder,
// the logits of a classifier, and of a reconstructor pred, for noise (B, N).
func results(c mae.Config, state *weights.State, pixels *tensor.Dense, noise []float32, what string) (*weights.State, error) {
	mean, std, err := scale(state.Meta)
	if err != nil {
		return nil, err
	}
	images := normalised(pixels, mean, std)
	n := pixels.Shape()[0]
	s := weights.NewState()
	s.Meta["what"] = what
	errs := []error{s.Add("pixels", pixels)}
	if what == Classifier {
		logits, classes, err := answers(c, state, images)
		if err != nil {
			return nil, err
		}
		return s, errors.Join(append(errs, s.AddFloat32("logits", logits, n, classes))...)
	}
	m, close, err := load(c, state)
	if err != nil {
		return nil, err
	}
	defer close()
	errs = append(errs, s.AddFloat32("noise", noise, n, c.Patches()))
	if what == Encoder {
		features, err := m.Features(images)
		if err != nil {
			return nil, err
		}
		errs = append(errs, s.Add("features", features))
	} else {
		out, err := m.Redraw(images, noise)
		if err != nil {
			return nil, err
		}
		errs = append(errs, s.Add("pred", out.Pred))
	}
	return s, errors.Join(errs...)
}

// load puts parameters onto the processor. A decoder that is not there is made as
// small as one can be, and not used.
func load(c mae.Config, state *weights.State) (m *mae.Model, close func(), err error) {
	found, err := names.Recognise(state)
	if err != nil {
		return nil, nil, fmt.Errorf("the model %w", err)
	}
	if !found.HasDecoder() {
		c.Decoder = vit.Config{Dim: 4, Depth: 1, Heads: 1}
	}
	all, _, err := found.Fit(c, 0)
	if err != nil {
		return nil, nil, err
	}
	device, err := cpu.Open(cpu.Options{})
	if err != nil {
		return nil, nil, err
	}
	if m, err = mae.New(device, c); err == nil {
		if err = m.Params().Load(all); err == nil {
			return m, func() { m.Free(); device.Close() }, nil
		}
		m.Free()
	}
	device.Close()
	return nil, nil, err
}

// scale reads how colours are normalised.
func scale(meta map[string]string) (mean, std [3]float64, err error) {
	m, s := names.Colours(meta)
	if m == nil || s == nil {
		return mean, std, errors.New("the model does not say how colours are normalised")
	}
	return *m, *s, nil
}

// normalised turns bytes (B, S, S, 3) into what a model takes, (B, 3, S, S).
func normalised(pixels *tensor.Dense, mean, std [3]float64) *tensor.Dense {
	n, side := pixels.Shape()[0], pixels.Shape()[1]
	area := side * side
	values := make([]float32, n*3*area)
	for i, v := range pixels.Data().([]uint8) {
		picture, at, c := i/3/area, i/3%area, i%3
		values[(picture*3+c)*area+at] = float32((float64(v)/255 - mean[c]) / std[c])
	}
	return tensor.New(tensor.WithShape(n, 3, side, side), tensor.WithBacking(values))
}

// Allowed is how far an exported model's results may be from this program's.
const Allowed = 1e-4

// Verify reads an exported model back, runs it on the pictures that lie beside it, and
// returns how many these are and the largest difference from the results there.
func Verify(dir string) (pictures int, off float64, err error) {
	proof, err := weights.ReadFile(filepath.Join(dir, proofFile))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, 0, run.Errorf(run.NotARun, err, "%s is no export of this program: it holds no %s.", dir, proofFile)
	}
	if err != nil {
		return 0, 0, run.Errorf(run.Damaged, err, "What the export is to be held against cannot be read: %v.", err)
	}
	m, err := readBack(dir)
	if err != nil {
		return 0, 0, run.Errorf(run.Damaged, err, "The exported model cannot be read: %v.", err)
	}
	defer m.Close()
	pixels, noise, want, what, err := parts(proof, m.Config)
	if err != nil {
		return 0, 0, run.Errorf(run.Damaged, err, "%s is damaged: %v.", filepath.Join(dir, proofFile), err)
	}
	got, err := results(m.Config, m.Tensors, pixels, noise, what)
	if err != nil {
		return 0, 0, run.Errorf(run.Damaged, err, "The exported model cannot be run: %v.", err)
	}
	name := resultOf[what]
	have, err := got.Float32(name, proof.Tensors[name].Shape()...)
	if err != nil {
		return 0, 0, run.Errorf(run.Damaged, err, "The exported model gives something else than what lies beside it: %v.", err)
	}
	for i, v := range want {
		if d := math.Abs(float64(have[i] - v)); d > off || d != d {
			off = d
		}
	}
	return pixels.Shape()[0], off, nil
}

// readBack opens whichever model lies in the folder.
func readBack(dir string) (*names.Model, error) {
	file, err := os.ReadFile(filepath.Join(dir, "model.onnx"))
	if errors.Is(err, fs.ErrNotExist) {
		m, err := names.Open(dir, names.Heads{})
		if err == nil && (m.Mean == nil || m.Std == nil) {
			return nil, errors.Join(errors.New("it does not say how colours are normalised"), m.Close())
		}
		if err == nil && m.Tensors.Meta[names.MeanKey] == "" { // Hugging Face and timm say it elsewhere
			m.Tensors.Meta = names.Notes(m.Config, *m.Mean, *m.Std)
		}
		return m, err
	}
	if err != nil {
		return nil, err
	}
	state, err := onnx.Weights(file)
	if err != nil {
		return nil, err
	}
	return names.Recognise(state)
}

// parts checks what a proof holds.
func parts(proof *weights.State, c mae.Config) (pixels *tensor.Dense, noise, want []float32, what string, err error) {
	what = proof.Meta["what"]
	name, known := resultOf[what]
	pixels = proof.Tensors["pixels"]
	if pixels == nil || pixels.Dtype() != tensor.Uint8 || !known || proof.Tensors[name] == nil {
		return nil, nil, nil, "", errors.New("it lacks pixels or results")
	}
	if s := pixels.Shape(); len(s) != 4 || s[1] != c.ImageSize || s[2] != c.ImageSize || s[3] != 3 {
		return nil, nil, nil, "", fmt.Errorf("its pictures are %v, the model wants %d x %d pixels", pixels.Shape(), c.ImageSize, c.ImageSize)
	}
	if what != Classifier {
		noise, err = proof.Float32("noise", pixels.Shape()[0], c.Patches())
	}
	if err == nil {
		want, err = proof.Float32(name, proof.Tensors[name].Shape()...)
	}
	return pixels, noise, want, what, err
}
