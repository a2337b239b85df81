package widget

import (
	"fyne.io/fyne/v2"

	"maestudio/ui/theme"
)

// Fold tells whether a row has rows below it, and whether they are shown.
type Fold int

const (
	NoFold Fold = iota
	Folded
	Unfolded
)

func (f Fold) icon() theme.Icon {
	switch f {
	case Folded:
		return theme.IconChevron
	case Unfolded:
		return theme.IconDown
	}
	return ""
}

// foldWidth is what the arrow before a row that folds takes.
const foldWidth = 22

// branch is what a row of a tree has more than a row of a list.
type branch struct {
	fold      Fold
	removable bool
	folded    func()
	removed   func()
}

// begin is where a row's icon or, where it folds, its arrow stands: deep rows
// keep room for words.
func (l *ListRow) begin(width, count float32) float32 {
	return 8 + min(l.indent, max(0, width-count-136))
}

// shownRemove tells whether the cross that takes the row away is shown.
func (l *ListRow) shownRemove() bool {
	return l.removable && (l.hovered || l.selected || l.focused)
}

// Tapped implements fyne.Tappable: the arrow folds, the cross removes, anything
// else chooses.
func (l *ListRow) Tapped(e *fyne.PointEvent) {
	switch {
	case e != nil && l.fold != NoFold && l.folded != nil && e.Position.X < l.begin(l.Size().Width, 0)+foldWidth-4:
		l.folded()
	case e != nil && l.removable && l.removed != nil && e.Position.X > l.Size().Width-28:
		l.removed()
	default:
		l.fire()
	}
}

// TypedKey implements fyne.Focusable: Left and Right fold, Delete removes.
func (l *ListRow) TypedKey(e *fyne.KeyEvent) {
	l.byMouse = false
	switch {
	case e.Name == fyne.KeyLeft && l.fold == Unfolded && l.folded != nil,
		e.Name == fyne.KeyRight && l.fold == Folded && l.folded != nil:
		l.folded()
	case e.Name == fyne.KeyDelete && l.removable && l.removed != nil:
		l.removed()
	default:
		l.control.TypedKey(e)
	}
}
