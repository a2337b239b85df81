package window

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"maestudio/core/run"
	"maestudio/ui/screen"
	"maestudio/ui/widget"
)

// pushes presses a button of a screen by its words.
func (b *bench) pushes(words string) {
	b.t.Helper()
	for _, o := range test.LaidOutObjects(b.win.Content()) {
		if button, is := o.(*widget.Button); is && button.Label() == words {
			test.Tap(button)
			return
		}
	}
	b.t.Fatalf("there is no button %q", words)
}

// astray has pictures of the left among those of the right, learned from and held out,
// which the classifier knows for what they are.
func (b *bench) astray() (dir, folder string) {
	b.t.Helper()
	folder = b.t.TempDir()
	drawn := classFolder(b.t, 48, "left_half", "right_half")
	for _, class := range []string{"left_half", "right_half"} {
		for i := range 48 {
			part, name, to := "train", fmt.Sprintf("%02d.png", i), class
			if i >= 36 {
				part = "val"
			}
			if class == "left_half" && i%9 == 0 {
				to, name = "right_half", "x"+name
			}
			to = filepath.Join(folder, part, to)
			if err := errors.Join(os.MkdirAll(to, 0o755), os.Rename(filepath.Join(drawn, class, fmt.Sprintf("%02d.png", i)), filepath.Join(to, name))); err != nil {
				b.t.Fatal(err)
			}
		}
	}
	return b.tinyClassifier("astray", folder), folder
}

// On Result a label is said to be right or corrected, marked at the picture, taken back,
// and learned by the next classifier, whose suspects it is not among.
func TestCorrectOnResult(t *testing.T) {
	b := open(t)
	dir, folder := b.astray()
	b.Go(tuneKey)
	r := b.tune.result
	b.tune.showResult(dir)
	b.until("the result", func() bool { return r.found != nil })
	row, column := 1, 0
	r.openCell(row, column)
	if len(r.cell) == 0 {
		t.Fatalf("nothing is taken wrongly: %v", r.found.Confusion)
	}
	if v := r.screen.View(); v.Again != "" || v.Cell.Say != len(r.cell) {
		t.Errorf("before: %q, %+v", v.Again, v.Cell)
	}
	first := r.cell[0].Path
	r.screen.Cell().Select(0)
	b.pushes("Label is right")
	b.until("that it is kept", func() bool { return r.heard.said[first] == "right_half" })
	if got := r.saidOf(first, r.cell[0].Label); got != "is right" || r.heard.fresh != 0 || r.screen.View().Again != "" {
		t.Errorf("it is marked %q, and would train again with %q", got, r.screen.View().Again)
	}
	r.screen.Cell().Select(0)
	b.pushes("Correct label…")
	if got := b.chooser.Found(); len(got) != 2 || got[0] != "left half" {
		t.Errorf("it asks among %q", got)
	}
	b.chooser.Find("LEFT")
	b.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	b.until("that it is corrected", func() bool { return r.heard.said[first] == "left_half" })
	if v := r.screen.View(); v.Again != "Fine-tune again with 1 correction" || r.saidOf(first, 1) != "is wrong" || v.Cell.Title == "" {
		t.Errorf("after: %q, %q, %+v", v.Again, r.saidOf(first, 1), v.Cell)
	}
	b.until("a toast", func() bool { return strings.Contains(b.layer.ToastWords(), "is left half, for the next fine-tuning.") })
	b.undoLast()
	b.until("that it is undone", func() bool { return r.heard.said[first] == "right_half" })

	r.screen.Tabs().Choose(screen.TabLabels)
	n := len(r.suspected)
	if n == 0 {
		t.Fatal("nothing is suspect")
	}
	suspect := r.suspected[0]
	r.screen.Suspects().Select(0)
	r.correct(screen.TabLabels)
	b.chooser.Find("left")
	b.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	b.until("one suspect less", func() bool { return len(r.suspected) == n-1 })
	if _, err := os.Stat(first); err != nil || filepath.Dir(first) != filepath.Join(folder, "val", "right_half") {
		t.Errorf("a file was moved: %v", err)
	}

	b.pushes("Fine-tune again with 1 correction")
	b.answered()
	b.until("the classes", func() bool { return b.tune.set != nil && !b.tune.looking })
	if got := b.fact("Your corrections"); got != "1 label" || b.tune.stage != choosing || b.tune.folders[0] != folder || b.tune.encoders[b.tune.chosen].path != "" {
		t.Errorf("Fine-tune says %q of %v", got, b.tune.folders)
	}
	own, err := run.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if was, now := own.Config.Training, b.tune.config.Training; now.Epochs != was.Epochs || now.Batch != was.Batch || math.Abs(now.BLR/was.BLR-1) > 1e-9 || b.tune.config.Augmentation.Flip != own.Config.Augmentation.Flip {
		t.Errorf("it would train with %+v, and was trained with %+v", now, was)
	}
	for key, words := range map[string]string{"epochs": "1", "warmup_epochs": "0"} {
		b.tune.change(key, words)
	}
	b.tune.start()
	b.until("the next result", func() bool { return r.dir != dir && r.found != nil })
	pictures, err := run.ListPictures(r.dir)
	if err != nil {
		t.Fatal(err)
	}
	if at := slices.IndexFunc(pictures, func(p run.Picture) bool { return p.Path == suspect.Path }); at < 0 || pictures[at].Class != "left_half" {
		t.Errorf("it was learned as %+v", pictures[max(0, at)])
	}
	if v := r.screen.View(); v.Again != "" || len(r.heard.said) != 2 {
		t.Errorf("the next one says %q, with %v", v.Again, r.heard.said)
	}
	b.tune.again()
	b.classes(folder) // chosen anew, without them
	if b.fact("Your corrections") != "" {
		t.Error("corrections of other classes are still there")
	}
	b.smooth("correcting")
}

