// The samples, taken apart and put side by side over time.

package report

import (
	"bytes"
	"encoding/base64"
	"html/template"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"

	"maestudio/core/mae"
	"maestudio/core/run"
	"maestudio/core/worker"
)

// gallery is rows of pictures: what they are, what the model sees, and what it drew
// at some moments.
type gallery struct {
	Grid   int // patches of a side
	Note   string
	Honest string // the note of the rows without help, "" where there are none
	Rows   []pictureRow
}

type pictureRow struct {
	Name, Words string
	Masked      bool   // transparent where patches are hidden
	Class       string // "helped", "honest", or "" for rows that are always shown
	Pictures    []template.URL
}

const (
	mostMoments  = 5
	mostPictures = 8
	asPhotograph = 128 // pixels: larger ones are stored with loss
)

// gallery returns nil where there are no samples that can be read.
func (s *source) gallery() (*gallery, error) {
	m := s.run.Config.Model
	g := &gallery{Grid: m.ImageSize / m.PatchSize, Note: mae.Colours{}.Note(m.NormPix)}
	for _, sample := range moments(s.state.Samples) {
		pictures, err := readSample(filepath.Join(s.dir, filepath.FromSlash(sample.Path)), m.ImageSize, m.PatchSize)
		if err != nil {
			continue // moved or damaged: the others still tell
		}
		pictures = pictures[:min(len(pictures), mostPictures)]
		if g.Rows == nil {
			g.Rows = []pictureRow{{Name: "Picture", Words: "Never trained on"}, {Name: "Hidden", Words: "What it sees", Masked: true}}
			if s.state.HeldOut == 0 {
				g.Rows[0].Words = "Trained on"
			}
			for _, p := range pictures {
				if err := g.Rows[0].add(p.Original); err != nil {
					return nil, err
				}
				if err := g.Rows[1].add(visible(p)); err != nil {
					return nil, err
				}
			}
		}
		helped, err := redrawn(sample, pictures)
		if err != nil {
			return nil, err
		}
		g.Rows = append(g.Rows, helped)
		alone, err := readSample(filepath.Join(s.dir, filepath.FromSlash(run.HonestSample(sample.Path))), m.ImageSize, m.PatchSize)
		if err != nil || len(alone) < len(pictures) {
			continue
		}
		honest, err := redrawn(sample, alone[:len(pictures)])
		if err != nil {
			return nil, err
		}
		g.Rows[len(g.Rows)-1].Class, honest.Class = "helped", "honest"
		g.Rows, g.Honest = append(g.Rows, honest), mae.Colours{Honest: true}.Note(m.NormPix)
	}
	if g.Rows == nil {
		return nil, nil
	}
	return g, nil
}

// redrawn is the row of one moment.
func redrawn(sample worker.Sample, pictures []mae.Picture) (pictureRow, error) {
	row := pictureRow{Name: "Redrawn", Words: "Step " + count(sample.Step)}
	if sample.Epoch > 1 {
		row.Words = "Epoch " + count(sample.Epoch)
	}
	for _, p := range pictures {
		if err := row.add(p.Kept()); err != nil {
			return row, err
		}
	}
	return row, nil
}

// moments chooses samples: the last, and before it each at about a third of the
// steps of the next.
func moments(all []worker.Sample) (chosen []worker.Sample) {
	next := 0
	for i := len(all) - 1; i >= 0 && len(chosen) < mostMoments; i-- {
		if len(chosen) == 0 || all[i].Step <= next/3 {
			chosen = append([]worker.Sample{all[i]}, chosen...)
			next = all[i].Step
		}
		if all[i].Step == 0 {
			break
		}
	}
	return chosen
}

func readSample(path string, side, patch int) ([]mae.Picture, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	sheet, err := png.Decode(f)
	if err != nil {
		return nil, err
	}
	return mae.ReadSheet(sheet, side, patch)
}

// visible is the picture with nothing where patches are hidden.
func visible(p mae.Picture) *image.NRGBA {
	img := image.NewNRGBA(p.Original.Rect)
	grid := img.Rect.Dx() / p.Patch
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			if !p.Hidden[y/p.Patch*grid+x/p.Patch] {
				img.SetNRGBA(x, y, p.Original.NRGBAAt(x, y))
			} else {
				img.SetNRGBA(x, y, color.NRGBA{})
			}
		}
	}
	return img
}

// add embeds a picture.
func (r *pictureRow) add(img *image.NRGBA) error {
	url, err := embedded(img, img.Rect.Dx() > asPhotograph && !r.Masked)
	r.Pictures = append(r.Pictures, url)
	return err
}

// embedded is a picture as it stands in the page itself, with or without loss.
func embedded(img *image.NRGBA, lossy bool) (template.URL, error) {
	var file bytes.Buffer
	kind := "png"
	var err error
	if lossy {
		kind = "jpeg"
		err = jpeg.Encode(&file, img, &jpeg.Options{Quality: 88})
	} else {
		err = png.Encode(&file, img)
	}
	return template.URL("data:image/" + kind + ";base64," + base64.StdEncoding.EncodeToString(file.Bytes())), err
}
