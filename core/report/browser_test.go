package report_test

import (
	"context"
	"net/url"
	"path/filepath"
	"testing"

	"maestudio/core/internal/browser"
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
	if over := b.Eval(`document.documentElement.scrollWidth - innerWidth`); over.(float64) > 0 {
		t.Errorf("the page is %v px wider than the window", over)
	}
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
	const overlaps = `(() => { const all = [...document.querySelectorAll('.chart text')].map(e => e.getBoundingClientRect());
		return all.filter((a, i) => all.some((b, k) => k < i && a.left < b.right && b.left < a.right && a.top + 1 < b.bottom && b.top + 1 < a.bottom)).length })()`
	if n := b.Eval(overlaps); n != 0. {
		t.Errorf("%v words in charts lie on others", n)
	}
	b.Click(`summary`)
	if b.Eval(`document.querySelector('details').open`) != true {
		t.Error("the list of what was left out does not open")
	}
	if len(b.Told) > 0 {
		t.Errorf("the console says %q", b.Told)
	}
	if len(b.Fetched) > 0 {
		t.Errorf("the page fetches %q", b.Fetched)
	}
}
