// Package export writes the model of a run so that other programs can use it, with
// pictures and what they must give for them, so that it can be seen that they do.
// An export is a folder:
//
//	README.md            what the model is, where it comes from, how it is used
//	model.safetensors    or model.onnx
//	config.json          for Hugging Face and timm, under the names that these want
//	proof.safetensors    a few pictures as bytes and this program's results
//	example.py           ONNX: runs the model on the proof, or on pictures of one's own
//	index.html           ONNX: the same in a browser
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
	Run, Out     string // folders
	Format, What string
	Program      string    // name and version, for the model card
	Date         time.Time // for the model card
}

// export is one on its way.
type export struct {
	Options
	run    *run.Run
	config mae.Config
	state  *weights.State
	events []run.Event
}

// Write exports the newest weights of a run into a folder that is new or empty, and
// returns the names of its files.
func Write(ctx context.Context, o Options) (files []string, err error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	e, err := open(o)
	if err != nil {
		return nil, err
	}
	proof, err := e.proof(ctx)
	if err != nil {
		return nil, err
	}
	if err := claim(o.Out); err != nil {
		return nil, err
	}
	all := append(e.model(), file{"proof.safetensors", func(w io.Writer) error { return weights.Write(w, proof) }}, file{"README.md", e.card})
	for _, f := range all {
		if err := disk.WriteFile(disk.System{}, filepath.Join(o.Out, f.name), f.write); err != nil {
			return nil, run.Errorf(run.Disk, err, "%s cannot be written: %v.", filepath.Join(o.Out, f.name), err)
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

// check refuses what cannot be written, with what can.
func (o Options) check() error {
	switch {
	case o.What == Classifier:
		return run.Errorf(run.Settings, nil, "A run of pre-training has no classifier. Export its encoder: --what encoder.")
	case o.What != Encoder && o.What != Reconstructor:
		return run.Errorf(run.Settings, nil, "There is no %q to export. There are encoder, classifier and reconstructor.", o.What)
	case o.Format == Timm && o.What == Reconstructor:
		return run.Errorf(run.Settings, nil, "timm has no masked autoencoders, only their encoders. Export the encoder, or the reconstructor as safetensors, huggingface or onnx.")
	case o.Format != Safetensors && o.Format != HuggingFace && o.Format != Timm && o.Format != ONNX:
		return run.Errorf(run.Settings, nil, "There is no format %q. There are safetensors, huggingface, timm and onnx.", o.Format)
	}
	return nil
}

func open(o Options) (*export, error) {
	r, err := run.Open(o.Run)
	if err != nil {
		return nil, err
	}
	e := &export{Options: o, run: r, config: r.Config.Model.MAE()}
	if e.events, err = r.Events(); err != nil {
		return nil, err
	}
	all, err := weights.ReadFile(filepath.Join(o.Run, "model.safetensors"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, run.Errorf(run.NotARun, err, "The run has saved no weights yet. Go on with it first: maestudio train %s", o.Run)
	}
	if err != nil {
		return nil, run.Errorf(run.Damaged, err, "The run's weights cannot be read: %v.", err)
	}
	e.state, err = e.parameters(all)
	return e, err
}

// parameters are those that are exported, under the published names.
func (e *export) parameters(all *weights.State) (*weights.State, error) {
	s := weights.NewState()
	s.Meta = names.Notes(e.config, e.run.Config.Augmentation.Mean, e.run.Config.Augmentation.Std)
	s.Meta["program"] = e.Program
	if e.What == Encoder { // which says nothing of what it has not
		for _, key := range []string{names.DecoderHeadsKey, names.NormPixKey, names.MaskRatioKey} {
			delete(s.Meta, key)
		}
	}
	for _, spec := range e.config.Specs() {
		if e.What == Encoder && (strings.HasPrefix(spec.Name, "decoder_") || spec.Name == "mask_token") {
			continue
		}
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

// claim makes sure that nothing is written over.
func claim(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if err := (disk.System{}).MkdirAll(dir); err != nil {
			return run.Errorf(run.Disk, err, "No folder can be made at %s. Choose another place with --out.", dir)
		}
		return nil
	case err != nil:
		return run.Errorf(run.Exists, err, "%s is not a folder that can be written to. Choose another with --out.", dir)
	case len(entries) > 0:
		return run.Errorf(run.Exists, nil, "%s is not empty: it holds %s, among other things. Choose a new folder with --out.", dir, entries[0].Name())
	}
	return nil
}

// model are the files that hold it.
func (e *export) model() []file {
	tensors := func(s *weights.State) func(io.Writer) error {
		return func(w io.Writer) error { return weights.Write(w, s) }
	}
	switch e.Format {
	case HuggingFace:
		return []file{
			{"model.safetensors", func(w io.Writer) error {
				s, err := e.hugging()
				if err != nil {
					return err
				}
				return weights.Write(w, s)
			}},
			{"config.json", e.huggingConfig},
			{"preprocessor_config.json", e.huggingPreprocessor},
		}
	case Timm:
		return []file{{"model.safetensors", tensors(e.state)}, {"config.json", e.timmConfig}}
	case ONNX:
		return []file{{"model.onnx", e.onnx}, {"example.py", copyOf(exampleText)}, {"index.html", e.page}}
	}
	return []file{{"model.safetensors", tensors(e.state)}}
}

func (e *export) onnx(w io.Writer) error {
	at := strings.LastIndexByte(e.Program, ' ')
	program, version := e.Program[:max(0, at)], e.Program[at+1:]
	m := onnx.Model{Config: e.config, State: e.state, Program: program, Version: version, Notes: e.state.Meta,
		Mean: e.run.Config.Augmentation.Mean, Std: e.run.Config.Augmentation.Std}
	if e.What == Encoder {
		return onnx.WriteEncoder(w, m)
	}
	return onnx.WriteReconstructor(w, m)
}

func copyOf(text string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}
