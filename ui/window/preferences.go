package window

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"maestudio/core/library"
	"maestudio/core/settings"
	"maestudio/ui/screen"
	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// preferences is the Settings screen: what is changed applies at once and is
// kept at once.
type preferences struct {
	w      *Window
	screen *screen.Settings
	view   screen.SettingsView
}

var themes = []string{"dark", "light", "system"}

func newPreferences(w *Window) *preferences {
	p := &preferences{w: w}
	keep := func(change func(s *settings.Settings)) {
		change(&w.settings)
		w.save()
		p.refresh()
	}
	p.screen = screen.NewSettings(screen.SettingsParams{
		Theme: func(i int) {
			keep(func(s *settings.Settings) { s.Theme = themes[i] })
			w.applyTheme()
		},
		Scale:      p.scale,
		ChangeRuns: p.changeRuns,
		CacheLimit: func(gb int) { keep(func(s *settings.Settings) { s.CacheLimit = gb }) },
		EmptyCache: p.emptyCache,
		Threads:    func(n int) { keep(func(s *settings.Settings) { s.Threads = n }) },
		LeaveCore:  func(on bool) { keep(func(s *settings.Settings) { s.LeaveCore = on }) },
		Notify:     func(on bool) { keep(func(s *settings.Settings) { s.Notify = on }) },
		Tips: func(on bool) {
			keep(func(s *settings.Settings) { s.Tips = on })
			w.layer.SetTips(on)
		},
		Reset: p.reset,
	})
	return p
}

func (w *Window) applyTheme() {
	w.app.Settings().SetTheme(theme.New(theme.Choice(w.settings.Theme)))
}

// scale changes the size of everything.
func (p *preferences) scale(percent int) {
	p.w.settings.Scale = min(max(percent, 80), 200)
	p.w.save()
	p.w.applyScale()
	p.refresh()
}

func (p *preferences) refresh() {
	s := p.w.settings
	v := screen.SettingsView{
		Scale: s.Scale, Runs: home(s.Runs), CacheLimit: s.CacheLimit,
		Device:  fmt.Sprintf("CPU · %s", plural(runtime.NumCPU(), "core", "cores")),
		Threads: s.Threads, MaxThreads: runtime.NumCPU(), LeaveCore: s.LeaveCore, Notify: s.Notify, Tips: s.Tips,
		Trouble: p.view.Trouble, Remedy: p.view.Remedy, DeviceAbout: p.w.model.measured(),
	}
	for i, t := range themes {
		if t == s.Theme {
			v.Theme = i
		}
	}
	if all, err := p.w.library.List(); err == nil {
		v.RunsAbout = fmt.Sprintf("%s · %s", plural(len(all), "run", "runs"), size(float64(p.w.library.Size())))
	}
	used := float64(folderSize(cacheDir()))
	v.CacheUsed, v.CacheWords = used/(float64(s.CacheLimit)*1e9), size(used)+" used"
	p.view = v
	p.screen.Set(v)
}

// trouble shows an error about the settings themselves.
func (p *preferences) trouble(err error) {
	p.view.Trouble, p.view.Remedy = err.Error(), "Everything else works on."
	p.screen.Set(p.view)
}

func (p *preferences) changeRuns() {
	p.w.askFolder("Where should runs be kept?", p.w.settings.Runs, func(path string) {
		p.w.settings.Runs = path
		p.w.library = library.Open(path)
		p.w.save()
		p.refresh()
	})
}

// emptyCache removes the decoded pictures; they are made again when needed.
func (p *preferences) emptyCache() {
	if err := os.RemoveAll(cacheDir()); err != nil {
		p.trouble(fmt.Errorf("The picture cache cannot be emptied: %w", err))
		return
	}
	p.refresh()
}

// reset takes all settings back to the usual ones, with a way back.
func (p *preferences) reset() {
	before := p.w.settings
	after := settings.Default()
	after.Runs, after.LastRun, after.LastFolder = before.Runs, before.LastRun, before.LastFolder
	p.apply(after)
	p.w.done("All settings are as they were at first.", func() { p.apply(before) })
}

func (p *preferences) apply(s settings.Settings) {
	p.w.settings = s
	p.w.library = library.Open(s.Runs)
	p.w.applyTheme()
	p.w.applyScale()
	p.w.layer.SetTips(s.Tips)
	p.w.save()
	p.refresh()
}

// applyScale draws everything anew at the chosen size. Fyne takes its scale
// from the environment, and looks again when the theme is set.
func (w *Window) applyScale() {
	_ = os.Setenv("FYNE_SCALE", fmt.Sprintf("%.2f", float64(w.settings.Scale)/100))
	w.applyTheme()
}

// cacheDir is where pictures are kept decoded.
func cacheDir() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		dir = os.TempDir()
	}
	return filepath.Join(dir, "maestudio")
}

func folderSize(dir string) int64 {
	var total int64
	_ = filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if err != nil {
			return nil // what cannot be read is not counted
		}
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
			total += info.Size()
		}
		return nil
	})
	return total
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

// about says what this is.
func (w *Window) about() {
	words := widget.Column(8,
		widget.NewText("MAE Studio", widget.Title, theme.Text),
		widget.NewParagraph("Teaches a model to see from your own pictures, by masked autoencoding (He et al. 2021). Everything stays on this computer.", widget.Body, theme.Dim, 360),
		widget.NewText("Version "+w.version+" · MIT licence", widget.Caption, theme.Faint))
	w.message("About", words)
}
