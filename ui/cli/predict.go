package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"maestudio/core/dataset"
	"maestudio/core/predict"
)

func (a *app) predict() *cobra.Command {
	var o predictOptions
	cmd := &cobra.Command{
		Use:     "predict --run RUN IMAGE|DIR...",
		Short:   "Say what classes pictures are of",
		GroupID: "look",
		Long: `Asks a classifier about pictures and prints the most likely classes with their
probabilities: for single pictures in words, for folders as CSV (path, class,
probability, and the next ones), or with --json one object a picture.

--run is a run that finetune made, or a weights file of one. The weights of the
best epoch are used; the run may be training meanwhile. Nothing is changed.

With --copy-into the pictures are copied into a new folder in DIR, each into one named
after its class; the pictures themselves stay where and what they are. --unsure-below
keeps apart what the model is not sure enough of: copies go into a folder "unsure",
and the table has a column for it.

A picture that is not there or cannot be read is named and left out; the exit code
is then 1.`,
		Example: `  maestudio predict --run runs/flowers rose.jpg
  maestudio predict --run runs/flowers holiday > holiday.csv
  maestudio predict --run runs/flowers --json holiday
  maestudio predict --run runs/flowers --copy-into sorted --unsure-below 0.5 holiday`,
		RunE: func(_ *cobra.Command, args []string) error { return a.runPredict(args, o) },
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&o.run, "run", "", "`RUN` folder, or weights file, of a classifier")
	f.IntVar(&o.top, "top", 5, "`N` classes of each picture")
	f.BoolVar(&o.json, "json", false, "print one JSON object a picture")
	f.StringVar(&o.into, "copy-into", "", "copy pictures into folders of their classes, in a new folder in `DIR`")
	f.Float64Var(&o.unsure, "unsure-below", 0, "probability `P` below which a picture counts as unsure")
	f.IntVar(&o.threads, "threads", 0, "`N` processor cores to use; changes no result (all)")
	return cmd
}

type predictOptions struct {
	run, into    string
	top, threads int
	json         bool
	unsure       float64
}

func (a *app) runPredict(args []string, o predictOptions) error {
	switch {
	case o.run == "":
		return wrongUse("predict needs a classifier: --run RUN, a run that maestudio finetune made.")
	case len(args) == 0:
		return wrongUse("predict needs pictures: name files or folders.")
	case o.top < 1:
		return wrongUse("--top wants a whole number of 1 or more, not %d.", o.top)
	}
	if !(o.unsure >= 0 && o.unsure <= 1) {
		return wrongUse("--unsure-below wants a probability from 0 to 1, not %v.", o.unsure)
	}
	ctx, done := a.untilInterrupted(context.Background(), func() {}, atOnce)
	defer done()
	paths, folder, err := a.picturesOf(ctx, args)
	if err != nil {
		return err
	}
	if o.into != "" {
		return a.sort(ctx, args, paths, o)
	}
	m, err := openClassifier(o.run, o.threads, len(paths))
	if err != nil {
		return err
	}
	defer m.Close()
	out := a.predictionWriter(m, o, folder)
	lost := 0
	err = m.Each(ctx, paths, func(r predict.Result) error {
		if r.Err != nil {
			lost++
			a.warn(r.Err)
			return nil
		}
		return out.write(r)
	})
	if err := errors.Join(err, out.end()); err != nil {
		return stoppedOr(ctx, err)
	}
	return left(lost, len(paths))
}

// left says how many pictures could not be read, if any.
func left(lost, of int) error {
	if lost == 0 {
		return nil
	}
	return fmt.Errorf("%s of %s could not be read", count(lost), plural(of, "picture", "pictures"))
}

func stoppedOr(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return stopped("Stopped.")
	}
	return err
}

// openClassifier refuses what has no classes.
func openClassifier(path string, threads, pictures int) (*predict.Model, error) {
	m, err := predict.Open(path, predict.Options{Threads: threads, Batch: max(1, min(64, pictures))})
	if err != nil {
		return nil, err
	}
	if m.Classes == nil {
		m.Close()
		return nil, wrongUse("%s is a run of pre-training, which knows no classes. Make a classifier of it first: maestudio finetune --data DIR --from %s --out RUN.", path, shellWord(path))
	}
	return m, nil
}

// picturesOf lists the pictures that are named, and those in the folders that are. One
// that is not there is listed with the others, and left out as an unreadable one is;
// where nothing is there that is an error.
func (a *app) picturesOf(ctx context.Context, args []string) (paths []string, folder bool, err error) {
	gone := 0
	for _, name := range args {
		info, err := os.Stat(name)
		if err != nil {
			if gone++; gone == len(args) {
				return nil, false, nothingAt(args)
			}
			paths = append(paths, name)
			continue
		}
		if !info.IsDir() {
			paths = append(paths, name)
			continue
		}
		folder = true
		report, err := dataset.Scan(ctx, []string{name}, dataset.ScanOptions{}, nil)
		if err == nil {
			err = report.Err()
		}
		if err != nil {
			return nil, false, stoppedOr(ctx, err)
		}
		for _, p := range report.Problems {
			a.warn(fmt.Errorf("%s is left out: %s", p.Path, p.Reason))
		}
		for _, f := range report.Files {
			paths = append(paths, f.Path)
		}
	}
	return paths, folder, nil
}

func nothingAt(names []string) error {
	if len(names) == 1 {
		return fmt.Errorf("There is no picture and no folder %s. Check its name.", names[0])
	}
	return fmt.Errorf("There is nothing at any of the %d names, the first of which is %s. Check them.", len(names), names[0])
}

// predictions are written picture by picture.
type predictions struct {
	write func(predict.Result) error
	end   func() error
}

func (a *app) predictionWriter(m *predict.Model, o predictOptions, folder bool) predictions {
	top := min(o.top, len(m.Classes))
	switch {
	case o.json:
		return jsonPredictions(a.out, m, top, o.unsure)
	case folder:
		return tablePredictions(a.out, m, top, o.unsure)
	}
	t := newTable(a.out)
	return predictions{end: t.end, write: func(r predict.Result) error {
		mark := ""
		if r.Name(top).Unsure(o.unsure) {
			mark = "unsure"
		}
		t.row(r.Path, mark)
		for _, c := range r.Best(top) {
			t.row("  "+m.Classes[c], fmt.Sprintf("%.1f %%", 100*r.Probabilities[c]))
		}
		return nil
	}}
}

func jsonPredictions(out io.Writer, m *predict.Model, top int, unsure float64) predictions {
	type guess struct {
		Class       string  `json:"class"`
		Probability float64 `json:"probability"`
	}
	type line struct {
		Path   string  `json:"path"`
		Top    []guess `json:"top"`
		Unsure bool    `json:"unsure,omitempty"`
	}
	encoder := json.NewEncoder(out)
	return predictions{end: func() error { return nil }, write: func(r predict.Result) error {
		l := line{Path: r.Path, Unsure: r.Name(top).Unsure(unsure)}
		for _, c := range r.Best(top) {
			l.Top = append(l.Top, guess{m.Classes[c], float64(r.Probabilities[c])})
		}
		return encoder.Encode(l)
	}}
}

func tablePredictions(out io.Writer, m *predict.Model, top int, unsure float64) predictions {
	table := predict.NewCSV(out, m.Classes, top, unsure)
	return predictions{end: table.Flush, write: func(r predict.Result) error { return table.Write(r.Name(top)) }}
}
