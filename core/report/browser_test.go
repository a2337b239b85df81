package report_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"maestudio/core/evaluate"
	"maestudio/core/internal/browser"
	"maestudio/core/internal/testdata"
	"maestudio/core/internal/trained"
	"maestudio/core/report"
	"maestudio/core/run"
)

// The page is opened by a real browser without a network: nothing in its console,
// nothing fetched, every picture there, nothing wider than the window, and its
// switch, clicked with the mouse and pressed with a key, shows the other pictures.
func TestPageInABrowser(t *testing.T) {
	b := browser.Open(t)
	b.Offline()
	dir := newRun(t)
	if err := run.Advance(context.Background(), dir, run.AdvanceOptions{}); err != nil {
		t.Fatal(err)
	}
	write(t, dir)
	b.Go("file://" + (&url.URL{Path: filepath.Join(dir, report.Page)}).EscapedPath())
	const missing = `[...document.images].filter(i => !i.complete || i.naturalWidth == 0).length`
	if n := b.Eval(missing); n != 0. {
		t.Errorf("%v of %v pictures are not there", n, b.Eval(`document.images.length`))
	}
	if n := b.Eval(`document.images.length`); n == 0. {
		t.Error("no pictures")
	}
	fits(t, b)
	expect := func(when string, helped, honest bool) {
		t.Helper()
		for class, want := range map[string]bool{"helped": helped, "honest": honest} {
			all := `[...document.querySelectorAll('.` + class + `')]`
			if n, shown := b.Eval(all+`.length`), b.Eval(all+`.filter(e => e.offsetHeight > 0).length`); n == 0. || want && shown != n || !want && shown != 0. {
				t.Errorf("%s: %v of %v rows and notes %q are shown", when, shown, n, class)
			}
		}
	}
	label := func(when, want string) {
		t.Helper()
		if got := b.Eval(`document.querySelector('label[for=honest]').innerText`); got != want {
			t.Errorf("%s: the switch says %q, and a press does %q", when, got, want)
		}
		above := `[...document.querySelectorAll('p.note.helped, p.note.honest')].filter(e => e.offsetHeight > 0 && e.getBoundingClientRect().bottom <= document.querySelector('.strip').getBoundingClientRect().top).length`
		if n := b.Eval(above); n != 1. {
			t.Errorf("%s: %v notes on colours stand above the first row", when, n)
		}
	}
	expect("at first", true, false)
	label("at first", "Show colours without help from the true pictures")
	b.Click(`label[for=honest]`)
	expect("after a click", false, true)
	label("after a click", "Show colours with help from the true pictures")
	b.Key(" ", "Space", 32) // the switch has the focus now
	expect("after the space bar", true, false)
	overlap(t, b)
	b.Click(`summary`)
	if b.Eval(`document.querySelector('details').open`) != true {
		t.Error("the list of what was left out does not open")
	}
	silent(t, b)
}

// overlap reports words in charts that lie on others.
func overlap(t *testing.T, b *browser.Browser) {
	t.Helper()
	const overlaps = `(() => { const all = [...document.querySelectorAll('.chart text')].map(e => e.getBoundingClientRect());
		return all.filter((a, i) => all.some((b, k) => k < i && a.left < b.right && b.left < a.right && a.top + 1 < b.bottom && b.top + 1 < a.bottom)).length })()`
	if n := b.Eval(overlaps); n != 0. {
		t.Errorf("%v words in charts lie on others", n)
	}
}

// silent reports what the page said to the console, and what it wanted from outside.
func silent(t *testing.T, b *browser.Browser) {
	t.Helper()
	if len(b.Told) > 0 {
		t.Errorf("the console says %q", b.Told)
	}
	if len(b.Fetched) > 0 {
		t.Errorf("the page fetches %q", b.Fetched)
	}
}

// The page of a classifier, on a screen and on a telephone, by day and by night: no wider
// than the window, its numbers there and to be read on what is behind them.
func TestClassifierInABrowser(t *testing.T) {
	b := browser.Open(t)
	b.Offline()
	dir := newClassifier(t)
	labels, said := twenty()
	judgedBy(t, dir, classesOf(t, dir), labels, said, func(r *evaluate.Result) {
		r.Seen, r.Unseen, r.UnseenPictures = 4, 0.75, 16
		r.Suspects = []evaluate.Suspect{{Path: r.Pictures[0].Path, Label: 2, Instead: 0, Sure: 0.97, Reason: "A reason."}}
	})
	write(t, dir)
	address := "file://" + (&url.URL{Path: filepath.Join(dir, report.Page)}).EscapedPath()
	for _, width := range []int{1280, 400} {
		b.Resize(width, 900)
		for _, scheme := range []string{"light", "dark"} {
			b.Prefer(scheme)
			b.Go(address)
			t.Run(fmt.Sprintf("%d %s", width, scheme), func(t *testing.T) { looksRight(t, b) })
		}
	}
	silent(t, b)
}

