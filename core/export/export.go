// Package export writes the model of a run so that other programs can use it, with
// pictures and what they must give for them, so that it can be seen that they do.
// An export is a folder:
//
//	README.md            what the model is, where it comes from, how it is used
//	model.safetensors    or model.onnx
//	model.onnx.data      the weights of one that is too large for a single file
//	config.json          for Hugging Face and timm, under the names that these want
//	proof.safetensors    a few pictures as bytes and this program's results
//	example.py           ONNX: runs the model on the proof, or on pictures of one's own
//	index.html           ONNX: the same in a browser, where it is not too large for one
//
// A run of pre-training has an encoder and a reconstructor, one of fine-tuning has a
// classifier.
package export

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"maestudio/core/mae"
	"maestudio/core/run"
	"maestudio/core/run/disk"
	"maestudio/core/weights"
	"maestudio/core/weights/names"
	"maestudio/core/weights/onnx"
)

// The formats.
const (
	Safetensors = "safetensors" // the published names
	HuggingFace = "huggingface"
	Timm        = "timm"
	ONNX        = "onnx"
)

// What can be exported.
const (
	Encoder       = "encoder"
	Classifier    = "classifier"
	Reconstructor = "reconstructor"
)

// Options say what is to be written.
type Options struct {
	Run, Out string // folders
	Format   string
	What     string    // "" is what Parts names first
	Program  string    // name and version, for the model card
	Date     time.Time // for the model card
	// MostInOne is how many bytes of weights model.onnx may have before they lie in a file
	// of their own; 0 for what such a file can hold.
	MostInOne int64
	// Step (may be nil) is told what is done next, and what share of it all is done.
	Step func(doing string, share float64)
}

// export is one on its way.
type export struct {
	Options
	run    *run.Run
	config mae.Config
	file   *weights.State // in which the tensors of state lie
	state  *weights.State
	events []run.Event
}

// Write exports the model of a run, of a classifier that of its best epoch, into a folder
// that is new or empty, and returns the names of its files.
func Write(ctx context.Context, o Options) (files []string, err error) {
	e, err := open(o)
	if err != nil {
		return nil, err
	}
	defer e.file.Close()
	e.tell("Asking the model about some pictures", 0)
	var proof *weights.State
	err = weights.Guard(func() (err error) { proof, err = e.proof(ctx); return err })
	if err != nil {
		return nil, err
	}
	made, err := claim(o.Out)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			unmake(o.Out, files, made)
			files = nil
		}
	}()
	all := append(e.model(), file{proofFile, func(w io.Writer) error { return weights.Write(w, proof) }}, file{"README.md", e.card})
	for i, f := range all {
		if err := ctx.Err(); err != nil {
			return files, err
		}
		e.tell("Writing "+f.name, float64(1+i)/float64(1+len(all)))
		err := weights.Guard(func() error { return disk.WriteFile(disk.System{}, filepath.Join(o.Out, f.name), f.write) })
		if err != nil {
			return files, run.Errorf(run.Disk, err, "%s cannot be written: %v.", filepath.Join(o.Out, f.name), err)
		}
		files = append(files, f.name)
	}
	return files, nil
}

// file is one of an export.
type file struct {
	name  string
	write func(io.Writer) error
}

func (o Options) tell(doing string, share float64) {
	if o.Step != nil {
		o.Step(doing, share)
	}
}

func open(o Options) (*export, error) {
	r, err := run.Open(o.Run)
	if err != nil {
		return nil, err
	}
	if o.What == "" {
		o.What = Parts(r.Config)[0]
	}
	if err := Check(r.Config, o.Format, o.What); err != nil {
		return nil, err
	}
	e := &export{Options: o, run: r, config: r.Config.Model.MAE()}
	if e.events, err = r.Events(); err != nil {
		return nil, err
	}
	e.file, err = weights.Open(r.BestWeights())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, run.Errorf(run.NotARun, err, "The run has saved no weights yet. Go on with it first: maestudio train %s", o.Run)
	}
	if err != nil {
		return nil, run.Errorf(run.Damaged, err, "The run's weights cannot be read: %v.", err)
	}
	if e.state, err = e.parameters(e.file); err != nil {
		e.file.Close()
	}
	return e, err
}

