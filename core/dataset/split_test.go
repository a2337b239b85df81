package dataset

import (
	"fmt"
	"slices"
	"testing"
)

func numbered(n int) []File {
	files := make([]File, n)
	for i := range files {
		files[i].Path = fmt.Sprintf("/pictures/%05d.jpg", i)
	}
	return files
}

func TestSplit(t *testing.T) {
	for n, want := range map[int]int{0: 0, 1: 0, 19: 0, 20: 1, 100: 5, 8386: 419, 20000: 500} {
		files := numbered(n)
		train, val := Split(files, 7)
		if len(val) != want || len(train)+len(val) != n {
			t.Errorf("%d files give %d and %d, want %d for validation", n, len(train), len(val), want)
		}
		all := slices.Concat(train, val)
		slices.Sort(all)
		for i, v := range all {
			if i != v {
				t.Fatalf("%d files: place %d is missing or there twice", n, i)
			}
		}
		if !slices.IsSorted(train) || !slices.IsSorted(val) {
			t.Errorf("%d files: not in order", n)
		}
	}
}

func TestSplitDependsOnSeedAndNames(t *testing.T) {
	files := numbered(1000)
	_, a := Split(files, 1)
	_, b := Split(files, 1)
	_, c := Split(files, 2)
	if !slices.Equal(a, b) {
		t.Error("the same seed gives another split")
	}
	if slices.Equal(a, c) {
		t.Error("another seed gives the same split")
	}
	more := append([]File{{Path: "/pictures/00000a.jpg"}}, files...)
	_, d := Split(more, 1)
	shared := 0
	for _, i := range d {
		if i > 0 && slices.Contains(a, i-1) {
			shared++
		}
	}
	if shared < len(a)-1 {
		t.Errorf("one more file moved %d of %d pictures", len(a)-shared, len(a))
	}
}

// Where a folder lies does not matter, only what is in it.
func TestSplitDependsOnContent(t *testing.T) {
	files := numbered(200)
	for i := range files {
		files[i].Hash = fmt.Sprintf("%064x", i*i)
	}
	_, here := Split(files, 1)
	for i := range files {
		files[i].Path = "/elsewhere" + files[i].Path
	}
	if _, there := Split(files, 1); !slices.Equal(here, there) {
		t.Error("the same pictures in another folder give another split")
	}
}
