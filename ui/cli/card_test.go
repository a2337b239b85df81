package cli_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"maestudio/core/machine"
	"maestudio/core/run"
	"maestudio/gpu/cuda/card"
)

// What asks for a card where none can compute is told why, and what does compute; auto is the
// processor there.
func TestNoCard(t *testing.T) {
	if _, ok := card.Find().Best(); ok {
		t.Skip("there is a card here")
	}
	data, out := pictures(t, 10), filepath.Join(t.TempDir(), "run")
	const says = "--device cpu computes on the processor."
	fails(t, 1, says, pretrain(data, out, "--device", "cuda")...)
	fails(t, 1, says, "bench", "--device", "cuda", "--only", "peak")
	fails(t, 1, says, "selftest", "--device", "cuda")
	fails(t, 2, "--device wants auto, cpu or cuda", pretrain(data, out, "--device", "tpu")...)
	fails(t, 2, "--device wants cpu or cuda", "selftest", "--device", "tpu")
	if _, err := os.Stat(out); err == nil {
		t.Error("a run was made")
	}
	if r := maestudio(t, pretrain(data, out, "--device", "auto", "--epochs", "1")...); r.code != 0 {
		t.Errorf("auto: %s", r.err)
	}
	fails(t, 1, says, "train", out, "--epochs", "2", "--device", "cuda")
	fails(t, 2, "--device wants cpu or cuda", "train", out, "--device", "tpu")
	ofCard(t, out)
	fails(t, 1, "This run was begun on an NVIDIA card (sm_80). There is no NVIDIA driver here. "+says, "train", out, "--epochs", "2")
	if r := maestudio(t, "train", out, "--epochs", "2", "--device", "cpu"); r.code != 0 || !strings.Contains(r.err, "begun with sm_80 kernels and goes on with") {
		t.Errorf("on the processor: %s", r.err)
	}
	var found machine.Report
	r := maestudio(t, "devices", "--json")
	if err := json.Unmarshal([]byte(r.out), &found); err != nil || found.Processor.Cores < 1 || len(found.Kernels) < 1 || found.NVIDIA.Why == "" {
		t.Errorf("%v: %s", err, r.out)
	}
}

// ofCard makes a run one that was begun on a card.
func ofCard(t *testing.T, dir string) {
	t.Helper()
	r, err := run.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	r.Config.Device.Name, r.Config.Device.Family = "cuda", "sm_80"
	text, err := r.Config.Format()
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "run.toml"), text, 0o666)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// What a driver or a card lacks is told by a program that links to neither, with what to do; auto
// is the processor there. Where only the program for cards is missing, that is told.
func TestDriverThatCannot(t *testing.T) {
	if testing.Short() {
		t.Skip("it compiles a stand-in for the driver")
	}
	if runtime.GOOS != "linux" {
		t.Skip("the stand-in for the driver is a library of Linux's")
	}
	script, err := filepath.Abs("../../packaging/cuda-standin.sh")
	if err != nil {
		t.Fatal(err)
	}
	driver := t.TempDir()
	if out, err := exec.Command(script, driver).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	t.Setenv("LD_LIBRARY_PATH", driver)
	data, place := pictures(t, 12), t.TempDir()
	for setting, says := range map[string]string{
		"STANDIN_CUDA=10020":    "is too old: it knows CUDA 10.2 and 11.0 is needed, which drivers from 450 on have; install a newer one.",
		"STANDIN_CAPABILITY=61": "Stand-in card is too old: it has compute capability 6.1",
		"STANDIN_INIT=803":      "its two halves differ; start the machine again",
		"STANDIN_CARDS=0":       "The NVIDIA driver knows no card here.",
		"STANDIN_MODE=2":        "Stand-in card is set to compute for nobody; `nvidia-smi -c DEFAULT` lets it",
		"STANDIN_MODE=0":        "maestudio-cli-cuda, which computes on a card, is missing beside ",
	} {
		t.Run(setting, func(t *testing.T) {
			name, value, _ := strings.Cut(setting, "=")
			t.Setenv(name, value)
			fails(t, 1, says, onStandin(data, filepath.Join(place, "none"))...)
			if setting != "STANDIN_CUDA=10020" && setting != "STANDIN_MODE=0" {
				return // what follows takes seconds
			}
			if r := maestudio(t, "devices"); r.code != 0 || !strings.Contains(r.out, says) {
				t.Errorf("devices: %s%s", r.out, r.err)
			}
			out := filepath.Join(place, setting)
			r := maestudio(t, onDevice(data, out)...)
			if s := storyOf(t, out); r.code != 0 || s.on() != "cpu" {
				t.Errorf("auto: it ran on %q; %s", s.on(), r.err)
			}
			if told := strings.Contains(r.err, says); told != (setting == "STANDIN_MODE=0") {
				t.Errorf("auto says %q", r.err)
			}
		})
	}
}

