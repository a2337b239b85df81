package screen

import (
	"fyne.io/fyne/v2"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

func (s *Data) folderCard() fyne.CanvasObject {
	card := widget.NewCard(s.folders)
	card.SetPadding(8)
	s.folderBox = card
	return card
}

// onFolder makes a callback with a folder's path of one with its row.
func (s *Data) onFolder(f func(path string)) func(row int) {
	return func(row int) {
		if row < len(s.view.Folders) {
			f(s.view.Folders[row].Path)
		}
	}
}

func (s *Data) setLists(v DataView) {
	s.folders.Set(len(v.Folders), func(i int) widget.RowView {
		f := v.Folders[i]
		return widget.RowView{Words: f.Name, Count: f.Count, Icon: theme.IconFolder, Indent: float32(f.Indent), Selected: f.Chosen, Fold: f.Fold, Removable: f.Removable, Hint: f.Path}
	})
	show(s.folderBox, len(v.Folders) > 0) // none at the start of a scan
	s.setOut(v)
	s.chips = setChips(s.filters, s.chips, v.Filters, s.p.Filter)
}

// foldersLayout stacks the folders and what is left out. Each takes what it
// needs, and scrolls in itself where there is not enough.
type foldersLayout struct{ s *Data }

func (*foldersLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(160, 120) }

func (l *foldersLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	const gap, margin = 16, 20
	height := size.Height - margin // as much stays free below as beside
	folders := l.s.folders.Wanted() + 16
	if !o[0].Visible() {
		folders = -gap
	}
	if o[1].Visible() {
		out := min(l.s.out.height(), height)
		if folders+gap+out > height {
			out = min(out, max(height*0.55, height-folders-gap))
		}
		folders = min(folders, height-out-gap)
		rect{0, folders + gap, size.Width, out}.put(o[1])
	}
	rect{0, 0, size.Width, max(0, min(folders, height))}.put(o[0])
}

// dataLayout puts folders and what is left out at the left of the pictures; in a
// small window one of both is shown, with tabs above them.
type dataLayout struct{ s *Data }

func (dataLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(o[1].MinSize().Width, 160)
}

func (l dataLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	const side, gap, tabs = 240, 24, 32 + 12
	left, right, choice := o[0], o[1], o[2]
	few := small(size.Width)
	pictures := l.s.tabs.Chosen() == 0
	show(choice, few)
	show(left, !few || !pictures)
	show(right, !few || pictures)
	if few {
		rect{0, 0, choice.MinSize().Width, 32}.put(choice)
		rect{0, tabs, size.Width, size.Height - tabs}.put(left)
		rect{0, tabs, size.Width, size.Height - tabs}.put(right)
		return
	}
	rect{0, 0, side, size.Height}.put(left)
	rect{side + gap, 0, size.Width - side - gap, size.Height}.put(right)
}

// thenPictures shows the pictures after a choice among what stands beside them.
func thenPictures[T any](s *Data, choose func(T)) func(T) {
	if choose == nil {
		return nil
	}
	return func(of T) {
		choose(of)
		s.tabs.Set(0)
		s.root.Refresh()
	}
}
