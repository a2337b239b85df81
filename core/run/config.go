// The description of a run. How it stands in run.toml is in toml.go, what its values
// may be in rules.go.

package run

import (
	"fmt"
	"math"
	"slices"

	"maestudio/core/dataset/hygiene"
)

// Version is that of run.toml and of the files beside it.
const Version = 1

// What a run is for.
const (
	TaskPretrain = "pretrain" // a masked autoencoder learns to redraw pictures
	TaskClassify = "classify" // an encoder and a head learn to tell classes apart
)

// Config is the complete description of a run, the contents of run.toml. What
// stands there is resolved: a value that was left open ("auto") is settled when
// the run is created.
type Config struct {
	Version int    `toml:"version"`
	Task    string `toml:"task"`
	Preset  string `toml:"preset"` // where the values come from; only the values count
	Recipe  string `toml:"recipe"` // "" or "paper"; only the values count

	Data         DataConfig         `toml:"data"`
	Model        ModelConfig        `toml:"model"`
	Classify     ClassifyConfig     `toml:"classify"` // of that task only
	Training     TrainingConfig     `toml:"training"`
	Augmentation AugmentationConfig `toml:"augmentation"`
	Device       DeviceConfig       `toml:"device"`
	Checkpoints  CheckpointConfig   `toml:"checkpoints"`
}

// DataConfig names where the pictures were found; files.tsv has the pictures.
type DataConfig struct {
	Folders    []string `toml:"folders"`               // absolute
	JPEG       string   `toml:"jpeg"`                  // the decoder that reads JPEG, with its version; decoder.go has the rule
	LeaveOut   []string `toml:"leave_out,omitempty"`   // kinds of findings (package hygiene) whose pictures are left out
	KeepCopies bool     `toml:"keep_copies,omitempty"` // files with the same bytes count each
}

// ModelConfig holds the sizes of the masked autoencoder. A classifier has those of
// the pictures and of the encoder only.
type ModelConfig struct {
	ImageSize    int     `toml:"image_size"` // pixels of a side
	PatchSize    int     `toml:"patch_size"`
	EncoderDim   int     `toml:"encoder_dim"`
	EncoderDepth int     `toml:"encoder_depth"`
	EncoderHeads int     `toml:"encoder_heads"`
	DecoderDim   int     `toml:"decoder_dim"`
	DecoderDepth int     `toml:"decoder_depth"`
	DecoderHeads int     `toml:"decoder_heads"`
	MaskRatio    float64 `toml:"mask_ratio"` // the share of patches that is hidden
	NormPix      bool    `toml:"norm_pix"`   // targets normalised patch by patch

	// NormEps is what layer norms add to the variance where the model came from a
	// program that has another than the published one; else it is 0 and not there.
	NormEps float64 `toml:"norm_eps,omitzero"`
}

// TrainingConfig holds how it is trained. The rate's peak is
// BLR * batch * accumulate / 256.
type TrainingConfig struct {
	Epochs       int     `toml:"epochs"`
	Batch        int     `toml:"batch"`      // pictures that are computed together
	Accumulate   int     `toml:"accumulate"` // batches whose gradients make one step
	BLR          float64 `toml:"blr"`
	WarmupEpochs float64 `toml:"warmup_epochs"`
	WeightDecay  float64 `toml:"weight_decay"`
	MinLR        float64 `toml:"min_lr"`
	Seed         int64   `toml:"seed"`
	Init         string  `toml:"init"` // where the first weights came from, "" for random ones

	// Extended tells how long the run was meant to be before it was extended.
	Extended []Extension `toml:"extended"`

	// Lowered and Split tell what the program did by itself.
	Lowered []Lowering `toml:"lowered,omitempty"`
	Split   []Split    `toml:"split,omitempty"`
}

// Extension says that up to and with Step the run was to have Epochs epochs.
type Extension struct {
	Step   int `toml:"step"`
	Epochs int `toml:"epochs"`
}

// Lowering says that the run ran away in the step Failed (from 1), and that from
// Step on the rate is half of what it was.
type Lowering struct {
	Step   int `toml:"step"`
	Failed int `toml:"failed"`
}

// Split says that memory did not suffice, and that from Step on pictures are
// computed Batch at a time. A step takes as many as before.
type Split struct {
	Step  int `toml:"step"`
	Batch int `toml:"batch"`
}

// AugmentationConfig holds how a picture becomes a sample.
type AugmentationConfig struct {
	CropScale [2]float64 `toml:"crop_scale"` // share of the picture's area, least and most
	Flip      bool       `toml:"flip"`
	Mean      [3]float64 `toml:"mean"` // red, green, blue
	Std       [3]float64 `toml:"std"`
}

// DeviceConfig says what computes. The same seed gives the same bits where Name,
// Family and Precision are equal; Threads is only what the run began with.
type DeviceConfig struct {
	Name      string `toml:"name"`
	Family    string `toml:"family"`
	Precision string `toml:"precision"`
	Threads   int    `toml:"threads"`
}

