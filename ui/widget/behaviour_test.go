package widget

import (
	"fmt"
	"image"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"maestudio/ui/theme"
)

func place[T fyne.CanvasObject](t *testing.T, size fyne.Size, build func() T) (fyne.Window, T) {
	t.Helper()
	w, o := show(t, theme.Dark, size, func() fyne.CanvasObject { return build() })
	return w, o.(T)
}

func press(o fyne.Focusable, names ...fyne.KeyName) {
	for _, n := range names {
		o.TypedKey(&fyne.KeyEvent{Name: n})
	}
}

func TestButtonFires(t *testing.T) {
	count := 0
	w, b := place(t, fyne.Size{}, func() *Button { return NewButton(Primary, "Go", "", func() { count++ }) })
	test.TapCanvas(w.Canvas(), fyne.NewPos(20, 20))
	press(b, fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter, fyne.KeyLeft)
	if count != 4 {
		t.Errorf("fired %d times, want 4", count)
	}
	b.DisableFor("There is nothing yet.")
	test.TapCanvas(w.Canvas(), fyne.NewPos(20, 20))
	press(b, fyne.KeySpace)
	if count != 4 || b.Hint() != "There is nothing yet." {
		t.Errorf("disabled: fired %d times, hint %q", count, b.Hint())
	}
	b.SetHint("Goes.")
	b.Enable()
	if b.Hint() != "Goes." {
		t.Errorf("hint %q after enabling", b.Hint())
	}
}

func TestButtonHeld(t *testing.T) {
	steps, ends, taps := 0, 0, 0
	_, b := place(t, fyne.Size{}, func() *Button { return NewButton(Standard, "Play", "", func() { taps++ }) })
	b.SetHeld(func() { steps++ }, func() { ends++ })
	b.MouseDown(&desktop.MouseEvent{})
	b.MouseUp(&desktop.MouseEvent{})
	b.Tapped(&fyne.PointEvent{})
	if steps != 1 || ends != 1 || taps != 0 {
		t.Errorf("mouse: %d starts, %d ends, %d taps", steps, ends, taps)
	}
	press(b, fyne.KeySpace)
	if taps != 1 {
		t.Errorf("keyboard: %d taps", taps)
	}
	b.DisableFor("No.")
	b.MouseDown(&desktop.MouseEvent{})
	if steps != 1 {
		t.Error("a disabled button was held")
	}
}

// What only shows something is no stop for the Tab key.
func TestTabSkips(t *testing.T) {
	w, _ := place(t, fyne.NewSize(400, 100), func() *fyne.Container {
		return Row(8, NewPicture(24, 4, nil), NewState("Done", "", false), NewCard(NewStat("a", "b", "c")), disabled(NewButton(Standard, "No", "", nil)), NewButton(Standard, "Yes", "", nothing))
	})
	test.FocusNext(w.Canvas())
	b, ok := w.Canvas().Focused().(*Button)
	if !ok || b.Label() != "Yes" {
		t.Errorf("the Tab key stops at %T", w.Canvas().Focused())
	}
}

func TestToggleAndSegmented(t *testing.T) {
	var told []bool
	w, g := place(t, fyne.NewSize(200, 28), func() *Toggle { return NewToggle("Keep", true, func(on bool) { told = append(told, on) }) })
	test.TapCanvas(w.Canvas(), fyne.NewPos(20, 20)) // the label is part of it
	press(g, fyne.KeySpace)
	g.Set(false)
	g.DisableFor("No.")
	test.TapCanvas(w.Canvas(), fyne.NewPos(20, 20))
	if !slices.Equal(told, []bool{false, true}) || g.On() {
		t.Errorf("told %v, stands at %v", told, g.On())
	}
	var chosen []int
	_, s := place(t, fyne.Size{}, func() *Segmented {
		return NewSegmented([]string{"a", "b", "c"}, 0, func(i int) { chosen = append(chosen, i) })
	})
	test.Tap(s.parts[2])
	test.Tap(s.parts[2])
	press(s.parts[1], fyne.KeySpace)
	s.Set(0)
	if !slices.Equal(chosen, []int{2, 1}) || s.Chosen() != 0 {
		t.Errorf("chosen %v, stands at %d", chosen, s.Chosen())
	}
}

