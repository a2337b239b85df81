package window

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"maestudio/core/album"
	"maestudio/core/dataset"
	"maestudio/core/dataset/picture"
	"maestudio/core/library"
	"maestudio/core/run"
	"maestudio/core/worker"
	"maestudio/ui/screen"
)

// isSentence tells whether words are what a person should read: one sentence or
// more, without codes.
func isSentence(words string) bool {
	return len(words) > 20 && strings.HasSuffix(words, ".") && !strings.Contains(words, "\n") && !strings.Contains(words, "0x") && !strings.Contains(words, "errno")
}

// told checks an error and what to do about it.
func told(t *testing.T, what, todo string, want ...string) {
	t.Helper()
	if !isSentence(what) || !isSentence(todo) {
		t.Errorf("it says %q and %q, which are no sentences", what, todo)
	}
	for _, w := range want {
		if !strings.Contains(what+" "+todo, w) {
			t.Errorf("it says %q and %q, want %q in it", what, todo, w)
		}
	}
}

// While a folder is looked through it is removed: the scan ends and says what
// there is, whatever it met.
func TestFolderRemovedWhileScanned(t *testing.T) {
	b := open(t)
	dir := t.TempDir()
	write(t, dir, 2000)
	b.drop(dir)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	b.until("the end of the scan", func() bool {
		state := b.data.screen.View().State
		return state == screen.DataEmpty || state != screen.DataScanning && (b.data.checked || b.data.album == nil)
	})
	v := b.data.screen.View()
	switch v.State {
	case screen.DataReady: // it was fast enough to see some
	case screen.DataEmpty:
		told(t, v.Title+".", v.Below)
	default:
		told(t, v.Trouble, v.Remedy, filepath.Base(dir))
	}
}

// What was gone before anything of it was read is not called "something else".
func TestFolderGoneIsNotSomethingElse(t *testing.T) {
	b := open(t)
	for kind, want := range map[dataset.Kind]string{dataset.Folder: "cannot be read", picture.Gone: "cannot be read", picture.NotPicture: "something else"} {
		b.data.folders = []string{"/photos"}
		b.data.album = album.New(&dataset.Report{Folders: b.data.folders, Problems: []dataset.Problem{{Path: "/photos", Kind: kind, Reason: "The reason"}}})
		if v := b.data.emptyView(); !strings.Contains(v.Below, want) || !isSentence(v.Below) {
			t.Errorf("%s: it says %q, want %q in it", kind, v.Below, want)
		}
	}
}

// What kept a run from starting stands until something changes, and leads on: to the
// folders that are left.
func TestNotStartedLeadsOn(t *testing.T) {
	b := open(t)
	gone, stays := pictures(t, 12), pictures(t, 9)
	if err := os.Rename(stays, stays+"s"); err != nil { // both are called the same
		t.Fatal(err)
	}
	b.drop(gone, stays+"s")
	b.until("the pictures", func() bool { return b.data.checked && len(b.data.folders) == 2 })
	if err := os.RemoveAll(gone); err != nil {
		t.Fatal(err)
	}
	b.small(2)
	b.Go(modelKey)
	b.model.start()
	if b.refusal() == "" {
		t.Fatal("a run was started")
	}
	b.model.show() // what is measured meanwhile changes nothing
	v := b.model.screen.View()
	if told(t, v.Trouble, v.Remedy, filepath.Base(gone)); v.WayOut == "" || !v.CanStart || strings.Contains(v.Remedy, "setting") {
		t.Errorf("it offers %q, says %q, and can start: %v", v.WayOut, v.Remedy, v.CanStart)
	}
	b.model.wayOut()
	b.answered()
	b.until("what is left", func() bool { return b.data.checked && len(b.data.folders) == 1 })
	if d := b.data.screen.View(); b.Current() != dataKey || !strings.Contains(d.Trouble, "off the list") {
		t.Errorf("%s says %q", b.Current(), d.Trouble)
	}
	b.Go(modelKey)
	if v = b.model.screen.View(); v.Trouble != "" || !v.CanStart {
		t.Errorf("with what is left: %q", v.Trouble)
	}
}

