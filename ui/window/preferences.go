package window

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"maestudio/core/library"
	"maestudio/core/settings"
	"maestudio/gpu"
	"maestudio/gpu/cpu"
	"maestudio/ui/screen"
	"maestudio/ui/theme"
)

// preferences is the Settings screen: what is changed applies at once and is
// kept at once.
type preferences struct {
	w      *Window
	screen *screen.Settings
	view   screen.SettingsView
	found  sizes
}

// sizes is what takes room on the disk, as it was found last.
type sizes struct {
	runs        int
	runsSize    int64
	cacheSize   int64
	runsTrouble error
}

var themes = []string{"dark", "light", "system"}

func newPreferences(w *Window) *preferences {
	p := &preferences{w: w}
	keep := func(change func(s *settings.Settings)) {
		p.view.Trouble = ""
		change(&w.settings)
		w.save()
		w.applyCache()
		p.show()
	}
	p.screen = screen.NewSettings(screen.SettingsParams{
		Theme: func(i int) {
			keep(func(s *settings.Settings) { s.Theme = themes[i] })
			w.applyTheme()
		},
		Scale:      p.scale,
		ChangeRuns: p.changeRuns,
		CacheLimit: func(gb int) { keep(func(s *settings.Settings) { s.CacheLimit = gb }) },
		EmptyCache: p.emptyCache, ChangeCache: p.changeCache,
		Device: func(i int) {
			keep(func(s *settings.Settings) { s.Device = devices[i] })
			w.rail.SetDevice(w.device())
		},
		Precision: func(i int) {
			keep(func(s *settings.Settings) { s.Precision = precisions[i] })
			w.model.compute(precisions[i])
			w.rail.SetDevice(w.device())
		},
		Threads:   func(n int) { keep(func(s *settings.Settings) { s.Threads = n }) },
		LeaveCore: func(on bool) { keep(func(s *settings.Settings) { s.LeaveCore = on }) },
		GiveWay:   func(on bool) { keep(func(s *settings.Settings) { s.LowPriority = on }) },
		OnBattery: func(on bool) { keep(func(s *settings.Settings) { s.PauseOnBattery = on }) },
		InUse:     func(on bool) { keep(func(s *settings.Settings) { s.PauseInUse = on }) },
		Notify:    func(on bool) { keep(func(s *settings.Settings) { s.Notify = on }) },
		Tips: func(on bool) {
			keep(func(s *settings.Settings) { s.Tips = on })
			w.layer.SetTips(on)
		},
		GoOn: func(on bool) {
			closing := settings.Stop
			if on {
				closing = settings.GoOn
			}
			keep(func(s *settings.Settings) { s.Closing = closing })
		},
		Reset: p.reset,
	})
	w.applyCache()
	dir, limit := w.thumbnails(), w.settings.CacheLimit
	w.start(func(context.Context) { _ = trimThumbnails(dir, limit) }) // what cannot be trimmed now is next time
	return p
}

func (w *Window) applyTheme() {
	w.app.Settings().SetTheme(theme.New(theme.Choice(w.settings.Theme)))
}

// themed draws anew what Fyne does not: the theme is another, by the person's
// choice or with the desktop's.
func (w *Window) themed(fyne.Settings) {
	w.runs.tiles = map[string]screen.Sample{} // their hidden patches have the other theme's colour
	w.train.sheets.repaint()
}

// scale changes the size of everything.
func (p *preferences) scale(percent int) {
	p.w.settings.Scale = min(max(percent, 80), 200)
	p.w.save()
	p.w.applyScale()
	p.show()
}

// refresh is called when the screen is shown: it measures what lies on the disk,
// which may take a while.
func (p *preferences) refresh() {
	p.w.rateCard()
	p.show()
	lib, cache := p.w.library, p.w.settings.Cache
	p.w.start(func(ctx context.Context) {
		var found sizes
		all, err := lib.List()
		found.runs, found.runsTrouble = len(all), err
		found.runsSize, found.cacheSize = lib.Size(), cacheSize(cache)
		p.w.show(ctx, func() {
			if p.w.library == lib && p.w.settings.Cache == cache {
				p.found = found
				p.show()
			}
		})
	})
}

func (p *preferences) show() {
	s := p.w.settings
	offered, chosen, about, none := p.w.choices()
	v := screen.SettingsView{
		Scale: s.Scale, Runs: home(s.Runs), CacheLimit: s.CacheLimit, Cache: home(s.Cache),
		Devices: offered, Device: chosen, DeviceAbout: about, NoDevice: none, Speed: p.w.speedWords(),
		Precision: max(0, slices.Index(precisions, s.Precision)), PrecisionAbout: "Of new runs; automatic is " + p.w.fastest() + " here",
		Threads: s.Threads, MaxThreads: runtime.NumCPU(), LeaveCore: s.LeaveCore, GiveWay: s.LowPriority, OnBattery: s.PauseOnBattery, InUse: s.PauseInUse, Notify: s.Notify, Tips: s.Tips, GoOn: s.Closing != settings.Stop,
		Trouble: p.view.Trouble, Remedy: p.view.Remedy,
	}
	for i, t := range themes {
		if t == s.Theme {
			v.Theme = i
		}
	}
	v.RunsAbout = fmt.Sprintf("%s · %s", plural(p.found.runs, "run", "runs"), size(float64(p.found.runsSize)))
	if n := len(s.EarlierRuns); n > 0 {
		v.RunsAbout += " · also in " + plural(n, "earlier folder", "earlier folders")
	}
	if p.found.runsTrouble != nil {
		v.RunsAbout = "The folder cannot be read"
	}
	used := float64(p.found.cacheSize)
	v.CacheUsed, v.CacheWords = min(1, used/(float64(s.CacheLimit)*1e9)), size(used)+" used"
	p.view = v
	p.screen.Set(v)
}

