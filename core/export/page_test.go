package export

import (
	"context"
	"fmt"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"maestudio/core/internal/browser"
	"maestudio/core/predict"
	"maestudio/core/run"
)

var (
	elsewhere   = regexp.MustCompile(`https://[^"]*/onnxruntime-web@([0-9.]+)/dist/`)
	webInstalls = regexp.MustCompile(`npm pack onnxruntime-web@([0-9.]+) `)
)

// The page and the model card speak of the same onnxruntime-web.
func TestPageAndCardNameOneVersion(t *testing.T) {
	page, card := elsewhere.FindStringSubmatch(pageText), webInstalls.FindStringSubmatch(cardText)
	if page == nil || card == nil || page[1] != card[1] {
		t.Errorf("the page has %q, the card %q", page, card)
	}
}

// onnxRuntimeWeb fetches onnxruntime-web as the model card says, and returns its folder.
func onnxRuntimeWeb(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	fetch := exec.Command("sh", "-c", "npm pack --silent onnxruntime-web@"+webInstalls.FindStringSubmatch(cardText)[1]+" && tar xzf onnxruntime-web-*.tgz")
	fetch.Dir = dir
	if said, err := fetch.CombinedOutput(); err != nil {
		t.Fatalf("onnxruntime-web cannot be had from npm: %v\n%s", err, said)
	}
	var about struct{ Version string }
	readJSON(t, filepath.Join(dir, "package", "package.json"), &about)
	t.Logf("onnxruntime-web %s", about.Version)
	return filepath.Join(dir, "package", "dist")
}

// Without onnxruntime-web beside it a page takes that from the public address that it
// names, here played by a server of another origin, and refuses a file that was changed.
func TestPagesWithNothingBeside(t *testing.T) {
	if os.Getenv("MAESTUDIO_SLOW") == "" {
		t.Skip("fetches onnxruntime-web; MAESTUDIO_SLOW=1 runs it")
	}
	b, place, dist := browser.Open(t), t.TempDir(), onnxRuntimeWeb(t)
	public := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.Header().Set("Cache-Control", "no-store") // files change below
		http.FileServer(http.Dir(dist)).ServeHTTP(w, r)
	}))
	t.Cleanup(public.Close)
	static := httptest.NewServer(http.FileServer(http.Dir(place)))
	t.Cleanup(static.Close)
	exportTo(t, newClassifier(t, run.HeadMean), ONNX, Classifier, filepath.Join(place, "a"))
	save(t, filepath.Join(place, "a", "index.html"), func(w io.Writer) error {
		text, err := os.ReadFile(filepath.Join(place, "a", "index.html"))
		if err == nil {
			_, err = w.Write(elsewhere.ReplaceAll(text, []byte(public.URL+"/")))
		}
		return err
	})
	p := page{b, static.URL + "/a/index.html"}
	n, off, err := p.proof()
	t.Logf("%d pictures, largest difference %.2g", n, off)
	if err != nil || n != proofPictures || !(off <= Allowed) {
		t.Errorf("%d pictures, off by %v, %v", n, off, err)
	}
	for _, name := range []string{"ort.wasm.min.js", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm"} {
		path := filepath.Join(dist, name)
		whole, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		save(t, path, func(w io.Writer) error { _, err := w.Write(append(slices.Clip(whole), ' ')); return err })
		if n, _, err := p.proof(); err == nil || !strings.Contains(err.Error(), "onnxruntime-web is not there") {
			t.Errorf("with another %s the page runs %d pictures, %v", name, n, err)
		}
		save(t, path, func(w io.Writer) error { _, err := w.Write(whole); return err })
	}
}

// page is one of an export in a browser.
type page struct {
	*browser.Browser
	address string
}

const (
	status = `document.getElementById("say").textContent`
	atMost = 2 * time.Minute // a model of a test takes a second
)

// proof lets a page run its model on the pictures that lie beside it.
func (p page) proof() (pictures int, off float64, err error) {
	p.Go("about:blank") // so that #proof is no place of a page that is open
	p.Go(p.address + "#proof")
	said := p.Until(status+`.match(/largest difference|cannot|is not there/) && `+status, atMost)
	if n, _ := fmt.Sscanf(fmt.Sprint(said), "%d pictures, largest difference %g", &pictures, &off); n != 2 {
		return 0, 0, fmt.Errorf("the page gives no answer: %v", p.Eval(status))
	}
	return pictures, off, nil
}

