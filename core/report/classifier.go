// What stands on the page of a classifier about its training.

package report

import (
	"cmp"
	"fmt"
	"html/template"
	"math"

	"maestudio/core/evaluate"
	"maestudio/core/run"
	"maestudio/core/worker"
)

// classifierView is what the template of a classifier shows.
type classifierView struct {
	common
	Account []string // of how good it is, in sentences
	Judged  *judged  // nil where it was not
	Classes classTable
	Right   template.HTML // charts; "" where there is nothing to draw
	Loss    template.HTML
	Best    string // which epoch was, in words

	UnderLoss string // how to read the errors
}

func (s *source) classifier() (*classifierView, error) {
	shared, err := s.common()
	if err != nil {
		return nil, err
	}
	shared.Below = s.below(plural(len(s.run.Config.Classify.Classes), "class", "classes"))
	shared.Settings, shared.Data = s.classifierSettings(), append(s.places(), s.classifierData()...)
	v := &classifierView{common: shared, Right: s.rightChart(), Loss: s.errorChart(), Best: s.bestEpoch(), UnderLoss: "Thick: pictures held out. Thin: those it learns from, step by step; smoothed labels and mixed pictures raise that."}
	if len(s.state.Checks) == 0 {
		v.UnderLoss = "On the pictures it learns from, step by step; none is held out."
	}
	found := evaluate.Kept(s.dir)
	v.Classes = s.classTable(found)
	if found == nil {
		v.Title, v.Account = s.notJudged()
		v.Figures = s.scored()
	} else {
		v.Title, v.Account, v.Figures = headline(found), s.account(found), figuresOf(found)
		v.Judged = s.judge(found)
	}
	v.Figures = append(v.Figures, s.effort()...)
	return v, nil
}

// notJudged says that it is not known how good it is, and how to get to know it.
func (s *source) notJudged() (title string, account []string) {
	title = "Not judged yet"
	how := fmt.Sprintf("How good it is was not measured yet, so neither an interval nor mistakes stand here. To have it judged, open its result in MAE Studio, or: maestudio report --judge %s", s.dir)
	switch {
	case s.part[run.Validation]+s.part[run.Test] == 0:
		how = fmt.Sprintf("No pictures are held out, so it cannot be said how good it is. Judge it by others: maestudio evaluate --run %s --data DIR", s.dir)
	case s.state.Status == worker.Waiting:
		title, how = "Not begun yet", "It is judged by the pictures that are held out once it has learned."
	case len(s.state.Checks) == 0:
		how = "No epoch is done, so there is nothing to be judged yet."
	}
	account = []string{how}
	if best := s.bestEpoch(); best != "" {
		account = append(account, "What the training itself scored: "+best)
	}
	return title, account
}

// scored is what is known from the training alone.
func (s *source) scored() (all []figure) {
	if best, ok := s.state.BestCheck(); ok {
		all = append(all, figure{fmt.Sprintf("Held-out right, epoch %s", count(best.Epoch)), of100(best.Share()), "of 100"})
	}
	return all
}

// bestEpoch names the epoch whose weights are kept.
func (s *source) bestEpoch() string {
	best, ok := s.state.BestCheck()
	if !ok {
		return ""
	}
	return fmt.Sprintf("epoch %s was the best, with %s of %s held-out pictures right; its weights are the classifier.", count(best.Epoch), count(best.Right), count(best.Of))
}

// rightChart shows how many held-out pictures of 100 were right after each epoch.
func (s *source) rightChart() template.HTML {
	var points []point
	for _, c := range s.state.Checks {
		points = append(points, point{float64(c.Epoch), 100 * c.Share()})
	}
	if len(points) < 2 {
		return ""
	}
	chance := 100 / float64(max(1, len(s.run.Config.Classify.Classes)))
	_, high := bounds(0, chance, points)
	c := newChart(narrow, s.lastEpoch(), 0, high, "%.0f")
	c.guide(chance, "guessing", points[len(points)-1])
	c.curve("main", points)
	c.end(points, "%.1f")
	if best, ok := s.state.BestCheck(); ok {
		fmt.Fprintf(c, `<circle class="best" cx="%.1f" cy="%.1f" r="7"/>`, c.x(float64(best.Epoch)), c.y(100*best.Share()))
	}
	return c.html()
}

// errorChart shows the error on held-out pictures before that of the steps.
func (s *source) errorChart() template.HTML {
	loss := func(p worker.Point) float64 { return p.Loss }
	steps, held := curveOf(s.state.Train, loss), curveOf(s.state.Validation, loss)
	main := held
	if len(s.state.Checks) == 0 { // nothing is held out, and the loss of an epoch is that of its steps
		main = steps
	}
	if len(main) < 2 {
		return ""
	}
	low, high := bounds(math.Inf(1), math.Inf(-1), main)
	low, high = bounds(low, high, steps)
	c := newChart(narrow, s.lastEpoch(), min(low, 0), high, "%.1f")
	if len(s.state.Checks) > 0 {
		c.curve("steps", steps)
	}
	c.curve("main", main)
	c.end(main, "%.2f")
	return c.html()
}

