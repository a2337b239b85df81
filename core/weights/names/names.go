// Package names knows under which names the tools of this field keep the same model:
// the published ones (which timm's vision transformers share) and those of Hugging
// Face's transformers, with whatever prefix a wrapper put before them. It finds the
// sizes from the shapes, and fits what a file holds to the sizes that are wanted.
package names

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"gorgonia.org/tensor"

	"maestudio/core/mae"
	"maestudio/core/weights"
)

// The kinds of files that are told apart.
const (
	Published   = "masked autoencoder under the published names"
	Encoder     = "vision transformer under the published names, as timm has them"
	HuggingMAE  = "ViTMAE of Hugging Face"
	HuggingViT  = "vision transformer of Hugging Face"
	patchWeight = "patch_embed.proj.weight"
)

// firstMoments stands before the names of AdamW's first moments in a run's saved state.
const firstMoments = "exp_avg."

// Model is a model as a file holds it, under the published names.
type Model struct {
	Kind   string
	Config mae.Config // Decoder is zero where there is none; Heads are 0 where nobody knows
	// Classes is the number of classes that the file's classifier knows, 0 without one.
	Classes    int
	ClassNames []string    // of these, where they are said
	Mean, Std  *[3]float64 // how colours are normalised, where the file says so
	// SaysPixels tells whether the file says if pixels are redrawn as they are or normalised.
	SaysPixels bool

	said  Heads // by the file
	types map[string]string
	// strange are the shapes of LeftOver.
	strange map[string][]int

	Tensors  *weights.State
	From     map[string]string // names in the file, where they are others
	LeftOver []string          // names in the file that mean nothing here
	Notes    []string          // what had to be assumed, in sentences
}

// HasDecoder tells whether the model can redraw.
func (m *Model) HasDecoder() bool { return m.Config.Decoder.Depth > 0 }

// Close gives the file back; the tensors must not be used any more.
func (m *Model) Close() error { return m.Tensors.Close() }

// Heads are the numbers of attention heads that a person says, 0 for unsaid. They
// leave no trace in the shapes.
type Heads struct{ Encoder, Decoder int }

// Open opens any readable file or folder (weights.Open) and recognises the model.
// A config.json beside it is read too.
func Open(path string, h Heads) (*Model, error) {
	s, err := weights.Open(path)
	if err != nil {
		return nil, err
	}
	m, err := In(s, path, h)
	if err != nil {
		s.Close()
	}
	return m, err
}

// ErrSavedState says that a file is what training goes on from, which has the optimiser's
// moments beside the model, under its names.
var ErrSavedState = errors.New("is a saved state of a run, with which its training goes on, and not weights by themselves; give the run's folder")

// In recognises the model in what was opened at path. It shares the tensors with s:
// one of the two is to be closed.
func In(s *weights.State, path string, h Heads) (m *Model, err error) {
	f, err := factsBeside(path, s.Meta)
	if err == nil {
		err = weights.Guard(func() (err error) { m, err = recognise(s, f, h); return err })
	}
	if err != nil && isShard(path) {
		return nil, fmt.Errorf("%s %w. By its name it is one of several files of a model: give their folder, or the index.json beside it", path, err)
	}
	if err != nil {
		return nil, fmt.Errorf("%s %w", path, err)
	}
	if len(s.Others) > 0 {
		m.Notes = append(m.Notes, fmt.Sprintf("It holds other weights too, which are left: %s; %s is read.", strings.Join(s.Others, ", "), s.Taken))
	}
	return m, nil
}

// shard is how Hugging Face numbers the files of one model.
var shard = regexp.MustCompile(`-\d{5}-of-\d{5}\.(safetensors|bin)$`)

func isShard(path string) bool { return shard.MatchString(path) }

// Recognise is Open for weights that are in memory.
func Recognise(s *weights.State) (*Model, error) { return recognise(s, factsOf(s.Meta), Heads{}) }

// factsBeside gathers what is said about a model: in the file, and in a config.json
// that belongs to it.
func factsBeside(path string, meta map[string]string) (facts, error) {
	f := factsOf(meta)
	dir := path
	if info, err := os.Stat(path); err == nil && !info.IsDir() {
		if dir = filepath.Dir(path); !slices.Contains(weights.InFolder, filepath.Base(path)) && !weights.DescribesBeside(path) {
			return f, nil
		}
	}
	f, err := f.read(filepath.Join(dir, "config.json"))
	if err != nil {
		return f, err
	}
	said := f.claims
	f, err = f.read(filepath.Join(dir, "preprocessor_config.json"))
	f.claims = said // of the model; the other file's sizes are those of pictures
	return f, err
}

