// Which class a classifier's pictures are of, and what each is for.

package run

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"maestudio/core/dataset"
	"maestudio/core/dataset/labels"
)

// ReadLabels reads the labels of folders of classes, or of a table, which no run has
// to be made of.
func ReadLabels(ctx context.Context, paths []string, o CreateOptions) (*labels.Set, error) {
	absolute := make([]string, len(paths))
	for i, path := range paths {
		var err error
		if absolute[i], err = filepath.Abs(path); err != nil {
			return nil, Errorf(Pictures, err, "The folder %s cannot be found.", path)
		}
	}
	said, err := readSaid(absolute, o)
	if err != nil {
		return nil, err
	}
	set, _, err := readLabels(ctx, absolute, 0, said, o)
	return set, err
}

// readSaid reads what a person said of single pictures.
func readSaid(paths []string, o CreateOptions) ([]labels.Correction, error) {
	if o.Corrections == "" {
		return nil, nil
	}
	said, err := labels.ReadCorrections(o.Corrections, labels.Base(paths[0]))
	if err != nil {
		return nil, Errorf(Pictures, err, "%v", err)
	}
	return said, nil
}

// correctedWords say what came of that; "" where nothing did.
func correctedWords(set *labels.Set) string {
	var words []string
	corrected, added := set.Corrected()
	if corrected > 0 {
		words = append(words, fmt.Sprintf("%s corrected", plural(corrected, "label")))
	}
	if added > 0 {
		words = append(words, fmt.Sprintf("%s from elsewhere added to what it learns from", plural(added, "picture")))
	}
	if words == nil {
		return ""
	}
	return "By the corrections: " + strings.Join(words, ", ") + "."
}

// readLabels returns what was scanned too, which of a table is nothing.
func readLabels(ctx context.Context, paths []string, seed uint64, said []labels.Correction, o CreateOptions) (*labels.Set, *dataset.Report, error) {
	options := labels.Options{Seed: seed, Corrections: said, CacheDir: o.Cache, Progress: o.Scanned}
	if info, err := os.Stat(paths[0]); err == nil && !info.IsDir() && len(paths) == 1 {
		set, err := labels.Open(ctx, paths[0], options)
		if err != nil && ctx.Err() != nil {
			return nil, nil, Errorf(Stopped, ErrStopped, "Stopped while looking at the pictures. No run was made.")
		}
		if err == nil {
			err = set.Err()
		}
		if err != nil {
			return nil, nil, Errorf(Pictures, err, "%v", err)
		}
		return set, &dataset.Report{}, nil
	}
	report, err := scan(ctx, DataConfig{Folders: paths}, o)
	if err != nil {
		return nil, nil, err
	}
	set, err := labels.FromFoldersContext(ctx, report, options)
	if err != nil && ctx.Err() != nil {
		return nil, nil, Errorf(Stopped, ErrStopped, "Stopped while looking at the pictures. No run was made.")
	}
	if err == nil {
		err = set.Err()
	}
	if err != nil {
		return nil, nil, Errorf(Pictures, err, "%v", err)
	}
	return set, report, nil
}

// labelled are a set's pictures as a run has them.
func labelledPictures(set *labels.Set) []Picture {
	pictures := make([]Picture, len(set.Pictures))
	for i, p := range set.Pictures {
		pictures[i] = Picture{p.Path, p.Size, p.ModTime, p.Hash, Part(p.Part), set.Classes[p.Label]}
	}
	return pictures
}
