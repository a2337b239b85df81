package run

import (
	"image"

	"maestudio/core/mae"
)

// redraw shows what the model makes of some pictures under their fixed masks.
func (w *worker) redraw(g *gallery) (image.Image, error) {
	a := w.Config.Augmentation
	images := newImages(len(g.index), w.Config.Model.ImageSize)
	numbers := g.batch(images, 0, a.Mean, a.Std)
	out, err := w.model.Redraw(images, w.method.masks(fixedMasks, numbers))
	if err != nil {
		return nil, err
	}
	return mae.Sheet(mae.Pictures(images, out, w.model.Config(), mae.Colours{Mean: a.Mean, Std: a.Std}))
}
