package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"maestudio/core/probe"
	"maestudio/core/run"
)

// plainEvery is how often a step is shown where no line can be rewritten.
const plainEvery = 10 * time.Second

// progress shows a run's events as they happen.
type progress interface {
	event(run.Event)
	// looking shows how far the search for pictures is, and more behind it.
	looking(what string, done, total int, more ...string)
	// say shows a sentence for a person; a machine does not want it.
	say(format string, args ...any)
	end()
}

func (a *app) progress(asJSON bool) progress {
	if asJSON {
		return jsonProgress{a.out}
	}
	return &textProgress{to: newTerminal(a.out), err: a.err, named: a.named}
}

// jsonProgress writes the event stream: one object a line, and nothing else.
type jsonProgress struct{ out io.Writer }

func (p jsonProgress) looking(string, int, int, ...string) {}
func (p jsonProgress) say(string, ...any)                  {}
func (p jsonProgress) end()                                {}

func (p jsonProgress) event(e run.Event) {
	if line, err := json.Marshal(e); err == nil {
		p.out.Write(append(line, '\n'))
	}
}

// textProgress writes for a person: a live line on a terminal, a line now and
// then elsewhere.
type textProgress struct {
	to    *terminal
	err   io.Writer
	named func(string) string // hints name the program as it was called
	start run.Event           // the newest
	shown time.Time           // when a step was last shown as a plain line

	looked time.Time // when it was last said as a plain line how far looking is, or began

	verdict run.Verdict // that was said last
	asked   bool        // a k-NN score was shown
	score   run.Event   // a classifier's newest, if there is any
}

func (p *textProgress) end() { p.to.clear() }

func (p *textProgress) say(format string, args ...any) {
	p.to.line(p.named(fmt.Sprintf(format, args...)))
}

func (p *textProgress) looking(what string, done, total int, more ...string) {
	of := ""
	if total > 0 {
		of = " of " + count(total)
	}
	text := what + " " + count(done) + of + strings.Join(more, "")
	if p.to.live {
		p.to.rewrite([]part{{text, 0}})
		return
	}
	p.to.mu.Lock()
	defer p.to.mu.Unlock()
	switch now := time.Now(); {
	case p.looked.IsZero():
		p.looked = now
	case now.Sub(p.looked) >= plainEvery:
		p.looked = now
		fmt.Fprintln(p.err, text) // what is asked for goes to the output, which may be a table
	}
}

func (p *textProgress) event(e run.Event) {
	switch e.Event {
	case run.EventStart:
		p.begin(e)
	case run.EventStep:
		p.step(e)
	case run.EventEpoch:
		p.to.line(p.epochLine(e))
		if e.Verdict != p.verdict {
			p.verdict = e.Verdict
			p.to.line("             " + e.Verdict.Sentence())
		}
	case run.EventScore:
		p.score = e
	case run.EventDone:
		if p.score.Of > 0 {
			p.to.line(e.Message)
		}
	case run.EventProbe:
		p.probe(e)
	case run.EventWarning:
		p.to.clear()
		fmt.Fprintln(p.err, "maestudio: "+p.named(e.Message))
	case run.EventPaused:
		if !e.Stopped {
			p.to.line(e.Message)
		}
	}
}

func (p *textProgress) begin(e run.Event) {
	p.start, p.shown = e, time.Now()
	held := ""
	if e.HeldOut > 0 {
		held = fmt.Sprintf(" and %s held out to judge by", count(e.HeldOut))
	}
	p.to.line(fmt.Sprintf("%s to learn from%s, %s a step, on %s (%s, %s)",
		plural(e.Pictures, "picture", "pictures"), held, count(e.Batch), e.Device, e.Family, plural(e.Threads, "thread", "threads")))
	if e.GuessFlat != nil && e.GuessSmear != nil {
		p.to.line(fmt.Sprintf("two guesses on those held out: one flat colour %.4f, smearing what is visible %.4f", *e.GuessFlat, *e.GuessSmear))
	}
	if e.Step > 0 {
		p.to.line(fmt.Sprintf("going on after step %s of %s", count(e.Step), count(e.Steps)))
	}
}

func (p *textProgress) step(e run.Event) {
	parts := []part{
		{fmt.Sprintf("step %s/%s", count(e.Step), count(p.start.Steps)), 0},
		{fmt.Sprintf("epoch %d/%d", e.Epoch, p.start.Epochs), 3},
		{fmt.Sprintf("loss %.4f", e.Loss), 1},
		{fmt.Sprintf("%s pictures/s", threeDigits(e.ImagesPerSecond)), 4},
		{span(seconds(e.ETASeconds)) + " left", 2},
	}
	if p.to.live {
		p.to.rewrite(parts)
	} else if time.Since(p.shown) >= plainEvery {
		p.shown = time.Now()
		p.to.line(fit(parts, 120))
	}
}

func (p *textProgress) epochLine(e run.Event) string {
	validation := ""
	if e.ValLoss != nil {
		validation = fmt.Sprintf("  validation %.4f", *e.ValLoss)
	}
	if p.score.Of > 0 && p.score.Step == e.Step {
		validation += fmt.Sprintf("  %.1f %% right", 100*p.score.Score)
		if p.score.Best {
			validation += ", the best"
		}
	}
	speed := ""
	if e.ImagesPerSecond > 0 { // of an epoch whose steps another worker did it is not known
		speed = fmt.Sprintf("  %s pictures/s", threeDigits(e.ImagesPerSecond))
	}
	return fmt.Sprintf("epoch %*d/%d  loss %.4f%s%s", len(fmt.Sprint(p.start.Epochs)), e.Epoch, p.start.Epochs, e.Loss, validation, speed)
}

// probe shows a k-NN score, the first time with what to know of it.
func (p *textProgress) probe(e run.Event) {
	p.to.line(fmt.Sprintf("epoch %*d/%d  k-NN %.1f %% of %s right (%s)", len(fmt.Sprint(p.start.Epochs)), e.Epoch, p.start.Epochs,
		100*e.Score, plural(e.Of, "labelled picture", "labelled pictures"), plural(e.Classes, "class", "classes")))
	if !p.asked {
		p.to.line("             " + probe.UnderRates)
	}
	p.asked = true
}
