package cli

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"maestudio/core/dataset"
	"maestudio/core/dataset/hygiene"
	"maestudio/core/forecast"
	"maestudio/core/run"
)

func (a *app) pretrain() *cobra.Command {
	var o pretrainOptions
	cmd := &cobra.Command{
		Use:     "pretrain (--data DIR... | --sample) --out RUN",
		Short:   "Start a run: learn to redraw the pictures of a folder",
		GroupID: "train",
		Long: `Looks through folders of pictures, makes a run folder, and trains. Most of every
picture is hidden and the model learns to redraw it from the rest. Nothing in
the folders is changed.

Presets, from the lightest to the heaviest:

` + presetTable() + `
Encoder and decoder are width x depth; compute is for training on one picture.
What a flag does not say is as the preset has it. The published settings (800
epochs, a batch of 4096) come with --recipe paper.

Where the pictures lie in sub-folders as classes, the model is asked now and then
what it knows of them (k-NN on what the encoder makes of whole pictures). It never
learns from the labels, and k-NN under-rates masked autoencoders: watch whether
it rises. --probe names another folder of labelled pictures.

With --init the run has the sizes of the weights that it begins with, and the training
of the preset that is nearest in size where none is named. A size that contradicts
them is refused; another --image-size carries the positions over.

On disk the last two whole states are kept (three while saving within epochs), the
newest weights and the best; and to look back, the weights of epochs 1, 2, 3, 4, 6,
8, 12, 16, 24 and so on, as many as --disk-budget has room for.

Ctrl-C stops after the step and writes a checkpoint; pressed twice it stops at
once. In both cases maestudio train RUN goes on. Exit code 0: done, 130: stopped,
2: wrong use, 1: anything else.`,
		Example: `  maestudio pretrain --sample --out runs/first
  maestudio pretrain --data ~/Pictures --out runs/mine
  maestudio pretrain --data a --data b --out runs/ab --preset small --epochs 100
  maestudio pretrain --data ~/Pictures --out runs/tidy --leave-out near,blurred
  maestudio pretrain --data ~/Pictures --dry-run
  maestudio pretrain --data ~/Pictures --out runs/night --time 8h
  maestudio pretrain --data ~/Pictures --out runs/more --init runs/mine --json`,
		Args: noArguments("folders of pictures go after --data"),
		RunE: func(c *cobra.Command, _ []string) error {
			out := o.out
			if o.dryRun {
				out = "" // which makes no run
			}
			return a.guarded(c, out, func() error { return a.runPretrain(c, o) })
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringArrayVar(&o.data, "data", nil, "`DIR` with pictures, at any depth; may be given several times")
	f.BoolVar(&o.sample, "sample", false, "learn from the built-in sample: about 900 pictures that the program draws")
	f.StringSliceVar(&o.leaveOut, "leave-out", nil, "`KINDS` not to learn from, of "+hygiene.Names())
	f.BoolVar(&o.keepCopies, "keep-copies", false, "let files that are the same byte for byte count each (once)")
	f.StringVar(&o.probe, "probe", "", "`DIR` of labelled pictures to ask about, a sub-folder each class (--data)")
	f.StringVar(&o.out, "out", "", "`RUN` folder to make")
	f.StringVar(&o.preset, "preset", "quick", "`NAME` of the sizes and settings to begin with")
	f.StringVar(&o.recipe, "recipe", "", "`paper`: the published epochs, batch, rate and warm-up")
	f.StringVar(&o.init, "init", "", "`WEIGHTS` to begin with, which give the sizes: what import reads, or a run (random)")
	addSettings(f)
	o.manners.flags(cmd)
	f.DurationVar(&o.time, "time", 0, "`TIME` to finish in, such as 2h: chooses epochs, and the preset if none is named")
	f.BoolVar(&o.dryRun, "dry-run", false, "say what the run would take on this machine, and make none")
	f.BoolVar(&o.json, "json", false, "print events, one JSON object a line, and nothing else")
	return cmd
}

// pretrainOptions are the flags that are no settings of the run.
type pretrainOptions struct {
	data                      []string
	out, preset, recipe, init string
	probe                     string
	leaveOut                  []string
	sample, json, dryRun      bool
	keepCopies                bool
	time                      time.Duration
	manners                   manners
}

func (a *app) runPretrain(cmd *cobra.Command, o pretrainOptions) error {
	if err := errors.Join(o.check(), o.checkTime(cmd), o.manners.check(cmd)); err != nil {
		return err
	}
	c, err := o.config(cmd)
	if err != nil {
		return inFlagWords(err)
	}
	if err := errors.Join(checkBudget(cmd, c), a.chooseDevice(cmd, &c)); err != nil {
		return err
	}
	if err := o.fromSizes(a, cmd, c); err != nil {
		return inFlagWords(err)
	}
	c.Device.Threads = o.manners.threads(c.Device.Threads)
	show := a.progress(o.json)
	defer show.end()
	t := a.newTraining(o.out, show)
	defer t.done()
	if o.sample {
		if c.Data.Folders, err = t.drawSample(); err != nil {
			return err
		}
	}
	var decided []string
	if o.dryRun || o.time > 0 {
		p, err := o.plan(cmd, t, c)
		switch {
		case t.ctx.Err() != nil:
			return stopped("Stopped before training began; nothing was written.")
		case err != nil:
			return err
		case o.dryRun:
			return a.dryRun(p, o.json, o.choosesPreset(cmd))
		}
		c = p.Config
		decided = append(decided, o.decided(cmd, p))
	}
	r, err := t.create(c, run.CreateOptions{
		Loaded: a.loaded(o.json),
		Probe:  o.probe,
		Notes:  decided,
		Check: func(c run.Config, files []dataset.File) ([]string, error) {
			room := forecast.RoomAt(c.Device.Name, o.out, cacheDir())
			return forecast.Missing(c, forecast.CacheSize(files, c.Model.ImageSize), room), forecast.TooLarge(c, room)
		},
	})
	if err != nil {
		return err
	}
	show.say("%s", r.Config)
	return t.advance(run.AdvanceOptions{Threads: c.Device.Threads}, o.manners)
}

// check refuses what is wrong whatever the folders hold.
func (o pretrainOptions) check() error {
	switch {
	case o.sample && o.data != nil:
		return wrongUse("Use either --data with folders of your own, or --sample, not both.")
	case !o.sample && o.data == nil:
		return wrongUse("pretrain needs pictures: --data DIR for a folder of yours, or --sample for the built-in ones.")
	case o.out == "" && !o.dryRun:
		return wrongUse("pretrain needs a place for the run: --out RUN, a folder that it will make, such as --out runs/first.")
	case o.recipe != "" && o.recipe != "paper":
		return wrongUse("--recipe wants paper, or is left out for the preset's own settings; not %q.", o.recipe)
	}
	if _, unknown := hygiene.Known(o.leaveOut); unknown != "" {
		return wrongUse("--leave-out knows %s, with commas between them; not %q.", hygiene.Names(), unknown)
	}
	return nil
}

// config is the run's description: the preset, the recipe, then the flags.
func (o pretrainOptions) config(cmd *cobra.Command) (run.Config, error) {
	c, has, err := o.beginning(cmd)
	if err != nil {
		return c, err
	}
	if err := applySettings(&c, cmd); err != nil {
		return c, err
	}
	if err := o.contradiction(cmd, c.Model, has); err != nil {
		return c, err
	}
	if o.recipe == "paper" {
		c.UsePaper() // knows the batch now; flags still go first
		if err := applySettings(&c, cmd); err != nil {
			return c, err
		}
	}
	if t := &c.Training; !cmd.Flags().Changed("warmup-epochs") {
		t.WarmupEpochs = min(t.WarmupEpochs, float64(t.Epochs)/10)
	}
	c.Data.Folders, c.Data.LeaveOut, c.Data.KeepCopies = o.data, o.leaveOut, o.keepCopies
	return c, nil
}

// presetTable lists the presets with what they are and take.
func presetTable() string {
	var b strings.Builder
	t := newTable(&b)
	t.row("  preset", "picture", "patch", "encoder", "decoder", "parameters", "compute", "epochs")
	for _, name := range run.PresetNames {
		c, err := run.Preset(name)
		if err != nil {
			continue // they are built in, and tested
		}
		m := c.Model.MAE()
		t.row("  "+name, fmt.Sprintf("%d px", m.ImageSize), fmt.Sprintf("%d px", m.PatchSize),
			fmt.Sprintf("%d x %d", m.Encoder.Dim, m.Encoder.Depth), fmt.Sprintf("%d x %d", m.Decoder.Dim, m.Decoder.Depth),
			big(float64(m.Params())), big(3*m.Forward())+"FLOP", fmt.Sprint(c.Training.Epochs))
	}
	t.end()
	return b.String()
}

// inFlagWords makes a wrong setting a wrong use of the command line, said in
// the names of the flags.
func inFlagWords(err error) error {
	if run.CodeOf(err) != run.Settings {
		return err
	}
	return wrongUse("%s", inFlags(err.Error()))
}
