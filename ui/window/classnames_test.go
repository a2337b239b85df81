package window

import (
	"slices"
	"testing"
)

func TestNamesOfClassesAreReadable(t *testing.T) {
	for _, c := range []struct{ names, want []string }{
		{[]string{"car_side", "grand_piano", "watch"}, []string{"car side", "grand piano", "watch"}},
		{[]string{"_", "a__b_"}, []string{"_", "a b"}},
		{[]string{"a_b", "a b"}, []string{"a_b", "a b"}}, // else nobody could tell them apart
		{nil, nil},
	} {
		if got := readable(c.names); !slices.Equal(got, c.want) {
			t.Errorf("%q is shown as %q, want %q", c.names, got, c.want)
		}
	}
}
