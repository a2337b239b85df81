// What is known of how good a classifier is.

package report

import (
	"fmt"
	"html/template"
	"path/filepath"

	"maestudio/core/dataset"
	"maestudio/core/evaluate"
	"maestudio/core/study"
	"maestudio/core/worker"
	"maestudio/core/worth"
)

// judged is what the page shows of it beside the classes.
type judged struct {
	Bars        []bar
	Worth       *answer // nil where it was not asked
	NotAsked    string  // how to ask; "" where it was, or makes no sense
	Matrix      []matrixRow
	Pairs       []pair // instead of it, where there are too many classes
	MorePairs   int
	Most        string // what was most often taken for what
	Certain     string
	Reliability template.HTML
	Doubts      string // what there is to say of labels
	Suspects    []face
	More        int
	Mistakes    []face
	MoreWrong   int
}

type answer struct{ Title, Reason string }

// bar is a share beside others, with its interval where it is known.
type bar struct {
	Name, Words, Value string
	Share, Low, High   float64 // of 100
	Own                bool
}

// matrixRow is the pictures of a class, by what they were taken for.
type matrixRow struct {
	Number int
	Name   string
	Cells  []cell
	Found  string
	Weak   bool
}

type cell struct {
	Words string
	Right bool
	Shade float64 // 0 for none
	Title string
}

type pair struct{ Label, Taken, Times string }

// face is a picture with what is said of it.
type face struct {
	Picture            template.URL // "" where it cannot be read
	Name, Label, Taken string
	Words              string
}

const (
	mostInMatrix = 30 // classes
	mostPairs    = 30
	mostFaces    = 12
	faceSide     = 96 // pixels
)

// headline says how good it is. Pictures that it learned from too are not new, and flatter.
func headline(f *evaluate.Result) string {
	words := fmt.Sprintf("It names %d of 100 %s rightly (%d to %d)", study.Of100(f.Top1), partWords(f), study.Of100(f.Interval.Low), study.Of100(f.Interval.High))
	switch {
	case f.Seen > 0 && f.UnseenPictures == 0:
		words += ", and learned from them all"
	case f.Seen > 0:
		words += fmt.Sprintf(", %d of 100 new ones", study.Of100(f.Unseen))
	}
	return words
}

// partWords name the pictures that it was judged by.
func partWords(f *evaluate.Result) string {
	if f.Part == "test" {
		return "pictures of the test part"
	}
	return "held-out pictures"
}

// account is what has to be known to believe the number.
func (s *source) account(f *evaluate.Result) []string {
	right := 0
	for _, hit := range f.Right {
		if hit {
			right++
		}
	}
	all := []string{fmt.Sprintf("%s of %s right. In 95 of 100 cases the share among endlessly many pictures like these lies between %s and %s.",
		count(right), plural(f.Scores.Pictures, "picture", "pictures"), percent(f.Interval.Low), percent(f.Interval.High))}
	if f.Part == "validation" && len(s.state.Checks) > 1 {
		all = append(all, "The best epoch was chosen by these same pictures, so on others it may do slightly worse; a test part, which is not looked at before the end, would tell.")
	}
	if f.Seen > 0 {
		all = append(all, seen(f))
	}
	if f.Top1 <= f.Frequent {
		all = append(all, "It is no better than always naming the most frequent class.")
	}
	if f.Lost > 0 {
		all = append(all, plural(f.Lost, "picture", "pictures")+" could not be read, and count for nothing.")
	}
	return all
}

// seen says how many pictures it has learned from, and by how much they flatter.
func seen(f *evaluate.Result) string {
	words := count(f.Seen) + " of them it learned from too"
	switch {
	case f.SeenNearly == f.Seen:
		words += ", as near copies"
	case f.SeenNearly > 0:
		words += fmt.Sprintf(", %s as near copies", count(f.SeenNearly))
	}
	if f.UnseenPictures == 0 {
		return words + ". None is left to judge by."
	}
	words += fmt.Sprintf(". Of the %s others %s are right (%s to %s)", count(f.UnseenPictures), percent(f.Unseen), percent(f.UnseenInterval.Low), percent(f.UnseenInterval.High))
	if points := 100 * f.Flatters(); points >= 0.05 {
		return words + fmt.Sprintf(": they flatter by %.1f points.", points)
	}
	return words + ": they do not flatter."
}

