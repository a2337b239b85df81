package reconstruct

import (
	"image"

	"maestudio/core/dataset"
	"maestudio/core/dataset/picture"
)

// ReadPicture reads the middle of a picture twice: with size x size pixels, as
// the model gets it, and with sharp x sharp, for a person.
func ReadPicture(path string, size, sharp int) (*dataset.Picture, image.Image, error) {
	p, err := dataset.Decode(path)
	if err != nil {
		return nil, nil, err
	}
	r := new(picture.Resampler)
	small := r.CenterCrop(p, size)
	return small, r.CenterCrop(p, sharp).Image(), nil
}
