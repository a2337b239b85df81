package report_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"image"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"maestudio/core/probe"
	"maestudio/core/report"
	"maestudio/core/run"
)

// newRun makes a run of 60 pictures of two classes, with a file that is no picture.
func newRun(t *testing.T) (dir string) {
	t.Helper()
	pictures := t.TempDir()
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 60 {
		img := image.NewGray(image.Rect(0, 0, 20, 16))
		for p := range img.Pix {
			img.Pix[p] = byte(random.Uint32())
		}
		var file bytes.Buffer
		if err := png.Encode(&file, img); err != nil {
			t.Fatal(err)
		}
		class := filepath.Join(pictures, fmt.Sprintf("class <%d>", i%2))
		os.MkdirAll(class, 0o777)
		if err := os.WriteFile(filepath.Join(class, fmt.Sprint(i)+".png"), file.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	os.WriteFile(filepath.Join(pictures, "<script>.png"), []byte("no picture"), 0o666)
	c, err := run.Preset("quick")
	if err != nil {
		t.Fatal(err)
	}
	c.Data.Folders = []string{pictures}
	c.Model = run.ModelConfig{ImageSize: 16, PatchSize: 4, EncoderDim: 16, EncoderDepth: 1, EncoderHeads: 2,
		DecoderDim: 8, DecoderDepth: 1, DecoderHeads: 2, MaskRatio: 0.75, NormPix: true}
	c.Training.Epochs, c.Training.Batch, c.Training.WarmupEpochs = 3, 100, 0 // larger than the folder: a decision
	dir = filepath.Join(t.TempDir(), "run")
	if _, err := run.Create(context.Background(), dir, c, run.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	return dir
}

func write(t *testing.T, dir string) string {
	t.Helper()
	path, err := report.Write(dir)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestReportTellsTheRun(t *testing.T) {
	dir := newRun(t)
	if text := write(t, dir); !strings.Contains(text, "Not begun yet") || !strings.Contains(text, "not begun") {
		t.Error("a run that has not begun is told otherwise")
	}
	if err := run.Advance(context.Background(), dir, run.AdvanceOptions{}); err != nil {
		t.Fatal(err)
	}
	text := write(t, dir)
	for _, want := range []string{
		"57 pictures to learn from", "epoch 3 of 3 · done", "Error on pictures it has never seen", "one flat colour",
		"smearing what is visible", "k-NN under-rates", "fewer than a batch of 100", "Done: 3 epochs", "1 file",
		"&lt;script&gt;.png", "Epoch 3", "encoder_dim = 16", "Brightness and contrast of each patch are the true ones",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in the report", want)
		}
	}
	if n := strings.Count(text, `src="data:image/png;base64,`); n < 3*3 || n%3 != 0 {
		t.Errorf("%d pictures are in the report, of 3 that were held out", n)
	}
	if helped, honest := strings.Count(text, `class="l helped"`), strings.Count(text, `class="l honest"`); helped == 0 || helped != honest || !strings.Contains(text, "are guessed from the visible ones") || strings.Count(text, `id="honest"`) != 1 {
		t.Errorf("%d moments with help, %d without", helped, honest)
	}
	if outside := regexp.MustCompile(`(?i)<script|https?://|<link|@import|url\(`).FindString(text); outside != "" {
		t.Errorf("the page needs something from outside or a script: %s", outside)
	}
	drawings := regexp.MustCompile(`(?s)<svg.*?</svg>`).FindAllString(text, -1)
	if len(drawings) != 4 { // the mark, loss, labels, rate
		t.Errorf("%d drawings", len(drawings))
	}
	for _, d := range drawings {
		if err := xml.Unmarshal([]byte(d), new(struct{})); err != nil || strings.Contains(d, "NaN") || strings.Contains(d, "Inf") {
			t.Errorf("a drawing is broken: %v\n%s", err, d)
		}
	}
}

// A run that is stuck above a guess is told so, in the title and in its story.
func TestReportOfARunThatIsStuck(t *testing.T) {
	dir := newRun(t)
	const events = `{"event":"start","time":"2026-11-23T20:00:00Z","step":0,"epoch":1,"steps":3,"epochs":3,"device":"cpu","guess_flat":0.99,"guess_smear":0.86}
{"event":"epoch","time":"2026-11-23T20:00:04Z","step":3,"epoch":3,"loss":1.0,"val_loss":0.9,"images_per_second":100,"verdict":"level-over-smear"}
`
	if err := os.WriteFile(filepath.Join(dir, "events.jsonl"), []byte(events), 0o666); err != nil {
		t.Fatal(err)
	}
	const stuck = "No longer improving, and not better than smearing what is visible: more epochs will bring little"
	if text := write(t, dir); !strings.Contains(text, "<h1>"+stuck) || !strings.Contains(text, "Epoch 3: "+stuck) {
		t.Error("it is not told that the run is stuck")
	}
}

// That a run waited is told, and that it went on by itself.
func TestReportTellsOfWaiting(t *testing.T) {
	dir := newRun(t)
	const events = `{"event":"start","time":"2026-11-23T20:00:00Z","step":0,"epoch":1,"steps":3,"epochs":3,"device":"cpu","family":"avx2","threads":2,"pid":11}
{"event":"probe","time":"2026-11-23T20:00:00Z","step":0,"epoch":0,"score":0.5,"right":5,"of":10,"classes":2}
{"event":"step","time":"2026-11-23T20:00:04Z","step":1,"epoch":1,"loss":1.0}
{"event":"paused","time":"2026-11-23T20:00:05Z","step":1,"epoch":1,"stopped":false,"code":"disk-full","message":"Paused: the disk is full."}
{"event":"warning","time":"2026-11-23T20:01:00Z","step":1,"code":"courtesy","message":"Something else."}
{"event":"checkpoint","time":"2026-11-23T21:07:05Z","step":1,"epoch":1,"path":"checkpoints/step-00000001.safetensors"}
{"event":"step","time":"2026-11-23T21:07:06Z","step":2,"epoch":2,"loss":1.0}
{"event":"paused","time":"2026-11-23T21:08:05Z","step":2,"epoch":2,"stopped":true,"message":"Stopped after step 2."}
`
	if err := os.WriteFile(filepath.Join(dir, "events.jsonl"), []byte(events), 0o666); err != nil {
		t.Fatal(err)
	}
	text := write(t, dir)
	if n := strings.Count(text, ">Training went on<"); n != 1 || !strings.Contains(text, "Paused: the disk is full.") {
		t.Errorf("that it went on is told %d times", n)
	}
	if strings.Count(text, probe.UnderRates) != 1 {
		t.Error("one score stands there without how to read it")
	}
}

// How workers ended is told: one that was killed or died, one that was stopped, one that
// went back by itself, and the last of which nothing was heard any more.
func TestReportTellsHowWorkersEnded(t *testing.T) {
	dir := newRun(t)
	const start = `{"event":"start","time":"2026-11-23T20:00:00Z","step":%d,"epoch":1,"steps":3,"epochs":3,"device":"cpu","family":"avx2","threads":2,"pid":%d}` + "\n"
	const step = `{"event":"step","time":"2026-11-23T20:00:04Z","step":%d,"epoch":1,"loss":1.0}` + "\n"
	const stopped = `{"event":"paused","time":"2026-11-23T20:00:05Z","step":2,"epoch":2,"stopped":true,"message":"Stopped after step 2."}` + "\n"
	const away = `{"event":"warning","time":"2026-11-23T20:00:06Z","step":3,"code":"not-finite","message":"Training ran away."}` + "\n"
	events := fmt.Sprintf(start+step+start+step+stopped+start+step+away+start+step, 0, 11, 1, 1, 12, 2, 2, 13, 3, 0, 13, 1)
	if err := os.WriteFile(filepath.Join(dir, "events.jsonl"), []byte(events), 0o666); err != nil {
		t.Fatal(err)
	}
	text := write(t, dir)
	for want, n := range map[string]int{
		">Training began on cpu (avx2, 2 threads)<":                                               1,
		">Training went on from step 1 on cpu (avx2, 2 threads) after it had ended unexpectedly<": 1,
		">Training went on from step 2 on cpu (avx2, 2 threads)<":                                 1,
		">Training went back to the beginning<":                                                   1,
		"ended unexpectedly":                                                                      1,
		">The training stopped without a word":                                                    1,
	} {
		if got := strings.Count(text, want); got != n {
			t.Errorf("%q is told %d times, want %d", want, got, n)
		}
	}
}

// Pictures that moved are told, and their folder is the one where they are.
func TestReportOfMovedPictures(t *testing.T) {
	dir := newRun(t)
	r, err := run.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	was, now := r.Config.Data.Folders[0], filepath.Join(t.TempDir(), "now")
	if strings.Contains(write(t, dir), "<th>Moved</th>") {
		t.Error("pictures that did not move are told to have")
	}
	if err := os.Rename(was, now); err != nil {
		t.Fatal(err)
	}
	if err := run.Relocate(context.Background(), dir, was, now, nil); err != nil {
		t.Fatal(err)
	}
	text := write(t, dir)
	for _, want := range []string{"<th>Folders</th><td>" + now + "</td>", "<th>Moved</th><td>from " + was + " to " + now} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in the report", want)
		}
	}
}

// The curves are the numbers of the events.
func TestCurvesAreTheEvents(t *testing.T) {
	dir := newRun(t)
	if err := run.Advance(context.Background(), dir, run.AdvanceOptions{}); err != nil {
		t.Fatal(err)
	}
	write(t, dir)
	file, err := os.Open(filepath.Join(dir, report.Curves))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil || len(rows) != 1+1+3 || strings.Join(rows[0], " ") != "step epoch loss lr grad_norm images_per_second val_loss knn" {
		t.Fatalf("%v, %v", rows, err)
	}
	events, err := run.ReadEvents(filepath.Join(dir, "events.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		switch {
		case e.Event == run.EventStep && rows[e.Step+1][2] != fmt.Sprint(e.Loss),
			e.Event == run.EventEpoch && rows[e.Step+1][6] != fmt.Sprint(*e.ValLoss),
			e.Event == run.EventProbe && rows[e.Step+1][7] != fmt.Sprint(e.Score):
			t.Errorf("step %d: %v, the event is %+v", e.Step, rows[e.Step+1], e)
		}
	}
}

func TestReportOfNoRun(t *testing.T) {
	if _, err := report.Write(t.TempDir()); run.CodeOf(err) != run.NotARun {
		t.Errorf("an empty folder: %v", err)
	}
}
