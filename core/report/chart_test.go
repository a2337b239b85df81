package report

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"testing"

	"maestudio/core/mae"
	"maestudio/core/run"
	"maestudio/core/worker"
)

// Where the labels' last score is near chance, "guessing" makes way for its value; in the
// middle of a run the value stands elsewhere, and "guessing" at its line.
func TestGuessingMakesWay(t *testing.T) {
	height := func(text, drawing string) float64 {
		t.Helper()
		found := regexp.MustCompile(`y="([0-9.]+)">` + text + `<`).FindStringSubmatch(drawing)
		if found == nil {
			t.Fatalf("%q is not in %s", text, drawing)
		}
		y, _ := strconv.ParseFloat(found[1], 64)
		return y
	}
	for _, c := range []struct {
		score       float64
		epoch       int
		makesWay    bool
		chanceShare int
	}{{0.10, 10, true, 10}, {0.103, 10, true, 10}, {0.097, 10, true, 10}, {0.002, 10, true, 1000}, {0.9, 10, false, 10}, {0.10, 5, false, 10}} {
		s := &source{run: &run.Run{}, state: worker.State{Scores: []worker.Score{{Share: 0.1, Classes: c.chanceShare}, {Epoch: c.epoch, Share: c.score}}}}
		s.run.Config.Training.Epochs = 10
		drawing := string(s.labelChart())
		guessing, value := height("guessing", drawing), height(fmt.Sprintf("%.1f", 100*c.score), drawing)
		line := regexp.MustCompile(`class="guide"[^>]* y1="([0-9.]+)"`).FindStringSubmatch(drawing)
		y, _ := strconv.ParseFloat(line[1], 64)
		if moved := math.Abs(guessing-4-y) > 0.2; moved != c.makesWay || moved && math.Abs(guessing-value) < lineHeight-0.2 {
			t.Errorf("%+v: the line is at %v, its words at %v, the value at %v", c, y, guessing, value)
		}
		if guessing > chartHeight-bottom+4 {
			t.Errorf("%+v: the words stand at %v, where the epochs do", c, guessing)
		}
	}
}

// Both guesses lie between the axes, whichever is the better.
func TestGuessesAreInTheChart(t *testing.T) {
	for _, guess := range []mae.Guess{{Flat: 0.99, Smear: 0.8}, {Flat: 0.99, Smear: 1.2}} {
		s := &source{run: &run.Run{}, state: worker.State{Guess: &guess, Validation: []worker.Point{{Epoch: 1, Loss: 0.95}, {Epoch: 2, Loss: 0.9}}}}
		lines := regexp.MustCompile(`class="guide"[^>]* y1="(-?[0-9.]+)"`).FindAllStringSubmatch(string(s.lossChart()), -1)
		if len(lines) != 2 {
			t.Fatalf("%d guesses", len(lines))
		}
		for _, l := range lines {
			if y, _ := strconv.ParseFloat(l[1], 64); y < top || y > chartHeight-bottom {
				t.Errorf("%+v: a guess stands at %v", guess, y)
			}
		}
	}
}