// fastest is the precision that "automatic" stands for on what computes new runs.
func (w *Window) fastest() string {
	best, ok := w.computer.card()
	bf16 := cpu.Fastest("") == gpu.BFloat16
	if ok && w.computesOn() == "cuda" {
		bf16 = best.BFloat16()
	}
	if bf16 {
		return "bf16"
	}
	return "float32"
}

// device says what computes new runs, and in what.
func (w *Window) device() string {
	precision := w.settings.Precision
	if precision == precisions[0] {
		precision = w.fastest()
	}
	if best, ok := w.computer.card(); ok && w.computesOn() == "cuda" {
		return best.Name + " · " + precision
	}
	return processor() + " · " + precision
}

// trouble shows an error about the settings themselves.
func (p *preferences) trouble(err error) {
	p.view.Trouble, p.view.Remedy = err.Error(), "Everything else works on."
	if p.w.newer {
		p.view.Remedy = "They are left as they are for that version; what is changed now lasts until the window closes."
	}
	p.screen.Set(p.view)
}

// changeRuns keeps new runs in another folder; those that exist are still found.
func (p *preferences) changeRuns() {
	p.askPlace("Where should runs be kept?", p.w.settings.Runs, "Runs cannot be kept in %s: %w", func(path string) {
		before := p.w.settings
		after := before
		after.KeepRunsIn(path)
		p.apply(after)
		p.w.done("New runs are kept in "+name(path)+". The others are still listed.", func() { p.apply(before) })
	})
}

// changeCache keeps small copies of pictures elsewhere. Those that are there go:
// they are made again when they are needed.
func (p *preferences) changeCache() {
	p.askPlace("Where should small copies of pictures be kept?", p.w.settings.Cache, "Nothing can be kept in %s: %w", func(path string) {
		old, after := p.w.settings.Cache, p.w.settings
		after.Cache = filepath.Join(path, "MAE Studio cache")
		p.apply(after)
		p.w.start(func(ctx context.Context) {
			err := emptyCache(old)
			p.w.show(ctx, func() { p.emptied(err) })
		})
	})
}

// askPlace asks for a folder to keep something in; cannot is what is said, with the
// folder and the error, of one where nothing can be written.
func (p *preferences) askPlace(title, start, cannot string, keep func(path string)) {
	p.w.askFolder(title, start, func(path string) {
		p.w.fromDisk(name(path), func() func() {
			err := writable(path)
			return func() {
				if err != nil {
					p.trouble(fmt.Errorf(cannot, path, err))
					return
				}
				keep(path)
			}
		})
	})
}

// writable tells whether files can be made in a folder.
func writable(dir string) error {
	f, err := os.CreateTemp(dir, ".maestudio-*")
	if err != nil {
		return err
	}
	_ = f.Close()
	return os.Remove(f.Name())
}

// emptyCache removes the decoded pictures; they are made again when needed.
func (p *preferences) emptyCache() {
	dir := p.w.settings.Cache
	p.w.start(func(ctx context.Context) {
		err := emptyCache(dir)
		p.w.show(ctx, func() { p.emptied(err) })
	})
}

func (p *preferences) emptied(err error) {
	if err != nil {
		p.trouble(fmt.Errorf("The picture cache cannot be emptied: %w", err))
	}
	p.refresh()
}

// reset takes all settings back to the usual ones, with a way back. Where runs
// are kept stays.
func (p *preferences) reset() {
	before := p.w.settings
	after := settings.Default()
	after.Runs, after.EarlierRuns, after.LastRun, after.LastTuned, after.LastFolder = before.Runs, before.EarlierRuns, before.LastRun, before.LastTuned, before.LastFolder
	p.apply(after)
	p.w.done("All settings are as they were at first.", func() { p.apply(before) })
}

// apply takes other settings as a whole.
func (p *preferences) apply(s settings.Settings) {
	p.view.Trouble = ""
	if before := p.w.settings.Precision; before != s.Precision {
		p.w.model.compute(s.Precision)
	}
	p.w.settings = s
	p.w.rail.SetDevice(p.w.device())
	p.w.library = library.Open(s.Runs, s.EarlierRuns...)
	p.w.data.keepThumbnails()
	p.w.applyCache()
	p.w.applyTheme()
	p.w.applyScale()
	p.w.layer.SetTips(s.Tips)
	p.w.save()
	p.refresh()
}

// applyScale draws everything anew at the chosen size. Fyne takes its scale
// from the environment, and looks again when the theme is set.
func (w *Window) applyScale() {
	canvas := w.win.Canvas()
	before, size := canvas.Scale(), canvas.Size()
	_ = os.Setenv("FYNE_SCALE", fmt.Sprintf("%.2f", float64(w.settings.Scale)/100))
	w.applyTheme()
	if after := canvas.Scale(); after != before { // the window itself stays as large as it is
		w.win.Resize(fyne.NewSize(size.Width*before/after, size.Height*before/after))
	}
}

// home shortens a path below the person's own folder: ~/MAE Studio.
func home(path string) string {
	dir, err := os.UserHomeDir()
	if err != nil {
		return path
	}
	if rest, ok := strings.CutPrefix(path, dir+string(filepath.Separator)); ok {
		return "~" + string(filepath.Separator) + rest
	}
	return path
}
