package screen

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"maestudio/core/machine"
	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// calls is what a screen called, in order.
type calls []string

func (c *calls) say(what string) func() { return func() { *c = append(*c, what) } }
func (c *calls) number(what string) func(int) {
	return func(i int) { *c = append(*c, fmt.Sprintf("%s %d", what, i)) }
}
func (c *calls) on(what string) func(bool) {
	return func(on bool) { *c = append(*c, fmt.Sprintf("%s %v", what, on)) }
}
func (c *calls) words(what string) func(string) {
	return func(words string) { *c = append(*c, what+" "+words) }
}
func (c *calls) want(t *testing.T, want ...string) {
	t.Helper()
	if !slices.Equal(*c, want) {
		t.Errorf("called %q, want %q", *c, want)
	}
	*c = nil
}

// open shows a screen in a window of 1280 x 800.
func open(t *testing.T, build func() fyne.CanvasObject) fyne.Window {
	t.Helper()
	return stage(t, scene{build: build}, theme.Dark, fyne.NewSize(1280, 800))
}

// all returns the visible objects of a kind below a root.
func all[T any](root fyne.CanvasObject) []T {
	var found []T
	var visit func(o fyne.CanvasObject)
	visit = func(o fyne.CanvasObject) {
		if !o.Visible() {
			return
		}
		if x, ok := o.(T); ok {
			found = append(found, x)
		}
		switch o := o.(type) {
		case *fyne.Container:
			for _, c := range o.Objects {
				visit(c)
			}
		case fyne.Widget:
			for _, c := range test.WidgetRenderer(o).Objects() {
				visit(c)
			}
		}
	}
	visit(root)
	return found
}

// tap taps the visible button or chip with a label.
func tap(t *testing.T, w fyne.Window, label string) {
	t.Helper()
	for _, b := range all[*widget.Button](w.Content()) {
		if b.Label() == label {
			test.Tap(b)
			return
		}
	}
	for _, c := range all[*widget.Chip](w.Content()) {
		if c.Label() == label {
			test.Tap(c)
			return
		}
	}
	t.Fatalf("there is no %q to tap", label)
}

// says tells whether words stand somewhere in sight.
func says(w fyne.Window, words string) bool {
	return slices.ContainsFunc(all[*widget.Text](w.Content()), func(t *widget.Text) bool { return strings.Contains(t.Words(), words) })
}

func TestWelcome(t *testing.T) {
	var c calls
	var s *Welcome
	w := open(t, func() fyne.CanvasObject {
		s = NewWelcome(WelcomeParams{Sample: c.say("sample"), Another: c.say("another"), Choose: c.say("choose"), AllRuns: c.say("runs"), Open: c.number("open")})
		return s.Content()
	})
	tap(t, w, "Try it with the sample")
	tap(t, w, "Choose a folder…")
	if says(w, "Go on where you stopped") {
		t.Error("it speaks of runs where there is none")
	}
	s.SetRuns(make([]RunCard, 9), "Where colours come from.")
	if !says(w, "Where colours come from.") {
		t.Error("it shows what was redrawn and not where its colours come from")
	}
	cards := all[*widget.Card](w.Content())
	if len(cards) != 4 {
		t.Fatalf("%d cards for nine runs", len(cards))
	}
	test.Tap(cards[3])
	tap(t, w, "All runs")
	test.Tap(s.pictures[2])
	c.want(t, "sample", "choose", "open 3", "runs", "another")
	s.SetTrouble("The folder is gone.", "Choose another.", false)
	if !says(w, "The folder is gone.") {
		t.Error("the error is not shown")
	}
	s.SetTrouble("", "", false)
	if says(w, "The folder is gone.") {
		t.Error("the error stays")
	}
}