// dropped lets a page have a picture that lies beside it dropped on it, and returns what
// of its results is there then.
func (p page) dropped(picture, result string) (any, error) {
	if p.Until(status+` == "Ready."`, atMost) == nil {
		return nil, fmt.Errorf("the page does not become ready: %v", p.Eval(status))
	}
	p.Eval(fmt.Sprintf(`(async () => {
		const data = new DataTransfer();
		data.items.add(new File([await (await fetch(%q)).blob()], %[1]q, {type: "image/png"}));
		document.getElementById("drop").dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
	})()`, picture))
	if p.Until(status+` == "Done." && document.querySelectorAll("#results figure").length > 0`, atMost) == nil {
		return nil, fmt.Errorf("the page gives no answer for a picture: %v", p.Eval(status))
	}
	return p.Eval(result), nil
}

// The page of every export runs its model by onnxruntime-web: on a hundred real pictures,
// with what this program gives for them, and on a picture that is dropped on it. Nothing comes from another place than the export's own.
func TestPagesInABrowser(t *testing.T) {
	if os.Getenv("MAESTUDIO_SLOW") == "" {
		t.Skip("fetches onnxruntime-web; MAESTUDIO_SLOW=1 runs it")
	}
	b, place := browser.Open(t), t.TempDir()
	files, ort := http.FileServer(http.Dir(place)), http.FileServer(http.Dir(onnxRuntimeWeb(t)))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, path, is := strings.Cut(r.URL.Path, "/ort/"); is {
			r.URL.Path = "/" + path
			ort.ServeHTTP(w, r)
			return
		}
		files.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	pretrained, classifier, mean := newRun(t, sizes), newClassifier(t, run.HeadToken), newClassifier(t, run.HeadMean)
	for i, c := range []struct {
		r      *run.Run
		what   string
		result string // a script that says what the page made of a picture
		want   any
	}{
		{pretrained, Encoder, `document.querySelector("#results span").textContent`, "1.000"}, // like itself
		{pretrained, Reconstructor, `(([a, b]) => a.toDataURL() != b.toDataURL())([...document.querySelectorAll("#results canvas")])`, true},
		{classifier, Classifier, pageAnswer, nil},
		{mean, Classifier, pageAnswer, nil},
	} {
		name := fmt.Sprint(i)
		dir := filepath.Join(place, name)
		exportTo(t, c.r, ONNX, c.what, dir)
		p := page{b, server.URL + "/" + name + "/index.html"}
		hundred(t, dir, c.what)
		n, off, err := p.proof()
		t.Logf("%s %s: %d pictures, largest difference %.2g", c.what, name, n, off)
		if err != nil || n != 100 || !(off <= Allowed) {
			t.Errorf("%s %s: %d pictures, off by %v, %v", c.what, name, n, off, err)
		}
		for name, clear := range map[string]bool{"picture.png": false, "clear.png": true} {
			picture := filepath.Join(dir, name)
			save(t, picture, func(w io.Writer) error { return png.Encode(w, speckled(211, 160, clear)) })
			if c.what == Classifier {
				c.want = commandAnswer(t, c.r, picture)
			}
			p.Go(p.address)
			if got, err := p.dropped(name, c.result); err != nil || got != c.want {
				t.Errorf("%s %s: %s that is dropped gives %v, want %v, %v", c.what, dir, name, got, c.want, err)
			}
		}
	}
	for _, asked := range b.Fetched {
		if !strings.HasPrefix(asked, server.URL+"/") && !strings.HasPrefix(asked, "blob:"+server.URL+"/") {
			t.Errorf("a page fetches %s", asked)
		}
	}
	p := page{b, server.URL + "/0/index.html"}
	if err := os.Truncate(filepath.Join(place, "0", onnxFile), 5000); err != nil {
		t.Fatal(err)
	}
	if n, off, err := p.proof(); err == nil {
		t.Errorf("a page without a sound model says %d pictures and %v", n, off)
	}
}

// pageAnswer are a classifier's classes and how likely they are, as its page shows them.
const pageAnswer = `[...document.querySelectorAll("#results tr")].map(r => r.innerText.trim().split("\t").join(" ")).join(", ")`

// commandAnswer is the same from this program.
func commandAnswer(t *testing.T, r *run.Run, picture string) (answer string) {
	t.Helper()
	m, err := predict.Open(r.Dir, predict.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	err = m.Each(context.Background(), []string{picture}, func(p predict.Result) error {
		var all []string
		left := map[int]bool{}
		for range m.Classes {
			best := -1
			for i, v := range p.Probabilities {
				if !left[i] && (best < 0 || v > p.Probabilities[best]) {
					best = i
				}
			}
			left[best] = true
			all = append(all, fmt.Sprintf("%s %.1f %%", m.Classes[best], 100*p.Probabilities[best]))
		}
		answer = strings.Join(all, ", ")
		return p.Err
	})
	if err != nil {
		t.Fatal(err)
	}
	return answer
}
