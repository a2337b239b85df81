package window

import (
	"testing"
	"time"
)

func TestWords(t *testing.T) {
	now := time.Date(2026, 11, 23, 17, 0, 0, 0, time.Local)
	for _, c := range []struct{ got, want string }{
		{number(8386), "8,386"}, {number(1234567), "1,234,567"}, {number(12), "12"}, {number(-1234), "−1,234"},
		{plural(1, "picture", "pictures"), "1 picture"}, {plural(0, "picture", "pictures"), "0 pictures"},
		{span(8 * time.Second), "8 s"}, {span(35 * time.Minute), "35 min"}, {span(110 * time.Minute), "1 h 50 min"},
		{span(2 * time.Hour), "2 h"}, {span(25 * time.Hour), "1 d 1 h"}, {span(48 * time.Hour), "2 d"},
		{span(59700 * time.Millisecond), "1 min"}, {span(-1), "–"}, {span(1<<63 - 1), "–"},
		{first(spanUnit(61 * time.Minute)), "1 h 1 min"}, {first(spanUnit(35 * time.Minute)), "35"},
		{fullStop("gone"), "gone."}, {fullStop("gone."), "gone."},
		{rate(402.4), "402"}, {rate(9.4), "9.4"}, {rate(9.97), "10"}, {rate(0.052), "0.052"}, {rate(0), "–"},
		{size(6e8), "0.6 GB"}, {size(39.4e6), "39 MB"}, {size(6100), "6 KB"}, {size(12), "12 bytes"},
		{millions(7_012_000), "7.0 M"}, {millions(111_900_000), "112 M"}, {millions(900), "900"},
		{learningRate(0.00012), "1.2e-4"}, {learningRate(0.001), "0.001"}, {learningRate(0.000999), "1.0e-3"}, {learningRate(3e-12), "3.0e-12"}, {learningRate(0.25), "0.25"}, {learningRate(0), "0"},
		{day(now.Add(-time.Hour), now), "today 16:00"}, {day(now.Add(-20*time.Hour), now), "yesterday"},
		{day(now.Add(-96*time.Hour), now), "Thu 19 Nov"}, {day(now.Add(-400*24*time.Hour), now), "19 Oct 2025"},
		{clock(now, 32*time.Minute), "about 17:32"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func first(a, _ string) string { return a }