func TestDataStates(t *testing.T) {
	var c calls
	var s *Data
	w := open(t, func() fyne.CanvasObject {
		s = NewData(DataParams{Choose: c.say("choose"), Add: c.say("add"), Cancel: c.say("cancel"), Sample: c.say("sample"), Model: c.say("model"),
			Folder: c.words("folder"), Fold: c.words("fold"), Remove: c.words("remove"), Reason: c.number("reason"), Filter: c.number("filter"), LeaveOut: c.say("leave"), ShowInFolder: c.say("show"),
			Worth: c.number("worth"), All: c.say("all"), Closer: c.say("closer"), Again: c.say("again")})
		return s.Content()
	})
	tap(t, w, "Choose a folder…")
	s.Set(scanningView())
	tap(t, w, "Choose a model") // not yet
	tap(t, w, "Cancel")
	c.want(t, "choose", "cancel")
	if !says(w, "41 % looked at") {
		t.Error("scanning does not say how far it is")
	}
	s.Set(readyView())
	tap(t, w, "Choose a model")
	tap(t, w, "Add folder…")
	tap(t, w, "Left out 14")
	rows := all[*widget.ListRow](w.Content())
	test.Tap(rows[1])
	rows[0].Tapped(&fyne.PointEvent{Position: fyne.NewPos(14, 16)})
	rows[0].TypedKey(&fyne.KeyEvent{Name: fyne.KeyDelete})
	test.Tap(rows[len(rows)-4])
	test.Tap(rows[len(rows)-1])
	c.want(t, "model", "add", "filter 1", "folder /p/o", "fold /p", "remove /p", "reason 3", "worth 2")
	tap(t, w, "Leave the copies out")
	tap(t, w, "Stop")
	v := readyView()
	v.Closer.Running, v.All = false, ""
	s.Set(v)
	tap(t, w, "Go on")
	c.want(t, "all", "closer", "closer")
	if says(w, "Leave the copies out") {
		t.Error("it is offered without pictures of one kind")
	}
	v.Trouble, v.Remedy, v.Again = "12 files went away while they were looked at.", "When their disk is back, look through it again.", true
	s.Set(v)
	tap(t, w, "Look through it again")
	c.want(t, "again")
	s.Set(readyView())
	if says(w, "Look through it again") {
		t.Error("another look is offered where nothing went away")
	}
	s.SetChoice(&Choice{Name: "a.jpg", Size: "9 px"})
	tap(t, w, "Leave out")
	tap(t, w, "Show in folder")
	s.SetChoice(&Choice{Name: "a.jpg", Out: true})
	tap(t, w, "Take back")
	c.want(t, "leave", "show", "leave")
	s.SetChoice(&Choice{Name: "12 pictures", Several: true, Fixed: "The file is damaged."})
	tap(t, w, "Leave out")
	c.want(t)
	if says(w, "Show in folder") {
		t.Error("one folder is offered for several pictures")
	}
	s.SetChoice(nil)
	if says(w, "a.jpg") {
		t.Error("the bottom bar stays")
	}
	s.Set(emptyView())
	if !says(w, "No pictures in “Invoices 2025”") || !says(w, "PDF documents") {
		t.Error("an empty folder does not tell what it held")
	}
	tap(t, w, "Choose another folder…")
	c.want(t, "choose")
}

// Scanning shows a new view five times a second: what has not changed stays, so
// that a click that has begun is not lost, and 1,000 folders take no time.
func TestDataKeepsItsParts(t *testing.T) {
	var s *Data
	w := open(t, func() fyne.CanvasObject { s = NewData(DataParams{}); s.Set(fullView()); return s.Content() })
	chips, rows := all[*widget.Chip](w.Content()), all[*widget.ListRow](w.Content())
	if len(rows) > 60 {
		t.Errorf("%d rows exist for 1,000 folders", len(rows))
	}
	start := machine.Used() // others may keep the machine busy
	for i := range 10 {
		v := fullView()
		v.Title, v.Folders[0].Count, v.LeftOut[0].Count = fmt.Sprint(i), fmt.Sprint(i), fmt.Sprint(i)
		s.Set(v)
	}
	if each := (machine.Used() - start) / 10; each > 100*time.Millisecond {
		t.Errorf("a view takes %v", each)
	}
	if !slices.Equal(chips, all[*widget.Chip](w.Content())) || !slices.Equal(rows, all[*widget.ListRow](w.Content())) {
		t.Error("chips or rows were made anew")
	}
}

