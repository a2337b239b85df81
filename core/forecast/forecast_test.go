package forecast

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"maestudio/core/run"
)

func micro() run.ModelConfig {
	return run.ModelConfig{ImageSize: 16, PatchSize: 8, EncoderDim: 16, EncoderDepth: 1, EncoderHeads: 2, DecoderDim: 16, DecoderDepth: 1, DecoderHeads: 2, MaskRatio: 0.5}
}

func TestMeasure(t *testing.T) {
	s, err := Measure(t.Context(), micro(), run.DeviceConfig{Name: "cpu", Threads: 1})
	if err != nil || s.Picture <= 0 || s.Step <= 0 {
		t.Fatalf("got %+v, %v", s, err)
	}
	if one, many := s.PerSecond(1), s.PerSecond(64); many < one {
		t.Errorf("%v pictures a second one by one, %v in batches", one, many)
	}
	if got, want := s.Time(100, 2, 10).Seconds(), 200/s.PerSecond(10); got < want*0.999 || got > want*1.001 {
		t.Errorf("200 pictures take %v s, want %v", got, want)
	}
}

func TestMeasuringEndsWhenItIsToldTo(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := Measure(ctx, micro(), run.DeviceConfig{Name: "cpu", Threads: 1}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestMeasureRefusesWhatCannotWork(t *testing.T) {
	c := micro()
	c.EncoderHeads = 3
	if _, err := Measure(t.Context(), c, run.DeviceConfig{Name: "cpu", Threads: 1}); err == nil {
		t.Error("3 heads of 16 numbers were measured")
	}
}

func TestNotes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "speeds.json")
	m, now := Remember(path), time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)
	if _, ok := m.Get(micro(), 2); ok {
		t.Error("empty notes know something")
	}
	want := Speed{Picture: 3 * time.Millisecond, Step: time.Millisecond}
	if err := m.Put(micro(), 2, want, now); err != nil {
		t.Fatal(err)
	}
	again := Remember(path)
	if got, ok := again.Get(micro(), 2); !ok || got.Speed != want || !got.When.Equal(now) {
		t.Errorf("got %+v, %v", got, ok)
	}
	other := micro()
	other.EncoderDepth = 2
	if _, ok := again.Get(other, 2); ok {
		t.Error("another model has the same speed")
	}
	if _, ok := again.Get(micro(), 1); ok {
		t.Error("one thread is as fast as two")
	}
	for i := range most + 20 { // many sliders later
		other.EncoderDim = 16 * (i + 1)
		if err := again.Put(other, 2, want, now.Add(time.Duration(i+1)*time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	if _, ok := again.Get(micro(), 2); ok || len(again.known) != most {
		t.Errorf("%d are kept, the oldest: %v", len(again.known), ok)
	}
	if err := os.WriteFile(path, []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, ok := Remember(path).Get(other, 2); ok {
		t.Error("a damaged file knows something")
	}
	if err := again.Forget(); err != nil {
		t.Fatal(err)
	}
	if _, ok := Remember(path).Get(other, 2); ok {
		t.Error("what is forgotten is still known")
	}
}
