// Weights that a run starts from.

package run

import (
	"os"
	"path/filepath"

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
		return nil, Errorf(Damaged, err, "The weights to start from cannot be read: %v. Give a safetensors file, such as model.safetensors of another run.", err)
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
