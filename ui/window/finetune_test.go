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

	"maestudio/core/report"
	"maestudio/core/run"
	"maestudio/core/worker"
	"maestudio/gpu/cuda/card"
	"maestudio/ui/screen"
)

// classFolder draws n pictures of each class, which differ in where they are bright.
func classFolder(t *testing.T, n int, classes ...string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "things")
	for c, class := range classes {
		if err := os.MkdirAll(filepath.Join(dir, class), 0o755); err != nil {
			t.Fatal(err)
		}
		for i := range n {
			img := image.NewNRGBA(image.Rect(0, 0, 32, 32))
			for p := range 32 * 32 {
				x, y := p%32, p/32
				v := uint8(40 + (i*37+x*11+y*7)%60)
				if (c == 0 && x < 16) || (c == 1 && x >= 16) || (c > 1 && y*(c+3)/32%2 == 0) {
					v += 120
				}
				img.SetNRGBA(x, y, color.NRGBA{v, v, v, 255})
			}
			f, err := os.Create(filepath.Join(dir, class, fmt.Sprintf("%02d.png", i)))
			if err != nil {
				t.Fatal(err)
			}
			if err := png.Encode(f, img); err != nil {
				t.Fatal(err)
			}
			_ = f.Close()
		}
	}
	return dir
}

// pretrained makes a very small run of pre-training among the runs of the window.
func (b *bench) pretrained(folder string) string {
	b.t.Helper()
	c := run.Default()
	c.Data.Folders = []string{folder}
	c.Model = run.ModelConfig{ImageSize: 16, PatchSize: 4, EncoderDim: 16, EncoderDepth: 1, EncoderHeads: 2, DecoderDim: 8, DecoderDepth: 1, DecoderHeads: 2, MaskRatio: 0.75, NormPix: true}
	c.Training.Epochs, c.Training.Batch, c.Training.BLR = 1, 4, 0.1
	dir := b.library.Free("encoder")
	if _, err := run.Create(context.Background(), dir, c, run.CreateOptions{}); err != nil {
		b.t.Fatal(err)
	}
	if err := run.Advance(context.Background(), dir, run.AdvanceOptions{}); err != nil {
		b.t.Fatal(err)
	}
	return dir
}

// classes drops a folder on Fine-tune and waits until it was looked through.
func (b *bench) classes(folder string) screen.FinetuneView {
	b.t.Helper()
	b.Go(tuneKey)
	b.drop(folder)
	b.until("the classes", func() bool { return !b.tune.looking })
	return b.tune.screen.View()
}

// From a folder that is dropped to a classifier in words; the window that is opened
// anew finds it again.
func TestFinetuneFromDropToResult(t *testing.T) {
	b := open(t)
	folder := classFolder(t, 10, "left", "right")
	encoder := b.pretrained(folder)
	v := b.classes(folder)
	if v.State != screen.FinetuneReady || !strings.HasPrefix(v.Below, "2 classes from the folders of “things” · 16 pictures to learn from, 4 to check with") || v.PerClass != "About 8 a class" {
		t.Fatalf("got %+v", v)
	}
	b.until("the encoder", func() bool { return len(b.tune.screen.View().Encoders) == 2 })
	if v = b.tune.screen.View(); v.Encoders[0] != "encoder" || v.Encoder != 0 || b.tune.config.Training.Init != encoder || v.Recipe[1].Name != "Early layers learn" {
		t.Errorf("it starts from %+v", v)
	}
	if len(v.Worth) == 0 || !strings.Contains(v.Worth[0], "fewer than 10 pictures") {
		t.Errorf("worth a look: %q", v.Worth)
	}
	if strings.Contains(v.Reason, "otherwise") {
		t.Errorf("nothing was chosen, and it says %q", v.Reason)
	}
	b.tune.change("epochs", "many")
	if v = b.tune.screen.View(); v.CanStart || v.TroubleAt != "epochs" || !strings.Contains(v.Trouble, "“many” is no number; type one, such as ") {
		t.Errorf("of no number: %+v", v)
	}
	for key, words := range map[string]string{"epochs": "4", "batch": "4", "blr": "0.3", "layer_decay": "1"} {
		b.tune.change(key, words)
	}
	b.tune.switched("flip", false)
	if v = b.tune.screen.View(); !v.CanStart || v.Trouble != "" || v.Settings["epochs"] != "4" || v.Toggles["flip"] {
		t.Fatalf("after the settings: %+v", v)
	}
	if want := " Chosen otherwise: 4 epochs, blr 0.3, layer decay 1, never mirrored."; !strings.HasSuffix(v.Reason, want) {
		t.Errorf("the recipe says %q, want %q at its end", v.Reason, want)
	}
	b.tune.start()
	b.tune.start() // a second click changes nothing
	b.until("an epoch", func() bool { return len(b.tune.train.state.Checks) > 0 })
	if v := b.tune.train.screen.View(); len(v.Accuracy) != 1 || !strings.Contains(v.Title, "of 100") && !strings.Contains(v.Title, "largest class") {
		t.Errorf("while it learns: %q, %+v", v.Title, v.Accuracy)
	}
	b.until("the result", func() bool { return b.tune.result.found != nil })
	b.judged(folder)
	b.until("the page that tells it", func() bool {
		page, err := os.ReadFile(filepath.Join(b.tune.result.dir, report.Page))
		return err == nil && strings.Contains(string(page), "It names ")
	})
	title := b.tune.result.screen.View().Title
	b.smooth("fine-tuning")
	b.close()

	again := openWith(t, b.settingsPath, Picker{})
	again.until("the result again", func() bool { return again.tune.result.found != nil })
	again.Go(tuneKey)
	if got := again.tune.title(); again.tune.stage != judging || got != title {
		t.Errorf("opened anew it says %q", got)
	}
	again.Go(runsKey)
	again.until("a picture of each of the two classes", func() bool {
		return slices.ContainsFunc(again.runs.screen.View().Runs, func(r screen.RunRow) bool {
			return r.Right && r.Sample.Picture != nil && r.Sample.Hidden != nil && r.Sample.Redrawn == nil
		})
	})
	again.Go(tuneKey)
	// The card that trained it is not here any more.
	again.computer, again.tune.result.config = computer{found: card.Report{Why: "There is no NVIDIA driver here."}}, ofCard(t, again.tune.result.dir).Config
	if says := again.tune.result.worth.takes(); !strings.Contains(says, "The processor does that") {
		t.Errorf("of the time it says %q", says)
	}
	again.asksWorth()
	again.asksMore()
	again.smooth("how good it is")
}

