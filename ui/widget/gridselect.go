package widget

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// selection is which tiles of a grid are selected: the one that the keyboard is
// at, and as many others as the person wants.
type selection struct {
	at     int // -1: none
	anchor int // where a range begins
	others map[int]bool
}

func noSelection() selection { return selection{at: -1, anchor: -1} }

func (s *selection) has(index int) bool { return index >= 0 && index == s.at || s.others[index] }

// Selected returns the index that the keyboard is at, or -1.
func (g *Grid) Selected() int { return g.at }

// Selection returns all selected indices, in order.
func (g *Grid) Selection() []int {
	all := make([]int, 0, len(g.others)+1)
	for i := range g.others {
		all = append(all, i)
	}
	if g.at >= 0 && !g.others[g.at] {
		all = append(all, g.at)
	}
	slices.Sort(all)
	return all
}

// Select selects one index alone (-1: none) and calls back.
func (g *Grid) Select(index int) {
	g.selection = selection{at: index, anchor: index}
	g.tell()
}

// SelectAll selects every picture.
func (g *Grid) SelectAll() {
	if g.source.Count > 0 {
		g.anchor = 0
		g.extend(g.source.Count - 1)
	}
}

// extend selects from the anchor to an index.
func (g *Grid) extend(to int) {
	if g.anchor < 0 {
		g.anchor = to
	}
	g.at, g.others = to, map[int]bool{}
	for i := min(g.anchor, to); i <= max(g.anchor, to); i++ {
		g.others[i] = true
	}
	g.tell()
}

// toggle adds an index to the selection, or takes it out.
func (g *Grid) toggle(index int) {
	if g.others == nil {
		g.others = map[int]bool{}
	}
	if g.at >= 0 {
		g.others[g.at] = true
	}
	if g.others[index] {
		delete(g.others, index)
		g.at = -1
		for i := range g.others {
			g.at = max(g.at, i)
		}
	} else {
		g.others[index], g.at = true, index
	}
	g.anchor = index
	g.tell()
}

func (g *Grid) tell() {
	for i, t := range g.tiles.inUse {
		t.Select(g.has(i))
	}
	g.mark()
	if g.chosen != nil {
		g.chosen()
	}
}

// tap selects; with Ctrl one more, with Shift all up to there. A second click
// on what alone is selected opens it.
func (g *Grid) tap(index int, held fyne.KeyModifier) {
	alone := index == g.at && len(g.others) < 2
	if c := fyne.CurrentApp().Driver().CanvasForObject(g); c != nil {
		g.clicked = true
		c.Focus(g)
	}
	switch {
	case held&fyne.KeyModifierShift != 0:
		g.extend(index)
	case held&fyne.KeyModifierShortcutDefault != 0:
		g.toggle(index)
	case alone && g.opened != nil:
		g.opened(index)
	default:
		g.Select(index)
	}
}

// FocusGained implements fyne.Focusable.
func (g *Grid) FocusGained() {
	g.focus = true
	g.mark()
}

// FocusLost implements fyne.Focusable.
func (g *Grid) FocusLost() {
	g.focus, g.clicked, g.shift = false, false, false
	g.mark()
}

// mark shows at a tile that the arrows move in the grid now.
func (g *Grid) mark() {
	for i, t := range g.tiles.inUse {
		if on := g.marked(i); t.focused != on {
			t.focused = on
			t.Refresh()
		}
	}
}

// marked tells whether a tile has the ring of the keyboard.
func (g *Grid) marked(index int) bool { return g.focus && !g.clicked && index == g.cursor() }

// cursor is the tile that the arrows start from: the selected one, or the first
// that is wholly in sight.
func (g *Grid) cursor() int {
	if g.at >= 0 {
		return g.at
	}
	columns, side := g.measure()
	return int((g.scroll.Offset.Y+side)/(side+gridGap)) * columns
}

// KeyDown implements desktop.Keyable: with Shift the arrows select a range.
func (g *Grid) KeyDown(e *fyne.KeyEvent) {
	if e.Name == desktop.KeyShiftLeft || e.Name == desktop.KeyShiftRight {
		g.shift = true
	}
}

// KeyUp implements desktop.Keyable.
func (g *Grid) KeyUp(e *fyne.KeyEvent) {
	if e.Name == desktop.KeyShiftLeft || e.Name == desktop.KeyShiftRight {
		g.shift = false
	}
}

// TypedRune implements fyne.Focusable.
func (g *Grid) TypedRune(rune) {}

// TypedKey implements fyne.Focusable: the arrows move, Enter opens, Escape
// selects nothing.
func (g *Grid) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		if g.at >= 0 && g.opened != nil {
			g.opened(g.at)
		}
		return
	case fyne.KeyEscape:
		if !passKey(g, e) { // the window closes first what lies above
			g.Select(-1)
		}
		return
	}
	step, known := g.steps()[e.Name]
	if !known || g.source.Count == 0 {
		passKey(g, e)
		return
	}
	if g.at < 0 {
		step = 0 // the first key begins where the ring is
	}
	g.clicked = false
	to := min(max(g.cursor()+step, 0), g.source.Count-1)
	if g.shift {
		g.extend(to)
	} else {
		g.Select(to)
	}
	g.reveal(to)
}

// steps is how far each key goes.
func (g *Grid) steps() map[fyne.KeyName]int {
	columns, _ := g.measure()
	return map[fyne.KeyName]int{
		fyne.KeyLeft: -1, fyne.KeyRight: 1, fyne.KeyUp: -columns, fyne.KeyDown: columns,
		fyne.KeyHome: -g.source.Count, fyne.KeyEnd: g.source.Count,
		fyne.KeyPageUp: -columns * g.rows(), fyne.KeyPageDown: columns * g.rows(),
	}
}
