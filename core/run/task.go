// What a run is for.

package run

import (
	"context"

	"maestudio/core/autograd"
	"maestudio/core/train"
	"maestudio/core/weights"
	"maestudio/gpu"
)

// task is what a run is for: what its worker trains, and how it looks at that. A
// worker makes it anew whenever it takes the run up.
type task interface {
	train.Method
	params() *autograd.Params
	begin(from *weights.State) error                // starting values: of weights, where there are any
	order() func(epoch uint64) []int                // of the pictures in an epoch; nil: shuffled
	restored() error                                // after parameters were loaded from a checkpoint
	ready(ctx context.Context) error                // before a worker's first step
	asksAt(epoch int) bool                          // whether labels are asked about at its end, or with 0 before the first
	ask(ctx context.Context, epoch int) error       // about labels
	validate(ctx context.Context) (*float64, error) // at the end of an epoch: the loss of what is held out
	judge(loss *float64) Verdict                    // how the run stands with it
	enough() bool                                   // whether more epochs would bring nothing
	sampleAt() func(step int) bool                  // after how many steps pictures are redrawn; nil for never
	sample(s train.State) error
	done() string // the sentence at the end
	free()
}

// newTask makes what the run is for, on the worker's device.
func (w *worker) newTask() (task, error) {
	if w.Config.Task == TaskClassify {
		return newFinetuning(w)
	}
	return newPretraining(w)
}

// specs describes the parameters of the run's model.
func (c Config) specs() []autograd.Spec {
	if c.Task == TaskClassify {
		return c.Classifier().Specs()
	}
	return c.Model.MAE().Specs()
}

// Parameters is the number of them, fixed ones included.
func (c Config) Parameters() int {
	if c.Task == TaskClassify {
		return c.Classifier().Params()
	}
	return c.Model.MAE().Params()
}

// checkModel refuses sizes that cannot work.
func (c Config) checkModel() error {
	if c.Task == TaskClassify {
		return c.Classifier().Validate()
	}
	return c.Model.MAE().Validate()
}

// optimizer is what takes steps; its moments live with the parameters.
type optimizer interface {
	train.Optimizer
	Resume(steps int)
	Free()
}

// newOptimizer makes the one of the run's method.
func (c Config) newOptimizer(dev gpu.Device, p *autograd.Params) (optimizer, error) {
	decay := c.Training.WeightDecay
	switch {
	case c.Task == TaskClassify && c.Classify.Freeze:
		return train.NewLARS(dev, p, decay)
	case c.Task == TaskClassify:
		return train.NewAdamW(dev, p, decay, train.FinetuneBeta2)
	}
	return train.NewAdamW(dev, p, decay, train.PretrainBeta2)
}