// judged checks the result of the two classes.
func (b *bench) judged(folder string) {
	t := b.t
	r := b.tune.result.screen.View()
	if !strings.HasPrefix(r.Title, "Right for ") || !strings.Contains(r.Below, "of the 4 pictures kept for checking") || len(r.Counts) != 2 || r.Verdict == "" {
		t.Fatalf("result: %+v", r)
	}
	if len(r.Bars) != 3 || r.Bars[1].Name != "Most similar picture, not fine-tuned" || !r.Bars[2].Own || r.Bars[2].High <= r.Bars[2].Low {
		t.Errorf("bars: %+v", r.Bars)
	}
	if len(r.Classes) != 2 || r.Classes[1].Name != "right" || len(r.Figures) != 4 || len(r.Bins) == 0 || len(r.Accuracy[0].X) != 4 {
		t.Errorf("pages: %+v", r)
	}
	b.tune.result.openCell(0, 0)
	if c := b.tune.result.screen.View().Cell; c.Pictures != r.Counts[0][0] || !strings.Contains(c.Count, "of 2") {
		t.Errorf("a cell: %+v", c)
	}
	shown := b.tune.result.screen.View().Cell
	defer func() { // another classifier, or the same one that has learned on
		own, err := run.Open(b.tune.result.dir)
		if err != nil {
			t.Fatal(err)
		}
		b.tune.result.find(own)
		if tab := b.tune.result.screen.Tabs().Chosen(); tab != screen.TabMistakes {
			t.Errorf("it begins at tab %d", tab)
		}
		b.until("the result again", func() bool { return b.tune.result.found != nil })
	}()
	b.tune.result.screen.Tabs().Choose(screen.TabCurves)
	b.tune.result.show() // once it is known whether pre-training was worth it
	if c := b.tune.result.screen.View().Cell; c != shown {
		t.Errorf("shown again the cell is %+v", c)
	}
	if m := r.MoreLabels; m.State != screen.StudyUnasked || !strings.Contains(m.Reason, "a quarter and on half") {
		t.Errorf("more labels: %+v", m)
	}
	if r.Worth.State != screen.StudyUnasked || !strings.Contains(r.Worth.Reason, "3 seeds") {
		t.Errorf("worth: %+v", r.Worth)
	}
	b.Go(runsKey)
	b.until("the list", func() bool { return len(b.runs.all) == 2 })
	row := b.runs.screen.View().Runs[0]
	if !strings.HasPrefix(row.About, "2 classes · 16 pictures · ") || !strings.HasSuffix(row.About, " pictures/s") || !row.Right || !strings.HasSuffix(row.Loss, " %") {
		t.Errorf("in the list: %+v", row)
	}
	b.runs.open(b.runs.all[0])
	if b.Current() != tuneKey {
		t.Errorf("it is opened on %s", b.Current())
	}
	b.redraw.refresh()
	b.until("who can draw", func() bool { return b.redraw.runs != nil })
	if n := len(b.redraw.runs); n != 1 {
		t.Errorf("%d runs can draw: a classifier cannot", n)
	}
}