func TestSlider(t *testing.T) {
	var moved, ended []int
	w, s := place(t, fyne.NewSize(216, 20), func() *Slider {
		return NewSlider(100, 50, func(i int) { moved = append(moved, i) }, func(i int) { ended = append(ended, i) })
	})
	press(s, fyne.KeyRight, fyne.KeyUp, fyne.KeyLeft)
	if s.At() != 51 {
		t.Errorf("at %d after right, up, left", s.At())
	}
	s.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	press(s, fyne.KeyRight)
	s.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	press(s, fyne.KeyRight)
	if s.At() != 62 {
		t.Errorf("at %d after shift right and right, want 62", s.At())
	}
	press(s, fyne.KeyHome, fyne.KeyLeft)
	if s.At() != 0 {
		t.Errorf("at %d after home", s.At())
	}
	press(s, fyne.KeyEnd, fyne.KeyRight, fyne.KeyA)
	if s.At() != 100 {
		t.Errorf("at %d after end", s.At())
	}
	moved, ended = nil, nil
	test.Drag(w.Canvas(), fyne.NewPos(116, 18), 10, 0)
	if len(moved) == 0 || len(ended) != 1 || s.At() < 45 || s.At() > 60 {
		t.Errorf("drag: moved %v, ended %v, at %d", moved, ended, s.At())
	}
	s.DisableFor("No.")
	at := s.At()
	press(s, fyne.KeyHome)
	s.Tapped(&fyne.PointEvent{})
	if s.At() != at {
		t.Error("a disabled slider moved")
	}
	s.SetSteps(3, 9)
	if s.At() != 3 {
		t.Errorf("at %d of 3 steps", s.At())
	}
	s.SetAt(-4)
	if s.At() != 0 {
		t.Errorf("at %d", s.At())
	}
}

func TestSliderFieldTyping(t *testing.T) {
	var typed []string
	w, f := place(t, wide(240), func() *SliderField {
		return field("75 %", "A hint.", func(words string) { typed = append(typed, words) })
	})
	test.Tap(f.shown)
	if !f.place.Visible() || f.entry.Text != "75" {
		t.Fatalf("after a click: entry %v with %q", f.place.Visible(), f.entry.Text)
	}
	f.entry.SetText(" 60 ")
	f.entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if !slices.Equal(typed, []string{"60"}) || f.place.Visible() || !f.shown.Visible() {
		t.Errorf("typed %q, entry visible %v", typed, f.place.Visible())
	}
	press(f.shown, fyne.KeySpace)
	f.entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if len(typed) != 1 || f.place.Visible() {
		t.Errorf("Escape: typed %q, entry visible %v", typed, f.place.Visible())
	}
	test.Tap(f.shown)
	w.Canvas().Unfocus()
	if f.place.Visible() {
		t.Error("the entry stays after the focus left")
	}
}

func TestEllipsisNeverCutsARune(t *testing.T) {
	measure := func(s string) float32 { return float32(utf8.RuneCountInString(s)) }
	for _, words := range []string{"", "a", "a few words", "夜の建物 2023年", "é́́ combining", "\xff broken"} {
		for width := float32(0); width < 20; width++ {
			cut := ellipsis(words, width, measure)
			if utf8.ValidString(words) && !utf8.ValidString(cut) {
				t.Errorf("%q at %.0f: %q is no text", words, width, cut)
			}
			if cut != words && !strings.HasSuffix(cut, "…") {
				t.Errorf("%q at %.0f: %q does not say that it is cut", words, width, cut)
			}
			if width >= 1 && measure(cut) > max(width, 1)+0.5 {
				t.Errorf("%q at %.0f: %q is too wide", words, width, cut)
			}
		}
	}
}