// After the scan it is removed: thumbnails stay empty, starting says so, and the
// folder that comes back works.
func TestFolderRemovedBeforeTheStart(t *testing.T) {
	b := open(t)
	dir := pictures(t, 12)
	b.drop(dir)
	b.until("the pictures", func() bool { return b.data.checked })
	away := dir + " away"
	if err := os.Rename(dir, away); err != nil {
		t.Fatal(err)
	}
	b.data.screen.Grid().Reload()
	b.settle()
	b.small(2)
	b.Go(modelKey)
	b.model.start()
	if b.refusal() == "" {
		t.Fatal("a run of nothing was started")
	}
	v := b.model.screen.View()
	told(t, v.Trouble, v.Remedy, filepath.Base(dir))
	if _, err := os.Stat(b.settings.Runs); err == nil && len(b.entries(b.settings.Runs)) > 0 {
		t.Errorf("something is left of the run that could not start: %v", b.entries(b.settings.Runs))
	}
	if err := os.Rename(away, dir); err != nil {
		t.Fatal(err)
	}
	b.model.start()
	if words := b.refusal(); words != "" {
		t.Errorf("with the folder back it says %q", words)
	}
	b.stopWorker(b.train.dir)
}

// A folder that is removed does not keep another one from being added.
func TestFolderAddedAfterOneIsRemoved(t *testing.T) {
	b := open(t)
	first, second := pictures(t, 3), pictures(t, 5)
	b.drop(first)
	b.until("the pictures", func() bool { return b.data.checked })
	if err := os.RemoveAll(first); err != nil {
		t.Fatal(err)
	}
	b.drop(second)
	b.until("the other pictures", func() bool { return b.data.checked && b.data.count() == 5 })
	v := b.data.screen.View()
	if told(t, v.Trouble, v.Remedy, "“holiday” is not there any more"); b.Current() != dataKey || !slices.Equal(b.data.folders, []string{second}) {
		t.Errorf("on %s with %v", b.Current(), b.data.folders)
	}
}

func (b *bench) entries(dir string) (names []string) {
	all, _ := os.ReadDir(dir)
	for _, e := range all {
		if !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	return names
}

// stopWorker ends a run's worker and waits until it is gone.
func (b *bench) stopWorker(dir string) {
	b.t.Helper()
	r := run.Run{Dir: dir}
	if owner, busy := r.Worker(); busy {
		_ = syscall.Kill(owner.PID, syscall.SIGKILL)
	}
	b.until("the worker's end", func() bool { _, busy := r.Worker(); return !busy })
}

// The pictures go away while a run learns from them. It either goes on from
// what it has decoded, or says what is missing and can be taken up again.
func TestFolderRemovedWhileTraining(t *testing.T) {
	b := open(t)
	dir := b.learn(t, 24, 100000)
	b.until("a state that is kept", func() bool { return b.train.state.Saved > 0 })
	b.stopWorker(dir)
	b.until("that it is seen", func() bool { return b.train.state.Status == worker.Gone })
	pictures := b.data.folders[0]
	if err := os.RemoveAll(cacheDir()); err != nil { // nothing is decoded any more
		t.Fatal(err)
	}
	if err := os.Rename(pictures, pictures+" away"); err != nil {
		t.Fatal(err)
	}
	b.train.resume()
	b.until("the answer", func() bool { return b.train.state.Status == worker.Failed })
	v := b.train.screen.View()
	told(t, v.Trouble, v.Remedy, "Nothing is lost")
	if v.State != screen.TrainFailed {
		t.Errorf("the state is %v", v.State)
	}
	if err := os.Rename(pictures+" away", pictures); err != nil {
		t.Fatal(err)
	}
	step := b.train.state.Step
	b.train.resume()
	b.until("more steps", func() bool { return b.train.state.Status == worker.Running && b.train.state.Step > step })
	b.stopWorker(dir)
}

func TestStartTwice(t *testing.T) {
	b := open(t)
	b.drop(pictures(t, 12))
	b.until("the pictures", func() bool { return b.data.checked })
	b.small(2)
	b.model.start()
	b.model.start()
	b.until("the run", func() bool { return b.train.dir != "" })
	b.until("its end", func() bool { return b.train.state.Status == worker.Done })
	if runs := b.entries(b.settings.Runs); len(runs) != 1 {
		t.Errorf("two clicks made the runs %q", runs)
	}
}

// A run's folder is damaged by hand in the ways that hands have.
func TestRunDamagedByHand(t *testing.T) {
	b := open(t)
	dir := b.learn(t, 12, 2)
	b.until("its end", func() bool { return b.train.state.Status == worker.Done })
	b.until("the worker's end", func() bool { _, busy := (&run.Run{Dir: dir}).Worker(); return !busy })
	for _, c := range []struct {
		name   string
		damage func(dir string) error
		trial  func(dir string) (what, todo string)
	}{
		{"the description is cut off", cutOff("run.toml"), b.openRun},
		{"the description is gone", removed("run.toml"), b.openRun},
		{"the events are no text", func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "events.jsonl"), []byte("\x00\xff{}\n\n{\"event\":7}\n"), 0o644)
		}, nil},
		{"the weights are cut off", cutOff("model.safetensors"), b.redrawRun},
		{"the weights are gone", removed("model.safetensors"), b.redrawRun},
		{"the last checkpoint is cut off", func(dir string) error { return each(dir, "checkpoints/*", cutOff) }, b.goOn},
		{"the list of pictures is gone", removed("files.tsv"), b.goOn},
		{"a sample is no picture", func(dir string) error { return each(dir, "samples/*", cutOff) }, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			b.t = t
			copied := filepath.Join(b.settings.Runs, c.name)
			if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
				t.Fatal(err)
			}
			_ = os.Remove(filepath.Join(copied, "LOCK"))
			if err := c.damage(copied); err != nil {
				t.Fatal(err)
			}
			b.follow(copied)
			b.Go(trainKey)
			b.Go(runsKey)
			b.runs.refresh()
			b.until("the list", func() bool { return !b.runs.loading })
			if c.trial != nil {
				what, todo := c.trial(copied)
				told(t, what, todo)
			}
			b.removeRun(t, copied)
		})
	}
	b.t = t
}

