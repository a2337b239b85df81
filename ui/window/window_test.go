package window

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/test"

	"maestudio/core/settings"
	"maestudio/ui/screen"
)

// bench is a window on the software canvas. What the window's goroutines want
// to show waits in a queue that the test works off, as Fyne's loop does.
type bench struct {
	*Window
	t     *testing.T
	queue chan func()

	calls              int           // that were made on Fyne's goroutine
	computing, waiting time.Duration // of the slowest
	reads              int           // from files, the most of one
	stalls             *stalls       // of a thread that does nothing meanwhile
}

func open(t *testing.T) *bench {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", filepath.Join(dir, "cache"))
	t.Setenv("XDG_STATE_HOME", filepath.Join(dir, "state"))
	path := filepath.Join(dir, "settings.toml")
	s := settings.Default()
	s.Runs = filepath.Join(dir, "runs")
	if err := s.Save(path); err != nil {
		t.Fatal(err)
	}
	return openWith(t, path, Picker{})
}

func openWith(t *testing.T, path string, pick Picker) *bench {
	t.Helper()
	b := &bench{t: t, queue: make(chan func(), 1000)}
	app := test.NewTempApp(t)
	b.Window = New(Options{App: app, Window: test.NewTempWindow(t, nil), SettingsPath: path, Pick: pick, Now: time.Now, Version: "1.2.3", Do: func(f func()) { b.queue <- f }})
	b.model.costs.off = true // every preset, else, for every test; TestModelsAreMeasured measures
	t.Cleanup(b.close)
	return b
}

// close ends the window and waits for its goroutines: the next one's app begins with a
// theme that lacks our colours.
func (b *bench) close() {
	b.end() // what still waits in the queue shows nothing: the app of another window, with its theme, may be gone
	done := make(chan struct{})
	go func() { b.End(); b.work.Wait(); close(done) }()
	for {
		select {
		case f := <-b.queue:
			f()
		case <-done:
			b.workersEnd()
			return
		}
	}
}

// workersEnd waits for workers that are done with a run and write its report yet,
// into folders that the test is about to remove. Where there is no /proc it cannot.
func (b *bench) workersEnd() {
	at := []byte("\x00" + b.settings.Runs)
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		all, _ := filepath.Glob("/proc/[0-9]*/cmdline")
		if !slices.ContainsFunc(all, func(path string) bool {
			words, _ := os.ReadFile(path)
			return bytes.Contains(words, at)
		}) {
			return
		}
	}
	b.t.Error("a worker has not ended")
}

// until works the queue off until something is true.
func (b *bench) until(what string, is func() bool) {
	b.t.Helper()
	end := time.After(5 * time.Minute)
	for !is() {
		select {
		case f := <-b.queue:
			b.call(f)
		case <-end:
			b.t.Fatalf("waited in vain for %s; the screen is %s, its view %+v", what, b.current, b.data.view)
		}
	}
}

// pictures writes n pictures into a new folder.
func pictures(t *testing.T, n int) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "holiday")
	for i := range n {
		img := image.NewNRGBA(image.Rect(0, 0, 40, 30))
		for p := range 40 * 30 {
			img.SetNRGBA(p%40, p/40, color.NRGBA{uint8(p + i), uint8(i * 9), uint8(p / 7), 255})
		}
		path := filepath.Join(dir, "sub", fmt.Sprintf("%03d.png", i))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := png.Encode(f, img); err != nil {
			t.Fatal(err)
		}
		_ = f.Close()
	}
	return dir
}

func (b *bench) drop(paths ...string) {
	var all []fyne.URI
	for _, p := range paths {
		all = append(all, storage.NewFileURI(p))
	}
	b.Dropped(fyne.NewPos(100, 100), all)
	b.answered()
}

// answered works the queue off until the disk has answered everything.
func (b *bench) answered() {
	b.t.Helper()
	b.until("the disk's answers", func() bool { return b.unanswered == 0 })
}

