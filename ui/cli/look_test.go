package cli_test

import (
	"encoding/json"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestVersionAndHelp(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"", "Usage:"},
		{"--help", "Usage:"},
		{"help", "Usage:"},
		{"help scan", "maestudio scan DIR..."},
		{"scan --help", "maestudio scan DIR..."},
		{"version", "maestudio "},
		{"--version", "maestudio "},
	} {
		r := maestudio(t, strings.Fields(c.args)...)
		if r.code != 0 || !strings.Contains(r.out, c.want) || r.err != "" {
			t.Errorf("%q: exit code %d, stdout %q, stderr %q; want %q", c.args, r.code, r.out, r.err, c.want)
		}
	}
}

// Every verb has a help text, with an example unless its name says all, and no line
// is wider than 120.
func TestHelpTexts(t *testing.T) {
	root := maestudio(t).out
	_, rest, _ := strings.Cut(root, "Usage:")
	var found []string
	for line := range strings.Lines(rest) {
		words := strings.Fields(line)
		if !strings.HasPrefix(line, "  ") || len(words) < 3 || strings.HasPrefix(words[0], "-") || words[0] == "maestudio" {
			continue
		}
		verb := words[0]
		found = append(found, verb)
		help := maestudio(t, verb, "--help").out
		if !strings.Contains(help, "Usage:\n  maestudio "+verb) {
			t.Errorf("%s has no usage:\n%s", verb, help)
		}
		if bare := verb == "devices" || verb == "help" || verb == "version"; !bare && !strings.Contains(help, "Examples:") {
			t.Errorf("%s has no example:\n%s", verb, help)
		}
		for l := range strings.Lines(help) {
			if len(l) > 120 {
				t.Errorf("%s: a line of %d columns: %s", verb, len(l), l)
			}
		}
	}
	for _, verb := range []string{"bench", "devices", "info", "pretrain", "reconstruct", "report", "scan", "selftest", "train"} {
		if !slices.Contains(found, verb) {
			t.Errorf("%s is not in\n%s", verb, root)
		}
	}
}

func TestScanCounts(t *testing.T) {
	dir := pictures(t, 3)
	picture(t, filepath.Join(dir, "cats", "-rf.png"), 50, 77)
	copyOf(t, filepath.Join(dir, "000.png"), filepath.Join(dir, "copy.png"))
	write(t, filepath.Join(dir, "bad\x1bname.jpg"), "no picture")
	write(t, filepath.Join(dir, "notes.txt"), "no picture")
	r := maestudio(t, "scan", dir)
	for _, want := range []string{"4 pictures", "1 file left out, the same as another", "PNG 4", "cats 1", "32-63 px: 4", `bad\x1bname.jpg`, "1 of other kinds, 0 training runs"} {
		if !strings.Contains(r.out, want) {
			t.Errorf("%q is not in\n%s", want, r.out)
		}
	}
	if r.code != 0 || strings.Contains(r.out, "\x1b") {
		t.Errorf("exit code %d, or a name that steers the terminal:\n%q", r.code, r.out)
	}
}

func TestScanAsJSON(t *testing.T) {
	dir := pictures(t, 2)
	write(t, filepath.Join(dir, "broken.jpg"), "no picture")
	r := maestudio(t, "scan", "--json", dir)
	var report struct {
		Files    []struct{ Path string }
		Problems []struct{ Path, Reason string }
	}
	if err := json.Unmarshal([]byte(r.out), &report); err != nil {
		t.Fatal(err)
	}
	if len(report.Files) != 2 || len(report.Problems) != 1 || !strings.HasSuffix(report.Problems[0].Path, "broken.jpg") || report.Problems[0].Reason == "" {
		t.Errorf("%+v", report)
	}
}

func TestScanForLabels(t *testing.T) {
	dir := shared(t, "data/broken/tree_classes")
	r := maestudio(t, "scan", "--labels", dir)
	for _, want := range []string{"6, as the folders train, val and test say", "good_a", "single", `"empty_class" has no pictures`, "stray.jpg", `"Good_A", "good_a"`} {
		if !strings.Contains(r.out, want) {
			t.Errorf("%q is not in\n%s", want, r.out)
		}
	}
	var report struct {
		Files  []struct{ Path string }
		Labels struct {
			Classes []struct {
				Class string
				Train int
			}
			Findings []struct{ Kind, Text string }
		}
	}
	if err := json.Unmarshal([]byte(maestudio(t, "scan", "--labels", "--json", dir).out), &report); err != nil {
		t.Fatal(err)
	}
	if l := report.Labels; len(l.Classes) != 6 || l.Classes[2].Train != 6 || len(l.Findings) == 0 || len(report.Files) == 0 {
		t.Errorf("%+v", report)
	}
}

