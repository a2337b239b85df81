package window

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"maestudio/core/run"
	"maestudio/core/worker"
	"maestudio/ui/screen"
)

// sides writes a folder of two classes, bright on the left and on the right, n of each.
func sides(t *testing.T, n int) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "sides")
	for class, from := range map[string]int{"left": 0, "右": 8} {
		if err := os.MkdirAll(filepath.Join(dir, class), 0o777); err != nil {
			t.Fatal(err)
		}
		for i := range n {
			m := image.NewGray(image.Rect(0, 0, 16, 16))
			for p := range 256 {
				v := 40 + (i*37+p%16*11+p/16*7)%60
				if x := p % 16; x >= from && x < from+8 {
					v += 120
				}
				m.SetGray(p%16, p/16, color.Gray{Y: uint8(v)})
			}
			f, err := os.Create(filepath.Join(dir, class, fmt.Sprintf("%02d.png", i)))
			if err != nil {
				t.Fatal(err)
			}
			if err := png.Encode(f, m); err != nil {
				t.Fatal(err)
			}
			_ = f.Close()
		}
	}
	return dir
}

// tinyClassifier makes a run that tells the two sides apart, in the window's runs.
func (b *bench) tinyClassifier(name, data string) string {
	b.t.Helper()
	c := run.Default()
	c.Data.Folders = []string{data}
	c.Model = run.ModelConfig{ImageSize: 16, PatchSize: 4, EncoderDim: 16, EncoderDepth: 1, EncoderHeads: 2}
	c.Finetune(false)
	c.Training.Epochs, c.Training.Batch, c.Training.BLR, c.Training.WarmupEpochs = 12, 4, 0.3, 1
	c.Augmentation.Flip, c.Augmentation.CropScale = false, [2]float64{.9, 1}
	dir := filepath.Join(b.settings.Runs, name)
	if _, err := run.Create(context.Background(), dir, c, run.CreateOptions{}); err != nil {
		b.t.Fatal(err)
	}
	if err := run.Advance(context.Background(), dir, run.AdvanceOptions{}); err != nil {
		b.t.Fatal(err)
	}
	return dir
}

func (b *bench) named(what string, is func(v screen.PredictView) bool) screen.PredictView {
	b.t.Helper()
	b.until(what, func() bool { return is(b.predict.screen.View()) })
	return b.predict.screen.View()
}

// A dropped picture is named, and what mattered is shown; one that is broken changes
// nothing; a classifier that is gone is told of.
func TestPredictAPicture(t *testing.T) {
	b := open(t)
	data := sides(t, 20)
	b.tinyRun("encoder", data) // cannot be asked
	gone := b.tinyClassifier("first", data)
	b.tinyClassifier("second", data)
	b.Go(predictKey)
	v := b.named("a classifier", func(screen.PredictView) bool { return b.predict.opened != nil })
	if v.State != screen.PredictReady || len(v.Models) != 2 || !strings.HasPrefix(v.Models[0], "second · epoch ") || v.Model != 0 || !strings.Contains(v.Below, "left, 右") {
		t.Errorf("before a picture: %+v", v)
	}
	b.drop(filepath.Join(data, "右", "03.png"))
	v = b.named("what mattered", func(v screen.PredictView) bool { return v.Heat != nil })
	if !strings.HasPrefix(v.Title, "右, ") || !strings.HasSuffix(v.Below, "03.png") || len(v.Top) != 2 || v.Top[0].Name != "右" || v.Picture == nil || v.Trouble != "" {
		t.Errorf("of the right: %+v", v)
	}
	broken := filepath.Join(t.TempDir(), "broken.png")
	if err := os.WriteFile(broken, []byte("\x89PNG\r\n\x1a\nno"), 0o644); err != nil {
		t.Fatal(err)
	}
	b.drop(broken)
	v = b.named("that it is broken", func(v screen.PredictView) bool { return v.Trouble != "" })
	if !strings.HasPrefix(v.Trouble, "“broken.png” cannot be used: ") || !strings.HasPrefix(v.Title, "右, ") || v.Heat == nil {
		t.Errorf("of a broken picture: %+v", v)
	}
	b.escape()
	if v = b.predict.screen.View(); v.Trouble != "" {
		t.Errorf("Escape leaves %q", v.Trouble)
	}
	if err := os.RemoveAll(gone); err != nil {
		t.Fatal(err)
	}
	b.predict.choose(1)
	if v = b.named("that it is gone", func(v screen.PredictView) bool { return v.Trouble != "" }); !strings.HasPrefix(v.Trouble, "There is no run ") || v.Remedy == "" {
		t.Errorf("of a run that is gone: %+v", v)
	}
	b.Go(runsKey)
	b.Go(predictKey)
	v = b.named("the other one again", func(v screen.PredictView) bool { return v.Heat != nil && len(v.Models) == 1 })
	if !strings.HasPrefix(v.Title, "右, ") {
		t.Errorf("asked anew: %+v", v)
	}
	if b.computing > callbackLimit {
		t.Errorf("a callback on Fyne's goroutine computed for %v", b.computing)
	}
}

