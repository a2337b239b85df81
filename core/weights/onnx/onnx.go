// Package onnx writes models as ONNX, the format that runs them in other programs and
// in browsers. What a model does to pixels first is part of the graph: it takes bytes.
//
// pixels (batch, side, side, 3) are the bytes of pictures, row by row, red, green,
// blue. An encoder gives
//
//	features (batch, dim)             the mean of the patches' tokens after the last block
//	tokens   (batch, 1+patches, dim)  the class token and the patches, behind the last norm
//
// a classifier
//
//	logits         (batch, classes)  in the order of the classes in the metadata
//	probabilities  (batch, classes)
//
// and a reconstructor takes noise (batch, patches) too, hides all patches but those of
// the smallest noise, and gives
//
//	pred     (batch, patches, patch*patch*3)  every patch redrawn, as the loss compares it
//	mask     (batch, patches)                 1 where a patch was hidden
//	redrawn  (batch, side, side, 3)           bytes: the picture, its hidden patches redrawn
//
// The weights of a model that is too large for one file lie in another beside it.
package onnx

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"

	"maestudio/core/mae"
	"maestudio/core/weights"
)

// Opset is the version of the operations, the first with layer norm. ONNX Runtime
// runs it since 1.14.
const Opset = 17

const irVersion = 8

// MostBytes is what protocol buffers, and so a file of ONNX, can hold.
const MostBytes = 1<<31 - 1

// Model is what is to be written.
type Model struct {
	Config    mae.Config
	State     *weights.State // under the published names
	Mean, Std [3]float64     // of pixels from 0 to 1
	Program   string         // that writes it, and its version
	Version   string
	Notes     map[string]string // metadata
	Beside    string            // the file beside it that has the weights, "" where the model itself has them
}

// WriteEncoder writes the encoder alone, which sees whole pictures.
func WriteEncoder(w io.Writer, m Model) error {
	return m.write(w, "encoder", m.encoder)
}

// WriteClassifier writes an encoder and the head on it.
func WriteClassifier(w io.Writer, m Model) error {
	return m.write(w, "classifier", m.classifier)
}

// WriteReconstructor writes the whole masked autoencoder.
func WriteReconstructor(w io.Writer, m Model) error {
	return m.write(w, "reconstructor", m.reconstructor)
}

func (m Model) write(w io.Writer, name string, build func(*graph)) error {
	g := newGraph(m)
	build(g)
	if g.err != nil {
		return fmt.Errorf("the model cannot be written as ONNX: %w", g.err)
	}
	var whole, in, opset message
	in = append(in, g.nodes...)
	in.text(2, name)
	in = append(in, g.constants...)
	in = append(in, g.inputs...)
	in = append(in, g.outputs...)
	opset.text(1, "")
	opset.number(2, Opset)
	whole.number(1, irVersion)
	whole.text(2, m.Program)
	whole.text(3, m.Version)
	whole.message(7, in)
	whole.message(8, opset)
	for _, key := range slices.Sorted(maps.Keys(m.Notes)) {
		var entry message
		entry.text(1, key)
		entry.text(2, m.Notes[key])
		whole.message(14, entry)
	}
	if n := whole.size(); n > MostBytes {
		return fmt.Errorf("the model has %.1f GB, and a file of ONNX can hold 2; write its weights beside it", float64(n)/1e9)
	}
	out := bufio.NewWriterSize(w, 1<<16)
	whole.writeTo(out)
	if err := out.Flush(); err != nil {
		return fmt.Errorf("the model cannot be written: %w", err)
	}
	return nil
}
