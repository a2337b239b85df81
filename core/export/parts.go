// What can be written as what.

package export

import (
	"slices"
	"strings"

	"maestudio/core/autograd"
	"maestudio/core/run"
	"maestudio/core/weights/onnx"
)

// Formats are all that there are, Parts what a run's model can be exported as, the
// usual one first.
var Formats = []string{ONNX, Safetensors, HuggingFace, Timm}

// Parts are what there is to export of a run.
func Parts(c run.Config) []string {
	if c.Task == run.TaskClassify {
		return []string{Classifier}
	}
	return []string{Encoder, Reconstructor}
}

// Check refuses what cannot be written, with what can.
func Check(c run.Config, format, what string) error {
	known := slices.Contains([]string{Encoder, Classifier, Reconstructor}, what)
	classifier := c.Task == run.TaskClassify
	switch {
	case !known:
		return run.Errorf(run.Settings, nil, "There is no %q to export. There are encoder, classifier and reconstructor.", what)
	case !slices.Contains(Formats, format):
		return run.Errorf(run.Settings, nil, "There is no format %q. There are safetensors, huggingface, timm and onnx.", format)
	case what == Classifier && !classifier:
		return run.Errorf(run.Settings, nil, "A run of pre-training has no classifier. Export its encoder: --what encoder. Or make a classifier of it first: maestudio finetune")
	case what != Classifier && classifier:
		return run.Errorf(run.Settings, nil, "The run is a classifier and is exported as one: --what classifier. An encoder and a reconstructor are those of the run that it began from.")
	case format == Timm && what == Reconstructor:
		return run.Errorf(run.Settings, nil, "timm has no masked autoencoders, only their encoders. Export the encoder, or the reconstructor as safetensors, huggingface or onnx.")
	}
	return nil
}

// mostInOne is how many bytes of weights a file of ONNX can hold beside its graph.
const mostInOne = onnx.MostBytes - 1<<20

// beside tells whether the weights of ONNX lie in a file of their own.
func (e *export) beside() bool {
	most := int64(mostInOne)
	if e.MostInOne > 0 {
		most = e.MostInOne
	}
	return e.Format == ONNX && bytesOf(e.run.Config, e.What) > most
}

// bytesOf is what the values of a part take.
func bytesOf(c run.Config, what string) (n int64) {
	for _, spec := range specsOf(c, what) {
		size := int64(4)
		for _, side := range spec.Shape {
			size *= int64(side)
		}
		n += size
	}
	return n
}

// specsOf are the parameters of a part of a run's model.
func specsOf(c run.Config, what string) []autograd.Spec {
	if what == Classifier {
		return c.Classifier().Specs()
	}
	specs := c.Model.MAE().Specs()
	if what == Encoder {
		specs = slices.DeleteFunc(specs, func(s autograd.Spec) bool { return strings.HasPrefix(s.Name, "decoder_") || s.Name == "mask_token" })
	}
	return specs
}
