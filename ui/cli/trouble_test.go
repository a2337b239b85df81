package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// What is wrong with a command line is said before anything is done.
func TestWrongUse(t *testing.T) {
	dir := t.TempDir()
	run, graph := filepath.Join(dir, "run"), filepath.Join(t.TempDir(), "x.onnx")
	if err := os.WriteFile(graph, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ args, want string }{
		{"trouble_test.go", `"trouble_test.go" is a file, not a folder. To let a model learn from the folder that it lies in: maestudio pretrain --data . --out`},
		{shared(t, "goldens/evil.pth"), `evil.pth" seems to be a model. To see what it is: maestudio info ` + shared(t, "goldens/evil.pth") + "; to go on from it: maestudio import "},
		{graph, `x.onnx" seems to be a model of ONNX. To see what it is: maestudio info `},
		{dir, "is a folder. To let a model learn from it: maestudio pretrain --data " + dir},
		{"vrsion", `There is no verb "vrsion". Did you mean version?`},
		{"help vrsion", "Did you mean version?"},
		{"--nonsense", "There is no flag --nonsense; maestudio --help"},
		{"pretrain -x", "There is no flag -x; maestudio pretrain --help"},
		{"version 1", `does not know what to do with "1"`},
		{"devices 1", `does not know what to do with "1"`},
		{"train", "train needs a run folder"},
		{"train a b", "was given 2 arguments"},
		{"train a --epochs", "--epochs needs a value after it"},
		{"train a --epochs x", `--epochs wants a whole number, not "x"`},
		{"train a --epochs 0", "--epochs wants a whole number of 1 or more, not 0"},
		{"train a --threads -1", "--threads wants a whole number from 1 to 1024, not -1"},
		{"train a --json=maybe", `--json wants true, false, or nothing, not "maybe"`},
		{"reconstruct --out a.png b.png", "reconstruct needs the run"},
		{"reconstruct --run R b.png", "--out OUT.png"},
		{"reconstruct --run R --out a.jpg b.png", "ends in .png"},
		{"reconstruct --run R --out a.png", "needs pictures to redraw"},
		{"reconstruct --run R --out a.png --seed -1 b", `--seed wants a whole number of 0 or more, not "-1"`},
		{"reconstruct --run R --out a.png --mask-ratio x b", `--mask-ratio wants a number, not "x"`},
		{"reconstruct --run R --out a.png --mask-ratio 0 b", "hides nothing"},
		{"bench --only x", "product, step, finetune, loader, decoding, start"},
		{"bench --preset hugge", "hugge"},
		{"bench --threads 0", "--threads wants a whole number from 1 to 1024, not 0"},
		{"bench 1", `does not know what to do with "1"`},
		{"pretrain --out R", "pretrain needs pictures"},
		{"pretrain --data D", "pretrain needs a place for the run"},
		{"pretrain --data= --out R", "was given an empty name"},
		{"pretrain --data D --sample --out R", "not both"},
		{"pretrain D --out R", "folders of pictures go after --data"},

		{"P --preset hugge", "Use one of quick, small, tiny, base, large, huge"},
		{"P --recipe mine", "--recipe wants paper"},
		{"P --encoder-heads 7", "Use 4 or 8 heads, or a width of 224 or 280"},
		{"P --decoder-heads 3", "Use 2 or 4 heads"},
		{"P --encoder-dim 0", "--encoder-dim is 0"},
		{"P --decoder-depth 0", "--decoder-depth is 0"},
		{"P --image-size 65", "Use an image size of 64 or 72, or a patch size of 5"},
		{"P --image-size 1000000", "--image-size is 1000000; it must be"},
		{"P --image-size 8", "Use a patch size of 4 or less"},
		{"P --patch-size 0", "--patch-size is 0"},
		{"P --encoder-dim 16384 --encoder-depth 256", "Choose a smaller width or depth"},
		{"P --mask-ratio 0", "--mask-ratio is 0"},
		{"P --mask-ratio 1", "--mask-ratio is 1"},
		{"P --mask-ratio 0.999", "leaves none of the 64 patches visible. Use one above 0, up to 0.98"},
		{"P --mask-ratio 1e-17", "hides none of the 64 patches"},
		{"P --mask-ratio nan", `--mask-ratio wants a number, not "nan"`},
		{"P --batch 0", "--batch is 0"},
		{"P --batch 1e3", `--batch wants a whole number, not "1e3"`},
		{"P --accumulate 0", "--accumulate is 0"},
		{"P --epochs -1", "--epochs is -1"},
		{"P --epochs 1000000000", "--epochs is 1000000000; it must be a whole number from 1 to 1000000"},
		{"P --epochs 99999999999999999999", "--epochs wants a whole number"},
		{"P --epochs=", `--epochs wants a whole number, not ""`},
		{"P --blr 0", "--blr is 0"},
		{"P --blr inf", "--blr wants a number"},
		{"P --warmup-epochs 40", "Warming up would take the whole training: --warmup-epochs is 40 of 40 epochs"},
		{"P --weight-decay -1", "--weight-decay is -1"},
		{"P --crop-scale 0.2", "--crop-scale wants two numbers with a comma"},
		{"P --crop-scale 1,0.2", "--crop-scale is 1,0.2: the least comes first. Use 0.2,1."},
		{"P --crop-scale 0,1", "--crop-scale is 0,1; it must be 2 numbers above 0, up to 1, such as 0.2,1.0."},
		{"P --mean 1,2", "--mean wants three numbers"},
		{"P --mean a,b,c", "--mean wants three numbers"},
		{"P --mean 0,0,20", "--mean is 0,0,20; it must be 3 numbers from -10 to 10, such as 0.485,0.456,0.406."},
		{"P --std 0,0,0", "--std is 0,0,0; it must be 3 numbers"},
		{"P --seed -1", "--seed is -1"},
		{"P --precision fp8", `--precision wants auto, float32 or bf16, not "fp8"`},
		{"P --device abacus", `--device wants auto, cpu or cuda, not "abacus"`},
		{"P --threads 0", "--threads wants a whole number from 1 to 1024"},
		{"P --threads 100000", "--threads wants a whole number from 1 to 1024"},
	} {
		var args []string
		for _, word := range strings.Fields(c.args) {
			switch word {
			case "P":
				args = append(args, "pretrain", "--data", dir, "--out", run)
			case "R", "D":
				args = append(args, run)
			default:
				args = append(args, word)
			}
		}
		fails(t, 2, c.want, args...)
	}
	if _, err := os.Stat(run); err == nil {
		t.Error("a refused command line left a folder behind")
	}
}

