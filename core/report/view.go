// What stands on the page, in words and figures.

package report

import (
	"cmp"
	"fmt"
	"html/template"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"maestudio/core/mae"
	"maestudio/core/probe"
	"maestudio/core/run"
	"maestudio/core/worker"
)

// common is what both pages show.
type common struct {
	Name, Title, Below string
	Figures            []figure
	Happened           []happened
	Data               []row
	LeftOut            []reason
	Settings           []row
	TOML               string
	Weights            string // the name of the file
	Written            string
}

// view is what the template of a run of pre-training shows.
type view struct {
	common
	Pictures           *gallery
	Loss, Labels, Rate template.HTML // charts; "" where there is nothing to draw
	UnderRates         string        // how to read the score on labels; "" where there is none
}

type figure struct{ Name, Value, Unit string }

type row struct{ Name, Value string }

// happened is a line of the run's story.
type happened struct {
	When, What string
	Warning    bool
}

// reason is why some files were left out.
type reason struct {
	Words string
	Count int
	Paths []string // the first of them
	More  int
}

const shownPaths = 50

func (s *source) view() (*view, error) {
	pictures, err := s.gallery()
	if err != nil {
		return nil, err
	}
	shared, err := s.common()
	if err != nil {
		return nil, err
	}
	shared.Title, shared.Figures, shared.Settings = s.title(), s.figures(), s.settings()
	shared.Below = s.below(cmp.Or(s.run.Config.Preset, "own settings"))
	shared.Data = append(s.places(), s.data()...)
	underRates := ""
	if len(s.state.Scores) > 0 {
		underRates = probe.UnderRates
	}
	return &view{common: shared, Pictures: pictures, Loss: s.lossChart(), Labels: s.labelChart(), Rate: s.rateChart(), UnderRates: underRates}, nil
}

// common fills in what does not depend on what the run is for.
func (s *source) common() (common, error) {
	text, err := s.run.Config.Format()
	return common{Name: s.name, Happened: s.story(), LeftOut: reasons(s.leftOut), TOML: string(text),
		Weights: filepath.Base(s.run.BestWeights()), Written: clock(time.Now())}, err
}

// title is the answer in words.
func (s *source) title() string {
	words := s.state.Verdict.Sentence()
	switch {
	case words != "":
	case s.state.Status == worker.Waiting:
		words = "Not begun yet"
	default:
		words = "Without pictures that were held out, nothing tells what is normal"
	}
	return words
}

// below says in a line what was trained, and how far it is.
func (s *source) below(what string) string {
	t := s.state
	how := map[worker.Status]string{
		worker.Waiting: "not begun", worker.Running: "still training", worker.Paused: "paused", worker.Stopped: "stopped",
		worker.Done: "done", worker.Failed: "failed", worker.Gone: "interrupted",
	}[t.Status]
	parts := []string{what, plural(s.part[run.Train], "picture", "pictures") + " to learn from",
		fmt.Sprintf("epoch %s of %s", count(t.Epoch), count(s.run.Config.Training.Epochs)), how}
	if !t.Updated.IsZero() {
		parts = append(parts, clock(t.Updated))
	}
	return strings.Join(parts, " · ")
}

func (s *source) figures() []figure {
	var all []figure
	if loss, ok := s.state.Loss(); ok {
		all = append(all, figure{"Error on unseen pictures", fmt.Sprintf("%.3f", loss), ""})
	}
	if n := len(s.state.Scores); n > 0 {
		all = append(all, figure{"k-NN on labels", fmt.Sprintf("%.0f", 100*s.state.Scores[n-1].Share), "of 100"})
	}
	if s.state.Speed > 0 {
		all = append(all, figure{"Speed", fmt.Sprintf("%.0f", s.state.Speed), "pictures/s"})
	}
	if s.state.Memory > 0 {
		all = append(all, figure{"Memory at most", fmt.Sprintf("%.2g", float64(s.state.Memory)/1e9), "GB"})
	}
	return append(all, s.effort()...)
}

// effort is what it took, and how large the model is.
func (s *source) effort() []figure {
	value, unit := span(s.working())
	return []figure{{"Worked for", value, unit},
		{"Parameters", fmt.Sprintf("%.3g", float64(s.run.Config.Parameters())/1e6), "million"}}
}

// working is the time between the first and the last word of each worker.
func (s *source) working() (sum time.Duration) {
	var began, last time.Time
	for _, e := range s.events {
		if e.Event == run.EventStart {
			sum += last.Sub(began)
			began = e.Time
		}
		last = e.Time
		if began.IsZero() {
			began = e.Time
		}
	}
	return sum + last.Sub(began)
}

// story tells everything but the steps: who trained, how workers ended, what was
// decided, what went wrong, how it stood.
func (s *source) story() (all []happened) {
	said, starts, waits := run.Unknown, 0, false
	for _, e := range s.events {
		if waits && e.Event != run.EventPaused && e.Event != run.EventWarning {
			waits = false
			if e.Event != run.EventStart && e.Event != run.EventFailed {
				all = append(all, happened{When: clock(e.Time), What: "Training went on"})
			}
		}
		h := happened{When: clock(e.Time)}
		switch e.Event {
		case run.EventStart:
			h.What, h.Warning = s.begun(e, starts)
			starts++
		case run.EventEpoch:
			if e.Verdict == said {
				continue
			}
			said = e.Verdict
			h.What = fmt.Sprintf("Epoch %s: %s", count(e.Epoch), said.Sentence())
		case run.EventWarning, run.EventFailed:
			h.What, h.Warning = e.Message, true
		case run.EventPaused:
			h.What, waits = e.Message, !e.Stopped
		case run.EventDone:
			h.What = e.Message
		default:
			continue
		}
		all = append(all, h)
	}
	if s.state.Status == worker.Gone {
		all = append(all, happened{clock(s.state.Updated), s.state.Message, true})
	}
	return all
}

