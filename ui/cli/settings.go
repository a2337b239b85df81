package cli

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"maestudio/core/run"
)

// setting is a flag that changes one value of a run's description. What is not
// given stays as the preset has it.
type setting struct {
	flag  string
	key   string // of run.toml
	value string // what stands after the flag in --help
	usage string
	set   setter
}

// setter puts the text after a flag into c, or says what it wants instead.
type setter func(c *run.Config, text string) (wants string, ok bool)

var modelSettings = []setting{
	{"image-size", "model.image_size", "N", "side of a picture in pixels, a multiple of the patch size",
		whole(func(c *run.Config) *int { return &c.Model.ImageSize })},
	{"patch-size", "model.patch_size", "N", "side of a patch in pixels",
		whole(func(c *run.Config) *int { return &c.Model.PatchSize })},
	{"encoder-dim", "model.encoder_dim", "N", "width of the encoder, a multiple of its heads and of 4",
		whole(func(c *run.Config) *int { return &c.Model.EncoderDim })},
	{"encoder-depth", "model.encoder_depth", "N", "blocks of the encoder",
		whole(func(c *run.Config) *int { return &c.Model.EncoderDepth })},
	{"encoder-heads", "model.encoder_heads", "N", "attention heads of the encoder",
		whole(func(c *run.Config) *int { return &c.Model.EncoderHeads })},
	{"decoder-dim", "model.decoder_dim", "N", "width of the decoder, a multiple of its heads and of 4",
		whole(func(c *run.Config) *int { return &c.Model.DecoderDim })},
	{"decoder-depth", "model.decoder_depth", "N", "blocks of the decoder",
		whole(func(c *run.Config) *int { return &c.Model.DecoderDepth })},
	{"decoder-heads", "model.decoder_heads", "N", "attention heads of the decoder",
		whole(func(c *run.Config) *int { return &c.Model.DecoderHeads })},
	{"mask-ratio", "model.mask_ratio", "X", "share of the patches that is hidden, above 0 and below 1 (0.75)",
		number(func(c *run.Config) *float64 { return &c.Model.MaskRatio })},
}

var trainingSettings = []setting{
	{"epochs", "training.epochs", "N", "times that every picture is seen",
		whole(func(c *run.Config) *int { return &c.Training.Epochs })},
	{"batch", "training.batch", "N", "pictures that are computed together",
		whole(func(c *run.Config) *int { return &c.Training.Batch })},
	{"accumulate", "training.accumulate", "N", "batches whose gradients make one step (1)",
		whole(func(c *run.Config) *int { return &c.Training.Accumulate })},
	{"blr", "training.blr", "X", "base learning rate; the rate is this times batch times accumulate / 256",
		number(func(c *run.Config) *float64 { return &c.Training.BLR })},
	{"warmup-epochs", "training.warmup_epochs", "X", "epochs in which the rate rises from zero",
		number(func(c *run.Config) *float64 { return &c.Training.WarmupEpochs })},
	{"weight-decay", "training.weight_decay", "X", "pull of the weights towards zero (0.05)",
		number(func(c *run.Config) *float64 { return &c.Training.WeightDecay })},
	{"seed", "training.seed", "N", "the same seed gives the same weights, bit for bit (0)",
		whole64(func(c *run.Config) *int64 { return &c.Training.Seed })},
}

var pictureSettings = []setting{
	{"crop-scale", "augmentation.crop_scale", "LEAST,MOST", "share of a picture's area that a crop keeps (0.2,1)",
		numbers(2, "two numbers with a comma, such as 0.2,1", func(c *run.Config) []float64 { return c.Augmentation.CropScale[:] })},
	{"mean", "augmentation.mean", "R,G,B", "mean of the colours, 0 to 1 (ImageNet's: 0.485,0.456,0.406)",
		numbers(3, "three numbers with commas, such as 0.485,0.456,0.406", func(c *run.Config) []float64 { return c.Augmentation.Mean[:] })},
	{"std", "augmentation.std", "R,G,B", "deviation of the colours (ImageNet's: 0.229,0.224,0.225)",
		numbers(3, "three numbers with commas, such as 0.229,0.224,0.225", func(c *run.Config) []float64 { return c.Augmentation.Std[:] })},
}

