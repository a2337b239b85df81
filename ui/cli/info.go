package cli

import (
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"maestudio/core/mae"
	"maestudio/core/run"
	"maestudio/core/vit"
	"maestudio/core/weights"
	"maestudio/core/weights/names"
)

func (a *app) info() *cobra.Command {
	return &cobra.Command{
		Use:     "info RUN|WEIGHTS",
		Short:   "Say what a run or a weights file is: sizes, compute, progress",
		GroupID: "look",
		Long: `Says what a run folder or a file of weights (safetensors, .pth, ONNX, a folder of
Hugging Face's or of export's) holds: the sizes of the model, its
parameters, the work for one picture, the decoder's share of it, and how far a
run has come. A GFLOP is a thousand million floating-point operations.`,
		Example: `  maestudio info runs/mine
  maestudio info runs/mine/model.safetensors
  maestudio info mae_pretrain_vit_base.pth`,
		Args: oneArgument("a run folder or a weights file"),
		RunE: func(_ *cobra.Command, args []string) error {
			if stat, err := os.Stat(args[0]); err != nil {
				return fmt.Errorf("There is nothing at %s: %w.", args[0], reason(err))
			} else if _, is := onnxIn(args[0]); stat.IsDir() && !holdsModel(args[0]) && !is {
				return a.infoRun(args[0])
			}
			if file, is := onnxIn(args[0]); is {
				return a.infoONNX(file)
			}
			return a.infoWeights(args[0])
		},
	}
}

// holdsModel tells a folder of another tool from a run, which has a model too.
func holdsModel(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "config.json")) // of which it is said that the weights are missing
	return !isRun(dir) && (weights.InDir(dir) || err == nil)
}

func isRun(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "run.toml"))
	return err == nil
}

func (a *app) infoRun(dir string) error {
	r, err := run.Open(dir)
	if err != nil {
		return err
	}
	events, err := r.Events()
	if err != nil {
		return err
	}
	folders, err := r.Folders()
	if err != nil {
		return err
	}
	c, t := r.Config, newTable(a.out)
	t.row("run", r.Dir)
	t.row("progress", a.named(progressOf(r, events)))
	if loss := lossOf(events); loss != "" {
		t.row("loss", loss)
	}
	t.row("pictures", picturesOf(folders, events))
	if c.Task == run.TaskClassify {
		classifierRows(t, c, events)
	} else {
		modelRows(t, c.Model.MAE())
	}
	t.row("training", fmt.Sprintf("%s (%g of warm-up), %s a step, rate up to %.3g (blr %g), seed %d",
		plural(c.Training.Epochs, "epoch", "epochs"), c.Training.WarmupEpochs, plural(c.Training.EffectiveBatch(), "picture", "pictures"), c.Training.PeakLR(), c.Training.BLR, c.Training.Seed))
	t.row("began on", fmt.Sprintf("%s (%s, %s), %s", c.Device.Name, c.Device.Family, plural(c.Device.Threads, "thread", "threads"), c.Device.Precision))
	return t.end()
}

// progressOf says how far a run is and what it is doing.
func progressOf(r *run.Run, events []run.Event) string {
	step, epoch, steps, state, waits := 0, 0, 0, "not begun", false
	for _, e := range events {
		step = max(step, e.Step)
		waits = e.Event == run.EventPaused && !e.Stopped || waits && e.Event != run.EventStart && e.Event != run.EventStep
		switch e.Event {
		case run.EventStart:
			steps, state = e.Steps, "interrupted; maestudio train "+shellWord(r.Dir)+" goes on"
		case run.EventEpoch:
			epoch = e.Epoch
		case run.EventPaused:
			if e.Stopped {
				state = "stopped; maestudio train " + shellWord(r.Dir) + " goes on"
			}
		case run.EventDone:
			state = "done"
		case run.EventFailed:
			state = "failed: " + e.Message
		}
	}
	if why, failed := strings.CutPrefix(state, "failed: "); failed && r.Done() {
		state = "done; it could not be made longer: " + why
	}
	owner, busy := r.Worker()
	switch {
	case busy && waits:
		state = "paused, in " + owner.String()
	case busy:
		state = "training now, " + owner.String()
	}
	if r.DiedOfMemory() {
		state = "ended because memory ran out; maestudio train " + shellWord(r.Dir) + " goes on with smaller batches"
	}
	if steps == 0 {
		return state
	}
	return fmt.Sprintf("%d of %s, %s of %s (%s)", epoch, plural(r.Config.Training.Epochs, "epoch", "epochs"), count(step), plural(steps, "step", "steps"), state)
}

// lossOf is the newest epoch's loss.
func lossOf(events []run.Event) string {
	for i := len(events) - 1; i >= 0; i-- {
		e := events[i]
		if e.Event == run.EventEpoch && e.ValLoss != nil {
			return fmt.Sprintf("%.4f, validation %.4f (epoch %d)", e.Loss, *e.ValLoss, e.Epoch)
		}
		if e.Event == run.EventEpoch {
			return fmt.Sprintf("%.4f (epoch %d)", e.Loss, e.Epoch)
		}
	}
	return ""
}

func picturesOf(folders []string, events []run.Event) string {
	from := "from " + strings.Join(folders, ", ")
	for _, e := range events {
		if e.Event == run.EventStart {
			return fmt.Sprintf("%s to learn from, %s held out, %s", count(e.Pictures), count(e.HeldOut), from)
		}
	}
	return from
}

