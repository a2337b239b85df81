package window

import (
	"context"
	"image"
	"slices"

	"maestudio/core/dataset"
	"maestudio/core/library"
	"maestudio/core/run"
	"maestudio/ui/screen"
)

// faceSide is that of a picture in the list of runs, sharp at any scale.
const faceSide = 96

// faces are pictures of three classes that a classifier tells apart: they stand where
// a run of pre-training shows what it redraws. They are read apart from the list, since
// the disk that they lie on may not answer.
type faces struct {
	w     *Window
	asked map[string]bool          // by the run's folder
	made  map[string]screen.Sample // likewise
}

// read asks for the faces of classifiers that it has not asked for.
func (f *faces) read(all []library.Summary) {
	for _, s := range all {
		if s.Config.Task != run.TaskClassify || s.Trouble != "" || f.asked[s.Dir] {
			continue
		}
		f.asked[s.Dir] = true
		f.w.start(func(ctx context.Context) {
			if made := facesOf(s.Dir, s.Config.Classify.Classes); made.Picture != nil {
				f.w.show(ctx, func() {
					f.made[s.Dir] = made
					f.w.runs.show()
					f.w.welcome.set(f.w.runs.all)
				})
			}
		})
	}
}

// facesOf reads a held-out picture each of the first, the middle and the last class;
// fewer where there are fewer classes or files are gone.
func facesOf(dir string, classes []string) screen.Sample {
	pictures, err := run.ListPictures(dir)
	if err != nil || len(classes) == 0 {
		return screen.Sample{}
	}
	first := map[string]string{}
	for _, p := range pictures {
		if _, ok := first[p.Class]; !ok && p.Part == run.Validation {
			first[p.Class] = p.Path
		}
	}
	var found []image.Image
	for _, class := range slices.Compact([]string{classes[0], classes[len(classes)/2], classes[len(classes)-1]}) {
		if p, err := dataset.CenterCrop(first[class], faceSide); err == nil {
			found = append(found, p.Image())
		}
	}
	found = append(found, nil, nil, nil)
	return screen.Sample{Picture: found[0], Hidden: found[1], Redrawn: found[2]}
}
