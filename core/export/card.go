// The model card and the page: text around what is known.

package export

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"path/filepath"
	"strings"
	texttemplate "text/template"
	"time"

	"maestudio/core/run"
	"maestudio/core/task/score"
	"maestudio/core/weights/onnx"
)

//go:embed files/example.py
var exampleText string

//go:embed files/index.html
var pageText string

//go:embed files/README.md
var cardText string

var (
	pageTemplate = template.Must(template.New("page").Parse(pageText))
	cardTemplate = texttemplate.Must(texttemplate.New("card").Parse(cardText))
)

// about is what the texts are filled with.
type about struct {
	What, Format, Program, Date string
	Result                      string // that the proof compares
	HuggingClass                string
	Side, Patch, Patches, Keep  int
	Encoder, Decoder            string
	Parameters                  int
	MeanText, StdText           string
	NormPix                     bool
	Eps                         float64
	Data                        data
	Learned                     bool   // here: it is not as it came from elsewhere
	From                        string // the weights that it began with, "" for random ones
	Classes                     []string
	Head                        string // on what a classifier's stands
	TimmArguments               string // of its vision transformer
	TimmEps                     bool   // they say what its layer norms add
	Training, Augmentation      string
	Done                        string // of the training, and when
	Computed                    string
	Scores                      []string
	Opset                       int
	Beside                      string // how much the weights have that do not fit into model.onnx, "" where they do
}

const timmEps = 1e-6 // where its arguments do not name another

// timmArguments are those with which timm's vision transformer takes the weights.
func (e *export) timmArguments() string {
	c := e.config
	words := fmt.Sprintf("img_size=%d, patch_size=%d, embed_dim=%d, depth=%d, num_heads=%d, num_classes=%d",
		c.ImageSize, c.PatchSize, c.Encoder.Dim, c.Encoder.Depth, c.Encoder.Heads, len(e.classes()))
	if e.What == Classifier {
		words += fmt.Sprintf(", global_pool=%q", map[bool]string{true: "token", false: "avg"}[e.run.Config.Classifier().ClassToken])
	}
	if eps := eps(c.Encoder.Eps); eps != timmEps {
		words += fmt.Sprintf(", norm_layer=functools.partial(torch.nn.LayerNorm, eps=%g)", eps)
	}
	return words
}

func (e *export) about() (about, error) {
	c, t, a := e.config, e.run.Config.Training, e.run.Config.Augmentation
	list := func(v [3]float64) string { return fmt.Sprintf("%g, %g, %g", v[0], v[1], v[2]) }
	x := about{What: e.What, Result: resultsOf[e.What][0], HuggingClass: e.huggingClass(), Format: e.Format, Program: e.Program, Date: e.Date.UTC().Format("2006-01-02"),
		Side: c.ImageSize, Patch: c.PatchSize, Patches: c.Patches(), Keep: c.Keep(),
		Encoder:  fmt.Sprintf("%d wide, %d deep, %d heads", c.Encoder.Dim, c.Encoder.Depth, c.Encoder.Heads),
		MeanText: list(a.Mean), StdText: list(a.Std), NormPix: c.NormPix, Eps: eps(c.Encoder.Eps), Opset: onnx.Opset,
		Training: fmt.Sprintf("%s of batch %d, warm-up of %.3g, rate up to %.3g, weight decay %g, mask ratio %g, seed %d",
			epochs(t.Epochs), t.EffectiveBatch(), t.WarmupEpochs, t.PeakLR(), t.WeightDecay, c.MaskRatio, t.Seed)}
	if x.Augmentation = fmt.Sprintf("crops of %g to %g of a picture's area", a.CropScale[0], a.CropScale[1]); a.Flip {
		x.Augmentation += ", every second one mirrored"
	}
	if t.Init != "" {
		x.From = filepath.Base(t.Init)
	}
	x.TimmArguments, x.TimmEps = e.timmArguments(), eps(c.Encoder.Eps) != timmEps
	if e.What == Classifier {
		e.aboutClassifier(&x)
	}
	if e.What == Reconstructor {
		x.Decoder = fmt.Sprintf("%d wide, %d deep, %d heads", c.Decoder.Dim, c.Decoder.Depth, c.Decoder.Heads)
	}
	if e.beside() {
		x.Beside = fmt.Sprintf("%.1f GB", float64(bytesOf(e.run.Config, e.What))/1e9)
	}
	for _, name := range e.state.Names {
		x.Parameters += e.state.Tensors[name].DataSize()
	}
	e.aboutTraining(&x)
	x.Scores = e.scores()
	var err error
	x.Data, err = e.data()
	return x, err
}

