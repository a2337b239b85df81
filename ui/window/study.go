package window

import (
	"context"
	"fmt"
	"time"

	"maestudio/core/run"
	"maestudio/core/study"
	"maestudio/core/worker"
	"maestudio/ui/screen"
	"maestudio/ui/widget"
)

// inquiry is a question about the classifier that is shown, which a process answers by
// training it again and again.
type inquiry struct {
	r *result
	subject

	known   *study.Report // nil where it was not asked
	answer  answer
	refused string // why it cannot be asked; "" where it can
	asked   string // "" or what was asked of the process that works on it
	stop    context.CancelFunc
}

// subject is what an inquiry is about.
type subject struct {
	study.Question
	tab           int
	title         string
	about         string // what is done to find out
	working       string // as a title
	with          string // what the classifier is compared with: training so
	ways          []string
	look          func(dir string) (*study.Report, answer, error)
	never         func(run.Config) string // says why it cannot be asked
	show          func(*screen.Result, screen.StudyView)
	changesResult bool // what is known shows on the other pages too
}

// answer is what was found out; without a title, nothing yet.
type answer struct {
	title, reason string
	points        []widget.Estimate
}

// follow reads again and again how far the question is, as long as this classifier is
// shown.
func (q *inquiry) follow(own *run.Run) {
	q.stop()
	ctx, stop := context.WithCancel(q.r.w.ctx)
	q.stop, q.known, q.answer, q.refused, q.asked = stop, nil, answer{}, q.never(own.Config), ""
	last, checked := "", q.refused != ""
	q.r.w.start(func(context.Context) {
		q.r.w.pulse(ctx, time.Second, func() func() {
			report, found, err := q.look(own.Dir)
			refused := ""
			if report == nil && !checked {
				checked = true
				if err := q.Fits(own); err != nil {
					refused = err.Error()
				}
			}
			now := fmt.Sprint(err, refused)
			if report != nil {
				now = fmt.Sprintf("%v %v %.3f %d %v", err, report.Working, report.Share(), report.Now(), found)
			}
			if now == last {
				return nil
			}
			last = now
			return func() { q.took(report, found, refused, err) }
		})
	})
}

func (q *inquiry) took(report *study.Report, found answer, refused string, err error) {
	judged := func(w *study.Report) int {
		if w == nil {
			return 0
		}
		return w.Judged()
	}
	more := judged(report) != judged(q.known)
	if q.known == nil && report != nil && report.Working && q.asked == "" {
		q.r.screen.Tabs().Choose(q.tab) // it has gone on unseen
	}
	if report != nil && (report.Working || found.title != "") {
		q.asked = ""
	}
	q.known, q.answer = report, found
	if refused != "" {
		q.refused = refused
	}
	v := q.view()
	if err != nil {
		v.Trouble, v.Remedy = err.Error(), "The classifier is as it was."
	}
	if q.r.found != nil && more && q.changesResult {
		cell := q.r.screen.View().Cell
		q.r.show()
		q.r.screen.SetCell(cell)
		return
	}
	q.show(q.r.screen, v)
}

// view is what is known of the question.
func (q *inquiry) view() screen.StudyView {
	v := screen.StudyView{Title: q.title}
	w := q.known
	switch {
	case q.refused != "":
		v.State, v.Reason = screen.StudyNever, q.refused
		return v
	case w == nil:
		v.Reason = q.about + q.takes()
	case q.answer.title != "":
		v.State = screen.StudyAnswered
		v.Title, v.Reason = q.answer.title, q.answer.reason
	case w.Working:
		v.State, v.Title = screen.StudyWorking, q.working
	default:
		v.State, v.Title = screen.StudyStopped, "Stopped; it goes on where it was"
	}
	if q.asked != "" && v.State != screen.StudyAnswered {
		v.State, v.Left = screen.StudyWorking, q.asked
	}
	if w != nil {
		v.Points = q.answer.points
		q.rows(&v)
	}
	return v
}

func (q *inquiry) rows(v *screen.StudyView) {
	w := q.known
	v.Share, v.Ways = w.Share(), q.ways
	if v.Left == "" {
		v.Left = fmt.Sprintf("Classifier %d of %d", w.Now(), len(w.Parts))
		if p := w.Parts[w.Now()-1]; v.State == screen.StudyWorking && p.State.Left > 0 && p.State.Status == worker.Running {
			v.Left += fmt.Sprintf(" · about %s left", span(p.State.Left+time.Duration(len(w.Parts)-w.Judged()-1)*q.r.state.Trained))
		}
	}
	value := func(p study.Progress) string {
		switch {
		case p.Judged():
			return fmt.Sprintf("%.1f %%", 100*p.Top1)
		case p.State.Steps > 0:
			return percentOf(p.State.Share()) + " done"
		}
		return "–"
	}
	for i := 0; i+len(q.Ways) <= len(w.Parts); i += len(q.Ways) {
		row := screen.StudyRow{Seed: fmt.Sprint(w.Parts[i].Seed)}
		for _, p := range w.Parts[i : i+len(q.Ways)] {
			row.Ways = append(row.Ways, value(p))
		}
		v.Rows = append(v.Rows, row)
	}
}

// takes says how long the question takes; "" where that is not known.
func (q *inquiry) takes() string {
	if q.r.withoutCard() {
		return " The processor does that, since the card that trained it cannot be used here; it takes longer than the card would. The window can be closed meanwhile."
	}
	if q.r.state.Trained <= 0 {
		return ""
	}
	return fmt.Sprintf(" That takes about %s; the window can be closed meanwhile.", span(q.r.state.Trained*time.Duration(len(q.Ways)*study.Usual-1)))
}

// withoutCard tells whether the classifier was trained on a card that cannot be used here. What is
// compared is trained anew, so the processor can do it too.
func (r *result) withoutCard() bool {
	_, ok := r.w.computer.card()
	return r.config.Device.Name == "cuda" && !ok
}

// ask lets a process find out, or go on.
func (q *inquiry) ask() {
	r := q.r
	if q.asked != "" {
		return
	}
	options := r.w.workerOptions(0)
	if r.withoutCard() {
		options.Device = "cpu"
	}
	if err := worker.StartStudy(q.Name, r.dir, options); err != nil {
		v := q.view()
		v.Trouble, v.Remedy = err.Error(), "Nothing has started and nothing is lost."
		q.show(r.screen, v)
		return
	}
	q.asked = "Getting ready"
	q.show(r.screen, q.view())
	dir := r.dir
	r.w.start(func(ctx context.Context) { // one that ends at once is told of
		select {
		case <-ctx.Done():
			return
		case <-time.After(10 * time.Second):
		}
		r.w.show(ctx, func() {
			if r.dir == dir && q.asked != "" {
				q.asked = ""
				q.show(r.screen, q.view())
			}
		})
	})
}

// halt asks the process to stop after its step.
func (q *inquiry) halt() {
	v := q.view()
	if err := q.Stop(q.r.dir); err != nil {
		v.Trouble, v.Remedy = err.Error(), "It goes on."
	} else {
		v.Left = asked["stop"]
	}
	q.show(q.r.screen, v)
}
