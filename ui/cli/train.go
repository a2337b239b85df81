package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"maestudio/core/courtesy"
	"maestudio/core/crash"
	"maestudio/core/report"
	"maestudio/core/run"
)

func (a *app) train() *cobra.Command {
	var o trainOptions
	cmd := &cobra.Command{
		Use:     "train RUN",
		Short:   "Go on with a run: after a stop, a crash, or to make it longer",
		GroupID: "train",
		Long: `Goes on with a run from its last checkpoint. Whatever ended it (Ctrl-C, a crash, a
power cut), the weights at the end are the same, bit for bit, as if nothing had
happened. One process at a time may do this.

The run's settings stand in RUN/run.toml and cannot be changed, except for the
number of epochs: --epochs makes a run longer, a finished one too; not shorter.

When the pictures were moved or copied to another place, --data says where: once
for each folder that the run was begun with, in that order. The pictures there
must be the same, byte for byte; the run remembers the place.

A classifier is judged when it is done, as finetune does.`,
		Example: `  maestudio train runs/mine
  maestudio train runs/mine --epochs 80
  maestudio train runs/mine --data /mnt/disk/Pictures`,
		Args: oneArgument("a run folder"),
		RunE: func(c *cobra.Command, args []string) error {
			return a.guarded(c, args[0], func() error { return a.runTrain(c, args[0], o) })
		},
	}
	f := cmd.Flags()
	f.IntVar(&o.epochs, "epochs", 0, "`N` epochs in all, from now on (as many as the run has)")
	f.StringArrayVar(&o.data, "data", nil, "`DIR` that the pictures are in now, if they were moved")
	f.IntVar(&o.threads, "threads", 0, "`N` processor cores to use; changes no result (as many as the run began with)")
	f.StringVar(&o.device, "device", "", "`cpu|cuda`: go on there, wherever the run was begun")
	o.manners.flags(cmd)
	f.BoolVar(&o.json, "json", false, "print events, one JSON object a line, and nothing else")
	f.BoolVar(&o.unjudged, "unjudged", false, "leave it to report, evaluate or the window to judge a classifier that is done")
	return cmd
}

type trainOptions struct {
	manners         manners
	data            []string
	device          string
	epochs, threads int
	json, unjudged  bool
}

func (a *app) runTrain(cmd *cobra.Command, dir string, o trainOptions) error {
	if cmd.Flags().Changed("epochs") && o.epochs < 1 {
		return wrongUse("--epochs wants a whole number of 1 or more, not %d.", o.epochs)
	}
	if err := checkDevice(o.device); err != nil {
		return err
	}
	if err := errors.Join(checkThreads(cmd, o.threads), o.manners.check(cmd)); err != nil {
		return err
	}
	r, err := run.Open(dir)
	if err != nil {
		return err
	}
	if err := onCard(r.Config, o.device); err != nil {
		return err
	}
	show := a.progress(o.json)
	defer show.end()
	t := a.newTraining(dir, show)
	defer t.done()
	folders, err := t.folders(r, o.data)
	if err != nil {
		return err
	}
	if usesSample(folders) {
		if _, err := t.drawSample(); err != nil {
			return err
		}
	}
	c := r.Config
	c.Training.Epochs = max(c.Training.Epochs, o.epochs)
	if o.threads == 0 {
		o.threads = min(c.Device.Threads, runtime.NumCPU()) // it may have begun on a larger machine
	}
	show.say("%s", c)
	err = t.advance(run.AdvanceOptions{Epochs: o.epochs, Device: o.device, Threads: o.manners.threads(o.threads)}, o.manners)
	if err == nil && c.Task == run.TaskClassify && !o.unjudged {
		a.conclude(t.ctx, dir, o.threads, o.json, show)
	}
	if o.epochs > 0 {
		return inFlagWords(err)
	}
	return err
}

// folders are those that the run's pictures are in: where it was told to look last,
// or now.
func (t *training) folders(r *run.Run, data []string) ([]string, error) {
	was, err := r.Folders()
	if err != nil || data == nil {
		return was, err
	}
	if len(data) != len(was) {
		return nil, wrongUse("--data is needed once for each folder of pictures that the run has, in this order: %s; it was given %s.", strings.Join(was, ", "), plural(len(data), "time", "times"))
	}
	for i, now := range data {
		err := run.Relocate(t.ctx, t.dir, r.Config.Data.Folders[i], now, func(done, total int) {
			t.show.looking("comparing picture", done, total)
		})
		t.show.end()
		if errors.Is(err, run.ErrStopped) {
			return nil, stopped("%v", err)
		}
		if err != nil {
			return nil, err
		}
	}
	return r.Folders()
}

