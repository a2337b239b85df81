package window

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// What changes is shown two to five times a second where drawing is fast. Where it
// is slow showing takes a quarter of the time and no more, and it is as often as
// before once drawing is fast again. The clock is the test's own.
func TestPulseGivesWayToSlowDrawing(t *testing.T) {
	const every, most = 300 * time.Millisecond, 500 * time.Millisecond
	synctest.Test(t, func(t *testing.T) {
		ctx, end := context.WithCancel(t.Context())
		w := &Window{do: func(f func()) { f() }, used: func() time.Duration { return 0 }}
		drawing := slices.Concat(
			slices.Repeat([]time.Duration{0, 10 * time.Millisecond}, 5),
			slices.Repeat([]time.Duration{200 * time.Millisecond, time.Second}, 5),
			slices.Repeat([]time.Duration{10 * time.Millisecond}, 5))
		var looked []time.Time
		w.pulse(ctx, every, func() func() {
			looked = append(looked, time.Now())
			n := len(looked)
			if n > len(drawing) {
				end()
				return nil
			}
			return func() { time.Sleep(drawing[n-1]) }
		})
		for i, d := range drawing {
			period := looked[i+1].Sub(looked[i])
			if slow := d > every/3; slow && period != 4*d || !slow && (period < every || period > most) {
				t.Errorf("drawing takes %v, and the next look comes after %v", d, period)
			}
		}
	})
}

// What did not change is not drawn, and is looked at as often.
func TestPulseOfNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, end := context.WithTimeout(t.Context(), time.Minute)
		defer end()
		w, n := &Window{do: func(func()) { t.Error("something is drawn") }, used: func() time.Duration { return 0 }}, 0
		w.pulse(ctx, 300*time.Millisecond, func() func() { n++; return nil })
		if n < 199 || n > 201 {
			t.Errorf("looked %d times in a minute", n)
		}
	})
}

// Where what is shown costs much of the processor, wherever that is spent, it is shown
// more seldom: the window takes about a tenth of a core. What costs little comes as often
// as it is asked for, and nothing is kept back for longer than two seconds.
func TestPulseGoesByTheProcessorTimeOfTheWindow(t *testing.T) {
	for cost, want := range map[time.Duration][2]time.Duration{
		5 * time.Millisecond:   {300 * time.Millisecond, 320 * time.Millisecond},
		80 * time.Millisecond:  {790 * time.Millisecond, 820 * time.Millisecond},
		900 * time.Millisecond: {2000 * time.Millisecond, 2020 * time.Millisecond},
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, end := context.WithTimeout(t.Context(), time.Minute)
			defer end()
			var used time.Duration
			var at []time.Time
			w := &Window{do: func(f func()) { f() }, used: func() time.Duration { return used }}
			w.pulse(ctx, 300*time.Millisecond, func() func() {
				at = append(at, time.Now())
				return func() { time.Sleep(time.Millisecond); used += cost }
			})
			if got := at[10].Sub(at[9]); got < want[0] || got > want[1] {
				t.Errorf("changes that cost %v come every %v, want %v", cost, got, want)
			}
		})
	}
}
