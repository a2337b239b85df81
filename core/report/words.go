package report

import (
	"fmt"
	"strconv"
	"time"
)

// count writes a whole number with commas: 1,234,567.
func count(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return count(n) + " " + many
}

// clock is a moment as a person writes it.
func clock(t time.Time) string { return t.Local().Format("2 January 2006, 15:04") }

// span is a duration as a figure and its unit.
func span(d time.Duration) (value, unit string) {
	switch {
	case d < 2*time.Minute:
		return fmt.Sprintf("%.0f", d.Seconds()), "s"
	case d < 2*time.Hour:
		return fmt.Sprintf("%.0f", d.Minutes()), "min"
	case d < 48*time.Hour:
		return fmt.Sprintf("%.1f", d.Hours()), "h"
	}
	return fmt.Sprintf("%.1f", d.Hours()/24), "days"
}
