package window

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"maestudio/core/export"
	"maestudio/core/run"
	"maestudio/core/weights"
	"maestudio/core/weights/names"
	"maestudio/ui/screen"
	"maestudio/ui/widget"
)

// elsewhere is a copy of a run's weights, as if they came from elsewhere.
func elsewhere(t *testing.T, run string) string {
	t.Helper()
	file, err := os.ReadFile(filepath.Join(run, "model.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "theirs.safetensors")
	if err := os.WriteFile(path, file, 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// A model that is dropped says what it is, tensor by tensor, before anything is made;
// then it is a run that has proved itself.
func TestImportInTheWindow(t *testing.T) {
	b := open(t)
	folder := pictures(t, 20)
	file := elsewhere(t, b.tinyRun("first", folder))
	b.drop(file)
	m := b.bringing
	b.until("the report", func() bool { return m.view.State == screen.ImportFound })
	v := m.screen.View()
	if v.File != "“theirs.safetensors”" || v.Name != "theirs" || v.AsksHeads || v.AsksPixels || !strings.HasSuffix(v.Sum, " matched, 0 resized, 0 missing, 0 left over") || len(v.Rows) < 20 {
		t.Errorf("found %+v", v)
	}
	m.view.Size = 1
	m.examine(32) // for pictures of another size
	b.until("the other size", func() bool { return strings.Contains(m.screen.View().Sum, " matched, 2 resized") })
	if row := m.screen.View().Rows[0]; row.Fate != "resized" || row.Name != "pos_embed" || row.Size != "1 x 65 x 16" {
		t.Errorf("the first row is %+v", row)
	}
	if got := m.pictureWords(); len(got) != 2 || got[0] != "The built-in sample" {
		t.Errorf("pictures to choose: %q", got)
	}
	b.pick.Folder = func(string, string) (string, error) { return folder, nil }
	m.pictures(1) // another folder
	b.until("the pictures", func() bool { return m.screen.View().Picture == 1 })
	m.view.Name = "mine"
	m.make()
	m.make() // Enter pressed twice
	b.until("the proof", func() bool { return m.view.State == screen.ImportDone })
	v = m.screen.View()
	if !strings.Contains(v.Result+v.Next, "one flat colour has ") || v.Name != "mine" {
		t.Errorf("proved: %+v", v)
	}
	if _, err := os.Stat(filepath.Join(b.settings.Runs, "mine 2")); err == nil {
		t.Error("it was imported twice")
	}
	r, err := run.Open(filepath.Join(b.settings.Runs, "mine"))
	if err != nil || r.Config.Model.ImageSize != 32 {
		t.Fatalf("%+v, %v", r, err)
	}
	m.open()
	b.answered()
	if b.Current() != trainKey || b.train.dir != r.Dir || b.win.Canvas().Overlays().Top() != nil {
		t.Errorf("on %s with %s", b.Current(), b.train.dir)
	}
	b.until("that it has not begun", func() bool { return b.train.screen.View().Title == "It has not learned here yet" })
	if v := b.train.screen.View(); v.State != screen.TrainStopped || v.HasReport {
		t.Errorf("it offers %+v", v)
	}
	b.Go(reconstructKey)
	b.until("a model that can redraw", func() bool { return len(b.redraw.runs) == 2 })
	b.smooth("importing")
}

// Where the sample is still drawn behind Welcome, importing takes that over, shows how far it
// is, and can be called off.
func TestImportDrawsTheSample(t *testing.T) {
	b := open(t)
	b.drop(elsewhere(t, b.tinyRun("first", pictures(t, 20))))
	m := b.bringing
	b.until("the report", func() bool { return m.view.State == screen.ImportFound })
	idle := true
	b.sample.stop = func() { idle = false }
	m.make()
	if idle || m.screen.View().Doing != "Drawing the sample" {
		t.Errorf("it draws behind Welcome: %v; %q", idle, m.screen.View().Doing)
	}
	b.until("some pictures", func() bool { return m.screen.View().Share > 0 })
	m.screen.Dialog().Hide()
	b.until("the end", func() bool { return b.layer.ToastWords() == "Nothing was imported." })
}

// Where a file does not say how colours were scaled, the dialog asks, and the run has what
// was answered.
func TestImportAsksForColours(t *testing.T) {
	b := open(t)
	folder := pictures(t, 20)
	file := unsaid(t, b.tinyRun("first", folder))
	b.drop(file)
	m := b.bringing
	b.until("the report", func() bool { return m.view.State == screen.ImportFound })
	if v := m.screen.View(); !v.AsksColours || v.Colour != 0 || len(v.Colours) != 3 || !strings.HasPrefix(v.Colours[0], "ImageNet's") {
		t.Fatalf("it asks %+v", v)
	}
	m.setHeads(false, "2")
	m.setHeads(true, "2")
	imagenet := m.found.Config.Augmentation
	if c, err := m.config(); err != nil || c.Augmentation.Mean != imagenet.Mean || c.Augmentation.Std != imagenet.Std || c.Augmentation.Mean == [3]float64{} {
		t.Errorf("as it stands the run has %v, %v", c.Augmentation, err)
	}
	m.folders, m.view.Picture = []string{folder}, 1
	m.pickColour(1)
	if v := m.screen.View(); v.Colour != 1 {
		t.Errorf("it shows %q", v.Colours[v.Colour])
	}
	m.make()
	b.until("the proof", func() bool { return m.view.State == screen.ImportDone })
	r, err := run.Open(m.dir)
	if half := [3]float64{0.5, 0.5, 0.5}; err != nil || r.Config.Augmentation.Mean != half || r.Config.Augmentation.Std != half {
		t.Fatalf("%+v, %v", r, err)
	}
	if s, err := weights.ReadFile(filepath.Join(m.dir, "model.safetensors")); err != nil || s.Meta[names.MeanKey] != "0.5,0.5,0.5" {
		t.Errorf("its weights say %q, %v", s.Meta, err)
	}
}

// unsaid is a copy of a run's weights that says nothing beside them.
func unsaid(t *testing.T, run string) string {
	t.Helper()
	s, err := weights.ReadFile(filepath.Join(run, "model.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	s.Meta = nil
	f, err := os.Create(filepath.Join(t.TempDir(), "unsaid.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := weights.Write(f, s); err != nil {
		t.Fatal(err)
	}
	return f.Name()
}

// Weights from elsewhere that fine-tuning is to start from say what of them it takes.
func TestFinetuneFromElsewhere(t *testing.T) {
	b := open(t)
	file := elsewhere(t, b.tinyRun("first", pictures(t, 20)))
	e := encoderAt(file)
	if e.bad != nil || !strings.HasSuffix(e.taken, " matched, 0 resized, 4 missing, 22 left over") {
		t.Fatalf("%q, %v", e.taken, e.bad)
	}
	b.tune.startFrom(e)
	if got := b.tune.encoders[b.tune.chosen].about; !strings.HasSuffix(got, e.taken+"; its head is new") {
		t.Errorf("it says %q", got)
	}
	if e.rows[0].Fate != "missing" || !slices.ContainsFunc(e.rows, func(r screen.TensorRow) bool { return r.Fate == "matched" && r.Name == "cls_token" }) {
		t.Errorf("its tensors are %+v", e.rows)
	}
	b.classes(classFolder(t, 10, "left", "right"))
	if v := b.tune.screen.View(); !v.EncoderTold || v.Encoders[v.Encoder] != "theirs.safetensors" {
		t.Fatalf("it starts from %+v", v)
	}
	b.tune.showTensors()
	top := b.win.Canvas().Overlays().Top().(*widget.Dialog)
	b.win.Canvas().Focused().(*widget.Button).Tapped(nil)
	if b.win.Canvas().Overlays().Top() != nil {
		t.Errorf("%v is still open", top)
	}
	b.tune.from(len(b.tune.encoders) - 1)
	if v := b.tune.screen.View(); v.EncoderTold {
		t.Error("it has a report of nothing")
	}
}

// A report of very many tensors is cut, and says so.
func TestReportIsCut(t *testing.T) {
	var r names.Report
	for i := range 5000 {
		r = append(r, names.Row{Name: fmt.Sprintf("x%d", i), Fate: names.LeftOver})
	}
	rows, sum := rowsOf(r)
	if len(rows) != mostRows+1 || rows[mostRows].Name != "and 4,700 lines more" || !strings.HasSuffix(sum, "5,000 left over") {
		t.Errorf("%d rows, %+v, %q", len(rows), rows[len(rows)-1], sum)
	}
}

// What is no model is said in the dialog, which takes another file.
func TestImportOfWhatIsNone(t *testing.T) {
	b := open(t)
	dir := t.TempDir()
	bad := filepath.Join(dir, "bad.pth")
	if err := os.WriteFile(bad, []byte("PK\x03\x04 and no more"), 0o666); err != nil {
		t.Fatal(err)
	}
	b.Go(runsKey)
	b.drop(bad)
	m := b.bringing
	b.until("the refusal", func() bool { return m.screen.View().Trouble != "" })
	if v := m.screen.View(); v.State != screen.ImportAsk || !strings.HasPrefix(v.Trouble, "“bad.pth” cannot be read as weights: it begins like a zip file") {
		t.Errorf("%+v", v)
	}
	b.drop(elsewhere(t, b.tinyRun("first", pictures(t, 20))))
	b.until("the report", func() bool { return m.view.State == screen.ImportFound })
	m.view.AsksHeads, m.heads = true, [2]string{"", "2"}
	m.make()
	if v := m.screen.View(); v.State != screen.ImportFound || !strings.Contains(v.Trouble, "how many attention heads the encoder has") {
		t.Errorf("%+v", v)
	}
	b.win.Canvas().Overlays().Top().(*widget.Dialog).Hide()
	if !m.gone {
		t.Error("it does not know that it was closed")
	}
}

// The dialog has the choices of the command line, and what cannot be had says why; what
// is written is checked.
func TestExportInTheWindow(t *testing.T) {
	b := open(t)
	dir := b.tinyRun("garden", pictures(t, 20))
	b.listRuns(1)
	b.export(dir)
	b.answered()
	e := b.exporting
	e.in = t.TempDir()
	v := e.screen.View()
	if len(v.Parts) != 2 || len(v.Formats) != len(export.Formats) || len(formats) != len(export.Formats) {
		t.Fatalf("%+v", v)
	}
	for i, f := range v.Formats {
		if f.Name == "" || f.For == "" || f.Why != "" {
			t.Errorf("%d: %+v", i, f)
		}
	}
	e.view.Format = 3
	e.choose()
	if got := e.view.Place; got != filepath.Join(e.in, "garden-timm") {
		t.Errorf("it goes to %s", got)
	}
	e.view.Part = 1 // which timm has not
	e.choose()
	if v := e.screen.View(); v.Format != 0 || v.Formats[3].Why != "timm has no masked autoencoders, only their encoders." {
		t.Errorf("%+v", v)
	}
	e.write()
	b.until("the proof", func() bool { return e.view.State == screen.ExportDone })
	v = e.screen.View()
	if !strings.Contains(v.Proof, "Run on 8 pictures: the largest difference from what the model gives here is ") || v.Trouble != "" {
		t.Errorf("%+v", v)
	}
	for _, name := range []string{"model.onnx", "index.html", "example.py", "README.md", "proof.safetensors"} {
		if _, err := os.Stat(filepath.Join(v.Place, name)); err != nil {
			t.Error(err)
		}
	}
	e.cancel()
	if b.win.Canvas().Overlays().Top() != nil {
		t.Error("it is still open")
	}
}

// An export that is called off leaves nothing behind.
func TestExportCalledOff(t *testing.T) {
	b := open(t)
	b.export(b.tinyRun("garden", pictures(t, 20)))
	b.answered()
	e := b.exporting
	e.in = t.TempDir()
	e.choose()
	place := e.view.Place
	e.write()
	e.cancel() // before a step of it was shown
	b.until("the end", func() bool { return b.layer.ToastWords() == "Nothing was exported." })
	if entries, err := os.ReadDir(filepath.Dir(place)); err != nil || len(entries) > 0 {
		t.Errorf("%v is left, %v", entries, err)
	}
}

// Whether the place is free the disk is asked away from Fyne's goroutine, and the
// answer for a folder that is no longer chosen changes nothing.
func TestExportGoesWhereNothingIs(t *testing.T) {
	b := open(t)
	b.export(b.tinyRun("garden", pictures(t, 20)))
	b.answered()
	e := b.exporting
	taken, empty := t.TempDir(), t.TempDir()
	if err := os.Mkdir(filepath.Join(taken, "garden-onnx"), 0o777); err != nil {
		t.Fatal(err)
	}
	e.in = taken
	e.choose()
	if got := e.view.Place; got != filepath.Join(taken, "garden-onnx") {
		t.Errorf("before the disk has answered it goes to %s", got)
	}
	b.answered()
	if got := e.screen.View().Place; got != filepath.Join(taken, "garden-onnx-2") {
		t.Errorf("beside what is there it goes to %s", got)
	}
	e.choose()
	e.in = empty
	e.choose()
	b.answered()
	if got := e.screen.View().Place; got != filepath.Join(empty, "garden-onnx") {
		t.Errorf("into the folder chosen last it goes to %s", got)
	}
}

// One that cannot be written says so where it was chosen.
func TestExportRefused(t *testing.T) {
	b := open(t)
	b.export(b.tinyRun("garden", pictures(t, 20)))
	b.answered()
	e := b.exporting
	e.in = t.TempDir()
	e.choose()
	if err := os.Mkdir(e.view.Place, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(e.view.Place, "letter.txt"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	e.write()
	b.until("the refusal", func() bool { return e.view.State == screen.ExportAsk })
	if v := e.screen.View(); !strings.Contains(v.Trouble, "is not empty: it holds letter.txt") {
		t.Errorf("%+v", v)
	}
	if again := free(e.view.Place); again != fmt.Sprintf("%s-2", e.view.Place) {
		t.Errorf("the next place is %s", again)
	}
}