// lastEpoch is where the curves' axis ends: at that of the last word where training ended
// early.
func (s *source) lastEpoch() float64 {
	if s.state.Status == worker.Done && s.state.Epoch > 0 {
		return float64(s.state.Epoch)
	}
	return float64(s.run.Config.Training.Epochs)
}

func (s *source) classifierData() []row {
	all := []row{{"Classes", count(len(s.run.Config.Classify.Classes))},
		{"To learn from", plural(s.part[run.Train], "picture", "pictures")},
		{"Held out to choose by", plural(s.part[run.Validation], "picture", "pictures")}}
	if n := s.part[run.Test]; n > 0 {
		all = append(all, row{"Test part", plural(n, "picture", "pictures") + ", looked at when it is done and not before"})
	}
	return append(all, row{"Left out", plural(len(s.leftOut), "file", "files")})
}

var (
	recipes = map[string]string{"mild": "mild, for few pictures of a class", "published": "published, for large collections", "probe": "linear probe"}
	heads   = map[string]string{run.HeadMean: "on the mean of the patches", run.HeadToken: "on the class token"}
)

func (s *source) classifierSettings() []row {
	c := s.run.Config
	k := c.Classify
	frozen := map[bool]string{true: "stays as it is; the head alone learns", false: "learns too"}
	all := append([]row{
		{"Recipe", cmp.Or(recipes[c.Recipe], c.Recipe, "own settings")},
		{"Began from", cmp.Or(c.Training.Init, "nothing")},
		{"The encoder", frozen[k.Freeze]},
		sizeOf(c.Model),
		encoderOf(c.Model),
		{"Head", cmp.Or(heads[k.Head], k.Head)},
	}, s.schedule()...)
	return append(all,
		row{"Layer decay", orNone(k.LayerDecay, 1)},
		row{"Drop path", orNone(k.DropPath, 0)},
		row{"Mixup", orNone(k.Mixup, 0)},
		row{"CutMix", orNone(k.CutMix, 0)},
		row{"Erasing", orNone(k.Erase, 0)},
		row{"Label smoothing", orNone(k.Smoothing, 0)},
		row{"RandAugment", cmp.Or(k.Augment, "none")},
		row{"Classes come equally often", yes[k.Balance]},
		row{"Ends early", patience(k.Patience)})
}

// orNone is a value, or that there is nothing of it.
func orNone(value, nothing float64) string {
	if value == nothing {
		return "none"
	}
	return fmt.Sprintf("%g", value)
}

func patience(epochs int) string {
	if epochs == 0 {
		return "no"
	}
	return "after " + plural(epochs, "epoch", "epochs") + " that are no better"
}

// classTable is the classes, each with its pictures and how it fares.
type classTable struct {
	Rows   []classRow
	Judged bool
	Test   bool // there is a test part
	Means  classRow
	Note   string
	Long   bool // too many rows for a page
}

type classRow struct {
	Name              string
	Learn, Held, Test string  // pictures
	Recall, Precision portion // "" where it is not known
	F1                string
	Weak              bool // found clearly less than the rest
}

// portion is a share and what it is of.
type portion struct{ Share, Of string }

// longTable is from how many rows on a table has a box that scrolls.
const longTable = 40

func (s *source) classTable(found *evaluate.Result) classTable {
	names := s.run.Config.Classify.Classes
	t := classTable{Judged: found != nil, Test: s.part[run.Test] > 0, Long: len(names) > longTable}
	for i, name := range names {
		own := s.class[name]
		r := classRow{Name: name, Learn: count(own[run.Train]), Held: count(own[run.Validation]), Test: count(own[run.Test])}
		if found != nil {
			r.score(found, i)
		}
		t.Rows = append(t.Rows, r)
	}
	if found == nil {
		return t
	}
	t.Means = classRow{Name: "Mean of the classes", Recall: portion{Share: percent(found.MacroRecall)}, Precision: portion{Share: percent(found.MacroPrecision)}, F1: percent(found.MacroF1)}
	t.Note = "Found (recall): of the pictures of a class, those that it names so. Trusted (precision): of the pictures that it names so, those that are. F1 is the harmonic mean of both. In the means each class is as heavy as any other."
	if without := len(names) - found.MacroClasses; without > 0 {
		t.Note += fmt.Sprintf(" They leave out %s that no picture here is of.", plural(without, "class", "classes"))
	}
	return t
}

// clearly is by how much a class must be found less than pictures are on average to stand
// out.
const clearly = 0.1

func (r *classRow) score(found *evaluate.Result, i int) {
	c, right := found.Classes[i], found.Confusion[i][i]
	r.Recall, r.Precision, r.F1 = partOf(right, c.Pictures, "none asked"), partOf(right, c.Predicted, "never said"), percent(c.F1)
	if c.Pictures == 0 {
		r.F1 = "–"
	}
	r.Weak = c.Pictures > 0 && c.Recall < found.Top1-clearly
}

func partOf(right, of int, none string) portion {
	if of == 0 {
		return portion{"–", none}
	}
	return portion{percent(float64(right) / float64(of)), count(right) + " of " + count(of)}
}

// percent is a share with its sign, which does not leave its number.
func percent(share float64) string { return fmt.Sprintf("%.1f\u00a0%%", 100*share) }

func of100(share float64) string { return fmt.Sprintf("%.1f", 100*share) }
