package run

import (
	"context"
	"path/filepath"
	"testing"

	"maestudio/core/internal/testdata"
)

// What a classifier learns from or is judged by is not listed as left out, and a picture
// without a label is listed as that, be it the same as another too.
func TestLeftOutOfClasses(t *testing.T) {
	tree := testdata.Shared(t, "data/broken/tree_classes")
	set, report, err := readLabels(context.Background(), []string{tree}, 0, nil, CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	reasons := map[string]string{}
	for _, l := range unlabelled(report, set) {
		reasons[l.Path] = l.Reason
	}
	for _, p := range set.Pictures {
		if reason, out := reasons[p.Path]; out {
			t.Errorf("%s is used and listed as left out: %s", p.Path, reason)
		}
	}
	if got := reasons[filepath.Join(tree, "train/stray.jpg")]; got != "It lies beside the class folders and has no label" {
		t.Errorf("stray.jpg is left out: %q", got)
	}
	if got := reasons[filepath.Join(tree, "train/all_broken/x.jpg")]; got == "" {
		t.Error("a damaged picture is not listed")
	}
}
