package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"maestudio/core/weights"
	"maestudio/core/weights/names"
	"maestudio/core/weights/onnx"
)

// onnxIn is the file of ONNX that a path is, or that an export there holds, or whose
// weights are there.
func onnxIn(path string) (file string, is bool) {
	if stat, err := os.Stat(path); err == nil && stat.IsDir() {
		path = filepath.Join(path, "model.onnx")
	}
	if model, weights := strings.CutSuffix(path, ".onnx.data"); weights {
		path = model + ".onnx"
	}
	_, err := os.Stat(path)
	return path, err == nil && strings.EqualFold(filepath.Ext(path), ".onnx")
}

// infoONNX says what a model in ONNX takes and gives, and of one of this program's what
// its weights are.
func (a *app) infoONNX(path string) error {
	file, err := onnx.Open(path)
	if err != nil {
		return fmt.Errorf("%w.", err)
	}
	defer file.Close()
	err = weights.Guard(func() error { return a.aboutONNX(path, file) })
	if errors.Is(err, weights.ErrChanged) {
		return fmt.Errorf("%s cannot be read: %w.", path, err)
	}
	return err
}

func (a *app) aboutONNX(path string, file *onnx.File) error {
	p, err := file.Program()
	if err != nil {
		return fmt.Errorf("%s cannot be read: %w.", path, err)
	}
	t := newTable(a.out)
	t.row("weights", fmt.Sprintf("%s, ONNX of opset %d, %s", path, p.Opset, size(file.Size())))
	if beside := file.Beside(); len(beside) > 0 {
		t.row("beside it", strings.Join(beside, ", ")+", which has the numbers")
	}
	if by := strings.TrimSpace(p.Producer + " " + p.Version); by != "" {
		t.row("written by", by)
	}
	for _, port := range p.Inputs {
		t.row("takes", port.String())
	}
	for _, port := range p.Outputs {
		t.row("gives", port.String())
	}
	var m *names.Model
	state, err := file.Weights()
	if err == nil {
		if m, err = names.Recognise(state); err == nil {
			t.row("model", m.Kind)
			weightRows(t, m)
		}
	}
	if err != nil {
		t.row("model", "of another program; it can be run where ONNX is, and not begun from here")
	}
	noteRows(t, p.Notes, m)
	return t.end()
}
