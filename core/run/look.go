// Looking at the model as it learns: validation and samples.

package run

import (
	"context"
	"fmt"
	"image"
	"image/png"
	"io"
	"path"
	"strings"

	"maestudio/core/mae"
	"maestudio/core/run/disk"
	"maestudio/core/train"
)

// heldOutLoss is the mean loss over the pictures that are held out, nil when there
// are none. The sum goes over the pictures in their order.
func (w *pretraining) heldOutLoss(ctx context.Context) (*float64, error) {
	if len(w.heldOut) == 0 {
		return nil, nil
	}
	checks, err := w.heldOutPictures(ctx)
	if err != nil {
		return nil, err
	}
	a := w.Config.Augmentation
	images := newImages(min(w.batch, len(checks.index)), w.Config.Model.ImageSize)
	sum, n := 0.0, len(checks.index)
	for from := 0; from < n; from += images.Shape()[0] {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		numbers := checks.batch(images, from, a.Mean, a.Std)
		losses, err := w.model.Evaluate(images, w.masks(fixedMasks, numbers))
		if err != nil {
			return nil, err
		}
		for _, loss := range losses[:min(len(losses), n-from)] {
			sum += loss
		}
	}
	mean := sum / float64(n)
	return &mean, nil
}

// heldOutPictures are all of them, read once.
func (w *pretraining) heldOutPictures(ctx context.Context) (*gallery, error) {
	if w.checks == nil {
		g, err := w.open(ctx, w.heldOut, numbersOf(len(w.heldOut), len(w.heldOut)), "held out for validation")
		if err != nil {
			return nil, err
		}
		w.checks = g
	}
	return w.checks, nil
}

// open makes a gallery and warns of pictures that are lost.
func (w *worker) open(ctx context.Context, part []Picture, numbers []int, what string) (*gallery, error) {
	g, lost, err := openGallery(ctx, part, numbers, w.centre)
	if err != nil {
		return nil, err
	}
	if len(g.index) == 0 {
		return nil, Errorf(Pictures, lost, "None of the pictures %s can be read any more. %s Put the folders back: %s. %s", what, w.safe(), strings.Join(w.folders, ", "), w.ifMoved())
	}
	if n := len(numbers) - len(g.index); n > 0 {
		err = w.warn(Pictures, lost, "Of the %s %s, %d cannot be read any more; the rest goes on being used.", plural(len(numbers), "picture"), what, n)
	}
	return g, err
}

// numbersOf returns n numbers spread evenly over 0 to of-1.
func numbersOf(n, of int) []int {
	numbers := make([]int, min(n, of))
	for i := range numbers {
		numbers[i] = i * of / len(numbers)
	}
	return numbers
}

// samplePictures is how many pictures are redrawn as training goes.
const samplePictures = 8

// samplePart is where the sample pictures are taken from.
func samplePart(heldOut, pictures []Picture) []Picture {
	if len(heldOut) == 0 {
		return pictures
	}
	return heldOut
}

// SamplePictures lists the pictures that the run in a folder redraws as it
// learns, a row each of its sheets. A sheet has fewer rows where some could not
// be read.
func SamplePictures(dir string) ([]Picture, error) {
	all, err := ListPictures(dir)
	if err != nil {
		return nil, err
	}
	var heldOut []Picture
	for _, p := range all {
		if p.Part == Validation {
			heldOut = append(heldOut, p)
		}
	}
	part := samplePart(heldOut, all)
	var chosen []Picture
	for _, i := range numbersOf(samplePictures, len(part)) {
		chosen = append(chosen, part[i])
	}
	return chosen, nil
}

// sample redraws the sample pictures: a few of those held out or, where none
// are, of those trained on.
func (w *pretraining) sample(s train.State) error {
	if w.shown == nil {
		part := samplePart(w.heldOut, w.pictures)
		var err error
		if w.shown, err = w.open(context.Background(), part, numbersOf(samplePictures, len(part)), "that are redrawn as samples"); err != nil {
			return err
		}
	}
	sheet, honest, err := w.redraw(w.shown)
	if err != nil {
		return err
	}
	name := fmt.Sprintf("step-%08d.png", s.Step)
	if honest != nil { // first, so that it is there when the event tells of the other
		err = w.writeSheet(HonestSample(name), honest)
	}
	if err == nil {
		err = w.writeSheet(name, sheet)
	}
	if err != nil {
		return err
	}
	return w.tell(Event{Event: EventSample, Step: s.Step, Epoch: w.epoch(s.Step), Path: path.Join(samplesDir, name)})
}

func (w *worker) writeSheet(name string, sheet image.Image) error {
	file := w.path(samplesDir, name)
	return w.write("the sample", file, 0, func() error {
		return disk.WriteFile(w.options.FS, file, func(to io.Writer) error { return png.Encode(to, sheet) })
	})
}

// HonestSample is the path of a sample without help from what is hidden (package
// mae, Colours.Honest), beside that of one with it. There is none where targets are
// not normalised, and in runs of earlier versions.
func HonestSample(path string) string { return strings.TrimSuffix(path, ".png") + "-honest.png" }

// redraw draws a sheet of a gallery's pictures: original, hidden, redrawn, and
// redrawn with the visible patches kept. honest, nil where it would be the same, is
// drawn without help from what is hidden.
func (w *pretraining) redraw(g *gallery) (sheet, honest image.Image, err error) {
	a, c := w.Config.Augmentation, w.Config.Model.MAE()
	images := newImages(len(g.index), c.ImageSize)
	numbers := g.batch(images, 0, a.Mean, a.Std)
	out, err := w.model.Redraw(images, w.masks(fixedMasks, numbers))
	if err != nil {
		return nil, nil, err
	}
	draw := func(honest bool) (image.Image, error) {
		colours := mae.Colours{Mean: a.Mean, Std: a.Std, Honest: honest}
		return mae.Sheet(mae.Pictures(images, out, c, colours), colours.Note(c.NormPix))
	}
	if sheet, err = draw(false); err == nil && c.NormPix {
		honest, err = draw(true)
	}
	return sheet, honest, err
}

// evenSamples is about how many samples a long run writes at even distances.
const evenSamples = 50

// sampleAt says after how many steps samples are written: as densely as a model
// changes. Within the first epoch that is after 0, 1, 2, 5, 10, 20, 50 ... steps,
// then at the ends of epochs: of each of the first sixteen, of every eighth part
// more, and of about fifty at even distances in a long run. So the beginning can
// be seen again slowly and the pictures stay fresh to the end; a run of a thousand
// epochs has some eighty samples, one of a million a hundred and forty.
func sampleAt(stepsPerEpoch, epochs int) func(step int) bool {
	due := map[int]bool{0: true, epochs: true} // epochs at whose ends
	for e := 1; e < epochs; e += max(1, min(e/8, (epochs+evenSamples-1)/evenSamples)) {
		due[e] = true
	}
	return func(step int) bool {
		if step%stepsPerEpoch == 0 {
			return due[step/stepsPerEpoch]
		}
		early := step < stepsPerEpoch
		for step >= 10 && step%10 == 0 {
			step /= 10
		}
		return early && (step == 1 || step == 2 || step == 5)
	}
}

// EarlySamples is how many samples a run writes before the end of its first epoch, that
// of its beginning among them.
func EarlySamples(stepsPerEpoch int) (n int) {
	due := sampleAt(stepsPerEpoch, 1)
	for step := range stepsPerEpoch {
		if due(step) {
			n++
		}
	}
	return n
}