var machineSettings = []setting{
	{"precision", "device.precision", "auto|float32|bf16", "how matrices are multiplied; auto is bf16 where that is faster (auto)", precision},
	{"device", "device.name", "auto|cpu|cuda", "what computes; auto is an NVIDIA card where one can (auto)", device},
	{"threads", "device.threads", "N", "processor cores to use; changes no result (all)",
		threads(func(c *run.Config) *int { return &c.Device.Threads })},
	{"disk-budget", "checkpoints.budget_gb", "SIZE", "disk that the states of the run may take, such as 500MB or 20GB (20GB)", budget},
}

var classifySettings = []setting{
	{"layer-decay", "classify.layer_decay", "X", "rate of a layer as a share of the next one's (by the pictures)",
		number(func(c *run.Config) *float64 { return &c.Classify.LayerDecay })},
	{"drop-path", "classify.drop_path", "X", "how often a branch of the last block is dropped (by the pictures)",
		number(func(c *run.Config) *float64 { return &c.Classify.DropPath })},
	{"smoothing", "classify.smoothing", "X", "share of a label that all classes get (0.1)",
		number(func(c *run.Config) *float64 { return &c.Classify.Smoothing })},
	{"mixup", "classify.mixup", "X", "alpha of mixing two pictures; published 0.8, 0: none (by the pictures)",
		number(func(c *run.Config) *float64 { return &c.Classify.Mixup })},
	{"cutmix", "classify.cutmix", "X", "alpha of pasting part of another picture; published 1, 0: none (by the pictures)",
		number(func(c *run.Config) *float64 { return &c.Classify.CutMix })},
	{"erase", "classify.erase", "X", "how often a part of a picture is erased, 0.25 as published (by the pictures)",
		number(func(c *run.Config) *float64 { return &c.Classify.Erase })},
	{"randaugment", "classify.augment", "POLICY", "none or, as published, rand-m9-mstd0.5-inc1 (by the pictures)", policy},
	{"patience", "classify.patience", "N", "epochs without a better score after which training ends; 0: never (0)",
		whole(func(c *run.Config) *int { return &c.Classify.Patience })},
}

var (
	allSettings = [][]setting{modelSettings, trainingSettings, pictureSettings, machineSettings}

	// finetuneSettings are those of a classifier: the image size may be another than
	// the encoder's.
	finetuneSettings = [][]setting{modelSettings[:1], trainingSettings, classifySettings, pictureSettings, machineSettings}
)

// given is the text after a flag. It is read when all flags are known, since
// presets come first.
type given struct{ text, value string }

func (g *given) String() string     { return g.text }
func (g *given) Set(s string) error { g.text = s; return nil }
func (g *given) Type() string       { return g.value }

// addGroups makes the flags of groups.
func addGroups(flags *pflag.FlagSet, groups [][]setting) {
	for _, group := range groups {
		for _, s := range group {
			flags.Var(&given{value: s.value}, s.flag, s.usage)
		}
	}
}

// addSettings makes the flags of pre-training.
func addSettings(flags *pflag.FlagSet) {
	addGroups(flags, allSettings)
	flags.Bool("no-norm-pix", false, "redraw plain pixels instead of pixels normalised patch by patch")
	flags.Bool("no-flip", false, "never mirror a picture (for text, maps, anything with a left and a right)")
}

// applyGroups puts what the command line has of groups into c.
func applyGroups(c *run.Config, cmd *cobra.Command, groups [][]setting) error {
	flags := cmd.Flags()
	for _, group := range groups {
		for _, s := range group {
			if !flags.Changed(s.flag) {
				continue
			}
			text := flags.Lookup(s.flag).Value.String()
			if wants, ok := s.set(c, text); !ok {
				return wrongUse("--%s wants %s, not %q.", s.flag, wants, text)
			}
		}
	}
	return nil
}

// applySettings puts what the command line has into c.
func applySettings(c *run.Config, cmd *cobra.Command) error {
	flags := cmd.Flags()
	if err := applyGroups(c, cmd, allSettings); err != nil {
		return err
	}
	if on, _ := flags.GetBool("no-norm-pix"); on {
		c.Model.NormPix = false
	}
	if on, _ := flags.GetBool("no-flip"); on {
		c.Augmentation.Flip = false
	}
	return nil
}

// list is one of numbers, as run.toml has it.
var list = regexp.MustCompile(`\[[-+.e0-9]+(, [-+.e0-9]+)*\]`)

