package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"maestudio/core/run"
	"maestudio/core/weights/names"
)

func (a *app) importing() *cobra.Command {
	var o importOptions
	cmd := &cobra.Command{
		Use:     "import FILE --out RUN",
		Short:   "Make a run of a model from elsewhere: official, Hugging Face, timm",
		GroupID: "models",
		Long: `Reads a masked autoencoder, or a vision transformer alone, and makes a run of it
that can be reconstructed with and gone on with. FILE is PyTorch's .pth, a
safetensors file, or a folder of Hugging Face's (config.json and safetensors, in
shards too). A .pth is never executed: one that wants anything called is refused.

Sizes are read off the shapes. What of the file fits, what was carried to another
picture size, what is missing and what is left over is said before anything is
made. Then the model redraws pictures, and its loss is held against two guesses
that need no model, so that a file that was read wrongly is seen at once. An encoder
alone is asked which pictures are alike, and held against one with random weights,
where the pictures lie in folders of classes, as those of the sample do.

--data names the pictures that the run is to go on with; without it they are
those of the built-in sample. A model without a decoder gets a new one, which has
to learn first. Settings that are not given are those of the preset nearest in
size; every flag of pretrain works here too.`,
		Example: `  maestudio import mae_visualize_vit_large.pth --out runs/large --no-norm-pix
  maestudio import facebook-vit-mae-base/ --out runs/base --data ~/Pictures
  maestudio import model.pth --out runs/mine --encoder-heads 12 --decoder-heads 16`,
		Args: oneArgument("a file of weights or a folder with one"),
		RunE: func(c *cobra.Command, args []string) error { return a.runImport(c, args[0], o) },
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&o.out, "out", "", "`RUN` folder to make")
	f.StringArrayVar(&o.data, "data", nil, "`DIR` with pictures to go on with; may be given several times (the built-in sample)")
	addSettings(f)
	return cmd
}

type importOptions struct {
	out  string
	data []string
}

func (a *app) runImport(cmd *cobra.Command, file string, o importOptions) error {
	if o.out == "" {
		return wrongUse("import needs a place for the run: --out RUN, a folder that it will make, such as --out runs/first.")
	}
	c, m, err := importConfig(cmd, file)
	if err != nil {
		return inFlagWords(err)
	}
	show := a.progress(false)
	defer show.end()
	t := a.newTraining(o.out, show)
	defer t.done()
	c.Data.Folders = o.data
	if o.data == nil {
		if c.Data.Folders, err = t.drawSample(); err != nil {
			return err
		}
	}
	r, err := t.create(c, run.CreateOptions{Loaded: a.loaded(false)})
	if err != nil {
		return err
	}
	if err := r.Adopt(); err != nil {
		return err
	}
	fmt.Fprintf(a.out, "%s\n", r.Config)
	if m.classes != "" {
		fmt.Fprintf(a.out, "It told classes apart, %s; its head is left behind, and maestudio finetune makes a new one.\n", m.classes)
	}
	return a.proved(t, r, m)
}

// importConfig describes the run: sizes from the file, training from the nearest
// preset, then the flags.
func importConfig(cmd *cobra.Command, file string) (c run.Config, has imported, err error) {
	m, err := names.Open(file, names.Heads{})
	if err != nil {
		return c, has, readable(err, file)
	}
	defer m.Close()
	has = imported{decoder: m.HasDecoder(), classes: classWords(m), colours: m.SaysColours(),
		heads: m.Said().Encoder > 0 && (m.Said().Decoder > 0 || !m.HasDecoder())}
	if c, err = run.Imported(file, m); err != nil {
		return c, has, err
	}
	if err := applySettings(&c, cmd); err != nil {
		return c, has, err
	}
	if err := headsKnown(file, c.Model); err != nil {
		return c, has, err
	}
	if t := &c.Training; !cmd.Flags().Changed("warmup-epochs") {
		t.WarmupEpochs = min(t.WarmupEpochs, float64(t.Epochs)/10)
	}
	return c, has, nil
}

// headsKnown asks for the numbers of heads that neither a file nor a flag tells, both at
// once.
func headsKnown(file string, m run.ModelConfig) error {
	encoder, decoder := m.EncoderHeads == 0, m.DecoderHeads == 0
	const words = "%s does not say how many attention heads the %s, and its shapes do not show it: add %s, as it was trained. The number divides the width."
	switch {
	case encoder && decoder:
		return wrongUse(words, file, "encoder and the decoder have", "--encoder-heads N --decoder-heads N")
	case encoder:
		return wrongUse(words, file, "encoder has", "--encoder-heads N")
	case decoder:
		return wrongUse(words, file, "decoder has", "--decoder-heads N")
	}
	return nil
}

// imported is what a file has.
type imported struct {
	decoder bool
	heads   bool // it says how many there are
	colours bool // and how they are normalised
	classes string
}

// otherwise says how a model may have been trained that does worse than it should.
func (m imported) otherwise(heads string) string {
	if m.colours {
		return "with other " + heads
	}
	return "with other colours (such as --mean 0.5,0.5,0.5 --std 0.5,0.5,0.5) or " + heads
}

// classWords says how many classes a classifier knows and, where the file does, their
// names; "" of another model.
func classWords(m *names.Model) string {
	switch {
	case m.Classes == 0:
		return ""
	case m.ClassNames == nil:
		return count(m.Classes)
	}
	return count(m.Classes) + ": " + shortened(strings.Join(m.ClassNames, ", "))
}

// readable says first what a person can do.
func readable(err error, file string) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("There is no model at %s: %w", file, err)
	}
	return err
}

