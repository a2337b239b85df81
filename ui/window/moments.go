package window

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"maestudio/core/worker"
	"maestudio/ui/screen"
	"maestudio/ui/widget"
)

// follow chooses the picture of which is shown how it got better.
func (s *sheets) follow(tile int) {
	s.tile, s.moments = tile, ""
	s.refreshMoments()
}

// refreshMoments shows, in a window that has room for it, how one picture got
// better: early, at about a third of the way that counts, now, and the picture.
func (s *sheets) refreshMoments() {
	if len(s.samples) == 0 || s.w.win.Canvas().Size().Width < widget.Wide {
		return
	}
	chosen := momentsOf(s.samples)
	drawn := fmt.Sprint(s.dir, s.tile, s.honest, chosen, s.t.state.Epochs)
	if drawn == s.moments {
		return
	}
	s.moments = drawn
	tile, honest, config, state, dir, sharp := s.tile, s.honest, s.config, s.t.state, s.dir, s.originals()
	s.w.start(func(ctx context.Context) {
		var all []screen.Moment
		var picture screen.Sample
		for _, sample := range chosen {
			tiles, _, err := readSample(filepath.Join(dir, filepath.FromSlash(sample.Path)), honest, config, false, sharp)
			if err != nil || tile >= len(tiles) {
				continue
			}
			picture = tiles[tile]
			words := momentWords(sample, state)
			all = append(all, screen.Moment{Picture: picture.Redrawn, Words: strings.ToUpper(words[:1]) + words[1:]})
		}
		if len(all) == 0 {
			return
		}
		if state.Status != worker.Done {
			all = append(all, screen.Moment{Words: fmt.Sprintf("Epoch %s", number(state.Epochs))})
		}
		all = append(all, screen.Moment{Picture: picture.Picture, Words: "Picture"})
		s.w.show(ctx, func() {
			if s.moments == drawn {
				s.t.screen.SetMoments(tile, all)
			}
		})
	})
}

// momentsOf chooses up to three moments, evenly on the scale on which a model
// learns: that of the logarithm of the steps.
func momentsOf(samples []worker.Sample) []worker.Sample {
	var seen []worker.Sample
	for _, s := range samples {
		if s.Step > 0 {
			seen = append(seen, s)
		}
	}
	if len(seen) < 3 {
		return seen
	}
	first, last := seen[0], seen[len(seen)-1]
	middle := seen[1]
	for _, s := range seen[1 : len(seen)-1] {
		if s.Step*s.Step <= first.Step*last.Step { // at most the geometric mean
			middle = s
		}
	}
	return []worker.Sample{first, middle, last}
}