// cardPrograms puts the sibling that computes on a card beside the program. It needs the stand-in
// for the driver: packaging/cuda-test.sh.
func cardPrograms(t *testing.T) (remove func()) {
	t.Helper()
	if os.Getenv("MAESTUDIO_STANDIN") == "" {
		t.Skip("there is no stand-in for the driver: packaging/cuda-test.sh")
	}
	path := filepath.Join(filepath.Dir(program), "maestudio-cli-cuda")
	if out, err := exec.Command("go", "build", "-tags", "cuda nowindow", "-o", path, "maestudio").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return func() { os.Remove(path) }
}

// onDevice is a run that a card which the processor stands for does in seconds.
func onDevice(data, out string, more ...string) []string {
	return append(pretrain(data, out, "--image-size", "16", "--patch-size", "8",
		"--encoder-dim", "16", "--encoder-depth", "1", "--encoder-heads", "2", "--decoder-dim", "8", "--decoder-depth", "1", "--decoder-heads", "1",
		"--batch", "4", "--epochs", "2", "--warmup-epochs", "0"), more...)
}

// onStandin is such a run on that card.
func onStandin(data, out string, more ...string) []string {
	return onDevice(data, out, append([]string{"--device", "cuda"}, more...)...)
}

// stepsOnStandin: in a step the host waits for the card when it reads the loss and the gradients'
// norm, and never else; nothing is asked of the card's memory; and the next batch was given to it
// before, on another stream. However late or early that runs, the weights have the same bits.
func stepsOnStandin(t *testing.T, data string, dir func(string) string) {
	weights := map[string]string{}
	for _, order := range []string{"", "late", "early"} {
		trace := dir("trace" + order)
		t.Setenv("STANDIN_ORDER", order)
		t.Setenv("STANDIN_TRACE", trace)
		out := dir("ordered" + order)
		if r := maestudio(t, onStandin(data, out, "--epochs", "3")...); r.code != 0 {
			t.Fatal(r.err)
		}
		state, err := os.ReadFile(filepath.Join(out, "model.safetensors"))
		if err != nil {
			t.Fatal(err)
		}
		weights[order] = string(state)
		text, err := os.ReadFile(trace)
		if err != nil {
			t.Fatal(err)
		}
		checkSteps(t, string(text), "masked_mse_backward", 20)
	}
	if weights["late"] != weights[""] || weights["early"] != weights[""] {
		t.Error("the weights differ with the order in which streams run")
	}
}

// checkSteps looks at a trace from the end of one step of the optimiser to the next's: those with
// a checkpoint, a validation or a redrawing between them are told by their reads and left out. The
// way back begins with a kernel; there are some steps at least.
func checkSteps(t *testing.T, trace, wayBack string, least int) {
	t.Helper()
	var step []string
	all, steady, ahead := 0, 0, 0
	for _, line := range strings.Split(trace, "\n") {
		if len(step) > 0 && strings.HasPrefix(step[len(step)-1], "kernel adamw") && !strings.HasPrefix(line, "kernel adamw") {
			all++
			waits := slices.Index(step, "host waits for stream 1")
			comes, back := slices.Index(step, "copy to the card 2"), slices.Index(step, "kernel "+wayBack+" 1")
			if strings.Count(strings.Join(step, "\n"), "host waits") == 2 && !slices.Contains(step, "memory 0") {
				steady++
				if back < comes && comes < waits {
					ahead++
				}
			}
			step = nil
		}
		step = append(step, line)
	}
	if all < least || steady < all/2 || ahead < steady/4 {
		t.Errorf("of %d steps %d waited for the card twice and asked for no memory; in %d of them the next batch came beside", all, steady, ahead)
	}
	if strings.Contains(trace, "copy to the card 1\n") || strings.Contains(trace, "event") {
		t.Error("copies hold up the card's work, or the host waits for them")
	}
}

