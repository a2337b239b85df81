package screen

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// numbers is the card of figures beside or below the curve.
type numbers struct {
	stats  []*widget.Stat
	values [][2]string
	score  *widget.Hinted
	across int // columns: 1 or 2 beside the curve, 4 below it
	ground *widget.Surface
	box    *fyne.Container
}

// figures names what the card shows.
var figures = []struct{ name, hint string }{
	{"Speed", "Speed. How many pictures are learned from in a second; on average, of a run that does not train now."},
	{"Memory", "Memory. What the training process holds now; at most, of a run that does not train now."},
	{"Learning rate", "Learning rate. How far the model changes in a step now; it rises at first and falls to the end."},
	{"Running for", "Running for. How long this run has been learning; the time that it was paused or stopped does not count."},
	{"Knows of labels", ""},
	{"Error now", "Error (loss). How far redrawn patches are from the true ones; lower is better."},
	{"Time left", "Time left. What the rest takes at the speed of now."},
	{"Checkpoint", "Checkpoint. The newest state that is saved; after a crash training goes on from it."},
	{"Disk", "Disk. What this run takes on disk."},
}

// The places in figures.
const (
	speed = iota
	memory
	rate
	running
	score
	errorNow
	timeLeft
)

// beside are the figures that stand beside the curve, those first that go last
// where there is little height: the switches of the chart draw the rate, and the
// line above tells the time left.
var beside = []int{speed, memory, running, score, rate, timeLeft}

func newNumbers(classify bool) *numbers {
	n := &numbers{across: 1, ground: widget.NewSurface(theme.Card, theme.Line, 12), values: make([][2]string, len(figures))}
	objects := []fyne.CanvasObject{n.ground}
	for i, f := range figures {
		name := f.name
		if i == score && classify {
			name = "Best so far"
		}
		stat := widget.NewStat(name, "", "")
		n.stats = append(n.stats, stat)
		hinted := widget.NewHinted(stat, f.hint)
		objects = append(objects, hinted)
		if i == score {
			n.score = hinted
		}
	}
	n.box = container.New(numbersLayout{n}, objects...)
	return n
}

func (n *numbers) set(v PretrainView) {
	loss, _ := lastLoss(v.Curves)
	n.values = [][2]string{{v.Speed, v.SpeedUnit}, {v.Memory, v.MemoryUnit}, {v.Rate, ""}, {v.Running, v.RunningUnit},
		{v.Score, v.ScoreUnit}, {loss, ""}, {v.TimeLeft, v.TimeLeftUnit}, {v.Saved, ""}, {v.Disk, v.DiskUnit}}
	n.score.SetHint(v.ScoreHint)
	for i, value := range n.values {
		if value[0] == "–" || value[0] == "" && i <= running {
			value = [2]string{"–", ""}
		}
		n.stats[i].Set(value[0], value[1])
	}
}

func (n *numbers) columns(across int) {
	if n.across != across {
		n.across = across
		n.box.Refresh()
	}
}

func (n *numbers) known(i int) bool { return i <= running || n.values[i][0] != "" }

// besides takes one column beside the curve where the figures fit below each
// other, else two, and returns the card's width.
func (n *numbers) besides(height float32) float32 {
	one := running + 1
	if n.known(score) {
		one++
	}
	if statRows(height) >= one {
		n.columns(1)
		return 200
	}
	n.columns(2)
	return 304
}

// statRows is how many figures fit below each other.
func statRows(height float32) int { return int((height - 20) / statHeight) }

// shown returns which figures are known and have room in a height.
func (n *numbers) shown(height float32) (all []int) {
	if n.across == 4 {
		for i := range n.values {
			if n.known(i) && (i != errorNow || !n.known(score)) { // two rows of four; the curve ends at the error too
				all = append(all, i)
			}
		}
		return all
	}
	room := n.across * statRows(height)
	for _, i := range beside {
		if n.known(i) && len(all) < room && (i != timeLeft || n.across == 2 && len(all)%2 == 1) {
			all = append(all, i)
		}
	}
	slices.Sort(all)
	return all
}

const statHeight, statGap = 44, 24

// height is what the figures take side by side.
func (n *numbers) height() float32 {
	rows := float32((len(n.shown(0)) + 3) / 4)
	return rows*(statHeight+statGap) - statGap + 40
}

type numbersLayout struct{ n *numbers }

func (numbersLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(160, 80) }

func (l numbersLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	rect{0, 0, size.Width, size.Height}.put(o[0])
	for _, stat := range o[1:] {
		stat.Hide()
	}
	shown, across := l.n.shown(size.Height), l.n.across
	edge, top, step := float32(16), float32(12), float32(0)
	if across == 4 {
		edge, top, step = 24, 20, statHeight+statGap
	} else if rows := (len(shown) + across - 1) / across; rows > 1 {
		step = (size.Height - 24 - statHeight) / float32(rows-1)
	}
	width := (size.Width - 2*edge) / float32(across)
	for k, i := range shown {
		o[i+1].Show()
		rect{edge + float32(k%across)*width, top + float32(k/across)*step, width - 8, statHeight}.put(o[i+1])
	}
}