// begun tells of a start, and of how the worker before ended where it said nothing;
// starts are those before it.
func (s *source) begun(e run.Event, starts int) (words string, warning bool) {
	who := fmt.Sprintf(" on %s (%s, %s)", e.Device, e.Family, plural(e.Threads, "thread", "threads"))
	if starts == 0 || starts > len(s.state.Resumed) {
		return "Training began" + who, false
	}
	from := "step " + count(e.Step)
	if e.Step == 0 {
		from = "the beginning"
	}
	switch was := s.state.Resumed[starts-1]; {
	case was.Same:
		return "Training went back to " + from, false
	case was.Died():
		return "Training went on from " + from + who + " after it had ended unexpectedly", true
	}
	return "Training went on from " + from + who, false
}

// places are the folders of the pictures.
func (s *source) places() []row {
	all := []row{{"Folders", strings.Join(s.folders, ", ")}}
	for i, was := range s.run.Config.Data.Folders {
		if now := s.folders[i]; now != was {
			all = append(all, row{"Moved", fmt.Sprintf("from %s to %s, after the run was made", was, now)})
		}
	}
	return all
}

func (s *source) data() []row {
	all := []row{{"To learn from", plural(s.part[run.Train], "picture", "pictures")},
		{"Held out to judge by", plural(s.part[run.Validation], "picture", "pictures")}}
	if n := len(s.state.Scores); n > 0 {
		last := s.state.Scores[n-1]
		all = append(all, row{"Labelled, to ask about", fmt.Sprintf("%s of %s; nothing is learned from the labels", plural(last.Of, "picture", "pictures"), plural(last.Classes, "class", "classes"))})
	}
	return append(all, row{"Left out", plural(len(s.leftOut), "file", "files")})
}

// reasons groups what was left out, the most frequent first.
func reasons(files []run.LeftOut) (all []reason) {
	at := map[string]int{}
	for _, f := range files {
		i, there := at[f.Reason]
		if !there {
			i = len(all)
			at[f.Reason] = i
			all = append(all, reason{Words: f.Reason})
		}
		all[i].Count++
		if all[i].Count <= shownPaths {
			all[i].Paths = append(all[i].Paths, f.Path)
		} else {
			all[i].More++
		}
	}
	slices.SortStableFunc(all, func(a, b reason) int { return cmp.Compare(b.Count, a.Count) })
	return all
}

func (s *source) settings() []row {
	m := s.run.Config.Model
	return append([]row{
		sizeOf(m),
		{"Hidden", fmt.Sprintf("%.0f of 100 patches", 100*float64(m.MAE().Patches()-mae.Keep(m.MAE().Patches(), m.MaskRatio))/float64(m.MAE().Patches()))},
		encoderOf(m),
		{"Decoder", fmt.Sprintf("%d wide, %s, %s", m.DecoderDim, plural(m.DecoderDepth, "block", "blocks"), plural(m.DecoderHeads, "head", "heads"))},
		{"Targets normalised patch by patch", yes[m.NormPix]},
	}, s.schedule()...)
}

var yes = map[bool]string{true: "yes", false: "no"}

func sizeOf(m run.ModelConfig) row {
	return row{"Picture", fmt.Sprintf("%d × %d px in patches of %d px", m.ImageSize, m.ImageSize, m.PatchSize)}
}

func encoderOf(m run.ModelConfig) row {
	return row{"Encoder", fmt.Sprintf("%d wide, %s, %s", m.EncoderDim, plural(m.EncoderDepth, "block", "blocks"), plural(m.EncoderHeads, "head", "heads"))}
}

// schedule is how it was trained, as far as all runs have it.
func (s *source) schedule() []row {
	c := s.run.Config
	t, a := c.Training, c.Augmentation
	return []row{
		{"Epochs", count(t.Epochs)},
		{"Pictures a step", fmt.Sprintf("%s (%s × %s)", count(t.EffectiveBatch()), count(t.Batch), count(t.Accumulate))},
		{"Learning rate", fmt.Sprintf("up to %.3g (base %g) after warm-up of %g of the %s", t.PeakLR(), t.BLR, t.WarmupEpochs, plural(t.Epochs, "epoch", "epochs"))},
		{"Weight decay", fmt.Sprintf("%g", t.WeightDecay)},
		{"Crops", fmt.Sprintf("%g to %g of a picture's area; mirrored: %s", a.CropScale[0], a.CropScale[1], yes[a.Flip])},
		{"Seed", fmt.Sprint(t.Seed)},
		{"Computed on", fmt.Sprintf("%s (%s), %s", c.Device.Name, c.Device.Family, c.Device.Precision)},
	}
}
