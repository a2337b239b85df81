package window

import (
	"fmt"
	"math"
	"strings"

	"maestudio/core/probe"
	"maestudio/core/run"
	"maestudio/core/task/score"
	"maestudio/core/worker"
	"maestudio/ui/screen"
)

// verdict is what the run says of itself, by the one rule of run.Judge: the
// answer, and what it means where that is said too.
func (t *train) verdict() (title, meaning string) {
	s := t.state
	if words := s.Verdict.Sentence(); words != "" {
		title, meaning, _ = strings.Cut(words, ": ")
		return title, sentence(meaning)
	}
	doing := "Learning"
	if s.Status == worker.Done {
		doing = "Done"
	}
	switch {
	case len(s.Train) == 0:
		return "Looking at the first pictures", ""
	case s.Guess != nil:
		return doing, "After its first epoch it is compared with simple guesses."
	case s.HeldOut == 0:
		return doing, "No picture is kept for checking, so nothing tells what is normal."
	}
	return doing, "This run has not measured what simple guesses score, so nothing tells what is normal."
}

// sentence makes one of a phrase.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	return capital(s) + "."
}

// next says what the verdict means and, of a run that has finished, what to do now.
func (t *train) next() string {
	if t.classifies() {
		return t.nextOfClassifier()
	}
	_, meaning := t.verdict()
	switch t.state.Status {
	case worker.Running:
		if w, warned := t.state.Warned(); warned { // what was decided, and may have been missed
			return strings.TrimSpace(warningWords(w) + " " + meaning)
		}
		return meaning
	case worker.Done:
		return strings.TrimSpace(meaning + " " + whatNext[t.state.Verdict])
	}
	return ""
}

var whatNext = map[run.Verdict]string{
	run.LevelOverFlat:  "Start a new run with a lower rate, or look under Data whether the pictures are what they should be.",
	run.LevelOverSmear: "Start a new run: with more pictures, another rate, or a larger model.",

	run.Unknown:   "See under Reconstruct what it draws, or train on.",
	run.OverFlat:  "It has hardly begun to learn: train on, or give it more pictures.",
	run.OverSmear: "It needs more steps: train on. If that does not help, give it more pictures.",
	run.Improving: "Train on to get more out of these pictures, or see under Reconstruct what it draws.",
	run.Level:     "See under Reconstruct what it draws. More pictures or a larger model would go further.",
	run.Worse:     "More pictures or a smaller model help; under Reconstruct earlier states can be compared.",
}

// guesses are the errors of what needs no model: leaving every hidden patch
// flat, and smearing the visible ones over the hidden ones; NaN where one is not
// known. The run measures both on its held-out pictures. Where none are held
// out, flat is known with normalised targets: (n-1)/n for n numbers a patch,
// since the variance is the unbiased one.
func (t *train) guesses() (flat, smear float64) {
	if g := t.state.Guess; g != nil {
		return g.Flat, g.Smear
	}
	flat, smear = math.NaN(), math.NaN()
	if t.config.Model.NormPix {
		n := float64(t.config.Model.PatchSize * t.config.Model.PatchSize * 3)
		flat = (n - 1) / n
	}
	return flat, smear
}

// score is what the encoder knew last of labels that it was never shown.
func (t *train) score(v *screen.PretrainView) {
	all := t.state.Scores
	if len(all) == 0 {
		return
	}
	if t.knows {
		v.ScoreNote, v.ScoreBrief = probe.UnderRatesSimply, probe.UnderRatesBrief
	}
	last := all[len(all)-1]
	about := score.Wilson(last.Right, last.Of)
	v.Score, v.ScoreUnit = fmt.Sprintf("%.0f", 100*last.Share), fmt.Sprintf("of 100 ± %.0f", max(1, 50*(about.High-about.Low)))
	v.ScoreHint = fmt.Sprintf("Knows of labels (k-NN). After epoch %s, %s of %s pictures have the label of those most like them; so few leave %.0f to %.0f of 100 open, and it may fall by chance; %s of 100 would be chance. %s",
		number(last.Epoch), number(last.Right), number(last.Of), 100*about.Low, 100*about.High, rate(100/float64(max(1, last.Classes))), probe.UnderRates)
}
