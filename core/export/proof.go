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
	"slices"
	"strings"

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

// proofPictures are how many an export carries; one of a model that is run for minutes on
// each, when its graph is, carries fewer.
const (
	proofPictures = 8
	fewPictures   = 2
	large         = 1 << 30 // bytes of weights
)

func (e *export) proofPictures() int {
	if bytesOf(e.run.Config, e.What) > large {
		return fewPictures
	}
	return proofPictures
}

// Names of an export's files.
const (
	proofFile  = "proof.safetensors"
	onnxFile   = "model.onnx"
	besideFile = onnxFile + ".data"
)

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
	side, n, enough := e.config.ImageSize, 0, e.proofPictures()
	var values []uint8
	for _, part := range []run.Part{run.Validation, run.Train} {
		for i, p := range all {
			if p.Part != part || n == enough {
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

// resultsOf names what a model gives that is compared, and what must be there first.
var resultsOf = map[string][]string{Encoder: {"features", "tokens"}, Classifier: {"logits"}, Reconstructor: {"pred"}}

// results is what a model gives for pictures (B, S, S, 3): the features and tokens of an
// encoder, the logits of a classifier, and of a reconstructor pred, for noise (B, N).
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
		features, tokens, err := m.Tokens(images)
		if err != nil {
			return nil, err
		}
		errs = append(errs, s.Add("features", features), s.Add("tokens", tokens))
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

// Verify runs an exported model, a folder or the file of the model in it, on the pictures
// that lie beside it, and returns how many these are and the largest difference from the
// results there. Of ONNX it runs the file's own graph. It stops when ctx is done.
func Verify(ctx context.Context, path string) (pictures int, off float64, err error) {
	dir, model := path, filepath.Join(path, onnxFile)
	if info, err := os.Stat(path); err == nil && !info.IsDir() {
		dir, model = filepath.Dir(path), strings.TrimSuffix(path, strings.TrimPrefix(besideFile, onnxFile))
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return 0, 0, run.Errorf(run.NotARun, err, "There is nothing at %s. Give the folder of an export.", path)
	}
	proof, err := weights.ReadFile(filepath.Join(dir, proofFile))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, 0, run.Errorf(run.NotARun, err, "%s is no export of this program: it holds no %s.", dir, proofFile)
	}
	if path != dir && !isModel(path) {
		return 0, 0, run.Errorf(run.NotARun, nil, "%s is not the model of an export, which is model.onnx or model.safetensors. Give that, or the folder.", path)
	}
	if err != nil {
		return 0, 0, run.Errorf(run.Damaged, err, "What the export is to be held against cannot be read: %v.", err)
	}
	what := proof.Meta["what"]
	pixels := proof.Tensors["pixels"]
	if pixels == nil || pixels.Dtype() != tensor.Uint8 || pixels.Dims() != 4 || len(resultsOf[what]) == 0 || proof.Tensors[resultsOf[what][0]] == nil {
		return 0, 0, run.Errorf(run.Damaged, nil, "%s is damaged: it lacks pixels or results.", filepath.Join(dir, proofFile))
	}
	got, err := rerun(ctx, dir, model, proof, what)
	if ctx.Err() != nil {
		return 0, 0, ctx.Err()
	}
	if err != nil {
		return 0, 0, err
	}
	for _, name := range resultsOf[what] {
		want := proof.Tensors[name]
		if want == nil {
			continue // an export of an earlier version has no tokens
		}
		d, err := apart(name, got[name], want)
		if err != nil {
			return 0, 0, err
		}
		off = max(off, d)
	}
	return pixels.Shape()[0], off, nil
}

// isModel tells whether a file of an export is the model, or stands for it.
func isModel(path string) bool {
	base := filepath.Base(path)
	return strings.EqualFold(filepath.Ext(path), ".onnx") || base == besideFile || base == "config.json" || slices.Contains(weights.InFolder, base)
}

// apart is the largest difference between what a model gives and what it must.
func apart(name string, got, want *tensor.Dense) (off float64, err error) {
	if want.Dtype() != tensor.Float32 || got == nil || !got.Shape().Eq(want.Shape()) || got.Dtype() != tensor.Float32 {
		return 0, run.Errorf(run.Damaged, nil, "The exported model gives something else than what lies beside it: no %s of the shape %v.", name, want.Shape())
	}
	have, each := got.Data().([]float32), want.DataSize()/max(1, want.Shape()[0])
	for i, v := range want.Data().([]float32) {
		d := math.Abs(float64(have[i]) - float64(v))
		if math.IsNaN(d) || math.IsInf(d, 0) {
			return 0, run.Errorf(run.Damaged, nil, "The exported model is damaged: of picture %d its %s are no numbers (%v; beside it stands %v). Export it again.", 1+i/each, name, have[i], v)
		}
		off = max(off, d)
	}
	return off, nil
}

// rerun gives what the exported model, a file of ONNX or the weights in dir, makes of the
// pictures of a proof.
func rerun(ctx context.Context, dir, model string, proof *weights.State, what string) (map[string]*tensor.Dense, error) {
	if _, err := os.Stat(model); !errors.Is(err, fs.ErrNotExist) && strings.EqualFold(filepath.Ext(model), ".onnx") {
		return rerunONNX(ctx, model, proof)
	}
	if !weights.InDir(dir) {
		return nil, run.Errorf(run.Damaged, fs.ErrNotExist, "The model itself, model.onnx or model.safetensors, is not in %s. Export it again.", dir)
	}
	m, err := readBack(dir)
	if err != nil {
		return nil, unread(err)
	}
	defer m.Close()
	if err := checkConfig(dir, m, what); err != nil {
		return nil, err
	}
	pixels, noise, err := given(proof, m.Config, what)
	if err != nil {
		return nil, run.Errorf(run.Damaged, err, "%s is damaged: %v.", filepath.Join(dir, proofFile), err)
	}
	got, err := results(m.Config, m.Tensors, pixels, noise, what)
	if err != nil {
		return nil, run.Errorf(run.Damaged, err, "The exported model cannot be run: %v.", err)
	}
	return got.Tensors, nil
}

// rerunONNX gives what the graph in a file of ONNX makes of the pictures of a proof.
func rerunONNX(ctx context.Context, path string, proof *weights.State) (all map[string]*tensor.Dense, err error) {
	file, err := onnx.Open(path)
	if err != nil {
		return nil, unread(err)
	}
	defer file.Close()
	err = weights.Guard(func() error {
		program, err := file.Program()
		if err != nil {
			return unread(err)
		}
		if all, err = program.Run(ctx, proof.Tensors); err != nil {
			return run.Errorf(run.Damaged, err, "The exported model cannot be run: %v.", err)
		}
		return nil
	})
	if errors.Is(err, weights.ErrChanged) {
		err = unread(err)
	}
	return all, err
}

func unread(err error) error {
	return run.Errorf(run.Damaged, err, "The exported model cannot be read: %v.", err)
}

// readBack opens the weights that lie in the folder.
func readBack(dir string) (*names.Model, error) {
	m, err := names.Open(dir, names.Heads{})
	if err == nil && !m.SaysColours() {
		return nil, errors.Join(errors.New("it does not say how colours are normalised"), m.Close())
	}
	if err == nil && m.Tensors.Meta[names.MeanKey] == "" { // Hugging Face and timm say it elsewhere
		m.Tensors.Meta = names.Notes(m.Config, *m.Mean, *m.Std)
	}
	return m, err
}

// given is what a proof has for a model of these sizes.
func given(proof *weights.State, c mae.Config, what string) (pixels *tensor.Dense, noise []float32, err error) {
	pixels = proof.Tensors["pixels"]
	if s := pixels.Shape(); s[1] != c.ImageSize || s[2] != c.ImageSize || s[3] != 3 {
		return nil, nil, fmt.Errorf("its pictures are %v, the model wants %d x %d pixels", s, c.ImageSize, c.ImageSize)
	}
	if what != Classifier {
		noise, err = proof.Float32("noise", pixels.Shape()[0], c.Patches())
	}
	return pixels, noise, err
}
