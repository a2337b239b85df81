package cli

import "testing"

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
