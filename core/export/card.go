// The model card and the page: text around what is known.

package export

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"
	texttemplate "text/template"

	"maestudio/core/run"
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
	Side, Patch, Patches, Keep  int
	Encoder, Decoder            string
	Parameters                  int
	MeanText, StdText           string
	NormPix                     bool
	Eps                         float64
	Learned, HeldOut            int
	Steps                       int
	Training                    string
	Scores                      []string
	Opset                       int
}

func (e *export) about() (about, error) {
	c, t, a := e.config, e.run.Config.Training, e.run.Config.Augmentation
	list := func(v [3]float64) string { return fmt.Sprintf("%g, %g, %g", v[0], v[1], v[2]) }
	x := about{What: e.What, Format: e.Format, Program: e.Program, Date: e.Date.UTC().Format("2006-01-02"),
		Side: c.ImageSize, Patch: c.PatchSize, Patches: c.Patches(), Keep: c.Keep(),
		Encoder:  fmt.Sprintf("%d wide, %d deep, %d heads", c.Encoder.Dim, c.Encoder.Depth, c.Encoder.Heads),
		MeanText: list(a.Mean), StdText: list(a.Std), NormPix: c.NormPix, Eps: eps(c.Encoder.Eps), Opset: onnx.Opset,
		Training: fmt.Sprintf("%d epochs of batch %d, rate up to %.3g, weight decay %g, mask ratio %g, seed %d",
			t.Epochs, t.EffectiveBatch(), t.PeakLR(), t.WeightDecay, c.MaskRatio, t.Seed)}
	if e.What == Reconstructor {
		x.Decoder = fmt.Sprintf("%d wide, %d deep, %d heads", c.Decoder.Dim, c.Decoder.Depth, c.Decoder.Heads)
	}
	for _, name := range e.state.Names {
		x.Parameters += e.state.Tensors[name].DataSize()
	}
	pictures, err := run.ListPictures(e.Run)
	for _, p := range pictures {
		if p.Part == run.Train {
			x.Learned++
		} else {
			x.HeldOut++
		}
	}
	x.Scores, x.Steps = e.scores()
	return x, err
}

// scores are the newest of each kind, as sentences.
func (e *export) scores() (list []string, steps int) {
	var loss, guess, probe string
	for _, v := range e.events {
		steps = max(steps, v.Step)
		switch {
		case v.Event == run.EventEpoch && v.ValLoss != nil:
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
	return list, steps
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
