package widget

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"maestudio/ui/theme"
)

// show puts an object into a window of its own in one theme; size 0 is what the
// object asks for.
func show(t *testing.T, choice theme.Choice, size fyne.Size, build func() fyne.CanvasObject) (fyne.Window, fyne.CanvasObject) {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(choice))
	o := build()
	w := test.NewTempWindow(t, NewLayer(container.NewStack(NewSurface(theme.Window, theme.None, 0), Pad(8, 8, 8, 8, o))))
	w.SetPadded(false)
	least := o.MinSize()
	w.Resize(fyne.NewSize(max(size.Width, least.Width), max(size.Height, least.Height)).AddWidthHeight(16, 16))
	return w, o
}

// look is a widget in one state.
type look struct {
	name  string
	size  fyne.Size
	build func() fyne.CanvasObject
}

// The states a pointer and a keyboard make.
func over[T fyne.CanvasObject](o T) T {
	any(o).(desktop.Hoverable).MouseIn(&desktop.MouseEvent{})
	return o
}

func down[T fyne.CanvasObject](o T) T {
	over(o)
	any(o).(desktop.Mouseable).MouseDown(&desktop.MouseEvent{})
	return o
}

func focused[T fyne.CanvasObject](o T) T {
	any(o).(fyne.Focusable).FocusGained()
	return o
}

func disabled[T fyne.CanvasObject](o T) T {
	any(o).(interface{ DisableFor(string) }).DisableFor("Not now.")
	return o
}

const long = "Words that are far longer than the room there is for them, größer still"

func nothing()                 {}
func wide(w float32) fyne.Size { return fyne.NewSize(w, 0) }

func option(selected bool) *Option {
	o := NewOption("ONNX", "Runs anywhere: in browsers, on phones, in other languages.", 280, nothing)
	o.Select(selected)
	return o
}

// dots is a picture whose four quarters differ.
func dots(side int) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			img.SetNRGBA(x, y, color.NRGBA{uint8(60 + 160*(2*x/side)), uint8(90 + 120*(2*y/side)), 140, 255})
		}
	}
	return img
}

func falling(n int) Curve {
	c := Curve{X: make([]float64, n), Y: make([]float64, n), Raw: make([]float64, n)}
	for i := range n {
		e := 38 * float64(i) / float64(max(1, n-1))
		c.X[i], c.Y[i] = e, .60+.14*math.Exp(-e/45)+.25*math.Exp(-e/1.2)
		c.Raw[i] = c.Y[i] + .02*math.Sin(float64(i)*1.3)
	}
	return c
}

// several is a curve, its average and a rate behind it, and another run over it.
func several() []Curve {
	average, rate, over, lead := falling(100), falling(100), other(), falling(30)
	average.Name, average.Thin, average.Raw = "learned from", true, nil
	rate.Name, rate.Dotted, rate.Raw = "rate", true, nil
	over.Name = "a run with a long name of its own"
	lead.Name, lead.Raw = "never seen", nil
	for i := range rate.X {
		average.Y[i] += .03
		rate.Y[i] = .1 + float64(i)/130
		rate.Words = append(rate.Words, "1.2e-4")
	}
	return []Curve{over, average, rate, lead}
}

var guides = []Guide{{Y: .99, Words: "leaving patches flat"}, {Y: .86, Words: "smearing what is visible"}}

func chartWith(curves []Curve, g []Guide, more ...func(*Chart)) func() fyne.CanvasObject {
	return func() fyne.CanvasObject {
		c := NewChart("%.2f")
		c.Set(curves, g, 100)
		c.Resize(fyne.NewSize(460, 160))
		for _, m := range more {
			m(c)
		}
		return c
	}
}

