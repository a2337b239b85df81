package window

import (
	"fmt"
	"math"

	"maestudio/core/run"
	"maestudio/core/task/score"
	"maestudio/core/worker"
	"maestudio/ui/screen"
	"maestudio/ui/widget"
)

// classify adds what is shown of a classifier as it learns.
func (t *train) classify(v *screen.PretrainView) {
	v.Note, v.HasHonest = "", false
	v.CurveTitle = "Error"
	v.Accuracy, v.AccuracyGuides = accuracyCurves(t.state), t.frequentGuide()
	_, some := t.state.BestCheck()
	v.HasResult = some && v.State != screen.TrainRunning && v.State != screen.TrainWaiting
	v.HasReport = false
	if best, ok := t.state.BestCheck(); ok {
		v.Score, v.ScoreUnit = fmt.Sprintf("%.0f", 100*best.Share()), "of 100"
		v.ScoreHint = fmt.Sprintf("Right (top-1), of the best epoch so far, which was epoch %s: %s of %s pictures that it never learns from.", number(best.Epoch), number(best.Right), number(best.Of))
	}
}

// accuracyCurves is how many of 100 pictures it had right after each epoch.
func accuracyCurves(s worker.State) []widget.Curve {
	c := widget.Curve{Name: "kept for checking"}
	for _, check := range s.Checks {
		c.X, c.Y = append(c.X, float64(check.Epoch)), append(c.Y, 100*check.Share())
	}
	return []widget.Curve{c}
}

// frequentGuide is what always saying the most frequent class has right.
func (t *train) frequentGuide() []widget.Guide {
	if t.frequent == 0 {
		return nil
	}
	return []widget.Guide{{Y: 100 * t.frequent, Words: "always saying the largest class", Short: "largest class"}}
}

// frequentShare reads it off the run's pictures; 0 where they cannot be read.
func frequentShare(dir string, classes []string) float64 {
	pictures, err := run.ListPictures(dir)
	if err != nil {
		return 0
	}
	place := map[string]int{}
	for i, name := range classes {
		place[name] = i
	}
	var trained, held []int
	for _, p := range pictures {
		switch p.Part {
		case run.Train:
			trained = append(trained, place[p.Class])
		case run.Validation:
			held = append(held, place[p.Class])
		}
	}
	_, share := score.MostFrequent(trained, held)
	return share
}

// rightSoFar is the answer in words while it learns.
func (t *train) rightSoFar() string {
	best, ok := t.state.BestCheck()
	if !ok {
		if len(t.state.Train) == 0 {
			return "Looking at the first pictures"
		}
		return "Learning; after its first epoch it is asked"
	}
	words := fmt.Sprintf("Right for %s of 100 pictures it had not seen", of100(best.Share()))
	last := t.state.Checks[len(t.state.Checks)-1]
	switch {
	case t.state.Status == worker.Done:
		return words
	case best.Share() <= t.frequent:
		return "Not yet better than always saying the largest class"
	case last.Epoch-best.Epoch >= stillFor:
		return fmt.Sprintf("%s; no better for %s", words, plural(last.Epoch-best.Epoch, "epoch", "epochs"))
	case last.Best:
		return words + ", and still improving"
	}
	return words
}

// stillFor is after how many epochs without a better one that is said.
const stillFor = 5

func (t *train) nextOfClassifier() string {
	best, ok := t.state.BestCheck()
	if !ok || t.state.Status != worker.Running {
		return ""
	}
	i := score.Wilson(best.Right, best.Of)
	return fmt.Sprintf("Right for %s of the %s pictures kept for checking, in epoch %s. For others like these, expect %s to %s of 100. The weights of the best epoch are kept.",
		number(best.Right), number(best.Of), number(best.Epoch), of100(i.Low), of100(i.High))
}

func of100(share float64) string { return fmt.Sprint(int(math.Round(100 * share))) }