// A folder is named picture by picture; what cannot be read is left out with its reason,
// and what came is sorted into copies and a table.
func TestPredictAFolder(t *testing.T) {
	b := open(t)
	data := sides(t, 20)
	if err := os.WriteFile(filepath.Join(data, "broken.png"), []byte("no"), 0o644); err != nil {
		t.Fatal(err)
	}
	into, table := t.TempDir(), filepath.Join(t.TempDir(), "table")
	b.pick = Picker{Folder: func(string, string) (string, error) { return into, nil }, Save: func(string, string) (string, error) { return table, nil }}
	b.tinyClassifier("first", data)
	b.Go(predictKey)
	b.drop(data) // before it is known which classifiers there are
	finished := func(v screen.PredictView) bool {
		return v.Folder != nil && !v.Folder.Running && v.Folder.Filters[0].Label == "All 41" && v.Heat != nil
	}
	v := b.named("the names", finished)
	if v.Folder.Name != "sides" || !strings.HasPrefix(v.Folder.Words, "40 pictures named in ") || v.Folder.WhyNot != "" || len(v.Folder.Filters) != 3 || v.Folder.Filters[2].Label != "Left out 1" || b.rail.Busy(predictKey) {
		t.Errorf("the folder: %+v", v.Folder)
	}
	if view := b.predict.rowView(b.predict.folder)(40); view.Trouble == "" || view.File != "broken.png" {
		t.Errorf("the broken one: %+v", view)
	}
	if got := b.predict.screen.Answers().Chosen(); got != 0 {
		t.Errorf("row %d is chosen", got)
	}
	b.predict.row(40)
	if v = b.predict.screen.View(); v.Trouble != "" || !strings.Contains(b.layer.ToastWords(), "“broken.png” was left out") {
		t.Errorf("its reason: %q", v.Trouble)
	}
	b.predict.row(25)
	v = b.named("another row", func(v screen.PredictView) bool { return strings.HasPrefix(v.Title, "右") && v.Heat != nil })

	b.predict.filter(2)
	if n := len(b.predict.folder.rows); n != 1 {
		t.Errorf("%d left out", n)
	}
	b.predict.filter(0)
	b.predict.threshold = 100
	b.predict.refill(false)
	if v = b.predict.screen.View(); v.Folder.Filters[1].Label != "Unsure 40" || !strings.HasPrefix(v.Title, "Unsure: perhaps 右, or left") || !b.predict.rowView(b.predict.folder)(0).Warn {
		t.Errorf("below 100 %%: %+v, %q", v.Folder, v.Title)
	}
	b.predict.save()
	b.until("the table", func() bool { return strings.Contains(b.layer.ToastWords(), "table.csv is saved") })
	if text, err := os.ReadFile(table + ".csv"); err != nil || strings.Count(string(text), "\n") != 41 || !strings.Contains(string(text), ",unsure\n") {
		t.Errorf("the table is %s, %v", text, err)
	}
	b.predict.threshold = 1
	b.predict.copies()
	b.until("the copies", func() bool {
		return strings.Contains(b.layer.ToastWords(), "40 pictures are copied into “sides sorted”")
	})
	for _, class := range []string{"left", "右"} {
		if all, err := os.ReadDir(filepath.Join(into, "sides sorted", class)); err != nil || len(all) != 20 {
			t.Errorf("%s has %d copies, %v", class, len(all), err)
		}
	}
	into = filepath.Join(data, "left")
	b.predict.copies()
	v = b.named("that they would lie among them", func(v screen.PredictView) bool { return v.Trouble != "" })
	if !strings.Contains(v.Trouble, "Choose a folder beside it.") {
		t.Errorf("it says %q", v.Trouble)
	}
	if b.computing > callbackLimit {
		t.Errorf("a callback on Fyne's goroutine computed for %v", b.computing)
	}
}