// asksMore presses the button of the other question until there is an answer.
func (b *bench) asksMore() {
	b.t.Helper()
	b.tune.result.more.ask()
	b.until("an answer", func() bool { return b.tune.result.screen.View().MoreLabels.State == screen.StudyAnswered })
	if m := b.tune.result.screen.View().MoreLabels; len(m.Rows) != 3 || !strings.HasSuffix(m.Rows[2].Ways[0], " %") || len(m.Points) != 3 || m.Points[0].Name != "25 % · 4" || m.Points[2].Name != "100 % · 16" {
		b.t.Errorf("the answer: %+v", m)
	}
}

// asksWorth presses the button until there is an answer.
func (b *bench) asksWorth() {
	b.t.Helper()
	b.tune.result.worth.ask()
	b.until("an answer", func() bool { return b.tune.result.screen.View().Worth.State == screen.StudyAnswered })
	v := b.tune.result.screen.View()
	if w := v.Worth; len(w.Rows) != 3 || !strings.HasSuffix(w.Rows[2].Ways[1], " %") || !strings.HasPrefix(w.Title, "It cannot be told") && !strings.HasPrefix(w.Title, "Yes") {
		b.t.Errorf("the answer: %+v", w)
	}
	if len(v.Bars) != 4 || v.Bars[2].Name != "Same training from scratch" {
		b.t.Errorf("bars: %+v", v.Bars)
	}
}

