package window

import (
	"context"
	"fmt"
	"time"

	"maestudio/core/worker"
	"maestudio/core/worth"
	"maestudio/ui/screen"
)

// followWorth reads again and again how far the question is whether pre-training was
// worth it, as long as this classifier is shown.
func (r *result) followWorth() {
	ctx, stop := context.WithCancel(r.w.ctx)
	r.worthStop = stop
	dir, last := r.dir, ""
	r.w.start(func(context.Context) {
		r.w.pulse(ctx, time.Second, func() func() {
			report, err := worth.Look(dir)
			now := fmt.Sprint(err)
			if report != nil {
				now = fmt.Sprintf("%v %v %.3f %d %v", err, report.Working, report.Share(), report.Now(), report.Answer)
			}
			if now == last {
				return nil
			}
			last = now
			return func() { r.tookWorth(report, err) }
		})
	})
}

func (r *result) tookWorth(report *worth.Report, err error) {
	judged := func(w *worth.Report) (n int) {
		if w != nil {
			for _, p := range w.Parts {
				if p.Judged() {
					n++
				}
			}
		}
		return n
	}
	more := judged(report) != judged(r.worth)
	if r.worth == nil && report != nil && report.Working && r.worthAsked == "" {
		r.screen.Tabs().Choose(screen.TabWorth) // it has gone on unseen
	}
	if report != nil && report.Working || report != nil && report.Answer != nil {
		r.worthAsked = ""
	}
	r.worth = report
	v := r.worthView()
	if err != nil {
		v.Trouble, v.Remedy = err.Error(), "The classifier is as it was."
	}
	if r.found != nil && more { // the bar of from scratch
		cell := r.screen.View().Cell
		r.show()
		r.screen.SetCell(cell)
		return
	}
	r.screen.SetWorth(v)
}

// worthView is what is known of the question.
func (r *result) worthView() screen.WorthView {
	v := screen.WorthView{Title: "Was pre-training worth it?"}
	w, c := r.worth, r.config
	switch {
	case c.Training.Init == "":
		v.State, v.Reason = screen.WorthNever, "This classifier started from nothing, so there is no pre-training to be judged. Fine-tune from an encoder to ask."
		return v
	case c.Classify.Freeze:
		v.State, v.Reason = screen.WorthNever, "This classifier trained its last layer alone, which from nothing would learn on noise. Fine-tune the whole model to ask."
		return v
	case w == nil:
		v.Reason = fmt.Sprintf("Trains the classifier again, from the encoder and from nothing, with %d seeds each, on the same pictures with the same settings, and says how much more often those from the encoder are right.%s", worth.Usual, r.worthTakes())
	case w.Answer != nil:
		v.State = screen.WorthAnswered
		v.Title, v.Reason = worth.Words(*w.Answer)
	case w.Working:
		v.State, v.Title = screen.WorthWorking, "Training it again, from the encoder and from nothing"
	default:
		v.State, v.Title = screen.WorthStopped, "Stopped; it goes on where it was"
	}
	if r.worthAsked != "" && v.State != screen.WorthAnswered {
		v.State, v.Left = screen.WorthWorking, r.worthAsked
	}
	if w != nil {
		r.worthRows(&v)
	}
	return v
}

func (r *result) worthRows(v *screen.WorthView) {
	w := r.worth
	v.Share = w.Share()
	if v.Left == "" {
		v.Left = fmt.Sprintf("Classifier %d of %d", w.Now(), len(w.Parts))
		if p := w.Parts[w.Now()-1]; v.State == screen.WorthWorking && p.State.Left > 0 && p.State.Status == worker.Running {
			v.Left += fmt.Sprintf(" · about %s left", span(p.State.Left+time.Duration(len(w.Parts)-w.Now())*r.state.Trained))
		}
	}
	value := func(p worth.Progress) string {
		switch {
		case p.Judged():
			return fmt.Sprintf("%.1f %%", 100*p.Top1)
		case p.State.Steps > 0:
			return percentOf(p.State.Share()) + " done"
		}
		return "–"
	}
	for i := 0; i+1 < len(w.Parts); i += 2 {
		v.Rows = append(v.Rows, screen.WorthRow{Seed: fmt.Sprint(w.Parts[i].Seed), Encoder: value(w.Parts[i]), Nothing: value(w.Parts[i+1])})
	}
}

// worthTakes says how long the question takes; "" where that is not known.
func (r *result) worthTakes() string {
	if r.withoutCard() {
		return " The processor does that, since the card that trained it cannot be used here; it takes longer than the card would. The window can be closed meanwhile."
	}
	if r.state.Trained <= 0 {
		return ""
	}
	return fmt.Sprintf(" That takes about %s; the window can be closed meanwhile.", span(r.state.Trained*(2*worth.Usual-1)))
}

// withoutCard tells whether the classifier was trained on a card that cannot be used here. What is
// compared is trained anew, so the processor can do it too.
func (r *result) withoutCard() bool {
	_, ok := r.w.computer.card()
	return r.config.Device.Name == "cuda" && !ok
}

// askWorth lets a process find out, or go on.
func (r *result) askWorth() {
	if r.worthAsked != "" {
		return
	}
	options := r.w.workerOptions(0)
	if r.withoutCard() {
		options.Device = "cpu"
	}
	if err := worker.StartWorth(r.dir, options); err != nil {
		v := r.worthView()
		v.Trouble, v.Remedy = err.Error(), "Nothing has started and nothing is lost."
		r.screen.SetWorth(v)
		return
	}
	r.worthAsked = "Getting ready"
	r.screen.SetWorth(r.worthView())
	dir := r.dir
	r.w.start(func(ctx context.Context) { // one that ends at once is told of
		select {
		case <-ctx.Done():
			return
		case <-time.After(10 * time.Second):
		}
		r.w.show(ctx, func() {
			if r.dir == dir && r.worthAsked != "" {
				r.worthAsked = ""
				r.screen.SetWorth(r.worthView())
			}
		})
	})
}

// stopWorth asks the process to stop after its step.
func (r *result) stopWorth() {
	v := r.worthView()
	if err := worth.Stop(r.dir); err != nil {
		v.Trouble, v.Remedy = err.Error(), "It goes on."
	} else {
		v.Left = asked["stop"]
	}
	r.screen.SetWorth(v)
}