// follow opens a run as a window does that begins.
func (b *bench) follow(dir string) {
	b.t.Helper()
	b.train.open(dir, func() {})
	b.answered()
}

func TestDropAFolder(t *testing.T) {
	b := open(t)
	dir := pictures(t, 5)
	if err := os.WriteFile(filepath.Join(dir, "broken.jpg"), []byte("no"), 0o644); err != nil {
		t.Fatal(err)
	}
	b.drop(dir)
	b.until("the pictures", func() bool { return b.data.checked })
	v := b.data.screen.View()
	if b.Current() != dataKey || v.State != screen.DataReady || v.Title != "5 pictures are ready" || v.LeftOutCount != "1" {
		t.Fatalf("on %s: %+v", b.Current(), v)
	}
	if len(v.Folders) != 2 || v.Folders[1].Name != "sub" || v.Folders[1].Count != "5" {
		t.Errorf("folders: %+v", v.Folders)
	}
	b.smooth("a drop")
}

func TestLeaveOutAndTakeBack(t *testing.T) {
	b := open(t)
	b.drop(pictures(t, 4))
	b.until("the pictures", func() bool { return b.data.checked })
	b.data.screen.Grid().Select(1)
	path := b.data.files[1].Path
	b.data.leaveOut()
	if n := len(b.data.Files()); n != 3 || !strings.HasPrefix(b.data.screen.View().Title, "3 ") {
		t.Fatalf("%d pictures, %q", n, b.data.screen.View().Title)
	}
	b.undoLast()
	if n := len(b.data.Files()); n != 4 {
		t.Fatalf("%d pictures after undo", n)
	}
	if _, err := os.Stat(path); err != nil {
		t.Error("the file was touched")
	}
}

func TestBadDrops(t *testing.T) {
	file := filepath.Join(t.TempDir(), "notes.txt")
	if err := os.WriteFile(file, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	address, err := storage.ParseURI("https://example.org/pictures")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		uri  fyne.URI
		want string
	}{
		"a file":            {storage.NewFileURI(file), "is a file, not a folder"},
		"nothing":           {storage.NewFileURI(file + "gone"), "cannot be read"},
		"a network address": {address, "address on the network"},
		// as Fyne brings what a browser drops
		"a picture of a page":   {storage.NewFileURI("https://example.org/a cat.jpg?x=1"), "address on the network"},
		"a folder with a colon": {storage.NewFileURI("/gone: https://example.org"), "cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			b := open(t)
			b.Dropped(fyne.Position{}, []fyne.URI{c.uri})
			b.answered()
			if got := b.welcome.trouble; !strings.Contains(got, c.want) {
				t.Errorf("got %q, want %q in it", got, c.want)
			}
		})
	}
}

func TestDropAnEmptyFolder(t *testing.T) {
	b := open(t)
	b.drop(t.TempDir())
	b.until("the answer", func() bool { return b.data.screen.View().State == screen.DataEmpty })
	if b.rail.Busy(dataKey) {
		t.Error("nothing is looked at any more, and the rail shows progress")
	}
	if v := b.data.screen.View(); !strings.HasPrefix(v.Title, "No pictures in ") {
		t.Errorf("got %+v", v)
	}
}

func TestTwoDropsAtOnce(t *testing.T) {
	b := open(t)
	b.Dropped(fyne.Position{}, []fyne.URI{storage.NewFileURI(pictures(t, 3))})
	b.drop(pictures(t, 7))
	b.until("the second folder", func() bool { return b.data.checked })
	if v := b.data.screen.View(); v.Title != "7 pictures are ready" {
		t.Errorf("got %q", v.Title)
	}
}

