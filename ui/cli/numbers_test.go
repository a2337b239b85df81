package cli

import (
	"math"
	"strings"
	"testing"
	"time"

	"maestudio/core/vit"
	"maestudio/core/weights/names"
)

func TestNumbersForPeople(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{count(0), "0"},
		{count(999), "999"},
		{count(1000), "1,000"},
		{count(-1234567), "-1,234,567"},
		{count(int64(math.MaxInt64)), "9,223,372,036,854,775,807"},
		{plural(1, "picture", "pictures"), "1 picture"},
		{plural(8386, "picture", "pictures"), "8,386 pictures"},
		{size(0), "0 B"},
		{size(999), "999 B"},
		{size(1000), "1 kB"},
		{size(999_499), "999 kB"},
		{size(999_500), "1.00 MB"},
		{size(12_345_678), "12.3 MB"},
		{big(85_800_000), "85.8 M"},
		{big(5), "5"},
		{span(900 * time.Millisecond), "1 s"},
		{span(59_400 * time.Millisecond), "59 s"},
		{span(59_600 * time.Millisecond), "1 min 00 s"},
		{span(185 * time.Second), "3 min 05 s"},
		{span(130 * time.Minute), "2 h 10 min"},
		{span(101 * time.Hour), "4 days"},
		{span(seconds(math.NaN())), "36500 days"},
		{span(seconds(math.Inf(1))), "36500 days"},
		{span(seconds(-1)), "36500 days"},
		{span(seconds(1e300)), "36500 days"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

// What info says of a large model is written with separators, and classes once.
func TestInfoOfALargeModel(t *testing.T) {
	var out strings.Builder
	rows := newTable(&out)
	m := &names.Model{Classes: 2, ClassNames: []string{"cat", "dog"}}
	m.Config.ImageSize, m.Config.PatchSize, m.Config.Encoder = 512, 8, vit.Config{Dim: 1280, Depth: 32, Heads: 16}
	weightRows(rows, m)
	noteRows(rows, map[string]string{"classes": `["cat","dog"]`, "step": "123456"}, m)
	rows.end()
	for _, want := range []string{"in 4,096 patches", "1,280 wide, 32 deep, 16 heads", "2: cat, dog\n", "123,456\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, &out)
		}
	}
	if strings.Count(out.String(), "dog") != 1 {
		t.Errorf("the classes are not said once:\n%s", &out)
	}
}
