// What a model learned from, for its card.

package export

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"maestudio/core/dataset/picture"
	"maestudio/core/run"
)

// lookedAt is how many pictures are asked for their format and sides.
const lookedAt = 1000

// data is a summary of a run's pictures. It names no folder: those are a person's own.
type data struct {
	Parts, Size, Formats, Sides string
	LeftOut                     int
	Classes                     []classCount
}

// classCount is how many pictures of a class there are.
type classCount struct {
	Name             string
	Learned, HeldOut int
}

func (e *export) data() (d data, err error) {
	pictures, err := run.ListPictures(e.Run)
	if err != nil {
		return d, err
	}
	out, err := run.ListLeftOut(e.Run)
	if err != nil {
		return d, err
	}
	d.LeftOut = len(out)
	count, bytes := map[run.Part]int{}, int64(0)
	classes := map[string]*classCount{}
	for _, p := range pictures {
		count[p.Part]++
		bytes += p.Size
		c := classes[p.Class]
		if c == nil {
			c = &classCount{Name: p.Class}
			classes[p.Class] = c
		}
		if p.Part == run.Train {
			c.Learned++
		} else {
			c.HeldOut++
		}
	}
	d.Parts = fmt.Sprintf("%d learned from, %d held out", count[run.Train], count[run.Validation])
	if n := count[run.Test]; n > 0 {
		d.Parts += fmt.Sprintf(", %d kept for a last test", n)
	}
	d.Size = fmt.Sprintf("%.3g MB", float64(bytes)/1e6)
	for _, name := range e.classes() {
		if c := classes[name]; c != nil {
			d.Classes = append(d.Classes, *c)
		}
	}
	d.look(pictures)
	return d, nil
}

// look asks pictures, evenly chosen, for their formats and sides; those that are gone say
// nothing.
func (d *data) look(pictures []run.Picture) {
	n := min(lookedAt, len(pictures))
	formats, sizes := map[string]int{}, [][2]int(nil)
	for i := range n {
		h, err := headerOf(pictures[i*len(pictures)/n])
		if err != nil {
			continue
		}
		formats[string(h.Format)]++
		w, high := h.Size()
		sizes = append(sizes, [2]int{w, high})
	}
	if len(sizes) == 0 {
		return
	}
	var words []string
	frequent := func(a, b string) int { return cmp.Or(cmp.Compare(formats[b], formats[a]), strings.Compare(a, b)) }
	for _, name := range slices.SortedFunc(maps.Keys(formats), frequent) {
		words = append(words, fmt.Sprintf("%d %s", formats[name], name))
	}
	d.Formats = strings.Join(words, ", ")
	short := func(size [2]int) int { return min(size[0], size[1]) }
	slices.SortFunc(sizes, func(a, b [2]int) int { return cmp.Compare(short(a), short(b)) })
	least, most := sizes[0], sizes[len(sizes)-1]
	if d.Sides = fmt.Sprintf("%d x %d pixels", least[0], least[1]); least != most {
		d.Sides = fmt.Sprintf("from %d x %d to %d x %d pixels; the short side is %d in the median", least[0], least[1], most[0], most[1], short(sizes[len(sizes)/2]))
	}
	if len(sizes) < len(pictures) {
		of := fmt.Sprintf(" (of %d that were looked at)", len(sizes))
		d.Formats, d.Sides = d.Formats+of, d.Sides+of
	}
}

func headerOf(p run.Picture) (picture.Header, error) {
	f, err := os.Open(filepath.Clean(p.Path))
	if err != nil {
		return picture.Header{}, err
	}
	defer f.Close()
	return picture.ReadHeader(f, p.Size)
}
