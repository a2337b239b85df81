package cli_test

import (
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"maestudio/core/run"
)

// leftAndRight draws a folder of two classes, bright on the left and on the right.
func leftAndRight(t *testing.T, n int) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "labelled")
	for class, from := range map[string]int{"left": 0, "right": 16} {
		if err := os.MkdirAll(filepath.Join(dir, class), 0o777); err != nil {
			t.Fatal(err)
		}
		for i := range n {
			m := image.NewGray(image.Rect(0, 0, 32, 32))
			for y := range 32 {
				for x := range 32 {
					v := 40 + (i*37+x*11+y*7)%60
					if x >= from && x < from+16 {
						v += 120
					}
					m.SetGray(x, y, color.Gray{Y: uint8(v)})
				}
			}
			f, err := os.Create(filepath.Join(dir, class, fmt.Sprintf("%02d.png", i)))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			if err := png.Encode(f, m); err != nil {
				t.Fatal(err)
			}
		}
	}
	return dir
}

// tells checks that the page about a run, as it was left, says something.
func tells(t *testing.T, run string, words ...string) {
	t.Helper()
	page, err := os.ReadFile(filepath.Join(run, "report.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range words {
		if !strings.Contains(string(page), want) {
			t.Errorf("%q is not in the report", want)
		}
	}
}

// What was forgotten of how good a classifier is, its report says is not known, until it is
// judged again.
func TestReportJudges(t *testing.T) {
	data, dir := leftAndRight(t, 10), t.TempDir()
	encoder, run := filepath.Join(dir, "encoder"), filepath.Join(dir, "classifier")
	if r := maestudio(t, pretrain(data, encoder, "--epochs", "1")...); r.code != 0 {
		t.Fatal(r)
	}
	if r := maestudio(t, "finetune", "--data", data, "--from", encoder, "--out", run, "--epochs", "2", "--warmup-epochs", "0", "--batch", "4"); r.code != 0 {
		t.Fatal(r)
	}
	tells(t, run, "It names ")
	if err := os.Remove(filepath.Join(run, "result.json")); err != nil {
		t.Fatal(err)
	}
	page := filepath.Join(run, "report.html")
	if r := maestudio(t, "report", run); r.code != 0 || r.out != page+"\n" {
		t.Errorf("report: %d, %s%s", r.code, r.out, r.err)
	}
	tells(t, run, "Not judged yet", "maestudio report --judge "+run)
	if r := maestudio(t, "report", "--judge", run); r.code != 0 || !strings.HasSuffix(r.out, page+"\n") {
		t.Errorf("report --judge: %d, %s%s", r.code, r.out, r.err)
	}
	tells(t, run, "It names ")
	fails(t, 2, "--threads wants a whole number", "report", "--judge", "--threads", "0", run)
}

// From pre-training to answers, by the command line alone.
func TestClassifierFromTheCommandLine(t *testing.T) {
	data, dir := leftAndRight(t, 20), t.TempDir()
	encoder, run := filepath.Join(dir, "encoder"), filepath.Join(dir, "classifier")
	if r := maestudio(t, pretrain(data, encoder, "--epochs", "1")...); r.code != 0 {
		t.Fatal(r)
	}
	r := maestudio(t, "finetune", "--data", data, "--from", encoder, "--out", run, "--epochs", "12", "--batch", "4", "--blr", "0.3",
		"--no-flip", "--crop-scale", "0.9,1", "--layer-decay", "1")
	for _, want := range []string{"A class has about 16 pictures to learn from", "mild settings", "of 4 pictures each. Chosen otherwise: 12 epochs, blr 0.3, layer decay 1, never mirrored, crops of 0.9 to 1.\n", "32 pictures to learn from and 8 held out", "% right, the best",
		"Done: 12 epochs. The best was epoch ", filepath.Join(run, "best.safetensors")} {
		if !strings.Contains(r.out, want) {
			t.Errorf("%q is not in\n%s", want, r.out)
		}
	}
	if r.code != 0 {
		t.Fatalf("exit code %d, stderr %q", r.code, r.err)
	}
	tells(t, run, "rightly (", "Whether its pre-training was worth it was not asked")
	if said := "The encoder of " + encoder + ": all "; !strings.Contains(r.out, said) || strings.Contains(r.out, "matched") {
		t.Errorf("of the encoder it is not said on one line that it fits:\n%s", r.out)
	}
	if r := maestudio(t, "info", run); r.code != 0 || !strings.Contains(r.out, "2: left, right") || !strings.Contains(r.out, "mild: layer decay 1") {
		t.Errorf("info: %d, %s%s", r.code, r.out, r.err)
	}
	var scores struct {
		Top1, Top5 float64
		Pictures   int
		Seen       int
		Names      []string
		KNN        float64 `json:"knn_top1"`
		Frequent   float64 `json:"most_frequent_top1"`
	}
	r = maestudio(t, "evaluate", "--run", run, "--data", data, "--json")
	if err := json.Unmarshal([]byte(r.out), &scores); err != nil || scores.Top1 < .9 || scores.Pictures != 40 || scores.Seen != 32 || len(scores.Names) != 2 || scores.KNN < .9 || scores.Frequent != .5 {
		t.Errorf("evaluate: %v, %+v of %s%s", err, scores, r.out, r.err)
	}
	if r := maestudio(t, "worth", "--run", run, "--seeds", "1", "--json"); r.code != 0 || !strings.Contains(r.out, `"seeds":1`) || !strings.Contains(r.out, `"answer":"`) {
		t.Errorf("worth: %s%s", r.out, r.err)
	}
	tells(t, run, "The same training from nothing", "Was pre-training worth it? ")
	if r := maestudio(t, "morelabels", "--run", run, "--seeds", "1", "--json"); r.code != 0 || !strings.Contains(r.out, `"seeds":1`) || !strings.Contains(r.out, `"points":[{"share":0.25,"labels":8,"top1":`) {
		t.Errorf("morelabels: %s%s", r.out, r.err)
	}
	if r := maestudio(t, "morelabels", "--run", run); r.code != 0 || !strings.Contains(r.out, "2 of 3: half of the labels, seed 0") || !strings.Contains(r.out, "50 %   16 pictures  ") {
		t.Errorf("morelabels again: %s%s", r.out, r.err)
	}
	if r := maestudio(t, "evaluate", "--run", run, "--data", data); r.code != 0 || !strings.Contains(r.out, "32 of them were learned from; of the other 8 ") ||
		!strings.Contains(r.out, "8 of them chose the best of the run's epochs, which flatters a little") ||
		!strings.Contains(r.out, "by the same training without pre-training (1 seed,") || !strings.Contains(r.out, "when it is so sure") {
		t.Errorf("evaluate: %s%s", r.out, r.err)
	} else if scored, rest, _ := strings.Cut(r.out, "\nk-NN  "); !strings.Contains(scored, "when it is so sure") || !strings.Contains(rest, "by the most similar pictures") {
		t.Errorf("what takes longer does not come after the scores:\n%s", r.out)
	}

	picture := filepath.Join(data, "right", "03.png")
	if r := maestudio(t, "predict", "--run", run, picture); r.code != 0 || !strings.Contains(r.out, "right") {
		t.Errorf("predict: %s%s", r.out, r.err)
	}
	if r := maestudio(t, "predict", "--run", filepath.Join(run, "best.safetensors"), "--json", "--top", "1", picture); r.code != 0 || !strings.Contains(r.out, `"top":[{"class":"right"`) {
		t.Errorf("predict from weights: %s%s", r.out, r.err)
	}
	exported := filepath.Join(dir, "exported")
	r = maestudio(t, "export", "--run", run, "--format", "onnx", "--what", "classifier", "--out", exported)
	if r.code != 0 || !verified(r.out) {
		t.Errorf("export: %d, %s%s", r.code, r.out, r.err)
	}
	if r := maestudio(t, "info", exported); strings.Count(r.out, "left") != 1 || !strings.Contains(r.out, "classes  ") || strings.Count(r.out, "classes") != 1 || !strings.Contains(r.out, "2: left, right") {
		t.Errorf("classes are not said once:\n%s", r.out)
	}
	card, err := os.ReadFile(filepath.Join(exported, "README.md"))
	for _, want := range []string{"- left: 16 learned from, 4 held out\n- right: 16 learned from, 4 held out\n", "of 8 held-out pictures right (", "interval", "the mean of the patches, begun from an encoder that had learned before (encoder)", "32 learned from, 8 held out", "mild settings", "| formats | 40 PNG |", "| sizes | 32 x 32 pixels |", "96 of 96 steps, 20"} {
		if !strings.Contains(string(card), want) {
			t.Errorf("%v, %q is not in the model card\n%s", err, want, card)
		}
	}
	fails(t, 2, "--what classifier", "export", "--run", run, "--what", "encoder", "--out", exported+"2")
	table := maestudio(t, "predict", "--run", run, data)
	if lines := strings.Split(strings.TrimSpace(table.out), "\n"); len(lines) != 41 || lines[0] != "path,class,probability,class2,probability2" {
		t.Errorf("predict a folder: %d lines, %s", len(lines), table.out)
	}
	into := filepath.Join(t.TempDir(), "sorted")
	if r := maestudio(t, "predict", "--run", run, "--copy-into", into, "--unsure-below", "1", data); r.code != 0 || !strings.Contains(r.out, "40 pictures are copied into "+filepath.Join(into, "labelled sorted")) {
		t.Errorf("predict and copy: %s%s", r.out, r.err)
	}
	if all, err := os.ReadDir(filepath.Join(into, "labelled sorted", "unsure")); err != nil || len(all) != 40 {
		t.Errorf("%d unsure pictures, %v", len(all), err)
	}
	fails(t, 1, "Choose a folder beside it", "predict", "--run", run, "--copy-into", filepath.Join(data, "left"), data)
	for _, file := range []string{"f.npy", "f.csv"} {
		out := filepath.Join(dir, file)
		if r := maestudio(t, "embed", "--run", encoder, "--data", data, "--out", out); r.code != 0 || !strings.Contains(r.out, "40 rows of 32 numbers") {
			t.Errorf("embed: %s%s", r.out, r.err)
		}
		if info, err := os.Stat(out); err != nil || info.Size() < 40*32*4 {
			t.Errorf("%s: %v", file, err)
		}
	}
	var probed struct{ Train, HeldOut, Classes int }
	r = maestudio(t, "probe", "--run", encoder, "--data", data, "--json")
	if err := json.Unmarshal([]byte(r.out), &probed); err != nil || probed.Train != 32 || probed.Classes != 2 || !strings.Contains(r.out, `"linear":`) {
		t.Errorf("probe: %v, %s%s", err, r.out, r.err)
	}

	fails(t, 2, "knows no classes. Make a classifier of it first", "predict", "--run", encoder, picture)
	fails(t, 1, "is a classifier, which cannot redraw", "reconstruct", "--run", run, "--out", filepath.Join(dir, "x.png"), picture)
	pickled := filepath.Join(dir, "no.pth")
	if err := os.WriteFile(pickled, []byte("no"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, asks := range [][]string{{"evaluate", "--data", data}, {"probe", "--data", data}, {"predict", picture}} {
		fails(t, 1, "it is a picture. Give a run folder, or the best.safetensors of a classifier", append(asks, "--run", picture)...)
		fails(t, 1, pickled+" holds no weights: it has 2 bytes. Give a run folder", append(asks, "--run", pickled)...)
	}
	nosuch := filepath.Join(dir, "nosuch.jpg")
	r = maestudio(t, "predict", "--run", run, nosuch, picture)
	if r.code != 1 || !strings.Contains(r.err, "1 of 2 pictures could not be read") || !strings.Contains(r.err, "There is no picture "+nosuch) || !strings.Contains(r.out, picture) {
		t.Errorf("predict of a picture that is not there and another: %s%s", r.out, r.err)
	}
	fails(t, 1, "There is no picture and no folder "+nosuch, "predict", "--run", run, nosuch)
	fails(t, 1, "There is nothing at any of the 2 names", "predict", "--run", run, nosuch, nosuch+"2")
	saved, err := filepath.Glob(filepath.Join(encoder, "checkpoints", "*.safetensors"))
	if err != nil || len(saved) == 0 {
		t.Fatalf("%d saved states, %v", len(saved), err)
	}
	fails(t, 1, saved[0]+" is a saved state of a run", "finetune", "--data", data, "--from", saved[0], "--out", filepath.Join(dir, "none"))
	fails(t, 1, "does not say that it holds a classifier", "predict", "--run", filepath.Join(encoder, "model.safetensors"), picture)
	fails(t, 1, data+" is not a run and holds no weights, so there is no encoder in it to start from", "finetune", "--data", data, "--from", data, "--out", filepath.Join(dir, "none"))
	fails(t, 1, "cannot be read: "+picture+" cannot be read as weights", "finetune", "--data", data, "--from", picture, "--out", filepath.Join(dir, "none"))
}

// Of what a person said something, neither evaluate nor the end of fine-tuning suspects the
// label again.
func TestSaidIsNotSuspectedAgain(t *testing.T) {
	data, dir := leftAndRight(t, 24), t.TempDir()
	for i := range 2 {
		name := fmt.Sprintf("%02d.png", 5*i)
		if err := os.Rename(filepath.Join(data, "left", name), filepath.Join(data, "right", "planted"+name)); err != nil {
			t.Fatal(err)
		}
	}
	suspects := func(run string) (paths []string) {
		t.Helper()
		var found struct {
			Suspects []struct{ Path, Label string }
		}
		r := maestudio(t, "evaluate", "--run", run, "--data", data, "--json")
		if err := json.Unmarshal([]byte(r.out), &found); err != nil {
			t.Fatalf("%v: %s%s", err, r.out, r.err)
		}
		for _, s := range found.Suspects {
			paths = append(paths, s.Path)
		}
		return paths
	}
	tune := func(name string, more ...string) (run, out string) {
		t.Helper()
		run = filepath.Join(dir, name)
		r := maestudio(t, append([]string{"finetune", "--data", data, "--out", run, "--preset", "quick", "--image-size", "32", "--epochs", "6", "--batch", "4", "--blr", "0.05", "--no-flip", "--crop-scale", "0.9,1"}, more...)...)
		if r.code != 0 {
			t.Fatal(r)
		}
		return run, r.out
	}
	first, out := tune("first")
	all := suspects(first)
	if len(all) == 0 || !strings.Contains(out, "may have a wrong one, most of all "+data) {
		t.Fatalf("nothing is suspect: %q\n%s", all, out)
	}
	if r := maestudio(t, "evaluate", "--run", first, "--data", data); !strings.Contains(r.out, all[0]+"  ") || !strings.Contains(r.out, " % likely\n") {
		t.Errorf("suspects are listed as\n%s", r.out)
	}
	table := filepath.Join(first, "corrections.csv")
	if err := os.WriteFile(table, []byte("file,label\n"+all[0]+",right\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if still := suspects(first); len(still) != len(all)-1 || slices.Contains(still, all[0]) {
		t.Errorf("suspect are %q, and after something was said of the first %q", all, still)
	}
	rows := "file,label\n" // that all of them are right, so that the second learns what the first did
	for _, path := range all {
		rows += path + ",right\n"
	}
	if err := os.WriteFile(table, []byte(rows), 0o644); err != nil {
		t.Fatal(err)
	}
	second, out := tune("second", "--corrections", table)
	if still := suspects(second); len(still) > 0 || strings.Contains(out, "may have a wrong one") {
		t.Errorf("what was said before it began is not heard: %q\n%s", still, out)
	}
}

// Wrong labels that are planted are corrected by a table: the run learns the right ones,
// and keeps the table for the next.
func TestFinetuneWithCorrections(t *testing.T) {
	data, dir := leftAndRight(t, 20), t.TempDir()
	rows := "file,label\n"
	for i := range 3 { // wrong labels
		name := fmt.Sprintf("%02d.png", i)
		if err := os.Rename(filepath.Join(data, "left", name), filepath.Join(data, "right", "planted"+name)); err != nil {
			t.Fatal(err)
		}
		rows += "right/planted" + name + ",left\n"
	}
	more := filepath.Join(leftAndRight(t, 21), "right", "20.png")
	table, run := filepath.Join(dir, "said.csv"), filepath.Join(dir, "run")
	write := func(words string) {
		t.Helper()
		if err := os.WriteFile(table, []byte(words), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	args := func(out string) []string {
		return []string{"finetune", "--data", data, "--corrections", table, "--out", out, "--preset", "quick", "--epochs", "1", "--image-size", "16", "--batch", "8"}
	}
	none := filepath.Join(dir, "none")
	for words, want := range map[string]string{
		rows + "left/05.png,Left\n":        `Line 5 of the corrections says "Left"`,
		rows + "left/05.png,top\n":         "there is no such class",
		rows + "right/planted00.png,right": "lines 2 and 5 say different labels of " + filepath.Join(data, "right", "planted00.png"),
		"file,label,sure\n":                `its columns are "file", "label", "sure"`,
	} {
		write(words)
		fails(t, 1, want, args(none)...)
	}
	if _, err := os.Stat(none); err == nil {
		t.Error("something was left behind")
	}
	write(rows + more + ",right\nleft/gone.png,right\n")
	r := maestudio(t, args(run)...)
	for _, want := range []string{"By the corrections: 3 labels corrected, 1 picture from elsewhere added to what it learns from.", "The corrections name 1 picture that is not there and is passed over: " + filepath.Join(data, "left", "gone.png") + ".", "33 pictures to learn from and 8 held out"} {
		if !strings.Contains(r.out+r.err, want) {
			t.Errorf("%q is not in\n%s%s", want, r.out, r.err)
		}
	}
	list, err := os.ReadFile(filepath.Join(run, "files.tsv"))
	if err != nil || strings.Count(string(list), "\tleft\n") != 20 || strings.Count(string(list), "\tright\n") != 21 {
		t.Errorf("%v, it learned\n%s", err, list)
	}
	for line := range strings.Lines(string(list)) {
		if strings.Contains(line, "planted") && !strings.HasSuffix(line, "\tleft\n") || strings.HasPrefix(line, more) && !strings.Contains(line, "\ttrain\tright\n") {
			t.Errorf("it learned %s", line)
		}
	}
	for _, name := range []string{"corrected.csv", "corrections.csv"} {
		if kept, err := os.ReadFile(filepath.Join(run, name)); err != nil || string(kept) != rows+more+",right\nleft/gone.png,right\n" {
			t.Errorf("%s: %v, %s", name, err, kept)
		}
	}
}

func TestWrongUseOfClassifiers(t *testing.T) {
	data := leftAndRight(t, 6)
	out := filepath.Join(t.TempDir(), "run")
	for _, c := range []struct{ args, want string }{
		{"finetune --out R", "finetune needs labelled pictures"},
		{"finetune --data D", "finetune needs a place for the run"},
		{"finetune --data D --sample --out R", "not both"},
		{"finetune --data D --out R --cls-token --global-pool", "not both"},
		{"finetune --data D --out R --freeze", "--freeze needs an encoder"},
		{"finetune --data D --out R --from D --freeze --layer-decay 0.5", "--layer-decay has no effect with --freeze"},
		{"finetune --data D --out R --from D --freeze --drop-path 0.1", "--drop-path has no effect with --freeze"},
		{"finetune --data D --out R --from nowhere", "There is no run and no weights file at nowhere"},
		{"finetune --data D --out R --from D --preset tiny", "--preset is for a classifier from nothing"},
		{"finetune --data D --out R --smoothing 2", "--smoothing is 2"},
		{"finetune --data D --out R --layer-decay 0", "--layer-decay is 0"},
		{"finetune --data D --out R --randaugment hard", "Write none, or rand-m9-mstd0.5-inc1"},
		{"finetune --data D --out R --image-size 65", "Use an image size of 64 or 72"},
		{"evaluate --data D", "evaluate needs a classifier"},
		{"evaluate --run R", "evaluate needs labelled pictures"},
		{"worth", "worth needs a classifier"},
		{"worth --run R --seeds 0", "--seeds wants a whole number from 1"},
		{"morelabels", "morelabels needs a classifier"},
		{"morelabels --run R --seeds 0", "--seeds wants a whole number from 1"},
		{"predict x.png", "predict needs a classifier"},
		{"predict --run R", "predict needs pictures"},
		{"predict --run R --unsure-below 2 x.png", "--unsure-below wants a probability"},
		{"embed --run R --data D --out f.txt", "embed writes .npy or .csv"},
		{"probe --run R", "probe needs labelled pictures"},
		{"probe --data D", "probe needs a model"},
	} {
		args := strings.Fields(c.args)
		for i, a := range args {
			switch a {
			case "D":
				args[i] = data
			case "R":
				args[i] = out
			}
		}
		fails(t, 2, c.want, args...)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("something was left behind")
	}
}

// An empty name, as a variable that is not set gives it, is not a name left out.
func TestEmptyNames(t *testing.T) {
	data, out := leftAndRight(t, 2), filepath.Join(t.TempDir(), "run")
	for _, c := range []struct {
		want string
		args []string
	}{
		{"--from wants RUN or WEIGHTS, and was given an empty name.", []string{"finetune", "--data", data, "--from", "", "--out", out}},
		{"--data wants DIR, and", []string{"finetune", "--sample", "--data", "", "--out", out}},
		{"--corrections wants FILE, and", []string{"finetune", "--data", data, "--corrections", "", "--out", out}},
		{"--out wants RUN, and", []string{"finetune", "--data", data, "--out", ""}},
		{"--run wants RUN, and", []string{"evaluate", "--run", "", "--data", data}},
		{"--data wants DIR, and", []string{"evaluate", "--run", out, "--data="}},
		{"--copy-into wants DIR, and", []string{"predict", "--run", out, "--copy-into", "", data}},
		{"predict was given an empty name.", []string{"predict", "--run", out, data, ""}},
		{"--data wants DIR, and", []string{"embed", "--run", out, "--data", data, "--data", "", "--out", "f.npy"}},
		{"--run wants RUN, and", []string{"probe", "--run", "", "--data", data}},
		{"--run wants RUN, and", []string{"worth", "--run", ""}},
		{"--run wants RUN, and", []string{"morelabels", "--run", ""}},
	} {
		fails(t, 2, c.want, c.args...)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("something was left behind")
	}
}

// Who goes on with a classifier has it judged at its end, as by finetune; the window's
// worker leaves that to the window.
func TestTrainedOnIsJudged(t *testing.T) {
	run := filepath.Join(t.TempDir(), "classifier")
	if r := maestudio(t, "finetune", "--data", leftAndRight(t, 6), "--out", run, "--epochs", "1", "--image-size", "32", "--batch", "4"); r.code != 0 {
		t.Fatal(r)
	}
	for _, c := range []struct{ epochs, flag, says string }{{"2", "--unjudged", "Not judged yet"}, {"3", "--unjudged=false", "rightly ("}} {
		_ = os.Remove(filepath.Join(run, "result.json")) // true still, where no epoch was better
		if r := maestudio(t, "train", run, "--epochs", c.epochs, c.flag); r.code != 0 {
			t.Fatal(r)
		}
		tells(t, run, c.says)
	}
}

// A step takes no more pictures than there are, and the mild rate is that of a step
// whatever it takes; what was chosen is said, and no more.
func TestBatchAboveThePictures(t *testing.T) {
	data := leftAndRight(t, 20)
	for flags, says := range map[string]string{
		"--batch 1024":   ", 1 epoch, batches of 32.\n",
		"--accumulate 2": ", 1 epoch, 2 batches a step.\n",
	} {
		dir := filepath.Join(t.TempDir(), "run")
		r := maestudio(t, append([]string{"finetune", "--data", data, "--out", dir, "--epochs", "1", "--image-size", "32"}, strings.Fields(flags)...)...)
		if r.code != 0 || !strings.Contains(r.out, says) {
			t.Errorf("%s: exit code %d, %s%s", flags, r.code, r.out, r.err)
		}
		own, err := run.Open(dir)
		if err != nil || math.Abs(own.Config.Training.PeakLR()-5e-4) > 1e-9 {
			t.Errorf("%s: a rate of %v, %v", flags, own.Config.Training.PeakLR(), err)
		}
	}
}

// A classifier that begins with another one, which was told of pictures that are held out
// now, is said to be flattered by them.
func TestBeginningWithAClassifier(t *testing.T) {
	data, dir := leftAndRight(t, 20), t.TempDir()
	first := filepath.Join(dir, "first")
	if r := maestudio(t, "finetune", "--data", data, "--out", first, "--epochs", "1", "--image-size", "32"); r.code != 0 || strings.Contains(r.out, "flatter. Begin") {
		t.Fatal(r)
	}
	r := maestudio(t, "finetune", "--data", data, "--from", first, "--out", filepath.Join(dir, "second"), "--epochs", "1", "--seed", "7")
	if r.code != 0 || !strings.Contains(r.out, " of the 8 pictures held out the classifier in "+first+" has learned from, with their labels: the score will flatter. Begin with an encoder instead.") {
		t.Errorf("exit code %d, %s%s", r.code, r.out, r.err)
	}
	picture := filepath.Join(data, "left", "00.png")
	if r := maestudio(t, "predict", "--run", first, "--unsure-below", "1", picture); !strings.Contains(r.out, "unsure") {
		t.Errorf("of one that is unsure: %s", r.out)
	}
	if r := maestudio(t, "predict", "--run", first, "--unsure-below", "1", "--json", picture); !strings.Contains(r.out, `"unsure":true`) {
		t.Errorf("of one that is unsure: %s", r.out)
	}
}
