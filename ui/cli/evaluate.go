package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"maestudio/core/dataset/labels"
	"maestudio/core/evaluate"
	"maestudio/core/worth"
)

func (a *app) evaluate() *cobra.Command {
	var o evaluateOptions
	cmd := &cobra.Command{
		Use:     "evaluate --run RUN --data DIR",
		Short:   "Say how good a classifier is, on labelled pictures",
		GroupID: "look",
		Long: `Asks a classifier about labelled pictures and says how often it is right: top-1 with
its interval and top-5, precision, recall and F1 of each class and their means,
which classes it takes for which, and whether its confidence can be believed
(ECE, and how often it is right when it is so sure). Beside it stands what always
naming the most frequent class would score, what k-NN has right on the encoder that
fine-tuning started from and, where worth was asked, the same training from nothing.
Pictures whose label is likely wrong are listed, of those asked about and of those
learned from, but for those of which something was said already (corrections.csv in
RUN). That takes longer and comes after the scores.

The pictures are those of DIR/test where there is one, else of DIR/val, else all
in DIR; a table (CSV: file,label) may stand for the folder. Pictures that the run
learned from, or near copies of such, are counted, and the score is given without
them as well, with how much they flatter.`,
		Example: `  maestudio evaluate --run runs/flowers --data flowers
  maestudio evaluate --run runs/flowers --data new-pictures --json`,
		Args: noArguments("the folder of labelled pictures goes after --data"),
		RunE: func(_ *cobra.Command, _ []string) error { return a.runEvaluate(o) },
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&o.run, "run", "", "`RUN` folder, or weights file, of a classifier")
	f.StringVar(&o.data, "data", "", "`DIR` whose sub-folders are classes of pictures")
	f.BoolVar(&o.json, "json", false, "print one JSON object; shares are fractions of 1")
	f.IntVar(&o.threads, "threads", 0, "`N` processor cores to use; changes no result (all)")
	return cmd
}

type evaluateOptions struct {
	run, data string
	json      bool
	threads   int
}

func (a *app) runEvaluate(o evaluateOptions) error {
	switch {
	case o.run == "":
		return wrongUse("evaluate needs a classifier: --run RUN, a run that maestudio finetune made.")
	case o.data == "":
		return wrongUse("evaluate needs labelled pictures: --data DIR, a folder whose sub-folders are classes.")
	}
	ctx, done := a.untilInterrupted(context.Background(), func() {}, atOnce)
	defer done()
	show := a.progress(o.json)
	defer show.end()
	set, err := labels.Open(ctx, o.data, labels.Options{CacheDir: cacheDir(), Progress: scanProgress(show)})
	show.end()
	if err != nil {
		return stoppedOr(ctx, err)
	}
	m, err := openClassifier(o.run, o.threads, len(set.Pictures))
	if err != nil {
		return err
	}
	defer m.Close()
	dir := ""
	if info, err := os.Stat(o.run); err == nil && info.IsDir() {
		dir = o.run
	}
	var printed error
	w := evaluate.Watch{Progress: func(done, total int) { show.looking("judging: look", done, total) }}
	if !o.json {
		w.Scored = func(r *evaluate.Result) {
			show.end()
			printed = a.printScores(r, scratch(dir))
		}
	}
	r, err := evaluate.Run(ctx, m, dir, set, w)
	show.end()
	if err := errors.Join(printed, err); err != nil {
		return stoppedOr(ctx, err)
	}
	a.settled(r, dir)
	if o.json {
		return json.NewEncoder(a.out).Encode(struct {
			*evaluate.Result
			FromNothing *fromNothing   `json:"from_nothing,omitempty"`
			Suspects    []namedSuspect `json:"suspects"`
		}{r, scratch(dir), namedSuspects(r)})
	}
	return a.printRest(r, isFrozen(dir))
}

// fromNothing is what worth has found that the same training scores without pre-training.
type fromNothing struct {
	Top1  float64 `json:"top1"` // mean of the seeds, on the run's own held-out pictures
	Seeds int     `json:"seeds"`
}

// scratch reads that of a run; nil where nobody has asked.
func scratch(dir string) *fromNothing {
	if dir == "" {
		return nil
	}
	report, err := worth.Look(dir)
	if err != nil || report == nil {
		return nil
	}
	f := fromNothing{}
	if f.Top1, f.Seeds = report.Mean(worth.Nothing); f.Seeds == 0 {
		return nil
	}
	return &f
}

var partWords = map[string]string{"test": "the test part", "validation": "the validation part", "all": "all pictures"}

