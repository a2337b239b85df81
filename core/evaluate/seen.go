// Pictures that a run learned from, among those that it is judged by.

package evaluate

import (
	"context"

	"maestudio/core/dataset"
	"maestudio/core/dataset/labels"
)

// apart scores what the run learned from apart: copies, byte for byte or nearly, of
// pictures that it was shown, and what a classifier learned from that it began with. Others
// beside may be what two near copies have in common.
func (r *Result) apart(ctx context.Context, q question, asked []subject) error {
	r.Unseen, r.UnseenPictures, r.UnseenInterval = r.Top1, r.Scores.Pictures, r.Interval
	if len(q.learned) == 0 {
		return nil
	}
	bytes := map[string]bool{}
	for _, s := range q.learned {
		bytes[s.hash] = true
	}
	copies, err := leaks(ctx, q.learned, asked, q.beside)
	if err != nil {
		return err
	}
	for _, s := range asked {
		if q.chose[s.hash] {
			r.Chose++
		}
	}
	marked := make([]bool, len(asked))
	for i, s := range asked {
		same := s.hash != "" && (bytes[s.hash] || q.taught[s.hash])
		if marked[i] = same || copies[i]; !marked[i] {
			continue
		}
		if r.Seen++; !same {
			r.SeenNearly++
		}
		r.Pictures[i].Seen = true
	}
	r.Unseen, r.UnseenPictures, r.UnseenInterval = r.Without(marked)
	return nil
}

// Flatters is by how much the score is above that without pictures that the run learned
// from; 0 where there are no others.
func (r *Result) Flatters() float64 {
	if r.UnseenPictures == 0 {
		return 0
	}
	return r.Top1 - r.Unseen
}

// leaks marks those of asked that are copies of learned ones.
func leaks(ctx context.Context, learned, asked, beside []subject) ([]bool, error) {
	var all []labels.Picture
	for _, of := range []struct {
		subjects []subject
		part     labels.Part
	}{{asked, labels.Test}, {beside, labels.Validation}, {learned, labels.Train}} {
		files, err := looked(ctx, of.subjects)
		if err != nil {
			return nil, err
		}
		for i, f := range files {
			all = append(all, labels.Picture{File: f, Label: of.subjects[i].label, Part: of.part})
		}
	}
	return labels.Leaks(all)[:len(asked)], nil
}

// looked are the files of subjects, each with its look unless it was changed since.
func looked(ctx context.Context, of []subject) ([]dataset.File, error) {
	files, missing := make([]dataset.File, len(of)), []int{}
	var paths []string
	for i, s := range of {
		if files[i] = s.file; !s.file.Look.Taken {
			missing, paths = append(missing, i), append(paths, s.path)
		}
	}
	found, err := dataset.Examine(ctx, paths)
	if err != nil {
		return nil, err
	}
	for k, i := range missing {
		if files[i] = found[k]; files[i].Hash != of[i].hash {
			files[i] = dataset.File{Path: of[i].path, Hash: of[i].hash}
		}
	}
	return files, nil
}
