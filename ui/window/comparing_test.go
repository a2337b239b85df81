package window

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"maestudio/core/run"
	"maestudio/core/settings"
	"maestudio/ui/screen"
)

// What finds out whether pre-training was worth it goes on without the window, as a run
// that trains does: closing asks, the rail and Runs tell of it, it cannot be deleted, and
// its classifier is opened where it is told of.
func TestComparisonIsSeen(t *testing.T) {
	b := open(t)
	folder := classFolder(t, 10, "left", "right")
	encoder := b.pretrained(folder)
	c := run.Default()
	if err := c.From(encoder, 0); err != nil {
		t.Fatal(err)
	}
	c.Data.Folders = []string{folder}
	c.Finetune(false)
	c.Training.Epochs, c.Training.Batch, c.Training.BLR, c.Training.WarmupEpochs = 1, 4, 0.3, 0
	dir := b.library.Free("classifier")
	if _, err := run.Create(context.Background(), dir, c, run.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := run.Advance(context.Background(), dir, run.AdvanceOptions{}); err != nil {
		t.Fatal(err)
	}
	if workOf(b.library).some() {
		t.Fatal("something goes on already")
	}
	release := workOn(t, filepath.Join(dir, "morelabels"))
	if words := workOf(b.library).words(); words != "“classifier” is still being compared with training on fewer labels." {
		t.Errorf("closing says %q", words)
	}
	if _, err := b.library.Delete(dir, b.now()); run.CodeOf(err) != run.Busy || !strings.Contains(err.Error(), "whether more labels would help") {
		t.Errorf("deleted: %v", err)
	}
	release()
	defer workOn(t, filepath.Join(dir, "worth"))()
	if words := workOf(b.library).words(); words != "“classifier” is still being compared with training from nothing." {
		t.Errorf("closing says %q", words)
	}
	b.comparisons = comparing(b.library)
	if b.ring(); !b.rail.Busy(tuneKey) {
		t.Error("the rail says nothing")
	}
	if _, err := b.library.Delete(dir, b.now()); run.CodeOf(err) != run.Busy {
		t.Errorf("deleted: %v", err)
	}
	b.Go(runsKey)
	b.until("the row", func() bool { all := b.runs.screen.View().Runs; return len(all) == 2 && all[0].Training })
	if row := b.runs.screen.View().Runs[0]; row.State != "Was pre-training worth it?" {
		t.Errorf("the row: %+v", row)
	}
	b.runs.open(b.runs.all[0])
	b.until("the question", func() bool { return b.tune.result.screen.View().Worth.State == screen.StudyWorking })
	if b.Current() != tuneKey || b.tune.result.screen.Tabs().Chosen() != screen.TabWorth {
		t.Errorf("it is opened on %s, tab %d", b.Current(), b.tune.result.screen.Tabs().Chosen())
	}
	b.tune.result.worth.halt()
	if sent, err := os.ReadFile(filepath.Join(dir, "worth", "commands.jsonl")); err != nil || !strings.Contains(string(sent), `"command":"stop"`) {
		t.Errorf("Stop is not sent to the process that works: %v, %q", err, sent)
	}
	window := b.closing()
	b.Close()
	b.until("what to do", func() bool { return b.win.Canvas().Overlays().Top() != nil })
	if window.closed || b.settings.Closing != settings.Ask {
		t.Errorf("closed %t, before the answer %q", window.closed, b.settings.Closing)
	}
}

// workOn makes this process the one that answers a question, in its folder.
func workOn(t *testing.T, at string) (release func()) {
	t.Helper()
	if err := os.Mkdir(at, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(at, "plan.json"), []byte(`{"seeds":3}`), 0o644); err != nil {
		t.Fatal(err)
	}
	release, err := run.Hold(at)
	if err != nil {
		t.Fatal(err)
	}
	return release
}
