package screen

import (
	"fyne.io/fyne/v2"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// waysOut makes the buttons that stand below what went wrong with a run.
func (s *Pretrain) waysOut() {
	s.moved = widget.NewSmallButton(widget.Standard, "Choose where they are now…", theme.IconFolder, s.p.Moved)
	s.moved.SetHint("Takes the same pictures from another folder; each is compared, and nothing is changed.")
	s.drop = widget.NewSmallButton(widget.Primary, "", "", s.p.DropEarlier)
	s.drop.SetHint("Deletes what Reconstruct shows of earlier epochs; the newest states, from which the run goes on, stay.")
	s.elsewhere = widget.NewSmallButton(widget.Standard, "Keep new runs elsewhere…", "", s.p.Elsewhere)
	s.elsewhere.SetHint("Chooses a folder on another disk for runs that begin from now on; this one stays where it is.")
	s.reveal = widget.NewSmallButton(widget.Quiet, "Show in file manager", "", s.p.Reveal)
	s.reveal.SetHint("Opens the folder of this run, to see what lies on its disk.")
}

// ways are those that help now, the safest first.
func (s *Pretrain) ways(v PretrainView) (all []fyne.CanvasObject) {
	if v.HasMoved {
		all = append(all, s.moved)
	}
	if v.Full && v.Earlier != "" {
		s.drop.Set(widget.Primary, "Delete "+v.Earlier+"…", "")
		all = append(all, s.drop)
	}
	if v.Full {
		all = append(all, s.elsewhere, s.reveal)
	}
	return all
}