func TestModel(t *testing.T) {
	var c calls
	var s *Model
	w := open(t, func() fyne.CanvasObject {
		s = NewModel(ModelParams{Start: c.say("start"), Preset: c.number("preset"), Time: c.number("time"), Another: c.say("another"), Hidden: c.number("hidden"),
			Set: func(key, words string) { c = append(c, key+"="+words) }, Flip: c.on("flip"), NormPix: c.on("norm"), Crop: c.on("crop"), Measure: c.say("measure"), Precision: c.number("precision"),
			NextPicture: c.say("next"), Size: c.number("size"), Recipe: c.on("recipe")})
		s.Set(modelView())
		return s.Content()
	})
	cards := all[*widget.Card](w.Content())
	test.Tap(cards[2])
	tap(t, w, "2 hours")
	tap(t, w, "Another")
	tap(t, w, "Start training")
	s.hidden.Slider.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	c.want(t, "preset 2", "time 1", "another", "start", "hidden 76")
	if says(w, "Encoder heads") {
		t.Error("all settings stand open")
	}
	tap(t, w, "All settings")
	if !says(w, "Encoder heads") {
		t.Error("all settings do not open")
	}
	test.Tap(s.flip)
	test.Tap(s.normPix)
	test.Tap(s.crop)
	test.Tap(s.recipe)
	s.sizes.Choose(4)
	test.Tap(s.picture)
	tap(t, w, "Measure again")
	c.want(t, "flip false", "norm false", "crop false", "recipe true", "size 4", "next", "measure")
	v := modelView()
	v.Measuring = true
	s.Set(v)
	tap(t, w, "Stop measuring")
	c.want(t, "measure")
	v = modelView()
	v.Settings = map[string]string{"encoder_dim": "512"}
	s.Set(v) // showing is not changing
	c.want(t)
	v.CanStart, v.WhyNot, v.Trouble = false, "Heads do not divide the width.", "Heads do not divide the width: 256 ÷ 6."
	v.Settings["encoder_heads"], v.TroubleAt = "6", "encoder_heads"
	place := fyne.CurrentApp().Driver().AbsolutePositionForObject(s.all["encoder_heads"])
	s.Set(v)
	if now := fyne.CurrentApp().Driver().AbsolutePositionForObject(s.all["encoder_heads"]); now != place {
		t.Errorf("the field moves by %v as it is marked", now.Subtract(place))
	}
	if !s.all["encoder_heads"].Marked() || s.all["encoder_dim"].Marked() {
		t.Error("the field that cannot work is not the one that is marked")
	}
	tap(t, w, "Start training")
	c.want(t)
	if s.start.Hint() != v.WhyNot || !says(w, v.Trouble) {
		t.Errorf("the button says %q", s.start.Hint())
	}
	if again := all[*widget.Card](w.Content()); again[2] != cards[2] {
		t.Error("the cards were made anew")
	}
	w.Resize(fyne.NewSize(2560, 1440))
	if !says(w, "Encoder heads") || len(all[*widget.NumberField](w.Content())) != len(AllSettings) {
		t.Error("a wide window does not show all settings")
	}
	if s.above.Visible() {
		t.Error("in a wide window a line stands above nothing")
	}
	for _, name := range all[*widget.Text](w.Content()) {
		if name.Words() != "Preset" {
			continue
		}
		middle := func(o fyne.CanvasObject) float32 {
			return fyne.CurrentApp().Driver().AbsolutePositionForObject(o).Y + o.Size().Height/2
		}
		if at, want := middle(name), middle(s.sizes); at < want-1 || at > want+1 {
			t.Errorf("“Preset” stands at %.1f, its choice at %.1f", at, want)
		}
	}
	w.Resize(fyne.NewSize(1280, 800))
	if len(all[*widget.NumberField](w.Content())) != len(AllSettings) {
		t.Error("back from wide, what was open is gone")
	}
	if !s.above.Visible() || !says(w, "All settings") {
		t.Error("back from wide, nothing opens all settings")
	}
}

