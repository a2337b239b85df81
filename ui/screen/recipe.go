package screen

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// recipePanel stands beside the classes: what it starts from, the settings with their
// reason, and what is worth a look.
type recipePanel struct {
	encoder *widget.Pick
	about   *widget.Text
	tensors *widget.Button
	told    *fyne.Container
	face    *widget.Picture
	facing  *fyne.Container
	chip    *widget.Chip
	reason  *widget.Text
	facts   *fyne.Container
	listed  []Fact
	open    *widget.Button
	fields  map[string]*widget.NumberField
	numbers *notedFields
	toggles map[string]*widget.Toggle
	inside  *fyne.Container
	worth   *fyne.Container
	noted   []string
	card    fyne.CanvasObject // of what is worth a look
	box     fyne.CanvasObject
	root    *fyne.Container
}

// panelText is about how wide words in the panel are.
const panelText = 272

func newRecipePanel(p FinetuneParams) *recipePanel {
	r := &recipePanel{about: widget.NewParagraph("", widget.Caption, theme.Dim, panelText), face: widget.NewPicture(48, 6, nil),
		chip: widget.NewState("", "", false), reason: widget.NewParagraph("", widget.Body, theme.Dim, panelText),
		facts: widget.Column(10), worth: widget.Column(10), fields: map[string]*widget.NumberField{}, toggles: map[string]*widget.Toggle{}}
	r.encoder = widget.NewPick(nil, 0, p.Encoder)
	r.encoder.SetHint("Start from. The encoder that pre-training made; it knows how pictures look, and learns now what they are called.")
	r.chip.Select(true)
	r.facing = widget.Fixed(48, 48, r.face)
	r.tensors = widget.NewSmallButton(widget.Quiet, "Every tensor…", "", p.Tensors)
	r.tensors.SetHint("Tensors. Shows of every one in the file whether it matched, was resized, is missing or left over.")
	r.told = widget.Pad(0, 0, 0, -9, widget.Row(0, r.tensors))
	from := widget.NewCard(widget.Column(10, widget.NewEllipsis("Start from", widget.Section, theme.Text),
		widget.Row(12, r.facing, widget.Grow{CanvasObject: r.encoder}), r.about, r.told))
	title := widget.Row(8, widget.Grow{CanvasObject: widget.NewEllipsis("Recipe", widget.Section, theme.Text)}, r.chip)
	recipe := widget.NewCard(widget.Column(12, title, r.reason, r.facts, r.settings(p)))
	warn := widget.Row(8, widget.NewIcon(theme.IconWarn, theme.Warn, 16), widget.Grow{CanvasObject: widget.NewEllipsis("Worth a look", widget.Section, theme.Text)})
	r.card = widget.NewCard(widget.Column(10, warn, r.worth))
	r.root = widget.Column(16, from, recipe, r.card)
	r.box = scrolledBeside(widget.Pad(0, 0, 24, 0, r.root), 4)
	return r
}

// settings is the part that opens for experts.
func (r *recipePanel) settings(p FinetuneParams) fyne.CanvasObject {
	var all []fyne.CanvasObject
	for _, f := range FinetuneSettings {
		field := widget.NewNumberField(f.Label, f.Unit, f.Tip, func(words string) { p.Set(f.Key, words) })
		r.fields[f.Key] = field
		all = append(all, field)
	}
	r.numbers = newNotedFields(&columnsLayout{gap: 12, most: 2, least: 110}, all...)
	column := widget.Column(14, r.numbers.box)
	for _, t := range finetuneToggles {
		toggle := widget.NewToggle(t.Label, false, func(on bool) { p.Toggle(t.Key, on) })
		toggle.SetHint(t.Tip)
		r.toggles[t.Key] = toggle
		column.Add(toggle)
	}
	r.inside = container.NewStack(column)
	r.inside.Hide()
	r.open = widget.NewSmallButton(widget.Quiet, "All settings", theme.IconChevron, r.toggle)
	r.open.SetHint("All settings. Epochs, rates, what is done to pictures, and seed, for experts.")
	return widget.Column(12, widget.Pad(0, 0, 0, -9, widget.Row(0, r.open)), r.inside)
}

func (r *recipePanel) toggle() {
	show(r.inside, !r.inside.Visible())
	icon := theme.IconChevron
	if r.inside.Visible() {
		icon = theme.IconDown
	}
	r.open.Set(widget.Quiet, "All settings", icon)
	r.root.Refresh()
	r.box.Refresh()
}

func (r *recipePanel) set(v FinetuneView) {
	r.encoder.Set(v.Encoders, v.Encoder)
	r.about.SetWords(v.EncoderAbout)
	show(r.about, v.EncoderAbout != "")
	show(r.told, v.EncoderTold)
	r.face.Set(v.EncoderFace)
	show(r.facing, v.EncoderFace != nil)
	r.chip.SetLabel(v.PerClass)
	r.reason.SetWords(v.Reason)
	r.setFacts(v.Recipe)
	for key, words := range v.Settings {
		if f := r.fields[key]; f != nil {
			f.Set(words)
			f.Mark(key == v.TroubleAt)
		}
	}
	at := slices.IndexFunc(FinetuneSettings, func(f Setting) bool { return f.Key == v.TroubleAt })
	r.numbers.tell(at, v.Trouble)
	for key, t := range r.toggles {
		t.Set(v.Toggles[key])
	}
	r.setWorth(v.Worth)
	r.root.Refresh()
}

func (r *recipePanel) setFacts(facts []Fact) {
	if slices.Equal(facts, r.listed) {
		return
	}
	r.listed, r.facts.Objects = facts, nil
	for _, f := range facts {
		name := widget.NewHinted(widget.NewEllipsis(f.Name, widget.Body, theme.Dim), f.Hint)
		r.facts.Add(widget.Row(8, widget.Grow{CanvasObject: name}, widget.NewText(f.Value, widget.Body, theme.Text)))
	}
	r.facts.Refresh()
}

func (r *recipePanel) setWorth(all []string) {
	show(r.card, len(all) > 0)
	if slices.Equal(all, r.noted) {
		return
	}
	r.noted, r.worth.Objects = all, nil
	for _, sentence := range all {
		r.worth.Add(widget.NewParagraph(sentence, widget.Body, theme.Dim, panelText))
	}
	r.worth.Refresh()
}