func TestWrapHeight(t *testing.T) {
	_, p := place(t, fyne.NewSize(120, 200), func() *Text { return NewParagraph(strings.Repeat("word ", 30), Body, theme.Text, 120) })
	narrow := p.MinSize().Height
	p.Resize(fyne.NewSize(400, 0))
	if got := p.MinSize().Height; got >= narrow || math.Mod(float64(got), 18) != 0 {
		t.Errorf("%v px high at 120, %v at 400", narrow, got)
	}
	for _, line := range wrap("a verylongwordwithoutanyspace b", 5, func(s string) float32 { return float32(len([]rune(s))) }) {
		if len([]rune(line)) > 5 {
			t.Errorf("line %q is too wide", line)
		}
	}
}

// fake is a source whose pictures come when the test says so.
type fake struct {
	waiting map[int]func(image.Image)
	ended   int
	most    int
}

func (f *fake) load(i, side int, done func(image.Image)) func() {
	f.waiting[i] = done
	f.most = max(f.most, len(f.waiting))
	return func() { f.ended++ }
}

func TestGridRecycles(t *testing.T) {
	f := &fake{waiting: map[int]func(image.Image){}}
	_, g := place(t, fyne.NewSize(640, 480), func() *Grid { return NewGrid(nil, nil) })
	g.Set(GridSource{Count: 100_000, Load: f.load})
	in := g.InSight()
	if in == 0 || in > 80 {
		t.Fatalf("%d tiles in sight", in)
	}
	late := f.waiting[0]
	start := time.Now()
	for y := float32(0); y < 400_000; y += 4_000 {
		g.scroll.ScrollToOffset(fyne.NewPos(0, y))
		g.show()
	}
	if got := g.InSight(); got > in+30 || len(g.tiles.unused) > in+30 {
		t.Errorf("%d tiles in sight and %d free after scrolling, %d before", got, len(g.tiles.unused), in)
	}
	if f.ended == 0 {
		t.Error("no load was cancelled")
	}
	t.Logf("100 scrolls in %v", time.Since(start))
	late(dots(8)) // for tile 0, which shows something else now
	for i, tile := range g.tiles.inUse {
		if tile.Image() != nil {
			t.Errorf("the late picture of tile 0 stands in tile %d", i)
		}
	}
}

func TestAnswersRecycle(t *testing.T) {
	f := &fake{waiting: map[int]func(image.Image){}}
	_, l := place(t, fyne.NewSize(640, 480), func() *AnswerList { return NewAnswerList(func(int) {}) })
	words := "first"
	view := func(i int) AnswerView { return AnswerView{File: words, Class: strconv.Itoa(i), Value: "1 %"} }
	l.Set(AnswerSource{Count: 100_000, View: view, Load: f.load})
	in := l.InSight()
	if in == 0 || in > 20 {
		t.Fatalf("%d rows in sight", in)
	}
	late := f.waiting[0]
	for y := float32(0); y < 4_000_000; y += 40_000 {
		l.scroll.ScrollToOffset(fyne.NewPos(0, y))
		l.show()
	}
	if got := l.InSight(); got > in+2 || len(l.rows.unused) > in+2 || f.ended == 0 {
		t.Errorf("%d rows in sight and %d free after scrolling, %d before; %d loads were cancelled", got, len(l.rows.unused), in, f.ended)
	}
	late(dots(8)) // for row 0, which shows something else now
	for i, row := range l.rows.inUse {
		if row.picture != nil || row.view.Class != strconv.Itoa(i) {
			t.Errorf("row %d shows %+v", i, row.view)
		}
	}
	words = "second"
	l.Update(3)
	if l.scroll.ScrollToTop(); l.InSight() != 3 || l.rows.inUse[0].view.File != "second" {
		t.Errorf("%d rows after an update, %+v", l.InSight(), l.rows.inUse)
	}
}

