// Which pictures a share of the labels is.

package morelabels

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"

	"maestudio/core/dataset"
	"maestudio/core/dataset/labels"
	"maestudio/core/run"
	"maestudio/core/study"
)

// again makes the run of a part: the classifier's own with another seed, or one that
// learns from a share.
func again(ctx context.Context, r *run.Run, p study.Part, o study.Options) (*run.Run, error) {
	pictures, err := run.ListPictures(r.Dir)
	if err != nil {
		return nil, err
	}
	if p.Way != All {
		learned, err := look(ctx, r, pictures, o)
		if err != nil {
			return nil, err
		}
		drawn := labels.Nested(learned, []float64{Fraction(Half), Fraction(Quarter)}, uint64(p.Seed))
		if !differ(len(learned), len(drawn[0]), len(drawn[1])) {
			return nil, errors.New("There are too few pictures that differ for a quarter and a half of them to have all classes: most are near copies of others, which stay together. Add other pictures and fine-tune again.")
		}
		pictures = repeated(pictures, learned, drawn[map[string]int{Half: 0, Quarter: 1}[p.Way]])
	}
	return r.AgainOf(p.Dir, pictures, func(c *run.Config) { c.Training.Seed = p.Seed })
}

// look finds the pictures that are learned from, with what tells near copies. A picture
// that has changed meanwhile is like no other: training says what is to be said of it.
func look(ctx context.Context, r *run.Run, pictures []run.Picture, o study.Options) (learned []labels.Picture, err error) {
	folders := map[string]bool{}
	for _, p := range pictures {
		if p.Part == run.Train {
			learned = append(learned, labels.Picture{File: dataset.File{Path: p.Path, Hash: p.Hash, Class: p.Class},
				Label: slices.Index(r.Config.Classify.Classes, p.Class), Part: labels.Train})
			folders[filepath.Dir(p.Path)] = true
		}
	}
	report, err := dataset.Scan(ctx, slices.Sorted(maps.Keys(folders)), dataset.ScanOptions{Check: true, CacheDir: o.Looked, KeepCopies: true}, o.Looking)
	if err != nil && ctx.Err() != nil {
		return nil, run.ErrStopped
	}
	if err != nil {
		return nil, err
	}
	seen := map[string]dataset.File{}
	for _, f := range report.Files {
		seen[f.Path] = f
	}
	for i, p := range learned {
		if f := seen[p.Path]; f.Hash == p.Hash {
			learned[i].Width, learned[i].Height, learned[i].Look = f.Width, f.Height, f.Look
		}
	}
	return learned, nil
}

// enough refuses classes of so few pictures that half of them would be all, or a quarter
// as many as half. sizes are those of the classes.
func enough(sizes map[string]int) error {
	all, half, quarter := 0, 0, 0
	for _, n := range sizes {
		all, half, quarter = all+n, half+labels.ShareOf(n, Fraction(Half)), quarter+labels.ShareOf(n, Fraction(Quarter))
	}
	if differ(all, half, quarter) {
		return nil
	}
	least := slices.MinFunc(slices.Sorted(maps.Keys(sizes)), func(a, b string) int { return cmp.Compare(sizes[a], sizes[b]) })
	return fmt.Errorf("There are too few pictures for a quarter and a half of them to have all classes: the classifier learned from %d of %q. With four and more of each class it could be told whether more would help.", sizes[least], least)
}

func differ(all, half, quarter int) bool { return 3*half <= 2*all && 3*quarter <= 2*half }

// repeated puts a share of the pictures learned from in the places of all: of each class
// as many as before, so that each comes several times, and all orders and batches have
// the same classes.
func repeated(pictures []run.Picture, learned []labels.Picture, drawn []int) []run.Picture {
	byPath := map[string]bool{}
	for _, i := range drawn {
		byPath[learned[i].Path] = true
	}
	kept := map[string][]run.Picture{}
	for _, p := range pictures {
		if p.Part == run.Train && byPath[p.Path] {
			kept[p.Class] = append(kept[p.Class], p)
		}
	}
	all, next := slices.Clone(pictures), map[string]int{}
	for i, p := range all {
		if of := kept[p.Class]; p.Part == run.Train {
			all[i] = of[next[p.Class]%len(of)]
			next[p.Class]++
		}
	}
	return all
}