// CheckpointConfig says how often the whole state is written, and how much is
// kept. It changes no result.
type CheckpointConfig struct {
	Steps    int     `toml:"steps"`              // after so many steps; 0 for never
	Minutes  float64 `toml:"minutes"`            // after so many minutes of training
	BudgetGB float64 `toml:"budget_gb,omitzero"` // disk that states may take; keep.go has the rule
}

// usualBudget is that of runs without one.
const usualBudget = 20

// EffectiveBatch is the number of pictures that make one step.
func (t TrainingConfig) EffectiveBatch() int { return t.Batch * t.Accumulate }

// PeakLR is the rate after warm-up (Goyal et al. 2017: scaled with the batch).
func (t TrainingConfig) PeakLR() float64 { return t.BLR * float64(t.EffectiveBatch()) / 256 }

// Default is what a run has where neither a preset nor a person says otherwise.
func Default() Config {
	return Config{
		Version:  Version,
		Task:     TaskPretrain,
		Model:    ModelConfig{MaskRatio: 0.75, NormPix: true},
		Training: TrainingConfig{Accumulate: 1, WeightDecay: 0.05},
		Augmentation: AugmentationConfig{
			CropScale: [2]float64{0.2, 1}, Flip: true,
			Mean: [3]float64{0.485, 0.456, 0.406}, Std: [3]float64{0.229, 0.224, 0.225},
		},
		Device:      DeviceConfig{Name: "cpu", Precision: "auto"},
		Checkpoints: CheckpointConfig{Minutes: 5, BudgetGB: usualBudget},
	}
}

// PaperEffectiveBatch is the batch of the published settings.
const PaperEffectiveBatch = 4096

// UsePaper puts the published settings of pre-training into a configuration
// (He et al. 2021, table 8). The batch of 4096 is gathered from batches of the
// size that c has.
func (c *Config) UsePaper() {
	t := &c.Training
	c.Recipe = "paper"
	t.Epochs, t.WarmupEpochs = 800, 40
	t.BLR, t.MinLR, t.WeightDecay = 1.5e-4, 0, 0.05
	t.Accumulate = max(1, PaperEffectiveBatch/max(1, t.Batch))
}

// Validate refuses what cannot work, with what would.
func (c Config) Validate() error {
	if err := checkTypes(c); err != nil {
		return err
	}
	if err := c.checkModel(); err != nil {
		return Errorf(Settings, err, "%v", err)
	}
	if err := c.checkAugment(); err != nil {
		return err
	}
	if _, unknown := hygiene.Known(c.Data.LeaveOut); unknown != "" {
		return Errorf(Settings, nil, "data.leave_out has %q, which is nothing that pictures are looked at for. There are %s.", unknown, hygiene.Names())
	}
	t, a := c.Training, c.Augmentation
	if t.WarmupEpochs >= float64(t.Epochs) && t.WarmupEpochs > 0 {
		return Errorf(Settings, nil, "Warming up would take the whole training: training.warmup_epochs is %v of %s. Use less than %d, such as %v.",
			t.WarmupEpochs, plural(t.Epochs, "epoch"), t.Epochs, suggestWarmup(t.Epochs))
	}
	if a.CropScale[0] > a.CropScale[1] {
		return Errorf(Settings, nil, "augmentation.crop_scale is [%v, %v]: the least comes first. Use [%v, %v].",
			a.CropScale[0], a.CropScale[1], a.CropScale[1], a.CropScale[0])
	}
	if peak := t.PeakLR(); t.MinLR > peak {
		return Errorf(Settings, nil, "training.min_lr is %v, above the highest rate of %.3g (blr times batch times accumulate / 256). Use less than that, such as 0.", t.MinLR, peak)
	}
	if !slices.IsSortedFunc(t.Extended, func(a, b Extension) int { return a.Step - b.Step }) {
		return Errorf(Settings, nil, "training.extended is out of order: its steps must grow.")
	}
	return nil
}

// suggestWarmup is a twentieth of the training, at least a tenth of an epoch.
func suggestWarmup(epochs int) float64 {
	return math.Max(0.1, math.Round(float64(epochs)/2)/10)
}

// String is one line for a person.
func (c Config) String() string {
	m, t := c.Model, c.Training
	if c.Task == TaskClassify {
		return fmt.Sprintf("%d px, patch %d, encoder %dx%d of %s, %s, %s of batch %d",
			m.ImageSize, m.PatchSize, m.EncoderDim, m.EncoderDepth, plural(m.EncoderHeads, "head"),
			fmt.Sprintf("%d classes", len(c.Classify.Classes)), plural(t.Epochs, "epoch"), t.EffectiveBatch())
	}
	return fmt.Sprintf("%d px, patch %d, encoder %dx%d of %s, decoder %dx%d of %s, %s of batch %d",
		m.ImageSize, m.PatchSize, m.EncoderDim, m.EncoderDepth, plural(m.EncoderHeads, "head"),
		m.DecoderDim, m.DecoderDepth, plural(m.DecoderHeads, "head"), plural(t.Epochs, "epoch"), t.EffectiveBatch())
}
