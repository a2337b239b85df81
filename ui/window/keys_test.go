package window

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"maestudio/core/run"
	"maestudio/core/worker"
	"maestudio/ui/widget"
)

// press types a key as Fyne does: the part with the focus gets it, or the
// window where nothing has the focus.
func (b *bench) press(names ...fyne.KeyName) {
	c := b.win.Canvas()
	for _, name := range names {
		e := &fyne.KeyEvent{Name: name}
		if at := c.Focused(); at != nil {
			at.TypedKey(e)
		} else {
			c.OnTypedKey()(e)
		}
	}
}

// ctrl types a key with Ctrl as Fyne does: what has the focus gets it where it
// takes shortcuts at all.
func (b *bench) ctrl(name fyne.KeyName) {
	var s fyne.Shortcut = &desktop.CustomShortcut{KeyName: name, Modifier: fyne.KeyModifierShortcutDefault}
	if name == fyne.KeyZ {
		s = &fyne.ShortcutUndo{}
	}
	if at, ok := b.win.Canvas().Focused().(fyne.Shortcutable); ok {
		at.TypedShortcut(s)
		return
	}
	b.win.Canvas().(fyne.Shortcutable).TypedShortcut(s)
}

// area names the part of the window that something is in.
func (b *bench) area(o fyne.Focusable) string {
	head := b.heads[b.current]
	switch {
	case o == nil:
		return "nothing"
	case b.rail.Holds(o):
		return "rail"
	case head != nil && head.Holds(o):
		return "head"
	}
	return "content"
}

// ready opens a window with pictures.
func ready(t *testing.T) *bench {
	b := open(t)
	b.drop(pictures(t, 12))
	b.until("the pictures", func() bool { return b.data.checked })
	return b
}

func TestTabOrder(t *testing.T) {
	b := ready(t)
	for _, key := range []string{dataKey, modelKey, settingsKey, welcomeKey, trainKey, runsKey} {
		b.Go(key)
		c := b.win.Canvas()
		c.Unfocus()
		c.FocusNext()
		first := c.Focused()
		var areas []string
		for range 200 {
			if area := b.area(c.Focused()); len(areas) == 0 || areas[len(areas)-1] != area {
				areas = append(areas, area)
			}
			if c.FocusNext(); c.Focused() == first {
				break
			}
		}
		want := []string{"head", "content", "rail"}
		if key == welcomeKey || key == trainKey || key == runsKey { // nothing there yet: no head
			want = want[1:]
		}
		if !slices.Equal(areas, want) {
			t.Errorf("%s: the Tab key goes %v, want %v", key, areas, want)
		}
	}
}

func TestRailOrder(t *testing.T) {
	b := open(t)
	b.Go(dataKey)
	c := b.win.Canvas()
	b.press(fyne.KeyF6)
	for range len(railEntries) - 1 {
		c.FocusNext()
	}
	b.press(fyne.KeyReturn)
	if b.Current() != settingsKey {
		t.Errorf("from Data %d steps down the rail come to %s, want settings", len(railEntries)-1, b.Current())
	}
}

func TestF6GoesRound(t *testing.T) {
	b := ready(t)
	var areas []string
	for range 6 {
		b.press(fyne.KeyF6)
		areas = append(areas, b.area(b.win.Canvas().Focused()))
	}
	if want := []string{"rail", "head", "content", "rail", "head", "content"}; !slices.Equal(areas, want) {
		t.Errorf("went %v, want %v", areas, want)
	}
	b.Go(welcomeKey) // it has no head
	areas = nil
	for range 4 {
		b.press(fyne.KeyF6)
		areas = append(areas, b.area(b.win.Canvas().Focused()))
	}
	if want := []string{"rail", "content", "rail", "content"}; !slices.Equal(areas, want) {
		t.Errorf("welcome: went %v, want %v", areas, want)
	}
}

func TestCtrlKeysChooseAScreen(t *testing.T) {
	b := ready(t)
	for i, e := range railEntries[:len(railEntries)-1] {
		b.ctrl(fyne.KeyName(fmt.Sprint(i + 1)))
		if b.Current() != e.Key {
			t.Errorf("Ctrl %d shows %s, want %s", i+1, b.Current(), e.Key)
		}
	}
	b.ctrl(fyne.KeyComma)
	if b.Current() != settingsKey {
		t.Errorf("Ctrl comma shows %s", b.Current())
	}
	for n := len(railEntries); n <= 7; n++ {
		b.ctrl(fyne.KeyName(fmt.Sprint(n)))
	}
	if b.Current() != settingsKey {
		t.Errorf("a number without a screen shows %s", b.Current())
	}
}

