package window

import (
	"os"
	"path/filepath"
	"testing"

	"maestudio/core/run"
)

// TestScreenshotsOfAClassifier draws Fine-tune, the result and Predict of a real
// classifier, which MAESTUDIO_CLASSIFIER names, with its own pictures, into the folder
// MAESTUDIO_DRAW: make screenshots CLASSIFIER=folder.
func TestScreenshotsOfAClassifier(t *testing.T) {
	dir := os.Getenv("MAESTUDIO_CLASSIFIER")
	if os.Getenv("MAESTUDIO_DRAW") == "" || dir == "" {
		t.Skip("draws what MAESTUDIO_CLASSIFIER names where MAESTUDIO_DRAW does: make screenshots CLASSIFIER=folder")
	}
	own, err := run.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	pictures, err := run.ListPictures(dir)
	if err != nil {
		t.Fatal(err)
	}
	held := ""
	for _, p := range pictures {
		if p.Part == run.Validation && (held == "" || filepath.Base(p.Path) == os.Getenv("MAESTUDIO_PICTURE")) {
			held = p.Path
		}
	}
	for _, theme := range []string{"dark", "light"} {
		b := openFor(t, theme, "", dir)
		b.Go(tuneKey)
		b.until("the result", func() bool { return b.tune.result.found != nil })
		b.rest()
		b.shoot("real-result", theme)
		b.tune.again()
		b.classes(own.Config.Data.Folders[0])
		b.until("the time", func() bool { return !b.tune.pace.measuring })
		b.rest()
		b.shoot("real-finetune", theme)
		b.Go(predictKey)
		b.until("the classifier", func() bool { return b.predict.opened != nil })
		b.drop(held)
		b.until("what mattered", func() bool { return b.predict.picture.heat != nil })
		b.rest()
		b.shoot("real-predict", theme)
	}
}