// TestCard: the program hands over to its sibling where there is a card, and what goes wrong there
// is told with what to do.
func TestCard(t *testing.T) {
	remove := cardPrograms(t)
	defer remove()
	data, place := pictures(t, 12), t.TempDir()
	dir := func(name string) string { return filepath.Join(place, name) }

	if r := maestudio(t, "devices"); r.code != 0 || !strings.Contains(r.out, "Stand-in card, 69 GB") || !strings.Contains(r.out, "GFLOP/s bf16") {
		t.Errorf("devices: %s%s", r.out, r.err)
	}
	if r := maestudio(t, onStandin(data, dir("whole"))...); r.code != 0 {
		t.Fatal(r.err)
	}
	t.Run("forecast", func(t *testing.T) {
		var takes struct{ Memory float64 }
		r := maestudio(t, onStandin(data, dir("dry"), "--dry-run", "--json")...)
		if err := json.Unmarshal([]byte(r.out), &takes); err != nil {
			t.Fatal(err)
		}
		t.Setenv("STANDIN_MEMORY", fmt.Sprint(int64(takes.Memory)-1000))
		r = maestudio(t, onStandin(data, dir("dry"), "--dry-run")...)
		if r.code != 0 || !strings.Contains(r.out, " on Stand-in card: ") || !strings.Contains(r.out, " that the card has") ||
			!strings.Contains(r.err, "of memory and Stand-in card has ") || !strings.Contains(r.err, "Use --batch 2 --accumulate 2, which makes the same steps") {
			t.Errorf("exit code %d: %s%s", r.code, r.out, r.err)
		}
		t.Setenv("STANDIN_MEMORY", "40000000") // no batch fits
		fails(t, 2, "of memory and Stand-in card has 40 MB", onStandin(data, dir("dry"), "--dry-run")...)
		fails(t, 2, "of memory and Stand-in card has 40 MB", "finetune", "--data", classes(t, 4), "--out", dir("head"), "--device", "cuda")
	})
	t.Run("lost", func(t *testing.T) {
		t.Setenv("STANDIN_FAIL", "cuLaunchKernel:150:719")
		r := maestudio(t, onStandin(data, dir("lost"))...)
		if r.code != 1 || !isSentence(r.err) || !strings.Contains(r.err, "The card's work broke off") || !strings.Contains(r.err, "Go on with it on the processor: maestudio train "+dir("lost")+" --device cpu") {
			t.Errorf("exit code %d: %s", r.code, r.err)
		}
	})
	if r := maestudio(t, "train", dir("lost"), "--device", "cpu"); r.code != 0 || !strings.Contains(r.err, "begun with sm_80 kernels and goes on with") {
		t.Errorf("on the processor: %s", r.err)
	}
	t.Run("steps", func(t *testing.T) { stepsOnStandin(t, pictures(t, 44), dir) })
	t.Run("no memory", func(t *testing.T) {
		t.Setenv("STANDIN_MEMORY", "400000000")
		t.Setenv("STANDIN_OTHERS", "399630000") // room for two pictures at a time
		if r := maestudio(t, onStandin(data, dir("halves"))...); r.code != 0 || !strings.Contains(r.err, "Memory did not suffice for 4 pictures at a time. From step 1 on there are 2 at a time") {
			t.Errorf("exit code %d: %s", r.code, r.err)
		}
		t.Setenv("STANDIN_OTHERS", "399820000") // another program leaves no room for the model
		if r := maestudio(t, onStandin(data, dir("full"))...); r.code != 1 || !strings.Contains(r.err, "There is not enough memory for this model") || !strings.Contains(r.err, "other programs on the card and its driver hold 400 MB") {
			t.Errorf("exit code %d: %s", r.code, r.err)
		}
		t.Setenv("STANDIN_OTHERS", "0")
		t.Setenv("STANDIN_MEMORY", "180000")
		fails(t, 2, "of memory and Stand-in card has 180 kB", onStandin(data, dir("small"))...)
	})
	for setting, says := range map[string]string{
		"STANDIN_FAIL=cuCtxCreate_v2:1:46": "Another program has the card for itself",
		"STANDIN_CUDA=10020":               "is too old: it knows CUDA 10.2",
		"STANDIN_CAPABILITY=61":            "too old: it has compute capability 6.1",
		"STANDIN_INIT=803":                 "start the machine again",
	} {
		t.Run(setting, func(t *testing.T) {
			name, value, _ := strings.Cut(setting, "=")
			t.Setenv(name, value)
			fails(t, 1, says, onStandin(data, dir(name))...)
		})
	}
	t.Run("old", func(t *testing.T) {
		t.Setenv("STANDIN_CAPABILITY", "75")
		fails(t, 2, "has no tensor cores that multiply bf16", onStandin(data, dir("old16"), "--precision", "bf16")...)
		if r := maestudio(t, onStandin(data, dir("old"))...); r.code != 0 {
			t.Errorf("in float32: %s", r.err)
		}
		r, err := run.Open(dir("old"))
		if err != nil || r.Config.Device.Precision != "float32" || r.Config.Device.Family != "sm_75" {
			t.Errorf("it ran as %+v, %v", r.Config.Device, err)
		}
		// What a newer card began in bf16 goes on in float32.
		if r := maestudio(t, "train", dir("whole"), "--epochs", "3"); r.code != 0 || !strings.Contains(r.err, "begun with sm_80 kernels and goes on with sm_75") {
			t.Errorf("a newer card's run: exit code %d, %s", r.code, r.err)
		}
	})

	remove()
	fails(t, 1, "maestudio-cli-cuda, which computes on a card, is missing beside", onStandin(data, dir("alone"))...)
	fails(t, 1, "This run was begun on an NVIDIA card (sm_80).", "train", dir("whole"), "--epochs", "4")
}
