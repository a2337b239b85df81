package window

import (
	"context"
	"fmt"
	"path/filepath"

	"maestudio/core/run"
	"maestudio/core/worker"
	"maestudio/ui/screen"
)

// sheets are the samples of the run that is followed: the same held-out
// pictures as the model drew them at one moment after the other.
type sheets struct {
	w       *Window
	t       *train // on whose screen they are shown
	dir     string
	config  run.Config
	samples []worker.Sample
	at      int  // which is shown
	live    bool // the newest is followed
	raw     bool
	honest  bool       // without help is wanted,
	unaided bool       // and shown
	read    string     // the path of what is shown
	sharp   *originals // of dir, as finely as the screen shows them

	tile    int    // the picture of which is shown how it got better
	moments string // what that was last drawn from
}

func newSheets(w *Window, t *train) *sheets {
	return &sheets{w: w, t: t, live: true}
}

func (s *sheets) show(samples []screen.Sample, index, count int, when string) {
	if s.t.screen != nil {
		s.t.screen.SetSamples(samples, index, count, when)
	}
}

// open begins with another run.
func (s *sheets) open(dir string, c run.Config) {
	s.dir, s.config, s.samples, s.at, s.live, s.read = dir, c, nil, 0, true, ""
	s.tile, s.moments, s.sharp = 0, "", nil
	if s.t.screen.View().State != screen.TrainWaiting { // the sample's pictures stay until it has redrawn some
		s.show(nil, 0, 0, "")
	}
	s.t.screen.SetMoments(0, nil)
}

// set takes the samples that there are now.
func (s *sheets) set(samples []worker.Sample) {
	s.samples = samples
	if s.live || s.at >= len(samples) {
		s.at = max(0, len(samples)-1)
	}
	s.refresh()
	s.refreshMoments()
}

// move shows an earlier moment; at the end it follows the newest again.
func (s *sheets) move(index int) {
	s.at, s.live = index, index >= len(s.samples)-1
	s.refresh()
}

// setRaw chooses whether the visible patches are shown as the model draws them.
func (s *sheets) setRaw(on bool) {
	s.raw, s.read = on, ""
	s.refresh()
}

// setHonest chooses whether the pictures are shown without help from what is
// hidden. Runs of earlier versions have none; theirs stay as they are, and the note
// below them says so.
func (s *sheets) setHonest(on bool) {
	s.honest, s.read, s.moments = on, "", ""
	s.refresh()
	s.refreshMoments()
}

// readSample reads a sheet of the run, without help where that is wanted and there.
func readSample(path string, honest bool, c run.Config, raw bool, from *originals) (tiles []screen.Sample, unaided bool, err error) {
	if honest && c.Model.NormPix {
		if tiles, err = readSheet(run.HonestSample(path), c, raw, from); err == nil {
			return tiles, true, nil
		}
	}
	tiles, err = readSheet(path, c, raw, from)
	return tiles, false, err
}

// repaint draws hidden patches anew: they have the theme's colour.
func (s *sheets) repaint() {
	s.sharp, s.read, s.moments = nil, "", ""
	s.refresh()
	s.refreshMoments()
}

// when says which moment is shown.
func (s *sheets) when(sample worker.Sample) string {
	words := momentWords(sample, s.t.state)
	if s.at == len(s.samples)-1 {
		words += sample.Time.Local().Format(", 15:04")
	}
	return words
}

// momentWords names a moment: "epoch 10", and within the first epoch its step.
func momentWords(sample worker.Sample, state worker.State) string {
	perEpoch := state.Steps / max(1, state.Epochs)
	switch {
	case sample.Step == 0:
		return "untrained"
	case sample.Step < perEpoch:
		return fmt.Sprintf("step %s", number(sample.Step))
	default:
		return fmt.Sprintf("epoch %s", number(sample.Epoch))
	}
}

// refresh reads the sheet that is to be shown, away from Fyne's goroutine.
func (s *sheets) refresh() {
	if len(s.samples) == 0 {
		return
	}
	sample := s.samples[s.at]
	path := filepath.Join(s.dir, filepath.FromSlash(sample.Path))
	if path == s.read {
		return
	}
	s.read = path
	index, count, raw, honest, config, sharp := s.at, len(s.samples), s.raw, s.honest, s.config, s.originals()
	s.w.start(func(ctx context.Context) {
		tiles, unaided, err := readSample(path, honest, config, raw, sharp)
		s.w.show(ctx, func() {
			if err == nil && s.read == path && s.honest == honest {
				s.show(tiles, index, count, s.when(sample))
				if s.unaided != unaided {
					s.unaided = unaided
					s.t.show()
				}
			}
		})
	})
}

// originals returns the run's own.
func (s *sheets) originals() *originals {
	if s.sharp == nil {
		s.sharp = &originals{dir: s.dir}
	}
	return s.sharp
}

// firstPicture returns a held-out picture of a run, to begin with.
func (s *sheets) firstPicture(dir string) string {
	pictures, err := run.ListPictures(dir)
	if err != nil || len(pictures) == 0 {
		return ""
	}
	for _, p := range pictures {
		if p.Part == run.Validation {
			return p.Path
		}
	}
	return pictures[0].Path
}