// Every setting has a sentence that hovering shows: the term, then what it is.
func TestEverySettingIsExplained(t *testing.T) {
	var s *Model
	open(t, func() fyne.CanvasObject { s = modelScreen(modelView()); s.toggleAll(); return s.Content() })
	sentences := map[string]string{"flip": s.flip.Hint(), "norm": s.normPix.Hint(), "cut": s.crop.Hint(), "precision": s.precision.Hint(), "preset": s.sizes.Hint(), "recipe": s.recipe.Hint(), "suits": suitsHint}
	for _, f := range AllSettings {
		sentences[f.Key] = s.all[f.Key].Tip()
	}
	for _, f := range []*widget.SliderField{s.hidden, s.epochs, s.size, s.patch} {
		sentences[f.Slider.Hint()] = f.Slider.Hint()
	}
	if len(sentences) != len(AllSettings)+11 {
		t.Errorf("%d sentences for %d settings", len(sentences), len(AllSettings)+11)
	}
	seen := map[string]bool{}
	for key, sentence := range sentences {
		term, what, ok := strings.Cut(sentence, ". ")
		if !ok || term == "" || len(what) < 15 || !strings.HasSuffix(what, ".") || strings.Contains(what, ". ") {
			t.Errorf("%s is explained as %q; want a term and one sentence", key, sentence)
		}
		if seen[what] {
			t.Errorf("%s is explained as another setting: %q", key, sentence)
		}
		seen[what] = true
	}
	for key := range quickSettings() {
		if s.all[key] == nil {
			t.Errorf("%s has no field", key)
		}
	}
}

func TestReconstruct(t *testing.T) {
	var c calls
	var s *Reconstruct
	w := open(t, func() fyne.CanvasObject {
		s = NewReconstruct(ReconstructParams{Open: c.say("open"), Save: c.say("save"), Random: c.number("random"), Clear: c.say("clear"), Undo: c.say("undo"),
			Run: c.number("run"), EarlierState: c.number("earlier"), NowState: c.number("now"), Keep: c.on("keep"), Honest: c.on("honest"), Worst: c.number("worst"), Sample: c.say("sample"),
			Paint: func(p []int, hide bool) { c = append(c, fmt.Sprint("paint ", p, hide)) }, PaintDone: c.say("done")})
		return s.Content()
	})
	tap(t, w, "Try it with the sample")
	s.Set(ReconstructView{Ready: true, Grid: 1})
	tap(t, w, "Save…")
	tap(t, w, "New")
	test.Tap(s.keep)
	test.Tap(s.honest)
	c.want(t, "sample")
	if s.dice.Hint() == "" || s.save.Hint() == "" || s.run.Hint() == "" {
		t.Error("a disabled control does not say why")
	}
	s.Set(reconstructView())
	for _, label := range []string{"Open picture…", "Save…", "New", "Clear"} {
		tap(t, w, label)
	}
	test.Tap(s.undo)
	test.Tap(s.keep)
	test.Tap(s.honest)
	s.run.Choose(1)
	s.earlier.Choose(0) // no comparison
	s.now.Choose(1)
	c.want(t, "open", "save", "random 50", "clear", "undo", "keep false", "honest true", "run 1", "earlier -1", "now 1")
	s.painter.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	c.want(t, "paint [0] true", "done")
	s.SetWorst(WorstView{Pictures: []WorstPicture{{photo(1, 8), "a.jpg", "1.31", true}, {photo(2, 8), "b.jpg", "1.2", true}}, Chosen: 1, Places: 3, Note: "2 of 30 looked at", Shown: true})
	test.Tap(s.strip.tiles[1])
	c.want(t, "worst 1")
	if !says(w, "1.31") || !says(w, "2 of 30 looked at") || s.strip.tiles[1].Hint() != "b.jpg" {
		t.Error("the strip does not say what it shows")
	}
	if !s.strip.tiles[2].Visible() || len(all[*widget.Picture](s.strip.box)) != 3 {
		t.Error("there are not as many tiles as there will be pictures")
	}
}

