package window

import (
	"path/filepath"

	"maestudio/ui/screen"
)

// chooseLabels chooses which labelled pictures the model is asked about: those of
// the pictures' own folders, the folder that was named before, or one to be named.
func (m *model) chooseLabels(i int) {
	places := m.labelFolders()
	switch {
	case i == 0:
		m.probe = ""
	case i == len(places)-1:
		m.w.askFolder("Which labelled pictures should it be asked about?", m.w.settings.LastFolder, func(path string) { m.probe = path; m.show() })
	}
	m.show()
}

// labelFolders are what can be chosen.
func (m *model) labelFolders() []string {
	places := []string{"The same folders"}
	if m.probe != "" {
		places = append(places, filepath.Base(m.probe))
	}
	return append(places, "Another folder…")
}

func (m *model) labels(v *screen.ModelView) {
	v.LabelFolders = m.labelFolders()
	v.Labels = len(v.LabelFolders) - 2
}
