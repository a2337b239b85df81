// The encoder that a classifier starts from.

package run

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"maestudio/core/weights"
)

// From makes c start from an encoder: that of a run, or of a weights file. It takes
// the sizes of the encoder and its pictures, and the colours that it knows.
func (c *Config) From(path string) error {
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
			c.takeSizes(r.Config.Model)
			c.Augmentation.Mean, c.Augmentation.Std = r.Config.Augmentation.Mean, r.Config.Augmentation.Std
			return nil
		case info.IsDir() || CodeOf(err) != NotARun:
			return err
		}
	}
	s, err := weights.ReadFile(path)
	if err != nil {
		return Errorf(Damaged, err, "The weights to start from cannot be read: %s. Give a safetensors file, such as model.safetensors of a run.", unreadable(path, err))
	}
	m, ok := encoderSizes(s)
	if !ok {
		return Errorf(Settings, nil, "The weights in %s are of no encoder that is known here: they have not the published names (patch_embed.proj.weight, pos_embed, blocks.0 ...).", path)
	}
	c.takeSizes(m)
	return nil
}

// takeSizes takes what a classifier has of them.
func (c *Config) takeSizes(m ModelConfig) {
	c.Model = ModelConfig{ImageSize: m.ImageSize, PatchSize: m.PatchSize,
		EncoderDim: m.EncoderDim, EncoderDepth: m.EncoderDepth, EncoderHeads: m.EncoderHeads}
}

// encoderSizes reads them off the shapes of parameters. Heads leave no trace there:
// where the file does not say, they are 64 numbers wide, as published.
func encoderSizes(s *weights.State) (m ModelConfig, ok bool) {
	patch, there := s.Tensors["patch_embed.proj.weight"]
	if !there || len(patch.Shape()) != 4 {
		return m, false
	}
	m.EncoderDim, m.PatchSize = patch.Shape()[0], patch.Shape()[2]
	for _, name := range s.Names {
		if rest, is := strings.CutPrefix(name, "blocks."); is {
			number, _, _ := strings.Cut(rest, ".")
			if i, err := strconv.Atoi(number); err == nil {
				m.EncoderDepth = max(m.EncoderDepth, i+1)
			}
		}
	}
	if table, there := s.Tensors["pos_embed"]; there && len(table.Shape()) == 3 {
		for m.ImageSize/m.PatchSize*(m.ImageSize/m.PatchSize)+1 < table.Shape()[1] {
			m.ImageSize += m.PatchSize
		}
	}
	m.EncoderHeads = max(1, m.EncoderDim/64)
	if heads, err := strconv.Atoi(s.Meta["heads"]); err == nil {
		m.EncoderHeads = heads
	}
	return m, m.EncoderDepth > 0 && m.ImageSize > 0
}