// training is a run that is advanced in the foreground.
type training struct {
	dir  string
	show progress
	ctx  context.Context // ends with the first interruption
	done func()

	began  atomic.Bool // there are steps to stop after
	from   int         // the step that was gone on from
	last   run.Event   // the newest step or epoch
	sample string      // the newest pictures

	awake  courtesy.Awake // held while there are steps
	cannot []error        // what of courtesy the system does not allow, to be told
}

func (a *app) newTraining(dir string, show progress) *training {
	ignoreBrokenPipe()
	t := &training{dir: dir, show: show}
	first := func() {
		if t.began.Load() {
			show.say("stopping after this step; Ctrl-C again stops at once")
		} else {
			show.say("stopping; Ctrl-C again stops at once")
		}
	}
	second := func() {
		show.end()
		if !t.began.Load() {
			os.Exit(a.fail(stopped("Stopped at once, before training began.")))
		}
		os.Exit(a.fail(stopped("Stopped at once. What was done since the last checkpoint is done again by: maestudio train %s", t.quoted())))
	}
	t.ctx, t.done = a.untilInterrupted(context.Background(), first, second)
	return t
}

// create makes the run, which is told of as far as o does not say.
func (t *training) create(c run.Config, o run.CreateOptions) (*run.Run, error) {
	o.Scanned, o.Cache = scanProgress(t.show), cacheDir()
	o.Warn = func(sentence string) {
		t.show.event(run.Event{Event: run.EventWarning, Time: time.Now().UTC().Truncate(time.Millisecond), Message: sentence, Code: run.Settings})
	}
	r, err := run.Create(t.ctx, t.dir, c, o)
	t.show.end()
	switch {
	case t.ctx.Err() != nil:
		return nil, stopped("Stopped before training began; nothing was written.")
	case err != nil:
		return nil, inFlagWords(err)
	}
	return r, nil
}

// advance trains and says how it ended.
func (t *training) advance(o run.AdvanceOptions, m manners) error {
	t.cannot = m.apply(&o)
	o.Remarks = func() []error { return t.cannot }
	defer t.awake.Release()
	o.CacheDir, o.CacheLimit = pictureCache()
	o.Events, o.Crash = t.event, crash.Mine(crashes())
	start := time.Now()
	err := run.Advance(t.ctx, t.dir, o)
	t.show.end()
	took := time.Since(start)
	if path := t.report(err); path != "" {
		t.show.say("report    %s", path)
	}
	switch {
	case errors.Is(err, run.ErrStopped):
		return stopped("Stopped after step %s; nothing is lost. Go on with: maestudio train %s", count(max(t.from, t.last.Step)), t.quoted())
	case err != nil:
		return err
	case t.last.Step == 0:
		t.show.say("This run is done already. To make it longer: maestudio train %s --epochs N", t.quoted())
	default:
		t.show.say("done in %s", span(took))
	}
	if r, err := run.Open(t.dir); err == nil {
		t.show.say("weights   %s", r.BestWeights())
	}
	if t.sample != "" {
		t.show.say("pictures  %s", filepath.Join(t.dir, filepath.FromSlash(t.sample)))
	}
	return nil
}

// report writes the page about the run, however it ended, and returns its path. A
// page that cannot be written is no reason to fail a run, nor is there another
// word to lose about one that has failed. Where another process trains it is that
// one's page.
func (t *training) report(ended error) (path string) {
	if run.CodeOf(ended) == run.Busy {
		return ""
	}
	path, err := report.Write(t.dir)
	if err != nil && ended == nil {
		warn(t.show, err)
	}
	return path
}

func (t *training) event(e run.Event) {
	switch e.Event {
	case run.EventStart:
		t.from = e.Step
		t.began.Store(true)
	case run.EventStep, run.EventEpoch:
		t.last = e
		if err := t.awake.Hold(); err != nil {
			t.cannot = append(t.cannot, err)
		}
	case run.EventPaused:
		t.awake.Release()
	case run.EventSample:
		t.sample = e.Path
	}
	t.show.event(e)
}

// quoted is the run folder as a shell takes it.
func (t *training) quoted() string { return shellWord(t.dir) }

// shellWord is a file name as a shell and a program take it.
func shellWord(name string) string {
	if strings.HasPrefix(name, "-") {
		name = "./" + name
	}
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("/._-+=:,@%", r)
	}
	if name != "" && strings.TrimFunc(name, plain) == "" {
		return name
	}
	return "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
}