// parameters are those that are exported, under the published names.
func (e *export) parameters(all *weights.State) (*weights.State, error) {
	s := weights.NewState()
	s.Meta = e.run.Config.Notes()
	s.Meta["program"] = e.Program
	if e.What == Encoder { // which says nothing of what it has not
		for _, key := range []string{names.DecoderHeadsKey, names.NormPixKey, names.MaskRatioKey} {
			delete(s.Meta, key)
		}
	}
	for _, spec := range specsOf(e.run.Config, e.What) {
		values, err := all.Float32(spec.Name, spec.Shape...)
		if err != nil {
			return nil, run.Errorf(run.Damaged, err, "The run's weights are of another model: %v.", err)
		}
		if err := s.AddFloat32(spec.Name, values, spec.Shape...); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// claim makes sure that nothing is written over, and tells whether it made the folder.
func claim(dir string) (made bool, err error) {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if err := (disk.System{}).MkdirAll(dir); err != nil {
			return false, run.Errorf(run.Disk, err, "No folder can be made at %s. Choose another place with --out.", dir)
		}
		return true, nil
	case err != nil:
		return false, run.Errorf(run.Exists, err, "%s is not a folder that can be written to. Choose another with --out.", dir)
	case len(entries) > 0:
		return false, run.Errorf(run.Exists, nil, "%s is not empty: it holds %s, among other things. Choose a new folder with --out.", dir, entries[0].Name())
	}
	return false, nil
}

// unmake takes away what was written of an export that came to nothing.
func unmake(dir string, files []string, made bool) {
	for _, name := range files {
		os.Remove(filepath.Join(dir, name))
	}
	if made {
		os.Remove(dir) // which fails where there is anything else
	}
}

// model are the files that hold it.
func (e *export) model() []file {
	tensors := func(s *weights.State) func(io.Writer) error {
		return func(w io.Writer) error { return weights.Write(w, s) }
	}
	switch e.Format {
	case HuggingFace:
		return append([]file{{"model.safetensors", func(w io.Writer) error {
			s, err := e.hugging()
			if err != nil {
				return err
			}
			return weights.Write(w, s)
		}}}, e.configs()...)
	case Timm:
		return append([]file{{"model.safetensors", tensors(e.state)}}, e.configs()...)
	case ONNX:
		example := file{"example.py", copyOf(exampleText)}
		if e.beside() { // and a browser, which can take 2 GB at once, cannot run it
			return []file{{besideFile, func(w io.Writer) error { return onnx.WriteBeside(w, e.graph()) }}, {onnxFile, e.onnx}, example}
		}
		return []file{{onnxFile, e.onnx}, example, {"index.html", e.page}}
	}
	return []file{{"model.safetensors", tensors(e.state)}}
}

// graph is the model as ONNX has it.
func (e *export) graph() onnx.Model {
	at := strings.LastIndexByte(e.Program, ' ')
	m := onnx.Model{Config: e.config, State: e.state, Program: e.Program[:max(0, at)], Version: e.Program[at+1:], Notes: e.state.Meta,
		Mean: e.run.Config.Augmentation.Mean, Std: e.run.Config.Augmentation.Std}
	if e.beside() {
		m.Beside = besideFile
	}
	return m
}

func (e *export) onnx(w io.Writer) error {
	switch m := e.graph(); e.What {
	case Encoder:
		return onnx.WriteEncoder(w, m)
	case Classifier:
		return onnx.WriteClassifier(w, m)
	default:
		return onnx.WriteReconstructor(w, m)
	}
}

func copyOf(text string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}
