package report_test

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"maestudio/core/evaluate"
	"maestudio/core/internal/testdata"
	"maestudio/core/internal/trained"
	"maestudio/core/run"
	"maestudio/core/task/score"
)

// odd is the name of a class that a page must not take for its own text.
const odd = "<b>x<b> & a long name that a person gave to a class"

// newClassifier trains one on 48 pictures of three classes, 12 more held out.
func newClassifier(t *testing.T) (dir string) {
	t.Helper()
	folder := t.TempDir()
	testdata.Classes(t, folder, 20)
	if err := os.Rename(filepath.Join(folder, "left"), filepath.Join(folder, odd)); err != nil {
		t.Fatal(err)
	}
	return trained.Classifier(t, folder, "")
}

// judgedBy puts numbers into a run's folder as if it had been judged so: labels and what
// it said of them, with so much certainty.
func judgedBy(t *testing.T, dir string, names []string, labels, said []int, change func(*evaluate.Result)) {
	t.Helper()
	path := filepath.Join(dir, "result.json")
	if _, err := os.Stat(path); err != nil {
		if _, err := evaluate.Own(context.Background(), dir, 1, evaluate.Watch{}); err != nil {
			t.Fatal(err)
		}
	}
	var kept struct {
		Of       string             `json:"of"`
		Rules    int                `json:"rules"`
		Result   *evaluate.Result   `json:"result"`
		Pictures []evaluate.Picture `json:"pictures"`
		Suspects []evaluate.Suspect `json:"suspects"`
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &kept); err != nil {
		t.Fatal(err)
	}
	const sure = 0.9
	p := make([]float64, len(labels)*len(names))
	for i, class := range said {
		for k := range names {
			p[i*len(names)+k] = (1 - sure) / float64(len(names)-1)
		}
		p[i*len(names)+class] = sure
	}
	s, err := score.Of(p, len(names), labels)
	if err != nil {
		t.Fatal(err)
	}
	pictures, err := run.ListPictures(dir)
	if err != nil {
		t.Fatal(err)
	}
	r := &evaluate.Result{Scores: s, Names: names, Part: "validation", Frequent: 0.4, Unseen: s.Top1, UnseenPictures: s.Pictures, UnseenInterval: s.Interval}
	for i := range labels {
		r.Pictures = append(r.Pictures, evaluate.Picture{Path: pictures[i%len(pictures)].Path, Label: labels[i], Predicted: said[i], Confidence: sure})
	}
	if change != nil {
		change(r)
	}
	kept.Result, kept.Pictures, kept.Suspects = r, r.Pictures, r.Suspects
	if raw, err = json.Marshal(kept); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, raw, 0o666); err != nil {
		t.Fatal(err)
	}
}

// twenty are pictures of three classes, of which 16 are told right: 7 of 8, 6 of 6, and 3
// of 6, of which three are taken for the first.
func twenty() (labels, said []int) {
	for _, c := range []struct{ label, said, n int }{{0, 0, 7}, {0, 1, 1}, {1, 1, 6}, {2, 2, 3}, {2, 0, 3}} {
		labels = append(labels, slices.Repeat([]int{c.label}, c.n)...)
		said = append(said, slices.Repeat([]int{c.said}, c.n)...)
	}
	return labels, said
}

func classesOf(t *testing.T, dir string) []string {
	t.Helper()
	r, err := run.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return r.Config.Classify.Classes
}

// words are what a reader of the page sees, with one space between.
func words(page string) string {
	_, body, _ := strings.Cut(page, "<body>")
	return html.UnescapeString(strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(body, " ")), " "))
}

func expect(t *testing.T, text string, wanted ...string) {
	t.Helper()
	for _, want := range wanted {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in the report", want)
		}
	}
}

// Before it is judged the page says so, how to change that, and what the training scored;
// nothing of it is about pictures that are redrawn.
func TestReportOfAClassifierNotJudged(t *testing.T) {
	dir := newClassifier(t)
	page := write(t, dir)
	text := words(page)
	expect(t, text, "Not judged yet", "3 classes · 48 pictures to learn from · epoch 2 of 2 · done", "maestudio report --judge "+dir,
		"What the training itself scored: epoch ", " of 12 held-out pictures right", odd+" 16 4", "Held-out pictures right, of 100",
		"Recipe mild, for few pictures of a class", "Began from nothing", "Layer decay none", "Label smoothing 0.1", "RandAugment none", "Head on the mean of the patches",
		"Training began on cpu", "Done: 2 epochs", "task = \"classify\"", "the weights in best.safetensors")
	for _, wrong := range []string{"Decoder", "Hidden", "hidden", "smear", "redrawn", "never seen", "Speed", "normalised", "Found (recall)", "What was taken for what", "ECE"} {
		if strings.Contains(strings.Split(text, "All settings, as in run.toml")[0], wrong) {
			t.Errorf("the page of a classifier that is not judged says %q", wrong)
		}
	}
	if strings.Contains(page, "<b>x") {
		t.Error("the name of a class is taken for the page's own text")
	}
}

