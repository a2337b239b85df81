package cli

import (
	"testing"

	"maestudio/core/dataset/labels"
)

func TestClassSizes(t *testing.T) {
	for want, all := range map[string][]labels.Count{
		"3 classes, with 2 (b) to 1,900 pictures (a) to learn from": {{Class: "a", Train: 1900}, {Class: "b", Train: 2}, {Class: "c", Train: 9}},
		"2 classes, each with 1 picture to learn from":              {{Class: "a", Train: 1}, {Class: "b", Train: 1}},
	} {
		if got := classSizes(all); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
