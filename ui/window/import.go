package window

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"maestudio/core/library"
	"maestudio/core/run"
	"maestudio/core/weights"
	"maestudio/core/weights/names"
	"maestudio/ui/screen"
)

// importing makes a run of a model from elsewhere.
type importing struct {
	w       *Window
	screen  *screen.Import
	view    screen.ImportView
	path    string // the file or folder
	found   *run.Newcomer
	sizes   []int    // of pictures
	folders []string // of pictures, beside the sample
	heads   [2]string
	norm    bool
	colour  int // among colours, where the file does not say
	stop    context.CancelFunc
	dir     string // the run that was made
	gone    bool
}

// isModel tells whether what was dropped are weights: by a file's name, or by what a
// folder holds.
func isModel(path string, dir bool) bool {
	if dir {
		_, err := run.Open(path)
		return weights.InDir(path) && run.CodeOf(err) == run.NotARun
	}
	return weights.Named(path)
}

// bringIn opens the dialog; path is "" where it is not known yet.
func (w *Window) bringIn(path string) {
	if m := w.bringing; m != nil && !m.gone && path != "" && m.view.State < screen.ImportWorking {
		m.look(path)
		return
	}
	if w.win.Canvas().Overlays().Top() != nil {
		return // something else is asked
	}
	m := &importing{w: w, stop: func() {}, norm: true}
	w.bringing = m
	if d := w.data.folders; len(d) > 0 {
		m.folders = slices.Clone(d)
	}
	m.screen = screen.NewImport(screen.ImportParams{
		File:   func() { w.askModel(w.settings.LastFolder, m.look) },
		Folder: func() { w.askFolder("Which folder holds the model?", w.settings.LastFolder, m.look) },
		Name:   func(words string) { m.view.Name = words }, Picture: m.pictures,
		Size:    func(i int) { m.view.Size = i; m.examine(m.sizes[i]) },
		Heads:   m.setHeads,
		NormPix: func(on bool) { m.norm = on; m.show() },
		Colour:  m.pickColour,
		Import:  m.make, Cancel: func() { m.screen.Dialog().Hide() }, Open: m.open,
	})
	m.screen.Dialog().OnHide(func() { m.gone = true; m.stop() })
	m.show()
	m.screen.Dialog().ShowOn(w.win.Canvas())
	if path != "" {
		m.look(path)
	}
}

// look reads a file or folder and says what it is.
func (m *importing) look(path string) {
	m.path = path
	m.view = screen.ImportView{File: name(path), Doing: "Reading " + name(path) + "…", Picture: min(1, len(m.folders))}
	m.found = nil
	m.show()
	m.examine(0)
}

// examine finds out what fits a run whose pictures are of a size, 0 for the file's.
func (m *importing) examine(side int) {
	path := m.path
	m.w.start(func(ctx context.Context) {
		found, err := run.LookAt(path, side)
		m.w.show(ctx, func() {
			if m.path == path && !m.gone {
				m.looked(found, err)
			}
		})
	})
}

func (m *importing) looked(found *run.Newcomer, err error) {
	m.view.Doing = ""
	if err != nil {
		m.view.Trouble, m.view.Remedy = m.words(err), "Nothing was made. Choose another file or folder."
		m.show()
		return
	}
	if m.found == nil {
		m.begin(found)
	}
	m.found = found
	m.view.State, m.view.Trouble, m.view.Remedy = screen.ImportFound, "", ""
	m.view.Rows, m.view.Sum = rowsOf(found.Report)
	m.show()
	m.w.win.Canvas().Focus(m.screen.Main())
}

// words are an error's, with the file's name instead of its path.
func (m *importing) words(err error) string {
	words := strings.ReplaceAll(err.Error(), m.path, name(m.path))
	return fullStop(words)
}

// begin fills the dialog with what a file says of itself.
func (m *importing) begin(n *run.Newcomer) {
	c, v := n.Config.Model, &m.view
	base := filepath.Base(m.path)
	for _, end := range []string{".index.json", ".safetensors", ".pth", ".pt", ".bin", ".ckpt"} {
		base = strings.TrimSuffix(base, end)
	}
	v.Name, v.Notes = base, n.Notes
	v.Facts = []string{
		fmt.Sprintf("%s%s.", strings.ToUpper(n.Kind[:1]), n.Kind[1:]),
		fmt.Sprintf("Pictures of %d px in patches of %d px; encoder %d wide, %d deep.", c.ImageSize, c.PatchSize, c.EncoderDim, c.EncoderDepth),
	}
	v.HasDecoder = n.HasDecoder
	if n.HasDecoder {
		v.Facts[1] += fmt.Sprintf(" Decoder %d wide, %d deep.", c.DecoderDim, c.DecoderDepth)
	} else {
		v.Facts[1] += fmt.Sprintf(" It has no decoder: a new one, %d wide, %d deep, has to learn first.", c.DecoderDim, c.DecoderDepth)
	}
	if n.Classes > 0 {
		v.Facts = append(v.Facts, toldApart(n.Classes, n.ClassNames))
	}
	m.sizes, v.Sizes, v.Size = []int{c.ImageSize}, []string{fmt.Sprintf("%d px, as in the file", c.ImageSize)}, 0
	for _, side := range sizeChoices {
		if side != c.ImageSize && side%c.PatchSize == 0 && side/c.PatchSize >= 3 {
			m.sizes, v.Sizes = append(m.sizes, side), append(v.Sizes, fmt.Sprintf("%d px", side))
		}
	}
	v.AsksHeads = n.Said.Encoder == 0 || n.HasDecoder && n.Said.Decoder == 0
	m.heads = [2]string{orNothing(c.EncoderHeads), orNothing(c.DecoderHeads)}
	v.AsksPixels, m.norm = n.HasDecoder && !n.SaysPixels, c.NormPix
	v.AsksColours, m.colour = !n.SaysColours, 0
}

