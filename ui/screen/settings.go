package screen

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// SettingsView is what the screen shows.
type SettingsView struct {
	Theme          int // 0 dark, 1 light, 2 system
	Scale          int // percent
	Runs           string
	RunsAbout      string // "7 runs · 1.4 GB"
	Cache          string
	CacheLimit     int // GB
	CacheUsed      float64
	CacheWords     string
	Devices        []string // what can train
	Device         int      // that does
	NoDevice       string   // why there is one only
	DeviceAbout    string
	Speed          string // of what trains, as it was measured
	Precision      int    // 0 automatic, 1 float32, 2 bf16
	PrecisionAbout string
	Threads        int
	MaxThreads     int
	LeaveCore      bool
	GiveWay        bool // other programs go first
	OnBattery      bool // training waits then
	InUse          bool // and then
	Notify         bool
	Tips           bool
	GoOn           bool // runs go on when the window closes

	Trouble, Remedy string
}

// SettingsParams is what the screen calls.
type SettingsParams struct {
	Theme       func(index int)
	Scale       func(percent int)
	ChangeRuns  func()
	CacheLimit  func(gigabytes int)
	EmptyCache  func()
	ChangeCache func()
	Device      func(index int)
	Precision   func(index int)
	Threads     func(n int)
	LeaveCore   func(on bool)
	GiveWay     func(on bool)
	OnBattery   func(on bool)
	InUse       func(on bool)
	Notify      func(on bool)
	Tips        func(on bool)
	GoOn        func(on bool)
	Reset       func()
}

// Settings asks how the program should look and work.
type Settings struct {
	p    SettingsParams
	view SettingsView

	theme          *widget.Segmented
	scale, cache   *widget.Slider
	threads        *widget.Slider
	scaleN, cacheN *widget.Text
	threadsN       *widget.Text
	runs, runsN    *widget.Text
	used           *widget.Bar
	usedWords      *widget.Text
	device         *widget.Pick
	about, speed   *widget.Text
	place          *widget.Text
	precision      *widget.Segmented
	exact          *widget.Text
	leave, giveWay *widget.Toggle
	battery, inUse *widget.Toggle
	notify, tips   *widget.Toggle
	goOn           *widget.Toggle
	head           *widget.Head
	trouble        *fyne.Container
	root           *fyne.Container
}

const scaleFrom, scaleStep, scaleSteps = 80, 10, 12

// settingsColumn is how wide a column becomes: the eye has to find the control
// that belongs to a name.
const settingsColumn = 640

// mostWide gives an object at most a width.
type mostWide struct{ width float32 }

func (mostWide) MinSize(o []fyne.CanvasObject) fyne.Size { return o[0].MinSize() }

func (m mostWide) Layout(o []fyne.CanvasObject, size fyne.Size) {
	rect{0, 0, min(size.Width, m.width), size.Height}.put(o[0])
}

// NewSettings makes the screen.
func NewSettings(p SettingsParams) *Settings {
	s := &Settings{p: p, trouble: container.NewStack(), scaleN: value(), cacheN: value(), threadsN: value(),
		runs: widget.NewEllipsis("", widget.Body, theme.Dim).Right(), runsN: about(), used: widget.NewBar(0, theme.Fill), usedWords: about(),
		place: widget.NewEllipsis("", widget.Body, theme.Dim).Right(), exact: about(), about: about(), speed: widget.NewEllipsis("", widget.Body, theme.Dim).Right()}
	reset := widget.NewButton(widget.Quiet, "Reset…", "", p.Reset)
	reset.SetHint("Sets everything here back to how it was at first; runs and pictures stay.")
	s.head = widget.NewHead("How should it look and work?", "Changes apply at once. Nothing is ever sent over the network.",
		reset)
	left := widget.Column(16, s.look(), s.keeping(), s.telling())
	right := widget.Column(16, s.computing(), s.courtesy())
	columns := scrolledBeside(container.New(mostWide{2*settingsColumn + 24}, container.New(&columnsLayout{gap: 24, most: 2, least: 440}, left, right)), 4)
	s.root = page(24, columns, s.head, s.trouble, columns)
	return s
}

func value() *widget.Text { return widget.NewText("", widget.Body, theme.Text).Right() }
func about() *widget.Text { return widget.NewEllipsis("", widget.Caption, theme.Dim) }

// section is a card of rows with lines between them.
func section(title string, rows ...fyne.CanvasObject) fyne.CanvasObject {
	column := widget.Column(0, widget.Pad(8, 0, 4, 0, widget.NewEllipsis(title, widget.Section, theme.Text)))
	for i, r := range rows {
		if i > 0 {
			column.Add(widget.Divider())
		}
		column.Add(r)
	}
	card := widget.NewCard(widget.Pad(0, 8, 0, 8, column))
	card.SetPadding(12)
	return card
}

