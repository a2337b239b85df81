package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"maestudio/core/dataset"
	"maestudio/core/dataset/labels"
	"maestudio/core/forecast"
	"maestudio/core/run"
)

func (a *app) finetune() *cobra.Command {
	var o finetuneOptions
	cmd := &cobra.Command{
		Use:     "finetune (--data DIR | --sample) [--from RUN|WEIGHTS] --out RUN",
		Short:   "Start a run: learn to tell classes apart, from labelled pictures",
		GroupID: "train",
		Long: `Looks through a folder whose sub-folders are classes, makes a run folder, and
trains a classifier. A table (CSV: file,label) may stand for the folder. Where
train/, val/ and test/ stand above the classes, these
say what is learned from, judged by, and left for the end; else one picture of
five is held out of each class. Nothing in the folder is changed.

--corrections names a table (CSV: file,label) of what a person said of single
pictures, such as the corrections.csv that the window keeps in a run. A label there
goes before the folder's, and pictures from elsewhere are learned from too. Paths in
it count from DIR. The run keeps a copy.

--from names what pre-training learned: a run, or any file or folder of weights that
import reads. Without it the classifier starts from nothing, which needs far more
pictures.

Settings are chosen by how many pictures of a class there are, and said. What a
flag says goes before. The weights of the best epoch are kept in
RUN/best.safetensors; the class names travel with them.

On disk the last two whole states are kept (three while saving within epochs), the
newest weights and the best; and to look back, the weights of epochs 1, 2, 3, 4, 6,
8, 12, 16, 24 and so on, as many as --disk-budget has room for.

Ctrl-C stops after the step and writes a checkpoint; maestudio train RUN goes on.
Exit code 0: done, 130: stopped, 2: wrong use, 1: anything else.`,
		Example: `  maestudio finetune --data flowers --from runs/mine --out runs/flowers
  maestudio finetune --sample --from runs/first --out runs/sample-classes
  maestudio finetune --data flowers --preset quick --out runs/from-nothing
  maestudio finetune --data flowers --corrections runs/flowers/corrections.csv --from runs/mine --out runs/flowers-2
  maestudio finetune --data flowers --from runs/mine --out runs/large --image-size 96 --epochs 50`,
		Args: noArguments("a folder of labelled pictures goes after --data"),
		RunE: func(c *cobra.Command, _ []string) error {
			return a.guarded(c, o.out, func() error { return a.runFinetune(c, o) })
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&o.data, "data", "", "`DIR` whose sub-folders are classes of pictures")
	f.BoolVar(&o.sample, "sample", false, "learn the six classes of the built-in sample")
	f.StringVar(&o.corrections, "corrections", "", "`FILE` (CSV: file,label) with labels that go before the folder's")
	f.StringVar(&o.from, "from", "", "`RUN|WEIGHTS`: the encoder to start from (none)")
	f.IntVar(&o.heads, "encoder-heads", 0, "`N` attention heads of it, if WEIGHTS do not say (width / 64)")
	f.StringVar(&o.out, "out", "", "`RUN` folder to make")
	f.StringVar(&o.preset, "preset", "quick", "`NAME` of the sizes to begin with, where there is no encoder")
	addGroups(f, finetuneSettings)
	f.Bool("global-pool", false, "put the head on the mean of the patches (as it is by default)")
	f.Bool("cls-token", false, "put the head on the class token instead")
	f.Bool("balance", false, "let every class come equally often, where some have few pictures")
	f.Bool("freeze", false, "leave the encoder as it is and train a head alone (linear probe)")
	f.Bool("no-flip", false, "never mirror a picture (for text, maps, anything with a left and a right)")
	o.manners.flags(cmd)
	f.BoolVar(&o.json, "json", false, "print events, one JSON object a line, and nothing else")
	return cmd
}

// finetuneOptions are the flags that are no settings of the run.
type finetuneOptions struct {
	data, from, out, preset string
	corrections             string
	sample, json            bool
	heads                   int
	manners                 manners
}

func (a *app) runFinetune(cmd *cobra.Command, o finetuneOptions) error {
	if err := errors.Join(o.check(cmd), o.manners.check(cmd)); err != nil {
		return err
	}
	plain, err := o.plain(cmd)
	c := plain
	if err == nil {
		err = o.apply(cmd, &c)
	}
	if err != nil {
		return inFlagWords(err)
	}
	c.Fit(chosenFlags(cmd))
	if err := errors.Join(checkBudget(cmd, c), a.chooseDevice(cmd, &c)); err != nil {
		return err
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
	r, err := t.create(c, run.CreateOptions{
		Loaded:      a.loadedEncoder(o.from, o.json),
		Corrections: o.corrections,
		Settle: func(c *run.Config, set *labels.Set) ([]string, error) {
			return nil, o.settle(cmd, c, plain, set, show)
		},
		Check: func(c run.Config, _ []dataset.File) ([]string, error) {
			room := forecast.RoomAt(c.Device.Name, o.out, cacheDir())
			return forecast.Missing(c, 0, room), forecast.TooLarge(c, room)
		},
	})
	if err != nil {
		return err
	}
	show.say("%s", r.Config)
	if err := t.advance(run.AdvanceOptions{Threads: c.Device.Threads}, o.manners); err != nil {
		return err
	}
	a.conclude(t.ctx, o.out, c.Device.Threads, o.json, show)
	return nil
}

// check refuses what is wrong whatever the folder holds.
func (o finetuneOptions) check(cmd *cobra.Command) error {
	pool, _ := cmd.Flags().GetBool("global-pool")
	token, _ := cmd.Flags().GetBool("cls-token")
	switch {
	case o.sample && o.data != "":
		return wrongUse("Use either --data with a folder of your own, or --sample, not both.")
	case !o.sample && o.data == "":
		return wrongUse("finetune needs labelled pictures: --data DIR, a folder whose sub-folders are classes, or --sample for the built-in ones.")
	case o.out == "":
		return wrongUse("finetune needs a place for the run: --out RUN, a folder that it will make, such as --out runs/classes.")
	case pool && token:
		return wrongUse("Use either --global-pool or --cls-token, not both.")
	case cmd.Flags().Changed("encoder-heads") && (o.from == "" || o.heads < 1):
		return wrongUse("--encoder-heads N is how many heads the encoder has that --from names: a whole number of 1 or more.")
	case o.from == "" && cmd.Flags().Changed("freeze"):
		return wrongUse("--freeze needs an encoder that has learned something: --from RUN.")
	case o.idle(cmd) != "":
		return wrongUse("--%s has no effect with --freeze, which trains a head alone and changes no layer of the encoder. Leave one of them out.", o.idle(cmd))
	case o.from != "" && cmd.Flags().Changed("preset"):
		return wrongUse("--preset is for a classifier from nothing; with --from the sizes are those of the encoder.")
	}
	return nil
}

// idle is a flag that was given and means nothing where the encoder is frozen; "" where
// there is none. What changes pictures or labels (mixing, erasing, smoothing) works there too.
func (o finetuneOptions) idle(cmd *cobra.Command) string {
	if freeze, _ := cmd.Flags().GetBool("freeze"); freeze {
		for _, flag := range []string{"layer-decay", "drop-path"} {
			if cmd.Flags().Changed(flag) {
				return flag
			}
		}
	}
	return ""
}

// plain is the run's description as far as it is known without the pictures and without
// the flags of settings.
func (o finetuneOptions) plain(cmd *cobra.Command) (run.Config, error) {
	c, err := run.Preset(o.preset)
	if err != nil {
		return c, err
	}
	c.Data.Folders = []string{o.data}
	if o.from != "" {
		if err := c.From(o.from, o.heads); err != nil {
			return c, err
		}
	}
	freeze, _ := cmd.Flags().GetBool("freeze")
	c.Finetune(freeze)
	return c, nil
}

// settle chooses the recipe now that the pictures are known; flags go first, and it is
// said what they have otherwise than the recipe alone, which plain gets.
func (o finetuneOptions) settle(cmd *cobra.Command, c *run.Config, plain run.Config, set *labels.Set, show progress) error {
	files, _ := set.Of(labels.Train)
	sentence := plain.UseRecipe(len(files), len(set.Classes))
	c.UseRecipe(len(files), len(set.Classes))
	c.Training.BLR = plain.Training.BLR // which c may have for its own steps
	err := o.apply(cmd, c)
	c.Training.Batch = min(c.Training.Batch, len(files)) // a step takes no more than there are
	if otherwise := c.Otherwise(plain); otherwise != "" {
		sentence += " " + otherwise
	}
	c.Fit(chosenFlags(cmd))
	show.say("%s", classSizes(set.Counts()))
	show.say("%s", sentence)
	if words := taughtBefore(*c, set); words != "" {
		show.say("%s", words)
	}
	return err
}

// taughtBefore says how many of the pictures held out a classifier learned from which this
// one begins with; "" where it is none.
func taughtBefore(c run.Config, set *labels.Set) string {
	taught, held, known := c.TaughtBefore(), 0, 0
	for _, p := range set.Pictures {
		if p.Part != labels.Train {
			if held++; taught[p.Hash] {
				known++
			}
		}
	}
	if known == 0 {
		return ""
	}
	return fmt.Sprintf("%s of the %s held out the classifier in %s has learned from, with their labels: the score will flatter. Begin with an encoder instead.",
		count(known), plural(held, "picture", "pictures"), c.Training.Init)
}

// classSizes names the smallest class and the largest, by what is learned from.
func classSizes(all []labels.Count) string {
	bySize := func(a, b labels.Count) int { return a.Train - b.Train }
	least, most := slices.MinFunc(all, bySize), slices.MaxFunc(all, bySize)
	if least.Train == most.Train {
		return fmt.Sprintf("%s, each with %s to learn from", plural(len(all), "class", "classes"), plural(least.Train, "picture", "pictures"))
	}
	return fmt.Sprintf("%s, with %s (%s) to %s pictures (%s) to learn from", plural(len(all), "class", "classes"), count(least.Train), printable(least.Class), count(most.Train), printable(most.Class))
}

// chosenFlags tells of settings, by their names in run.toml, whether a flag was given.
func chosenFlags(cmd *cobra.Command) func(string) bool {
	return func(setting string) bool { return cmd.Flags().Changed(strings.ReplaceAll(setting, "_", "-")) }
}

// apply puts what the command line has into c.
func (o finetuneOptions) apply(cmd *cobra.Command, c *run.Config) error {
	if err := applyGroups(c, cmd, finetuneSettings); err != nil {
		return err
	}
	if on, _ := cmd.Flags().GetBool("cls-token"); on {
		c.Classify.Head = run.HeadToken
	}
	if on, _ := cmd.Flags().GetBool("global-pool"); on {
		c.Classify.Head = run.HeadMean
	}
	c.Classify.Balance, _ = cmd.Flags().GetBool("balance")
	if on, _ := cmd.Flags().GetBool("no-flip"); on {
		c.Augmentation.Flip = false
	}
	return nil
}
