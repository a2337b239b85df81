package window

import (
	"context"
	"sync"

	"maestudio/core/settings"
)

// saving writes settings, one after another and the newest last.
type saving struct {
	writing sync.Mutex
	mu      sync.Mutex
	next    *settings.Settings // to be written, nil for none
}

// want asks for settings to be written.
func (s *saving) want(now settings.Settings) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next = &now
}

// write writes what was wanted last, unless that was written meanwhile.
func (s *saving) write(path string) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	s.mu.Lock()
	next := s.next
	s.next = nil
	s.mu.Unlock()
	if next == nil {
		return nil
	}
	return next.Save(path)
}

// save keeps the settings; an error is told, never lost. Those of a later version
// stay as they are.
func (w *Window) save() {
	if w.newer {
		return
	}
	w.saving.want(w.settings)
	if err := w.saving.write(w.settingsPath); err != nil {
		w.prefs.trouble(err)
	}
}

// saveSoon keeps what the window notes by itself, away from Fyne's goroutine: should the
// window be killed, the next one finds it.
func (w *Window) saveSoon() {
	if w.newer {
		return
	}
	w.settings.Unclosed = true
	w.saving.want(w.settings)
	w.start(func(ctx context.Context) {
		if err := w.saving.write(w.settingsPath); err != nil {
			w.show(ctx, func() { w.prefs.trouble(err) })
		}
	})
}

// keep keeps the window's size and screen for the next one.
func (w *Window) keep() {
	size := w.win.Canvas().Size()
	w.settings.Width, w.settings.Height, w.settings.Screen, w.settings.Unclosed = size.Width, size.Height, w.current, false
	w.save()
}