func looksRight(t *testing.T, b *browser.Browser) {
	fits(t, b)
	overlap(t, b)
	if n := b.Eval(`[...document.images].filter(i => !i.complete || i.naturalWidth == 0).length`); n != 0. {
		t.Errorf("%v of %v pictures are not there", n, b.Eval(`document.images.length`))
	}
	text := strings.Join(strings.Fields(b.Eval(`document.body.innerText`).(string)), " ")
	expect(t, text, "It names 80 of 100 held-out pictures rightly (58 to 92), 75 of 100 new ones", "16 of 20 pictures right", odd, "top 50.0 % 3 of 6 100.0 % 3 of 3 66.7 %", "1 picture may have a wrong label")
	if n := b.Eval(`[...document.querySelectorAll('.matrix td.n')].map(e => +e.innerText).reduce((a, b) => a + b)`); n != 20. {
		t.Errorf("the matrix tells of %v pictures, want 20", n)
	}
	for i, want := range []float64{40, 80, 75} {
		share := fmt.Sprintf(`(e => 100 * parseFloat(getComputedStyle(e, '::before').width) / e.offsetWidth)(document.querySelectorAll('.bars i')[%d])`, i)
		if got := b.Eval(share).(float64); got < want-1 || got > want+1 {
			t.Errorf("bar %d is %.1f of 100 long, want %v", i, got, want)
		}
	}
	if n := b.Eval(faint); n != 0. {
		t.Errorf("%v cells of the matrix cannot be read", n)
	}
}

// faint counts the cells of the matrix whose number has less contrast than 4.5 to 1.
const faint = `(() => {
	const rgb = c => c.match(/[\d.]+/g).slice(0, 3).map(Number);
	const light = c => c.map(v => (v /= 255) <= .04045 ? v/12.92 : ((v + .055)/1.055)**2.4).reduce((sum, v, i) => sum + v*[.2126, .7152, .0722][i], 0);
	return [...document.querySelectorAll('.matrix td.n')].filter(e => {
		const over = getComputedStyle(e, '::before'), share = +over.opacity, top = rgb(over.backgroundColor);
		const behind = rgb(getComputedStyle(e).backgroundColor).map((v, i) => v*(1 - share) + top[i]*share);
		const [a, b] = [light(behind), light(rgb(getComputedStyle(e.firstChild).color))].sort((x, y) => y - x);
		return (a + .05)/(b + .05) < 4.5 }).length })()`

// fits reports a page that is wider than its window.
func fits(t *testing.T, b *browser.Browser) {
	t.Helper()
	if over := b.Eval(`document.documentElement.scrollWidth - document.documentElement.clientWidth`); over.(float64) > 0 {
		t.Errorf("the page is %v px wider than the window", over)
	}
}

// Thirty classes with long names, and more than a matrix has room for, fit too.
func TestManyClassesInABrowser(t *testing.T) {
	b := browser.Open(t)
	b.Offline()
	folder := t.TempDir()
	testdata.Classes(t, folder, 10)
	dir := trained.Classifier(t, folder, "")
	for _, n := range []int{30, 31} {
		many(t, dir, n)
		write(t, dir)
		for _, width := range []int{1280, 400} {
			b.Resize(width, 900)
			b.Go("file://" + (&url.URL{Path: filepath.Join(dir, report.Page)}).EscapedPath())
			fits(t, b)
			if matrix := b.Eval(`document.querySelectorAll('.matrix tbody tr').length`); matrix != map[int]any{30: 30., 31: 0.}[n] {
				t.Errorf("%d classes: the matrix has %v rows", n, matrix)
			}
			if pairs := b.Eval(`document.querySelectorAll('.pairs tbody tr').length`); pairs != map[int]any{30: 0., 31: 30.}[n] {
				t.Errorf("%d classes: %v pairs", n, pairs)
			}
		}
	}
	silent(t, b)
}

// many makes the run one of n classes, of which each picture is taken for the next.
func many(t *testing.T, dir string, n int) {
	t.Helper()
	names, labels, said := make([]string, n), make([]int, n), make([]int, n)
	for i := range n {
		names[i], labels[i], said[i] = fmt.Sprintf("%s%d", strings.Repeat("averyverylongname", 1+i%5), i), i, (i+1)%n
	}
	judgedBy(t, dir, names, labels, said, nil)
	r, err := run.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	r.Config.Classify.Classes = names
	text, err := r.Config.Format()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "run.toml"), text, 0o666); err != nil {
		t.Fatal(err)
	}
}
