package widget

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"maestudio/ui/theme"
)

// Certainty is the pictures of one range of confidence.
type Certainty struct {
	From, To float64 // of the confidence, 0 to 1
	Pictures int
	Right    float64 // the share of them that is right
}

// Reliability shows whether a classifier is right as often as it is sure: a bar for
// each range of confidence, as high as the share that is right, against the line on
// which all bars would end.
type Reliability struct {
	fynewidget.BaseWidget
	bins []Certainty
}

// NewReliability makes an empty diagram.
func NewReliability() *Reliability {
	r := &Reliability{}
	r.ExtendBaseWidget(r)
	return r
}

// Set shows ranges from unsure to sure; one without pictures has no bar.
func (r *Reliability) Set(bins []Certainty) {
	r.bins = bins
	r.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (r *Reliability) CreateRenderer() fyne.WidgetRenderer {
	n := &reliabilityRenderer{r: r}
	n.Refresh()
	return n
}

type reliabilityRenderer struct {
	drawing
	r     *Reliability
	drawn fyne.Size
}

const (
	reliabilityLeft  = 44
	reliabilityBelow = 40
	fewInBin         = 5 // below, a bar says little and is drawn faint
)

func (n *reliabilityRenderer) MinSize() fyne.Size { return fyne.NewSize(220, 180) }

func (n *reliabilityRenderer) Layout(size fyne.Size) {
	if size != n.drawn {
		n.build(size)
	}
}

func (n *reliabilityRenderer) Refresh() {
	n.build(n.r.Size())
	canvas.Refresh(n.r)
}

func (n *reliabilityRenderer) build(size fyne.Size) {
	n.drawn, n.objects = size, nil
	width, height := size.Width-reliabilityLeft-24, size.Height-reliabilityBelow-8
	if width < 1 || height < 1 {
		return
	}
	at := func(x, y float64) fyne.Position {
		return fyne.NewPos(reliabilityLeft+float32(x)*width, 8+float32(1-y)*height)
	}
	for i := range 5 {
		v := float64(i) / 4
		n.line(at(0, v), at(1, v), theme.Line, 1)
		n.text(percentWords(v), at(0, v).SubtractXY(reliabilityLeft, 8), reliabilityLeft-8, fyne.TextAlignTrailing)
		n.text(percentWords(v), at(v, 0).AddXY(-24, 4), 48, fyne.TextAlignCenter)
	}
	for _, b := range n.r.bins {
		if b.Pictures == 0 {
			continue
		}
		from, to := at(b.From, b.Right), at(b.To, 0)
		bar := canvas.NewRectangle(theme.Color(theme.Accent))
		if b.Pictures < fewInBin {
			bar.FillColor = theme.Color(theme.Fill)
		}
		bar.TopLeftCornerRadius, bar.TopRightCornerRadius = 3, 3
		bar.Move(fyne.NewPos(float32(int(from.X))+1, from.Y))
		bar.Resize(fyne.NewSize(max(2, float32(int(to.X))-float32(int(from.X))-2), max(2, to.Y-from.Y)))
		n.objects = append(n.objects, bar)
	}
	n.diagonal(at)
	n.text("how sure it is", at(0, 0).AddXY(0, 22), width, fyne.TextAlignCenter)
}

// diagonal is where the bars would end if it were right as often as it is sure.
func (n *reliabilityRenderer) diagonal(at func(x, y float64) fyne.Position) {
	const dashes = 24
	for i := range dashes {
		n.line(at(float64(i)/dashes, float64(i)/dashes), at((float64(i)+.6)/dashes, (float64(i)+.6)/dashes), theme.Text, 1.5)
	}
}

func percentWords(v float64) string { return strconv.Itoa(int(100*v+0.5)) + " %" }
