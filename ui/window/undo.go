package window

// undoable is what can be taken back, and on which screen.
type undoable struct {
	screen string
	undo   func()
}

// mostUndo is how many steps are remembered.
const mostUndo = 100

// done says what happened, with a way to take it back: the toast's button at
// once, Ctrl Z for as long as the window is open.
func (w *Window) done(sentence string, undo func()) {
	step := &undoable{w.current, undo}
	w.undo = append(w.undo, step)
	if len(w.undo) > mostUndo {
		w.undo = w.undo[1:]
	}
	w.toast(sentence, func() { w.takeBack(step) })
}

// toast says what happened; undo may be nil.
func (w *Window) toast(sentence string, undo func()) { w.layer.Toast(sentence, "Undo", undo) }

// takeBack undoes a step, once.
func (w *Window) takeBack(step *undoable) {
	for i, s := range w.undo {
		if s == step {
			w.undo = append(w.undo[:i:i], w.undo[i+1:]...)
			step.undo()
			return
		}
	}
}

// undoLast is Ctrl Z: it takes the last step on this screen back.
func (w *Window) undoLast() {
	if w.current == reconstructKey {
		w.redraw.undo()
		return
	}
	for i := len(w.undo) - 1; i >= 0; i-- {
		if w.undo[i].screen == w.current {
			w.layer.HideToast()
			w.takeBack(w.undo[i])
			return
		}
	}
}
