// The config.json of an export against its weights.

package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"

	"maestudio/core/run"
	"maestudio/core/weights/names"
)

// checkConfig refuses a config.json, or a preprocessor_config.json, that is not as this
// program writes it for the weights beside it: other programs go by it. Keys of other tools'
// may stand beside ours, not in our tables.
func checkConfig(dir string, m *names.Model, what string) error {
	e, named := describedBy(m, what)
	for _, f := range e.configs() {
		path := filepath.Join(dir, f.name)
		said, there, err := readConfig(path)
		if err != nil {
			return err
		}
		if !there && e.Format != HuggingFace { // the same weights are an export without one
			continue
		}
		if !there {
			return run.Errorf(run.Damaged, nil, "%s is not there, by which other programs go. Put it back, or export the model again.", path)
		}
		var text bytes.Buffer
		var want map[string]any
		if err := f.write(&text); err != nil {
			return err
		}
		if err := json.Unmarshal(text.Bytes(), &want); err != nil {
			return err
		}
		if !named {
			delete(want, "id2label")
			delete(want, "label2id")
			delete(want, "label_names")
		}
		if words := firstChange("", said, want); words != "" {
			return run.Errorf(run.Damaged, nil, "%s was changed: %s. Put it back, or export the model again.", path, words)
		}
	}
	return nil
}

// describedBy is the export that has these weights, by their shapes and the notes in their
// file; named tells whether these name its classes.
func describedBy(m *names.Model, what string) (e *export, named bool) {
	noted := m.Noted()
	c := noted.Config
	k := run.Config{Model: run.ModelConfig{
		ImageSize: c.ImageSize, PatchSize: c.PatchSize, NormEps: c.Encoder.Eps,
		EncoderDim: c.Encoder.Dim, EncoderDepth: c.Encoder.Depth, EncoderHeads: c.Encoder.Heads,
		DecoderDim: c.Decoder.Dim, DecoderDepth: c.Decoder.Depth, DecoderHeads: c.Decoder.Heads,
		MaskRatio: c.MaskRatio, NormPix: c.NormPix,
	}}
	k.Augmentation.Mean, k.Augmentation.Std = *noted.Mean, *noted.Std
	k.Classify.Head, k.Classify.Classes = run.HeadToken, noted.ClassNames
	if m.Tensors.Tensors["fc_norm.weight"] != nil {
		k.Classify.Head = run.HeadMean
	}
	if named = noted.ClassNames != nil; !named {
		k.Classify.Classes = make([]string, m.Classes)
	}
	format := Timm
	if m.Kind == names.HuggingMAE || m.Kind == names.HuggingViT {
		format = HuggingFace
	}
	return &export{Options: Options{Format: format, What: what}, run: &run.Run{Config: k}, config: k.Model.MAE()}, named
}

// configs are the files of an export that describe its model.
func (e *export) configs() []file {
	if e.Format == HuggingFace {
		return []file{{"config.json", e.huggingConfig}, {"preprocessor_config.json", e.huggingPreprocessor}}
	}
	return []file{{"config.json", e.timmConfig}}
}

// readConfig reads a table, and tells whether it is there.
func readConfig(path string) (table map[string]any, there bool, err error) {
	text, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		return nil, false, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &table)
	}
	if err != nil {
		return nil, true, run.Errorf(run.Damaged, err, "%s cannot be read: %v. Export the model again.", path, err)
	}
	return table, true, nil
}

// firstChange says what a table says else than it should, "" for nothing; within is the
// name of the table and a dot, "" for the whole, which may say more than we do.
func firstChange(within string, said, want map[string]any) string {
	for _, key := range slices.Sorted(maps.Keys(want)) {
		is, there := said[key]
		inner, isTable := want[key].(map[string]any)
		saidInner, saidTable := is.(map[string]any)
		switch {
		case !there:
			return fmt.Sprintf("it does not say %s, and by the weights beside it that is %v", within+key, want[key])
		case isTable && saidTable:
			if words := firstChange(within+key+".", saidInner, inner); words != "" {
				return words
			}
		case !reflect.DeepEqual(is, want[key]):
			return fmt.Sprintf("it says %s is %v, and by the weights beside it that is %v", within+key, is, want[key])
		}
	}
	for _, key := range slices.Sorted(maps.Keys(said)) {
		if _, ours := want[key]; !ours && within != "" {
			return fmt.Sprintf("it says %s is %v, and by the weights beside it there is none", within+key, said[key])
		}
	}
	return ""
}
