package report_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"maestudio/core/report"
	"maestudio/core/run"
)

// The page is opened by a real browser without a network: nothing in its console,
// nothing fetched, every picture there, nothing wider than the window, and its
// switch, clicked with the mouse and pressed with a key, shows the other pictures.
func TestPageInABrowser(t *testing.T) {
	browser := findBrowser(t)
	dir := newRun(t)
	if err := run.Advance(context.Background(), dir, run.AdvanceOptions{}); err != nil {
		t.Fatal(err)
	}
	write(t, dir)
	b := openBrowser(t, browser)
	b.open("file://" + (&url.URL{Path: filepath.Join(dir, report.Page)}).EscapedPath())
	const missing = `[...document.images].filter(i => !i.complete || i.naturalWidth == 0).length`
	if n := b.eval(missing); n != 0. {
		t.Errorf("%v of %v pictures are not there", n, b.eval(`document.images.length`))
	}
	if n := b.eval(`document.images.length`); n == 0. {
		t.Error("no pictures")
	}
	if over := b.eval(`document.documentElement.scrollWidth - innerWidth`); over.(float64) > 0 {
		t.Errorf("the page is %v px wider than the window", over)
	}
	expect := func(when string, helped, honest bool) {
		t.Helper()
		for class, want := range map[string]bool{"helped": helped, "honest": honest} {
			all := `[...document.querySelectorAll('.` + class + `')]`
			if n, shown := b.eval(all+`.length`), b.eval(all+`.filter(e => e.offsetHeight > 0).length`); n == 0. || want && shown != n || !want && shown != 0. {
				t.Errorf("%s: %v of %v rows and notes %q are shown", when, shown, n, class)
			}
		}
	}
	expect("at first", true, false)
	b.click(`label[for=honest]`)
	expect("after a click", false, true)
	b.key(" ", "Space", 32) // the switch has the focus now
	expect("after the space bar", true, false)
	b.click(`summary`)
	if b.eval(`document.querySelector('details').open`) != true {
		t.Error("the list of what was left out does not open")
	}
	if len(b.told) > 0 {
		t.Errorf("the console says %q", b.told)
	}
	if len(b.fetched) > 0 {
		t.Errorf("the page fetches %q", b.fetched)
	}
}

// findBrowser skips where there is none, or fails where MAESTUDIO_REQUIRE has browser.
func findBrowser(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if strings.Contains(os.Getenv("MAESTUDIO_REQUIRE"), "browser") {
		t.Fatal("no Chromium is here")
	}
	t.Skip("no Chromium is here: apt-get install chromium")
	return ""
}

// browser is Chromium without a window, steered by its DevTools protocol over pipes:
// JSON with a zero behind each message.
type browser struct {
	t       *testing.T
	to      io.Writer
	from    *bufio.Reader
	session string
	n       int
	told    []string // by the console
	fetched []string // but for the page itself and what is in it
}

type message struct {
	ID        int            `json:"id"`
	Session   string         `json:"sessionId,omitempty"`
	Method    string         `json:"method,omitempty"`
	Arguments map[string]any `json:"params,omitempty"`
	Result    map[string]any `json:"result,omitempty"`
	Error     any            `json:"error,omitempty"`
}

func openBrowser(t *testing.T, path string) *browser {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute) // it hangs
	profile, err := os.MkdirTemp("", "browser")
	if err != nil {
		t.Fatal(err)
	}
	theirs, ours, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	answers, answer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(ctx, path, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage",
		"--user-data-dir="+profile, "--window-size=1280,900", "--remote-debugging-pipe", "about:blank")
	c.ExtraFiles = []*os.File{theirs, answer} // 3, from which it reads, and 4
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	theirs.Close()
	answer.Close()
	b := &browser{t: t, to: ours, from: bufio.NewReader(answers)}
	t.Cleanup(func() {
		b.session = ""
		b.send("Browser.close", nil)
		c.Wait()
		cancel()
		ours.Close()
		answers.Close()
		os.RemoveAll(profile)
	})
	target := b.do("Target.createTarget", map[string]any{"url": "about:blank"})["targetId"]
	b.session = b.do("Target.attachToTarget", map[string]any{"targetId": target, "flatten": true})["sessionId"].(string)
	for _, domain := range []string{"Page", "Runtime", "Log", "Network"} {
		b.do(domain+".enable", nil)
	}
	b.do("Network.emulateNetworkConditions", map[string]any{"offline": true, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0})
	return b
}

func (b *browser) send(method string, arguments map[string]any) int {
	b.n++
	text, _ := json.Marshal(message{ID: b.n, Session: b.session, Method: method, Arguments: arguments})
	b.to.Write(append(text, 0))
	return b.n
}

// do has something done and returns the answer.
func (b *browser) do(method string, arguments map[string]any) map[string]any {
	b.t.Helper()
	for id := b.send(method, arguments); ; {
		m := b.next()
		if m.ID == id {
			if m.Error != nil {
				b.t.Fatalf("%s: %v", method, m.Error)
			}
			return m.Result
		}
	}
}

// next reads a message and remembers what the page did wrong.
func (b *browser) next() (m message) {
	b.t.Helper()
	text, err := b.from.ReadBytes(0)
	if err != nil {
		b.t.Fatalf("Chromium went away: %v", err)
	}
	if err := json.Unmarshal(text[:len(text)-1], &m); err != nil {
		b.t.Fatal(err)
	}
	switch m.Method {
	case "Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded":
		b.told = append(b.told, fmt.Sprint(m.Arguments))
	case "Network.requestWillBeSent":
		asked := m.Arguments["request"].(map[string]any)["url"].(string)
		if !strings.HasPrefix(asked, "data:") && !strings.HasPrefix(asked, "file:") {
			b.fetched = append(b.fetched, asked)
		}
	}
	return m
}

func (b *browser) open(address string) {
	b.t.Helper()
	b.do("Page.navigate", map[string]any{"url": address})
	for b.next().Method != "Page.loadEventFired" {
	}
}

func (b *browser) eval(script string) any {
	b.t.Helper()
	answer := b.do("Runtime.evaluate", map[string]any{"expression": script, "returnByValue": true})
	if wrong := answer["exceptionDetails"]; wrong != nil {
		b.t.Fatalf("%s: %v", script, wrong)
	}
	return answer["result"].(map[string]any)["value"]
}

// click presses the left button in the middle of an element.
func (b *browser) click(element string) {
	b.t.Helper()
	place := b.eval(`(e => { e.scrollIntoView({block: "center"}); const r = e.getBoundingClientRect(); return {x: r.x + r.width/2, y: r.y + r.height/2} })(document.querySelector('` + element + `'))`).(map[string]any)
	for _, kind := range []string{"mousePressed", "mouseReleased"} {
		b.do("Input.dispatchMouseEvent", map[string]any{"type": kind, "x": place["x"], "y": place["y"], "button": "left", "clickCount": 1})
	}
}

func (b *browser) key(text, code string, number int) {
	b.t.Helper()
	b.do("Input.dispatchKeyEvent", map[string]any{"type": "keyDown", "text": text, "key": text, "code": code, "windowsVirtualKeyCode": number})
	b.do("Input.dispatchKeyEvent", map[string]any{"type": "keyUp", "key": text, "code": code, "windowsVirtualKeyCode": number})
}
