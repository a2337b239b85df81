// Package morelabels finds out whether more labelled pictures would make a classifier
// better: it trains it again on a quarter and on half of the pictures that it learned
// from, and compares (package study). All of it lies in the folder morelabels of the
// classifier's run.
//
// What differs is the pictures alone. Where a share has fewer, each comes more often in
// an epoch, so that epochs are as long, and steps, rates and looks at the held-out
// pictures are as many as with all.
package morelabels

import (
	"fmt"
	"slices"

	"maestudio/core/run"
	"maestudio/core/study"
	"maestudio/core/task/score"
)

// The shares of the labels that a classifier is trained with. Each seed draws its own;
// the quarter lies within the half.
const (
	Quarter = "quarter"
	Half    = "half"
	All     = "all"
)

var ways = []string{Quarter, Half, All}

// Fraction is the share of a way, 0 to 1.
func Fraction(way string) float64 { return map[string]float64{Quarter: .25, Half: .5, All: 1}[way] }

// Question is asked of any classifier.
var Question = study.Question{Name: "morelabels", Ways: ways, Own: All, Fits: fits, Again: again}

func fits(r *run.Run) error {
	if r.Config.Task != run.TaskClassify {
		return fmt.Errorf("%s is a run of pre-training, which learns without labels. Whether more of them would help is asked of a classifier: maestudio finetune --data DIR --from %q --out RUN", r.Dir, r.Dir)
	}
	pictures, err := run.ListPictures(r.Dir)
	if err != nil {
		return err
	}
	sizes := map[string]int{}
	for _, p := range pictures {
		if p.Part == run.Train {
			sizes[p.Class]++
		}
	}
	return enough(sizes)
}

// Point is how good a classifier is with a share of the labels.
type Point struct {
	Share    float64        `json:"share"`  // of the pictures learned from
	Labels   int            `json:"labels"` // the pictures
	Top1     float64        `json:"top1"`   // mean over seeds
	Interval score.Interval `json:"interval"`
}

// Report is what is known of the question.
type Report struct {
	*study.Report
	Points []Point           // of the shares of which all seeds are judged
	Answer *score.Comparison // all labels against half of them; nil until all are judged
}

// Look reads how far a run's question is; nil where it was never asked.
func Look(dir string) (*Report, error) {
	known, err := Question.Look(dir)
	if known == nil {
		return nil, err
	}
	r := &Report{Report: known}
	if err != nil {
		return r, err
	}
	for _, way := range ways {
		if err := r.point(way); err != nil {
			return r, err
		}
	}
	if !r.Known() {
		return r, nil
	}
	c, err := score.Compare(r.Right(All), r.Right(Half))
	r.Answer = &c
	return r, err
}

// point adds that of a way, once it is known.
func (r *Report) point(way string) (err error) {
	right := r.Right(way)
	if len(right) < r.Seeds {
		return nil
	}
	p := Point{Share: Fraction(way)}
	if p.Top1, p.Interval, err = score.Mean(right); err != nil {
		return err
	}
	at := slices.IndexFunc(r.Parts, func(p study.Progress) bool { return p.Way == way })
	p.Labels, err = learnedFrom(r.Parts[at].Dir)
	r.Points = append(r.Points, p)
	return err
}

// learnedFrom counts the pictures that a run learns from, each once.
func learnedFrom(dir string) (int, error) {
	pictures, err := run.ListPictures(dir)
	paths := map[string]bool{}
	for _, p := range pictures {
		if p.Part == run.Train {
			paths[p.Path] = true
		}
	}
	return len(paths), err
}
