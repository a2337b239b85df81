package window

import "slices"

// undos are the steps that Ctrl Z takes back, the last one first.
type undos struct {
	steps []step
	last  int
}

type step struct {
	id   int
	undo func()
}

// add keeps a step and returns what takes it back, once, however it is asked.
func (u *undos) add(undo func()) (once func()) {
	u.last++
	id := u.last
	u.steps = append(u.steps, step{id, undo})
	return func() { u.take(slices.IndexFunc(u.steps, func(s step) bool { return s.id == id })) }
}

// back takes the last step back, and tells whether there was one.
func (u *undos) back() bool { return u.take(len(u.steps) - 1) }

func (u *undos) take(i int) bool {
	if i < 0 {
		return false
	}
	undo := u.steps[i].undo
	u.steps = slices.Delete(u.steps, i, i+1)
	undo()
	return true
}

// toast says what happened. With undo it offers to take it back, there and by
// Ctrl Z.
func (w *Window) toast(sentence string, undo func()) {
	if undo != nil {
		undo = w.undos.add(undo)
	}
	w.layer.Toast(sentence, "Undo", undo)
}

// undo takes the last step back.
func (w *Window) undo() {
	if w.undos.back() {
		w.layer.Dismiss()
	}
}
