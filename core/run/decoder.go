// Who reads JPEG. Decoders differ by a grey level here and there, and by more where they
// leave pixels out, so a run names the one that it began with and goes on with it. One
// from before there was a choice has no name and goes on with Go's.

package run

import (
	"slices"

	"maestudio/core/dataset/picture"
)

// chooseDecoder takes the run's decoder of JPEG, and where this program lacks it, the
// best that is there, with a warning.
func (w *worker) chooseDecoder() error {
	began := picture.Decoder(w.Config.Data.JPEG)
	if slices.Contains(picture.Decoders(), began) {
		w.jpeg = began
		return nil
	}
	w.jpeg = picture.Best()
	return w.warn(Pictures, nil, "This run was begun with %s to read JPEG and goes on with %s, the best that this program has: "+
		"its numbers will differ in their last digits from those of an undisturbed run.", named(began), named(w.jpeg))
}

func named(d picture.Decoder) string {
	if d == picture.Go {
		return "Go's decoder"
	}
	return string(d)
}
