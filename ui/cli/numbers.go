package cli

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"time"
)

// count writes a whole number with commas: 1,234,567.
func count[N int | int64](n N) string {
	digits := strconv.FormatInt(int64(n), 10)
	sign := ""
	if digits[0] == '-' {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}

// plural writes a count with its noun: 1 picture, 2 pictures.
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return count(n) + " " + many
}

// size writes bytes in decimal units: 12.3 MB.
func size(bytes int64) string {
	return scaled(float64(bytes), "B", "kB", "MB", "GB", "TB")
}

// big writes a number with the prefix that suits it: 11.2 M, 1.47 G.
func big(x float64) string {
	return scaled(x, "", "k", "M", "G", "T", "P")
}

func scaled(x float64, units ...string) string {
	unit := units[0]
	for _, next := range units[1:] {
		if x < 999.5 {
			break
		}
		x, unit = x/1000, next
	}
	text := threeDigits(x)
	if unit == "" {
		return text
	}
	return text + " " + unit
}

// threeDigits writes x with three significant digits and no exponent.
func threeDigits(x float64) string {
	switch {
	case x == math.Trunc(x) || x >= 99.95:
		return strconv.FormatFloat(x, 'f', 0, 64)
	case x >= 9.995:
		return strconv.FormatFloat(x, 'f', 1, 64)
	}
	return strconv.FormatFloat(x, 'f', 2, 64)
}

// span writes how long something takes, to the second or, from an hour on, to
// the minute: 9 s, 3 min 05 s, 2 h 10 min.
func span(d time.Duration) string {
	s := int64(math.Round(d.Seconds()))
	switch {
	case s < 60:
		return fmt.Sprintf("%d s", s)
	case s < 3600:
		return fmt.Sprintf("%d min %02d s", s/60, s%60)
	case s < 100*3600:
		return fmt.Sprintf("%d h %02d min", s/3600, s/60%60)
	}
	return fmt.Sprintf("%d days", s/86400)
}

// seconds makes a duration of a number of seconds as events hold them. What
// is no such number (NaN, negative, absurd) becomes the longest sensible one.
func seconds(s float64) time.Duration {
	const most = 100 * 365 * 24 * time.Hour
	if !(s >= 0 && s < most.Seconds()) {
		return most
	}
	return time.Duration(s * float64(time.Second))
}

// longestFirst returns the keys of a map, those of the longest lists first.
func longestFirst[K cmp.Ordered, T any](m map[K][]T) []K {
	return slices.SortedFunc(maps.Keys(m), func(a, b K) int {
		return cmp.Or(cmp.Compare(len(m[b]), len(m[a])), cmp.Compare(a, b))
	})
}
