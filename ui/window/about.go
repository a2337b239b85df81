package window

import (
	"maestudio/ui/licences"
	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// about says what this is.
func (w *Window) about() {
	words := widget.Column(8,
		widget.NewText("MAE Studio", widget.Title, theme.Text),
		widget.NewParagraph("Teaches a model to see from your own pictures, by masked autoencoding (He et al. 2021). Everything stays on this computer.", widget.Body, theme.Dim, 360),
		widget.NewParagraph("Version "+w.version, widget.Caption, theme.Dim, 360),
		widget.NewText("MIT licence", widget.Caption, theme.Dim))
	widget.NewDialog("About", words,
		widget.NewButton(widget.Standard, "Licences…", "", w.licences),
		widget.NewButton(widget.Standard, "Close", "", nil)).ShowOn(w.win.Canvas())
}

// How large long texts are shown; the least window has room for it.
const listWidth, textWidth, textHeight = 250, 490, 340

// licences shows the licence of everything that is inside, one at a time.
func (w *Window) licences() {
	all := licences.List()
	text, at := widget.NewLines(), 0
	var list *widget.RowList
	choose := func(i int) {
		at = i
		text.Set(all[i].Text)
		list.Refresh()
	}
	list = widget.NewRowList(choose)
	list.Set(len(all), func(i int) widget.RowView {
		return widget.RowView{Words: all[i].Of, Selected: i == at, Hint: all[i].Of + " " + all[i].Version}
	})
	text.Set(all[0].Text)
	w.message("Licences of all that is inside",
		widget.Row(16, widget.Fixed(listWidth, textHeight, list), widget.Fixed(textWidth, textHeight, text)))
}

// textDialog shows a text of many lines.
func (w *Window) textDialog(title, text string, buttons ...*widget.Button) {
	lines := widget.NewLines()
	lines.Set(text)
	widget.NewDialog(title, widget.Fixed(listWidth+textWidth, textHeight, lines), append(buttons, widget.NewButton(widget.Standard, "Close", "", nil))...).ShowOn(w.win.Canvas())
}
