// The part of a run's description that only classifiers have.

package run

import (
	"encoding/json"
	"fmt"

	"maestudio/core/dataset/augment"
	"maestudio/core/task/classify"
	"maestudio/core/vit"
	"maestudio/core/weights/names"
)

// ClassifyConfig says what classes a classifier tells apart and how it learns that,
// beside what TrainingConfig says.
type ClassifyConfig struct {
	Classes    []string `toml:"classes"`     // their names; a label is a place among them
	Head       string   `toml:"head"`        // on what it stands: HeadMean or HeadToken
	Freeze     bool     `toml:"freeze"`      // the encoder stays as it is: a linear probe
	Smoothing  float64  `toml:"smoothing"`   // the share of a label that all classes share
	Mixup      float64  `toml:"mixup"`       // alpha of the shares of two mixed pictures; 0 for none
	CutMix     float64  `toml:"cutmix"`      // alpha of the size of a piece of another picture; 0 for none
	Erase      float64  `toml:"erase"`       // how often a part of a picture is erased
	Augment    string   `toml:"augment"`     // "", or what else changes a picture, such as "rand-m9-mstd0.5-inc1"
	Balance    bool     `toml:"balance"`     // every class comes equally often
	DropPath   float64  `toml:"drop_path"`   // how often a branch of the last block is dropped
	LayerDecay float64  `toml:"layer_decay"` // the rate of a layer as a share of the next one's
	Patience   int      `toml:"patience"`    // epochs without a better score after which training ends; 0: all epochs
}

// On what a classifier's head stands.
const (
	HeadMean  = "mean"  // the mean of the patches' tokens
	HeadToken = "token" // the class token
)

var classifyRules = []rule{
	{key: "classify.classes", task: TaskClassify, kind: texts, example: `["cat", "dog"]`},
	{key: "classify.head", task: TaskClassify, kind: text, oneOf: []string{HeadMean, HeadToken}},
	{key: "classify.freeze", task: TaskClassify, kind: yesno},
	{key: "classify.smoothing", task: TaskClassify, kind: number, max: 0.9, example: "0.1"},
	{key: "classify.mixup", task: TaskClassify, kind: number, max: 100, example: "0.8"},
	{key: "classify.cutmix", task: TaskClassify, kind: number, max: 100, example: "1.0"},
	{key: "classify.erase", task: TaskClassify, kind: number, max: 1, example: "0.25"},
	{key: "classify.augment", task: TaskClassify, kind: text, example: `"rand-m9-mstd0.5-inc1"`},
	{key: "classify.balance", task: TaskClassify, kind: yesno},
	{key: "classify.drop_path", task: TaskClassify, kind: number, max: 0.99, example: "0.1"},
	{key: "classify.layer_decay", task: TaskClassify, kind: number, above: true, max: 1, example: "0.75"},
	{key: "classify.patience", task: TaskClassify, kind: whole, max: 1e6, example: "0"},
}

// Classifier returns the sizes in the model's own terms.
func (c Config) Classifier() classify.Config {
	m, k := c.Model, c.Classify
	return classify.Config{
		ImageSize: m.ImageSize, PatchSize: m.PatchSize,
		Encoder:    vit.Config{Dim: m.EncoderDim, Depth: m.EncoderDepth, Heads: m.EncoderHeads, Eps: m.NormEps},
		Classes:    len(k.Classes),
		ClassToken: k.Head == HeadToken,
		DropPath:   k.DropPath, LayerDecay: k.LayerDecay,
	}
}

// checkAugment refuses a policy that is none.
func (c Config) checkAugment() error {
	if _, err := augment.ParsePolicy(c.Classify.Augment); err != nil {
		return Errorf(Settings, err, "classify.augment: %v.", err)
	}
	return nil
}

// describe is what a classifier's weights say of themselves, so that nothing else is
// needed to use them.
func (c Config) describe() map[string]string {
	classes, _ := json.Marshal(c.Classify.Classes) // texts can always be written
	m, a := c.Model, c.Augmentation
	all := names.Notes(m.MAE(), a.Mean, a.Std)
	return map[string]string{
		"format": all["format"], "task": c.Task, "classes": string(classes), "head": c.Classify.Head, "image_size": fmt.Sprint(m.ImageSize),
		names.EncoderHeadsKey: all[names.EncoderHeadsKey], names.EpsKey: all[names.EpsKey],
		names.MeanKey: all[names.MeanKey], names.StdKey: all[names.StdKey],
	}
}

// Score is how a classifier did on the pictures that are held out.
type Score struct {
	Epoch, Right, Of int
	Loss             float64
}

// better tells whether a score is above another: more right, or as many and surer.
func (s Score) better(than Score) bool {
	return s.Right > than.Right || s.Right == than.Right && s.Loss < than.Loss
}

// scoresOf lists the scores in events, one an epoch.
func scoresOf(events []Event) (scores []Score) {
	for _, e := range events {
		if e.Event != EventScore {
			continue
		}
		if n := len(scores); n > 0 && scores[n-1].Epoch == e.Epoch {
			scores = scores[:n-1] // the end of the epoch was interrupted, and done again
		}
		scores = append(scores, Score{e.Epoch, e.Right, e.Of, e.Loss})
	}
	return scores
}

// best is the place of the best score, the first of equal ones; -1 without any.
func best(scores []Score) (at int) {
	at = -1
	for i, s := range scores {
		if at < 0 || s.better(scores[at]) {
			at = i
		}
	}
	return at
}

// BestScore is a classifier's best so far; nil where there is none.
func BestScore(events []Event) *Score {
	scores := scoresOf(events)
	if at := best(scores); at >= 0 {
		return &scores[at]
	}
	return nil
}

// enough reports whether the best score is so long ago that training ends.
func (c Config) enough(scores []Score) bool {
	patience := c.Classify.Patience
	return patience > 0 && len(scores)-1-best(scores) >= patience
}