func TestAnswerKeys(t *testing.T) {
	var chosen []int
	f := &fake{waiting: map[int]func(image.Image){}}
	w, l := place(t, fyne.NewSize(640, 300), func() *AnswerList { return NewAnswerList(func(i int) { chosen = append(chosen, i) }) })
	l.Set(AnswerSource{Count: 1000, View: func(i int) AnswerView { return AnswerView{File: strconv.Itoa(i)} }, Load: f.load})
	w.Canvas().Focus(l)
	if !l.rows.inUse[0].ringed || l.rows.inUse[1].ringed {
		t.Error("the ring of the keyboard is not at the first row")
	}
	press(l, fyne.KeyDown, fyne.KeyUp, fyne.KeyUp, fyne.KeyReturn, fyne.KeyEnd, fyne.KeyHome, fyne.KeyPageDown)
	if !slices.Equal(chosen, []int{1, 0, 0, 0, 999, 0, 6}) {
		t.Errorf("chosen %v", chosen)
	}
	press(l, fyne.KeyEnd)
	if l.rows.inUse[999] == nil || !l.rows.inUse[999].selected {
		t.Error("End does not bring the last row into sight")
	}
	test.Tap(l.rows.inUse[998])
	if l.Chosen() != 998 || l.rows.inUse[998].ringed {
		t.Errorf("a click chooses %d", l.Chosen())
	}
}

func TestGridKeys(t *testing.T) {
	var chosen, opened []int
	var grid *Grid
	f := &fake{waiting: map[int]func(image.Image){}}
	w, g := place(t, fyne.NewSize(440, 300), func() *Grid {
		return NewGrid(func() { chosen = append(chosen, grid.Selected()) }, func(i int) { opened = append(opened, i) })
	})
	grid = g
	g.SetSide(102)
	g.Set(GridSource{Count: 1000, Load: f.load})
	columns, _ := g.measure()
	press(g, fyne.KeyRight, fyne.KeyRight, fyne.KeyDown, fyne.KeyUp, fyne.KeyEnd, fyne.KeyHome, fyne.KeyDown, fyne.KeyReturn, fyne.KeyEnter)
	if want := []int{0, 1, 1 + columns, 1, 999, 0, columns}; !slices.Equal(chosen, want) {
		t.Errorf("chosen %v, want %v", chosen, want)
	}
	if !slices.Equal(opened, []int{columns, columns}) {
		t.Errorf("opened %v", opened)
	}
	press(g, fyne.KeyEnd)
	if g.tiles.inUse[999] == nil {
		t.Error("End does not bring the last tile into sight")
	}
	press(g, fyne.KeyHome, fyne.KeyPageDown)
	if g.Selected() <= columns {
		t.Errorf("Page Down goes to %d", g.Selected())
	}
	press(g, fyne.KeyHome)
	opened = nil
	test.TapCanvas(w.Canvas(), fyne.NewPos(40, 40))
	if !slices.Equal(opened, []int{0}) {
		t.Errorf("a click on the selected tile opens %v", opened)
	}
}

// Ctrl and Shift select several pictures, as in a file manager.
func TestGridSelectsSeveral(t *testing.T) {
	calls := 0
	f := &fake{waiting: map[int]func(image.Image){}}
	_, g := place(t, fyne.NewSize(440, 300), func() *Grid { return NewGrid(func() { calls++ }, nil) })
	g.Set(GridSource{Count: 1000, Load: f.load})
	click := func(index int, keys fyne.KeyModifier) {
		g.tiles.inUse[index].MouseDown(&desktop.MouseEvent{Modifier: keys})
		g.tiles.inUse[index].MouseUp(nil)
		g.tiles.inUse[index].Tapped(nil)
	}
	want := func(what string, indices ...int) {
		t.Helper()
		if got := g.Selection(); !slices.Equal(got, indices) {
			t.Errorf("%s: %v are selected, want %v", what, got, indices)
		}
		for i, tile := range g.tiles.inUse {
			if tile.selected != slices.Contains(indices, i) {
				t.Errorf("%s: tile %d looks otherwise", what, i)
			}
		}
	}
	click(2, 0)
	want("a click", 2)
	click(5, fyne.KeyModifierControl)
	want("Ctrl", 2, 5)
	click(2, fyne.KeyModifierControl)
	want("Ctrl again", 5)
	click(3, 0)
	click(6, fyne.KeyModifierShift)
	want("Shift", 3, 4, 5, 6)
	g.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	press(g, fyne.KeyLeft)
	want("Shift and an arrow", 3, 4, 5)
	g.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	press(g, fyne.KeyRight)
	want("an arrow alone", 6)
	press(g, fyne.KeyEscape)
	want("Escape")
	calls = 0
	if g.SelectAll(); len(g.Selection()) != 1000 || calls != 1 {
		t.Errorf("all: %d in %d calls", len(g.Selection()), calls)
	}
	g.scroll.ScrollToOffset(fyne.NewPos(0, 500))
	g.Replace(g.source)
	if len(g.Selection()) != 0 || g.scroll.Offset.Y != 500 {
		t.Error("a source like the one before moves the grid")
	}
}

