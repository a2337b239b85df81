package screen

import (
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// StudyState is how far a question is that is answered by training again.
type StudyState int

const (
	StudyUnasked StudyState = iota
	StudyWorking
	StudyStopped // and can be gone on with
	StudyAnswered
	StudyNever // it cannot be asked
)

// StudyView is what is shown of such a question.
type StudyView struct {
	State           StudyState
	Title, Reason   string
	Share           float64
	Left            string
	Ways            []string // in which it is trained: the columns
	Rows            []StudyRow
	Points          []widget.Estimate // how good each way is, where one leads to the next
	Trouble, Remedy string
}

// StudyRow is a seed with what each way has right, "–" where it is not known yet.
type StudyRow struct {
	Seed string
	Ways []string
}

// StudyParams is what is called.
type StudyParams struct{ Begin, Stop func() }

// studyPage asks a question and shows the answer.
type studyPage struct {
	of            func(ResultView) StudyView
	title, reason *widget.Text
	begin, stop   *widget.Button
	bar           *widget.Bar
	left          *widget.Text
	progress      *fyne.Container
	points        *widget.Estimates
	curve         fyne.CanvasObject
	table         *fyne.Container
	ways          []string
	rows          []StudyRow
	trouble       *fyne.Container
	box           *fyne.Container
}

// newStudyPage makes the page of the question that of finds in what is shown.
func newStudyPage(p StudyParams, of func(ResultView) StudyView) *studyPage {
	s := &studyPage{of: of, title: widget.NewParagraph("", widget.Title, theme.Text, 560), reason: widget.NewParagraph("", widget.Lead, theme.Dim, 560),
		bar: widget.NewBar(0, theme.Accent), left: widget.NewEllipsis("", widget.Body, theme.Dim), points: widget.NewEstimates(),
		table: widget.Column(0), trouble: container.NewStack()}
	s.begin = widget.NewButton(widget.Standard, "Find out", theme.IconPlay, p.Begin)
	s.stop = widget.NewButton(widget.Standard, "Stop", theme.IconStop, p.Stop)
	s.stop.SetHint("Stops after this step. Nothing is lost; it goes on from there.")
	s.progress = widget.Column(8, s.bar, s.left)
	axis := widget.NewEllipsis("Right of 100 pictures kept for checking; for others like these it lies within the bars in 95 of 100 cases", widget.Caption, theme.Faint)
	s.curve = widget.Column(8, axis, widget.Fixed(420, 180, s.points))
	buttons := widget.Row(8, s.begin, s.stop)
	column := widget.Column(16, s.trouble, s.title, s.reason, s.progress, buttons, s.curve, widget.Fixed(420, 0, s.table))
	s.box = scrolled(widget.Column(0, widget.Row(0, widget.Fixed(620, 0, column))), 4) // from the top
	return s
}

func (s *studyPage) content() fyne.CanvasObject { return s.box }

func (s *studyPage) set(shown ResultView) {
	v := s.of(shown)
	s.title.SetWords(v.Title)
	s.reason.SetWords(v.Reason)
	show(s.reason, v.Reason != "")
	s.bar.Set(v.Share, theme.Accent)
	s.left.SetWords(v.Left)
	working := v.State == StudyWorking
	show(s.progress, working || v.State == StudyStopped)
	show(s.stop, working)
	show(s.begin, v.State == StudyUnasked || v.State == StudyStopped)
	label := "Find out"
	if v.State == StudyStopped {
		label = "Go on"
	}
	if s.begin.Label() != label {
		s.begin.Set(widget.Standard, label, theme.IconPlay)
	}
	setNotice(s.trouble, widget.NewFlatNotice, v.Trouble, v.Remedy, nil)
	s.points.Set(v.Points)
	show(s.curve, len(v.Points) > 0)
	s.setRows(v.Ways, v.Rows)
	s.box.Refresh()
}

func (s *studyPage) setRows(ways []string, rows []StudyRow) {
	show(s.table, len(rows) > 0)
	if reflect.DeepEqual(rows, s.rows) && reflect.DeepEqual(ways, s.ways) {
		return
	}
	s.ways, s.rows, s.table.Objects = ways, rows, nil
	line := func(role widget.Role, color fyne.ThemeColorName, r StudyRow) {
		cells := []fyne.CanvasObject{widget.Grow{CanvasObject: widget.NewEllipsis(r.Seed, role, color)}}
		for _, words := range r.Ways {
			cells = append(cells, widget.Fixed(float32(280/len(r.Ways)), 0, widget.NewText(words, role, color).Right()))
		}
		s.table.Add(widget.Fixed(0, 28, widget.Row(0, cells...)))
	}
	line(widget.Caption, theme.Faint, StudyRow{"seed", ways})
	s.table.Add(widget.Divider())
	for _, r := range rows {
		line(widget.Body, theme.Text, r)
	}
	s.table.Refresh()
}
