package cli

import (
	"math"
	"testing"
	"time"
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
