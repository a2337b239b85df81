package run

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

// settled is a preset as Create would leave it.
func settled(t testing.TB, preset string) Config {
	t.Helper()
	c, err := Preset(preset)
	if err != nil {
		t.Fatal(err)
	}
	c.Data.Folders, c.Data.JPEG = []string{"/home/ann/pictures"}, "go"
	c.Device = DeviceConfig{Name: "cpu", Family: "plain", Precision: "float32", Threads: 2}
	return c
}

// A case is a file: changes to testdata/whole.toml, a dashed line, the
// sentence. A change is "table.key = value", "- table.key" for a line taken
// out, or any other line, which is put at the end.
func TestConfigSentences(t *testing.T) {
	whole, err := os.ReadFile("testdata/whole.toml")
	if err != nil {
		t.Fatal(err)
	}
	cases, _ := filepath.Glob("testdata/toml/*.txt")
	for _, path := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txt"), func(t *testing.T) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			changes, want, found := strings.Cut(string(data), "\n---\n")
			if !found {
				t.Fatal("the case has no dashed line")
			}
			want = strings.TrimSpace(want)
			_, err = ParseConfig([]byte(change(t, string(whole), changes)))
			switch {
			case want == "fine" && err != nil:
				t.Errorf("got %q", err)
			case want != "fine" && (err == nil || err.Error() != want):
				t.Errorf("got  %v\nwant %s", err, want)
			case want != "fine" && CodeOf(err) != Settings:
				t.Errorf("code %q", CodeOf(err))
			}
		})
	}
}

// change applies the changes of a case to a run.toml.
func change(t *testing.T, document, changes string) string {
	t.Helper()
	lines := strings.Split(document, "\n")
	for _, c := range strings.Split(changes, "\n") {
		key, _, _ := strings.Cut(strings.TrimPrefix(c, "- "), " =")
		at := lineOf(lines, key)
		switch {
		case at < 0:
			lines = append(lines, c)
		case strings.HasPrefix(c, "- "):
			lines = slices.Delete(lines, at, at+1)
		default:
			lines[at] = c[strings.LastIndex(key, ".")+1:]
		}
	}
	return strings.Join(lines, "\n")
}

func lineOf(lines []string, key string) int {
	table := ""
	for i, line := range lines {
		if strings.HasPrefix(line, "[") {
			table = strings.Trim(line, "[]") + "."
		}
		if name, _, ok := strings.Cut(line, " ="); ok && table+name == key {
			return i
		}
	}
	return -1
}

// The example of the format is what this version writes.
func TestWholeConfigIsWhatIsWritten(t *testing.T) {
	c := settled(t, "quick")
	c.Training.Extended = []Extension{{Step: 1200, Epochs: 20}}
	c.Training.Lowered, c.Training.Split = []Lowering{{Step: 992, Failed: 1300}}, []Split{{Step: 1240, Batch: 32}}
	got, err := c.Format()
	if err != nil {
		t.Fatal(err)
	}
	want, _ := os.ReadFile("testdata/whole.toml")
	if string(got) != string(want) {
		t.Errorf("testdata/whole.toml is not what is written:\n%s", got)
	}
	back, err := ParseConfig(got)
	if err != nil || !reflect.DeepEqual(back, c) {
		t.Errorf("read back: %+v, %v\nwant       %+v", back, err, c)
	}
}