// colours are the usual ways to scale pixels, of which the first is taken where nobody says
// otherwise.
var colours = []struct {
	name      string
	mean, std [3]float64
}{
	{"ImageNet's, as usual", [3]float64{0.485, 0.456, 0.406}, [3]float64{0.229, 0.224, 0.225}},
	{"0.5 and 0.5: -1 to 1", [3]float64{0.5, 0.5, 0.5}, [3]float64{0.5, 0.5, 0.5}},
	{"As they are: 0 to 1", [3]float64{0, 0, 0}, [3]float64{1, 1, 1}},
}

func colourWords() (words []string) {
	for _, c := range colours {
		words = append(words, c.name)
	}
	return words
}

// toldApart says which classes a classifier told apart, the first of them by name.
func toldApart(classes int, names []string) string {
	const most = 3
	which := ""
	switch more := len(names) - most; {
	case more > 0:
		which = fmt.Sprintf(" (%s and %s more)", strings.Join(names[:most], ", "), number(more))
	case len(names) > 0:
		which = " (" + strings.Join(names, ", ") + ")"
	}
	return fmt.Sprintf("It told %s apart%s; its head is left behind.", plural(classes, "class", "classes"), which)
}

func orNothing(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// mostRows are more than any sound model has; a file with very many tensors beside its
// model would fill the dialog for minutes.
const mostRows = 300

// rowsOf is the report as the dialog shows it, with what did not simply match first.
func rowsOf(r names.Report) (rows []screen.TensorRow, sum string) {
	lines := r.Lines()
	slices.SortStableFunc(lines, func(a, b names.Line) int { return cmp.Compare(urgency(b.Fate), urgency(a.Fate)) })
	for i, l := range lines {
		if i == mostRows {
			rows = append(rows, screen.TensorRow{Name: "and " + number(len(lines)-mostRows) + " lines more"})
			break
		}
		row := screen.TensorRow{Fate: string(l.Fate), Warn: l.Fate == names.Missing || l.Fate == names.LeftOver, Name: l.Name, Size: l.Shape, From: l.From}
		if l.Blocks > 1 {
			row.Name += fmt.Sprintf("  (%d)", l.Blocks)
		}
		rows = append(rows, row)
	}
	sum = fmt.Sprintf("%s matched, %s resized, %s missing, %s left over",
		number(r.Count(names.Matched)), number(r.Count(names.Resized)), number(r.Count(names.Missing)), number(r.Count(names.LeftOver)))
	if n := r.Count(names.Renewed); n > 0 {
		sum += ", " + number(n) + " made new"
	}
	return rows, sum
}

func urgency(f names.Fate) int {
	return map[names.Fate]int{names.Missing: 3, names.LeftOver: 2, names.Resized: 1}[f]
}

func (m *importing) setHeads(decoder bool, words string) {
	if decoder {
		m.heads[1] = words
	} else {
		m.heads[0] = words
	}
}

func (m *importing) pickColour(i int) {
	m.colour = i
	m.show()
}

// The places among the pictures that can be chosen.
func (m *importing) pictureWords() []string {
	words := []string{"The built-in sample"}
	if len(m.folders) > 0 {
		words = append(words, strings.Join(m.folders, ", "))
	}
	return append(words, "Another folder…")
}

// pictures chooses what it redraws to prove itself and goes on with.
func (m *importing) pictures(i int) {
	if i < len(m.pictureWords())-1 {
		m.view.Picture = i
		m.show()
		return
	}
	m.show() // until there is an answer it stays as it was
	m.w.askFolder("Which pictures?", m.w.settings.LastFolder, func(path string) {
		m.folders, m.view.Picture = []string{path}, 1
		m.show()
	})
}

func (m *importing) show() {
	m.view.Pictures, m.view.Heads, m.view.NormPix = m.pictureWords(), m.heads, m.norm
	m.view.Colours, m.view.Colour = colourWords(), m.colour
	m.screen.Set(m.view)
}

// brought tells whether a run has weights that it did not learn here.
func brought(s library.Summary) bool {
	_, err := os.Stat(filepath.Join(s.Dir, "model.safetensors"))
	return err == nil && s.Config.Training.Init != "" && s.Config.Task != run.TaskClassify
}

// open shows the run.
func (m *importing) open() {
	m.screen.Dialog().Hide()
	m.w.train.open(m.dir, func() { m.w.Go(trainKey) })
}
