// What happened: the lines of events.jsonl. How they get there is in journal.go.

package run

import (
	"bytes"
	"encoding/json"
	"time"
)

// The kinds of events.
const (
	EventStart      = "start"      // a worker takes the run up
	EventStep       = "step"       // one step of the optimiser is done
	EventEpoch      = "epoch"      // all pictures were seen once more
	EventProbe      = "probe"      // what the encoder knows of labels was asked
	EventScore      = "score"      // a classifier was asked about the pictures held out
	EventSample     = "sample"     // pictures were redrawn
	EventCheckpoint = "checkpoint" // the whole state is on the disk
	EventWarning    = "warning"    // something a person should know
	EventPaused     = "paused"     // a person asked for it, or it waits for something (code)
	EventDone       = "done"       // the run has all its epochs
	EventFailed     = "failed"     // the worker had to give up
)

// Event is one line of events.jsonl. Which fields a kind has is in the table
// below; the others are zero.
type Event struct {
	Event string    `json:"event"`
	Time  time.Time `json:"time"`

	Step   int `json:"step"`   // steps that are done
	Epoch  int `json:"epoch"`  // from 1: that of the step; in an epoch, the one that ended
	Steps  int `json:"steps"`  // the whole run's
	Epochs int `json:"epochs"` // the whole run's

	Loss            float64  `json:"loss"`
	ValLoss         *float64 `json:"val_loss"` // nil where no pictures are held out
	Verdict         Verdict  `json:"verdict"`  // how the losses stand beside the guesses
	LR              float64  `json:"lr"`
	GradNorm        float64  `json:"grad_norm"`
	ImagesPerSecond float64  `json:"images_per_second"`
	ETASeconds      float64  `json:"eta_seconds"`

	Score   float64 `json:"score"`   // share of labelled pictures whose neighbours, or whom the classifier, gives them their label
	Right   int     `json:"right"`   // of them
	Of      int     `json:"of"`      // labelled pictures
	Classes int     `json:"classes"` // that they are of
	Best    bool    `json:"best"`    // no score of this run was better

	Path    string `json:"path"`    // relative to the run folder, with slashes
	Code    Code   `json:"code"`    // of a warning or failure
	Message string `json:"message"` // a sentence for a person
	Cause   string `json:"cause"`   // for the log
	Stopped bool   `json:"stopped"` // paused: the worker ended; else it waits for resume

	Pictures int    `json:"pictures"` // trained on
	HeldOut  int    `json:"held_out"`
	Batch    int    `json:"batch"`  // pictures of a step
	Memory   int64  `json:"memory"` // bytes that the worker held at most so far; 0 where it is not known
	Device   string `json:"device"`
	Family   string `json:"family"`
	Threads  int    `json:"threads"`
	PID      int    `json:"pid"`

	GuessFlat  *float64 `json:"guess_flat"`  // what guesses score on the held-out pictures;
	GuessSmear *float64 `json:"guess_smear"` // nil where none are
}

// field names a value of an event.
type field struct {
	name  string
	value func(*Event) any
}

var (
	fieldStep    = field{"step", func(e *Event) any { return e.Step }}
	fieldEpoch   = field{"epoch", func(e *Event) any { return e.Epoch }}
	fieldLoss    = field{"loss", func(e *Event) any { return e.Loss }}
	fieldRate    = field{"images_per_second", func(e *Event) any { return e.ImagesPerSecond }}
	fieldPath    = field{"path", func(e *Event) any { return e.Path }}
	fieldMessage = field{"message", func(e *Event) any { return e.Message }}
	fieldCode    = field{"code", func(e *Event) any { return e.Code }}
	fieldCause   = field{"cause", func(e *Event) any { return e.Cause }}
)

// fields is the format of events.jsonl: what each kind of event has, in order.
var fields = map[string][]field{
	EventStart: {fieldStep, fieldEpoch,
		{"steps", func(e *Event) any { return e.Steps }},
		{"epochs", func(e *Event) any { return e.Epochs }},
		{"pictures", func(e *Event) any { return e.Pictures }},
		{"held_out", func(e *Event) any { return e.HeldOut }},
		{"batch", func(e *Event) any { return e.Batch }},
		{"device", func(e *Event) any { return e.Device }},
		{"family", func(e *Event) any { return e.Family }},
		{"threads", func(e *Event) any { return e.Threads }},
		{"pid", func(e *Event) any { return e.PID }},
		{"guess_flat", func(e *Event) any { return e.GuessFlat }},
		{"guess_smear", func(e *Event) any { return e.GuessSmear }}},
	EventStep: {fieldStep, fieldEpoch, fieldLoss,
		{"lr", func(e *Event) any { return e.LR }},
		{"grad_norm", func(e *Event) any { return e.GradNorm }},
		fieldRate,
		{"eta_seconds", func(e *Event) any { return e.ETASeconds }}},
	EventEpoch: {fieldStep, fieldEpoch, fieldLoss,
		{"val_loss", func(e *Event) any { return e.ValLoss }},
		fieldRate,
		{"verdict", func(e *Event) any { return e.Verdict }},
		{"memory", func(e *Event) any { return e.Memory }}},
	EventProbe: {fieldStep, fieldEpoch,
		{"score", func(e *Event) any { return e.Score }},
		{"right", func(e *Event) any { return e.Right }},
		{"of", func(e *Event) any { return e.Of }},
		{"classes", func(e *Event) any { return e.Classes }}},
	EventScore: {fieldStep, fieldEpoch, fieldLoss,
		{"score", func(e *Event) any { return e.Score }},
		{"right", func(e *Event) any { return e.Right }},
		{"of", func(e *Event) any { return e.Of }},
		{"best", func(e *Event) any { return e.Best }}},
	EventSample:     {fieldStep, fieldEpoch, fieldPath},
	EventCheckpoint: {fieldStep, fieldEpoch, fieldPath},
	EventWarning:    {fieldStep, fieldMessage, fieldCode, fieldCause},
	EventPaused:     {fieldStep, fieldEpoch, fieldMessage, {"stopped", func(e *Event) any { return e.Stopped }}, fieldCode},
	EventDone:       {fieldStep, fieldEpoch, fieldMessage},
	EventFailed:     {fieldStep, fieldMessage, fieldCode, fieldCause},
}

// MarshalJSON writes the fields that the kind of event has, in their order.
func (e Event) MarshalJSON() ([]byte, error) {
	all := append([]field{
		{"event", func(e *Event) any { return e.Event }},
		{"time", func(e *Event) any { return e.Time.UTC() }},
	}, fields[e.Event]...)
	var b bytes.Buffer
	for i, f := range all {
		value, err := json.Marshal(f.value(&e))
		if err != nil {
			return nil, err
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`"` + f.name + `":`)
		b.Write(value)
	}
	return append(append([]byte{'{'}, b.Bytes()...), '}'), nil
}

// Taken reports whether an event tells of work that a worker which takes the
// run up at step has to do again.
func (e Event) Taken(step int) bool {
	switch e.Event {
	case EventStep, EventEpoch, EventProbe, EventScore, EventSample, EventCheckpoint, EventDone:
		return e.Step > step
	}
	return false
}