// recognise moves the tensors of s under the published names. Its errors go on
// after the file's name.
func recognise(s *weights.State, f facts, h Heads) (*Model, error) {
	m := &Model{From: map[string]string{}, strange: map[string][]int{}}
	root, torchvision := isTorchvision(s.Names)
	hugging, err := false, error(nil)
	if !torchvision {
		root, hugging, err = findRoot(s.Names)
	}
	if err != nil {
		return nil, err
	}
	s = m.narrowed(s)
	switch {
	case torchvision:
		err = m.fromTorchvision(s, root)
	case hugging:
		err = m.fromHuggingFace(s, root)
	default:
		m.withoutPrefix(s, root)
	}
	if err != nil {
		return nil, err
	}
	for _, name := range m.LeftOver {
		m.strange[name] = s.Tensors[name].Shape()
	}
	if err := m.findSizes(); err != nil {
		return nil, err
	}
	if m.Kind = kindOf(hugging, m.HasDecoder()); torchvision {
		m.Kind = Torchvision
	}
	if err := m.agree(f.claims); err != nil {
		return nil, err
	}
	if err := m.apply(f, h, hugging); err != nil {
		return nil, err
	}
	return m, m.refuseOthers()
}

func kindOf(hugging, decoder bool) string {
	switch {
	case hugging && decoder:
		return HuggingMAE
	case hugging:
		return HuggingViT
	case decoder:
		return Published
	}
	return Encoder
}

// findRoot finds what stands before every name of the model, by the one tensor that
// every vision transformer has: module., model., or both.
func findRoot(all []string) (root string, hugging bool, err error) {
	var roots []string
	for _, name := range all {
		before, is := strings.CutSuffix(name, patchWeight)
		beforeHugging, isHugging := strings.CutSuffix(name, huggingPatch)
		switch {
		case is && (before == "" || strings.HasSuffix(before, ".")):
			roots = append(roots, before)
		case isHugging && (beforeHugging == "" || strings.HasSuffix(beforeHugging, ".")):
			roots, hugging = append(roots, beforeHugging), true
		}
	}
	switch len(roots) {
	case 1:
		return roots[0], hugging, nil
	case 0:
		if len(all) == 0 {
			return "", false, fmt.Errorf("holds no vision transformer: there is no tensor in it")
		}
		return "", false, fmt.Errorf("holds no vision transformer%s: none of its %d tensors is a %s; it begins with %s", butA(all), len(all), patchWeight, quoted(all))
	}
	if slices.Contains(roots, firstMoments) && slices.Contains(roots, "") {
		return "", false, ErrSavedState
	}
	return "", false, fmt.Errorf("holds %d models, below %s; save the one that is meant by itself", len(roots), quoted(roots))
}

// butA says what network it is instead, where that is known.
func butA(all []string) string {
	for _, name := range all {
		name = "." + name
		if strings.HasSuffix(name, ".layer1.0.conv1.weight") || strings.HasSuffix(name, ".resnet.embedder.embedder.convolution.weight") { // as transformers has it
			return " but a ResNet"
		}
	}
	return ""
}

// quoted lists the first few.
func quoted(list []string) string {
	var words []string
	for _, s := range list[:min(3, len(list))] {
		words = append(words, fmt.Sprintf("%q", s))
	}
	return strings.Join(words, ", ")
}

// narrowed rounds float64 to float32, which models are computed in, and says so.
func (m *Model) narrowed(s *weights.State) *weights.State {
	t, n := *s, 0
	for _, name := range s.Names {
		wide, is := s.Tensors[name].Data().([]float64)
		if !is {
			continue
		}
		if n++; n == 1 {
			t.Tensors = maps.Clone(s.Tensors)
		}
		values := make([]float32, len(wide))
		for i, v := range wide {
			values[i] = float32(v)
		}
		t.Tensors[name] = tensor.New(tensor.WithShape(s.Tensors[name].Shape()...), tensor.WithBacking(values))
	}
	if n > 0 {
		m.Notes = append(m.Notes, fmt.Sprintf("Of its tensors %d are float64; their values are rounded to float32, in which models are computed.", n))
	}
	return &t
}

// keepType remembers under a name of here what the file calls the type of a tensor.
func (m *Model) keepType(s *weights.State, there, here string) {
	if kind := s.Types[there]; kind != "" {
		if m.types == nil {
			m.types = map[string]string{}
		}
		m.types[here] = kind
	}
}

// withoutPrefix takes root off the names; what stands elsewhere is left over.
func (m *Model) withoutPrefix(s *weights.State, root string) {
	t := *s
	t.Names, t.Tensors = nil, map[string]*dense{}
	for _, name := range s.Names {
		short, is := strings.CutPrefix(name, root)
		if !is {
			m.LeftOver = append(m.LeftOver, name)
			continue
		}
		t.Names = append(t.Names, short)
		t.Tensors[short] = s.Tensors[name]
		m.keepType(s, name, short)
		if root != "" {
			m.From[short] = name
		}
	}
	t.Types = m.types
	m.Tensors = &t
}
