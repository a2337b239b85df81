package window

import (
	"context"

	"maestudio/core/story"
	"maestudio/ui/screen"
)

// storySide is how finely Welcome's and Model's picture is drawn: its patches
// are whole pixels.
const storySide = 448

// drawStory draws Welcome's row, away from Fyne's goroutine: a picture of the
// sample, hidden, and redrawn by a run of ours.
func (s *welcome) drawStory() {
	if look := s.w.settings.Theme; s.story.Picture == nil || s.storyTheme != look {
		s.storyTheme = look // hidden patches have the theme's colour
	} else {
		return
	}
	number := s.number
	s.w.start(func(ctx context.Context) {
		p, err := story.Show(number, storySide)
		if err != nil {
			return // it is in the program; a test reads it
		}
		grid := p.Original.Rect.Dx() / p.Patch
		told := screen.Sample{Picture: p.Sharp, Hidden: hide(p.Sharp, grid, p.Hidden, storySide, 0),
			Redrawn: keepVisible(p.Sharp, larger(p.Redrawn, storySide), grid, p.Hidden)}
		s.w.show(ctx, func() {
			s.story = told
			s.screen.SetStory(told)
			if s.w.current == modelKey {
				s.w.model.show()
			}
		})
	})
}

// another shows the next of the pictures.
func (s *welcome) another() {
	s.number++
	s.story = screen.Sample{}
	s.drawStory()
}
