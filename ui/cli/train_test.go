package cli_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"maestudio/core/run"
)

// small are the settings of a model that makes hundreds of steps a second.
var small = strings.Fields("--image-size 32 --patch-size 8 --encoder-dim 32 --encoder-depth 1 --encoder-heads 2 " +
	"--decoder-dim 16 --decoder-depth 1 --decoder-heads 2 --batch 8 --warmup-epochs 0")

// endless is longer than any test.
const endless = "1000000"

// pretrain is the command line of a small run.
func pretrain(data, out string, more ...string) []string {
	return slices.Concat([]string{"pretrain", "--data", data, "--out", out}, small, more)
}

func TestPretrainToTheEndAndOn(t *testing.T) {
	data, dir := pictures(t, 40), filepath.Join(t.TempDir(), "run")
	r := maestudio(t, pretrain(data, dir, "--epochs", "2")...)
	for _, want := range []string{"38 pictures to learn from and 2 held out", "epoch 1/2  loss ", "epoch 2/2  loss ", "validation ", "done in ",
		"weights   " + filepath.Join(dir, "model.safetensors"), "pictures  " + filepath.Join(dir, "samples")} {
		if !strings.Contains(r.out, want) {
			t.Errorf("%q is not in\n%s", want, r.out)
		}
	}
	if r.code != 0 || r.err != "" {
		t.Fatalf("exit code %d, stderr %q", r.code, r.err)
	}
	again := fails(t, 1, "holds a run already. Go on with it: maestudio train "+dir, pretrain(data, dir)...)
	if again.out != "" {
		t.Errorf("a refused run printed %q", again.out)
	}
	if r := maestudio(t, "train", dir); r.code != 0 || !strings.Contains(r.out, "This run is done already. To make it longer: maestudio train "+dir+" --epochs N") {
		t.Errorf("exit code %d: %s%s", r.code, r.out, r.err)
	}
	fails(t, 2, "--epochs", "train", dir, "--epochs", "1")
	if r := maestudio(t, "info", dir); r.code != 0 || !strings.Contains(r.out, "8 of 8 steps (done)") { // what was refused befell nothing
		t.Errorf("after that: %d, %s%s", r.code, r.out, r.err)
	}
	if r := maestudio(t, "train", dir, "--epochs", "3", "--threads", "1"); r.code != 0 || !strings.Contains(r.out, "going on after step 8 of 12") || !strings.Contains(r.out, ", 1 thread)") || !strings.Contains(r.out, "epoch 3/3") || !strings.Contains(r.out, "2 heads, 3 epochs of batch 8") {
		t.Errorf("exit code %d: %s%s", r.code, r.out, r.err)
	}
	if r := maestudio(t, "info", dir); r.code != 0 || !strings.Contains(r.out, "3 of 3 epochs, 12 of 12 steps (done)") {
		t.Errorf("exit code %d: %s%s", r.code, r.out, r.err)
	}
	r = maestudio(t, "info", filepath.Join(dir, "model.safetensors"))
	for _, want := range []string{"32 x 32 pixels in 16 patches of 8 x 8", "32 wide, 1 deep", "16 wide, 1 deep, 2 heads; 25.0 %", "format", "step                         12"} {
		if !strings.Contains(r.out, want) {
			t.Errorf("info on the weights: %q is not in\n%s", want, r.out)
		}
	}
}

// Who said --threads 1 meant it for the run's whole life.
func TestThreadsAreTheRuns(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	for _, args := range [][]string{
		pretrain(pictures(t, 10), dir, "--epochs", "1", "--threads", "1"),
		{"train", dir, "--epochs", "2"},
	} {
		if r := maestudio(t, args...); r.code != 0 || !strings.Contains(r.out, ", 1 thread)") {
			t.Errorf("%q: exit code %d: %s%s", args, r.code, r.out, r.err)
		}
	}
}

// eventFields are what the kinds of events must have.
var eventFields = map[string]string{
	"start":      "step epoch steps epochs pictures held_out batch device family threads pid",
	"step":       "step epoch loss lr grad_norm images_per_second eta_seconds",
	"epoch":      "epoch loss val_loss images_per_second",
	"sample":     "step epoch path",
	"checkpoint": "step epoch path",
	"done":       "step epoch message",
}

func TestEventStream(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	r := maestudio(t, pretrain(pictures(t, 40), dir, "--epochs", "2", "--json")...)
	if r.code != 0 || r.err != "" {
		t.Fatalf("exit code %d, stderr %q", r.code, r.err)
	}
	seen := map[string]int{}
	for line := range strings.Lines(r.out) {
		var e map[string]any
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatalf("%v: %q", err, line)
		}
		kind := e["event"].(string)
		seen[kind]++
		for _, name := range strings.Fields("time " + eventFields[kind]) {
			if e[name] == nil {
				t.Errorf("no %s in %s", name, line)
			}
		}
	}
	if seen["start"] != 1 || seen["step"] != 8 || seen["epoch"] != 2 || seen["sample"] < 2 || seen["checkpoint"] < 1 || seen["done"] != 1 {
		t.Errorf("events: %v", seen)
	}
	if kept, err := os.ReadFile(filepath.Join(dir, "events.jsonl")); err != nil || string(kept) != r.out {
		t.Errorf("the stream is not what stands in events.jsonl (%v):\n%s\n%s", err, r.out, kept)
	}
}

