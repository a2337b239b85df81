package window

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// number groups thousands: 8,386.
func number(n int) string {
	s := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, s = "−", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// plural is a number with its noun: "1 picture", "8,386 pictures".
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return number(n) + " " + many
}

// span is a duration as a person says it: 40 s, 35 min, 1 h 50 min, 1 d 1 h.
func span(d time.Duration) string {
	value, unit := spanParts(d)
	return value + unit
}

// spanParts is span with its last unit apart: "1 h 50", " min".
func spanParts(d time.Duration) (value, unit string) {
	minutes := int(d.Round(time.Minute) / time.Minute)
	hours := int(d.Round(time.Hour) / time.Hour)
	switch {
	case d < 0 || d > 100*365*24*time.Hour:
		return "–", ""
	case d < 59500*time.Millisecond:
		return strconv.Itoa(int(d.Round(time.Second) / time.Second)), " s"
	case minutes < 60:
		return strconv.Itoa(minutes), " min"
	case minutes < 24*60 && minutes%60 == 0:
		return strconv.Itoa(minutes / 60), " h"
	case minutes < 24*60:
		return fmt.Sprintf("%d h %d", minutes/60, minutes%60), " min"
	case hours%24 == 0:
		return number(hours / 24), " d"
	default:
		return fmt.Sprintf("%s d %d", number(hours/24), hours%24), " h"
	}
}

// spanUnit is spanParts for a figure whose unit stands apart; two units are one
// figure: "1 h 50 min".
func spanUnit(d time.Duration) (value, unit string) {
	value, unit = spanParts(d)
	if strings.Contains(value, " ") {
		return value + unit, ""
	}
	return value, strings.TrimSpace(unit)
}

// rate is two significant digits below ten, else whole: 9.4, 402.
func rate(v float64) string {
	switch {
	case v <= 0 || math.IsNaN(v) || math.IsInf(v, 0):
		return "–"
	case v < 0.95:
		return strconv.FormatFloat(v, 'g', 2, 64)
	case v < 9.95:
		return strconv.FormatFloat(v, 'f', 1, 64)
	default:
		return number(int(math.Round(v)))
	}
}

// bytesParts is a size in the unit that suits it: "0.6", "GB".
func bytesParts(n float64) (value, unit string) {
	switch {
	case n < 1e3:
		return strconv.Itoa(int(n)), "bytes"
	case n < 1e6:
		return strconv.Itoa(int(math.Round(n / 1e3))), "KB"
	case n < 1e8:
		return rate(n / 1e6), "MB"
	default:
		return strconv.FormatFloat(n/1e9, 'f', 1, 64), "GB"
	}
}

func size(n float64) string {
	value, unit := bytesParts(n)
	return value + " " + unit
}

// millions is a count of parameters: "7.0 M".
func millions(n int) string {
	if n < 1e5 {
		return number(n)
	}
	m := float64(n) / 1e6
	if m < 10 {
		return strconv.FormatFloat(m, 'f', 1, 64) + " M"
	}
	return number(int(math.Round(m))) + " M"
}

// learningRate is short: 1.2e-4.
func learningRate(v float64) string {
	if v == 0 {
		return "0"
	}
	if v >= 0.001 {
		return strconv.FormatFloat(v, 'g', 2, 64)
	}
	return strings.Replace(strconv.FormatFloat(v, 'e', 1, 64), "e-0", "e-", 1)
}

// day is a date as a person says it, seen from now: today 17:32, yesterday,
// Thu 19 Nov.
func day(t, now time.Time) string {
	t, now = t.Local(), now.Local()
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	switch {
	case t.IsZero():
		return ""
	case !t.Before(midnight):
		return "today " + t.Format("15:04")
	case !t.Before(midnight.AddDate(0, 0, -1)):
		return "yesterday"
	case t.Year() == now.Year():
		return t.Format("Mon 2 Jan")
	default:
		return t.Format("2 Jan 2006")
	}
}

// clock is about when something will be done: "about 17:32".
func clock(now time.Time, left time.Duration) string {
	end := now.Add(left).Local()
	if left > 18*time.Hour {
		return "about " + end.Format("Mon 15:04")
	}
	return "about " + end.Format("15:04")
}

// clockOf is a time of day: 17:32.
func clockOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Local().Format("15:04")
}

// fullStop ends what an error says as a sentence ends.
func fullStop(sentence string) string { return strings.TrimRight(sentence, ".") + "." }