func TestRuns(t *testing.T) {
	var c calls
	var s *Runs
	w := open(t, func() fyne.CanvasObject {
		s = NewRuns(RunsParams{New: c.say("new"), Open: c.number("open"), Menu: func(i int, _ fyne.Position) { c = append(c, fmt.Sprint("menu ", i)) },
			Find: c.words("find"), Filter: c.number("filter"), Sample: c.say("sample"), Choose: c.say("choose"),
			Sort: c.number("sort"), Choosing: c.on("choosing"), Compare: c.say("compare"), Empty: c.say("empty")})
		return s.Content()
	})
	tap(t, w, "Try it with the sample")
	tap(t, w, "Choose a folder…")
	s.Set(runsView())
	if !says(w, "Brightness and contrast of each patch are the true ones") {
		t.Error("it shows what was redrawn and not where its colours come from")
	}
	rows := all[*widget.TapRow](w.Content())
	test.Tap(rows[2])
	for _, b := range all[*widget.Button](w.Content()) {
		if b.Label() == "" {
			at := fyne.CurrentApp().Driver().AbsolutePositionForObject(b)
			test.TapCanvas(w.Canvas(), at.AddXY(14, 14)) // where the row lies below it
			break
		}
	}
	tap(t, w, "Done 4")
	tap(t, w, "New run")
	c.want(t, "sample", "choose", "open 2", "menu 0", "filter 2", "new")
	same := runsView()
	same.Runs = slices.Clone(s.View().Runs)
	s.Set(same)
	if !slices.Equal(rows, all[*widget.TapRow](w.Content())) {
		t.Error("rows that did not change were made anew")
	}
	one := runsView()
	one.Runs[1].Name = "another name"
	s.Set(one)
	now := all[*widget.TapRow](w.Content())
	if now[0] != rows[0] || now[1] == rows[1] || !says(w, "another name") {
		t.Error("a row that changed stays, or one that did not was made anew")
	}
	tap(t, w, "Compare…") // there is nothing to compare with
	v := runsView()
	v.CanCompare = true
	s.Set(v)
	tap(t, w, "Compare…")
	s.sort.Choose(2)
	v.Choosing, v.Picked, v.Runs[0].Picked = true, 1, true
	s.Set(v)
	tap(t, w, "Compare 1 run")
	v.Picked = 2
	s.Set(v)
	tap(t, w, "Compare 2 runs")
	tap(t, w, "Cancel")
	v.Choosing, v.Trash = false, true
	s.Set(v)
	tap(t, w, "Empty the trash…")
	c.want(t, "choosing true", "sort 2", "compare", "choosing false", "empty")
	v = runsView()
	v.Runs = v.Runs[:2]
	s.Set(v)
	if n := len(all[*widget.TapRow](w.Content())); n != 2 {
		t.Errorf("%d rows for two runs", n)
	}
	v.Runs = nil
	s.Set(v)
	if says(w, "No runs yet") {
		t.Error("a filter without a run looks like a program without runs")
	}
}