// On Predict a picture from elsewhere is said to be right or something else, kept with
// its whole path; a table that was spoilt is told of and left alone.
func TestCorrectOnPredict(t *testing.T) {
	b := open(t)
	folder := sides(t, 20)
	dir := b.tinyClassifier("first", folder)
	picture := filepath.Join(sides(t, 22), "left", "21.png")
	b.Go(predictKey)
	b.named("a classifier", func(screen.PredictView) bool { return b.predict.opened != nil })
	b.drop(picture)
	if v := b.named("its class", func(v screen.PredictView) bool { return v.CanSay }); v.Said != "" {
		t.Errorf("it says %q", v.Said)
	}
	b.pushes("Right")
	b.named("what was said", func(v screen.PredictView) bool { return v.Said == "You said: left" })
	b.predict.isElse()
	if got := b.chooser.Found(); len(got) != 2 || got[0] != "右" {
		t.Errorf("it asks among %q", got)
	}
	b.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	b.named("something else", func(v screen.PredictView) bool { return v.Said == "You said: 右" })
	file := filepath.Join(dir, "corrections.csv")
	if text, err := os.ReadFile(file); err != nil || string(text) != "file,label\n"+picture+",右\n" {
		t.Errorf("it reads %s, %v", text, err)
	}
	b.until("a toast", func() bool { return strings.Contains(b.layer.ToastWords(), "右") })
	b.undoLast()
	b.named("what was said before", func(v screen.PredictView) bool { return v.Said == "You said: left" })

	spoilt := "file,label,why\nx,y,z\n"
	if err := os.WriteFile(file, []byte(spoilt), 0o644); err != nil {
		t.Fatal(err)
	}
	b.predict.isRight()
	v := b.named("that it cannot be kept", func(v screen.PredictView) bool { return v.Trouble != "" })
	if text, _ := os.ReadFile(file); !strings.Contains(v.Trouble, "corrections.csv cannot be read") || string(text) != spoilt {
		t.Errorf("of a spoilt table: %q, it reads %s", v.Trouble, text)
	}
	b.smooth("answering")
}

// A start that was named in a run and is gone is what the run kept of it.
func TestStartOfAClassifier(t *testing.T) {
	b := open(t)
	folder := classFolder(t, 8, "left", "right")
	encoder := b.pretrained(folder)
	own := &run.Run{Dir: t.TempDir()}
	if e := startOf(own); e.path != "" || e.bad != nil {
		t.Errorf("from nothing: %+v", e)
	}
	c := run.Default()
	c.Data.Folders = []string{folder}
	if err := c.From(encoder, 0); err != nil {
		t.Fatal(err)
	}
	c.Finetune(false)
	c.Training.Epochs, c.Training.Batch, c.Training.WarmupEpochs = 1, 4, 0
	own, err := run.Create(context.Background(), filepath.Join(t.TempDir(), "run"), c, run.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if e := startOf(own); e.path != encoder || e.bad != nil {
		t.Errorf("from an encoder: %+v", e)
	}
	if err := os.RemoveAll(encoder); err != nil {
		t.Fatal(err)
	}
	if e := startOf(own); e.path != own.StartWeights() || e.bad != nil || e.base.Model.EncoderDepth != 1 || e.base.Model.EncoderHeads != c.Model.EncoderHeads {
		t.Errorf("from what is gone: %+v", e)
	}
}