// The page has the numbers that it was judged by.
func TestReportOfAJudgedClassifier(t *testing.T) {
	dir := newClassifier(t)
	names := classesOf(t, dir)
	labels, said := twenty()
	knn := 0.65
	judgedBy(t, dir, names, labels, said, func(r *evaluate.Result) {
		r.Frequent, r.FrequentClass, r.KNN = 0.4, 0, &knn
		r.Seen, r.SeenNearly, r.Unseen, r.UnseenPictures, r.UnseenInterval = 4, 1, 0.75, 16, score.Interval{Low: 0.505, High: 0.898}
		for i := range 15 {
			r.Suspects = append(r.Suspects, evaluate.Suspect{Path: r.Pictures[i%2].Path, Label: 2, Instead: 0, Sure: 0.97, Reason: fmt.Sprintf("Reason %d, for %q.", i, names[0]), Held: i == 0})
		}
	})
	page := write(t, dir)
	text := words(page)
	expect(t, text,
		"It names 80 of 100 held-out pictures rightly (58 to 92), 75 of 100 new ones",
		"16 of 20 pictures right. In 95 of 100 cases", "between 58.4 % and 91.9 %",
		"chosen by these same pictures", "4 of them it learned from too, 1 as near copies. Of the 16 others 75.0 % are right (50.5 % to 89.8 %): they flatter by 5.0 points.",
		"Always naming "+names[0]+" the most frequent class 40.0 %", "k-NN on the encoder before it was fine-tuned 65.0 %",
		"This classifier, on new pictures without 4 that it learned from too 75.0 %",
		"Most often: top taken for "+names[0]+", 3 of 6.",
		"right 100.0 % 6 of 6 85.7 % 6 of 7 92.3 % 16 4", "top 50.0 % 3 of 6 100.0 % 3 of 3 66.7 % 16 4", "Mean of the classes 79.2 % 85.2 %",
		"Certainty off by (ECE) 10.0 of 100", "No: it is surer than it is right. Its certainty is off by 10.0 of 100",
		"15 pictures may have a wrong label", "Held out. Reason 0", "Learned from. Reason 1", "And 3 more; the result in MAE Studio shows them all.",
		"Mistakes that it was most sure of")
	if strings.Contains(text, "Reason 12") || strings.Contains(text, "Not judged") {
		t.Error("too much is listed, or it is said not to be judged")
	}
	if n := strings.Count(page, `src="data:image/jpeg;base64,`); n != 12+4 {
		t.Errorf("%d pictures, want those of 12 labels and 4 mistakes", n)
	}
	if n := strings.Count(page, `<td class="n right"`); n != 3 {
		t.Errorf("%d cells of the matrix are right", n)
	}
	if n := strings.Count(page, `<td class="n" style="--s:`); n != 2 {
		t.Errorf("%d cells of the matrix are mistakes", n)
	}
	if strings.Contains(page, "<b>x") || strings.Contains(page, "ZgotmplZ") {
		t.Error("the name of a class is taken for the page's own text, or a number is refused")
	}
	if outside := regexp.MustCompile(`(?i)<script|https?://|<link|@import|url\(`).FindString(page); outside != "" {
		t.Errorf("the page needs something from outside or a script: %s", outside)
	}
	drawings := regexp.MustCompile(`(?s)<svg.*?</svg>`).FindAllString(page, -1)
	if len(drawings) != 4 { // the mark, certainty, right, error
		t.Errorf("%d drawings", len(drawings))
	}
	for _, d := range drawings {
		if err := xml.Unmarshal([]byte(d), new(struct{})); err != nil || strings.Contains(d, "NaN") || strings.Contains(d, "Inf") {
			t.Errorf("a drawing is broken: %v\n%s", err, d)
		}
	}
}

// What a classifier was really found to be is what its page says.
func TestReportAgreesWithTheResult(t *testing.T) {
	dir := newClassifier(t)
	r, err := evaluate.Own(context.Background(), dir, 1, evaluate.Watch{})
	if err != nil {
		t.Fatal(err)
	}
	text := words(write(t, dir))
	right := 0
	for _, p := range r.Pictures {
		if !p.Wrong() {
			right++
		}
	}
	expect(t, text, fmt.Sprintf("It names %.0f of 100 held-out pictures rightly (%.0f to %.0f)", 100*r.Top1, 100*r.Interval.Low, 100*r.Interval.High), fmt.Sprintf("%d of 12 pictures right", right))
}