var looks = map[string][]look{
	"button": append(buttons(),
		look{"small", fyne.Size{}, func() fyne.CanvasObject { return NewSmallButton(Standard, "New", theme.IconDice, nothing) }},
		look{"small-icon", fyne.Size{}, func() fyne.CanvasObject { return NewSmallButton(Standard, "", theme.IconMore, nothing) }},
		look{"big", fyne.Size{}, func() fyne.CanvasObject { return NewBigButton(Primary, "Try it", theme.IconPlay, nothing) }},
		look{"icon-after", fyne.Size{}, func() fyne.CanvasObject {
			return NewSmallButton(Quiet, "All runs", theme.IconChevron, nothing).IconAfter()
		}}),
	"chip": {
		{"normal", fyne.Size{}, func() fyne.CanvasObject { return NewChip("Left out 14", nothing) }},
		{"hover", fyne.Size{}, func() fyne.CanvasObject { return over(NewChip("Left out 14", nothing)) }},
		{"focused", fyne.Size{}, func() fyne.CanvasObject { return focused(NewChip("Left out 14", nothing)) }},
		{"disabled", fyne.Size{}, func() fyne.CanvasObject { return disabled(NewChip("Left out 14", nothing)) }},
		{"selected", fyne.Size{}, func() fyne.CanvasObject { c := NewChip("All 8,386", nothing); c.Select(true); return c }},
		{"warn", fyne.Size{}, func() fyne.CanvasObject { return NewState("Disk full", theme.IconWarn, true) }},
		{"state", fyne.Size{}, func() fyne.CanvasObject { return NewState("Done", theme.IconCheck, false) }},
		{"long", wide(160), func() fyne.CanvasObject { return NewState(long, theme.IconWarn, true).Yield() }},
	},
	"toggle": {
		{"on", wide(180), func() fyne.CanvasObject { return NewToggle("Keep visible", true, nil) }},
		{"off", wide(180), func() fyne.CanvasObject { return NewToggle("Keep visible", false, nil) }},
		{"focused", wide(180), func() fyne.CanvasObject { return focused(NewToggle("Keep visible", true, nil)) }},
		{"disabled", wide(180), func() fyne.CanvasObject { return disabled(NewToggle("Keep visible", true, nil)) }},
		{"bare", fyne.Size{}, func() fyne.CanvasObject { return NewToggle("", true, nil) }},
	},
	"segmented": {
		{"normal", fyne.Size{}, func() fyne.CanvasObject { return NewSegmented([]string{"Dark", "Light", "System"}, 1, nil) }},
		{"hover", fyne.Size{}, func() fyne.CanvasObject {
			s := NewSegmented([]string{"Dark", "Light"}, 0, nil)
			over(s.parts[1])
			return s
		}},
		{"focused", fyne.Size{}, func() fyne.CanvasObject {
			s := NewSegmented([]string{"Dark", "Light"}, 0, nil)
			focused(s.parts[0])
			return s
		}},
		{"icons", wide(200), func() fyne.CanvasObject {
			return NewSegmented([]string{"Paint", "Erase"}, 0, nil).SetIcons(theme.IconBrush, theme.IconEraser)
		}},
		{"small", fyne.Size{}, func() fyne.CanvasObject { return NewSegmented([]string{"Leopard", "Boat"}, 0, nil).Small() }},
	},
	"slider": {
		{"least", wide(160), func() fyne.CanvasObject { return NewSlider(10, 0, nil, nil) }},
		{"middle", wide(160), func() fyne.CanvasObject { return NewSlider(10, 5, nil, nil) }},
		{"most", wide(160), func() fyne.CanvasObject { return NewSlider(10, 10, nil, nil) }},
		{"focused", wide(160), func() fyne.CanvasObject { return focused(NewSlider(10, 5, nil, nil)) }},
		{"disabled", wide(160), func() fyne.CanvasObject { return disabled(NewSlider(10, 5, nil, nil)) }},
	},
	"sliderfield": {
		{"normal", wide(240), func() fyne.CanvasObject { return field("75 %", "More is harder. 75 % is the usual choice.", nil) }},
		{"bare", wide(240), func() fyne.CanvasObject { return field("2 patches", "", nil) }},
		{"long", wide(160), func() fyne.CanvasObject { return field("75 %", long, nil) }},
		{"typing", wide(240), func() fyne.CanvasObject { f := field("75 %", "More is harder.", func(string) {}); f.edit(); return f }},
	},
	"bar": {
		{"running", wide(160), func() fyne.CanvasObject { return NewBar(.4, theme.Accent) }},
		{"waiting", wide(160), func() fyne.CanvasObject { return NewBar(.4, theme.Warn) }},
		{"share", wide(160), func() fyne.CanvasObject { return NewBar(.6, theme.Fill) }},
		{"empty", wide(160), func() fyne.CanvasObject { return NewBar(0, theme.Accent) }},
		{"full", wide(160), func() fyne.CanvasObject { return NewBar(1, theme.Accent) }},
	},
	"ring": {
		{"begun", fyne.NewSize(16, 16), func() fyne.CanvasObject { return ring(0.02, theme.Accent) }},
		{"running", fyne.NewSize(16, 16), func() fyne.CanvasObject { return ring(0.4, theme.Accent) }},
		{"waiting", fyne.NewSize(16, 16), func() fyne.CanvasObject { return ring(0.4, theme.Warn) }},
		{"full", fyne.NewSize(16, 16), func() fyne.CanvasObject { return ring(1, theme.Accent) }},
	},
	"stat": {
		{"normal", fyne.Size{}, func() fyne.CanvasObject { return NewStat("Speed", "402", "pictures/s") }},
		{"empty", wide(80), func() fyne.CanvasObject { return NewStat("Speed", "", "") }},
	},
	"option": {
		{"normal", fyne.Size{}, func() fyne.CanvasObject { return option(false) }},
		{"hover", fyne.Size{}, func() fyne.CanvasObject { return over(option(false)) }},
		{"focused", fyne.Size{}, func() fyne.CanvasObject { return focused(option(true)) }},
		{"selected", fyne.Size{}, func() fyne.CanvasObject { return option(true) }},
		{"refused", fyne.Size{}, func() fyne.CanvasObject {
			o := option(false)
			o.Set("", "timm has no masked autoencoders, only their encoders.")
			return o
		}},
		{"long", fyne.Size{}, func() fyne.CanvasObject { return NewOption(long, long, 240, nothing) }},
	},
	"dialog": {
		{"panel", fyne.NewSize(340, 200), func() fyne.CanvasObject {
			return NewPanel("Export “garden”", Column(16, option(true), Row(8, Space(), NewButton(Primary, "Export", theme.IconSave, nothing))))
		}},
	},
	"card": {
		{"normal", fyne.Size{}, func() fyne.CanvasObject { return NewCard(NewStat("Speed", "402", "pictures/s")) }},
		{"choice-hover", fyne.Size{}, func() fyne.CanvasObject { return over(NewChoiceCard(NewStat("Time", "35", "min"), nothing)) }},
		{"choice-focused", fyne.Size{}, func() fyne.CanvasObject { return focused(NewChoiceCard(NewStat("Time", "35", "min"), nothing)) }},
		{"selected", fyne.Size{}, func() fyne.CanvasObject {
			c := NewChoiceCard(NewStat("Time", "35", "min"), nothing)
			c.Select(true)
			return c
		}},
	},
	"picture": {
		{"empty", fyne.Size{}, func() fyne.CanvasObject { return NewPicture(72, 8, nil) }},
		{"normal", fyne.Size{}, func() fyne.CanvasObject { return pictured(nothing) }},
		{"selected", fyne.Size{}, func() fyne.CanvasObject { p := pictured(nothing); p.Select(true); return p }},
		{"focused", fyne.Size{}, func() fyne.CanvasObject { return focused(pictured(nothing)) }},
		{"badge", fyne.Size{}, func() fyne.CanvasObject { p := pictured(nothing); p.SetBadge("2 alike"); return p }},
		{"badge-long", fyne.Size{}, func() fyne.CanvasObject { p := pictured(nothing); p.SetBadge(long); return p }},
		{"whole", fyne.NewSize(96, 64), func() fyne.CanvasObject { p := NewPicture(64, 8, nil).Whole(); p.Set(dots(64)); return p }},
	},
	"corners": {{"normal", fyne.NewSize(120, 100), func() fyne.CanvasObject { return NewCorners(container.NewCenter(Hollow(3, 40))) }}},
	"hollow": {
		{"three", fyne.Size{}, func() fyne.CanvasObject { return Hollow(3, 88) }},
		{"eight", fyne.Size{}, func() fyne.CanvasObject { return Hollow(8, 96) }},
	},
	"pick": {
		{"normal", wide(168), func() fyne.CanvasObject { return NewPick([]string{"Epoch 1", "Epoch 100"}, 1, nil) }},
		{"hover", wide(168), func() fyne.CanvasObject { return over(NewPick([]string{"Epoch 1"}, 0, nil)) }},
		{"focused", wide(168), func() fyne.CanvasObject { return focused(NewPick([]string{"Epoch 1"}, 0, nil)) }},
		{"disabled", wide(168), func() fyne.CanvasObject { return disabled(NewPick([]string{"Epoch 1"}, 0, nil)) }},
		{"long", wide(168), func() fyne.CanvasObject { return NewPick([]string{long}, 0, nil) }},
		{"empty", wide(168), func() fyne.CanvasObject { return NewPick(nil, -1, nil) }},
	},
	"notice": {
		{"normal", wide(360), func() fyne.CanvasObject {
			return NewNotice("Heads do not divide the width: 256 ÷ 6.", "Use 4 or 8 heads, or a width of 240 or 264.")
		}},
		{"action", fyne.NewSize(360, 110), func() fyne.CanvasObject {
			return NewNotice("The disk is full.", "Nothing is lost: epoch 38 is saved.", NewButton(Primary, "Free some space", "", nothing))
		}},
		{"long", fyne.NewSize(280, 150), func() fyne.CanvasObject {
			n := NewNotice(long+" "+long, long)
			n.Resize(fyne.NewSize(280, 0))
			return n
		}},
	},
	"text": {
		{"roles", fyne.Size{}, func() fyne.CanvasObject {
			return Column(4, NewText("28 Display", Display, theme.Text), NewText("22 Title", Title, theme.Text), NewText("15 Section", Section, theme.Text),
				NewText("15 Lead", Lead, theme.Dim), NewText("13 Body", Body, theme.Dim), NewText("13 Control", Control, theme.Text), NewText("11 Caption", Caption, theme.Faint), NewText("11 Small", Small, theme.Warn))
		}},
		{"ellipsis", wide(160), func() fyne.CanvasObject { return NewEllipsis(long, Body, theme.Text) }},
		{"wrap", fyne.NewSize(160, 72), func() fyne.CanvasObject { return NewParagraph(long, Body, theme.Text, 160) }},
		{"centre", fyne.NewSize(160, 54), func() fyne.CanvasObject {
			return NewParagraph("Three lines of words that stand in the middle of it", Body, theme.Text, 160).Center()
		}},
	},
	"toast": {
		{"undo", fyne.Size{}, func() fyne.CanvasObject {
			x := newToast()
			x.set("“test 3” is in the trash.", "Undo", nothing)
			return x
		}},
		{"plain", fyne.Size{}, func() fyne.CanvasObject { x := newToast(); x.set("The picture is saved.", "", nil); return x }},
	},
	"tip": {
		{"one-line", fyne.NewSize(256, 80), func() fyne.CanvasObject { return tipped("Undo the last stroke.") }},
		{"wrapped", fyne.NewSize(256, 80), func() fyne.CanvasObject { return tipped("Epoch. One pass in which the model sees every picture once.") }},
	},
	"numberfield": {
		{"normal", wide(140), func() fyne.CanvasObject {
			f := NewNumberField("Encoder heads", "", "Heads. Some sentence.", func(string) {})
			f.Set("8")
			return f
		}},
		{"wrong", wide(140), func() fyne.CanvasObject {
			f := NewNumberField("Encoder heads", "", "Heads. Some sentence.", func(string) {})
			f.Set("6")
			f.Mark(true)
			return f
		}},
	},
	"chart": {
		{"empty", fyne.NewSize(460, 160), chartWith(nil, nil)},
		{"one-point", fyne.NewSize(460, 160), chartWith([]Curve{falling(1)}, nil)},
		{"normal", fyne.NewSize(460, 160), chartWith([]Curve{falling(400)}, guides)},
		{"waiting", fyne.NewSize(460, 160), chartWith([]Curve{falling(400)}, guides, func(c *Chart) { c.SetColor(theme.Warn) })},
		{"gap", fyne.NewSize(460, 160), chartWith([]Curve{gapped()}, guides)},
		{"many", fyne.NewSize(460, 160), chartWith([]Curve{falling(100_000)}, guides)},
		{"log", fyne.NewSize(460, 160), chartWith([]Curve{powers()}, nil, func(c *Chart) { c.SetLog(true) })},
		{"pointer", fyne.NewSize(460, 160), chartWith([]Curve{falling(400)}, guides, func(c *Chart) {
			c.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(80, 60)}})
		})},
		{"readings", fyne.NewSize(460, 160), chartWith(several(), guides, func(c *Chart) {
			c.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(270, 60)}})
		})},
		{"two-curves", fyne.NewSize(460, 160), chartWith([]Curve{other(), falling(400)}, guides)},
		{"steep", fyne.NewSize(460, 160), chartWith([]Curve{steep()}, guides)},
		{"close-guides", fyne.NewSize(460, 160), chartWith([]Curve{falling(400)}, []Guide{{Y: .99, Words: "leaving patches flat"}, {Y: .985, Words: "smearing what is visible"}, {Y: .98, Words: "pictures never seen"}})},
		{"at-the-end", fyne.NewSize(460, 160), func() fyne.CanvasObject {
			c := NewChart("%.2f")
			c.Set([]Curve{falling(400)}, []Guide{{Y: .99, Words: "leaving patches flat"}, {Y: .65, Words: "pictures never seen"}}, 38)
			return c
		}},
	},
	"spark": {
		{"falling", fyne.Size{}, func() fyne.CanvasObject {
			s := NewSpark(100, 30)
			s.Set([]float64{1, .8, .7, .66, .65}, theme.Accent)
			return s
		}},
		{"warn", fyne.Size{}, func() fyne.CanvasObject {
			s := NewSpark(100, 30)
			s.Set([]float64{1, .9, math.NaN(), .8, .7}, theme.Warn)
			return s
		}},
		{"empty", fyne.Size{}, func() fyne.CanvasObject { return NewSpark(100, 30) }},
	},
	"grid": {
		{"normal", fyne.NewSize(240, 150), func() fyne.CanvasObject { return gridOf(10, true) }},
		{"loading", fyne.NewSize(240, 150), func() fyne.CanvasObject { return gridOf(10, false) }},
		{"selected", fyne.NewSize(240, 150), func() fyne.CanvasObject { g := gridOf(10, true); g.Select(1); return g }},
		{"empty", fyne.NewSize(240, 150), func() fyne.CanvasObject { return gridOf(0, true) }},
	},
	"answers": {
		{"normal", fyne.NewSize(620, 250), func() fyne.CanvasObject { return answersOf(40, true) }},
		{"narrow", fyne.NewSize(360, 250), func() fyne.CanvasObject { return answersOf(40, true) }},
		{"loading", fyne.NewSize(620, 150), func() fyne.CanvasObject { return answersOf(3, false) }},
		{"selected", fyne.NewSize(620, 150), func() fyne.CanvasObject { l := answersOf(3, true); l.Select(1); return l }},
		{"keyboard", fyne.NewSize(620, 150), func() fyne.CanvasObject { return focused(answersOf(3, true)) }},
		{"head", fyne.NewSize(620, 16), NewAnswerHead},
	},
	"painter": {
		{"normal", fyne.NewSize(160, 160), func() fyne.CanvasObject { return painting(1, false, false) }},
		{"brush", fyne.NewSize(160, 160), func() fyne.CanvasObject { return painting(2, true, false) }},
		{"keyboard", fyne.NewSize(160, 160), func() fyne.CanvasObject { return painting(1, false, true) }},
		{"empty", fyne.NewSize(160, 160), func() fyne.CanvasObject { return NewPainter(func([]int) {}, nothing) }},
	},
	"wipe": {
		{"two", fyne.NewSize(180, 180), func() fyne.CanvasObject { w := NewWipe(); w.Set(dots(32), dots(64), "Epoch 1", "Epoch 100"); return w }},
		{"one", fyne.NewSize(180, 180), func() fyne.CanvasObject { w := NewWipe(); w.Set(nil, dots(64), "", "Epoch 100"); return w }},
		{"focused", fyne.NewSize(180, 180), func() fyne.CanvasObject {
			w := NewWipe()
			w.Set(dots(64), dots(64), "Epoch 1", "Epoch 100")
			return focused(w)
		}},
		{"empty", fyne.NewSize(180, 180), func() fyne.CanvasObject { return NewWipe() }},
	},
	"rail": {
		{"wide", fyne.NewSize(176, 480), func() fyne.CanvasObject { return railWith(false) }},
		{"narrow", fyne.NewSize(56, 480), func() fyne.CanvasObject { return railWith(true) }},
	},
	"head": {
		{"normal", wide(900), func() fyne.CanvasObject { return headed("8,386 pictures are ready") }},
		{"small", wide(420), func() fyne.CanvasObject { return headed("8,386 pictures are ready") }},
		{"long", wide(420), func() fyne.CanvasObject { return headed(long) }},
	},
	"listrow": {
		{"normal", wide(220), func() fyne.CanvasObject { return folder(false) }},
		{"hover", wide(220), func() fyne.CanvasObject { return over(folder(false)) }},
		{"selected", wide(220), func() fyne.CanvasObject { return folder(true) }},
		{"focused", wide(220), func() fyne.CanvasObject { return focused(folder(false)) }},
		{"two-lines", wide(220), func() fyne.CanvasObject {
			r := NewListRow("Exact copies", "Kept once", "6", nothing)
			r.SetChevron()
			return r
		}},
		{"folded", wide(220), func() fyne.CanvasObject { return branchRow(Folded, false) }},
		{"removable", wide(220), func() fyne.CanvasObject { return over(branchRow(Unfolded, true)) }},
		{"long", wide(220), func() fyne.CanvasObject { r := NewListRow(long, long, "12,345", nothing); r.SetChevron(); return r }},
		{"deep", wide(220), func() fyne.CanvasObject {
			r := NewListRow("objects", "", "6,425", nothing)
			r.SetIcon(theme.IconFolder, 160)
			return r
		}},
	},
	"taprow": {
		{"normal", wide(240), func() fyne.CanvasObject { return NewTapRow(NewText("A row", Body, theme.Text), nothing) }},
		{"hover", wide(240), func() fyne.CanvasObject { return over(NewTapRow(NewText("A row", Body, theme.Text), nothing)) }},
		{"selected", wide(240), func() fyne.CanvasObject {
			r := NewTapRow(NewText("A row", Body, theme.Text), nothing)
			r.Select(true)
			return r
		}},
		{"focused", wide(240), func() fyne.CanvasObject { return focused(NewTapRow(NewText("A row", Body, theme.Text), nothing)) }},
	},
	"rowlist": {{"normal", fyne.NewSize(220, 100), func() fyne.CanvasObject { return rowsOf(1000) }}},
	"share": {
		{"most", wide(200), func() fyne.CanvasObject { s := NewShare(); s.Set(.91); return s }},
		{"all", wide(200), func() fyne.CanvasObject { s := NewShare(); s.Set(1); return s }},
	},
	"icon": {{"normal", fyne.Size{}, func() fyne.CanvasObject {
		row := Row(8)
		for _, i := range []theme.Icon{theme.IconData, theme.IconModel, theme.IconTrain, theme.IconRecon, theme.IconRuns, theme.IconPause, theme.IconStop, theme.IconDice, theme.IconUndo, theme.IconWarn} {
			row.Add(NewIcon(i, theme.Text, 20))
		}
		return row
	}}},
}

