package widget

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynewidget "fyne.io/fyne/v2/widget"
)

// GridSource is where a Grid's pictures come from.
type GridSource struct {
	Count int
	// Load brings the picture of an index at about side px and calls done on the
	// UI goroutine, now or later. The function it returns cancels; done is not
	// called after it.
	Load func(index, side int, done func(image.Image)) (cancel func())
	// Badge returns the words in a tile's corner, or "".
	Badge func(index int) string
}

// Grid shows any number of pictures in square tiles. Only those in sight
// exist; they are used again as the grid scrolls.
type Grid struct {
	fynewidget.BaseWidget
	source GridSource
	want   float32 // the side asked for; the real one fills the width
	chosen func()
	opened func(index int)
	selection

	scroll  *container.Scroll
	body    *scrolledBody
	tiles   recycled[*gridTile]
	focus   bool
	clicked bool // focus came from a click: no ring
	shift   bool // is held
}

// gridTile is a picture and the load that fills it.
type gridTile struct {
	*Picture
	loads loads
}

func newGridTile() *gridTile { return &gridTile{Picture: NewPicture(16, 6, nil)} }

func (t *gridTile) forget() {
	t.loads.end()
	t.Set(nil)
}

const gridGap, scrollRoom = 8, 12

// NewGrid makes a grid; chosen is called when other tiles are selected than
// before, opened on Enter or a second click.
func NewGrid(chosen func(), opened func(index int)) *Grid {
	g := &Grid{want: 102, selection: noSelection(), chosen: chosen, opened: opened, tiles: newRecycled(newGridTile)}
	g.body = newScrolledBody(g.size, g.pictures)
	g.scroll = container.NewVScroll(g.body)
	g.scroll.OnScrolled = func(fyne.Position) { g.show() }
	g.ExtendBaseWidget(g)
	return g
}

// Set shows a source from the top.
func (g *Grid) Set(s GridSource) {
	g.scroll.ScrollToTop()
	g.Replace(s)
}

// Replace shows a source that is much like the one before: the place that was
// scrolled to stays.
func (g *Grid) Replace(s GridSource) {
	g.tiles.only(0, 0)
	g.source, g.selection = s, noSelection()
	g.Refresh()
}

// Extend tells that the source has more pictures; those shown stay.
func (g *Grid) Extend(count int) {
	g.source.Count = count
	g.Refresh()
}

// Reload loads everything in sight again.
func (g *Grid) Reload() {
	g.tiles.only(0, 0)
	g.Refresh()
}

// SetSide changes about how large a tile is.
func (g *Grid) SetSide(px float32) {
	g.want = px
	g.tiles.only(0, 0)
	g.Refresh()
}

// InSight returns how many tiles exist.
func (g *Grid) InSight() int { return len(g.tiles.inUse) }

// Shown returns the pictures of the tiles in sight, nil for one that has none yet.
func (g *Grid) Shown() map[int]image.Image {
	pictures := make(map[int]image.Image, len(g.tiles.inUse))
	for i, t := range g.tiles.inUse {
		pictures[i] = t.picture
	}
	return pictures
}

// measure returns the columns and the side that fill the width exactly.
func (g *Grid) measure() (columns int, side float32) {
	width := g.Size().Width
	columns = max(1, int((width+gridGap)/(g.want+gridGap)+0.5))
	side = float32(int((width - gridGap*float32(columns-1)) / float32(columns)))
	return columns, max(side, 16)
}

// left is where a column begins: what the width leaves over goes between the
// tiles, not to the right edge.
func (g *Grid) left(column, columns int, side float32) float32 {
	spare := g.Size().Width - float32(columns)*(side+gridGap) + gridGap
	return float32(column)*(side+gridGap) + float32(int(max(0, spare)*float32(column)/float32(max(1, columns-1))))
}

// pictures are what is drawn of the tiles in sight.
func (g *Grid) pictures() []fyne.CanvasObject {
	all := make([]fyne.CanvasObject, 0, len(g.tiles.inUse))
	for _, t := range g.tiles.inUse {
		all = append(all, t.Picture)
	}
	return all
}

// size is that of all tiles.
func (g *Grid) size() fyne.Size {
	columns, side := g.measure()
	rows := (g.source.Count + columns - 1) / columns
	return fyne.NewSize(100, max(0, float32(rows)*(side+gridGap)-gridGap))
}

// show makes the tiles that are in sight and drops the others.
func (g *Grid) show() {
	columns, side := g.measure()
	step := side + gridGap
	top := g.scroll.Offset.Y
	first := max(0, int(top/step)-1) * columns
	last := min(g.source.Count, (int((top+g.scroll.Size().Height)/step)+2)*columns)
	g.tiles.only(first, last)
	for i := first; i < last; i++ {
		t, fresh := g.tiles.take(i)
		if fresh {
			g.fill(t, i, side)
		}
		t.Resize(fyne.NewSquareSize(side))
		t.Move(fyne.NewPos(g.left(i%columns, columns, side), float32(i/columns)*step))
	}
	g.body.Refresh()
}

// fill makes a tile that of an index, and has it brought its picture.
func (g *Grid) fill(t *gridTile, index int, side float32) {
	t.tapped = func() { g.tap(index, t.held) }
	t.selected, t.focused = g.has(index), g.marked(index)
	t.badge = ""
	if g.source.Badge != nil {
		t.badge = g.source.Badge(index)
	}
	if g.source.Load != nil {
		t.loads.begin(func(done func(image.Image)) func() { return g.source.Load(index, int(side), done) }, t.Set)
	}
}

// rows returns how many whole rows are in sight.
func (g *Grid) rows() int {
	_, side := g.measure()
	return max(1, int(g.scroll.Size().Height/(side+gridGap)))
}

// reveal scrolls until an index is in sight.
func (g *Grid) reveal(index int) {
	columns, side := g.measure()
	y := float32(index/columns) * (side + gridGap)
	top, height := g.scroll.Offset.Y, g.scroll.Size().Height
	switch {
	case y < top:
		g.scroll.ScrollToOffset(fyne.NewPos(0, y))
	case y+side > top+height:
		g.scroll.ScrollToOffset(fyne.NewPos(0, y+side-height))
	}
	g.show()
}

// CreateRenderer implements fyne.Widget.
func (g *Grid) CreateRenderer() fyne.WidgetRenderer { return &gridRenderer{g} }

type gridRenderer struct{ grid *Grid }

func (r *gridRenderer) MinSize() fyne.Size { return fyne.NewSize(200, 76) }

func (r *gridRenderer) Layout(size fyne.Size) {
	r.grid.scroll.Resize(size.AddWidthHeight(scrollRoom, 0)) // the bar stands in the margin
	r.grid.show()
}

func (r *gridRenderer) Refresh() {
	r.grid.scroll.Refresh() // the body's height follows the count
	r.grid.show()
}
func (r *gridRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.grid.scroll} }
func (r *gridRenderer) Destroy()                     { r.grid.tiles.only(0, 0) }