// A line of words has a use for most keys; the window's it leaves alone.
func TestKeysWhileTyping(t *testing.T) {
	b := ready(t)
	entry := widget.NewEntry()
	b.stage.Add(entry)
	c := b.win.Canvas()
	for _, act := range []struct {
		name string
		do   func()
		is   func() bool
	}{
		{"Ctrl 2", func() { b.ctrl(fyne.Key2) }, func() bool { return b.Current() == modelKey }},
		{"F6", func() { b.press(fyne.KeyF6) }, func() bool { return b.area(c.Focused()) == "rail" }},
		{"Esc", func() { b.press(fyne.KeyEscape) }, func() bool { return c.Focused() == nil }},
		{"F10", func() { b.press(fyne.KeyF10) }, func() bool { return c.Overlays().Top() != nil }},
	} {
		c.Focus(entry)
		if act.do(); !act.is() {
			t.Errorf("%s did nothing", act.name)
		}
	}
}

func TestCtrlO(t *testing.T) {
	dir := pictures(t, 2)
	asked := 0
	b := openWith(t, filepath.Join(t.TempDir(), "s.toml"), Picker{Folder: func(string, string) (string, error) { asked++; return dir, nil }})
	b.Go(settingsKey)
	b.ctrl(fyne.KeyO)
	b.until("the pictures", func() bool { return b.data.checked })
	if asked != 1 || b.Current() != dataKey {
		t.Errorf("asked %d times, on %s", asked, b.Current())
	}
}

func TestCtrlZTakesBackStepByStep(t *testing.T) {
	b := ready(t)
	for i := range 3 {
		b.data.screen.Grid().Select(i)
		b.data.leaveOut()
	}
	for want := 10; want <= 12; want++ {
		b.ctrl(fyne.KeyZ)
		if n := len(b.data.Files()); n != want {
			t.Errorf("%d pictures after Ctrl Z, want %d", n, want)
		}
	}
	b.ctrl(fyne.KeyZ) // nothing is left to take back
	if n := len(b.data.Files()); n != 12 {
		t.Errorf("%d pictures", n)
	}
}

func TestCtrlZBringsARunBack(t *testing.T) {
	b := open(t)
	b.damaged("trip")
	b.Go(runsKey)
	b.until("the list", func() bool { return len(b.runs.rows) == 1 })
	b.runs.delete(b.runs.rows[0].Summary)
	b.until("the empty list", func() bool { return len(b.runs.rows) == 0 })
	b.ctrl(fyne.KeyZ)
	b.until("the run", func() bool { return len(b.runs.rows) == 1 })
}

func TestEscClosesWhatIsOnTop(t *testing.T) {
	b := ready(t)
	overlays := b.win.Canvas().Overlays()
	b.data.screen.Grid().Select(2)
	b.toast("Something happened.", func() {})
	b.press(fyne.KeyF10)
	if overlays.Top() == nil {
		t.Fatal("F10 opens no menu")
	}
	b.press(fyne.KeyEscape)
	if overlays.Top() != nil || b.data.screen.Grid().Selected() != 2 {
		t.Fatal("Esc does not close the menu, or closes more")
	}
	b.press(fyne.KeyEscape)
	if b.layer.Dismiss() {
		t.Error("Esc leaves the toast")
	}
	if b.data.screen.Grid().Selected() != 2 {
		t.Error("Esc closes more than the toast")
	}
	b.press(fyne.KeyEscape)
	if b.data.screen.Grid().Selected() != -1 {
		t.Error("Esc leaves the chosen picture")
	}
}

func TestEscClosesRename(t *testing.T) {
	b := open(t)
	b.damaged("trip")
	b.Go(runsKey)
	b.until("the list", func() bool { return len(b.runs.rows) == 1 })
	b.runs.rename(b.runs.rows[0].Summary)
	b.press(fyne.KeyEscape)
	if b.win.Canvas().Overlays().Top() != nil {
		t.Error("the dialog is still there")
	}
}