// reader reads a process's output line by line while it runs.
type reader struct{ lines chan string }

func read(r io.Reader) *reader {
	out := &reader{make(chan string, 1000)}
	go func() { // ends with the process
		defer close(out.lines)
		for s := bufio.NewScanner(r); s.Scan(); {
			out.lines <- s.Text()
		}
	}()
	return out
}

// until waits for a line that has the text; what comes after it is passed over.
func (r *reader) until(t *testing.T, text string) string {
	t.Helper()
	late := time.After(8 * time.Minute) // the machine may be busy
	for {
		select {
		case line, more := <-r.lines:
			if !more {
				t.Fatalf("the output ended without %q", text)
			}
			if strings.Contains(line, text) {
				go func() {
					for range r.lines {
					}
				}()
				return line
			}
		case <-late:
			t.Fatalf("%q did not come", text)
		}
	}
}

// beginLong starts a run and returns when it has made a step.
func beginLong(t *testing.T, dir string, more ...string) *process {
	t.Helper()
	cmd := exec.Command(program, pretrain(pictures(t, 40), dir, append(more, "--epochs", endless, "--json")...)...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p := begin(t, cmd)
	read(out).until(t, `"event":"step"`)
	return p
}

func TestStopAndGoOn(t *testing.T) {
	for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(s.String(), func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "run")
			p := beginLong(t, dir)
			p.cmd.Process.Signal(s)
			r := p.wait(t)
			if r.code != 130 || !isSentence(r.err) || !strings.Contains(r.err, "nothing is lost. Go on with: maestudio train "+dir) {
				t.Fatalf("exit code %d, stderr %q", r.code, r.err)
			}
			var step int
			if _, err := fmt.Sscanf(strings.ReplaceAll(r.err, ",", ""), "maestudio: Stopped after step %d;", &step); err != nil || step < 1 {
				t.Fatalf("%v: %q", err, r.err)
			}
			if _, err := os.Stat(filepath.Join(dir, "checkpoints", fmt.Sprintf("step-%08d.safetensors", step))); err != nil {
				t.Error(err)
			}
			if text, err := os.ReadFile(filepath.Join(dir, "report.html")); err != nil || !strings.Contains(string(text), " · stopped") {
				t.Errorf("the report does not tell that the run was stopped: %v", err)
			}
			cmd := exec.Command(program, "train", dir)
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			on := begin(t, cmd)
			line := read(out).until(t, "going on after step")
			if digits := strings.ReplaceAll(line, ",", ""); !strings.HasPrefix(digits, fmt.Sprintf("going on after step %d of ", step)) {
				t.Errorf("stopped after step %d, and %s", step, line)
			}
			on.cmd.Process.Signal(s)
			on.wait(t)
		})
	}
}

