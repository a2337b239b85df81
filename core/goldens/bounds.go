package goldens

import (
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"

	"maestudio/core/internal/testdata"
)

// Bounds say how far a tensor may be from its golden one: the largest difference
// is at most Abs and at most Rel times the largest golden value. In a JSON file
// a number may be off by Abs + Rel times itself.
type Bounds struct {
	Abs, Rel float64
	// KeyBias is the bound for the middle third of every attn.qkv.bias, which
	// holds rounding noise: softmax does not see what is added to all keys.
	KeyBias *struct{ Abs float64 } `json:"key_bias"`
}

// ReadBounds is the bounds of a file of one kind of content, JSON files included.
func ReadBounds(t testing.TB, file string) Bounds {
	t.Helper()
	return readBounds(t, file)("")
}

// readBounds finds the bounds of a file, or, in ops.safetensors, those of the
// operation that a tensor is named after.
func readBounds(t testing.TB, file string) func(tensor string) Bounds {
	t.Helper()
	raw, err := os.ReadFile(testdata.Shared(t, "goldens/tolerances.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all struct {
		Files map[string]struct {
			Bounds
			Operations map[string]Bounds
		}
	}
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	of, there := all.Files[file]
	if !there {
		t.Fatalf("tolerances.json does not say how exact %s is", file)
	}
	return func(tensor string) Bounds {
		if of.Operations == nil {
			return of.Bounds
		}
		operation, _, _ := strings.Cut(tensor, ".")
		b, there := of.Operations[operation]
		if !there {
			t.Fatalf("tolerances.json does not say how exact %q of %s is", operation, file)
		}
		return b
	}
}

// Close tells whether a number of a JSON file is met.
func (b Bounds) Close(got, want float64) bool {
	return math.Abs(got-want) <= b.Abs+b.Rel*math.Abs(want)
}
