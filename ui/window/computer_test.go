package window

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

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
	if len(v.Devices) != 1 || v.NoDevice != "There is no NVIDIA driver here." || b.computesOn() != "cpu" {
		t.Errorf("without a card: %q, %q, %s", v.Devices, v.NoDevice, b.computesOn())
	}
	b.foundCard(withCard(80))
	v = b.prefs.screen.View()
	if !slices.Equal(v.Devices, []string{"Automatic", processor(), "NVIDIA A100"}) || v.Device != 0 || v.DeviceAbout != "NVIDIA A100 · 80 GB · driver 550.54.14" {
		t.Errorf("with one: %q, %d, %q", v.Devices, v.Device, v.DeviceAbout)
	}
	if b.computesOn() != "cuda" || b.device() != "NVIDIA A100 · bf16" {
		t.Errorf("automatic is %s, %s", b.computesOn(), b.device())
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