// printScores prints what is known before the neighbours are asked and wrong labels are
// looked for.
func (a *app) printScores(r *evaluate.Result, without *fromNothing) error {
	percent := func(x float64) string { return fmt.Sprintf("%.1f %%", 100*x) }
	n := len(r.Pictures)
	t := newTable(a.out)
	t.row("right", fmt.Sprintf("%s of %s (95 of 100 times between %s and %s); %s", percent(r.Top1), plural(n, "picture", "pictures"),
		percent(r.Interval.Low), percent(r.Interval.High), partWords[r.Part]))
	if len(r.Names) > 5 {
		t.row("among its first five", percent(r.Top5))
	}
	if r.Frequent > 0 {
		t.row("most frequent class", fmt.Sprintf("%s would be right by always naming %s", percent(r.Frequent), printable(r.Names[r.FrequentClass])))
	}
	if without != nil {
		t.row("from nothing", fmt.Sprintf("%s by the same training without pre-training (%s, on the run's own held-out pictures)", percent(without.Top1), plural(without.Seeds, "seed", "seeds")))
	}
	if r.Seen > 0 {
		t.row("seen before", seenBefore(r))
	}
	if r.Chose > 0 {
		t.row("best epoch", fmt.Sprintf("%s of them chose the best of the run's epochs, which flatters a little", count(r.Chose)))
	}
	t.row("means over classes", fmt.Sprintf("precision %s, recall %s, F1 %s%s", percent(r.MacroPrecision), percent(r.MacroRecall), percent(r.MacroF1), withoutPictures(r)))
	t.row("calibration", fmt.Sprintf("its confidence is off by %s on average (ECE)", percent(r.Calibration.ECE)))
	if r.Lost > 0 {
		t.row("left out", plural(r.Lost, "picture that cannot be read", "pictures that cannot be read"))
	}
	if err := t.end(); err != nil {
		return err
	}
	fmt.Fprintln(a.out)
	t = newTable(a.out)
	t.row("class", "pictures", "precision", "recall", "F1")
	for _, c := range r.Classes {
		found, both := percent(c.Recall), percent(c.F1)
		if c.Pictures == 0 {
			found, both = "–", "–"
		}
		t.row(printable(c.Name), count(c.Pictures), percent(c.Precision), found, both)
	}
	if err := t.end(); err != nil {
		return err
	}
	if err := a.printCertainty(r); err != nil {
		return err
	}
	return a.printConfusions(r)
}

// printRest prints what takes longer to find out, of a classifier that is frozen but for
// its last layer or not.
func (a *app) printRest(r *evaluate.Result, frozen bool) error {
	if r.KNN != nil {
		fmt.Fprintf(a.out, "\nk-NN  %.1f %% by the most similar pictures, to the encoder before it was fine-tuned\n", 100**r.KNN)
	}
	if words := r.Outdone(frozen); words != "" {
		fmt.Fprintln(a.out, "\n"+words)
	}
	return a.printSuspects(r)
}

// printCertainty is the reliability diagram as a table.
func (a *app) printCertainty(r *evaluate.Result) error {
	fmt.Fprintln(a.out)
	t := newTable(a.out)
	t.row("when it is so sure", "pictures", "right")
	for _, b := range r.Calibration.Bins {
		if b.Pictures > 0 {
			t.row(fmt.Sprintf("%.0f to %.0f %%", 100*b.From, 100*b.To), count(b.Pictures), fmt.Sprintf("%.0f %%", 100*b.Accuracy))
		}
	}
	return t.end()
}

// seenBefore says what is right without the pictures that were learned from, and how
// much they flatter.
func seenBefore(r *evaluate.Result) string {
	words := fmt.Sprintf("%s of them %s learned from", count(r.Seen), map[bool]string{true: "was", false: "were"}[r.Seen == 1])
	switch {
	case r.SeenNearly == r.Seen:
		words += " as near copies"
	case r.SeenNearly > 0:
		words += fmt.Sprintf(", %s as near copies", count(r.SeenNearly))
	}
	if r.UnseenPictures == 0 {
		return words + "; none is left to judge by"
	}
	words += fmt.Sprintf("; of the other %s %.1f %% are right (%.1f to %.1f)", count(r.UnseenPictures), 100*r.Unseen, 100*r.UnseenInterval.Low, 100*r.UnseenInterval.High)
	if points := 100 * r.Flatters(); points >= 0.05 {
		return words + fmt.Sprintf(": they flatter by %.1f points", points)
	}
	return words + ": they do not flatter"
}

// withoutPictures says of how many classes the means know nothing.
func withoutPictures(r *evaluate.Result) string {
	if n := len(r.Classes) - r.MacroClasses; n > 0 {
		return fmt.Sprintf("; without %s that no picture here is of", plural(n, "class", "classes"))
	}
	return ""
}

// mostConfusions is how many pairs of classes are named.
const mostConfusions = 5

func (a *app) printConfusions(r *evaluate.Result) error {
	pairs := r.Confusions()
	if len(pairs) == 0 {
		return nil
	}
	fmt.Fprintln(a.out, "\nmost often taken for another")
	t := newTable(a.out)
	for _, p := range pairs[:min(mostConfusions, len(pairs))] {
		t.row("  "+printable(r.Names[p.Label]), "for "+printable(r.Names[p.Taken]), plural(p.Pictures, "time", "times"))
	}
	return t.end()
}