func buttons() []look {
	var all []look
	for name, kind := range map[string]Kind{"standard": Standard, "primary": Primary, "quiet": Quiet, "danger": Danger} {
		make := func() *Button { return NewButton(kind, "Continue", theme.IconArrow, nothing) }
		all = append(all,
			look{name + "-normal", fyne.Size{}, func() fyne.CanvasObject { return make() }},
			look{name + "-hover", fyne.Size{}, func() fyne.CanvasObject { return over(make()) }},
			look{name + "-pressed", fyne.Size{}, func() fyne.CanvasObject { return down(make()) }},
			look{name + "-focused", fyne.Size{}, func() fyne.CanvasObject { return focused(make()) }},
			look{name + "-disabled", fyne.Size{}, func() fyne.CanvasObject { return disabled(make()) }})
	}
	return all
}

func field(value, hint string, typed func(string)) *SliderField {
	f := NewSliderField("Hidden", "Mask ratio.", NewSlider(100, 75, nil, nil), typed)
	f.Set(value, hint)
	return f
}

func ring(share float64, c fyne.ThemeColorName) fyne.CanvasObject {
	r := NewRing()
	r.Set(share, c)
	return r
}

func pictured(tapped func()) *Picture {
	p := NewPicture(72, 8, tapped)
	p.Set(dots(72))
	return p
}

