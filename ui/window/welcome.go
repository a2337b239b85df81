package window

import (
	"maestudio/core/library"
	"maestudio/core/mae"
	"maestudio/core/run"
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
		words, icon, warn := stateWords(r)
		color := theme.Accent
		if warn {
			color = theme.Warn
		} else if icon == theme.IconPause {
			color = theme.Faint
		}
		three := s.w.runs.pictures(r)
		picture := three.Redrawn
		switch {
		case r.Config.Task == run.TaskClassify:
			picture = three.Picture
		case picture != nil && r.Config.Model.NormPix:
			note = mae.Colours{}.Note(true)
		}
		cards = append(cards, screen.RunCard{Name: r.Name, State: words + " · " + day(r.Updated, s.w.now()), Picture: picture, Curve: r.Curve(40), Color: color})
	}
	s.screen.SetRuns(cards, note)
}

// tell shows an error where a drop or a click went wrong; "" hides it.
func (s *welcome) tell(what, todo string) {
	s.trouble = what
	s.screen.SetTrouble(what, todo, what != "" && s.w.data.picture != "")
	s.w.retitle()
}
