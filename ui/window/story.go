package window

import (
	"context"
	"image"
	"path/filepath"

	"maestudio/core/practice"
	"maestudio/core/run"
	"maestudio/ui/screen"
)

// storyPicture is the sample picture that Welcome and Model show.
const storyClass, storySeed, storySide = 0, 5, 192

// drawStory draws Welcome's row: a picture of the sample, hidden, and redrawn
// by the newest run of the sample. Before there is one, that place is empty.
func (w *Window) drawStory(done func(screen.Sample)) {
	if w.story.Picture != nil {
		done(w.story)
		return
	}
	dirs := w.sampleRuns()
	w.start(func(ctx context.Context) {
		s := screen.Sample{Picture: practice.Draw(storyClass, storySeed, storySide)}
		s.Hidden = s.Picture
		for _, tiles := range dirs {
			if found, err := readSheet(tiles.path, tiles.config, false); err == nil && len(found) > 0 {
				s = found[0]
			}
		}
		w.show(ctx, func() {
			if len(dirs) == 0 {
				s.Hidden = hide(s.Picture, 8, w.model.newMask(64, 16), storySide, 0)
			}
			w.story = s
			done(s)
		})
	})
}

// cut is Model's drawing: the sample's picture, or the first of the person's,
// in grid x grid patches with some hidden.
func (w *Window) cut(grid int, hidden []bool) image.Image {
	picture := w.model.picture
	if picture == nil {
		if w.story.Picture == nil {
			return nil
		}
		picture = w.story.Picture
	}
	side := max(1, 448/grid) * grid
	return hide(picture, grid, hidden, side, 0.2)
}

// sheetFile is a sheet of samples and the run it is of.
type sheetFile struct {
	path   string
	config run.Config
}

// sampleRuns returns the newest sheet of a run of the built-in sample, if any.
func (w *Window) sampleRuns() []sheetFile {
	var all []sheetFile
	for _, r := range w.runs.all {
		n := len(r.State.Samples)
		if n > 0 && len(r.Config.Data.Folders) == 1 && r.Config.Data.Folders[0] == filepath.Join(cacheDir(), "sample") {
			return append(all, sheetFile{filepath.Join(r.Dir, filepath.FromSlash(r.State.Samples[n-1].Path)), r.Config})
		}
	}
	return all
}