// What was found before a stop stays; another folder takes the place of the first.
func TestPredictIsStopped(t *testing.T) {
	b := open(t)
	data := sides(t, 200)
	b.tinyClassifier("first", sides(t, 20))
	b.Go(predictKey)
	b.named("a classifier", func(screen.PredictView) bool { return b.predict.opened != nil })
	b.drop(data)
	b.named("the first names", func(v screen.PredictView) bool { return v.Folder != nil && len(b.predict.folder.all) > 0 })
	b.predict.stop()
	v := b.named("the end", func(v screen.PredictView) bool { return !v.Folder.Running })
	n := len(b.predict.folder.all)
	if n == 0 || v.Folder.WhyNot != "" {
		t.Errorf("%d names stay: %+v", n, v.Folder)
	}
	if err := os.Mkdir(filepath.Join(data, "none"), 0o777); err != nil {
		t.Fatal(err)
	}
	b.drop(filepath.Join(data, "none"))
	v = b.named("that there are none", func(v screen.PredictView) bool { return v.Trouble != "" })
	if !strings.Contains(v.Trouble, "There are no pictures in “none”") || v.Folder.Name != filepath.Base(data) || len(b.predict.folder.all) != n {
		t.Errorf("after an empty folder what was there is not: %+v, %+v", v, v.Folder)
	}
	text := filepath.Join(data, "notes.txt")
	if err := os.WriteFile(text, []byte("no picture"), 0o666); err != nil {
		t.Fatal(err)
	}
	b.drop(text)
	v = b.named("that it is none", func(v screen.PredictView) bool { return strings.Contains(v.Trouble, "notes.txt") })
	if v.Folder == nil || len(b.predict.folder.all) != n {
		t.Errorf("after a file that is no picture what was there is not: %+v", v.Folder)
	}
	b.drop(filepath.Join(data, "left", "00.png"), filepath.Join(data, "left", "01.png"))
	v = b.named("two pictures", func(v screen.PredictView) bool { return v.Folder.Filters[0].Label == "All 2" })
	if v.Folder.Name != "2 pictures" {
		t.Errorf("they are called %q", v.Folder.Name)
	}
	one, f := filepath.Join(data, "右", "00.png"), b.predict.folder
	b.call(func() { b.predict.openPicture(one) })
	b.call(func() { b.predict.came(f) }) // more of the folder, before the picture is there
	if b.predict.picture.path != one {
		t.Errorf("%s is asked about instead of what was dropped", b.predict.picture.path)
	}
	b.named("one alone", func(v screen.PredictView) bool { return v.Folder == nil && len(v.Top) > 0 })
}

