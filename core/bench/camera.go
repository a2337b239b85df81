package bench

import (
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"time"

	"maestudio/core/dataset/picture"
	"maestudio/core/internal/random"
	"maestudio/core/machine"
	"maestudio/core/practice"
)

// Decoding is what reading JPEG files takes on one processor.
type Decoding struct {
	Decoder    string  `json:"decoder"`
	Megapixels float64 `json:"megapixels"`              // of a picture
	Whole      float64 `json:"whole_milliseconds"`      // for a picture with all its pixels
	Reduced    float64 `json:"reduced_milliseconds"`    // for one as large as is kept for training
	Kept       int     `json:"short_side_that_is_kept"` // pixels, at least
}

// drawn is how many pictures are drawn for the loader where no folder is given.
const drawn = 128

// drawPictures draws JPEG files into dir.
func drawPictures(ctx context.Context, dir string) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	for i := range drawn {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := writeJPEG(filepath.Join(dir, fmt.Sprintf("picture-%d.jpg", i+1)), practice.Draw(i%len(practice.Classes()), uint64(i), practice.Side)); err != nil {
			return err
		}
	}
	return nil
}

// camera is a picture as cameras make it: its size, and noise, which is what most of
// the bytes of such files hold.
const (
	cameraWidth, cameraHeight = 4000, 3000
	cameraNoise               = 11 // grey levels from darkest to brightest
	cameraPictures            = 2
)

// drawCamera draws such pictures into dir.
func drawCamera(dir string) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	for i := range cameraPictures {
		small := picture.FromImage(practice.Draw(i, uint64(i), 400))
		p := new(picture.Resampler).Resize(small, cameraWidth, cameraHeight)
		numbers := random.New(uint64(i))
		var word uint64
		for k, v := range p.Pix {
			if k%8 == 0 {
				word = numbers.Uint64()
			}
			noise := int(word&255)*cameraNoise>>8 - cameraNoise/2
			p.Pix[k] = uint8(min(max(int(v)+noise, 0), 255))
			word >>= 8
		}
		if err := writeJPEG(filepath.Join(dir, fmt.Sprintf("camera-%d.jpg", i+1)), p.Image()); err != nil {
			return err
		}
	}
	return nil
}

func writeJPEG(path string, img image.Image) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return jpeg.Encode(f, img, &jpeg.Options{Quality: 90})
}

// decodeFolder times the decoders on some JPEG files of a folder.
func decodeFolder(ctx context.Context, dir string, short int) ([]Decoding, error) {
	const most = 12
	files, err := pictures(ctx, dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, f := range files {
		if f.Format == string(picture.JPEG) && len(names) < most {
			names = append(names, f.Path)
		}
	}
	if len(names) == 0 {
		return nil, nil
	}
	return decodings(ctx, names, short)
}

// decodings times each decoder on the JPEG files, one at a time. The processor's time
// counts where the system tells it, which other programs disturb less than a clock.
func decodings(ctx context.Context, files []string, short int) (all []Decoding, err error) {
	for _, d := range picture.Decoders() {
		one := Decoding{Decoder: string(d), Kept: short}
		for _, what := range []struct {
			ms    *float64
			short int
		}{{&one.Whole, 0}, {&one.Reduced, short}} {
			took := time.Duration(1<<63 - 1)
			for range 3 {
				start := machine.Used()
				for _, path := range files {
					if one.Megapixels, err = decodeOnce(ctx, path, d, what.short); err != nil {
						return nil, err
					}
				}
				took = min(took, machine.Used()-start)
			}
			*what.ms = 1e3 * took.Seconds() / float64(len(files))
		}
		all = append(all, one)
	}
	return all, nil
}

// decodeOnce returns how many million pixels the file has.
func decodeOnce(ctx context.Context, path string, d picture.Decoder, short int) (float64, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	h, err := picture.ReadHeader(f, info.Size())
	if err != nil {
		return 0, err
	}
	_, err = picture.Request{Limits: picture.DefaultLimits, JPEG: d, Short: short}.Decode(f, info.Size())
	return float64(h.Width) * float64(h.Height) / 1e6, err
}
