package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"maestudio/core/settings"
)

// command is something that a key and the program's menu do.
type command struct {
	words string // in the menu; "" for a second key of the command above
	key   fyne.KeyName
	plain bool // without Ctrl
	shift bool // with Shift as well
	do    func()
}

// commands are all keys of the window, in the menu's groups. What the part with
// the focus does with a key of its own comes first.
func (w *Window) commands() [][]command {
	places := []command{{words: "Welcome", do: func() { w.Go(welcomeKey) }}}
	for i, key := range []fyne.KeyName{fyne.Key1, fyne.Key2, fyne.Key3, fyne.Key4, fyne.Key5, fyne.Key6, fyne.Key7} {
		if i < len(railEntries)-1 { // the last is Settings
			places = append(places, command{words: railEntries[i].Label, key: key, do: func() { w.Go(railEntries[i].Key) }})
		}
	}
	scale := func(by int) func() { return func() { w.prefs.scale(w.settings.Scale + by) } }
	return [][]command{
		places,
		{
			{words: "Choose a folder…", key: fyne.KeyO, do: w.chooseFolder},
			{words: "Import a model…", key: fyne.KeyI, do: func() { w.bringIn("") }},
			{words: "Pause or resume", key: fyne.KeySpace, plain: true, do: w.toggle},
			{words: "Undo", key: fyne.KeyZ, do: w.undoLast},
			{words: "Select all", key: fyne.KeyA, do: w.selectAll},
		},
		{
			{words: "Larger", key: fyne.KeyPlus, do: scale(10)},
			{key: fyne.KeyEqual, do: scale(10)},
			{key: fyne.KeyPlus, shift: true, do: scale(10)}, // where + stands above another sign
			{key: fyne.KeyEqual, shift: true, do: scale(10)},
			{words: "Smaller", key: fyne.KeyMinus, do: scale(-10)},
			{words: "Usual size", key: fyne.Key0, do: func() { w.prefs.scale(settings.Default().Scale) }},
			{words: "To the next part of the window", key: fyne.KeyF6, plain: true, do: w.nextArea},
			{words: "Close what is on top", key: fyne.KeyEscape, plain: true, do: func() { w.escape() }},
		},
		{
			{words: "Settings", key: fyne.KeyComma, do: func() { w.Go(settingsKey) }},
			{words: "About MAE Studio", do: w.about},
			{words: "Quit", key: fyne.KeyQ, do: w.Close},
		},
	}
}

func (c command) shortcut() fyne.Shortcut {
	switch {
	case c.key == "":
		return nil
	case c.key == fyne.KeyZ: // Fyne has names of its own for these
		return &fyne.ShortcutUndo{}
	case c.key == fyne.KeyA:
		return &fyne.ShortcutSelectAll{}
	case c.plain:
		return &desktop.CustomShortcut{KeyName: c.key}
	case c.shift:
		return &desktop.CustomShortcut{KeyName: c.key, Modifier: fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift}
	}
	return &desktop.CustomShortcut{KeyName: c.key, Modifier: fyne.KeyModifierShortcutDefault}
}

// bindKeys lets the window hear its keys, whatever has the focus.
func (w *Window) bindKeys() {
	for _, group := range w.commands() {
		for _, c := range group {
			if c.key != "" && !c.plain {
				w.win.Canvas().AddShortcut(c.shortcut(), func(fyne.Shortcut) {
					if w.win.Canvas().Overlays().Top() == nil { // a dialog comes first
						c.do()
					}
				})
			}
		}
	}
	w.layer.SetKeys(w.typed)
	w.win.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { w.typed(e) })
}

// typed does what a key without Ctrl means for the window as a whole, and tells
// whether it means anything.
func (w *Window) typed(e *fyne.KeyEvent) (taken bool) {
	if top := w.win.Canvas().Overlays().Top(); top != nil {
		if e.Name == fyne.KeyEscape {
			top.Hide()
			return true
		}
		return false
	}
	switch e.Name {
	case fyne.KeyF10:
		w.menu(fyne.NewPos(8, 48))
	case fyne.KeyF6:
		w.nextArea()
	case fyne.KeyEscape:
		return w.escape()
	case fyne.KeySpace:
		switch w.current {
		case trainKey:
			w.train.toggle()
		case tuneKey:
			return w.tune.toggle()
		default:
			return false
		}
	default:
		return false
	}
	return true
}

// toggle pauses or resumes the run that the screen shows.
func (w *Window) toggle() {
	if w.current != tuneKey || !w.tune.toggle() {
		w.train.toggle()
	}
}

// escape closes what is on top: a toast, the choice of runs to compare, the bar
// of a chosen picture, or else what has the focus loses it.
func (w *Window) escape() (closed bool) {
	grid := w.data.screen.Grid()
	switch {
	case w.layer.Dismiss():
	case w.current == dataKey && w.data.view.Trouble != "":
		w.data.dismiss()
	case w.current == predictKey && w.predict.trouble[0] != "":
		w.predict.refuse("", "")
	case w.current == runsKey && w.runs.trouble != "":
		w.runs.forget()
		w.runs.show()
	case w.current == runsKey && w.runs.choosing:
		w.runs.choose(false)
	case w.current == dataKey && grid.Selected() >= 0:
		grid.Select(-1)
	case w.win.Canvas().Focused() != nil:
		w.win.Canvas().Unfocus()
	default:
		return false
	}
	return true
}

// chooseFolder asks for a folder: to learn from or, on Predict, to be named.
func (w *Window) chooseFolder() {
	if w.current == predictKey && len(w.predict.models) > 0 {
		w.predict.chooseFolder()
		return
	}
	w.data.choose()
}

// selectAll selects all pictures that Data shows.
func (w *Window) selectAll() {
	if w.current == dataKey {
		w.data.screen.Grid().SelectAll()
	}
}

// nextArea moves the focus from the rail to the screen's head, to its content,
// and back to the rail.
func (w *Window) nextArea() {
	c := w.win.Canvas()
	at, head := c.Focused(), w.heads[w.current]
	switch {
	case at != nil && w.rail.Holds(at):
		if head == nil || !head.Focus(c) {
			c.Unfocus()
			c.FocusNext()
		}
	case at != nil && head != nil && head.Holds(at):
		head.FocusBelow(c)
	default:
		w.rail.Focus(c)
	}
}

// menu is the program's menu with all shortcuts.
func (w *Window) menu(at fyne.Position) {
	var items []*fyne.MenuItem
	for i, group := range w.commands() {
		if i > 0 {
			items = append(items, fyne.NewMenuItemSeparator())
		}
		for _, c := range group {
			if c.words == "" {
				continue
			}
			item := fyne.NewMenuItem(c.words, c.do)
			item.Shortcut = c.shortcut()
			items = append(items, item)
		}
	}
	w.popUp(at, items...)
}