func TestModelRefusesWhatCannotWork(t *testing.T) {
	b := open(t)
	b.drop(pictures(t, 3))
	b.until("the pictures", func() bool { return b.data.checked })
	before := b.model.screen.View()
	b.model.set("encoder_heads", "7")
	v := b.model.screen.View()
	if v.CanStart || !strings.Contains(v.Trouble, "256") || v.TroubleAt != "encoder_heads" || v.Picture != before.Picture || v.Parameters != before.Parameters {
		t.Errorf("got %v, %q", v.CanStart, v.Trouble)
	}
	b.model.choose(0)
	b.model.typeInto("hidden", "mask_ratio", nil)("x")
	if v = b.model.screen.View(); v.TroubleAt != "mask_ratio" || v.Trouble == "" {
		t.Errorf("%q stands at %q", v.Trouble, v.TroubleAt)
	}
	b.model.set("encoder_heads", "x")
	if v = b.model.screen.View(); v.CanStart || v.Settings["encoder_heads"] != "x" {
		t.Errorf("got %v, %q", v.CanStart, v.Settings["encoder_heads"])
	}
	b.model.set("encoder_heads", "8")
	if v = b.model.screen.View(); !v.CanStart || v.Trouble != "" {
		t.Errorf("got %v, %q", v.CanStart, v.Trouble)
	}
}

func TestPictureSizeKeepsThePatchADivisor(t *testing.T) {
	b := open(t)
	for step := range sizeChoices {
		b.model.changeSize(step)
		c := b.model.config.Model
		if c.ImageSize%c.PatchSize != 0 || b.model.screen.View().Trouble != "" {
			t.Errorf("%d px in patches of %d: %q", c.ImageSize, c.PatchSize, b.model.screen.View().Trouble)
		}
	}
}

func TestSettingsAreKept(t *testing.T) {
	b := open(t)
	b.Go(settingsKey)
	b.settings.Theme, b.settings.Scale = "light", 120
	b.save()
	again, err := settings.Load(b.settingsPath)
	if err != nil || again.Theme != "light" || again.Scale != 120 {
		t.Errorf("got %+v, %v", again, err)
	}
}

func TestBrokenSettingsAreTold(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.toml")
	if err := os.WriteFile(path, []byte("theme = ["), 0o644); err != nil {
		t.Fatal(err)
	}
	b := openWith(t, path, Picker{})
	if v := b.prefs.screen.View(); !strings.Contains(v.Trouble, "cannot be read") {
		t.Errorf("got %q", v.Trouble)
	}
}

// damaged makes a run whose description cannot be read.
func (b *bench) damaged(name string) {
	b.t.Helper()
	dir := filepath.Join(b.settings.Runs, name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "run.toml"), []byte("version = \"x"), 0o644); err != nil {
		b.t.Fatal(err)
	}
}

func TestDamagedRunIsListed(t *testing.T) {
	b := open(t)
	b.damaged("夜の建物")
	b.Go(runsKey)
	b.until("the list", func() bool { return len(b.runs.rows) == 1 })
	if row := b.runs.screen.View().Runs[0]; row.Name != "夜の建物" || row.State != "Cannot be read" || !row.Warn {
		t.Errorf("got %+v", row)
	}
	b.runs.delete(b.runs.rows[0].Summary)
	b.until("the empty list", func() bool { return len(b.runs.rows) == 0 })
}

func TestPickerFallsBack(t *testing.T) {
	for name, folder := range map[string]func(string, string) (string, error){
		"an error": func(string, string) (string, error) { return "", errors.New("no display") },
		"a panic":  func(string, string) (string, error) { panic("gtk") },
	} {
		t.Run(name, func(t *testing.T) {
			b := openWith(t, filepath.Join(t.TempDir(), "s.toml"), Picker{Folder: folder})
			b.data.choose()
			b.until("the answer", func() bool { return !b.asking })
			if b.win.Canvas().Overlays().Top() == nil {
				t.Error("Fyne's own dialog is not shown")
			}
		})
	}
}

func TestPickAFolder(t *testing.T) {
	dir := pictures(t, 2)
	b := openWith(t, filepath.Join(t.TempDir(), "s.toml"), Picker{Folder: func(string, string) (string, error) { return dir, nil }})
	b.data.choose()
	b.until("the pictures", func() bool { return b.data.checked })
	if n := len(b.data.Files()); n != 2 {
		t.Errorf("%d pictures", n)
	}
}