// row is a setting: name, a line below it, the control at the right.
func row(name, hint string, below *widget.Text, control fyne.CanvasObject) fyne.CanvasObject {
	words := widget.Column(0, widget.NewEllipsis(name, widget.Control, theme.Text))
	if below != nil {
		words.Add(below)
	}
	return widget.Fixed(0, 56, widget.Row(16, widget.Grow{CanvasObject: widget.NewHinted(words, hint)}, control))
}

func sliderWith(slider *widget.Slider, words *widget.Text) fyne.CanvasObject {
	return widget.Row(12, widget.Fixed(152, 0, slider), widget.Fixed(64, 0, words))
}

func (s *Settings) look() fyne.CanvasObject {
	s.theme = widget.NewSegmented([]string{"Dark", "Light", "System"}, 0, s.p.Theme)
	s.scale = widget.NewSlider(scaleSteps, 2, func(step int) {
		s.scaleN.SetWords(percent(scaleFrom + scaleStep*step))
	}, func(step int) { s.p.Scale(scaleFrom + scaleStep*step) })
	size := about()
	size.SetWords("Also with Ctrl + and Ctrl −")
	s.scale.SetHint("Scale. Makes all words, pictures and buttons larger or smaller.")
	return section("Look", row("Theme", "Theme. Dark, light, or as the desktop has it.", nil, s.theme), row("Size of everything", "Scale. Makes all words, pictures and buttons larger or smaller.", size, sliderWith(s.scale, s.scaleN)))
}

func (s *Settings) keeping() fyne.CanvasObject {
	change := widget.NewSmallButton(widget.Standard, "Change…", "", s.p.ChangeRuns)
	change.SetHint("Keeps new runs in another folder; those that exist stay where they are and are still listed.")
	elsewhere := widget.NewSmallButton(widget.Standard, "Change…", "", s.p.ChangeCache)
	elsewhere.SetHint("Keeps small copies of pictures in another folder, on a faster or larger disk.")
	s.cache = widget.NewSlider(63, 7, func(step int) { s.cacheN.SetWords(gigabytes(step + 1)) },
		func(step int) { s.p.CacheLimit(step + 1) })
	s.cache.SetHint("The most that small copies of your pictures may take on disk.")
	safe := about()
	safe.SetWords("Safe to empty at any time")
	empty := widget.NewSmallButton(widget.Standard, "Empty now", "", s.p.EmptyCache)
	empty.SetHint("Deletes the small copies; they are made again when they are needed.")
	used := widget.Pad(14, 0, 8, 0, widget.Column(8, s.used, widget.Row(8, widget.Grow{CanvasObject: s.usedWords}, empty)))
	return section("Keeping",
		row("Runs", "Runs. The folder in which runs are kept: settings, curves, pictures and saved states.", s.runsN, widget.Row(8, widget.Fixed(180, 0, s.runs), change)),
		row("Picture cache", "Cache. Small copies of your pictures that make scrolling and training start faster.", safe, sliderWith(s.cache, s.cacheN)),
		row("Kept in", "Cache. The folder in which small copies of your pictures are kept.", nil, widget.Row(8, widget.Fixed(180, 0, s.place), elsewhere)), used)
}

func (s *Settings) computing() fyne.CanvasObject {
	s.threads = widget.NewSlider(1, 1, func(step int) { s.threadsN.SetWords(s.threadWords(step + 1)) },
		func(step int) { s.p.Threads(step + 1) })
	s.threads.SetHint("Threads. How many cores train at once.")
	s.device = widget.NewPick(nil, 0, s.p.Device)
	s.precision = widget.NewSegmented([]string{"Automatic", "float32", "bf16"}, 0, s.p.Precision)
	s.goOn = widget.NewToggle("", true, s.p.GoOn)
	s.goOn.SetHint("Off, runs that are training stop when the window closes; their last state is saved.")
	without := about()
	without.SetWords("Off, runs stop then; their last state is saved")
	return section("Computing", row("Device", "Device. What trains: the processor of this computer, or an NVIDIA card where there is one and the program for it.", s.about, widget.Fixed(160, 36, s.device)),
		row("Measured speed", "Measured speed. Of a card what it multiplies and adds at most, in thousand GFLOP/s; of the processor what training reaches.", nil, widget.Fixed(300, 0, s.speed)),
		row("Precision", "Precision. How exact the numbers are that a model computes with: float32 has about seven digits, bf16 about three and is faster where the processor is made for it.", s.exact, s.precision),
		row("Threads", "Threads. How many cores train at once; a run that is training takes it up when it is resumed.", nil, sliderWith(s.threads, s.threadsN)),
		row("Go on learning when the window closes", "Runs that are training go on without the window; otherwise they stop, their last state is saved and they can be resumed.", without, s.goOn))
}

