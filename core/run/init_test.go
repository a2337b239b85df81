package run

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gorgonia.org/tensor"

	"maestudio/core/internal/testdata"
	"maestudio/core/run/disk"
	"maestudio/core/weights"
	"maestudio/core/weights/names"
)

// What cannot be started from is refused with what is wanted, in no reader's words.
func TestInitThatIsNone(t *testing.T) {
	dir := t.TempDir()
	for name, want := range map[string]string{
		"gone.safetensors":  "there is no " + filepath.Join(dir, "gone.safetensors") + ". Give a file or folder of weights",
		"cat.jpg":           "cat.jpg cannot be read as weights: it is a picture. Give",
		"short.safetensors": "short.safetensors holds no weights: it has 3 bytes. Give",
		"mae.pth":           "mae.pth cannot be read as weights: it begins like a zip file but has no end",
		"folder":            "there is no " + filepath.Join(dir, "folder") + ". Give",
	} {
		path := filepath.Join(dir, name)
		err := error(nil)
		switch name {
		case "gone.safetensors":
		case "folder":
			err = os.Mkdir(path, 0o777)
		case "mae.pth":
			err = os.WriteFile(path, []byte("PK\x03\x04 and no more"), 0o666)
		case "short.safetensors":
			err = os.WriteFile(path, []byte("abc"), 0o666)
		default:
			err = os.WriteFile(path, []byte("\xff\xd8\xff\xe0\x00\x10JFIF and no more"), 0o666)
		}
		if err != nil {
			t.Fatal(err)
		}
		r := &Run{}
		r.Config.Training.Init = path
		_, err = r.readInit()
		if CodeOf(err) != Damaged || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "open /") {
			t.Errorf("%s: %v; want %q", name, err, want)
		}
		if name == "gone.safetensors" && !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("the cause is lost: %#v", err)
		}
	}
}

// A model that says how colours are normalised is taken at its word; of another it is told
// that it does not say it, and that ImageNet's are taken.
func TestLookAtSaysColours(t *testing.T) {
	usual := Default().Augmentation
	official := testdata.Shared(t, "goldens/mae_tiny_official.pth")
	n, err := LookAt(official, 0)
	if err != nil {
		t.Fatal(err)
	}
	if n.SaysColours || n.Config.Augmentation.Mean != usual.Mean || n.Config.Augmentation.Std != usual.Std {
		t.Errorf("of one that does not say it: %+v", n)
	}
	s, err := weights.Open(official)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.Meta = map[string]string{names.MeanKey: "0.5,0.5,0.5", names.StdKey: "0.5,0.25,0.5"}
	path := filepath.Join(t.TempDir(), "half.safetensors")
	if err := disk.WriteFile(disk.System{}, path, func(w io.Writer) error { return weights.Write(w, s) }); err != nil {
		t.Fatal(err)
	}
	if n, err = LookAt(path, 0); err != nil || !n.SaysColours || n.Config.Augmentation.Mean != [3]float64{0.5, 0.5, 0.5} || n.Config.Augmentation.Std != [3]float64{0.5, 0.25, 0.5} {
		t.Errorf("of one that says it: %+v, %v", n, err)
	}
}

func TestFileIsNoRun(t *testing.T) {
	file := filepath.Join(t.TempDir(), "model.safetensors")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(file); CodeOf(err) != NotARun || !strings.Contains(err.Error(), "is a file, and a run is a folder. Name the folder of a run, such as "+filepath.Dir(file)+".") {
		t.Error(err)
	}
}

// Weights with what is no number are refused before a run is made: it would run away in
// its first step, and seem to have been given a wrong rate.
func TestInitWithoutNumbers(t *testing.T) {
	first := newRun(t, short)
	advance(t, first, AdvanceOptions{})
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		s, err := weights.ReadFile(first.path(weightsFile))
		if err != nil {
			t.Fatal(err)
		}
		s.Tensors["norm.bias"].Data().([]float32)[3] = float32(bad)
		path := filepath.Join(t.TempDir(), "theirs.safetensors")
		if err := disk.WriteFile(disk.System{}, path, func(w io.Writer) error { return weights.Write(w, s) }); err != nil {
			t.Fatal(err)
		}
		c := microConfig(first.Config.Data.Folders...)
		c.Training.Init = path
		refuses(t, filepath.Join(t.TempDir(), "new"), c, Damaged, fmt.Sprintf("theirs.safetensors holds %v in \"norm.bias\", which is no number", bad), "Give an earlier checkpoint")
	}
}

// Weights that contradict themselves are not taken for those of another model.
func TestInitThatIsDamaged(t *testing.T) {
	first := newRun(t, short)
	advance(t, first, AdvanceOptions{})
	s, err := weights.ReadFile(first.path(weightsFile))
	if err != nil {
		t.Fatal(err)
	}
	s.Tensors["decoder_pred.bias"] = tensor.New(tensor.WithShape(5), tensor.Of(tensor.Float32))
	path := filepath.Join(t.TempDir(), "theirs.safetensors")
	if err := disk.WriteFile(disk.System{}, path, func(w io.Writer) error { return weights.Write(w, s) }); err != nil {
		t.Fatal(err)
	}
	c := microConfig(first.Config.Data.Folders...)
	c.Training.Init = path
	refuses(t, filepath.Join(t.TempDir(), "new"), c, Damaged, `theirs.safetensors is damaged or of another kind: "decoder_pred.bias" has the shape [5]`, "Fetch it again")
	if _, err := LookAt(path, 0); err == nil || !strings.HasPrefix(err.Error(), path+" is damaged or of another kind") {
		t.Errorf("looked at: %v", err)
	}
}