// removeRun moves a run to the trash, which a damaged one must allow too.
func (b *bench) removeRun(t *testing.T, dir string) {
	t.Helper()
	b.until("the worker's end", func() bool { _, busy := (&run.Run{Dir: dir}).Worker(); return !busy }) // its last word is not its end
	b.runs.refresh()
	b.until("the list", func() bool { return !b.runs.loading })
	for _, s := range b.runs.all {
		if s.Dir == dir {
			b.runs.delete(s)
		}
	}
	b.until("that the run is deleted", func() bool {
		_, err := os.Stat(dir)
		return err != nil
	})
	b.until("the list", func() bool { return !b.runs.loading })
}

func cutOff(name string) func(dir string) error {
	return func(dir string) error {
		path := filepath.Join(dir, name)
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		return os.Truncate(path, info.Size()/2)
	}
}

func removed(name string) func(dir string) error {
	return func(dir string) error { return os.Remove(filepath.Join(dir, name)) }
}

func each(dir, pattern string, damage func(name string) func(dir string) error) error {
	names, err := fs.Glob(os.DirFS(dir), pattern)
	if err == nil && len(names) == 0 {
		err = fmt.Errorf("there is no %s", pattern)
	}
	for _, name := range names {
		if err == nil {
			err = damage(name)(dir)
		}
	}
	return err
}

// openRun opens a run from the list and returns what is said there.
func (b *bench) openRun(dir string) (what, todo string) {
	for _, s := range b.runs.all {
		if s.Dir == dir {
			b.runs.open(s)
			v := b.runs.screen.View()
			return v.Trouble, v.Remedy
		}
	}
	return "", "" // where the list does not know it any more
}

// redrawRun redraws with a run.
func (b *bench) redrawRun(dir string) (what, todo string) {
	b.follow(dir)
	b.Go(reconstructKey)
	b.until("the runs that draw", func() bool {
		return slices.ContainsFunc(b.redraw.runs, func(s library.Summary) bool { return s.Dir == dir })
	})
	b.redraw.choose(slices.IndexFunc(b.redraw.runs, func(s library.Summary) bool { return s.Dir == dir }))
	b.until("the answer", func() bool { return b.redraw.screen.View().Trouble != "" || b.redraw.drawn.now != nil })
	v := b.redraw.screen.View()
	if v.Trouble == "" { // an older state draws
		return "It draws with the state that is left.", "Nothing has to be done."
	}
	return v.Trouble, v.Remedy
}