// inFlags says a sentence about run.toml's keys in the words of the command line.
func inFlags(sentence string) string {
	for _, group := range append(allSettings, classifySettings) {
		for _, s := range group {
			sentence = strings.ReplaceAll(sentence, s.key, "--"+s.flag)
		}
	}
	sentence = strings.ReplaceAll(sentence, "a list of ", "")
	return list.ReplaceAllStringFunc(sentence, func(found string) string {
		return strings.ReplaceAll(strings.Trim(found, "[]"), ", ", ",")
	})
}

func whole(field func(*run.Config) *int) setter {
	return func(c *run.Config, text string) (string, bool) {
		n, err := strconv.Atoi(text)
		*field(c) = n
		return "a whole number", err == nil
	}
}

// mostThreads is what no machine has.
const mostThreads = 1024

// checkThreads refuses a --threads that is given and cannot be.
func checkThreads(c *cobra.Command, n int) error {
	if c.Flags().Changed("threads") && (n < 1 || n > mostThreads) {
		return wrongUse("--threads wants a whole number from 1 to %d, not %d.", mostThreads, n)
	}
	return nil
}

// sizes are what stands after the number of a size.
var sizes = map[string]float64{"MB": 1e-3, "GB": 1, "TB": 1e3}

// budget takes a size such as 500MB.
func budget(c *run.Config, text string) (string, bool) {
	text = strings.ToUpper(strings.ReplaceAll(text, " ", ""))
	unit := sizes[text[max(0, len(text)-2):]]
	n, err := strconv.ParseFloat(strings.TrimRight(text, "MGTB"), 64)
	c.Checkpoints.BudgetGB = n * unit
	return "a size with its unit, such as 500MB or 20GB", err == nil && n > 0 && n <= 1e6 && unit > 0
}

// checkBudget refuses a --disk-budget that what is kept in any case goes beyond.
func checkBudget(cmd *cobra.Command, c run.Config) error {
	if !cmd.Flags().Changed("disk-budget") || c.Model.PatchSize < 1 {
		return nil
	}
	if least := c.LeastBudget(); c.Checkpoints.BudgetGB*1e9 < least {
		return wrongUse("--disk-budget %s is too little: whole states, the newest and the best weights, which are kept in any case, take %s of this model.",
			size(int64(c.Checkpoints.BudgetGB*1e9)), size(int64(least)))
	}
	return nil
}

func threads(field func(*run.Config) *int) setter {
	return func(c *run.Config, text string) (string, bool) {
		_, ok := whole(field)(c, text)
		return fmt.Sprintf("a whole number from 1 to %d", mostThreads), ok && *field(c) >= 1 && *field(c) <= mostThreads
	}
}

func whole64(field func(*run.Config) *int64) setter {
	return func(c *run.Config, text string) (string, bool) {
		n, err := strconv.ParseInt(text, 10, 64)
		*field(c) = n
		return "a whole number", err == nil
	}
}

func number(field func(*run.Config) *float64) setter {
	return func(c *run.Config, text string) (string, bool) {
		x, ok := parseNumber(text)
		*field(c) = x
		return "a number", ok
	}
}

func numbers(n int, wants string, field func(*run.Config) []float64) setter {
	return func(c *run.Config, text string) (string, bool) {
		items := strings.Split(text, ",")
		if len(items) != n {
			return wants, false
		}
		for i, item := range items {
			x, ok := parseNumber(strings.TrimSpace(item))
			if !ok {
				return wants, false
			}
			field(c)[i] = x
		}
		return "", true
	}
}

// parseNumber reads a finite number.
func parseNumber(text string) (float64, bool) {
	x, err := strconv.ParseFloat(text, 64)
	return x, err == nil && !math.IsNaN(x) && !math.IsInf(x, 0)
}

// precision leaves "auto" open: it is settled when the run is created.
func precision(c *run.Config, text string) (string, bool) {
	c.Device.Precision = text
	return "auto, float32 or bf16", text == "auto" || text == "float32" || text == "bf16"
}

// device leaves "auto" to app.chooseDevice.
func device(c *run.Config, text string) (string, bool) {
	c.Device.Name = "cpu"
	if text == "cuda" {
		c.Device.Name = text
	}
	return "auto, cpu or cuda", text == "auto" || text == "cpu" || text == "cuda"
}

// policy of RandAugment: what it means is checked with the other settings.
func policy(c *run.Config, text string) (string, bool) {
	if text == "none" {
		text = ""
	}
	c.Classify.Augment = text
	return "", true
}
