package window

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Of weights that cannot be read Reconstruct says so however often it is shown, and it
// draws when they are whole again.
func TestDamagedWeightsAreToldAgain(t *testing.T) {
	b := open(t)
	dir := b.tinyRun("first", pictures(t, 60))
	if err := os.RemoveAll(filepath.Join(dir, "checkpoints")); err != nil {
		t.Fatal(err)
	}
	weights := filepath.Join(dir, "model.safetensors")
	whole, err := os.ReadFile(weights)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(weights, whole[:100], 0o644); err != nil {
		t.Fatal(err)
	}
	said := func() bool {
		v := b.redraw.screen.View()
		return strings.Contains(v.Trouble, "damaged") && strings.Contains(v.Remedy, "another run") && !strings.Contains(v.Remedy, "picture")
	}
	b.Go(reconstructKey)
	b.until("the sentence", said)
	b.Go(dataKey)
	b.Go(reconstructKey)
	b.answered()
	b.until("the sentence again", said)
	if err := os.WriteFile(weights, whole, 0o644); err != nil {
		t.Fatal(err)
	}
	b.Go(dataKey)
	b.Go(reconstructKey)
	b.until("a drawing", func() bool { return b.redraw.screen.View().Now != nil })
}