// What is wrong with the folders and files that the command line names.
func TestWrongPlaces(t *testing.T) {
	data, empty, here := pictures(t, 3), t.TempDir(), t.TempDir()
	run, file := filepath.Join(here, "run"), filepath.Join(here, "file")
	write(t, file, "no picture")
	fails(t, 1, "There are no pictures in "+empty+": it is empty. Choose a folder", pretrain(empty, run)...)
	fails(t, 1, "only files and folders of other kinds", pretrain(here, run)...)
	fails(t, 1, "does not exist. Check its name", pretrain(filepath.Join(here, "nowhere"), run)...)
	fails(t, 1, "is not a folder. Name the folder", pretrain(file, run)...)
	fails(t, 1, "is not a folder that a run can be made in", pretrain(data, file)...)
	fails(t, 1, "is not empty: it holds file", pretrain(data, here)...)
	if runtime.GOOS == "linux" {
		fails(t, 1, "No folder can be made at /proc/x/run. Choose another place with --out.", pretrain(data, "/proc/x/run")...)
	}
	fails(t, 1, "The weights to start from cannot be read", pretrain(data, run, "--init", filepath.Join(here, "nowhere"))...)
	fails(t, 1, "Give a file or folder of weights", pretrain(data, run, "--init", file)...)
	fails(t, 1, "is not a run: it has no run.toml", "train", here)
	fails(t, 1, "There is no run "+filepath.Join(here, "nowhere")+". Check its name.", "train", filepath.Join(here, "nowhere"))
	if entries, err := os.ReadDir(here); err != nil || len(entries) != 1 {
		t.Errorf("something was left behind: %v, %v", entries, err)
	}
}

func TestFewPictures(t *testing.T) {
	for n, want := range map[int]string{
		1: "There is only one picture",
		5: "There are 5 pictures to learn from, fewer than a batch of 8: a batch is all of them.",
	} {
		r := maestudio(t, pretrain(pictures(t, n), filepath.Join(t.TempDir(), "run"), "--epochs", "2")...)
		if r.code != 0 || !isSentence(r.err) || !strings.Contains(r.err, want) || !strings.Contains(r.out, "epoch 2/2") {
			t.Errorf("%d pictures: exit code %d\n%s%s", n, r.code, r.out, r.err)
		}
	}
}

func TestAllFilesBroken(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a.jpg"), "no picture")
	write(t, filepath.Join(dir, "b.png"), "")
	fails(t, 1, "There are no pictures to use in "+dir+". What was found there:", pretrain(dir, filepath.Join(t.TempDir(), "run"))...)
}