// Pressed twice, Ctrl-C does not wait for the step, which here takes minutes.
func TestStopAtOnce(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	cmd := exec.Command(program, "pretrain", "--data", pictures(t, 64), "--out", dir, "--preset", "large", "--image-size", "448", "--batch", "32", "--accumulate", "1", "--encoder-depth", "1", "--decoder-depth", "1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p := begin(t, cmd)
	lines := read(out)
	lines.until(t, "to learn from")
	time.Sleep(200 * time.Millisecond)
	p.cmd.Process.Signal(os.Interrupt)
	time.Sleep(200 * time.Millisecond)
	p.cmd.Process.Signal(os.Interrupt)
	if r := p.wait(t); r.code != 130 || !isSentence(r.err) || !strings.Contains(r.err, "Stopped at once") {
		t.Errorf("exit code %d, stderr %q", r.code, r.err)
	}
}

// nohup and a script's background jobs ignore signals for their children.
func TestIgnoredSignalsStayIgnored(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	shell := exec.Command("sh", append([]string{"-c", `trap "" INT HUP; exec "$0" "$@"`, program}, pretrain(pictures(t, 40), dir, "--epochs", "100", "--json")...)...)
	out, err := shell.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p := begin(t, shell)
	read(out).until(t, `"event":"step"`)
	p.cmd.Process.Signal(syscall.SIGHUP)
	p.cmd.Process.Signal(syscall.SIGINT)
	if r := p.wait(t); r.code != 0 {
		t.Errorf("exit code %d, stderr %q", r.code, r.err)
	}
}

func TestBrokenPipeEndsNothing(t *testing.T) {
	for _, more := range [][]string{{"--json"}, nil} {
		dir := filepath.Join(t.TempDir(), "run")
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(program, pretrain(pictures(t, 40), dir, append(more, "--epochs", "30")...)...)
		cmd.Stdout, cmd.Stderr = w, w
		p := begin(t, cmd)
		w.Close()
		bufio.NewReader(r).ReadString('\n')
		r.Close()
		if got := p.wait(t); got.code != 0 {
			t.Errorf("exit code %d", got.code)
		}
		if r := maestudio(t, "info", dir); !strings.Contains(r.out, "30 of 30 epochs") {
			t.Errorf("the run did not go on: %s", r.out)
		}
	}
}

// workerOf is the process that advances a run.
func workerOf(t *testing.T, dir string) int {
	t.Helper()
	owner, there := (&run.Run{Dir: dir}).Worker()
	if !there {
		t.Fatalf("nobody works on %s", dir)
	}
	return owner.PID
}

func TestSecondWorkerIsRefused(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	p := beginLong(t, dir)
	worker := workerOf(t, dir)
	fails(t, 1, fmt.Sprintf("is being advanced by process %d", worker), "train", dir)
	if r := maestudio(t, "info", dir); !strings.Contains(r.out, fmt.Sprintf("training now, process %d", worker)) {
		t.Errorf("info does not know: %s", r.out)
	}
	ask(t, dir, "pause", `"event":"paused"`)
	if r := maestudio(t, "info", dir); !strings.Contains(r.out, fmt.Sprintf("paused, in process %d", worker)) || strings.Contains(r.out, "training now") {
		t.Errorf("info does not know of the pause: %s", r.out)
	}
	p.cmd.Process.Signal(syscall.SIGKILL)
	p.wait(t)
	if r := maestudio(t, "info", dir); !strings.Contains(r.out, "interrupted; maestudio train "+dir+" goes on") {
		t.Errorf("after a kill: %s", r.out)
	}
}

func TestSameSeedSameWeights(t *testing.T) {
	data := pictures(t, 40)
	var all []string
	for _, more := range [][]string{{"--seed", "5"}, {"--seed", "5", "--threads", "1"}, {"--seed", "6"}} {
		dir := filepath.Join(t.TempDir(), "run")
		r := maestudio(t, pretrain(data, dir, append(more, "--epochs", "2", "--json")...)...)
		if r.code != 0 {
			t.Fatal(r.err)
		}
		if slices.Contains(more, "--threads") && !strings.Contains(r.out, `"threads":1,`) {
			t.Errorf("%v: another number of threads in %s", more, r.out)
		}
		all = append(all, contents(t, dir))
	}
	if all[0] != all[1] {
		t.Error("the same seed with another number of threads gave other weights")
	}
	if all[0] == all[2] {
		t.Error("another seed gave the same weights")
	}
}

// The pictures of a run were moved: the sentence says what to type, and it works.
func TestMovedPictures(t *testing.T) {
	place, dir := t.TempDir(), filepath.Join(t.TempDir(), "run")
	a, b := filepath.Join(place, "a"), filepath.Join(place, "b")
	for i := range 20 {
		picture(t, filepath.Join(a, fmt.Sprintf("%02d.png", i)), 40, uint64(i))
		picture(t, filepath.Join(b, "deep", fmt.Sprintf("%02d.png", i)), 40, uint64(100+i))
	}
	if r := maestudio(t, pretrain(a, dir, "--data", b, "--epochs", "1")...); r.code != 0 {
		t.Fatal(r.err)
	}
	moved := filepath.Join(place, "moved")
	if err := os.Rename(b, moved); err != nil {
		t.Fatal(err)
	}
	fails(t, 1, "maestudio train "+dir+" --data FOLDER --data FOLDER", "train", dir, "--epochs", "2")
	fails(t, 2, "once for each folder of pictures that the run has, in this order: "+a+", "+b, "train", dir, "--data", moved)
	fails(t, 1, "of 20 pictures, missing 20, different 0", "train", dir, "--data", a, "--data", a)
	fails(t, 2, "an empty name", "train", dir, "--data", a, "--data=")
	r := maestudio(t, "train", dir, "--data", a, "--data", moved, "--epochs", "2")
	if r.code != 0 || r.err != "" || !strings.Contains(r.out, "epoch 2/2") {
		t.Errorf("exit code %d: %s%s", r.code, r.out, r.err)
	}
	if r := maestudio(t, "train", dir, "--epochs", "3"); r.code != 0 { // it remembers
		t.Errorf("exit code %d: %s%s", r.code, r.out, r.err)
	}
	if r := maestudio(t, "info", dir); !strings.Contains(r.out, "from "+a+", "+moved) {
		t.Error(r.out)
	}
}

// ask sends a command to a run's worker and waits until its events have a text.
func ask(t *testing.T, dir, command, text string) {
	t.Helper()
	f, err := os.OpenFile(filepath.Join(dir, "commands.jsonl"), os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o666)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(f, "{\"command\":%q}\n", command)
	f.Close()
	for end := time.Now().Add(5 * time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if data, _ := os.ReadFile(filepath.Join(dir, "events.jsonl")); strings.Contains(string(data), text) {
			return
		}
	}
	t.Fatalf("waited in vain for %s", text)
}
