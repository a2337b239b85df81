package bench

import (
	"context"
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"
)

func TestReport(t *testing.T) {
	if testing.Short() {
		t.Skip("measures for some seconds")
	}
	var told []string
	r, err := Run(context.Background(), Options{For: time.Millisecond}, func(what string) { told = append(told, what) })
	if err != nil {
		t.Fatal(err)
	}
	if r.Peak <= 0 || len(r.Products) != len(shapes) || len(r.Steps) != 1 || r.Loader == nil || len(told) < 6 {
		t.Fatalf("got %+v after %q", r, told)
	}
	s := r.Steps[0]
	if s.PicturesPerSecond <= 0 || s.Share <= 0 || math.IsNaN(s.Loss) || s.Loss <= 0 {
		t.Errorf("step: %+v", s)
	}
	if r.Loader.First <= 0 || r.Loader.Cached <= 0 || r.Loader.Pictures != drawn {
		t.Errorf("loader: %+v", r.Loader)
	}
	text := r.String()
	for _, words := range []string{"peak", "design 512x768x2304", "quick, batch 64", "from the cache"} {
		if !strings.Contains(text, words) {
			t.Errorf("the table lacks %q:\n%s", words, text)
		}
	}
	if data, err := json.Marshal(r); err != nil || !strings.Contains(string(data), `"share_of_peak"`) {
		t.Errorf("JSON: %s, %v", data, err)
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
	for _, o := range []Options{{Only: "everything"}, {Presets: []string{"enormous"}}, {Threads: -1}} {
		if o.Check() == nil {
			t.Errorf("%+v was taken", o)
		}
	}
	if err := (Options{Only: "step", Presets: []string{"tiny"}}).Check(); err != nil {
		t.Error(err)
	}
}
