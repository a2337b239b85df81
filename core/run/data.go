// The run's pictures, as the loader and the gallery want them.

package run

import (
	"fmt"
	"strings"

	"maestudio/core/dataset"
	"maestudio/core/dataset/augment"
)

// openLoader makes the loader of the pictures that are trained on, in an order of
// their own or, with nil, shuffled.
func (w *worker) openLoader(order func(epoch uint64) []int) (err error) {
	c := w.Config
	if err := w.chooseDecoder(); err != nil {
		return err
	}
	policy, err := augment.ParsePolicy(c.Classify.Augment)
	if err != nil {
		return err
	}
	w.loader, err = dataset.NewLoader(filesOf(w.pictures), dataset.LoaderConfig{
		Augment:    policy,
		Erase:      augment.Erasing{Probability: c.Classify.Erase},
		Order:      order,
		Size:       c.Model.ImageSize,
		Batch:      w.batch,
		CropScale:  c.Augmentation.CropScale,
		Flip:       c.Augmentation.Flip,
		Mean:       float32s(c.Augmentation.Mean),
		Std:        float32s(c.Augmentation.Std),
		Seed:       uint64(c.Training.Seed),
		JPEG:       w.jpeg,
		CacheDir:   w.options.CacheDir,
		CacheLimit: w.options.CacheLimit,
		Folders:    w.folders,
		Warn:       w.warnOfPicture,
	})
	return err
}

// filesOf returns pictures as the loader knows them.
func filesOf(pictures []Picture) []dataset.File {
	files := make([]dataset.File, len(pictures))
	for i, p := range pictures {
		files[i] = dataset.File{Path: p.Path, Size: p.Size, ModTime: p.ModTime, Hash: p.Hash}
	}
	return files
}

func float32s(v [3]float64) [3]float32 {
	return [3]float32{float32(v[0]), float32(v[1]), float32(v[2])}
}

// warnOfPicture tells what the loader goes on without.
func (w *worker) warnOfPicture(trouble dataset.Warning) {
	sentence := trouble.Reason + "."
	if trouble.Path != "" {
		sentence = trouble.Path + " is replaced by another picture: " + trouble.Reason + "."
	}
	w.warn(Pictures, nil, "%s", sentence)
}

// centre reads the middle of a picture.
func (w *worker) centre(p Picture) ([]byte, error) {
	crop, err := dataset.CenterCropBy(w.jpeg, p.Path, w.Config.Model.ImageSize)
	if err != nil {
		return nil, err
	}
	return crop.Pix, nil
}

// ifMoved says what to do when the pictures are at another place.
func (w *worker) ifMoved() string {
	return fmt.Sprintf("If they were moved, say where they are now: maestudio train %s%s", w.Dir, strings.Repeat(" --data FOLDER", len(w.folders)))
}
