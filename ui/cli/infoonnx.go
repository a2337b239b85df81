package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"maestudio/core/weights/names"
	"maestudio/core/weights/onnx"
)

// onnxIn is the file of ONNX that a path is, or that an export there holds.
func onnxIn(path string) (file string, is bool) {
	if stat, err := os.Stat(path); err == nil && stat.IsDir() {
		path = filepath.Join(path, "model.onnx")
	}
	_, err := os.Stat(path)
	return path, err == nil && strings.EqualFold(filepath.Ext(path), ".onnx")
}

// infoONNX says what a model in ONNX takes and gives, and of one of this program's what
// its weights are.
func (a *app) infoONNX(path string) error {
	file, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("%s cannot be read: %w.", path, reason(err))
	}
	p, err := onnx.Parse(file)
	if err != nil {
		return fmt.Errorf("%s cannot be read: %w.", path, err)
	}
	t := newTable(a.out)
	t.row("weights", fmt.Sprintf("%s, ONNX of opset %d, %s", path, p.Opset, size(int64(len(file)))))
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
	state, err := onnx.Weights(file)
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
