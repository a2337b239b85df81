package vit

import (
	"fmt"
	"strings"
	"testing"

	"maestudio/core/goldens"
)

func TestInterpolationMeetsGoldens(t *testing.T) {
	g := goldens.Open(t, "pos_interp.safetensors")
	n := 0
	for _, name := range g.Names() {
		var from, to int
		if _, err := fmt.Sscanf(name, "%dto%d.in", &from, &to); err != nil || !strings.HasSuffix(name, ".in") {
			continue
		}
		dim := g.Shape(name)[2]
		g.Compare(t, strings.TrimSuffix(name, "in")+"out", Interpolate(g.Float32(name), dim, from, to))
		n++
	}
	if n != 3 {
		t.Errorf("there are %d interpolations in the goldens", n)
	}
}
