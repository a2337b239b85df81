//go:build !nowindow && linux

package desktop_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// More places in a window of 1280 x 800.
var (
	tryTheSample = [2]int{309, 166} // on Welcome
	stop         = [2]int{1203, 48} // the last button of the head while something learns
	tuneSample   = [2]int{886, 508} // on Fine-tune where no classes were chosen yet
	seeResult    = [2]int{1055, 50} // of a classifier that was stopped
)

// TestWholeWayByMouse goes from the start of the program to a picture that is named, by
// mouse alone: it pre-trains on the sample, fine-tunes on the sample's classes, sees how
// good that is, and drops a picture.
func TestWholeWayByMouse(t *testing.T) {
	slow(t)
	d := newDesktop(t)
	d.launch()
	cache := filepath.Join(d.home, "cache", "maestudio", "sample")
	drawn := func() (all []string) {
		all, _ = filepath.Glob(filepath.Join(cache, "*", "*.png"))
		return all
	}
	click := func(at [2]int) func() { return func() { d.click(at[0], at[1]) } }

	// Some are drawn ahead on Welcome, which is no sign of the click; where it lands on
	// the next screen there is nothing. On a busy machine drawing takes some minutes.
	const every = 900
	for part := 1; part <= 3; part++ {
		d.act("the sample's pictures", click(tryTheSample), func() bool { return len(drawn()) >= part*every/3 })
	}
	d.act("the sample's run", click(tryTheSample), func() bool { return d.events() != "" })
	d.wait("an epoch", func() bool { return d.happened(`"event":"checkpoint"`) > 0 })
	d.act("the end of pre-training", click(stop), func() bool { return d.happened(`"stopped":true`) > 0 })

	d.act("Fine-tune", click(fineTune), func() bool { return d.title() == "MAE Studio" })
	d.act("the sample's classes", click(tuneSample), func() bool { return d.shows("Which things should it tell apart?") })
	d.act("the start", click(start), func() bool { return len(d.runs()) == 2 })
	d.waitTitle(" of 100 pictures it had not seen")
	d.act("the end of fine-tuning", click(stop), func() bool { return d.shows("Stopped") || d.shows("new pictures (") })
	judged := func() bool { return d.shows("new pictures (") } // what the button was is another one then
	d.act("how good it is", click(seeResult), func() bool { return d.shows("How good is it?") || judged() })
	d.wait("the answer", judged)

	d.act("Predict", click(start), func() bool { return d.shows("What is in your pictures?") })
	pictures := drawn()
	d.drop(pictures[len(pictures)/2])
	var classes []string
	for _, p := range pictures {
		if class := filepath.Base(filepath.Dir(p)); !slices.Contains(classes, class) {
			classes = append(classes, class)
		}
	}
	d.wait("what the picture is of", func() bool {
		return !d.shows("Looking at") && slices.ContainsFunc(classes, func(class string) bool { return strings.Contains(strings.ToLower(d.title()), class) })
	})
	t.Logf("%s is named %q", filepath.Base(pictures[len(pictures)/2]), d.title())
}
