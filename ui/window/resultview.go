package window

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"maestudio/core/evaluate"
	"maestudio/core/task/score"
	"maestudio/core/worker"
	"maestudio/core/worth"
	"maestudio/ui/screen"
	"maestudio/ui/widget"
)

// mostInMatrix is how many classes a matrix has room for; of more, or in a small
// window, the pairs are listed that were most often taken for each other.
const mostInMatrix = 40

// mostPairs is how many of them.
const mostPairs = 200

// show builds the view of what was found.
func (r *result) show() {
	f := r.found
	v := screen.ResultView{Title: headline(f),
		Below: r.below(), Names: f.Names, Cell: r.shown, Worst: slices.Clone(r.worst), Verdict: goodEnough(f, r.config.Classify.Freeze), Bars: r.bars(), LastEpoch: float64(max(1, r.state.Epochs)),
		Accuracy: accuracyCurves(r.state), Loss: errorCurves(r.state), CanTry: r.w.screens[predictKey] != nil}
	if n := len(f.Mistakes()); n > 0 {
		v.Wrong = "All " + number(n)
	}
	if len(f.Names) <= mostInMatrix {
		v.Counts = f.Confusion
	}
	r.listPairs(&v)
	r.figures(&v)
	r.certainty(&v)
	r.suspects(&v)
	v.Worth, v.MoreLabels = r.worth.view(), r.more.view()
	v.Again = r.againWords()
	r.view = v
	r.screen.Set(v)
	r.w.retitle()
}

// headline says how good it is. Pictures that it learned from too are not new, and flatter.
func headline(f *evaluate.Result) string {
	share := func(new string) string {
		return fmt.Sprintf("Right for %s of 100 %spictures (%s to %s)", of100(f.Top1), new, of100(f.Interval.Low), of100(f.Interval.High))
	}
	if f.Seen > 0 {
		return fmt.Sprintf("%s, %s of 100 new ones", share(""), of100(f.Unseen))
	}
	return share("new ")
}

func (r *result) below() string {
	f := r.found
	kept := "kept for checking"
	if f.Part == "test" {
		kept = "of the test part"
	}
	right := 0
	for _, hit := range f.Right {
		if hit {
			right++
		}
	}
	words := fmt.Sprintf("%s · %s of the %s %s", r.called, number(right), plural(len(f.Pictures), "picture", "pictures"), kept)
	if n := len(r.state.Checks); n > 1 && f.Chose > 0 {
		words += fmt.Sprintf(", by which the best of %s epochs was chosen: that flatters a little", number(n))
	}
	if f.Seen > 0 {
		words += fmt.Sprintf(". %s it learned from too, as copies or nearly", number(f.Seen))
	}
	if n := unasked(f); n > 0 {
		words += fmt.Sprintf(". %s of %s classes had no picture to check with", number(n), number(len(f.Names)))
	}
	if f.Lost > 0 {
		words += fmt.Sprintf(". %s could not be read", plural(f.Lost, "picture", "pictures"))
	}
	return words
}

// unasked is how many classes no picture was there to check with.
func unasked(f *evaluate.Result) (n int) {
	for _, c := range f.Classes {
		if c.Pictures == 0 {
			n++
		}
	}
	return n
}

// bars are what needs no fine-tuning beside the classifier, the least first.
func (r *result) bars() []screen.Compared {
	f := r.found
	value := func(share float64) string { return of100(share) + " %" }
	all := []screen.Compared{{Name: "Always saying “" + f.Names[f.FrequentClass] + "”", Share: f.Frequent, Value: value(f.Frequent),
		Hint: "Most frequent class. What always naming the class with most pictures would have right."}}
	if f.KNN != nil {
		all = append(all, screen.Compared{Name: "Most similar picture, not fine-tuned", Share: *f.KNN, Value: value(*f.KNN),
			Hint: "k-NN on the frozen encoder. The ten most similar pictures it learned from vote, by what the encoder knew before fine-tuning."})
	}
	if known := r.worth.known; known != nil {
		if mean, seeds := known.Mean(worth.Nothing); seeds > 0 {
			all = append(all, screen.Compared{Name: "Same training from scratch", Share: mean, Value: value(mean),
				Hint: "From scratch. The same pictures and settings without pre-training; the mean of the seeds that were tried."})
		}
	}
	return append(all, screen.Compared{Name: "This model", Share: f.Top1, Value: value(f.Top1), Own: true, Low: f.Interval.Low, High: f.Interval.High,
		Hint: "This model (top-1). In 95 of 100 cases the true share lies within the marked range."})
}

// goodEnough says what the classifier can be used for, and what would help most.
func goodEnough(f *evaluate.Result, frozen bool) string {
	words := "Not yet: it is wrong too often to be of use."
	switch low := f.Interval.Low; {
	case f.Top1 <= f.Frequent:
		words = "No."
	case low >= 0.95:
		words = "For sorting by itself, yes. Look over what it is unsure of."
	case low >= 0.75:
		words = "For a first sorting that you look over, yes."
	case low >= 0.5:
		words = "For suggestions that you check one by one, yes."
	}
	if outdone := f.Outdone(frozen); outdone != "" {
		return words + " " + outdone
	}
	if weak := weakest(f); len(weak) > 0 {
		words += fmt.Sprintf(" More pictures of %s would help most.", strings.Join(weak, " and "))
	}
	return words
}

