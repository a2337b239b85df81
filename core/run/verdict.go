// Is this normal? What the loss on held-out pictures says beside what guesses
// score that need no model.

package run

import (
	"slices"

	"maestudio/core/mae"
)

// Verdict says in a word how a run's losses stand.
type Verdict string

// The verdicts.
const (
	Unknown        Verdict = ""          // nothing is held out, or no epoch is done
	OverFlat       Verdict = "over-flat" // not better than one flat colour
	OverSmear      Verdict = "over-smear"
	LevelOverFlat  Verdict = "level-over-flat" // not better than one flat colour, and it stays so
	LevelOverSmear Verdict = "level-over-smear"
	Improving      Verdict = "improving" // better than both guesses
	Level          Verdict = "level"     // better than both, and it stays so
	Worse          Verdict = "worse"     // than it was
)

// stands is where a loss is beside the guesses.
var stands = map[Verdict]string{
	OverFlat:  "Not yet better than one flat colour",
	OverSmear: "Better than a flat colour, not yet than smearing what is visible",
	Improving: "Better than both simple guesses",
}

// sentences say how it goes on, too. What comes after a colon is no part of a title.
var sentences = map[Verdict]string{
	OverFlat:       stands[OverFlat] + ", and still improving",
	OverSmear:      stands[OverSmear] + ": still improving",
	LevelOverFlat:  "No longer improving, and not better than one flat colour: more epochs will bring little",
	LevelOverSmear: "No longer improving, and not better than smearing what is visible: more epochs will bring little",
	Improving:      stands[Improving] + ", and still improving",
	Level:          stands[Improving] + ", and no longer improving: more epochs will bring little",
	Worse:          "Getting worse: the last good state is kept",
}

// Sentence is the verdict for a person, without its full stop; "" for Unknown.
func (v Verdict) Sentence() string { return sentences[v] }

// Stands is the sentence of a model that was looked at once, which tells nothing of how
// it goes on; "" where v says more than that.
func (v Verdict) Stands() string { return stands[v] }

const (
	someEpochs  = 3     // that must agree before a trend is one
	worseBy     = 0.02  // above the best, as a share of it
	improvement = 0.001 // of an epoch, as a share of the loss: less is none
	mostEpochs  = 10    // for which as much is asked
	someSteps   = 250   // of which a trend is, at least: epochs of few pictures are short
)

// levels is what a verdict becomes when the loss no longer falls.
var levels = map[Verdict]Verdict{OverFlat: LevelOverFlat, OverSmear: LevelOverSmear, Improving: Level}

// Judge says how the losses of epochs on held-out pictures stand, of a run with so many
// steps an epoch whose rate rises for so many epochs. The rule:
//
//   - worse, when each of the last few is more than 2 % above the best before: three, and
//     as many as make 250 steps;
//   - else by the last loss: not below the flat guess, not below the smear, or below
//     both and improving;
//   - and level there, when the best of the last k epochs is not lower than the best
//     before by a thousandth for each of them, up to a hundredth; k is a tenth of all, at
//     least three, and at least 250 steps. While the rate rises the loss may stand still,
//     so none of the k is of that time.
func Judge(guess mae.Guess, losses []float64, steps int, warmup float64) Verdict {
	n := len(losses)
	if n == 0 {
		return Unknown
	}
	some := max(someEpochs, (someSteps+steps-1)/max(1, steps))
	if recent := n - some; recent > 0 && slices.Min(losses[recent:]) > (1+worseBy)*slices.Min(losses[:recent]) {
		return Worse
	}
	stands := Improving
	switch last := losses[n-1]; {
	case !(last < guess.Flat):
		stands = OverFlat
	case !(last < guess.Smear):
		stands = OverSmear
	}
	k := max(some, n/10)
	fall := improvement * float64(min(k, mostEpochs))
	if before := n - k; before > 0 && float64(before) >= warmup && !(slices.Min(losses[before:]) <= (1-fall)*slices.Min(losses[:before])) {
		return levels[stands]
	}
	return stands
}
