package window

import (
	"fyne.io/fyne/v2"

	"maestudio/core/library"
	"maestudio/core/mae"
	"maestudio/core/run"
	"maestudio/core/worker"
	"maestudio/ui/screen"
	"maestudio/ui/theme"
)

// welcome is the first screen: what the program does, and where to go on.
type welcome struct {
	w       *Window
	screen  *screen.Welcome
	shown   []library.Summary
	trouble string

	story      screen.Sample // the pictures that tell what the program does
	storyTheme string        // that they were drawn in
	number     int           // of the picture
}

func newWelcome(w *Window) *welcome {
	s := &welcome{w: w}
	s.screen = screen.NewWelcome(screen.WelcomeParams{
		Sample: func() { w.sample.begin() }, Another: s.another, Choose: func() { w.data.choose() },
		AllRuns: func() { w.Go(runsKey) }, Open: func(i int) { w.runs.open(s.shown[i]) },
		Dismiss: func() { s.tell("", "") }, Redraw: func() { w.data.redraw() },
	})
	return s
}

// refresh reads the runs, which come back through set, and draws the story.
func (s *welcome) refresh() {
	s.w.runs.refresh()
	s.drawStory()
}

// set shows the runs to go on with.
func (s *welcome) set(all []library.Summary) {
	s.shown = nil // what cannot be read is no place to go on
	for _, r := range all {
		if r.Trouble == "" && len(s.shown) < 4 {
			s.shown = append(s.shown, r)
		}
	}
	var cards []screen.RunCard
	note := ""
	for _, r := range s.shown {
		state, color := s.state(r)
		three := s.w.runs.pictures(r)
		picture := three.Redrawn
		switch {
		case r.Config.Task == run.TaskClassify:
			picture = three.Picture
		case picture != nil && r.Config.Model.NormPix:
			note = mae.Colours{}.Note(true)
		}
		cards = append(cards, screen.RunCard{Name: r.Name, State: state, Picture: picture, Curve: r.Curve(40), Color: color})
	}
	s.screen.SetRuns(cards, note)
}

// state is how a run stands, and the colour of its curve. A card has no room for more
// than that: of a run that is done, and says no more, the day.
func (s *welcome) state(r library.Summary) (string, fyne.ThemeColorName) {
	words, icon, warn := stateWords(r)
	switch {
	case warn:
		return words, theme.Warn
	case icon == theme.IconPause || icon == theme.IconStop:
		return words, theme.Faint
	case r.State.Status == worker.Done:
		words += " · " + day(r.Updated, s.w.now())
	}
	return words, theme.Accent
}

// tell shows an error where a drop or a click went wrong; "" hides it.
func (s *welcome) tell(what, todo string) {
	s.trouble = what
	s.screen.SetTrouble(what, todo, what != "" && s.w.data.picture != "")
	s.w.retitle()
}