// Without a classifier the screen says how to get one, and a drop is answered.
func TestPredictWithoutAClassifier(t *testing.T) {
	b := open(t)
	b.tinyRun("encoder", pictures(t, 20))
	b.Go(predictKey)
	b.until("that there is none", func() bool { return b.predict.looked })
	if v := b.predict.screen.View(); v.State != screen.PredictNone {
		t.Errorf("got %+v", v)
	}
	b.drop(filepath.Join(t.TempDir(), "gone.png"))
	if v := b.predict.screen.View(); !strings.Contains(v.Trouble, "“gone.png” cannot be read") {
		t.Errorf("a file that is gone: %q", v.Trouble)
	}
	classes := classFolder(t, 6, "left", "right")
	b.drop(classes)
	if v := b.predict.screen.View(); b.Current() != predictKey || !strings.Contains(v.Trouble, "no classifier yet") || !strings.Contains(v.Remedy, "Fine-tune") {
		t.Errorf("on %s: %+v", b.Current(), v)
	}
	b.predict.learn() // goes on with what was dropped
	b.until("the classes", func() bool { return b.tune.set != nil })
	if b.Current() != tuneKey || b.tune.folders[0] != classes || b.predict.screen.View().Trouble != "" {
		t.Errorf("it goes on on %s with %q", b.Current(), b.tune.folders)
	}
}

// A classifier that has just learned is the one that is asked next, also where another
// was opened before; its classes are shown readable.
func TestPredictTakesTheFreshClassifier(t *testing.T) {
	b := open(t)
	first := b.tinyClassifier("first", sides(t, 20))
	second := b.tinyClassifier("second", classFolder(t, 10, "left_half", "right_half"))
	b.Go(predictKey)
	b.named("a classifier", func(screen.PredictView) bool { return b.predict.opened != nil })
	for _, dir := range []string{first, second} {
		b.Go(tuneKey)
		b.tune.train.dir, b.tune.train.state.Status = dir, worker.Done
		b.tune.followed(worker.Running)
		b.Go(predictKey)
		b.named("the fresh one", func(screen.PredictView) bool { return b.predict.opened != nil && b.predict.state.Dir == dir })
	}
	if words := b.predict.screen.View().Below; !strings.Contains(words, "left half, right half") {
		t.Errorf("its classes are shown as %q", words)
	}
}

// A run that has learned on meanwhile is opened again, with its better weights.
func TestPredictWhileItLearns(t *testing.T) {
	b := open(t)
	data := sides(t, 20)
	dir := b.tinyClassifier("first", data)
	b.Go(predictKey)
	b.named("a classifier", func(screen.PredictView) bool { return b.predict.opened != nil })
	first := b.predict.opened
	b.Go(runsKey)
	b.Go(predictKey)
	b.settle()
	later := b.predict.state.Changed.Add(1e9)
	if err := os.Chtimes(filepath.Join(dir, "best.safetensors"), later, later); err != nil {
		t.Fatal(err)
	}
	b.Go(runsKey)
	b.Go(predictKey)
	b.named("the better one", func(screen.PredictView) bool { return b.predict.opened != nil && b.predict.opened != first })
	if b.predict.state.Changed != later {
		t.Errorf("of %v, want %v", b.predict.state.Changed, later)
	}
}

func TestLikely(t *testing.T) {
	for p, want := range map[float64]string{1: "100 %", .9999: "> 99 %", .97: "97 %", .0994: "9.9 %", .012: "1.2 %", .0001: "< 0.1 %", 0: "< 0.1 %"} {
		if got := likely(p); got != want {
			t.Errorf("%v: %q, want %q", p, got, want)
		}
	}
	if got := []string{capital(""), capital("ßa"), capital("夜"), capital("émile")}; !slices.Equal(got, []string{"", "ßa", "夜", "Émile"}) {
		t.Errorf("capitals: %q", got)
	}
}

// What did not matter is dark, what mattered most as it is.
func TestWarm(t *testing.T) {
	white := image.NewUniform(color.White)
	img := warm(&image.NRGBA{Pix: slices.Repeat([]uint8{255}, 8*8*4), Stride: 32, Rect: image.Rect(0, 0, 8, 8)}, 2, []float64{0, 1, .5, 0})
	lum := func(x, y int) uint32 { r, _, _, _ := img.At(x, y).RGBA(); return r >> 8 }
	if lum(5, 1) != 255 || lum(1, 1) > 70 || lum(1, 5) <= lum(1, 1) || lum(1, 5) >= 255 {
		t.Errorf("%d %d %d of %v", lum(1, 1), lum(5, 1), lum(1, 5), white.C)
	}
}
