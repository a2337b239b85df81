package cli

import (
	"strings"
	"testing"
)

func TestFitDropsTheLeastImportant(t *testing.T) {
	parts := []part{{"step 7/100", 0}, {"epoch 1/3", 3}, {"loss 0.9", 1}, {"99 pictures/s", 4}, {"2 min left", 2}}
	for _, c := range []struct {
		width int
		want  string
	}{
		{80, "step 7/100  epoch 1/3  loss 0.9  99 pictures/s  2 min left"},
		{57, "step 7/100  epoch 1/3  loss 0.9  2 min left"},
		{42, "step 7/100  loss 0.9  2 min left"},
		{31, "step 7/100  loss 0.9"},
		{10, "step 7/100"},
		{4, "step"},
		{0, ""},
		{-1, ""},
	} {
		if got := fit(parts, c.width); got != c.want {
			t.Errorf("%d columns: got %q, want %q", c.width, got, c.want)
		}
	}
	if parts[1].text != "epoch 1/3" {
		t.Error("fit changed its argument")
	}
}

// Where no line can be rewritten it is said every ten seconds how far looking is, beside the
// output.
func TestLookingWithoutATerminal(t *testing.T) {
	var out, err strings.Builder
	p := &textProgress{to: newTerminal(&out), err: &err}
	p.looking("picture", 1, 1000)
	p.looking("picture", 2, 1000)
	if err.Len() > 0 {
		t.Errorf("at once it says %q", err.String())
	}
	p.looked = p.looked.Add(-plainEvery)
	p.looking("picture", 3, 1000)
	p.looking("picture", 4, 1000)
	if err.String() != "picture 3 of 1,000\n" || out.Len() > 0 {
		t.Errorf("after ten seconds %q, on the output %q", err.String(), out.String())
	}
}