// loadedEvent is the line of JSON that says what became of the weights that a run starts
// from: pretrain and finetune print it before the run's own events.
type loadedEvent struct {
	Event   string         `json:"event"` // "weights"
	Time    time.Time      `json:"time"`
	Tensors []loadedTensor `json:"tensors"`
	Notes   []string       `json:"notes"` // what had to be assumed
}

type loadedTensor struct {
	Name  string     `json:"name"`
	From  string     `json:"from"` // in the file, "" where it is the same
	Shape []int      `json:"shape"`
	Fate  names.Fate `json:"fate"`
}

// loaded shows what became of the weights that a run starts from, tensor by tensor.
func (a *app) loaded(asJSON bool) func(names.Report, []string) {
	if !asJSON {
		return a.showReport
	}
	return func(report names.Report, notes []string) {
		e := loadedEvent{Event: "weights", Time: time.Now().UTC().Truncate(time.Millisecond), Notes: append([]string{}, notes...)}
		for _, row := range report {
			e.Tensors = append(e.Tensors, loadedTensor{row.Name, row.From, append([]int{}, row.Shape...), row.Fate})
		}
		if line, err := json.Marshal(e); err == nil {
			a.out.Write(append(line, '\n'))
		}
	}
}

// loadedEncoder is the same of a classifier's encoder. Of one that a run of the program's
// own made and that fits as a whole there is no more to say than that.
func (a *app) loadedEncoder(from string, asJSON bool) func(names.Report, []string) {
	if _, err := os.Stat(filepath.Join(from, "run.toml")); asJSON || err != nil {
		return a.loaded(asJSON)
	}
	return func(report names.Report, notes []string) {
		n, whole := run.EncoderFits(report)
		if !whole || len(notes) > 0 {
			a.showReport(report, notes)
			return
		}
		fmt.Fprintf(a.out, "The encoder of %s: all %d tensors fit.\n", printable(from), n)
	}
}

func (a *app) showReport(report names.Report, notes []string) {
	t := newTable(a.out)
	for _, l := range report.Lines() {
		name, from := l.Name, l.From
		if l.Blocks > 1 {
			name += fmt.Sprintf("  (%d)", l.Blocks)
		}
		if from != "" {
			from = "was " + from
		}
		t.row(string(l.Fate), name, l.Shape, from)
	}
	t.end()
	renewed := ""
	if n := report.Count(names.Renewed); n > 0 {
		renewed = fmt.Sprintf(", %d made new", n)
	}
	fmt.Fprintf(a.out, "weights to start from: %d matched, %d resized, %d missing, %d left over%s\n",
		report.Count(names.Matched), report.Count(names.Resized), report.Count(names.Missing), report.Count(names.LeftOver), renewed)
	for _, note := range notes {
		fmt.Fprintln(a.out, note)
	}
}

// proved lets the model redraw pictures and says how it stands.
func (a *app) proved(t *training, r *run.Run, has imported) error {
	weights := filepath.Join(r.Dir, "model.safetensors")
	if !has.decoder {
		return a.encoderProved(t, r, has, weights)
	}
	p, err := r.Prove(t.ctx, !has.heads)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "%s redrawn: loss %.4f; one flat colour %.4f, smearing what is visible %.4f\n", plural(p.Pictures, "picture", "pictures"), p.Loss, p.Guess.Flat, p.Guess.Smear)
	switch v, o := p.Verdict(), p.Other; {
	case o != nil:
		part := "encoder"
		if o.Decoder {
			part = "decoder"
		}
		fmt.Fprintf(a.out, "With %s in the %s its loss is %.4f, not %.4f, on the same pictures: it was trained with these, it seems. Import it anew with --%s-heads %d\n",
			plural(o.Heads, "head", "heads"), part, o.Loss, o.Given, part, o.Heads)
	case v == run.Improving:
		words := v.Stands()
		if !has.heads {
			words += ", and than with any other usual number of heads in its encoder or its decoder"
		}
		fmt.Fprintln(a.out, words+": the model was read as it was trained.")
	default:
		other := "--no-norm-pix"
		if !r.Config.Model.NormPix {
			other = "without --no-norm-pix"
		}
		fmt.Fprintf(a.out, "%s: a trained model does better. It may have been trained on other pixels (try %s), %s, or on pictures of another kind.\n", v.Stands(), other, has.otherwise("heads"))
	}
	fmt.Fprintf(a.out, "weights   %s\n", weights)
	return nil
}

// encoderProved says what an encoder knows that cannot redraw.
func (a *app) encoderProved(t *training, r *run.Run, has imported, weights string) error {
	p, err := r.ProveEncoder(t.ctx)
	if err != nil {
		return err
	}
	fmt.Fprintln(a.out, "The file has no decoder, so it cannot be shown to redraw.")
	switch {
	case p.Of == 0:
		fmt.Fprintln(a.out, "Its names and shapes fit, and nothing more is proved: that takes pictures in folders of classes (--data), by which its features can be held against those of one that has learned nothing.")
	case p.Better():
		fmt.Fprintf(a.out, "%s\nBetter than one that has learned nothing: the encoder was read as it was trained.\n", knnWords(p))
	default:
		fmt.Fprintf(a.out, "%s\nNo better than one that has learned nothing: it may have been trained %s, or on pictures of another kind.\n", knnWords(p), has.otherwise("heads (--encoder-heads)"))
	}
	fmt.Fprintf(a.out, "A new decoder learns to redraw with maestudio train %s\nweights   %s\n", t.quoted(), weights)
	return nil
}

func knnWords(p run.EncoderProof) string {
	share := func(n int) float64 { return 100 * float64(n) / float64(p.Of) }
	return fmt.Sprintf("k-NN on its features: %.1f %% of %s of %s right; with random weights %.1f %%",
		share(p.Right), plural(p.Of, "picture", "pictures"), plural(p.Classes, "class", "classes"), share(p.Untrained))
}