func TestSettings(t *testing.T) {
	var c calls
	var s *Settings
	w := open(t, func() fyne.CanvasObject {
		s = NewSettings(SettingsParams{Theme: c.number("theme"), Scale: c.number("scale"), ChangeRuns: c.say("runs"), CacheLimit: c.number("cache"), EmptyCache: c.say("empty"), ChangeCache: c.say("place"),
			Threads: c.number("threads"), LeaveCore: c.on("leave"), GiveWay: c.on("giveway"), OnBattery: c.on("battery"), InUse: c.on("inuse"), Notify: c.on("notify"), Tips: c.on("tips"), Reset: c.say("reset"), Precision: c.number("precision")})
		s.Set(SettingsView{Devices: []string{"CPU"}, Scale: 100, CacheLimit: 8, Threads: 2, MaxThreads: 4, Notify: true, Tips: true})
		return s.Content()
	})
	tap(t, w, "Reset…")
	for _, b := range all[*widget.Button](w.Content()) {
		if b.Label() == "Change…" {
			test.Tap(b)
		}
	}
	tap(t, w, "Empty now")
	s.precision.Choose(2)
	if !s.device.Disabled() || !strings.Contains(s.device.Hint(), "no other device") {
		t.Errorf("one device can be chosen among: %q", s.device.Hint())
	}
	right := &fyne.KeyEvent{Name: fyne.KeyRight}
	s.scale.TypedKey(right)
	s.cache.TypedKey(right)
	s.threads.TypedKey(right)
	for _, toggle := range []fyne.Tappable{s.leave, s.giveWay, s.battery, s.inUse} {
		test.Tap(toggle)
	}
	test.Tap(s.notify)
	test.Tap(s.tips)
	c.want(t, "reset", "runs", "place", "empty", "precision 2", "scale 110", "cache 9", "threads 3", "leave true", "giveway true", "battery true", "inuse true", "notify false", "tips false")
	s.Set(SettingsView{Scale: 100, CacheLimit: 1, Threads: 1, MaxThreads: 1})
	if !s.threads.Disabled() || s.threads.Hint() == "" {
		t.Error("one core can be shared out")
	}
}

// Every control in every scene says what it is or, disabled, why it is. Buttons
// with words that stand in an empty state say enough themselves.
func TestEverythingExplainsItself(t *testing.T) {
	for _, s := range scenes {
		w := stage(t, s, theme.Dark, fyne.NewSize(1280, 800))
		for _, b := range all[*widget.Button](w.Content()) {
			if b.Hint() == "" && (b.Label() == "" || b.Disabled()) {
				t.Errorf("%s: the button %q explains nothing", s.name, b.Label())
			}
		}
		for _, b := range all[*widget.Slider](w.Content()) {
			if b.Hint() == "" {
				t.Errorf("%s: a slider explains nothing", s.name)
			}
		}
		for _, p := range all[*widget.Pick](w.Content()) {
			if p.Hint() == "" {
				t.Errorf("%s: a list explains nothing", s.name)
			}
		}
	}
}

// Under a tab stands what was set last, whichever tab was open then; nothing else is
// written.
func TestResultFillsWhatIsOpen(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Dark))
	s := NewResult(ResultParams{})
	v := resultView(4)
	v.Certain, v.Verdict, v.Worth.Title = "first", "not yet", "unasked"
	s.Set(v)
	if s.certainty.words.Words() != "" || s.mistakes.good.verdict.Words() != "not yet" {
		t.Errorf("of certainty %q is written, of mistakes %q", s.certainty.words.Words(), s.mistakes.good.verdict.Words())
	}
	s.Tabs().Choose(TabCertainty)
	if got := s.certainty.words.Words(); got != "first" {
		t.Errorf("the tab that was chosen says %q", got)
	}
	v.Certain = "second"
	s.Set(v)
	if got := s.certainty.words.Words(); got != "second" {
		t.Errorf("the open tab still says %q", got)
	}
	v.Certain = "third"
	s.Tabs().Choose(TabWorth)
	s.Set(v)
	s.SetWorth(StudyView{State: StudyAnswered, Title: "Yes"})
	if got := s.worth.title.Words(); got != "Yes" {
		t.Errorf("the open question says %q", got)
	}
	s.Tabs().Choose(TabCertainty)
	if got := s.certainty.words.Words(); got != "third" {
		t.Errorf("the tab chosen again says %q", got)
	}
	s.SetWorth(StudyView{State: StudyAnswered, Title: "No"})
	s.Tabs().Choose(TabWorth)
	if got := s.worth.title.Words(); got != "No" {
		t.Errorf("the question opened later says %q", got)
	}
}
