package widget

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"maestudio/ui/theme"
)

// answerPicture is the side of a row's picture.
const answerPicture = 36

// answerRow is one row of an AnswerList: picture, file, class, how sure.
type answerRow struct {
	control
	view     AnswerView
	picture  image.Image
	selected bool
	ringed   bool
	loads    loads
	stale    bool // shows what an earlier use left
}

func newAnswerRow() *answerRow {
	r := &answerRow{}
	r.skipped = true // the list moves the focus
	r.extend(r)
	return r
}

func (r *answerRow) forget() {
	r.loads.end()
	r.picture, r.stale = nil, true
}

// set shows something else in the row, if it is something else.
func (r *answerRow) set(v AnswerView, selected, ringed bool) {
	if r.view == v && r.selected == selected && r.ringed == ringed && !r.stale {
		return
	}
	r.view, r.selected, r.ringed, r.stale = v, selected, ringed, false
	r.hint = v.File
	if v.Trouble != "" {
		r.hint += ": " + v.Trouble
	}
	r.Refresh()
}

// AnswerColumns are where the columns of an AnswerList begin in a width, for the words
// above them: file, class, how sure.
func AnswerColumns(width float32) (file, class, sure float32) {
	file = answerPicture + 20
	room := width - file - answerEnd
	return file, file + float32(int(room*.28)), file + float32(int(room*.52))
}

// answerEnd is the room for the value and the arrow at the right end.
const answerEnd = 92

// NewAnswerHead makes the words above an AnswerList's columns.
func NewAnswerHead() fyne.CanvasObject {
	return container.New(answerHead{}, NewText("File", Caption, theme.Faint), NewText("Class", Caption, theme.Faint), NewText("How sure", Caption, theme.Faint))
}

type answerHead struct{}

func (answerHead) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, 16) }

func (answerHead) Layout(o []fyne.CanvasObject, size fyne.Size) {
	file, class, sure := AnswerColumns(size.Width)
	for i, x := range []float32{file, class, sure} {
		o[i].Resize(o[i].MinSize())
		o[i].Move(fyne.NewPos(x, 0))
	}
}

// CreateRenderer implements fyne.Widget.
func (r *answerRow) CreateRenderer() fyne.WidgetRenderer {
	n := &answerRowRenderer{row: r, ground: canvas.NewRectangle(nil), focus: canvas.NewRectangle(nil), line: canvas.NewRectangle(nil),
		thumb: newStill(answerPicture, 4), file: NewEllipsis("", Body, theme.Text), class: NewEllipsis("", Body, theme.Text),
		bar: NewBar(0, theme.Fill), value: NewText("", Body, theme.Dim).Right(), arrow: NewIcon(theme.IconChevron, theme.Faint, 14)}
	n.Refresh()
	return n
}

type answerRowRenderer struct {
	row                 *answerRow
	ground, focus, line *canvas.Rectangle
	thumb               *still
	file, class, value  *Text
	bar                 *Bar
	arrow               *Icon
}

func (r *answerRowRenderer) MinSize() fyne.Size { return fyne.NewSize(320, answerHeight) }

func (r *answerRowRenderer) Layout(size fyne.Size) {
	const reach, height = answerReach, answerHeight - 1
	width := size.Width
	r.ground.Move(fyne.NewPos(-reach, 0))
	r.ground.Resize(fyne.NewSize(width+2*reach, height))
	r.focus.Move(fyne.NewPos(-reach+1, 1))
	r.focus.Resize(fyne.NewSize(width+2*reach-2, height-2))
	r.line.Move(fyne.NewPos(0, height))
	r.line.Resize(fyne.NewSize(width, 1))
	put := func(o fyne.CanvasObject, x, width, tall float32) {
		o.Move(fyne.NewPos(x, float32(int((height-tall)/2))))
		o.Resize(fyne.NewSize(max(0, width), tall))
	}
	file, class, sure := AnswerColumns(width)
	put(r.thumb, 0, answerPicture, answerPicture)
	put(r.file, file, class-file-16, Body.Line)
	end := width - answerEnd
	if r.row.view.Trouble != "" {
		put(r.class, class, width-class-28, Body.Line)
	} else {
		put(r.class, class, sure-class-16, Body.Line)
	}
	put(r.bar, sure, end-sure, 6)
	put(r.value, end+8, 52, Body.Line)
	put(r.arrow, width-14, 14, 14)
}

func (r *answerRowRenderer) Refresh() {
	row, v := r.row, r.row.view
	ground := theme.None
	switch {
	case row.selected:
		ground = theme.Press
	case row.hovered:
		ground = theme.Raised
	}
	r.ground.FillColor, r.ground.CornerRadius = theme.Color(ground), 6
	r.focus.FillColor, r.focus.StrokeColor, r.focus.StrokeWidth, r.focus.CornerRadius = theme.Color(theme.None), theme.Color(theme.Accent), 2, 6
	r.focus.Hidden = !row.ringed
	r.line.FillColor = theme.Color(theme.Line)
	color, fill := theme.Text, theme.Fill
	if v.Warn {
		color, fill = theme.Warn, theme.Warn
	}
	r.file.words = v.File
	r.class.words, r.class.color = v.Class, color
	if v.Trouble != "" {
		r.class.words, r.class.color = v.Trouble, theme.Dim
	}
	r.value.words = v.Value
	r.bar.share, r.bar.color = min(max(v.Share, 0), 1), fill
	r.bar.Hidden, r.value.Hidden = v.Trouble != "", v.Trouble != ""
	if row.picture != r.thumb.of.picture {
		r.thumb.Set(row.picture)
	}
	r.Layout(row.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

func (r *answerRowRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.focus, r.line, r.thumb, r.file, r.class, r.bar, r.value, r.arrow}
}
func (r *answerRowRenderer) Destroy() {}
