package screen

import (
	"fmt"

	"fyne.io/fyne/v2"
)

// The dialogs in the states that are not like each other.
func init() {
	for name, v := range map[string]ExportView{
		"export":             exportView(ExportAsk),
		"export-trouble":     troubled(exportView(ExportAsk)),
		"export-done":        exportView(ExportDone),
		"export-of-a-series": named(exportView(ExportAsk)),
	} {
		scenes = append(scenes, scene{name, "runs", func() fyne.CanvasObject {
			s := NewExport(ExportParams{Part: func(int) {}, Format: func(int) {}})
			s.Set(v)
			return s.Dialog()
		}})
	}
	for name, v := range map[string]ImportView{
		"import":       {},
		"import-none":  {Trouble: "“evil.pth” cannot be read as weights: it wants os.system to be called, which is code and no data; nothing was run.", Remedy: "Nothing was made. Choose another file or folder."},
		"import-found": importView(ImportFound),
		"import-asks":  asking(importView(ImportFound)),
		"import-wrong": wrong(asking(importView(ImportFound))),
		"import-doubt": doubted(importView(ImportDone)),
	} {
		scenes = append(scenes, scene{name, "runs", func() fyne.CanvasObject {
			s := NewImport(ImportParams{})
			s.Set(v)
			return s.Dialog()
		}})
	}
}

func exportView(state ExportState) ExportView {
	return ExportView{State: state, Run: "garden", Place: "/home/ann/garden-onnx", Doing: "Writing model.onnx", Share: .4, Format: 1,
		Parts: []Way{{Name: "Encoder", For: "Turns a picture into numbers that say what is in it: to find alike pictures, or to train something on."}, {Name: "All of it"}},
		Formats: []Way{{Name: "ONNX", For: "Runs anywhere without PyTorch: in browsers, on phones, in other languages."},
			{Name: "Safetensors", For: "The weights under their published names, for PyTorch. This program reads it, too."},
			{Name: "Hugging Face", For: "A folder under the names of transformers.", Why: "In transformers a ViT answers by its class token, and this classifier by the mean of the patches: there it would give other answers."},
			{Name: "timm", For: "The weights under the names of timm."}},
		Proof: "Read back and asked about 8 pictures: the largest difference from what the model gives here is 0. The pictures are in the folder, so that other programs can be checked too.",
		Next:  "index.html runs it on any web server, example.py in Python. README.md says how."}
}

func troubled(v ExportView) ExportView {
	v.Trouble, v.Remedy = "/home/ann/garden-onnx is not empty: it holds letter.txt, among other things.", "Choose a new folder."
	return v
}

func named(v ExportView) ExportView {
	v.Run, v.Place = longName, "/home/ann/"+longName
	return v
}

func importView(state ImportState) ImportView {
	v := ImportView{State: state, File: "“mae_pretrain_vit_large.pth”", Name: "mae_pretrain_vit_large", HasDecoder: true, Doing: "Redrawing some pictures", Share: 1,
		Facts: []string{"Masked autoencoder under the published names.", "Pictures of 224 px in patches of 16 px; encoder 1024 wide, 24 deep. Decoder 512 wide, 8 deep."},
		Sum:   "245 matched, 2 resized, 1 missing, 1 left over", Pictures: []string{"The built-in sample", "Another folder…"}, Sizes: []string{"224 px, as in the file", "112 px"},
		Result: "Better than both simple guesses: it was read as it was trained.", Next: "On 16 pictures its error is 0.43; one flat colour has 0.99, smearing what is visible 0.61."}
	for i, fate := range []string{"missing", "left over", "resized", "matched", "matched", "matched", "matched", "matched", "matched", "matched"} {
		v.Rows = append(v.Rows, TensorRow{Fate: fate, Warn: i < 2, Name: fmt.Sprintf("blocks.N.attn.qkv.weight  (%d)", 24), Size: "3072 x 1024", From: "vit.encoder.layer.N.attention.attention.{query,key,value}.weight"})
	}
	return v
}

func asking(v ImportView) ImportView {
	v.AsksHeads, v.AsksPixels, v.Heads, v.NormPix = true, true, [2]string{"16", "16"}, true
	v.AsksColours, v.Colours = true, []string{"ImageNet's, as usual", "0.5 and 0.5: -1 to 1", "As they are: 0 to 1"}
	v.Notes = []string{"No config.json says what its layer norms add to the variance; 1e-12 is taken, as transformers does.",
		"No preprocessor_config.json says how pixels were scaled before it saw them; ImageNet's mean and deviation are taken where no others are given.", "It does not say how many heads the encoder has; 16 are usual for a width of 1024 and taken.", "It does not say how many heads the decoder has; 16 are usual for a width of 512 and taken.",
		"It does not say whether it redraws pixels as they are or normalised patch by patch; the latter is assumed."}
	return v
}

func wrong(v ImportView) ImportView {
	v.Trouble, v.Remedy = "Heads do not divide the width: 1024 ÷ 17.", "Use 16 heads."
	return v
}

func doubted(v ImportView) ImportView {
	v.Result, v.Doubtful = "Not yet better than one flat colour: a trained model does better.", true
	v.Next += " It may have been trained on other pixels (import it without normalised patches), with other heads, or on pictures of another kind."
	return v
}
