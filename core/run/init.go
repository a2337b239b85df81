// Weights that a run starts from.

package run

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"maestudio/core/weights"
)

// readInit reads the weights that a run is to start from: those of a file, or
// the newest of another run. nil means that it starts from random ones.
func (r *Run) readInit() (*weights.State, error) {
	path := r.Config.Training.Init
	if path == "" {
		return nil, nil
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, weightsFile)
	}
	s, err := weights.ReadFile(path)
	if err != nil {
		return nil, Errorf(Damaged, err, "The weights to start from cannot be read: %s. Give a safetensors file, such as model.safetensors of another run.", unreadable(path, err))
	}
	if r.Config.Task == TaskClassify {
		return r.fittingEncoder(path, s)
	}
	fitting := weights.NewState()
	for _, spec := range r.Config.Model.MAE().Specs() {
		if _, err := s.Float32(spec.Name, spec.Shape...); err != nil {
			return nil, Errorf(Settings, err, "The weights in %s are of another model: %v. Give the run the sizes that they have, or start it without --init.", path, err)
		}
		if err := fitting.Add(spec.Name, s.Tensors[spec.Name]); err != nil {
			return nil, err
		}
	}
	return fitting, nil
}

// unreadable says why weights cannot be read, without what readers say to each other.
func unreadable(path string, err error) string {
	kind := strings.ToLower(filepath.Ext(path))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "there is no " + path
	case errors.Is(err, fs.ErrPermission):
		return "reading " + path + " is not allowed"
	case slices.Contains([]string{".pth", ".pt", ".bin", ".ckpt"}, kind):
		return path + " is PyTorch's own kind of file, which is not read; safetensors.torch.save_file writes the other"
	}
	return path + " is no safetensors file, or a damaged one"
}

// fittingEncoder is what a classifier takes of weights: the encoder, with positions
// as they are there.
func (r *Run) fittingEncoder(path string, s *weights.State) (*weights.State, error) {
	fitting, err := r.Config.Classifier().TakeEncoder(s)
	if err != nil {
		return nil, Errorf(Settings, err, "The weights in %s do not fit: %v. Give weights of a run of pre-training, such as its model.safetensors, and the sizes that they have.", path, err)
	}
	return fitting, nil
}
