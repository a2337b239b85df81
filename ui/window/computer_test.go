package window

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"maestudio/core/forecast"
	"maestudio/core/machine"
	"maestudio/core/run"
	"maestudio/core/settings"
	"maestudio/core/worker"
	"maestudio/gpu/cuda/card"
	"maestudio/ui/widget"
)

func withCard(capability int) computer {
	return computer{found: card.Report{Driver: "550.54.14", CUDA: 12040, Cards: []card.Card{{Name: "NVIDIA A100", Memory: 80e9, Capability: capability}}}}
}

// Where there is a card and the program for it, new runs are made for it, unless Settings say
// otherwise.
func TestDeviceOfNewRuns(t *testing.T) {
	b := open(t)
	b.Go(settingsKey)
	b.foundCard(computer{found: card.Report{Why: "There is no NVIDIA driver here."}})
	b.prefs.show()
	v := b.prefs.screen.View()
	if len(v.Devices) != 1 || v.DeviceAbout != v.NoDevice || v.NoDevice != "There is no NVIDIA driver here." || b.computesOn() != "cpu" {
		t.Errorf("without a card: %q, %q, %s", v.Devices, v.NoDevice, b.computesOn())
	}
	b.foundCard(withCard(80))
	v = b.prefs.screen.View()
	if !slices.Equal(v.Devices, []string{"Automatic", processor(), "NVIDIA A100"}) || v.Device != 0 || v.DeviceAbout != "NVIDIA A100 · 80 GB · driver 550.54.14, CUDA 12.4" {
		t.Errorf("with one: %q, %d, %q", v.Devices, v.Device, v.DeviceAbout)
	}
	if b.computesOn() != "cuda" || b.device() != "NVIDIA A100 · bf16" {
		t.Errorf("automatic is %s, %s", b.computesOn(), b.device())
	}
	if words := b.model.costs.words(b.model.config.Model, 10); !strings.HasPrefix(words, "Times are the processor's; the card takes less.") {
		t.Errorf("of times it says %q", words)
	}
	b.Window.computer = withCard(75)
	if b.device() != "NVIDIA A100 · float32" {
		t.Errorf("an older one has %s", b.device())
	}
	for _, o := range test.LaidOutObjects(b.prefs.screen.Content()) {
		if pick, is := o.(*widget.Pick); is {
			pick.Choose(1)
		}
	}
	kept, err := settings.Load(b.settingsPath)
	if err != nil || kept.Device != "cpu" || b.computesOn() != "cpu" || !strings.HasPrefix(b.device(), processor()) {
		t.Errorf("the processor was chosen: %q, %v, %s, %s", kept.Device, err, b.computesOn(), b.device())
	}
	b.prefs.reset()
	if b.computesOn() != "cuda" {
		t.Error("reset it is not automatic")
	}
	lacks := withCard(80)
	lacks.missing = errors.New("The program for cards is missing.")
	b.foundCard(lacks)
	b.prefs.show()
	if v := b.prefs.screen.View(); b.computesOn() != "cpu" || v.DeviceAbout != "The program for cards is missing." {
		t.Errorf("without the program: %s, %q", b.computesOn(), v.DeviceAbout)
	}
}

// How fast a card is comes from the program for cards, which measures it once; it is kept until
// there is another card or driver.
func TestSpeedOfCard(t *testing.T) {
	b := open(t)
	b.Go(settingsKey)
	b.until("the look for a card", func() bool { return b.computer.found.Why != "" || len(b.computer.found.Cards) > 0 })
	asked := 0
	b.measureCard = func(context.Context) (machine.Report, error) {
		asked++
		return machine.Report{NVIDIA: machine.NVIDIA{Rates: []machine.CardRate{{Precision: "float32", GFLOPS: 19_500}, {Precision: "bf16", GFLOPS: 312_400}}}}, nil
	}
	said := func() string { return b.prefs.screen.View().Speed }
	b.foundCard(withCard(80))
	b.until("its speed", func() bool { return said() == "312 TFLOP/s bf16 · 19.5 TFLOP/s float32" })
	b.prefs.refresh()
	b.rates = cardRates{} // as in another day's window
	b.prefs.refresh()
	b.until("its speed", func() bool { return said() == "312 TFLOP/s bf16 · 19.5 TFLOP/s float32" })
	if asked != 1 {
		t.Errorf("it was measured %d times", asked)
	}
	other := withCard(80)
	other.found.Driver = "560.1.2"
	b.measureCard = func(context.Context) (machine.Report, error) { return machine.Report{}, errors.New("the card is lost") }
	b.foundCard(other)
	b.until("its speed", func() bool { return !b.rating && said() == "not measured yet" })
	b.settings.Device = "cpu"
	b.prefs.show()
	if !strings.Contains(said(), "Model screen") {
		t.Errorf("of the processor it says %q", said())
	}
}