func figuresOf(f *evaluate.Result) []figure {
	all := []figure{{"Right (top-1)", of100(f.Top1), "of 100"}}
	if len(f.Names) > 5 {
		all = append(all, figure{"Among its first five", of100(f.Top5), "of 100"})
	}
	return append(all, figure{"F1, mean of classes", of100(f.MacroF1), "of 100"}, figure{"Certainty off by (ECE)", of100(f.Calibration.ECE), "of 100"})
}

func (s *source) judge(f *evaluate.Result) *judged {
	j := &judged{Certain: certain(f), Reliability: reliability(f.Calibration), Doubts: doubts(f)}
	j.compare(s, f)
	pairs := f.Confusions()
	if len(pairs) > 0 {
		p := pairs[0]
		j.Most = fmt.Sprintf("Most often: %s taken for %s, %s of %s.", f.Names[p.Label], f.Names[p.Taken], count(p.Pictures), count(f.Classes[p.Label].Pictures))
	}
	if len(f.Names) <= mostInMatrix {
		j.Matrix = matrix(f)
	} else {
		j.MorePairs = max(0, len(pairs)-mostPairs)
		for _, p := range pairs[:min(mostPairs, len(pairs))] {
			j.Pairs = append(j.Pairs, pair{f.Names[p.Label], f.Names[p.Taken], fmt.Sprintf("%s of %s", count(p.Pictures), count(f.Classes[p.Label].Pictures))})
		}
	}
	j.More = max(0, len(f.Suspects)-mostFaces)
	for _, p := range f.Suspects[:min(mostFaces, len(f.Suspects))] {
		where := map[bool]string{true: "Held out.", false: "Learned from."}[p.Held]
		j.Suspects = append(j.Suspects, s.face(p.Path, f.Names[p.Label], f.Names[p.Instead], where+" "+p.Reason))
	}
	wrong := f.Mistakes()
	j.MoreWrong = max(0, len(wrong)-mostFaces)
	for _, p := range wrong[:min(mostFaces, len(wrong))] {
		j.Mistakes = append(j.Mistakes, s.face(p.Path, f.Names[p.Label], f.Names[p.Predicted], fmt.Sprintf("%.0f\u00a0%% sure", 100*p.Confidence)))
	}
	return j
}

// compare puts what needs no fine-tuning beside it, and what worth has found.
func (j *judged) compare(s *source, f *evaluate.Result) {
	j.add(bar{Name: "Always naming " + f.Names[f.FrequentClass], Words: "the most frequent class", Share: f.Frequent})
	if f.KNN != nil {
		j.add(bar{Name: "The most similar pictures", Words: "k-NN on the encoder before it was fine-tuned", Share: *f.KNN})
	}
	known, err := worth.Look(s.dir)
	if known != nil {
		if mean, seeds := known.Mean(worth.Nothing); seeds > 0 {
			j.add(bar{Name: "The same training from nothing", Words: fmt.Sprintf("without the encoder; the mean of %s", plural(seeds, "seed", "seeds")), Share: mean})
		}
	}
	j.add(bar{Name: "This classifier", Words: fmt.Sprintf("%s; the bracket is its interval", partWords(f)), Share: f.Top1, Low: f.Interval.Low, High: f.Interval.High, Own: true})
	if f.Seen > 0 && f.UnseenPictures > 0 {
		j.add(bar{Name: "This classifier, on new pictures", Words: fmt.Sprintf("without %s that it learned from too", count(f.Seen)),
			Share: f.Unseen, Low: f.UnseenInterval.Low, High: f.UnseenInterval.High, Own: true})
	}
	c := s.run.Config
	switch {
	case known == nil && c.Training.Init != "" && !c.Classify.Freeze:
		when := "this"
		if s.state.Status != worker.Done {
			when = "once it is done, this"
		}
		j.NotAsked = fmt.Sprintf("Whether its pre-training was worth it was not asked; %s answers it: maestudio worth --run %s", when, s.dir)
	case known == nil: // there was no pre-training, or nothing to compare with
	case err != nil:
		j.Worth = &answer{"It cannot be said", err.Error()}
	case known.Answer == nil:
		j.Worth = &answer{"Not answered yet", fmt.Sprintf("%d of %d classifiers to compare are judged.", known.Judged(), len(known.Parts))}
	default:
		j.Worth = &answer{}
		j.Worth.Title, j.Worth.Reason = worth.Words(*known.Answer)
	}
}

