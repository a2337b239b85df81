// What is said about a model beside its shapes: by config.json, by the arguments that
// a checkpoint keeps, by the notes that this program leaves in its own files.

package names

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"maestudio/core/mae"
	"maestudio/core/weights"
)

// facts are zero where nothing is said.
type facts struct {
	Heads        int         `json:"num_attention_heads"`
	DecoderHeads int         `json:"decoder_num_attention_heads"`
	Eps          float64     `json:"layer_norm_eps"`
	MaskRatio    float64     `json:"mask_ratio"`
	NormPix      *bool       `json:"norm_pix_loss"`
	Act          string      `json:"hidden_act"`
	Labels       labels      `json:"id2label"`
	TimmLabels   []string    `json:"label_names"`
	Mean         *[3]float64 `json:"image_mean"`
	Std          *[3]float64 `json:"image_std"`
	TimmConfig   struct {
		Mean *[3]float64 `json:"mean"`
		Std  *[3]float64 `json:"std"`
	} `json:"pretrained_cfg"`
	TimmSizes struct {
		Heads int `json:"num_heads"`
	} `json:"model_args"`
	claims
}

// The keys of the notes that this program leaves in a safetensors file.
const (
	EncoderHeadsKey = "num_attention_heads"
	DecoderHeadsKey = "decoder_num_attention_heads"
	EpsKey          = "layer_norm_eps"
	NormPixKey      = "norm_pix_loss"
	MaskRatioKey    = "mask_ratio"
	MeanKey, StdKey = "image_mean", "image_std"
	ClassesKey      = "classes"
)

// labels are names by their numbers; whatever else stands there is none.
type labels map[string]string

func (l *labels) UnmarshalJSON(text []byte) error {
	var all map[string]string
	if json.Unmarshal(text, &all) == nil {
		*l = all
	}
	return nil
}

// classNames are those of n classes, where all are said and they say more than a number.
func (f facts) classNames(n int) (all []string) {
	if len(f.TimmLabels) == n {
		return f.TimmLabels
	}
	if len(f.Labels) != n {
		return nil
	}
	for i := range n {
		name, there := f.Labels[strconv.Itoa(i)]
		if !there || name == fmt.Sprintf("LABEL_%d", i) { // as transformers writes where nobody named them
			return nil
		}
		all = append(all, name)
	}
	return all
}

func factsOf(meta map[string]string) (f facts) {
	f.Heads, _ = strconv.Atoi(meta[EncoderHeadsKey])
	f.DecoderHeads, _ = strconv.Atoi(meta[DecoderHeadsKey])
	f.Eps, _ = strconv.ParseFloat(meta[EpsKey], 64)
	for _, prefix := range []string{"args.", ""} {
		if on, err := strconv.ParseBool(meta[prefix+NormPixKey]); err == nil {
			f.NormPix = &on
		}
		if ratio, err := strconv.ParseFloat(meta[prefix+MaskRatioKey], 64); err == nil {
			f.MaskRatio = ratio
		}
	}
	f.Mean, f.Std = Colours(meta)
	if json.Unmarshal([]byte(meta[ClassesKey]), &f.TimmLabels) != nil {
		f.TimmLabels = nil
	}
	return f
}

// Colours are how a file's notes say that colours are normalised, nil where they do
// not.
func Colours(meta map[string]string) (mean, std *[3]float64) {
	return three(meta[MeanKey]), three(meta[StdKey])
}

func three(text string) *[3]float64 {
	var v [3]float64
	if n, err := fmt.Sscanf(text, "%g,%g,%g", &v[0], &v[1], &v[2]); n != 3 || err != nil {
		return nil
	}
	return &v
}

const maxConfig = 16 << 20 // the names of 20,000 classes are a megabyte

// read adds what a JSON file says; one that is missing says nothing. Its errors go on
// after the model's name.
func (f facts) read(path string) (facts, error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return f, nil
	}
	var text []byte
	if err == nil {
		defer file.Close()
		text, err = io.ReadAll(io.LimitReader(file, maxConfig))
	}
	if err == nil {
		f, err = f.parse(text)
	}
	if err != nil {
		return f, fmt.Errorf("has beside it a %s that cannot be read: %w. Fetch that again, or take it away, and what is usual is assumed", filepath.Base(path), err)
	}
	return f, nil
}

func (f facts) parse(text []byte) (facts, error) {
	if err := json.Unmarshal(text, &f); err != nil {
		return f, weights.WrongJSON(err)
	}
	if f.Mean == nil {
		f.Mean, f.Std = f.TimmConfig.Mean, f.TimmConfig.Std
	}
	if f.Heads == 0 {
		f.Heads = f.TimmSizes.Heads
	}
	return f, nil
}

const huggingEps = 1e-12 // where a config.json does not name another

