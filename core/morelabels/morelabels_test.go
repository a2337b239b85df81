package morelabels

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"maestudio/core/evaluate"
	"maestudio/core/internal/testdata"
	"maestudio/core/internal/trained"
	"maestudio/core/run"
	"maestudio/core/study"
	"maestudio/core/task/score"
)

// Stopped in the middle it goes on where it was; what it trains differs in the pictures
// alone, and what it answers is the comparison of half with all.
func TestMoreLabelsGoesOnAndAnswers(t *testing.T) {
	folder := t.TempDir()
	testdata.Classes(t, folder, 10)
	dir := trained.Classifier(t, folder, trained.Classifier(t, folder, ""))
	if r, err := Look(dir); r != nil || err != nil {
		t.Fatalf("before it was asked: %+v, %v", r, err)
	}
	trained.Interrupted(t, Question, dir, func() {
		if r, err := Look(dir); err != nil || r.Answer != nil || len(r.Points) != 1 || r.Now() != 5 || r.Working || r.Parts[2].Dir != dir {
			t.Fatalf("half way: %+v, %v", r, err)
		}
	})
	r, err := Look(dir)
	if err != nil || r.Answer == nil || r.Share() != 1 || r.Answer.Seeds != 2 || r.Answer.Pictures != 6 || len(r.Points) != 3 {
		t.Fatalf("at the end: %+v, %v", r, err)
	}
	for i, want := range []int{6, 12, 24} {
		if p := r.Points[i]; p.Labels != want || p.Interval.Low > p.Top1 || p.Interval.High < p.Top1 {
			t.Errorf("%+v, want %d labels", p, want)
		}
	}
	right := func(part int) []bool { return evaluate.Kept(r.Parts[part].Dir).Right }
	want, err := score.Compare([][]bool{right(2), right(5)}, [][]bool{right(1), right(4)})
	if err != nil || want != *r.Answer {
		t.Errorf("%+v, want %+v", r.Answer, want)
	}
	sameButPictures(t, dir, r)
}

// sameButPictures compares the runs with the classifier's.
func sameButPictures(t *testing.T, dir string, r *Report) {
	t.Helper()
	own, err := run.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	all, err := run.ListPictures(dir)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range r.Parts {
		other, err := run.Open(p.Dir)
		if err != nil {
			t.Fatal(err)
		}
		c := other.Config.Training
		if c.Seed != int64(i/3) || c.Epochs != own.Config.Training.Epochs || c.Batch != own.Config.Training.Batch || c.Init == "" {
			t.Errorf("part %d: %+v", i, c)
		}
		pictures, err := run.ListPictures(p.Dir)
		if err != nil || len(pictures) != len(all) {
			t.Fatalf("part %d has %d pictures of %d: %v", i, len(pictures), len(all), err)
		}
		times := map[string]int{}
		for k, one := range pictures {
			if one.Part != all[k].Part || one.Class != all[k].Class || one.Part != run.Train && one != all[k] {
				t.Errorf("part %d, picture %d: %+v in place of %+v", i, k, one, all[k])
			}
			times[one.Path]++
		}
		for path, n := range times {
			if n > 4 {
				t.Errorf("part %d has %s %d times", i, path, n)
			}
		}
	}
	within := func(small, large string) bool {
		a, _ := os.ReadFile(filepath.Join(small, "files.tsv"))
		b, _ := os.ReadFile(filepath.Join(large, "files.tsv"))
		for line := range strings.Lines(string(a)) {
			if !strings.Contains(string(b), line) {
				return false
			}
		}
		return true
	}
	if !within(r.Parts[0].Dir, r.Parts[1].Dir) || within(r.Parts[1].Dir, r.Parts[0].Dir) || within(r.Parts[0].Dir, r.Parts[4].Dir) {
		t.Error("the quarter does not lie in the half of its seed, or seeds draw the same")
	}
}

func TestMoreLabelsRefuses(t *testing.T) {
	folder := t.TempDir()
	testdata.Classes(t, folder, 3) // two of each to learn from
	dir := trained.Classifier(t, folder, "")
	if err := Question.Advance(context.Background(), dir, 1, study.Options{}); err == nil || !strings.Contains(err.Error(), `learned from 2 of "left". With four`) {
		t.Errorf("of few pictures: %v", err)
	}
	c := run.Default()
	c.Data.Folders = []string{folder}
	c.Model = run.ModelConfig{ImageSize: 16, PatchSize: 4, EncoderDim: 16, EncoderDepth: 1, EncoderHeads: 2, DecoderDim: 16, DecoderDepth: 1, DecoderHeads: 2, MaskRatio: .75}
	c.Training.Epochs, c.Training.Batch, c.Training.BLR = 1, 4, 1e-3
	encoder := filepath.Join(t.TempDir(), "encoder")
	if _, err := run.Create(context.Background(), encoder, c, run.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := Question.Advance(context.Background(), encoder, 1, study.Options{}); err == nil || !strings.Contains(err.Error(), "learns without labels") {
		t.Errorf("of pre-training: %v", err)
	}
	c.Finetune(false)
	more := t.TempDir()
	testdata.Classes(t, more, 6)
	c.Data.Folders = []string{more}
	begun := filepath.Join(t.TempDir(), "begun")
	if _, err := run.Create(context.Background(), begun, c, run.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := Question.Advance(context.Background(), begun, 1, study.Options{}); err == nil || !strings.Contains(err.Error(), "has not finished learning") {
		t.Errorf("of one that is not done: %v", err)
	}
}

func TestWords(t *testing.T) {
	for _, c := range []struct {
		low, high, difference float64
		want                  string
	}{
		{.01, .07, .04, "Twice the labels: right for 4 of 100 more (+1 to +7). More would likely help"},
		{-.02, .02, 0, "No difference is shown between half and all (−2 to +2 of 100): more of the same would help little"},
		{-.04, .06, .01, "It cannot be told: between half and all lie −4 to +6 of 100"},
		{-.2, -.1, -.15, "No: with half of the labels it is right for 15 of 100 more (+10 to +20)"},
	} {
		r := &Report{Points: []Point{{Labels: 25, Top1: .6}, {Labels: 50, Top1: .8 - c.difference}, {Labels: 100, Top1: .8}},
			Answer: &score.Comparison{Pictures: 100, Seeds: 3, First: .8, Second: .8 - c.difference, Difference: c.difference, Interval: score.Interval{Low: c.low, High: c.high}}}
		answer, reason := Words(r)
		if answer != c.want || !strings.HasPrefix(reason, "With a quarter of the labels 60 of 100 pictures are right, with half ") || !strings.Contains(reason, ", with all 80: the means of 3 seeds each, on the same 100 pictures. In 95") {
			t.Errorf("%q, want %q; %s", answer, c.want, reason)
		}
	}
}
