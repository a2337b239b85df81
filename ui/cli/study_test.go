package cli_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"maestudio/core/run"
	"maestudio/core/worth"
)

// Who asks a study to stop, as the window does, ends it wherever it is; the command line
// says so, and how to go on.
func TestStudyIsStopped(t *testing.T) {
	data, dir := leftAndRight(t, 10), t.TempDir()
	encoder, classifier := filepath.Join(dir, "encoder"), filepath.Join(dir, "classifier")
	if r := maestudio(t, pretrain(data, encoder, "--epochs", "1")...); r.code != 0 {
		t.Fatal(r)
	}
	if r := maestudio(t, "finetune", "--data", data, "--from", encoder, "--out", classifier, "--epochs", "2", "--batch", "4"); r.code != 0 {
		t.Fatal(r)
	}
	p := begin(t, exec.Command(program, "worth", "--run", classifier, "--seeds", "50"))
	for end := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		if report, err := worth.Look(classifier); err == nil && report != nil && report.Judged() > 1 { // it listens
			break
		}
		if time.Now().After(end) {
			t.Fatal("it does not begin")
		}
	}
	if err := worth.Question.Stop(classifier); err != nil {
		t.Fatal(err)
	}
	r := p.wait(t)
	if r.code != 130 || !strings.Contains(r.err, "Stopped; nothing is lost. Go on with: maestudio worth --run "+classifier) {
		t.Errorf("exit code %d, stderr %q", r.code, r.err)
	}
	if _, busy := (&run.Run{Dir: filepath.Join(classifier, "worth")}).Worker(); busy {
		t.Error("it is still said to work")
	}
}