func TestRowsFoldAndGo(t *testing.T) {
	var did []string
	say := func(what string) func(int) { return func(i int) { did = append(did, fmt.Sprint(what, i)) } }
	_, l := place(t, fyne.NewSize(220, 320), func() *RowList {
		l := NewRowList(say("choose "))
		l.Folded, l.Removed = say("fold "), say("remove ")
		return l
	})
	l.Set(3, func(i int) RowView {
		return RowView{Words: "holiday", Count: "12", Icon: theme.IconFolder, Fold: Fold(i), Removable: i != 1, Indent: float32(16 * i)}
	})
	at := func(row int, x float32) { l.rows[row].Tapped(&fyne.PointEvent{Position: fyne.NewPos(x, 16)}) }
	at(0, 12) // nothing to fold there
	at(1, 30)
	at(2, 100)
	at(2, 210)
	at(1, 210) // cannot be removed
	press(l.rows[1], fyne.KeyRight, fyne.KeyLeft, fyne.KeyDelete)
	press(l.rows[2], fyne.KeyLeft, fyne.KeyDelete, fyne.KeySpace)
	want := []string{"choose 0", "fold 1", "choose 2", "remove 2", "choose 1", "fold 1", "fold 2", "remove 2", "choose 2"}
	if !slices.Equal(did, want) {
		t.Errorf("did %q, want %q", did, want)
	}
}

func TestRowListRecycles(t *testing.T) {
	var tapped []int
	w, l := place(t, fyne.NewSize(220, 320), func() *RowList { return NewRowList(func(i int) { tapped = append(tapped, i) }) })
	l.Set(100_000, func(i int) RowView { return RowView{Words: strings.Repeat("x", i%9)} })
	l.scroll.ScrollToOffset(fyne.NewPos(0, 50_000*rowHeight))
	l.show()
	if l.InSight() > 14 {
		t.Errorf("%d rows exist", l.InSight())
	}
	test.TapCanvas(w.Canvas(), fyne.NewPos(50, 8+5))
	if !slices.Equal(tapped, []int{50_000}) {
		t.Errorf("tapped %v", tapped)
	}
	l.Set(2, func(int) RowView { return RowView{} })
	l.Set(0, nil)
}