// Why a card that is there does not compute is said in Settings: too old it is, or its driver.
func TestCardThatCannot(t *testing.T) {
	b := open(t)
	b.until("the look for a card", func() bool { return b.computer.found.Why != "" || len(b.computer.found.Cards) > 0 })
	old := card.Card{Name: "GeForce GTX 1080", Capability: 61, Why: "GeForce GTX 1080 is too old: it has compute capability 6.1."}
	for _, found := range []card.Report{
		{Driver: "440.33", CUDA: 10020, Why: card.TooOld("440.33", 10020)},
		{Driver: "550.54", CUDA: 12040, Cards: []card.Card{old}, Why: old.Why},
		{Why: card.Explain(803) + "."},
	} {
		b.foundCard(computer{found: found})
		b.prefs.show()
		if v := b.prefs.screen.View(); len(v.Devices) != 1 || v.DeviceAbout != found.Why || v.NoDevice != found.Why || b.computesOn() != "cpu" {
			t.Errorf("%q is offered %q, and %q is said", found.Why, v.Devices, v.DeviceAbout)
		}
	}
}

// Before a run, what the card lacks of memory is said with the batch that fits.
func TestCardWithoutRoom(t *testing.T) {
	_, m := plans(t)
	need := forecast.ProcessMemory(m.config)
	m.room.Memory, m.room.Card = need-50e6, "NVIDIA A100"
	m.show()
	v := m.screen.View()
	if !strings.Contains(v.Trouble, "are what NVIDIA A100 has: 50 MB are missing") || !strings.HasPrefix(v.WayOut, "Use batches of ") {
		t.Errorf("it says %q, and offers %q", v.Trouble, v.WayOut)
	}
	if m.wayOut(); m.screen.View().Trouble != "" || forecast.ProcessMemory(m.config) > m.room.Memory {
		t.Errorf("it did not help: %q", m.screen.View().Trouble)
	}
}

// ofCard makes a run one that was begun on a card.
func ofCard(t *testing.T, dir string) *run.Run {
	t.Helper()
	r, err := run.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	r.Config.Device.Name, r.Config.Device.Family = "cuda", "sm_80"
	text, err := r.Config.Format()
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "run.toml"), text, 0o666)
	}
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// If the person agrees, a real worker goes on on the processor from the last checkpoint of a
// run that was begun on a card.
func TestGoesOnOnTheProcessor(t *testing.T) {
	b := open(t)
	b.until("the look for a card", func() bool { return b.computer.found.Why != "" || len(b.computer.found.Cards) > 0 })
	b.computer = computer{found: card.Report{Why: card.Explain(719) + "."}}
	dir := b.tinyRun("of a card", pictures(t, 60))
	r := ofCard(t, dir)
	b.train.open(dir, func() {})
	b.until("the run", func() bool { return b.train.dir == dir && b.train.state.Status == worker.Done })
	b.train.launch(4)
	if words := b.dialogWords(); b.train.busy || !strings.Contains(words, "The card's work broke off") {
		t.Errorf("it asks %q", words)
	}
	b.tapInDialog("Go on on the processor")
	b.until("its end", func() bool { return b.train.state.Status == worker.Done && b.train.state.Epoch == 4 })
	events, err := r.Events()
	if err != nil {
		t.Fatal(err)
	}
	last := run.Event{}
	for _, e := range events {
		if e.Event == run.EventStart {
			last = e
		}
	}
	if last.Device != "cpu" || last.Step == 0 {
		t.Errorf("it went on on %s from step %d", last.Device, last.Step)
	}
}

// A run whose card was lost, or is not here, goes on on the processor if the person agrees.
func TestProcessorIsAskedFor(t *testing.T) {
	b := open(t)
	b.train.config.Device.Name = "cuda"
	b.computer = withCard(80)
	b.train.state = worker.State{Status: worker.Stopped}
	if why, without := b.train.withoutCard(); without {
		t.Errorf("the card is there, and it says %q", why)
	}
	b.train.state = worker.State{Status: worker.Failed, Code: run.Device, Message: "Training failed in step 3: the card was lost. Nothing is lost."}
	b.train.launch(0)
	if words := b.dialogWords(); b.train.busy || !strings.Contains(words, "the card was lost") || !strings.Contains(words, "The processor can go on from the last saved state") {
		t.Errorf("it asks %q", words)
	}
	b.tapInDialog("Cancel")
	b.train.state = worker.State{Status: worker.Stopped}
	b.computer = computer{found: card.Report{Why: "There is no NVIDIA driver here."}}
	b.train.launch(0)
	if words := b.dialogWords(); b.train.busy || !strings.Contains(words, "There is no NVIDIA driver here.") {
		t.Errorf("without a card it asks %q", words)
	}
	b.tapInDialog("Cancel")
	b.train.config.Device.Name = "cpu"
	if _, without := b.train.withoutCard(); without {
		t.Error("a run of the processor needs a card")
	}
}
