package cli_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A thousand classes of a picture each are learned, judged and named like two.
func TestThousandClasses(t *testing.T) {
	const n = 1000
	data, dir := t.TempDir(), t.TempDir()
	for i := range n {
		for j, part := range []string{"train", "val"} {
			class := filepath.Join(data, part, fmt.Sprintf("kind %04d", i))
			if err := os.MkdirAll(class, 0o777); err != nil {
				t.Fatal(err)
			}
			picture(t, filepath.Join(class, "a.png"), 40, uint64(2*i+j))
		}
	}
	encoder, run := filepath.Join(dir, "encoder"), filepath.Join(dir, "classifier")
	if r := maestudio(t, pretrain(pictures(t, 10), encoder, "--epochs", "1")...); r.code != 0 {
		t.Fatal(r)
	}
	r := maestudio(t, "finetune", "--data", data, "--from", encoder, "--out", run, "--epochs", "1", "--batch", "100")
	for _, want := range []string{"1,000 classes, each with 1 picture to learn from", "1,000 pictures to learn from and 1,000 held out", "of 1000 held-out pictures right"} {
		if !strings.Contains(r.out, want) {
			t.Errorf("%q is not in\n%s", want, r.out)
		}
	}
	if r.code != 0 {
		t.Fatalf("exit code %d, stderr %q", r.code, r.err)
	}
	var scores struct {
		Top1, Top5 float64
		Pictures   int
		Names      []string
		Confusion  [][]int
	}
	r = maestudio(t, "evaluate", "--run", run, "--data", data, "--json")
	if err := json.Unmarshal([]byte(r.out), &scores); err != nil || len(scores.Names) != n || len(scores.Confusion) != n || scores.Pictures != n {
		t.Fatalf("evaluate: %v, exit code %d, %s", err, r.code, r.err)
	}
	if scores.Top5 < scores.Top1 {
		t.Errorf("%v right at first and %v among five", scores.Top1, scores.Top5)
	}
	r = maestudio(t, "predict", "--run", run, "--json", filepath.Join(data, "val", "kind 0007", "a.png"))
	if r.code != 0 || strings.Count(r.out, `"kind `) < 5 {
		t.Errorf("predict: exit code %d, %s%s", r.code, r.out, r.err)
	}
}
