package window

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"sync"

	"maestudio/core/dataset/labels"
	"maestudio/core/run"
	"maestudio/ui/screen"
)

// corrections is what a person said of the labels of a classifier's pictures.
type corrections struct {
	said  map[string]string // labels, by path
	fresh int               // how many the classifier was made without
	err   error
}

// correctionsOf reads those of the classifier in a folder.
func correctionsOf(dir string) corrections {
	r, err := run.Open(dir)
	if err != nil {
		return corrections{err: err}
	}
	said, err := r.Said()
	if err != nil {
		return corrections{err: err}
	}
	c := corrections{said: said}
	fresh, err := r.Uncorrected()
	c.fresh, c.err = len(fresh), err
	return c
}

// corrector keeps what is said, one after the other.
type corrector struct {
	w    *Window
	turn sync.Mutex
}

// say keeps what a person says of labels of the classifier in a folder, with a way to
// take it back; fail is told what kept it from that.
func (c *corrector) say(dir, sentence string, said []labels.Correction, fail func(error)) {
	c.write(dir, said, fail, func(before []labels.Correction) {
		c.w.done(sentence, func() { c.write(dir, before, fail, func([]labels.Correction) {}) })
	})
}

func (c *corrector) write(dir string, said []labels.Correction, fail func(error), done func(before []labels.Correction)) {
	c.w.start(func(ctx context.Context) {
		c.turn.Lock()
		defer c.turn.Unlock()
		var before []labels.Correction
		r, err := run.Open(dir)
		if err == nil {
			before, err = r.Correct(said)
		}
		now := correctionsOf(dir)
		c.w.show(ctx, func() {
			c.w.tune.result.corrected(dir, now)
			c.w.predict.corrected(dir, now)
			if err != nil {
				fail(err)
				return
			}
			done(before)
		})
	})
}

// look reads what was said about the classifier in a folder.
func (c *corrector) look(dir string, take func(corrections)) {
	c.w.start(func(ctx context.Context) {
		now := correctionsOf(dir)
		c.w.show(ctx, func() { take(now) })
	})
}

// saidWords tell what was said of pictures, by the label as it is shown.
func saidWords(paths []string, label string) string {
	if len(paths) == 1 {
		return fmt.Sprintf("%s is %s, for the next fine-tuning.", filepath.Base(paths[0]), label)
	}
	return fmt.Sprintf("%s are %s, for the next fine-tuning.", plural(len(paths), "picture", "pictures"), label)
}

// classChoices are all classes, those first that something speaks for.
func classChoices(names []string, notes map[int]string, first []int) (all []screen.ClassChoice, at []int) {
	at = append(at, first...)
	for i := range names {
		if !slices.Contains(first, i) {
			at = append(at, i)
		}
	}
	for _, i := range at {
		all = append(all, screen.ClassChoice{Name: names[i], Note: notes[i]})
	}
	return all, at
}