func (j *judged) add(b bar) {
	b.Value = percent(b.Share)
	b.Share, b.Low, b.High = 100*b.Share, 100*b.Low, 100*b.High
	j.Bars = append(j.Bars, b)
}

// matrix shades what is right and what is not, by its share of the class.
func matrix(f *evaluate.Result) []matrixRow {
	const least, most = 0.1, 0.45 // as much as words on it can be read
	rows := make([]matrixRow, len(f.Names))
	for i, counts := range f.Confusion {
		r := matrixRow{Number: i + 1, Name: f.Names[i], Cells: make([]cell, len(counts))}
		of := f.Classes[i].Pictures
		for k, n := range counts {
			c := cell{Right: i == k, Title: fmt.Sprintf("%s, taken for %s: %s of %s", f.Names[i], f.Names[k], count(n), count(of))}
			if n > 0 {
				c.Words, c.Shade = count(n), least+(most-least)*float64(n)/float64(of)
			}
			r.Cells[k] = c
		}
		var own classRow
		own.score(f, i)
		r.Found, r.Weak = own.Recall.Share, own.Weak
		rows[i] = r
	}
	return rows
}

// certain says whether its certainty can be believed.
func certain(f *evaluate.Result) string {
	confidence := 0.0
	for _, b := range f.Calibration.Bins {
		confidence += b.Confidence * float64(b.Pictures) / float64(max(1, f.Scores.Pictures))
	}
	off := fmt.Sprintf("Its certainty is off by %s of 100 on average (ECE).", of100(f.Calibration.ECE))
	switch {
	case f.Calibration.ECE < 0.05:
		return "Yes, about. " + off
	case confidence > f.Top1:
		return "No: it is surer than it is right. " + off
	}
	return "No: it is right more often than it is sure. " + off
}

// doubts says what is known of labels that are likely wrong.
func doubts(f *evaluate.Result) string {
	switch {
	case !f.JudgesLabels():
		return "It cannot tell which labels are wrong: it is not surely better than always naming the most frequent class."
	case len(f.Suspects) == 0:
		return "No label looks wrong: no picture is taken for another class as surely as that one's own are, with similar pictures on its side."
	}
	return plural(len(f.Suspects), "picture", "pictures") + " may have a wrong label, the most suspect first. Look at them before any is changed."
}

// face shows a picture as the classifier sees it, small.
func (s *source) face(path, label, taken, words string) face {
	f := face{Name: s.relative(path), Label: label, Taken: taken, Words: words}
	if p, err := dataset.CenterCrop(path, faceSide); err == nil {
		if url, err := embedded(p.Image(), true); err == nil { // without it the words still tell
			f.Picture = url
		}
	}
	return f
}

// relative is a path from the folder on that the pictures are in.
func (s *source) relative(path string) string {
	for _, folder := range s.folders {
		if inside, err := filepath.Rel(folder, path); err == nil && filepath.IsLocal(inside) {
			return filepath.ToSlash(inside)
		}
	}
	return path
}
