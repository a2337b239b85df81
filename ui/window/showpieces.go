package window

import (
	"context"
	"image"

	"maestudio/core/album"
	"maestudio/core/dataset"
)

// showpieces are the person's own pictures that Model's drawing can be made of.
type showpieces struct {
	paths   []string // the one that shows best comes first
	number  int      // of the one that is drawn
	picture image.Image
	drawn   lastScale
	chosen  string // what paths were chosen from: the first picture and the last
}

// pictures tells how many there are to learn from; one that shows well is drawn.
func (m *model) pictures(n int) {
	m.count = n
	m.suitEpochs()
	if d := m.w.data; d.count() > 0 {
		first, last := d.album.Ends(&d.left)
		if of := first + "\n" + last; of != m.chosen {
			m.chosen = of
			m.choosePictures(of, d.album, d.left.Clone())
		}
	}
	if m.w.current == modelKey {
		m.show()
	}
}

func (m *model) choosePictures(of string, a *album.Album, left *album.Left) {
	m.w.start(func(ctx context.Context) {
		paths := album.Showpieces(ctx, a.Files("", left))
		m.w.show(ctx, func() {
			if m.chosen == of && len(paths) > 0 {
				m.paths, m.number = paths, 0
				m.drawPicture()
			}
		})
	})
}

// nextPicture draws another of the pictures.
func (m *model) nextPicture() {
	if len(m.paths) == 0 { // the sample's picture stands there
		m.w.welcome.another()
		return
	}
	m.number = (m.number + 1) % len(m.paths)
	m.drawPicture()
}

// drawPicture reads the picture, away from Fyne's goroutine; one that cannot be read
// leaves the one before it.
func (m *model) drawPicture() {
	path := m.paths[m.number]
	m.w.start(func(ctx context.Context) {
		p, err := dataset.CenterCrop(path, storySide)
		if err != nil {
			return
		}
		img := p.Image()
		m.w.show(ctx, func() {
			if len(m.paths) > 0 && m.paths[m.number] == path {
				m.picture = img
				m.show()
			}
		})
	})
}