// apply puts the facts into the configuration, a person's word first.
func (m *Model) apply(f facts, h Heads, hugging bool) error {
	c := &m.Config
	if f.Act != "" && f.Act != "gelu" {
		return fmt.Errorf("is of another kind: its config.json names the activation %q, and a masked autoencoder has gelu", f.Act)
	}
	m.said = Heads{f.Heads, f.DecoderHeads}
	c.Encoder.Heads = m.heads("encoder", c.Encoder.Dim, h.Encoder, f.Heads)
	if m.HasDecoder() {
		c.Decoder.Heads = m.heads("decoder", c.Decoder.Dim, h.Decoder, f.DecoderHeads)
	}
	eps := f.Eps
	if hugging && eps == 0 {
		eps = huggingEps
		m.Notes = append(m.Notes, fmt.Sprintf("No config.json says what its layer norms add to the variance; %g is taken, as transformers does.", eps))
	}
	if eps < 0 || eps > 0.01 {
		return fmt.Errorf("is damaged: its layer norms would add %g to the variance", eps)
	}
	if eps != 1e-6 {
		c.Encoder.Eps = eps
	}
	if m.HasDecoder() {
		c.Decoder.Eps = c.Encoder.Eps
	}
	if f.MaskRatio > 0 && f.MaskRatio < 1 {
		c.MaskRatio = f.MaskRatio
	}
	switch {
	case f.NormPix != nil:
		c.NormPix = *f.NormPix
	case m.HasDecoder():
		m.Notes = append(m.Notes, "It does not say whether it redraws pixels as they are or normalised patch by patch; the latter is assumed.")
	}
	if m.Classes > 0 {
		m.ClassNames = f.classNames(m.Classes)
	}
	m.SaysPixels, m.Mean, m.Std = f.NormPix != nil, f.Mean, f.Std
	if hugging && !m.SaysColours() { // some of whose are not as published
		m.Notes = append(m.Notes, "No preprocessor_config.json says how pixels were scaled before it saw them; ImageNet's mean and deviation are taken where no others are given.")
	}
	return nil
}

// usualHeads are those of the published sizes.
var usualHeads = map[string]map[int]int{
	"encoder": {192: 3, 384: 6, 768: 12, 1024: 16, 1280: 16},
	"decoder": {512: 16},
}

func (m *Model) heads(part string, dim, said, noted int) int {
	switch {
	case said > 0:
		return said
	case noted > 0:
		return noted
	}
	usual := usualHeads[part][dim]
	if usual == 0 && dim%64 == 0 {
		usual = dim / 64
	}
	if usual > 0 {
		m.Notes = append(m.Notes, fmt.Sprintf("It does not say how many heads the %s has; %d are usual for a width of %d and taken.", part, usual, dim))
	}
	return usual
}

// Noted is what the shapes and the file's own notes say, whatever stands in a config.json
// beside it; what neither says is as in m.
func (m *Model) Noted() Model {
	f, n := factsOf(m.Tensors.Meta), *m
	c := &n.Config
	if f.Heads > 0 {
		c.Encoder.Heads = f.Heads
	}
	if m.HasDecoder() && f.DecoderHeads > 0 {
		c.Decoder.Heads = f.DecoderHeads
	}
	if f.Eps > 0 {
		c.Encoder.Eps = f.Eps
	}
	if f.MaskRatio > 0 {
		c.MaskRatio = f.MaskRatio
	}
	if f.NormPix != nil {
		c.NormPix = *f.NormPix
	}
	if f.Mean != nil && f.Std != nil {
		n.Mean, n.Std = f.Mean, f.Std
	}
	if all := f.classNames(m.Classes); all != nil {
		n.ClassNames = all
	}
	return n
}

// SaysColours tells whether the file says how colours are normalised.
func (m *Model) SaysColours() bool { return m.Mean != nil && m.Std != nil }

// Said are the heads that the file itself says.
func (m *Model) Said() Heads { return m.said }

// CheckHeads refuses sizes with other numbers of heads than the file says.
func (m *Model) CheckHeads(c mae.Config) error {
	for _, part := range []struct {
		name       string
		said, want int
	}{{"encoder", m.said.Encoder, c.Encoder.Heads}, {"decoder", m.said.Decoder, c.Decoder.Heads}} {
		if part.said > 0 && part.said != part.want && (part.name == "encoder" || m.HasDecoder()) {
			return fmt.Errorf("its %s has %d heads, wanted are %d", part.name, part.said, part.want)
		}
	}
	return nil
}

// Notes are what this program leaves in the files that it writes, so that nothing
// has to be assumed when they are read.
func Notes(c mae.Config, mean, std [3]float64) map[string]string {
	list := func(v [3]float64) string { return fmt.Sprintf("%g,%g,%g", v[0], v[1], v[2]) }
	return map[string]string{
		"format":        "pt",
		EncoderHeadsKey: strconv.Itoa(c.Encoder.Heads),
		DecoderHeadsKey: strconv.Itoa(c.Decoder.Heads),
		EpsKey:          strconv.FormatFloat(float64(c.Encoder.NormEps()), 'g', 6, 64),
		NormPixKey:      strconv.FormatBool(c.NormPix),
		MaskRatioKey:    strconv.FormatFloat(c.MaskRatio, 'g', -1, 64),
		MeanKey:         list(mean),
		StdKey:          list(std),
	}
}