func (a *app) infoWeights(path string) error {
	state, err := weights.Open(path)
	if err != nil {
		return err
	}
	defer state.Close()
	stat, err := os.Stat(path)
	if err != nil {
		return err
	}
	t := newTable(a.out)
	what := plural(len(state.Names), "tensor", "tensors")
	if !stat.IsDir() && filepath.Ext(path) != ".json" { // which stands for files beside it
		what = fmt.Sprintf("%s in %s", size(stat.Size()), what)
	}
	t.row("weights", path+", "+what)
	if n := len(state.Empty); n > 0 {
		t.row("note", fmt.Sprintf("%s no value and %s passed over, such as %q", plural(n, "tensor has", "tensors have"), map[bool]string{true: "is", false: "are"}[n == 1], state.Empty[0]))
	}
	m, err := names.In(state, path, names.Heads{})
	if err != nil {
		t.row("model", strings.TrimPrefix(err.Error(), path+" "))
	} else {
		t.row("model", m.Kind)
		err := m.Whole()
		if err == nil {
			err = weights.Guard(m.Tensors.Finite)
		}
		if err != nil {
			t.row("trouble", err.Error())
		}
		weightRows(t, m)
	}
	noteRows(t, state.Meta, m)
	return t.end()
}

// noteRows says what a file notes, but for classes that were named already.
func noteRows(t *table, notes map[string]string, m *names.Model) {
	for _, key := range slices.Sorted(maps.Keys(notes)) {
		value := shortened(notes[key])
		if key == names.ClassesKey && m != nil && m.ClassNames != nil {
			continue
		}
		if n, err := strconv.Atoi(value); err == nil {
			value = count(n)
		}
		t.row(key, value)
	}
}

// shortened keeps what is said about a model on a line.
func shortened(text string) string {
	words := strings.Join(strings.Fields(text), " ")
	if r := []rune(words); len(r) > 80 {
		return string(r[:80]) + "..."
	}
	return words
}

// weightRows says what a model from a file is.
func weightRows(t *table, m *names.Model) {
	if m.HasDecoder() {
		modelRows(t, m.Config)
	} else {
		c := m.Config
		t.row("picture", fmt.Sprintf("%d x %d pixels in %s patches of %d x %d", c.ImageSize, c.ImageSize, count(c.Patches()), c.PatchSize, c.PatchSize))
		t.row("encoder", stackWords(c.Encoder))
		t.row("decoder", "none")
	}
	if words := classWords(m); words != "" {
		t.row("classes", words)
	}
	for _, note := range m.Notes {
		t.row("note", note)
	}
}

// stackWords says how large a stack of blocks is; where nobody knows its heads it
// says nothing of them.
func stackWords(c vit.Config) string {
	if c.Heads == 0 {
		return fmt.Sprintf("%s wide, %d deep", count(c.Dim), c.Depth)
	}
	return fmt.Sprintf("%s wide, %d deep, %s", count(c.Dim), c.Depth, plural(c.Heads, "head", "heads"))
}

// modelRows says what a model of some size is and takes.
func modelRows(t *table, c mae.Config) {
	hidden := c.Patches() - mae.Keep(c.Patches(), c.MaskRatio)
	t.row("picture", fmt.Sprintf("%d x %d pixels in %s patches of %d x %d, %s of them hidden", c.ImageSize, c.ImageSize, count(c.Patches()), c.PatchSize, c.PatchSize, count(hidden)))
	t.row("encoder", stackWords(c.Encoder))
	t.row("decoder", fmt.Sprintf("%s; %.1f %% of the encoder (depth x width x width)", stackWords(c.Decoder), 100*c.DecoderShare()))
	t.row("parameters", fmt.Sprintf("%s (%s)", count(c.Params()), big(float64(c.Params()))))
	t.row("compute", fmt.Sprintf("%sFLOP a picture, %sFLOP to train on it", big(c.Forward()), big(3*c.Forward())))
}

// table writes rows of a name and a value, the values in one column.
type table struct{ w *tabwriter.Writer }

func newTable(out io.Writer) *table {
	return &table{tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)}
}

func (t *table) row(cells ...string) {
	fmt.Fprintln(t.w, strings.Join(cells, "\t"))
}

func (t *table) end() error { return t.w.Flush() }

// classifierRows says what a classifier is, and how good it was at its best.
func classifierRows(t *table, c run.Config, events []run.Event) {
	k := c.Classifier()
	stands := "the mean of the patches"
	if k.ClassToken {
		stands = "the class token"
	}
	t.row("classes", fmt.Sprintf("%s: %s", count(k.Classes), strings.Join(c.Classify.Classes, ", ")))
	if b := run.BestScore(events); b != nil {
		t.row("best", fmt.Sprintf("%d of %d held-out pictures right (%.1f %%), epoch %d", b.Right, b.Of, 100*float64(b.Right)/float64(max(1, b.Of)), b.Epoch))
	}
	t.row("picture", fmt.Sprintf("%d x %d pixels in %s patches of %d x %d", c.Model.ImageSize, c.Model.ImageSize, count(k.Patches()), c.Model.PatchSize, c.Model.PatchSize))
	t.row("encoder", stackWords(k.Encoder)+"; the head stands on "+stands)
	if c.Training.Init == "" {
		t.row("begun from", "nothing")
	} else {
		t.row("begun from", c.Training.Init)
	}
	t.row("parameters", fmt.Sprintf("%s (%s)", count(k.Params()), big(float64(k.Params()))))
	t.row("compute", fmt.Sprintf("%sFLOP a picture, %sFLOP to train on it", big(k.Forward()), big(3*k.Forward())))
	t.row("settings", fmt.Sprintf("%s: layer decay %g, smoothing %g, mixup %g, CutMix %g, erasing %g, drop path %g",
		c.Recipe, c.Classify.LayerDecay, c.Classify.Smoothing, c.Classify.Mixup, c.Classify.CutMix, c.Classify.Erase, c.Classify.DropPath))
}
