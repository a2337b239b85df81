package practice

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestClassesAreSixAndSorted(t *testing.T) {
	names := Classes()
	if len(names) != 6 || !slices.IsSorted(names) {
		t.Errorf("got %v", names)
	}
}

// The bytes of a seed are part of what the program promises: a change here asks
// for a new Version.
func TestSameSeedSameBytes(t *testing.T) {
	const want = "c994a6c46c4f6da7b99c98278ec99706624f8a32bd0e3c52603ec292c714c1c1"
	sum := sha256.New()
	for class := range classes {
		for seed := range uint64(4) {
			sum.Write(Draw(class, seed, 40).Pix)
		}
		sum.Write(Draw(class, 99, Side).Pix)
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != want {
		t.Errorf("version %d draws %s, want %s", Version, got, want)
	}
}

func TestSeedsAndClassesDiffer(t *testing.T) {
	a := Draw(0, 1, 24).Pix
	if bytes.Equal(a, Draw(0, 2, 24).Pix) || bytes.Equal(a, Draw(1, 1, 24).Pix) {
		t.Error("the same picture twice")
	}
}

// A processor that multiplies and adds in one instruction rounds once where
// others round twice, and draws other bytes. The compiler does so on arm64
// wherever the source lets it.
func TestNothingIsFused(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles for another processor")
	}
	build := exec.Command("go", "build", "-gcflags=-S", ".")
	build.Env = append(os.Environ(), "GOARCH=arm64", "GOOS=linux", "CGO_ENABLED=0")
	out, err := build.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out[:min(len(out), 2000)])
	}
	if !strings.Contains(string(out), "FMULD") {
		t.Fatal("the listing shows no multiplication at all")
	}
	for _, line := range regexp.MustCompile(`(\w+\.go:\d+)\)\s+(FN?M(?:ADD|SUB)D)`).FindAllStringSubmatch(string(out), -1) {
		t.Errorf("%s: %s; make the product a float64(...) of its own", line[1], line[2])
	}
}

// Every picture has light and dark in it, and no hole of a single colour.
func TestPicturesHaveContrast(t *testing.T) {
	for i := range 120 {
		img := Draw(i%6, uint64(500+i), 32)
		dark, bright := 255, 0
		seen := map[[3]byte]bool{}
		for p := 0; p < len(img.Pix); p += 4 {
			v := (2*int(img.Pix[p]) + 5*int(img.Pix[p+1]) + int(img.Pix[p+2])) / 8
			dark, bright = min(dark, v), max(bright, v)
			seen[[3]byte(img.Pix[p:])] = true
		}
		if bright-dark < 70 || len(seen) < 200 {
			t.Errorf("%s %d: brightness %d to %d, %d colours", classes[i%6].name, 500+i, dark, bright, len(seen))
		}
	}
}
