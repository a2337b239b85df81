package window

import (
	"image"
	"image/png"
	"os"
	"sync"

	xdraw "golang.org/x/image/draw"

	"maestudio/core/dataset"
	"maestudio/core/mae"
	"maestudio/core/run"
	"maestudio/ui/screen"
)

// tileSide is about the largest that a tile is drawn at.
const tileSide = 240

// originals are the pictures that a run redraws, as the files have them: its
// sheets know them at the run's size only. They are read once, on a goroutine.
type originals struct {
	dir   string
	once  sync.Once
	tiles []screen.Sample // picture and hidden; nil where they cannot be read
}

// readSheet reads a sheet of samples and makes tiles of it; from (which may be
// nil) are its pictures as the files have them.
func readSheet(path string, c run.Config, raw bool, from *originals) ([]screen.Sample, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		return nil, err
	}
	rows, err := mae.ReadSheet(img, c.Model.ImageSize, c.Model.PatchSize)
	if err != nil {
		return nil, err
	}
	if from != nil {
		from.once.Do(func() { from.tiles = readOriginals(from.dir, rows) })
	}
	var tiles []screen.Sample
	for i, p := range rows {
		var known screen.Sample
		if from != nil && i < len(from.tiles) {
			known = from.tiles[i]
		}
		tiles = append(tiles, tile(p, raw, known))
	}
	return tiles, nil
}

// readOriginals reads the pictures of a sheet's rows. Where a file is gone, the
// sheet's own small picture stands in for it.
func readOriginals(dir string, rows []mae.Picture) []screen.Sample {
	pictures, err := run.SamplePictures(dir)
	if err != nil || len(pictures) != len(rows) {
		return nil // not the same pictures
	}
	tiles := make([]screen.Sample, len(rows))
	for i, p := range pictures {
		if large, err := dataset.CenterCrop(p.Path, sideOf(rows[i])); err == nil {
			tiles[i] = hiddenTile(rows[i], large.Image())
		}
	}
	return tiles
}

// sideOf is a tile's side: whole pixels a patch.
func sideOf(p mae.Picture) int {
	grid := p.Original.Rect.Dx() / p.Patch
	return max(1, tileSide/grid) * grid
}

// hiddenTile is a picture, and hidden.
func hiddenTile(p mae.Picture, picture image.Image) screen.Sample {
	return screen.Sample{Picture: picture, Hidden: hide(picture, p.Original.Rect.Dx()/p.Patch, p.Hidden, sideOf(p), 0)}
}

// tile draws one picture's three forms for the screen: visible patches are as
// sharp as the picture is, redrawn ones as the model gave them.
func tile(p mae.Picture, raw bool, known screen.Sample) screen.Sample {
	t, side := known, sideOf(p)
	if t.Picture == nil {
		t = hiddenTile(p, scaled(p.Original, side))
	}
	t.Redrawn = scaled(p.Redrawn, side)
	if !raw {
		t.Redrawn = keepVisible(t.Picture, t.Redrawn, p.Original.Rect.Dx()/p.Patch, p.Hidden)
	}
	return t
}

// scaled is a square picture at a side.
func scaled(picture image.Image, side int) image.Image {
	if picture.Bounds().Dx() == side {
		return picture
	}
	out := image.NewNRGBA(image.Rect(0, 0, side, side))
	xdraw.CatmullRom.Scale(out, out.Rect, picture, picture.Bounds(), xdraw.Src, nil)
	return out
}
