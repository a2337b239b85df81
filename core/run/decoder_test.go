package run

import (
	"os"
	"strings"
	"testing"

	"maestudio/core/dataset/picture"
	"maestudio/core/run/disk"
)

func TestDecoderIsSettled(t *testing.T) {
	if r := newRun(t, short); r.Config.Data.JPEG != string(picture.Best()) {
		t.Errorf("a new run has %q, the best is %q", r.Config.Data.JPEG, picture.Best())
	}
	whole, err := os.ReadFile("testdata/whole.toml")
	if err != nil {
		t.Fatal(err)
	}
	old, err := ParseConfig([]byte(change(t, string(whole), "- data.jpeg")))
	if err != nil || old.Data.JPEG != "go" {
		t.Errorf("a run from before there was a choice has %q, %v", old.Data.JPEG, err)
	}
}

// A run goes on with the decoder it began with; where the program lacks it, with the
// best, and says so.
func TestOtherProgramsDecoder(t *testing.T) {
	for _, began := range []string{"go", string(picture.Best()), "libjpeg-turbo 0.9"} {
		r := newRun(t, short)
		r.Config.Data.JPEG = began
		if err := writeConfig(disk.System{}, r.path(configFile), r.Config); err != nil {
			t.Fatal(err)
		}
		var warnings []string
		advance(t, r, AdvanceOptions{Events: func(e Event) {
			if e.Event == EventWarning {
				warnings = append(warnings, e.Message)
			}
		}})
		want := 0
		if began == "libjpeg-turbo 0.9" {
			want = 1
		}
		if len(warnings) != want || want > 0 && !strings.Contains(warnings[0], "begun with libjpeg-turbo 0.9 to read JPEG and goes on with "+named(picture.Best())) {
			t.Errorf("begun with %s: warnings %q", began, warnings)
		}
	}
}