func TestPainter(t *testing.T) {
	var painted [][]int
	strokes := 0
	_, p := place(t, fyne.NewSize(160, 160), func() *Painter {
		return NewPainter(func(patches []int) { painted = append(painted, patches) }, func() { strokes++ })
	})
	p.Set(dots(160), 8)
	at := func(x, y float32) fyne.PointEvent { return fyne.PointEvent{Position: fyne.NewPos(x, y)} }
	p.MouseDown(&desktop.MouseEvent{PointEvent: at(5, 5)})
	p.Dragged(&fyne.DragEvent{PointEvent: at(6, 6)}) // the same patch: nothing new
	p.Dragged(&fyne.DragEvent{PointEvent: at(25, 5)})
	p.MouseMoved(&desktop.MouseEvent{PointEvent: at(120, 25)})
	p.Dragged(&fyne.DragEvent{PointEvent: at(125, 25)}) // fast: the patches on the way are painted too
	p.Dragged(&fyne.DragEvent{PointEvent: at(125, 500)})
	p.Dragged(&fyne.DragEvent{PointEvent: at(500, 500)}) // beside the picture
	p.MouseUp(nil)
	p.DragEnd()
	way := slices.Concat(painted...)
	if want := []int{0, 1, 2, 3, 4, 13, 14, 22, 30, 38, 46, 54, 62}; !slices.Equal(way, want) || strokes != 1 {
		t.Errorf("painted %v in %d strokes, want %v", way, strokes, want)
	}
	p.SetBrush(3)
	if got := p.under(0); !slices.Equal(got, []int{0, 1, 8, 9}) {
		t.Errorf("a brush of 3 in the corner covers %v", got)
	}
	if got := p.under(63); !slices.Equal(got, []int{54, 55, 62, 63}) {
		t.Errorf("in the lower corner %v", got)
	}
	if got := p.under(27); len(got) != 9 {
		t.Errorf("in the middle %v", got)
	}
	p.SetBrush(1)
	painted = nil
	press(p, fyne.KeyLeft, fyne.KeyUp, fyne.KeyRight, fyne.KeyDown, fyne.KeySpace)
	if len(painted) != 1 || painted[0][0] != 9 || strokes != 2 {
		t.Errorf("the keyboard painted %v", painted)
	}
	p.DisableFor("No picture.")
	press(p, fyne.KeySpace)
	p.MouseDown(&desktop.MouseEvent{PointEvent: at(90, 90)})
	if len(painted) != 1 {
		t.Error("a disabled painter paints")
	}
}

// The pointer reaches the painter through the picture that it shows: the ring of
// the brush follows, and a click is its own.
func TestPainterHearsThePointer(t *testing.T) {
	w, p := place(t, fyne.NewSize(160, 160), func() *Painter { return NewPainter(func([]int) {}, func() {}) })
	p.Set(dots(160), 8)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(p).AddXY(70, 70)
	test.MoveMouse(w.Canvas(), at)
	if !p.inside {
		t.Error("the ring does not show")
	}
	for _, o := range test.LaidOutObjects(p) {
		if _, hears := o.(desktop.Mouseable); hears && o != fyne.CanvasObject(p) {
			t.Errorf("a %T lies above it and takes the clicks", o)
		}
	}
}

func TestPickAndWipe(t *testing.T) {
	var chosen []int
	w, p := place(t, fyne.NewSize(168, 200), func() *Pick {
		return NewPick([]string{"a", "b"}, 0, func(i int) { chosen = append(chosen, i) })
	})
	test.Tap(p)
	if w.Canvas().Overlays().Top() == nil {
		t.Error("no list opens")
	}
	p.Choose(1)
	p.Set([]string{"c"}, 4)
	if p.word() != "" || !slices.Equal(chosen, []int{1}) {
		t.Errorf("shows %q, chosen %v", p.word(), chosen)
	}
	_, x := place(t, fyne.NewSize(200, 200), NewWipe)
	x.Set(dots(32), dots(64), "a", "b")
	x.Tapped(&fyne.PointEvent{Position: fyne.NewPos(50, 9)})
	press(x, fyne.KeyRight, fyne.KeyRight, fyne.KeyLeft)
	if math.Abs(float64(x.share-0.3)) > 0.01 {
		t.Errorf("the line stands at %v", x.share)
	}
	x.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(-90, 0)}})
	if x.share != 0 {
		t.Errorf("dragged out: %v", x.share)
	}
}

