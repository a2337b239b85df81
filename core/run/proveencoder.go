package run

import (
	"context"
	"math"
	"slices"

	"maestudio/core/mae"
	"maestudio/core/probe"
)

// EncoderProof is what an encoder that cannot redraw knows of labelled pictures: how many
// of them are told right by those that are most alike to it, and how many by the same
// encoder before it has learned anything.
type EncoderProof struct {
	Of, Classes      int // 0 where the run's pictures have no classes
	Right, Untrained int
}

// Better tells whether it knows more than one that has learned nothing, by more than
// chance: two deviations of a difference of two counts are less than the root of as many.
func (p EncoderProof) Better() bool {
	return float64(p.Right-p.Untrained) >= math.Sqrt(float64(p.Of))
}

// encoderPictures are enough to tell the two apart.
const encoderPictures = 240

// ProveEncoder asks the run's newest encoder, and a new one of the same sizes, about the
// pictures of the run that lie in folders of classes.
func (r *Run) ProveEncoder(ctx context.Context) (p EncoderProof, err error) {
	list, err := readLabelled(r.path(labelledFile))
	if err != nil || len(list) == 0 {
		return p, err
	}
	names := classesOf(list)
	part := make([]Picture, len(list))
	for i, l := range list {
		part[i].Path = l.Path
	}
	g, lost, err := openGallery(ctx, part, numbersOf(encoderPictures, len(part)), (&worker{Run: r}).centre)
	if err != nil {
		return p, err
	}
	if len(g.index) == 0 {
		return p, Errorf(Pictures, lost, "None of the labelled pictures can be read.")
	}
	var labels []int
	for _, i := range g.index {
		label, _ := slices.BinarySearch(names, list[i].Class)
		labels = append(labels, label)
	}
	p.Of, p.Classes = len(labels), len(names)
	model, done, err := r.openModel()
	if err != nil {
		return p, err
	}
	defer done()
	for _, right := range []*int{&p.Right, &p.Untrained} {
		features, err := encoded(ctx, model, g, len(labels), 8, r.Config)
		if err != nil {
			return p, err
		}
		*right = probe.KNN(features, r.Config.Model.EncoderDim, labels)
		if err := model.Init(uint64(r.Config.Training.Seed)); err != nil {
			return p, err
		}
	}
	return p, nil
}

// encoded are the features (n, dim) of the pictures of a gallery, batch by batch.
func encoded(ctx context.Context, m *mae.Model, g *gallery, n, batch int, c Config) ([]float32, error) {
	a, dim := c.Augmentation, c.Model.EncoderDim
	images := newImages(min(batch, n), c.Model.ImageSize)
	all := make([]float32, 0, n*dim)
	for from := 0; from < n; from += images.Shape()[0] {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		g.batch(images, from, a.Mean, a.Std)
		features, err := m.Features(images)
		if err != nil {
			return nil, err
		}
		all = append(all, features.Data().([]float32)...)
	}
	return all[:n*dim], nil
}