// What cannot be learned from is said where it was dropped, in a sentence.
func TestFinetuneBadInput(t *testing.T) {
	b := open(t)
	one := classFolder(t, 6, "left")
	odd := classFolder(t, 6, "Cats", "cats", "single")
	for i := 1; i < 6; i++ {
		_ = os.Remove(filepath.Join(odd, "single", fmt.Sprintf("%02d.png", i)))
	}
	if err := os.Mkdir(filepath.Join(odd, "nobody"), 0o755); err != nil {
		t.Fatal(err)
	}
	table := filepath.Join(odd, "labels.csv")
	if err := os.WriteFile(table, []byte("file,label\nCats/00.png,a\nCats/01.png,a\nCats/02.png,a\ncats/00.png,b\ncats/01.png,b\ncats/02.png,b\ngone.png,b\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	nonsense := filepath.Join(t.TempDir(), "weights.safetensors")
	if err := os.WriteFile(nonsense, []byte("no weights at all"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ what, path, want string }{
		{"one class", one, "There is only one class in"},
		{"no picture", t.TempDir(), "no picture"},
		{"a picture", filepath.Join(one, "left", "00.png"), "is one file, not a folder of classes"},
		{"no weights", nonsense, "cannot be read"},
	} {
		v := b.classes(c.path)
		if v.State != screen.FinetuneNone || !strings.Contains(strings.ToLower(v.Trouble), strings.ToLower(c.want)) {
			t.Errorf("%s: %q", c.what, v.Trouble)
		}
	}
	v := b.classes(odd)
	all := strings.Join(v.Worth, "\n")
	for _, want := range []string{`"nobody" has no pictures and is left out`, "differ in upper and lower case only", "no picture to check with", "fewer than 10 pictures"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not said: %s", want, all)
		}
	}
	if v.Trouble != "" || !v.CanStart {
		t.Errorf("it cannot start: %+v", v)
	}
	v = b.classes(one) // what was there stays
	if v.State != screen.FinetuneReady || !strings.Contains(v.Remedy, "still there") || !strings.Contains(v.Trouble, "only one class") {
		t.Errorf("after a bad drop: %+v", v)
	}
	v = b.classes(table)
	if v.Trouble != "" || !strings.Contains(strings.Join(v.Worth, "\n"), "names 1 picture that is not there: ") {
		t.Errorf("of a table: %+v", v)
	}
	b.tune.change("image_size", "30")
	if v = b.tune.screen.View(); v.CanStart || v.TroubleAt != "" && v.TroubleAt != "image_size" || !strings.Contains(v.Trouble, "image size of") {
		t.Errorf("an image size that the patches do not divide: %+v", v)
	}
}

// An encoder of another patch size brings its own sizes; what cannot be started from says
// why, and what was chosen stays.
func TestFinetuneFromOtherEncoders(t *testing.T) {
	b := open(t)
	folder := classFolder(t, 10, "left_half", "right_half")
	encoder := b.pretrained(folder) // patches of 4 in pictures of 16
	if v := b.classes(folder); v.State != screen.FinetuneReady {
		t.Fatalf("got %+v", v)
	}
	b.until("the encoder", func() bool { return len(b.tune.screen.View().Encoders) == 2 })
	b.until("the time", func() bool { return strings.HasPrefix(b.fact("Time here"), "about ") })
	if c := b.tune.config.Model; c.PatchSize != 4 || c.ImageSize != 16 {
		t.Errorf("from patches of 4: %+v", c)
	}
	b.tune.change("image_size", "30")
	if v := b.tune.screen.View(); v.CanStart || !strings.Contains(v.Trouble, "28") || !strings.Contains(v.Trouble, "32") {
		t.Errorf("30 pixels in patches of 4: %q", v.Trouble)
	}
	b.tune.change("image_size", "32")
	b.tune.from(1) // nothing: patches of 8
	if v, c := b.tune.screen.View(), b.tune.config.Model; !v.CanStart || c.PatchSize != 8 || c.ImageSize != 32 {
		t.Errorf("from nothing: %+v of %+v", c, v.Trouble)
	}
	b.tune.from(0)
	done := b.tinyClassifier("done", folder)
	b.drop(done) // a classifier is an encoder too, with its own sizes
	b.settle()
	b.until("the classifier", func() bool { return b.tune.config.Training.Init == done })
	if v := b.tune.screen.View(); v.Trouble != "" || !v.CanStart {
		t.Errorf("from a classifier: %+v", v)
	}
	other := filepath.Join(t.TempDir(), "other task")
	if err := os.CopyFS(other, os.DirFS(encoder)); err != nil {
		t.Fatal(err)
	}
	settings := filepath.Join(other, "run.toml")
	words, err := os.ReadFile(settings)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(settings, []byte(strings.Replace(string(words), `"pretrain"`, `"segment"`, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	b.drop(other)
	b.until("why not", func() bool { return b.tune.screen.View().Trouble != "" })
	if v := b.tune.screen.View(); !strings.Contains(v.Trouble, "segment") || !strings.Contains(v.Remedy, "still there") || b.tune.config.Training.Init != done {
		t.Errorf("of a task that is not known: %q %q", v.Trouble, v.Remedy)
	}
}

// fact is what the recipe says about something.
func (b *bench) fact(name string) string {
	for _, f := range b.tune.screen.View().Recipe {
		if f.Name == name {
			return f.Value
		}
	}
	return ""
}

// A thousand classes are looked at without a call that holds up the window.
func TestFinetuneOfAThousandClasses(t *testing.T) {
	b := open(t)
	dir := classFolder(t, 3, "c")
	for i := range 1000 {
		at := filepath.Join(dir, fmt.Sprintf("class %04d", i))
		if err := os.Mkdir(at, 0o755); err != nil {
			t.Fatal(err)
		}
		for k := range 3 {
			raw, err := os.ReadFile(filepath.Join(dir, "c", fmt.Sprintf("%02d.png", k)))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(at, fmt.Sprintf("%d.png", k)), append(raw, fmt.Sprint(i)...), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	if v := b.classes(dir); v.State != screen.FinetuneReady || !strings.HasPrefix(v.Below, "1,001 classes") {
		t.Fatalf("got %+v", v)
	}
	b.smooth("a thousand classes")
}

// A classifier of more classes than a matrix has room for lists the pairs.
func TestFinetuneGoesOnFollowing(t *testing.T) {
	b := open(t)
	b.Go(tuneKey)
	b.tune.to(following)
	b.tune.train.state.Status = worker.Running
	b.tune.again()
	b.tune.followed(worker.Running)
	if b.tune.stage != choosing {
		t.Error("a state of the run takes the classes away that are looked at")
	}
}

// A further folder of classes is added to those that are there: a class of the same name
// is one with it. What cannot be added changes nothing.
func TestFinetuneAddClasses(t *testing.T) {
	b := open(t)
	b.classes(classFolder(t, 6, "left", "right"))
	more := filepath.Join(filepath.Dir(classFolder(t, 9, "right", "up")), "more")
	if err := os.Rename(filepath.Join(filepath.Dir(more), "things"), more); err != nil {
		t.Fatal(err)
	}
	b.pick.Folder = func(string, string) (string, error) { return more, nil }
	for range 2 { // the second time it is there already
		b.tune.add()
		b.until("the classes of both", func() bool { return len(b.tune.folders) == 2 && !b.tune.looking && !b.asking })
	}
	v := b.tune.screen.View()
	if classes := b.tune.set.Classes; !slices.Equal(classes, []string{"left", "right", "up"}) || !strings.HasPrefix(v.Below, "3 classes from the folders of “things” and “more” · ") {
		t.Errorf("%q: %s", classes, v.Below)
	}
	b.pick.Folder = func(string, string) (string, error) { return filepath.Join(more, "not there"), nil }
	b.tune.add()
	b.until("why not", func() bool { return b.tune.screen.View().Trouble != "" })
	if v = b.tune.screen.View(); v.State != screen.FinetuneReady || len(b.tune.folders) != 2 {
		t.Errorf("afterwards %+v of %q", v, b.tune.folders)
	}
}