func tipped(words string) fyne.CanvasObject {
	x := newTip()
	box := container.NewWithoutLayout(x)
	x.show(words, box, fyne.NewPos(0, 0), fyne.NewSize(400, 400))
	x.Move(fyne.NewPos(0, 0))
	return box
}

func gapped() Curve {
	c := falling(60)
	for i := 20; i < 30; i++ {
		c.Y[i], c.Raw[i] = math.NaN(), math.NaN()
	}
	return c
}

// steep begins at twice what a guess scores, as a model does.
func steep() Curve {
	c := falling(400)
	for i, e := range c.X {
		c.Y[i] += math.Exp(-e)
		c.Raw[i] += math.Exp(-e)
	}
	return c
}

func powers() Curve {
	c := Curve{}
	for i := range 80 {
		c.X, c.Y = append(c.X, float64(i)), append(c.Y, 100*math.Exp(-float64(i)/8))
	}
	return c
}

func other() Curve {
	c := falling(400)
	c.Name, c.Muted, c.Raw = "garden 2024", true, nil
	for i := range c.Y {
		c.Y[i] += 0.05
	}
	return c
}

func gridOf(n int, loaded bool) *Grid {
	g := NewGrid(nil, nil)
	g.SetSide(70)
	g.Set(GridSource{Count: n, Load: func(_, side int, done func(image.Image)) func() {
		if loaded {
			done(dots(side))
		}
		return nothing
	}, Badge: func(i int) string {
		if i == 4 {
			return "2 alike"
		}
		return ""
	}})
	return g
}

