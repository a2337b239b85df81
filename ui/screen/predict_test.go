package screen

import (
	"fmt"
	"image"
	"image/color"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"maestudio/ui/widget"
)

// predictScenes are those of the screen Predict.
var predictScenes = []scene{
	{"predict-none", "predict", func() fyne.CanvasObject { return NewPredict(PredictParams{}).Content() }},
	{"predict-ready", "predict", func() fyne.CanvasObject {
		return predictScreen(PredictView{State: PredictReady, Title: "What is in your pictures?", Below: "18 things tells 18 classes apart: accordion, anchor, ant and more", Models: []string{"18 things · epoch 60"}}).Content()
	}},
	{"predict-picture", "predict", func() fyne.CanvasObject { return predictScreen(predictView(nil)).Content() }},
	{"predict-folder", "predict", func() fyne.CanvasObject {
		return predictScreen(predictView(&PredictFolder{Name: "holiday 2025", Words: "1,204 pictures sorted in 9 s", Filters: predictFilters()})).Content()
	}},
	{"predict-running", "predict", func() fyne.CanvasObject {
		return predictScreen(predictView(&PredictFolder{Name: longName, Words: "312 of 1,204 · 140 pictures a second · 6 s left", Running: true, Share: .26, WhyNot: "It still looks at pictures.",
			Filters: predictFilters()[:1]})).Content()
	}},
	{"predict-trouble", "predict", func() fyne.CanvasObject {
		v := predictView(&PredictFolder{Name: "holiday 2025", Words: "1,204 pictures sorted in 9 s", Filters: predictFilters()})
		v.Trouble, v.Remedy = "312 of 1,204 pictures are copied into /media/stick/holiday 2025 sorted, and no more: the disk is full.", "The pictures themselves are as they were. Free some space, or choose a folder on another disk, and sort them again."
		v.Title, v.Top[0].Name, v.Unsure = longName+", perhaps", longName, true
		return predictScreen(v).Content()
	}},
	{"predict-two", "predict", func() fyne.CanvasObject {
		v := predictView(nil)
		v.Top, v.Heat, v.UnderHeat = v.Top[:2], nil, "Looking at what mattered…"
		return predictScreen(v).Content()
	}},
}

func predictFilters() []Filter {
	return []Filter{{Label: "All 1,204", Chosen: true}, {Label: "Unsure 31"}, {Label: "Left out 3"}}
}

func predictView(f *PredictFolder) PredictView {
	return PredictView{State: PredictShown, Title: "Butterfly, almost certainly", Below: "Right 87 to 99 times of 100 when it is this sure · monarch_07.jpg", Models: []string{"18 things · epoch 60", longName}, Threshold: 50,
		Picture: photo(5, 448), Heat: dimmed(photo(5, 448)), Under: "The picture", UnderHeat: "What it looked at: bright patches mattered most", Folder: f, CanSay: true,
		Top: []TopClass{{"butterfly", "97 %", .97}, {"starfish", "1.2 %", .012}, {"scorpion", "0.7 %", .007}, {"bonsai", "0.4 %", .004}, {"hawksbill", "0.3 %", .003}}}
}

// dimmed darkens a picture in squares, as a heat map does.
func dimmed(img image.Image) image.Image {
	out := image.NewNRGBA(img.Bounds())
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			r, g, b, _ := img.At(x, y).RGBA()
			k := uint32(2 + (x/56*3+y/56*5)%7)
			out.SetNRGBA(x, y, color.NRGBA{uint8(r >> 8 * k / 8), uint8(g >> 8 * k / 8), uint8(b >> 8 * k / 8), 255})
		}
	}
	return out
}

func predictScreen(v PredictView) *Predict {
	s := NewPredict(PredictParams{Show: func(int) {}})
	s.Set(v)
	if v.Folder != nil {
		classes := []string{"hawksbill", "ketch", "bonsai", "starfish", longName}
		s.Answers().Set(widget.AnswerSource{Count: 1204, View: func(i int) widget.AnswerView {
			switch i {
			case 4:
				return widget.AnswerView{File: "IMG_2047.jpg", Class: "unsure: ewer", Share: .41, Value: "41 %", Warn: true}
			case 7:
				return widget.AnswerView{File: longName + ".jpg", Trouble: "The file is damaged or cut off"}
			}
			return widget.AnswerView{File: fmt.Sprintf("IMG_%d.jpg", 2041+i), Class: classes[i%len(classes)], Share: .99 - .05*float64(i%8), Value: percent(99 - 5*(i%8))}
		}, Load: func(i, side int, done func(image.Image)) func() { done(photo(i, side)); return func() {} }})
		s.Answers().Select(2)
	}
	return s
}

func TestPredict(t *testing.T) {
	var c calls
	var s *Predict
	w := open(t, func() fyne.CanvasObject {
		s = NewPredict(PredictParams{Open: c.say("open"), Choose: c.say("choose"), Learn: c.say("learn"), Model: c.number("model"), Threshold: c.number("threshold"),
			Filter: c.number("filter"), Stop: c.say("stop"), Copy: c.say("copy"), Save: c.say("save"), Show: c.number("show"), Dismiss: c.say("dismiss")})
		return s.Content()
	})
	tap(t, w, "Go to Fine-tune")
	s.Set(PredictView{State: PredictReady, Models: []string{"one"}})
	if !s.model.Disabled() {
		t.Error("one classifier can be chosen among")
	}
	tap(t, w, "Open a picture…")
	tap(t, w, "Choose a folder…")
	c.want(t, "learn", "open", "choose")

	v := predictView(&PredictFolder{Name: "x", Running: true, Filters: predictFilters(), WhyNot: "Not yet."})
	v.Trouble, v.Remedy = "What happened.", "What to do."
	s.Set(v)
	s.Answers().Set(widget.AnswerSource{Count: 3, View: func(int) widget.AnswerView { return widget.AnswerView{} }})
	s.model.Choose(1)
	tap(t, w, "Stop")
	tap(t, w, "Unsure 31")
	tap(t, w, "Dismiss")
	if !s.copies.Disabled() || !s.save.Disabled() || s.open.Kind() == widget.Primary {
		t.Error("while it runs something can be saved, or is primary")
	}
	s.threshold.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	s.Answers().TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	c.want(t, "model 1", "stop", "filter 1", "dismiss", "threshold 51", "show 1")

	v.Folder.Running, v.Folder.WhyNot = false, ""
	s.Set(v)
	tap(t, w, "Copy into class folders…")
	tap(t, w, "Save as CSV…")
	tap(t, w, "Open a picture…")
	c.want(t, "copy", "save", "open")
	for _, b := range all[*widget.Button](w.Content()) {
		if b.Label() == "Stop" {
			t.Error("it can be stopped where nothing runs")
		}
	}
	v.Folder = nil
	s.Set(v)
	for _, chip := range all[*widget.Chip](w.Content()) {
		if strings.HasPrefix(chip.Label(), "All") {
			t.Error("filters without a folder")
		}
	}
	test.Tap(s.open)
	c.want(t, "open")
}

// In the smallest window too, with a folder below, five classes are named.
func TestTopFiveAreFive(t *testing.T) {
	for _, size := range sizes {
		var s *Predict
		w := open(t, func() fyne.CanvasObject {
			s = predictScreen(predictView(&PredictFolder{Name: "x", Words: "3 pictures", Filters: predictFilters()}))
			return s.Content()
		})
		w.Resize(size)
		for i, r := range s.tops {
			if !r.hinted.Visible() {
				t.Errorf("%v: the class number %d is not in sight", size, i+1)
			}
		}
	}
}
