package run

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"maestudio/core/internal/testdata"
	"maestudio/core/weights"
)

// An encoder is asked about the classes of the run's pictures; one to which every picture
// is alike is no better than one that has learned nothing.
func TestProveEncoder(t *testing.T) {
	for _, c := range []struct {
		proof EncoderProof
		want  bool
	}{{EncoderProof{Of: 100, Right: 60, Untrained: 45}, true}, {EncoderProof{Of: 100, Right: 52, Untrained: 45}, false}, {EncoderProof{}, true}} {
		if c.proof.Of > 0 && c.proof.Better() != c.want {
			t.Errorf("%+v", c.proof)
		}
	}
	dir := filepath.Join(t.TempDir(), "pictures")
	testdata.Classes(t, dir, 20)
	r := newRunOf(t, dir)
	advance(t, r, AdvanceOptions{})
	p, err := r.ProveEncoder(context.Background())
	if err != nil || p.Of == 0 || p.Classes != 3 || p.Right < p.Of/2 {
		t.Errorf("%+v, %v", p, err)
	}
	s, err := weights.ReadFile(r.path(weightsFile))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range s.Names { // one flat value: every picture is alike
		clear(s.Tensors[name].Data().([]float32))
	}
	var file bytes.Buffer
	if err := weights.Write(&file, s); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(r.path(weightsFile), file.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	flat, err := r.ProveEncoder(context.Background())
	if err != nil || flat.Better() || flat.Right >= p.Right {
		t.Errorf("%+v, before %+v, %v", flat, p, err)
	}
}

// Where the pictures have no classes there is nothing to ask about.
func TestProveEncoderWithoutClasses(t *testing.T) {
	if p, err := newRun(t).ProveEncoder(context.Background()); err != nil || p.Of != 0 {
		t.Errorf("%+v, %v", p, err)
	}
}
