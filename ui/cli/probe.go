package cli

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"maestudio/core/dataset/labels"
	"maestudio/core/predict"
	"maestudio/core/probe"
	"maestudio/core/run"
	"maestudio/core/task/classify"
	"maestudio/gpu/cpu"
)

func (a *app) probe() *cobra.Command {
	var o probeOptions
	cmd := &cobra.Command{
		Use:     "probe --run RUN --data DIR",
		Short:   "Ask a frozen encoder what it knows of classes, in seconds",
		GroupID: "look",
		Long: `Takes the features that a model makes of labelled pictures and asks two simple
judges: the ten nearest neighbours (k-NN), and one linear layer trained on the
features. The model learns nothing. Both say how useful the features are; what
fine-tuning reaches is higher, above all for masked autoencoders. The features are
kept in the cache folder: asked again, the same weights answer at once.

The folder's sub-folders are classes, below train/ and val/ where these are
there; else one picture of five is held out of each class.`,
		Example: `  maestudio probe --run runs/mine --data flowers`,
		Args:    noArguments("the folder of labelled pictures goes after --data"),
		RunE:    func(_ *cobra.Command, _ []string) error { return a.runProbe(o) },
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&o.run, "run", "", "`RUN` folder whose encoder is asked")
	f.StringVar(&o.data, "data", "", "`DIR` whose sub-folders are classes of pictures")
	f.BoolVar(&o.json, "json", false, "print one JSON object")
	f.IntVar(&o.threads, "threads", 0, "`N` processor cores to use; changes no result (all)")
	return cmd
}

type probeOptions struct {
	run, data string
	json      bool
	threads   int
}

// probeResult is what --json prints.
type probeResult struct {
	Train   int     `json:"train"`
	HeldOut int     `json:"held_out"`
	Classes int     `json:"classes"`
	KNN     float64 `json:"knn"`
	Linear  float64 `json:"linear"`
}

func (a *app) runProbe(o probeOptions) error {
	switch {
	case o.run == "":
		return wrongUse("probe needs a model: --run RUN.")
	case o.data == "":
		return wrongUse("probe needs labelled pictures: --data DIR, a folder whose sub-folders are classes.")
	}
	ctx, done := a.untilInterrupted(context.Background(), func() {}, atOnce)
	defer done()
	show := a.progress(o.json)
	defer show.end()
	set, err := a.labelled(ctx, o.data, show)
	if err != nil {
		return stoppedOr(ctx, err)
	}
	m, err := predict.Open(o.run, predict.Options{Threads: o.threads})
	if err != nil {
		return err
	}
	defer m.Close()
	known, own, err := a.featuresOf(ctx, m, set, labels.Train, show)
	if err != nil {
		return stoppedOr(ctx, err)
	}
	asked, want, err := a.featuresOf(ctx, m, set, labels.Validation, show)
	if err != nil {
		return stoppedOr(ctx, err)
	}
	show.end()
	if len(own) == 0 || len(want) == 0 {
		return fmt.Errorf("There are %s to learn from and %d held out in %s; probe needs both.", plural(len(own), "picture", "pictures"), len(want), o.data)
	}
	r := probeResult{Train: len(own), HeldOut: len(want), Classes: len(set.Classes)}
	r.KNN = share(probe.Neighbourly(known, own, asked, m.Dim), want)
	device, err := cpu.Open(cpu.Options{Threads: o.threads})
	if err != nil {
		return err
	}
	defer device.Close()
	logits, err := probe.Linear(device, known, own, asked, m.Dim, r.Classes)
	if err != nil {
		return err
	}
	answers := make([]int, len(want))
	for i := range answers {
		answers[i] = classify.Top(logits[i*r.Classes:][:r.Classes])
	}
	r.Linear = share(answers, want)
	if o.json {
		return json.NewEncoder(a.out).Encode(r)
	}
	t := newTable(a.out)
	t.row("k-NN", fmt.Sprintf("%.1f %%", 100*r.KNN))
	t.row("linear", fmt.Sprintf("%.1f %%", 100*r.Linear))
	t.row("", fmt.Sprintf("of %d pictures held out right, %s, learned from %d", r.HeldOut, plural(r.Classes, "class", "classes"), r.Train))
	return t.end()
}

// labelled looks through a folder of classes.
func (a *app) labelled(ctx context.Context, dir string, show progress) (*labels.Set, error) {
	set, err := run.ReadLabels(ctx, dir, run.CreateOptions{Scanned: scanProgress(show), Cache: cacheDir()})
	show.end()
	return set, err
}

// featuresOf are those of a part, with their labels.
func (a *app) featuresOf(ctx context.Context, m *predict.Model, set *labels.Set, part labels.Part, show progress) ([]float32, []int, error) {
	files, all := set.Of(part)
	paths := make([]string, len(files))
	for i, f := range files {
		paths[i] = f.Path
	}
	t, err := m.CachedTable(ctx, cacheDir(), paths, func(done, total int) { show.looking("picture", done, total) })
	if err != nil {
		return nil, nil, err
	}
	own := make([]int, len(t.Index))
	for i, at := range t.Index {
		own[i] = all[at]
	}
	for _, lost := range t.Lost {
		a.warn(lost)
	}
	return t.Features, own, nil
}

// share is that of answers which are as wanted.
func share(answers, want []int) float64 {
	right := 0
	for i, answer := range answers {
		if answer == want[i] {
			right++
		}
	}
	return float64(right) / float64(max(1, len(want)))
}
