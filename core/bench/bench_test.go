package bench

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"maestudio/core/dataset/picture"
	"maestudio/core/run"
)

// helper makes the test program a worker: PROGRAM train RUN --json ...
const helper = "MAESTUDIO_BENCH_HELPER"

func TestMain(m *testing.M) {
	if os.Getenv(helper) == "" {
		os.Exit(m.Run())
	}
	tell := json.NewEncoder(os.Stdout)
	err := run.Advance(context.Background(), os.Args[2], run.AdvanceOptions{CacheDir: os.Getenv("MAESTUDIO_CACHE"), Events: func(e run.Event) { _ = tell.Encode(e) }})
	if err != nil {
		os.Exit(1)
	}
}

func TestReport(t *testing.T) {
	if testing.Short() {
		t.Skip("measures for some seconds")
	}
	t.Setenv(helper, "work")
	var told []string
	r, err := Run(context.Background(), Options{Presets: []string{"quick"}, For: time.Millisecond, Program: os.Args[0]}, func(what string) { told = append(told, what) })
	if err != nil {
		t.Fatal(err)
	}
	n := len(Options{}.precisions())
	if len(r.Peaks) != n || r.Peaks[0].GFLOPS <= 0 || len(r.Products) != n*len(shapes) || len(r.Steps) != n || r.Loader == nil || len(told) < 6 {
		t.Fatalf("got %+v after %q", r, told)
	}
	s := r.Steps[0]
	if s.PicturesPerSecond <= 0 || s.Share <= 0 || math.IsNaN(s.Loss) || s.Loss <= 0 {
		t.Errorf("step: %+v", s)
	}
	wantParts(t, s, pretrainCalls)
	if len(r.Finetunes) != n || r.Finetunes[0].PicturesPerSecond <= 0 || r.Finetunes[0].Share <= 0 || !(r.Finetunes[0].Loss > 0) {
		t.Errorf("fine-tuning: %+v", r.Finetunes)
	} else {
		wantParts(t, r.Finetunes[0], finetuneCalls)
	}
	if r.Start <= 0 {
		t.Errorf("the first step came after %v seconds", r.Start)
	}
	if r.Loader.First <= 0 || r.Loader.Cached <= 0 || r.Loader.Pictures != drawn {
		t.Errorf("loader: %+v", r.Loader)
	}
	if e := r.Loader.EndToEnd; e == nil || e.Alone <= 0 || e.Ratio <= 0 || e.Least > e.Ratio || e.Ratio > e.Most {
		t.Errorf("end to end: %+v", e)
	}
	for _, d := range r.Decoding {
		if d.Megapixels != 12 || d.Whole <= 0 || d.Reduced <= 0 || d.Reduced > 1.5*d.Whole {
			t.Errorf("decoding: %+v", d)
		}
	}
	if len(r.Decoding) != len(picture.Decoders()) {
		t.Errorf("%d decoders", len(r.Decoding))
	}
	text := r.String()
	for _, words := range []string{"peak", "design 512x768x2304", "quick, batch 64", "where the time goes: quick", "where the time goes: fine-tuning quick", "fine-tuning step", "encoder fc1 weight gradient", "from the cache", "first step", "training from files", "megapixels"} {
		if !strings.Contains(text, words) {
			t.Errorf("the table lacks %q:\n%s", words, text)
		}
	}
	document := r.Markdown()
	for _, words := range []string{"| quick, batch 64, float32 |", "| fine-tuning step: ", "| design 512x768x2304, float32 |", "to the step alone (quick, ", "megapixels, go", "first step |"} {
		if !strings.Contains(document, words) {
			t.Errorf("the document's tables lack %q:\n%s", words, document)
		}
	}
	if data, err := json.Marshal(r); err != nil || !strings.Contains(string(data), `"share_of_peak"`) {
		t.Errorf("JSON: %s, %v", data, err)
	}
}

// How often a step at quick does what.
var (
	pretrainCalls = map[string]int{
		"encoder qkv forward": 8, "encoder proj input gradient": 8, "encoder fc1 weight gradient": 8, "encoder fc2 forward": 8,
		"encoder attention backward": 8, "decoder qkv weight gradient": 3, "decoder attention forward": 3, "decoder fc2 input gradient": 3,
		"patch embedding weight gradient": 1, "encoder to decoder forward": 1, "prediction input gradient": 1,
		"layer norm backward": 24, "gradients' norm": 1, "AdamW": 2, "between operations": 1,
	}
	finetuneCalls = map[string]int{
		"encoder qkv forward": 8, "encoder proj input gradient": 8, "encoder fc1 weight gradient": 8, "encoder fc2 forward": 8,
		"encoder attention backward": 8, "patch embedding weight gradient": 1, "patch embedding input gradient": 0,
		"head forward": 1, "head input gradient": 1, "head weight gradient": 1,
		"layer norm backward": 17, "mixing pictures": 1, "loss": 2, "gradients' norm": 1, "between operations": 1,
	}
)

// wantParts: the operations are those of a step, every layer has its name, and their
// times add up to the whole.
func wantParts(t *testing.T, s Step, calls map[string]int) {
	t.Helper()
	got, ms, flop := map[string]int{}, 0.0, 0.0
	for _, o := range s.Operations {
		got[o.Name] = o.Calls
		ms += o.Milliseconds
		if strings.Contains(o.Name, "forward") {
			flop += o.FLOP
		}
	}
	for name, want := range calls {
		if got[name] != want {
			t.Errorf("%s was called %d times in a step, want %d", name, got[name], want)
		}
	}
	if math.Abs(ms-s.Milliseconds) > .01*s.Milliseconds {
		t.Errorf("the parts take %v ms, the step %v", ms, s.Milliseconds)
	}
	if want := s.GFLOPS / 3 * s.Milliseconds * 1e6; math.Abs(flop-want) > 1e-9*want {
		t.Errorf("the products on the way there are %v operations, a step needs %v", flop, want)
	}
}

// TestOtherPrecision: bf16 can be asked for where it is not faster.
func TestOtherPrecision(t *testing.T) {
	r, err := Run(context.Background(), Options{For: time.Millisecond, Only: "product", Precision: "bf16"}, nil)
	if err != nil || len(r.Peaks) != 1 || r.Products[0].Precision != "bf16" || r.Products[0].Output.Share <= 0 {
		t.Fatalf("got %+v, %v", r, err)
	}
}

func TestOnly(t *testing.T) {
	r, err := Run(context.Background(), Options{For: time.Millisecond, Only: "product"}, nil)
	if err != nil || len(r.Products) == 0 || r.Steps != nil || r.Loader != nil {
		t.Fatalf("got %+v, %v", r, err)
	}
}

func TestCancelled(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := Run(ctx, Options{Only: "product"}, nil); err == nil {
		t.Error("no error")
	}
}

func TestCheck(t *testing.T) {
	for _, o := range []Options{{Only: "everything"}, {Presets: []string{"enormous"}}, {Precision: "int8"}, {Device: "tpu"}, {Threads: -1}} {
		if o.Check() == nil {
			t.Errorf("%+v was taken", o)
		}
	}
	if err := (Options{Only: "step", Presets: []string{"tiny"}}).Check(); err != nil {
		t.Error(err)
	}
}