func TestTapRowButtonIsNotTheRow(t *testing.T) {
	rows, menus := 0, 0
	w, _ := place(t, fyne.NewSize(300, 52), func() *TapRow {
		return NewTapRow(Row(8, NewText("name", Body, theme.Text), Space(), NewSmallButton(Quiet, "", theme.IconMore, func() { menus++ })), func() { rows++ })
	})
	test.TapCanvas(w.Canvas(), fyne.NewPos(296, 34))
	if rows != 0 || menus != 1 {
		t.Errorf("a click on the button: %d rows, %d menus", rows, menus)
	}
	test.TapCanvas(w.Canvas(), fyne.NewPos(20, 34))
	if rows != 1 || menus != 1 {
		t.Errorf("a click on the row: %d rows, %d menus", rows, menus)
	}
}

func TestToastAndTip(t *testing.T) {
	undone := 0
	w, b := place(t, fyne.NewSize(600, 300), func() *Button { return NewButton(Standard, "x", "", nothing) })
	l := w.Content().(*Layer)
	ShowToast(b, "It is in the trash.", "Undo", func() { undone++ })
	if !l.toast.Visible() {
		t.Fatal("no toast")
	}
	test.Tap(l.toast.action)
	if undone != 1 || l.toast.Visible() {
		t.Errorf("undone %d times, still visible %v", undone, l.toast.Visible())
	}
	l.tip.show("A sentence near the lower right corner that needs two lines.", w.Content(), fyne.NewPos(590, 295), l.Size())
	if at, size := l.tip.Position(), l.tip.Size(); at.X+size.Width > 616 || at.Y+size.Height > 316 || at.X < 0 || at.Y < 0 {
		t.Errorf("the tip lies at %v, %v", at, size)
	}
	b.Resize(fyne.NewSize(80, 36))
	below := fyne.CurrentApp().Driver().AbsolutePositionForObject(b).Y + 36
	l.tip.show("Button. Presses.", b, fyne.NewPos(20, 20), l.Size())
	if l.tip.term.Words() != "Button" || l.tip.text.Words() != "Presses." || l.tip.Position().Y < below {
		t.Errorf("%q, %q at %v", l.tip.term.Words(), l.tip.text.Words(), l.tip.Position())
	}
}

// Words that begin in another script stand on the same line as ours, uncut.
func TestEveryScriptStandsOnTheLine(t *testing.T) {
	bottom := func(words string) (y int) {
		w := test.NewTempWindow(t, NewText(words, Title, theme.Text))
		w.SetPadded(false)
		w.Resize(fyne.NewSize(120, 40))
		img := w.Canvas().Capture()
		b := img.Bounds()
		for y := b.Max.Y - 1; y > b.Min.Y; y-- {
			for x := b.Min.X; x < b.Max.X; x++ {
				if r, _, _, _ := img.At(x, y).RGBA(); r > 0x9000 {
					return y
				}
			}
		}
		return 0
	}
	ours, theirs := bottom("gg"), bottom("夜gg")
	if ours == 0 || ours != theirs {
		t.Errorf("g ends at line %d, and after a Japanese letter at %d", ours, theirs)
	}
}

// The words of every size are as wide as the font has them, and the tails of their
// letters are whole: Fyne measures a size that is no whole number as the next that is.
func TestTextIsDrawnAsTheFontHasIt(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Dark))
	const tail = 430.0 / 2048 // of a g, below the line
	for _, r := range []Role{Display, Title, Section, Lead, Body, Control, Caption, Small} {
		style := fyne.TextStyle{Bold: r.Medium}
		size, baseline := fyne.CurrentApp().Driver().RenderedTextSize("going", r.Size, style, nil)
		if below := math.Round(float64(size.Height)) - math.Ceil(float64(baseline)); below < tail*float64(r.Size) {
			t.Errorf("size %v: %v px below the line, a g takes %.1f", r.Size, below, tail*r.Size)
		}
		large, _ := fyne.CurrentApp().Driver().RenderedTextSize("going", 4*r.Size, style, nil)
		if share := size.Width * 4 / large.Width; share < 0.99 || share > 1.01 {
			t.Errorf("size %v: words are %.2f times as wide as the font has them", r.Size, share)
		}
	}
}