// courtesy is what training does for whoever uses the computer.
func (s *Settings) courtesy() fyne.CanvasObject {
	toggle := func(hint string, tapped func(bool)) *widget.Toggle {
		t := widget.NewToggle("", false, tapped)
		t.SetHint(hint)
		return t
	}
	said := func(words string) *widget.Text {
		t := about()
		t.SetWords(words)
		return t
	}
	const free = "Keeps one core of the processor free while a run is training; it takes a little longer."
	const first = "Training takes what other programs leave of the processor (low priority)."
	const battery = "Training waits while the computer runs on its battery, and goes on by itself when it is plugged in."
	const used = "Training waits while somebody uses the computer, where the system tells, and goes on by itself when it is left alone."
	s.leave, s.giveWay = toggle(free, s.p.LeaveCore), toggle(first, s.p.GiveWay)
	s.battery, s.inUse = toggle(battery, s.p.OnBattery), toggle(used, s.p.InUse)
	return section("While a run is training",
		row("Leave the computer usable", free, said("One core free for other programs"), s.leave),
		row("Let other programs go first", first, said("It takes what they leave"), s.giveWay),
		row("Wait on battery", battery, said("It goes on when plugged in"), s.battery),
		row("Wait while the computer is in use", used, said("Where the system tells; from the next start of a run"), s.inUse))
}

func (s *Settings) telling() fyne.CanvasObject {
	s.notify = widget.NewToggle("", true, s.p.Notify)
	s.tips = widget.NewToggle("", true, s.p.Tips)
	system := about()
	system.SetWords("A notification of the system")
	return section("Telling you", row("When a run ends or stops", "Shows a notification, also when the window is in the background.", system, s.notify), row("Explain terms under the pointer", "Shows a sentence like this one when the pointer rests on something.", nil, s.tips))
}

func (s *Settings) threadWords(n int) string { return fmt.Sprintf("%d of %d", n, s.view.MaxThreads) }

func gigabytes(n int) string { return fmt.Sprintf("%d GB", n) }

// Head returns the screen's head.
func (s *Settings) Head() *widget.Head { return s.head }

// Content returns the screen's root.
func (s *Settings) Content() fyne.CanvasObject { return s.root }

// View returns what is shown.
func (s *Settings) View() SettingsView { return s.view }

// Set shows a view.
func (s *Settings) Set(v SettingsView) {
	s.view = v
	s.theme.Set(v.Theme)
	s.scale.SetAt((v.Scale - scaleFrom) / scaleStep)
	s.scaleN.SetWords(percent(v.Scale))
	s.runs.SetWords(v.Runs)
	s.runsN.SetWords(v.RunsAbout)
	s.cache.SetAt(v.CacheLimit - 1)
	s.cacheN.SetWords(gigabytes(v.CacheLimit))
	s.used.Set(v.CacheUsed, theme.Fill)
	s.usedWords.SetWords(v.CacheWords)
	s.device.Set(v.Devices, v.Device)
	if len(v.Devices) < 2 {
		s.device.DisableFor(strings.TrimSpace("There is no other device here that can train. " + v.NoDevice))
	} else {
		s.device.Enable()
	}
	s.about.SetWords(v.DeviceAbout)
	s.speed.SetWords(v.Speed)
	s.place.SetWords(v.Cache)
	s.precision.Set(v.Precision)
	s.exact.SetWords(v.PrecisionAbout)
	s.threads.SetSteps(max(0, v.MaxThreads-1), v.Threads-1)
	s.threadsN.SetWords(s.threadWords(v.Threads))
	if v.MaxThreads > 1 {
		s.threads.Enable()
		s.leave.Enable()
	} else {
		s.threads.DisableFor("This computer has one core.")
		s.leave.DisableFor("This computer has one core.")
	}
	s.leave.Set(v.LeaveCore)
	s.giveWay.Set(v.GiveWay)
	s.battery.Set(v.OnBattery)
	s.inUse.Set(v.InUse)
	s.notify.Set(v.Notify)
	s.tips.Set(v.Tips)
	s.goOn.Set(v.GoOn)
	setTrouble(s.trouble, v.Trouble, v.Remedy)
	s.root.Refresh()
}