func answersOf(n int, loaded bool) *AnswerList {
	l := NewAnswerList(func(int) {})
	views := []AnswerView{{File: "IMG_2041.jpg", Class: "hawksbill", Share: .99, Value: "99 %"}, {File: long, Class: long, Share: .76, Value: "76 %"},
		{File: "IMG_2047.jpg", Class: "unsure: ewer", Share: .41, Value: "41 %", Warn: true}, {File: "broken.jpg", Trouble: "The file is damaged or cut off, and this is said in more words than there is room"}}
	l.Set(AnswerSource{Count: n, View: func(i int) AnswerView { return views[i%len(views)] }, Load: func(_, side int, done func(image.Image)) func() {
		if loaded {
			done(dots(side))
		}
		return nothing
	}})
	return l
}

func painting(brush int, mouse, keyboard bool) fyne.CanvasObject {
	p := NewPainter(func([]int) {}, nothing)
	p.Resize(fyne.NewSize(160, 160))
	p.Set(dots(160), 8)
	p.SetBrush(brush)
	if mouse {
		p.MouseIn(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(70, 90)}})
	}
	if keyboard {
		focused(p)
		p.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	}
	return p
}

func railWith(bool) fyne.CanvasObject {
	r := NewRail([]RailEntry{{"data", "Data", theme.IconData, false}, {"train", "Pre-train", theme.IconTrain, false}, {"runs", "Runs", theme.IconRuns, true},
		{"settings", "Settings", theme.IconGear, false}}, nil, func(string) {})
	r.Select("train")
	r.SetDevice("CPU · 2 cores · float32")
	r.SetProgress("train", .4, false)
	r.SetProgress("data", .7, true)
	return r
}

