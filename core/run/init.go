// Weights that a run starts from.

package run

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"maestudio/core/task/classify"
	"maestudio/core/weights"
	"maestudio/core/weights/names"
)

// start is what a run starts from. Its tensors lie in the file until close.
type start struct {
	model   *names.Model
	tensors *weights.State
	report  names.Report
}

func (s *start) close() {
	if s != nil {
		s.model.Close()
	}
}

// readInit reads the weights that a run is to start from: those of any readable
// file or folder, or the newest of another run. nil means that it starts from random
// ones. What the file lacks (a decoder) starts as it does in a new model.
func (r *Run) readInit() (*start, error) {
	path := r.Config.Training.Init
	if path == "" {
		return nil, nil
	}
	if _, err := os.Stat(filepath.Join(path, configFile)); err == nil {
		path = filepath.Join(path, weightsFile)
	}
	c := &r.Config.Model
	m, err := names.Open(path, names.Heads{Encoder: c.EncoderHeads, Decoder: c.DecoderHeads})
	if err != nil {
		return nil, cannotStart(path, err)
	}
	c.NormEps = m.Config.Encoder.Eps
	fitting := r.fittingModel
	if r.Config.Task == TaskClassify {
		fitting = r.fittingEncoder
	}
	s, err := fitting(path, m)
	if err == nil {
		err = finite(path, s.tensors)
	}
	if err != nil {
		m.Close()
		return nil, err
	}
	return s, nil
}

// finite refuses weights that nothing can be made of: what they redraw would be no number,
// and training would run away in its first step.
func finite(path string, s *weights.State) error {
	if err := weights.Guard(s.Finite); err != nil {
		return Errorf(Damaged, err, "%s %v. Give an earlier checkpoint, or fetch it again.", path, err)
	}
	return nil
}

// fittingModel is what a run of pre-training takes of weights: all that fits.
func (r *Run) fittingModel(path string, m *names.Model) (*start, error) {
	c, s := r.Config.Model.MAE(), &start{model: m}
	err := m.CheckHeads(c)
	if err == nil {
		err = weights.Guard(func() (err error) {
			s.tensors, s.report, err = m.Fit(c, uint64(r.Config.Training.Seed))
			return err
		})
	}
	switch whole := m.Whole(); {
	case err != nil && whole != nil:
		return nil, Errorf(Damaged, err, "%s %v. Fetch it again, or give another.", path, whole)
	case err != nil:
		return nil, Errorf(Settings, err, "The weights in %s are of another model: %v. Leave the sizes away, and theirs are taken.", path, err)
	}
	return s, nil
}

// cannotStart says that nothing can start from what is at path, and what can.
func cannotStart(path string, err error) error {
	if errors.Is(err, weights.ErrONNX) || errors.Is(err, weights.ErrConfigOnly) || errors.Is(err, names.ErrSavedState) { // which say it themselves
		return Errorf(Damaged, err, "A run cannot start from that: %v.", err)
	}
	return Errorf(Damaged, err, "The weights to start from cannot be read: %s. Give a file or folder of weights: safetensors, PyTorch's .pth, or another run.", unreadable(path, err))
}

// unreadable says why weights cannot be read.
func unreadable(path string, err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "there is no " + path
	case errors.Is(err, fs.ErrPermission):
		return "reading " + path + " is not allowed"
	}
	return err.Error()
}

// fittingEncoder is what a classifier takes of weights: the encoder, with positions
// as they are there.
func (r *Run) fittingEncoder(path string, m *names.Model) (*start, error) {
	s := &start{model: m}
	err := weights.Guard(func() (err error) {
		c := r.Config.Classifier()
		if s.tensors, err = c.TakeEncoder(m.Tensors); err == nil {
			s.report = encoderReport(c, s.tensors, m)
		}
		return err
	})
	if err != nil {
		return nil, Errorf(Settings, err, "The weights in %s do not fit: %v. Give weights of a run of pre-training, such as its model.safetensors, and the sizes that they have.", path, err)
	}
	return s, nil
}

// encoderReport says what a classifier takes of a model's tensors: its head is new, and
// what is not of the encoder is left over.
func encoderReport(c classify.Config, taken *weights.State, m *names.Model) (report names.Report) {
	used := map[string]bool{} // or made new in its place
	for _, spec := range c.Specs() {
		row := names.Row{Name: spec.Name, From: m.From[spec.Name], Shape: spec.Shape, Fate: names.Matched}
		switch t, there := taken.Tensors[spec.Name]; {
		case !there:
			if row.Fate = names.Missing; m.Tensors.Tensors[spec.Name] != nil {
				row.Fate = names.Renewed
			} else {
				row.From = ""
			}
			if c.Classes == 0 { // which are not known yet
				row.Shape = nil
			}
		case !slices.Equal([]int(t.Shape()), spec.Shape):
			row.Fate = names.Resized
		}
		used[spec.Name] = true
		report = append(report, row)
	}
	return append(report, m.Beside(used)...)
}