// weakest names the classes, at most two, that are found least, where that is surely
// below the rest.
func weakest(f *evaluate.Result) (names []string) {
	order := make([]int, 0, len(f.Classes))
	for i, c := range f.Classes {
		found := int(math.Round(c.Recall * float64(c.Pictures)))
		if score.Wilson(found, c.Pictures).High < f.Top1 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(f.Classes[a].Recall, f.Classes[b].Recall) })
	for _, i := range order[:min(2, len(order))] {
		names = append(names, f.Names[i])
	}
	return names
}

// listPairs lists what was most often taken for what.
func (r *result) listPairs(v *screen.ResultView) {
	f := r.found
	all := f.Confusions()
	r.pairs = nil
	for _, p := range all[:min(mostPairs, len(all))] {
		r.pairs = append(r.pairs, [2]int{p.Label, p.Taken})
		v.Pairs = append(v.Pairs, screen.Pair{Words: f.Names[p.Label] + ", taken for " + f.Names[p.Taken], Count: fmt.Sprintf("%s of %s", number(p.Pictures), number(f.Classes[p.Label].Pictures))})
	}
}

// figures fill the page of classes.
func (r *result) figures(v *screen.ResultView) {
	f := r.found
	share := func(x float64) string { return fmt.Sprintf("%.0f %%", 100*x) }
	v.Figures = []screen.Fact{{Name: "Right (top-1)", Value: share(f.Top1), Hint: "Top-1 (accuracy). The share of pictures whose class it says first."}}
	if len(f.Names) > 5 {
		v.Figures = append(v.Figures, screen.Fact{Name: "Among its first five", Value: share(f.Top5), Hint: "Top-5. The share of pictures whose class is among the five it finds most likely."})
	}
	v.Figures = append(v.Figures,
		screen.Fact{Name: "Precision, mean", Value: share(f.MacroPrecision), Hint: "Macro precision. The mean over classes, each as heavy as any other."},
		screen.Fact{Name: "Recall, mean", Value: share(f.MacroRecall), Hint: "Macro recall (balanced accuracy). The mean over classes, each as heavy as any other."},
		screen.Fact{Name: "F1, mean", Value: share(f.MacroF1), Hint: "Macro F1. The mean over classes, each as heavy as any other."})
	for i, c := range f.Classes {
		v.Classes = append(v.Classes, classRow(f.Names[i], c, share))
	}
}

func classRow(name string, c score.Class, share func(float64) string) screen.ClassScore {
	row := screen.ClassScore{Name: name, Pictures: number(c.Pictures), Precision: share(c.Precision), Recall: share(c.Recall), F1: share(c.F1)}
	if c.Predicted == 0 {
		row.Precision = "never said"
	}
	if c.Pictures == 0 {
		row.Recall, row.F1 = "none kept", "–"
	}
	return row
}

// fewToTell is below how many pictures chance makes of the error what it likes.
const fewToTell = 100

// certainty fills the page about calibration.
func (r *result) certainty(v *screen.ResultView) {
	c := r.found.Calibration
	confidence := 0.0
	for _, b := range c.Bins {
		v.Bins = append(v.Bins, widget.Certainty{From: b.From, To: b.To, Pictures: b.Pictures, Right: b.Accuracy})
		confidence += b.Confidence * float64(b.Pictures)
	}
	confidence /= float64(max(1, len(r.found.Pictures)))
	off := fmt.Sprintf("Its certainty is off by %s of 100 on average (ECE).", of100(c.ECE))
	switch over := confidence - r.found.Top1; {
	case len(r.found.Pictures) < fewToTell:
		v.Certain = fmt.Sprintf("It cannot be told from %s. %s", plural(len(r.found.Pictures), "picture", "pictures"), off)
	case c.ECE < 0.05:
		v.Certain = "Yes, about. " + off
	case over > 0:
		v.Certain = "No: it is surer than it is right. " + off
	default:
		v.Certain = "No: it is right more often than it is sure. " + off
	}
}

func (r *result) suspects(v *screen.ResultView) {
	f, all := r.found, r.found.StillSuspect(r.heard.said)
	for _, s := range all {
		v.Suspects = append(v.Suspects, screen.Suspicion{Label: f.Names[s.Label], Instead: f.Names[s.Instead], Reason: s.Reason})
	}
	v.SuspectWords = "No label looks wrong: no picture is taken for another class as surely as that one's own are, with similar pictures on its side."
	if !f.JudgesLabels() {
		v.SuspectWords = "It cannot tell which labels are wrong: it is not surely better than always saying the most frequent class. Train on first."
	}
	if len(all) == 0 && len(f.Suspects) > 0 {
		v.SuspectWords = "Nothing suspect is left: you said of each of these pictures whether its label is right. Wrong labels that look right to it are not found."
	}
	if n := len(all); n > 0 {
		v.SuspectWords = fmt.Sprintf("%s may have a wrong label, the most suspect first: each is taken for another class as surely as pictures of that class are, and pictures like it are of that class too. Select one to see why, and say what it is; the file stays where it is, and the next fine-tuning learns it so.", plural(n, "picture", "pictures"))
	}
}

// errorCurves are the losses as it learned.
func errorCurves(s worker.State) []widget.Curve {
	average := smoothed(thin(s.Train))
	average.Name, average.Thin, average.Raw = "learned from", true, nil
	main := mainCurve(s)
	if len(s.Validation) < 2 {
		return []widget.Curve{main}
	}
	return []widget.Curve{average, main}
}
