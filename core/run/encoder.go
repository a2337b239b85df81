// The encoder that a classifier starts from.

package run

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"maestudio/core/weights"
	"maestudio/core/weights/names"
)

// From makes c start from an encoder: that of a run, or of a weights file. It takes
// the sizes of the encoder and its pictures, and the colours that it knows. heads are
// those of the encoder, 0 for what the file says or is usual: they leave no trace in the
// shapes.
func (c *Config) From(path string, heads int) error {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Errorf(Settings, err, "There is no run and no weights file at %s. Give one that a pre-training made, such as runs/first.", path)
	}
	if err != nil {
		return Errorf(Damaged, err, "%s cannot be read.", path)
	}
	c.Training.Init = path
	dir := path
	if !info.IsDir() {
		dir = filepath.Dir(path)
		if !strings.HasPrefix(filepath.Base(path), strings.TrimSuffix(weightsFile, ".safetensors")) && filepath.Base(path) != bestFile {
			dir = "" // not one of a run's own files
		}
	}
	if dir != "" {
		r, err := Open(dir)
		switch {
		case err == nil:
			if err := sameHeads(path, r.Config.Model.EncoderHeads, heads); err != nil {
				return err
			}
			c.takeSizes(r.Config.Model)
			c.Augmentation.Mean, c.Augmentation.Std = r.Config.Augmentation.Mean, r.Config.Augmentation.Std
			return nil
		case CodeOf(err) != NotARun:
			return err
		case info.IsDir() && !weights.InDir(path):
			if _, other := weights.Open(path); errors.Is(other, weights.ErrONNX) || errors.Is(other, weights.ErrConfigOnly) {
				return cannotStart(path, other)
			}
			return Errorf(NotARun, err, "%s is not a run and holds no weights, so there is no encoder in it to start from. Give a run of pre-training, such as runs/first, or a file of weights; a folder of pictures goes after --data.", path)
		}
	}
	m, err := names.Open(path, names.Heads{Encoder: heads})
	if err != nil {
		return cannotStart(path, err)
	}
	defer m.Close()
	if m.Config.Encoder.Heads == 0 {
		return Errorf(Settings, nil, "The weights in %s do not say how many heads the encoder has, and their shapes do not show it. Add --encoder-heads N, as it was trained, or import them first, which asks for it.", path)
	}
	if err := sameHeads(path, m.Said().Encoder, heads); err != nil {
		return err
	}
	c.takeSizes(ModelConfig{ImageSize: m.Config.ImageSize, PatchSize: m.Config.PatchSize,
		EncoderDim: m.Config.Encoder.Dim, EncoderDepth: m.Config.Encoder.Depth, EncoderHeads: m.Config.Encoder.Heads})
	if m.SaysColours() {
		c.Augmentation.Mean, c.Augmentation.Std = *m.Mean, *m.Std
	}
	return nil
}

// EncoderReport says what a classifier of the sizes that From found takes of the weights
// that it starts from.
func (c Config) EncoderReport() (report names.Report, err error) {
	m, err := names.Open(c.Training.Init, names.Heads{Encoder: c.Model.EncoderHeads})
	if err != nil {
		return nil, err
	}
	defer m.Close()
	err = weights.Guard(func() error {
		k := c.Classifier()
		taken, err := k.TakeEncoder(m.Tensors)
		if err == nil {
			report = encoderReport(k, taken, m)
		}
		return err
	})
	return report, err
}

// EncoderFits tells of a report whether an encoder went whole into a classifier, with how
// many tensors: what is made new is the classifier's own head, and what is left over drew
// pictures.
func EncoderFits(report names.Report) (tensors int, whole bool) {
	begins := func(name string, with ...string) bool {
		return slices.ContainsFunc(with, func(w string) bool { return strings.HasPrefix(name, w) })
	}
	for _, row := range report {
		switch {
		case row.Fate == names.Matched:
			tensors++
		case row.Fate == names.LeftOver && begins(row.Name, "decoder_", "mask_token", "norm."):
		case (row.Fate == names.Missing || row.Fate == names.Renewed) && begins(row.Name, "head.", "fc_norm."):
		default:
			return 0, false
		}
	}
	return tensors, tensors > 0
}

// sameHeads refuses other heads than the weights say, 0 where they do not.
func sameHeads(path string, said, wanted int) error {
	if said == 0 || wanted == 0 || said == wanted {
		return nil
	}
	return Errorf(Settings, nil, "The encoder in %s has %s, not %d. Leave --encoder-heads away.", path, plural(said, "head"), wanted)
}

// takeSizes takes what a classifier has of them.
func (c *Config) takeSizes(m ModelConfig) {
	c.Model = ModelConfig{ImageSize: m.ImageSize, PatchSize: m.PatchSize,
		EncoderDim: m.EncoderDim, EncoderDepth: m.EncoderDepth, EncoderHeads: m.EncoderHeads}
}