func TestConfigRefusesWhatFlagsMayAsk(t *testing.T) {
	cases := map[string]func(*Config){
		"training.blr is NaN; it must be a number above 0, up to 100, such as 0.004.":                                         func(c *Config) { c.Training.BLR = math.NaN() },
		"model.mask_ratio is 1; it must be a number above 0, up to 0.999, such as 0.75.":                                      func(c *Config) { c.Model.MaskRatio = 1 },
		"device.precision is \"auto\"; it must be \"float32\" or \"bf16\".":                                                   func(c *Config) { c.Device.Precision = "auto" },
		"training.batch is 0; it must be a whole number from 1 to 65536, such as 64.":                                         func(c *Config) { c.Training.Batch = 0 },
		"training.extended is out of order: its steps must grow.":                                                             func(c *Config) { c.Training.Extended = []Extension{{9, 3}, {5, 2}} },
		"data.folders is []; it must be a list of texts, such as [\"/home/ann/pictures\"].":                                   func(c *Config) { c.Data.Folders = nil },
		"augmentation.std is [0.2, 0, 0.2]; it must be a list of 3 numbers above 0, up to 10, such as [0.229, 0.224, 0.225].": func(c *Config) { c.Augmentation.Std = [3]float64{.2, 0, .2} },
	}
	for want, change := range cases {
		c := settled(t, "quick")
		change(&c)
		if err := c.Validate(); err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}

// sizes are those of the published models and, for the small ones, those with
// which the reference was timed: picture, patch, encoder dim, depth, heads, decoder.
var sizes = map[string][8]int{
	"quick": {64, 8, 256, 8, 8, 128, 3, 4},
	"small": {128, 16, 384, 12, 6, 192, 4, 3},
	"tiny":  {224, 16, 192, 12, 3, 96, 4, 3},
	"base":  {224, 16, 768, 12, 12, 512, 8, 16},
	"large": {224, 16, 1024, 24, 16, 512, 8, 16},
	"huge":  {224, 14, 1280, 32, 16, 512, 8, 16},
}

// Presets hold nothing unknown, can be used, and have the sizes that they are known by.
func TestPresets(t *testing.T) {
	shares := map[string][2]float64{"quick": {0, .1}, "small": {0, .1}, "tiny": {0, .1},
		"base": {.29, .3}, "large": {0, .1}, "huge": {0, .1}}
	for _, name := range PresetNames {
		data, err := presetFiles.ReadFile("presets/" + name + ".toml")
		if err != nil {
			t.Fatal(err)
		}
		var c Config
		meta, err := toml.Decode(string(data), &c)
		if err != nil || len(meta.Undecoded()) > 0 {
			t.Errorf("%s: %v, unknown keys %v", name, err, meta.Undecoded())
		}
		if err := settled(t, name).Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		m := c.Model
		if got := [8]int{m.ImageSize, m.PatchSize, m.EncoderDim, m.EncoderDepth, m.EncoderHeads, m.DecoderDim, m.DecoderDepth, m.DecoderHeads}; got != sizes[name] {
			t.Errorf("%s has sizes %v, want %v", name, got, sizes[name])
		}
		share := float64(m.DecoderDepth*m.DecoderDim*m.DecoderDim) / float64(m.EncoderDepth*m.EncoderDim*m.EncoderDim)
		if want := shares[name]; share < want[0] || share > want[1] {
			t.Errorf("%s: the decoder's share is %.3f, want %v", name, share, want)
		}
		if head, _, _ := strings.Cut(string(data), "[model]"); !strings.Contains(head, "\n# Measured") && !strings.Contains(head, "\n# Estimated") {
			t.Errorf("%s does not say what was measured: %q", name, head)
		}
	}
	if _, err := Preset("gigantic"); err == nil || !strings.Contains(err.Error(), "quick, small") {
		t.Errorf("an unknown preset: %v", err)
	}
}

func TestPaperRecipe(t *testing.T) {
	for _, name := range PresetNames {
		c := settled(t, name)
		c.UsePaper()
		if err := c.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if c.Training.EffectiveBatch() != 4096 || math.Abs(c.Training.PeakLR()-2.4e-3) > 1e-12 {
			t.Errorf("%s: batch %d, peak %v", name, c.Training.EffectiveBatch(), c.Training.PeakLR())
		}
	}
}

func TestEpochsAt(t *testing.T) {
	c := TrainingConfig{Epochs: 60, Extended: []Extension{{100, 20}, {300, 40}}}
	for step, want := range map[int]int{0: 20, 99: 20, 100: 40, 299: 40, 300: 60, 1000: 60} {
		if got := c.EpochsAt(step); got != want {
			t.Errorf("step %d: %d epochs, want %d", step, got, want)
		}
	}
}

// The hash changes with every setting that changes the result, and no other.
func TestConfigHash(t *testing.T) {
	base := settled(t, "quick").Hash()
	same := map[string]func(*Config){
		"epochs":  func(c *Config) { c.Training.Epochs = 99 },
		"threads": func(c *Config) { c.Device.Threads = 7 },
		"folders": func(c *Config) { c.Data.Folders = []string{"/else"} },
		"lowered": func(c *Config) { c.Training.Lowered = []Lowering{{1, 2}} },
		"split":   func(c *Config) { c.Training.Split = []Split{{1, 32}} },
		"budget":  func(c *Config) { c.Checkpoints.BudgetGB = 1 },
	}
	other := map[string]func(*Config){
		"seed": func(c *Config) { c.Training.Seed++ },
		"blr":  func(c *Config) { c.Training.BLR *= 1.0001 },
		"dim":  func(c *Config) { c.Model.EncoderDim = 512 },
		"flip": func(c *Config) { c.Augmentation.Flip = false },
		"mean": func(c *Config) { c.Augmentation.Mean[2] = 0.5 },
	}
	for name, change := range same {
		c := settled(t, "quick")
		if change(&c); c.Hash() != base {
			t.Errorf("%s changes the hash", name)
		}
	}
	for name, change := range other {
		c := settled(t, "quick")
		if change(&c); c.Hash() == base {
			t.Errorf("%s does not change the hash", name)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "abc", 3}, {"batch", "batch", 0}, {"bach", "batch", 1}, {"kitten", "sitting", 3}} {
		if got := distance(c.a, c.b); got != c.want {
			t.Errorf("distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

func TestErrorsKeepCodeAndCause(t *testing.T) {
	cause := errors.New("the cause")
	err := error(Errorf(DiskFull, cause, "A sentence."))
	if err.Error() != "A sentence." || CodeOf(err) != DiskFull || !errors.Is(err, cause) || CodeOf(cause) != "" {
		t.Errorf("got %v, %v", err, CodeOf(err))
	}
}

// FuzzParseConfig: whatever stands in a file, reading it ends in a sentence or
// in settings that are written and read again as they are.
func FuzzParseConfig(f *testing.F) {
	whole, err := os.ReadFile("testdata/whole.toml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add([]byte("version = 1\n[training]\nextended = [[1]]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := ParseConfig(data)
		if err != nil {
			return
		}
		text, err := c.Format()
		if err != nil {
			t.Fatal(err)
		}
		if back, err := ParseConfig(text); err != nil || !reflect.DeepEqual(complete(back), complete(c)) {
			t.Errorf("read %+v, wrote and read %+v, %v", c, back, err)
		}
	})
}
