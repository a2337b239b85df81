package screen

import (
	"fmt"

	"fyne.io/fyne/v2"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// labelButtons are what can be said of the labels of pictures.
type labelButtons struct {
	right, correct *widget.Button
	count          int
	short          bool
	box            *fyne.Container
}

func newLabelButtons(right, correct func()) *labelButtons {
	l := &labelButtons{}
	l.right = widget.NewSmallButton(widget.Standard, "", theme.IconCheck, right)
	l.right.SetHint("Label is right. It is kept as it is, and the picture is suspected no more.")
	l.correct = widget.NewSmallButton(widget.Standard, "", "", correct)
	l.correct.SetHint("Correct label. Says what the picture shows, for the next fine-tuning; the file stays where it is.")
	l.box = widget.Row(8, l.right, l.correct)
	l.set(0, "")
	return l
}

// set tells of how many pictures something can be said, or why of none.
func (l *labelButtons) set(count int, whyNot string) {
	l.count = count
	l.word()
	for _, b := range []*widget.Button{l.right, l.correct} {
		if count > 0 {
			b.Enable()
		} else {
			b.DisableFor(whyNot)
		}
	}
}

// shorten takes words that a narrow card has room for.
func (l *labelButtons) shorten(on bool) {
	if l.short != on {
		l.short = on
		l.word()
	}
}

func (l *labelButtons) word() {
	right, correct := "Label is right", "Correct label…"
	switch many := l.count > 1; {
	case many && l.short:
		right, correct = fmt.Sprintf("%d are right", l.count), fmt.Sprintf("Correct %d…", l.count)
	case many:
		right, correct = fmt.Sprintf("%d labels are right", l.count), fmt.Sprintf("Correct %d labels…", l.count)
	case l.short:
		right, correct = "Is right", "Correct…"
	}
	l.right.Set(widget.Standard, right, theme.IconCheck)
	l.correct.Set(widget.Standard, correct, "")
}

// newAgainButton trains again with what was corrected.
func newAgainButton(again func()) *widget.Button {
	b := widget.NewSmallButton(widget.Quiet, "", theme.IconArrow, again)
	b.SetHint("Fine-tune again. Opens Fine-tune with the same pictures and encoder, and with the labels as you corrected them.")
	return b
}

// setAgain shows it with its words; none hide it.
func setAgain(b *widget.Button, words string) {
	b.Set(widget.Quiet, words, theme.IconArrow)
	show(b, words != "")
}