// goOn trains a run further.
func (b *bench) goOn(dir string) (what, todo string) {
	b.follow(dir)
	b.until("the run", func() bool { return b.train.dir == dir && b.train.state.Step > 0 })
	b.train.launch(5)
	b.until("the answer", func() bool {
		v := b.train.screen.View()
		return v.State == screen.TrainFailed || b.train.state.Status == worker.Done && b.train.state.Epochs == 5
	})
	v := b.train.screen.View()
	if v.State == screen.TrainDone { // it went on from what was left
		return "The run went on from an older state.", "Nothing has to be done."
	}
	return v.Trouble, v.Remedy
}

// The whole run folder goes away while it is shown.
func TestRunRemovedWhileTraining(t *testing.T) {
	b := open(t)
	dir := b.learn(t, 12, 100000)
	b.stopWorker(dir)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	// That the worker ended may be seen a moment before that the folder is gone.
	b.until("that it is seen", func() bool { return strings.Contains(b.train.screen.View().Trouble, "gone") })
	v := b.train.screen.View()
	told(t, v.Trouble, v.Remedy, "gone")
	b.train.resume()
	v = b.train.screen.View()
	told(t, v.Trouble, v.Remedy)
}

// The disk fills while a run learns. What fills it is taken away, and the run
// goes on.
func TestFullDisk(t *testing.T) {
	b := open(t)
	disk := filepath.Join(t.TempDir(), "disk")
	if err := os.Mkdir(disk, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=24m"); err != nil {
		t.Skipf("a small disk cannot be mounted here: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(disk, syscall.MNT_DETACH) })
	b.settings.Runs = filepath.Join(disk, "runs")
	b.library.Dir = b.settings.Runs
	dir := b.learn(t, 24, 100000)
	b.until("a state that is kept", func() bool { return b.train.state.Saved > 0 })
	filler := filepath.Join(disk, "filler")
	fill(t, filler) // to the last byte: the events have no room for the news
	b.until("that it is told", func() bool { return b.train.state.Status == worker.Paused && b.train.state.Code == run.DiskFull })
	v := b.train.screen.View()
	told(t, v.Trouble, v.Remedy, "Nothing is lost")
	if v.Title != "Paused: the disk is full" || !v.Full || !v.Waits {
		t.Errorf("it says %q, %+v", v.Title, v)
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	b.until("more steps, by itself", func() bool { return b.train.state.Status == worker.Running })
	b.stopWorker(dir)
}

// fill leaves no room on a disk.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, size := range []int{1 << 16, 1 << 12, 1} {
		for data := make([]byte, size); ; {
			if _, err := f.Write(data); err != nil {
				break
			}
		}
	}
}

// Runs cannot be kept where the person wants them: a full or read-only place
// says so where Start was pressed.
func TestRunsFolderThatIsAFile(t *testing.T) {
	b := open(t)
	b.drop(pictures(t, 12))
	b.until("the pictures", func() bool { return b.data.checked })
	file := filepath.Join(t.TempDir(), "runs")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	b.library.Dir = file
	b.small(2)
	b.Go(modelKey)
	b.model.start()
	if b.refusal() == "" {
		t.Fatal("a run was started in a file")
	}
	v := b.model.screen.View()
	told(t, v.Trouble, v.Remedy)
}

// An address instead of a folder, two folders at once, a folder and a file.
func TestMixedDrops(t *testing.T) {
	b := open(t)
	first, second := pictures(t, 3), pictures(t, 4)
	file := filepath.Join(first, "notes.txt")
	if err := os.WriteFile(file, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	b.drop(first, file, second)
	b.until("the pictures", func() bool { return b.data.checked })
	if n := len(b.data.folders); n != 2 {
		t.Errorf("%d folders", n)
	}
	address, err := storage.ParseURI("smb://server/pictures")
	if err != nil {
		t.Fatal(err)
	}
	before := b.data.screen.View().Title
	b.Dropped(fyne.Position{}, []fyne.URI{address})
	b.answered()
	v := b.data.screen.View()
	told(t, v.Trouble, v.Remedy, "address")
	if v.State != screen.DataReady || v.Title != before {
		t.Errorf("what was there is gone: %+v", v)
	}
	b.Dropped(fyne.Position{}, nil)
}
