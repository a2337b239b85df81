// Package browser steers a real browser in tests of pages.
package browser

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// find skips where there is none, or fails where MAESTUDIO_REQUIRE has browser.
func find(t *testing.T) string {
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

// Browser is Chromium without a window, steered by its DevTools protocol over pipes:
// JSON with a zero behind each message.
type Browser struct {
	t       *testing.T
	to      io.Writer
	from    *bufio.Reader
	session string
	n       int
	Told    []string // by the console
	Fetched []string // but for files, and what is in a page
}

type message struct {
	ID        int            `json:"id"`
	Session   string         `json:"sessionId,omitempty"`
	Method    string         `json:"method,omitempty"`
	Arguments map[string]any `json:"params,omitempty"`
	Result    map[string]any `json:"result,omitempty"`
	Error     any            `json:"error,omitempty"`
}

// Open starts a browser that ends with the test. Where there is none the test is skipped.
func Open(t *testing.T) *Browser {
	t.Helper()
	path := find(t)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Minute) // it hangs
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
	b := &Browser{t: t, to: ours, from: bufio.NewReader(answers)}
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
	return b
}

// Offline takes the network away.
func (b *Browser) Offline() {
	b.t.Helper()
	b.do("Network.emulateNetworkConditions", map[string]any{"offline": true, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0})
}

// Resize gives the page a window of so many pixels.
func (b *Browser) Resize(width, height int) {
	b.t.Helper()
	b.do("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false})
}

// Prefer lets the reader prefer "light" or "dark" pages.
func (b *Browser) Prefer(scheme string) {
	b.t.Helper()
	b.do("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": scheme}}})
}

func (b *Browser) send(method string, arguments map[string]any) int {
	b.n++
	text, _ := json.Marshal(message{ID: b.n, Session: b.session, Method: method, Arguments: arguments})
	b.to.Write(append(text, 0))
	return b.n
}

// do has something done and returns the answer.
func (b *Browser) do(method string, arguments map[string]any) map[string]any {
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
func (b *Browser) next() (m message) {
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
		b.Told = append(b.Told, fmt.Sprint(m.Arguments))
	case "Network.requestWillBeSent":
		asked := m.Arguments["request"].(map[string]any)["url"].(string)
		if !strings.HasPrefix(asked, "data:") && !strings.HasPrefix(asked, "file:") {
			b.Fetched = append(b.Fetched, asked)
		}
	}
	return m
}

// Go opens an address and waits until it is loaded.
func (b *Browser) Go(address string) {
	b.t.Helper()
	b.do("Page.navigate", map[string]any{"url": address})
	for b.next().Method != "Page.loadEventFired" {
	}
}

// Eval returns what a script is, its promise kept.
func (b *Browser) Eval(script string) any {
	b.t.Helper()
	answer := b.do("Runtime.evaluate", map[string]any{"expression": script, "returnByValue": true, "awaitPromise": true})
	if wrong := answer["exceptionDetails"]; wrong != nil {
		b.t.Fatalf("%s: %v", script, wrong)
	}
	return answer["result"].(map[string]any)["value"]
}

// Click presses the left button in the middle of an element.
func (b *Browser) Click(element string) {
	b.t.Helper()
	place := b.Eval(`(e => { e.scrollIntoView({block: "center"}); const r = e.getBoundingClientRect(); return {x: r.x + r.width/2, y: r.y + r.height/2} })(document.querySelector('` + element + `'))`).(map[string]any)
	for _, kind := range []string{"mousePressed", "mouseReleased"} {
		b.do("Input.dispatchMouseEvent", map[string]any{"type": kind, "x": place["x"], "y": place["y"], "button": "left", "clickCount": 1})
	}
}

// Key presses a key.
func (b *Browser) Key(text, code string, number int) {
	b.t.Helper()
	b.do("Input.dispatchKeyEvent", map[string]any{"type": "keyDown", "text": text, "key": text, "code": code, "windowsVirtualKeyCode": number})
	b.do("Input.dispatchKeyEvent", map[string]any{"type": "keyUp", "key": text, "code": code, "windowsVirtualKeyCode": number})
}

// Until waits for a script to give something true, and returns that; nil where it does
// not in time.
func (b *Browser) Until(script string, wait time.Duration) any {
	b.t.Helper()
	for end := time.Now().Add(wait); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if v := b.Eval(script); v != nil && v != false && v != "" && v != 0. {
			return v
		}
	}
	return nil
}