func TestOddNames(t *testing.T) {
	root := t.TempDir()
	data, dir := filepath.Join(root, "-data 'of' \"mine\""), "-run it"
	for i, name := range []string{"-rf.png", "--help.png", "a\nb.png", "bad\xff.png", "$(id).png"} {
		picture(t, filepath.Join(data, name), 40, uint64(i))
	}
	at := func(args ...string) *exec.Cmd {
		cmd := exec.Command(program, args...)
		cmd.Dir = root
		return cmd
	}
	args := slicesOf("pretrain", "--data="+filepath.Base(data), "--out="+dir, small, "--epochs", "1")
	if r := begin(t, at(args...)).wait(t); r.code != 0 || !strings.Contains(r.out, "5 pictures") {
		t.Errorf("exit code %d: %s%s", r.code, r.out, r.err)
	}
	again := begin(t, at("train", "--", dir)).wait(t)
	if want := "maestudio train './-run it' --epochs N"; again.code != 0 || !strings.Contains(again.out, want) {
		t.Errorf("exit code %d: %s%s; want %s", again.code, again.out, again.err, want)
	}
}

// slicesOf joins words and lists of words.
func slicesOf(parts ...any) (all []string) {
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			all = append(all, p)
		case []string:
			all = append(all, p...)
		}
	}
	return all
}

func TestDamagedCheckpoint(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	if r := maestudio(t, pretrain(pictures(t, 40), dir, "--epochs", "2")...); r.code != 0 {
		t.Fatal(r.err)
	}
	if r := maestudio(t, "train", dir, "--epochs", "3"); r.code != 0 {
		t.Fatal(r.err)
	}
	damage(t, filepath.Join(dir, "checkpoints", "step-00000012.safetensors"))
	r := maestudio(t, "train", dir, "--epochs", "4")
	if r.code != 0 || !isSentence(r.err) || !strings.Contains(r.err, "cannot be read. The run goes on from the one before") {
		t.Errorf("exit code %d: %s%s", r.code, r.out, r.err)
	}
	for _, path := range glob(t, filepath.Join(dir, "checkpoints", "*")) {
		damage(t, path)
	}
	fails(t, 1, "No checkpoint of this run can be read", "train", dir, "--epochs", "5")
}

// damage changes one byte in the middle of a file.
func damage(t *testing.T, path string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/2] ^= 0x10
	write(t, path, string(data))
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		t.Fatalf("%s: %v, %v", pattern, paths, err)
	}
	return paths
}

func TestLossThatIsNoNumber(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	r := maestudio(t, pretrain(pictures(t, 40), dir, "--epochs", "2", "--no-norm-pix", "--mean", "0,0,0", "--std", "1e-30,1e-30,1e-30")...)
	if r.code != 1 || !isSentence(r.err) || !strings.Contains(r.err, "ran away in step 1") {
		t.Errorf("exit code %d: %s%s", r.code, r.out, r.err)
	}
	if strings.Contains(r.err, "--init") || !strings.Contains(r.err, "--blr") {
		t.Errorf("there are no weights to start from: %s", r.err)
	}
}

func TestFolderDisappears(t *testing.T) {
	data, dir := pictures(t, 40), filepath.Join(t.TempDir(), "run")
	if r := maestudio(t, pretrain(data, dir, "--epochs", "2")...); r.code != 0 {
		t.Fatal(r.err)
	}
	if err := os.RemoveAll(data); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "train", dir, "--epochs", "4")
	cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+t.TempDir())
	if r := begin(t, cmd).wait(t); r.code != 1 || !strings.Contains(r.err, data) || strings.Count(r.err, "\n") > 3 {
		t.Errorf("exit code %d: %s%s", r.code, r.out, r.err)
	}
	if _, err := os.Stat(filepath.Join(dir, "model.safetensors")); err != nil {
		t.Error(err)
	}
}

// A run of a later version is refused in a sentence by every verb that opens one, and
// left as it is.
func TestRunOfALaterVersion(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	if r := maestudio(t, "pretrain", "--data", pictures(t, 40), "--epochs", "1", "--encoder-depth", "1", "--decoder-depth", "1", "--out", dir); r.code != 0 {
		t.Fatal(r.err)
	}
	path := filepath.Join(dir, "run.toml")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	newer := strings.Replace(string(text), "version = 1\n", "version = 99\n", 1)
	if err := os.WriteFile(path, []byte(newer), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"train", dir}, {"info", dir}, {"reconstruct", "--run", dir, "--out", filepath.Join(t.TempDir(), "a.png"), filepath.Join(dir, "a.png")}} {
		fails(t, 1, "A newer MAE Studio wrote it; use that one.", args...)
	}
	if now, err := os.ReadFile(path); err != nil || string(now) != newer {
		t.Errorf("%v; it is now %q", err, now)
	}
}