func epochs(n int) string {
	if n == 1 {
		return "1 epoch"
	}
	return fmt.Sprintf("%d epochs", n)
}

// aboutTraining says how far the run has come, when, and what computed.
func (e *export) aboutTraining(x *about) {
	step, steps := 0, 0
	var first, last time.Time
	for _, v := range e.events {
		switch v.Event {
		case run.EventStart:
			steps = v.Steps
			if first.IsZero() {
				first = v.Time
			}
		case run.EventStep, run.EventEpoch:
			step, last = max(step, v.Step), v.Time
		}
	}
	if x.Learned = step > 0 || x.From == "" || e.What == Classifier; step == 0 {
		return
	}
	x.Done = fmt.Sprintf("%d of %d steps, %s", step, steps, last.UTC().Format(time.DateOnly))
	if begun := first.UTC().Format(time.DateOnly); !strings.HasSuffix(x.Done, begun) {
		x.Done = fmt.Sprintf("%d of %d steps, from %s to %s", step, steps, begun, last.UTC().Format(time.DateOnly))
	}
	d := e.run.Config.Device
	x.Computed = fmt.Sprintf("in %s, on %s (%s)", d.Precision, d.Name, d.Family)
}

// aboutClassifier says of a classifier what another model has not.
func (e *export) aboutClassifier(x *about) {
	c, t, k := e.run.Config, e.run.Config.Training, e.run.Config.Classify
	x.Classes, x.Head = e.classes(), "the mean of the patches"
	if k.Head == run.HeadToken {
		x.Head = "the class token"
	}
	x.Training = fmt.Sprintf("%s of batch %d, warm-up of %.3g, rate up to %.3g, weight decay %g, layer decay %g, smoothing %g, mixup %g, CutMix %g, erasing %g, drop path %g, seed %d",
		epochs(t.Epochs), t.EffectiveBatch(), t.WarmupEpochs, t.PeakLR(), t.WeightDecay, k.LayerDecay, k.Smoothing, k.Mixup, k.CutMix, k.Erase, k.DropPath, t.Seed)
	if k.Freeze {
		x.Training = "of the head alone, on an encoder that stays as it is: " + x.Training
	}
	if c.Recipe != "" {
		x.Training += " (" + c.Recipe + " settings)"
	}
	if k.Augment != "" {
		x.Augmentation += ", " + k.Augment
	}
	if k.Balance {
		x.Augmentation += ", every class equally often"
	}
}

// scores are the newest of each kind, and a classifier's best, as sentences.
func (e *export) scores() (list []string) {
	if b := run.BestScore(e.events); b != nil && e.What == Classifier {
		likely := score.Wilson(b.Right, b.Of)
		list = append(list, fmt.Sprintf("%d of %d held-out pictures right (%.1f %%; 95 %% interval %.1f to %.1f), after epoch %d, the best: a little flattered, since it was chosen by them",
			b.Right, b.Of, 100*float64(b.Right)/float64(max(1, b.Of)), 100*likely.Low, 100*likely.High, b.Epoch))
	}
	var loss, guess, probe string
	for _, v := range e.events {
		switch {
		case v.Event == run.EventEpoch && v.ValLoss != nil && e.What != Classifier: // whose weights are those of its best epoch
			loss = fmt.Sprintf("Loss on held-out pictures after epoch %d: %.4f", v.Epoch, *v.ValLoss)
		case v.Event == run.EventStart && v.GuessFlat != nil && v.GuessSmear != nil:
			guess = fmt.Sprintf("Two guesses without a model score %.4f (one flat colour) and %.4f (smearing what is visible) there", *v.GuessFlat, *v.GuessSmear)
		case v.Event == run.EventProbe:
			probe = fmt.Sprintf("k-NN on its features: %.1f %% of %d labelled pictures right, of %d classes", 100*v.Score, v.Of, v.Classes)
		}
	}
	for _, s := range []string{loss, guess, probe} {
		if s != "" {
			list = append(list, s)
		}
	}
	return list
}

func (e *export) card(w io.Writer) error {
	x, err := e.about()
	if err != nil {
		return err
	}
	return cardTemplate.Execute(w, x)
}

func (e *export) page(w io.Writer) error {
	x, err := e.about()
	if err != nil {
		return err
	}
	var b strings.Builder
	if err := pageTemplate.Execute(&b, x); err != nil {
		return err
	}
	_, err = io.WriteString(w, b.String())
	return err
}