func headed(title string) fyne.CanvasObject {
	return NewHead(title, "From pretrain_mix · 39 MB", NewButton(Standard, "Add folder…", theme.IconPlus, nothing), NewButton(Primary, "Next", theme.IconArrow, nothing))
}

func branchRow(fold Fold, removable bool) *ListRow {
	r := NewListRow("", "", "", nothing)
	r.set(RowView{Words: "pretrain_mix", Count: "8,386", Icon: theme.IconFolder, Indent: 16, Fold: fold, Removable: removable})
	return r
}

func folder(selected bool) *ListRow {
	r := NewListRow("pretrain_mix", "", "8,386", nothing)
	r.SetIcon(theme.IconFolder, 0)
	r.Select(selected)
	return r
}

func rowsOf(n int) *RowList {
	l := NewRowList(func(int) {})
	l.Set(n, func(i int) RowView {
		return RowView{Words: fmt.Sprintf("folder %d", i), Count: fmt.Sprint(i), Icon: theme.IconFolder, Indent: float32(i%3) * 16, Selected: i == 1}
	})
	return l
}

// TestLooks compares every widget in every state with its picture in testdata.
// After a wanted change, look at testdata/failed and move what is right.
func TestLooks(t *testing.T) {
	for name, states := range looks {
		for _, s := range states {
			for _, choice := range []theme.Choice{theme.Dark, theme.Light} {
				file := fmt.Sprintf("%s/%s-%s.png", name, s.name, choice)
				t.Run(file, func(t *testing.T) {
					w, _ := show(t, choice, s.size, s.build)
					test.AssertImageMatches(t, file, w.Canvas().Capture())
				})
			}
		}
	}
}
