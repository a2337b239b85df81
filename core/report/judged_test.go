package report

import (
	"fmt"
	"strings"
	"testing"

	"maestudio/core/evaluate"
	"maestudio/core/run"
	"maestudio/core/task/score"
	"maestudio/core/worker"
)

// perfect is right about ten pictures of each class.
func perfect(classes int) *evaluate.Result {
	s := &score.Scores{Pictures: 10 * classes, Top1: 1, Interval: score.Interval{Low: .9, High: 1}, MacroClasses: classes}
	r := &evaluate.Result{Scores: s, Part: "test", UnseenPictures: s.Pictures, Frequent: 1 / float64(classes)}
	for i := range classes {
		r.Names = append(r.Names, fmt.Sprint("class ", i))
		s.Classes = append(s.Classes, score.Class{Pictures: 10, Predicted: 10, Precision: 1, Recall: 1, F1: 1})
		s.Confusion = append(s.Confusion, make([]int, classes))
		s.Confusion[i][i] = 10
	}
	return r
}

func TestHeadlines(t *testing.T) {
	r := perfect(3)
	r.Top1, r.Interval = .834, score.Interval{Low: .79, High: .87}
	for _, c := range []struct {
		part         string
		seen, unseen int
		want         string
	}{
		{"test", 0, 30, "It names 83 of 100 pictures of the test part rightly (79 to 87)"},
		{"validation", 0, 30, "It names 83 of 100 held-out pictures rightly (79 to 87)"},
		{"validation", 5, 25, "It names 83 of 100 held-out pictures rightly (79 to 87), 71 of 100 new ones"},
		{"validation", 30, 0, "It names 83 of 100 held-out pictures rightly (79 to 87), and learned from them all"},
	} {
		r.Part, r.Seen, r.UnseenPictures, r.Unseen = c.part, c.seen, c.unseen, .71
		if got := headline(r); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestSeenWords(t *testing.T) {
	r := perfect(3)
	r.Top1, r.Unseen, r.UnseenInterval = .9, .8, score.Interval{Low: .7, High: .88}
	for _, c := range []struct {
		seen, nearly, unseen int
		want                 string
	}{
		{1, 0, 29, "1 of them it learned from too. Of the 29 others 80.0\u00a0% are right (70.0\u00a0% to 88.0\u00a0%): they flatter by 10.0 points."},
		{3, 3, 27, "3 of them it learned from too, as near copies. Of the 27 others "},
		{30, 0, 0, "30 of them it learned from too. None is left to judge by."},
	} {
		r.Seen, r.SeenNearly, r.UnseenPictures = c.seen, c.nearly, c.unseen
		if got := seen(r); !strings.HasPrefix(got, c.want) {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	if r.Seen, r.UnseenPictures, r.Unseen = 1, 29, .9; !strings.HasSuffix(seen(r), "they do not flatter.") {
		t.Error(seen(r))
	}
}

// What was chosen by the pictures it was judged by is told, and what was not is not.
func TestAccountOfTheChoice(t *testing.T) {
	s, r := &source{state: worker.State{Checks: make([]worker.Check, 5)}}, perfect(3)
	for part, want := range map[string]bool{"test": false, "validation": true} {
		r.Part = part
		if got := strings.Contains(strings.Join(s.account(r), " "), "chosen by these same pictures"); got != want {
			t.Errorf("of the %s part: %v", part, got)
		}
	}
	if r.Top1, r.Frequent = .3, .3; !strings.Contains(strings.Join(s.account(r), " "), "no better than always naming") {
		t.Error("it is not told that it is as bad as a guess")
	}
}

// Up to thirty classes have a matrix, more the pairs that were mistaken most often.
func TestMatrixOrPairs(t *testing.T) {
	s := &source{dir: t.TempDir(), run: &run.Run{}}
	if j := s.judge(perfect(30)); len(j.Matrix) != 30 || len(j.Matrix[4].Cells) != 30 || j.Pairs != nil || j.Matrix[4].Cells[4].Words != "10" || j.Matrix[4].Cells[5].Shade != 0 {
		t.Errorf("of thirty: %+v", j)
	}
	r := perfect(31)
	for k := range 31 {
		for i := range 2 {
			if k != i {
				r.Confusion[k][i], r.Confusion[k][k] = 1, r.Confusion[k][k]-1
			}
		}
	}
	r.Confusion[7][3] = 4
	j := s.judge(r)
	if j.Matrix != nil || len(j.Pairs) != mostPairs || j.MorePairs != 61-mostPairs || j.Pairs[0] != (pair{"class 7", "class 3", "4 of 10"}) {
		t.Errorf("of 31: %d pairs and %d more, first %+v", len(j.Pairs), j.MorePairs, j.Pairs[0])
	}
	if j.Most != "Most often: class 7 taken for class 3, 4 of 10." {
		t.Error(j.Most)
	}
}

// Classes without a picture, never said, and found clearly less than others stand out.
func TestClassRows(t *testing.T) {
	r := perfect(3)
	r.Top1, r.Classes[0].Recall, r.Confusion[0][0] = .8, .6, 6
	r.Classes[1] = score.Class{Predicted: 2}
	r.Confusion[1][1] = 0
	r.Classes[2].Predicted = 0
	var rows [3]classRow
	for i := range rows {
		rows[i].score(r, i)
	}
	if rows[0].Recall != (portion{"60.0\u00a0%", "6 of 10"}) || !rows[0].Weak {
		t.Errorf("a weak class: %+v", rows[0])
	}
	if rows[1].Recall != (portion{"–", "none asked"}) || rows[1].F1 != "–" || rows[1].Weak || rows[1].Precision.Of != "0 of 2" {
		t.Errorf("a class without pictures: %+v", rows[1])
	}
	if rows[2].Precision != (portion{"–", "never said"}) || rows[2].Weak {
		t.Errorf("a class that is never said: %+v", rows[2])
	}
}

func TestCertainty(t *testing.T) {
	r := perfect(2)
	for _, c := range []struct {
		confidence, right float64
		want              string
	}{{.9, .9, "Yes, about. "}, {.9, .7, "No: it is surer than it is right. Its certainty is off by 20.0 of 100"}, {.6, .9, "No: it is right more often than it is sure. "}} {
		r.Top1 = c.right
		r.Calibration = score.Calibration{ECE: max(c.confidence-c.right, c.right-c.confidence), Bins: []score.Bin{{From: .5, To: 1, Pictures: 20, Accuracy: c.right, Confidence: c.confidence}}}
		if got := certain(r); !strings.HasPrefix(got, c.want) {
			t.Errorf("%+v: %q", c, got)
		}
		// The dot lies on the dashed line where it is right as often as it is sure.
		if d := string(reliability(r.Calibration)); strings.Count(d, "<circle") != 1 || !strings.Contains(d, "50 to 100 % sure: 20 pictures, "+percent(c.right)+" right") {
			t.Errorf("the diagram: %s", d)
		}
	}
}

// One that may not accuse labels says why; one that may and finds none says that.
func TestDoubts(t *testing.T) {
	r := perfect(2)
	if got := doubts(r); !strings.HasPrefix(got, "No label looks wrong") {
		t.Error(got)
	}
	if r.Frequent = .95; !strings.HasPrefix(doubts(r), "It cannot tell which labels are wrong") {
		t.Error(doubts(r))
	}
	r.Frequent, r.Suspects = .5, make([]evaluate.Suspect, 1)
	if got := doubts(r); !strings.HasPrefix(got, "1 picture may have a wrong label") {
		t.Error(got)
	}
}

// Without pictures that are held out, and before it began, other things are to be done.
func TestNotJudged(t *testing.T) {
	s := &source{dir: "runs/mine", run: &run.Run{}, part: map[run.Part]int{}}
	if title, account := s.notJudged(); title != "Not judged yet" || !strings.Contains(account[0], "maestudio evaluate --run runs/mine --data DIR") {
		t.Errorf("nothing is held out: %q, %q", title, account)
	}
	s.part[run.Validation] = 5
	if title, account := s.notJudged(); title != "Not begun yet" || strings.Contains(account[0], "--judge") {
		t.Errorf("before it began: %q, %q", title, account)
	}
	s.state.Status = worker.Done
	s.state.Checks = []worker.Check{{Epoch: 3, Right: 4, Of: 5, Best: true}}
	if title, account := s.notJudged(); title != "Not judged yet" || !strings.Contains(account[0], "maestudio report --judge runs/mine") || !strings.Contains(account[1], "epoch 3 was the best, with 4 of 5") {
		t.Errorf("done: %q, %q", title, account)
	}
}

func TestRelativePaths(t *testing.T) {
	s := &source{folders: []string{"/a/b"}}
	for path, want := range map[string]string{"/a/b/cat/1.png": "cat/1.png", "/a/c/1.png": "/a/c/1.png", "/a/b/..x/1.png": "..x/1.png"} {
		if got := s.relative(path); got != want {
			t.Errorf("%s is %s, want %s", path, got, want)
		}
	}
}
