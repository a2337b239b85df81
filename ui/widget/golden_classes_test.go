package widget

import (
	"fmt"
	"image"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"maestudio/ui/theme"
)

func init() {
	looks["tabs"] = []look{
		{"normal", wide(420), func() fyne.CanvasObject { return NewTabs([]string{"Mistakes", "Classes", "Certainty", "Curves"}, nil) }},
		{"second-focused", wide(420), func() fyne.CanvasObject {
			t := NewTabs([]string{"Mistakes", "Classes", "Certainty"}, nil)
			t.Choose(1)
			focused(t.tabs[1])
			return t
		}},
		{"crowded", wide(220), func() fyne.CanvasObject { return NewTabs([]string{"Mistakes", "Classes", "Certainty"}, nil) }},
	}
	looks["matrix"] = []look{
		{"normal", fyne.NewSize(520, 330), func() fyne.CanvasObject { return matrixOf(6) }},
		{"open", fyne.NewSize(520, 330), func() fyne.CanvasObject { m := matrixOf(6); m.Open(4, 2); return m }},
		{"keyboard", fyne.NewSize(520, 330), func() fyne.CanvasObject {
			m := focused(matrixOf(6))
			m.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
			m.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
			return m
		}},
		{"narrow", fyne.NewSize(300, 220), func() fyne.CanvasObject { return matrixOf(6) }},
	}
	looks["reliability"] = []look{
		{"normal", fyne.NewSize(320, 240), func() fyne.CanvasObject { return diagram() }},
		{"empty", fyne.NewSize(320, 240), func() fyne.CanvasObject { return NewReliability() }},
	}
	looks["estimates"] = []look{
		{"normal", fyne.NewSize(420, 180), func() fyne.CanvasObject { return estimatesOf(3) }},
		{"narrow", fyne.NewSize(240, 130), func() fyne.CanvasObject { return estimatesOf(3) }},
		{"one", fyne.NewSize(420, 180), func() fyne.CanvasObject { return estimatesOf(1) }},
	}
	looks["classes"] = []look{
		{"normal", fyne.NewSize(680, 330), func() fyne.CanvasObject { return classesOf(7, true) }},
		{"loading", fyne.NewSize(440, 220), func() fyne.CanvasObject { return classesOf(3, false) }},
	}
}

func estimatesOf(n int) *Estimates {
	e := NewEstimates()
	e.Set([]Estimate{{"25 % · 349", .702, .643, .761}, {"50 % · 698", .771, .72, .82}, {"100 % · 1,396", .831, .79, .87}}[:n])
	return e
}

// matrixOf has mostly right answers, and wrong ones of all strengths.
func matrixOf(n int) *Matrix {
	m := NewMatrix(nil)
	names, counts := []string{}, [][]int{}
	for i := range n {
		names = append(names, []string{"airplanes", "bonsai", "a class whose name is long", "car side", "menorah", "watch"}[i%6])
		row := make([]int, n)
		row[i] = 20 - 2*i
		if i > 0 {
			row[(i*5)%n] += i - 1
			row[(i+1)%n]++
		}
		counts = append(counts, row)
	}
	counts[4][2] = 9
	m.Set(names, counts)
	return m
}

func diagram() *Reliability {
	r := NewReliability()
	var bins []Certainty
	for i := range 10 {
		bins = append(bins, Certainty{float64(i) / 10, float64(i+1) / 10, i * i, min(1, 0.1+float64(i*i)/90)})
	}
	r.Set(bins)
	return r
}

func classesOf(n int, loaded bool) *ClassList {
	l := NewClassList()
	s := ClassSource{Count: n, View: func(i int) ClassView {
		return ClassView{Name: []string{"airplanes", long, "wild cat"}[i%3], Count: fmt.Sprint(110 - 17*i), Share: 1 - float64(i)/7, Warn: i == 1}
	}}
	if loaded {
		s.Load = func(_, _, _ int, done func(image.Image)) func() { done(dots(32)); return nil }
	}
	l.Set(s)
	return l
}

// A thousand classes are as many cards as are in sight; scrolling uses them again.
func TestClassListRecycles(t *testing.T) {
	loads, cancelled := 0, 0
	_, o := show(t, theme.Dark, fyne.NewSize(700, 400), func() fyne.CanvasObject { return NewClassList() })
	l := o.(*ClassList)
	l.Set(ClassSource{Count: 1000, View: func(i int) ClassView { return ClassView{Name: fmt.Sprint(i)} },
		Load: func(int, int, int, func(image.Image)) func() { loads++; return func() { cancelled++ } }})
	first := l.InSight()
	if first < 9 || first > 24 || loads != first*classFaces {
		t.Fatalf("%d cards, %d loads", first, loads)
	}
	l.scroll.ScrollToOffset(fyne.NewPos(0, 20000))
	l.show()
	if n := l.InSight(); n > 30 || len(l.cards.unused)+n > 60 || cancelled == 0 {
		t.Errorf("after scrolling %d cards and %d spare ones; %d loads given up", n, len(l.cards.unused), cancelled)
	}
	for i, c := range l.cards.inUse {
		if c.name.Words() != fmt.Sprint(i) {
			t.Errorf("card %d shows %s", i, c.name.Words())
		}
	}
}

// A cell that holds a number opens by click and by arrows; an empty one does not.
func TestMatrixOpens(t *testing.T) {
	var opened [][2]int
	_, o := show(t, theme.Dark, fyne.NewSize(300, 120), func() fyne.CanvasObject {
		m := NewMatrix(func(row, column int) { opened = append(opened, [2]int{row, column}) })
		m.Set([]string{"a", "b", "c"}, [][]int{{5, 0, 1}, {0, 4, 0}, {0, 2, 3}})
		return m
	})
	m := o.(*Matrix)
	side, left := m.side(m.Size().Width)
	at := func(row, column int) fyne.Position {
		return fyne.NewPos(left+float32(column)*(side+matrixGap)+side/2, matrixHead+float32(row)*(side+matrixGap)+side/2)
	}
	test.TapAt(m, at(2, 1))
	test.TapAt(m, at(1, 2)) // holds nothing
	m.TypedKey(&fyne.KeyEvent{Name: fyne.KeyUp})
	m.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight}) // there is nothing to the right
	if want := [][2]int{{2, 1}, {1, 1}}; fmt.Sprint(opened) != fmt.Sprint(want) {
		t.Errorf("opened %v, want %v", opened, want)
	}
	m.Set([]string{"a"}, [][]int{{0}})
	m.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown}) // of nothing
}
