// Labels that are likely wrong, on the command line.

package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"maestudio/core/evaluate"
	"maestudio/core/report"
	"maestudio/core/run"
)

// mostSuspects is how many pictures are named for a person; --json has them all.
const mostSuspects = 20

// namedSuspect is one as --json has it: with the names of classes.
type namedSuspect struct {
	Path    string  `json:"path"`
	Label   string  `json:"label"`
	Instead string  `json:"instead"`
	Sure    float64 `json:"sure"`
	Score   float64 `json:"score"`
	Held    bool    `json:"held_out"`
	Reason  string  `json:"reason"`
}

func namedSuspects(r *evaluate.Result) []namedSuspect {
	all := []namedSuspect{} // a list in JSON, not null
	for _, s := range r.Suspects {
		all = append(all, namedSuspect{s.Path, r.Names[s.Label], r.Names[s.Instead], s.Sure, s.Score, s.Held, s.Reason})
	}
	return all
}

// settled leaves out the suspects of which a person said something already, in the window
// or in the table that the run was made with. dir is "" where the run is not known.
func (a *app) settled(r *evaluate.Result, dir string) {
	if dir == "" {
		return
	}
	own, err := run.Open(dir)
	if err != nil {
		a.warn(err)
		return
	}
	said, err := own.Said()
	if err != nil {
		a.warn(err)
		return
	}
	r.Suspects = r.StillSuspect(said)
}

// printSuspects lists pictures whose label is likely wrong: for a person to look at.
func (a *app) printSuspects(r *evaluate.Result) error {
	all := namedSuspects(r)
	if len(all) == 0 {
		if r.Frequent > 0 && !r.JudgesLabels() {
			fmt.Fprintln(a.out, "\nWhich labels are wrong it cannot tell: it is not surely better than always saying the most frequent class.")
		}
		return nil
	}
	fmt.Fprintf(a.out, "\n%s may have a wrong label, the most suspect first; look at them before you change any\n", plural(len(all), "picture", "pictures"))
	t := newTable(a.out)
	for _, s := range all[:min(mostSuspects, len(all))] {
		t.row("  "+printable(s.Path), "labelled "+printable(s.Label), "taken for "+printable(s.Instead), fmt.Sprintf("%.0f %% likely", 100*s.Sure))
	}
	if more := len(all) - mostSuspects; more > 0 {
		t.row(fmt.Sprintf("  and %s more; --json lists them all", count(more)))
	}
	return t.end()
}

// conclude says of a classifier that has just learned what the result holds beside the
// score of its best epoch: how much copies flatter it, and which labels look wrong. It is
// kept for whoever asks next, and stands in the run's report from then on. What cannot be
// said is no reason to fail a run that is done.
func (a *app) conclude(ctx context.Context, dir string, threads int, asJSON bool, show progress) {
	w := evaluate.Watch{Progress: func(done, total int) { show.looking("judging: look", done, total) }}
	if !asJSON {
		w.Scored = func(r *evaluate.Result) {
			show.end()
			sayScores(r, show)
		}
	}
	r, err := evaluate.Own(ctx, dir, threads, w)
	show.end()
	if err != nil {
		if ctx.Err() == nil {
			warn(show, err)
		}
		return
	}
	if _, err := report.Write(dir); err != nil {
		warn(show, err)
	}
	a.settled(r, dir)
	if asJSON {
		_ = json.NewEncoder(a.out).Encode(struct {
			Event string `json:"event"`
			*evaluate.Result
			Suspects []namedSuspect `json:"suspects"`
		}{"result", r, namedSuspects(r)})
		return
	}
	if words := r.Outdone(isFrozen(dir)); words != "" {
		show.say("%s", words)
	}
	if all := namedSuspects(r); len(all) > 0 {
		show.say("labels    %s may have a wrong one, most of all %s: labelled %s, taken for %s", plural(len(all), "picture", "pictures"), printable(all[0].Path), printable(all[0].Label), printable(all[0].Instead))
		show.say("          maestudio evaluate --run %s --data DIR lists them", shellWord(dir))
	}
}

// warn tells of what is no reason to fail.
func warn(show progress, err error) {
	show.event(run.Event{Event: run.EventWarning, Time: time.Now(), Message: sentence(err), Code: run.CodeOf(err)})
}

// isFrozen tells of a run, "" where it is not known, whether its last layer alone learned.
func isFrozen(dir string) bool {
	own, err := run.Open(dir)
	return err == nil && own.Config.Classify.Freeze
}

// sayScores says of the scores what the epochs did not.
func sayScores(r *evaluate.Result, show progress) {
	if r.Seen > 0 {
		show.say("copies    %s", seenBefore(r))
	}
	words := fmt.Sprintf("%.1f %% of %s right (%.1f to %.1f)", 100*r.Top1, plural(r.Scores.Pictures, "picture", "pictures"), 100*r.Interval.Low, 100*r.Interval.High)
	if r.Part == "test" {
		show.say("test      %s", words)
		return
	}
	if r.Chose > 0 {
		words += "; the best epoch was chosen by them, which flatters a little"
	}
	show.say("held out  %s", words)
}