func TestEnterRenames(t *testing.T) {
	b := open(t)
	b.damaged("trip")
	b.Go(runsKey)
	b.until("the list", func() bool { return len(b.runs.rows) == 1 })
	b.runs.rename(b.runs.rows[0].Summary)
	test.Type(b.win.Canvas().Focused(), "garden") // over the old name, which is selected
	b.press(fyne.KeyReturn)
	if b.win.Canvas().Overlays().Top() != nil {
		t.Error("the dialog is still there")
	}
	b.until("the name", func() bool { return b.names() == "garden" })
}

func TestEscLeavesCompare(t *testing.T) {
	b := open(t)
	b.Go(runsKey)
	b.runs.choose(true)
	b.press(fyne.KeyEscape)
	if b.runs.choosing || b.runs.screen.View().Choosing {
		t.Error("runs are still being picked")
	}
}

// One Esc takes a selection of several pictures back, also while a tooltip
// shows.
func TestEscSelectsNothing(t *testing.T) {
	b := ready(t)
	b.win.Canvas().Focus(b.data.screen.Grid())
	b.selectAll()
	b.press(fyne.KeyEscape)
	if got := b.data.screen.Grid().Selection(); len(got) != 0 {
		t.Errorf("%v are still selected", got)
	}
}

// The menu names every key that the window has.
func TestMenuNamesAllKeys(t *testing.T) {
	b := open(t)
	for _, group := range b.commands() {
		for i, c := range group {
			if c.words == "" && i == 0 || c.do == nil {
				t.Errorf("%+v has no place in the menu", c)
			}
		}
	}
	b.press(fyne.KeyF10)
	menu, ok := b.win.Canvas().Focused().(*widget.Menu)
	if !ok {
		t.Fatalf("the focus is at %T", b.win.Canvas().Focused())
	}
	for range 3 {
		menu.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	}
	menu.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if b.Current() != modelKey {
		t.Errorf("three down and Enter show %s, want model", b.Current())
	}
}

// Welcome has no entry in the rail; the menu, which the logo opens too, leads
// back to it.
func TestMenuLeadsToWelcome(t *testing.T) {
	b := ready(t)
	b.win.Resize(fyne.NewSize(1280, 800))
	for _, o := range test.LaidOutObjects(b.rail) {
		if logo, is := o.(fyne.Tappable); is && b.win.Canvas().Overlays().Top() == nil {
			logo.Tapped(nil) // the first in the rail
		}
	}
	menu, ok := b.win.Canvas().Focused().(*widget.Menu)
	if !ok {
		t.Fatalf("the logo opens no menu; the focus is at %T", b.win.Canvas().Focused())
	}
	menu.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	menu.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if b.Current() != welcomeKey {
		t.Errorf("the menu's first entry shows %s", b.Current())
	}
}

func TestSpacePausesWhereverTheFocusIs(t *testing.T) {
	b := open(t)
	dir := filepath.Join(b.settings.Runs, "one")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	b.Go(trainKey)
	b.train.dir, b.train.state.Status = dir, worker.Running
	b.train.show()
	b.press(fyne.KeySpace)
	b.answered()
	sent, err := os.ReadFile(filepath.Join(dir, "commands.jsonl"))
	if err != nil || strings.Count(string(sent), `"command":"`+run.Pause+`"`) != 1 {
		t.Fatalf("Space sent %q, %v", sent, err)
	}
	b.train.busy, b.train.asked = false, ""
	b.press(fyne.KeyF6) // to the rail: there Space chooses a screen, with the ring around it
	b.press(fyne.KeySpace)
	b.answered()
	if again, _ := os.ReadFile(filepath.Join(dir, "commands.jsonl")); len(again) != len(sent) {
		t.Errorf("Space on the rail sent %q", again)
	}
}

func TestArrowsInTheGrid(t *testing.T) {
	b := ready(t)
	grid := b.data.screen.Grid()
	b.win.Canvas().Focus(grid)
	b.press(fyne.KeyRight)
	if grid.Selected() != 0 {
		t.Errorf("the first arrow chooses %d", grid.Selected())
	}
	b.press(fyne.KeyRight, fyne.KeyRight, fyne.KeyLeft)
	if grid.Selected() != 1 {
		t.Errorf("the arrows chose %d, want 1", grid.Selected())
	}
	b.press(fyne.KeyEnd)
	if grid.Selected() != 11 {
		t.Errorf("End chose %d, want 11", grid.Selected())
	}
	b.press(fyne.KeyReturn)
	if b.Current() != reconstructKey {
		t.Errorf("Enter shows %s, want reconstruct", b.Current())
	}
}