func TestScanOfNothing(t *testing.T) {
	empty := t.TempDir()
	if r := fails(t, 1, "There are no pictures in "+empty, "scan", empty); r.out != "" {
		t.Errorf("a table of nothing: %s", r.out)
	}
	fails(t, 1, "does not exist", "scan", filepath.Join(empty, "nowhere"))
	write(t, filepath.Join(empty, "a.txt"), "text")
	fails(t, 1, "only files and folders of other kinds", "scan", empty)
	fails(t, 1, "is not a folder", "scan", filepath.Join(empty, "a.txt"))
	fails(t, 2, "needs a folder", "scan")
}

func TestInfoOfWeights(t *testing.T) {
	path := shared(t, "goldens/mae_tiny_weights.safetensors")
	r := maestudio(t, "info", path)
	for _, want := range []string{"32 x 32 pixels in 16 patches of 8 x 8, 12 of them hidden", "48 wide, 3 deep", "32 wide, 2 deep; 29.6 %", "128,992"} {
		if !strings.Contains(r.out, want) {
			t.Errorf("%q is not in\n%s", want, r.out)
		}
	}
}

func TestInfoOfWhatIsNone(t *testing.T) {
	dir := t.TempDir()
	fails(t, 1, "is not a run", "info", dir)
	fails(t, 1, "There is nothing at", "info", filepath.Join(dir, "nowhere"))
	write(t, filepath.Join(dir, "a.safetensors"), "no weights")
	fails(t, 1, "a.safetensors", "info", filepath.Join(dir, "a.safetensors"))
	fails(t, 2, "info needs a run folder or a weights file", "info")
	fails(t, 2, "2 arguments", "info", dir, dir)
}

func TestDevices(t *testing.T) {
	r := maestudio(t, "devices")
	speed := 0.0 // GFLOP/s of the kernels in use
	for line := range strings.Lines(r.out) {
		if words := strings.Fields(line); strings.HasSuffix(line, "in use\n") {
			speed, _ = strconv.ParseFloat(words[1], 64)
		}
	}
	if speed <= 0 || !strings.Contains(r.out, "plain ") {
		t.Errorf("exit code %d:\n%s%s", r.code, r.out, r.err)
	}
}

func copyOf(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	write(t, to, string(data))
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func TestReconstruct(t *testing.T) {
	data, place := pictures(t, 10), t.TempDir()
	dir, out := filepath.Join(place, "run"), filepath.Join(place, "redrawn.png")
	if r := maestudio(t, pretrain(data, dir, "--epochs", "1")...); r.code != 0 {
		t.Fatal(r.err)
	}
	broken, first := filepath.Join(place, "broken.jpg"), filepath.Join(data, "000.png")
	write(t, broken, "no picture")
	r := maestudio(t, "reconstruct", "--run", dir, "--out", out, first, broken, filepath.Join(data, "001.png"))
	if r.code != 1 || !isSentence(r.err) || !strings.Contains(r.err, broken) || !strings.Contains(r.out, "2 pictures redrawn") {
		t.Errorf("exit code %d: %s%s", r.code, r.out, r.err)
	}
	two := sizeOf(t, out)
	if r := maestudio(t, "reconstruct", "--run", dir, "--out", out, first); r.code != 0 {
		t.Fatal(r.err)
	}
	sheet := func(more ...string) string {
		t.Helper()
		if r := maestudio(t, slices.Concat([]string{"reconstruct", "--run", dir, "--out", out}, more, []string{first})...); r.code != 0 {
			t.Fatal(r.err)
		}
		data, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	if usual := sheet(); usual != sheet("--seed", "0") || usual == sheet("--seed", "1") || usual == sheet("--mask-ratio", "0.5") {
		t.Error("the same seed hides other patches, or another seed or ratio the same")
	}
	if one := sizeOf(t, out); two.Y <= one.Y || two.X != one.X || one.X < 4*32 {
		t.Errorf("a sheet of one picture has %v, one of two %v", one, two)
	}
	fails(t, 1, broken, "reconstruct", "--run", dir, "--out", out, broken)
	fails(t, 1, "There is no picture "+first+"x. Check its name.", "reconstruct", "--run", dir, "--out", out, first+"x")
	fails(t, 1, "None of the 2 pictures can be read", "reconstruct", "--run", dir, "--out", out, broken, broken)
	fails(t, 1, "is not a run", "reconstruct", "--run", data, "--out", out, first)
	fails(t, 1, "there is no folder "+filepath.Join(place, "no")+". Make it, or choose another place with --out.", "reconstruct", "--run", dir, "--out", filepath.Join(place, "no", "a.png"), first)
	fails(t, 1, "model.safetensors is a file, and a run is a folder. Name the folder of a run, such as "+dir, "reconstruct", "--run", filepath.Join(dir, "model.safetensors"), "--out", out, first)
	fails(t, 2, "leaves none of the 16 patches visible", "reconstruct", "--run", dir, "--out", out, "--mask-ratio", "1", first)
	fails(t, 2, "would be lost", "reconstruct", "--run", dir, "--out", first, first)
}

func sizeOf(t *testing.T, path string) image.Point {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	c, err := png.DecodeConfig(f)
	if err != nil {
		t.Fatal(err)
	}
	return image.Pt(c.Width, c.Height)
}
