package screen

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// FinetuneState is how far choosing is what to tell apart.
type FinetuneState int

const (
	FinetuneNone    FinetuneState = iota // no folder yet
	FinetuneLooking                      // looking through one
	FinetuneReady
)

// FinetuneView is what the screen shows.
type FinetuneView struct {
	State        FinetuneState
	Title, Below string
	Seen         string // while looking: "3,412 files seen"

	Encoders     []string // what it can start from
	Encoder      int
	EncoderAbout string
	EncoderTold  bool        // there is a report about its tensors
	EncoderFace  image.Image // what it redrew last; nil for none

	PerClass   string // "About 78 a class"
	Reason     string // why these settings
	Recipe     []Fact
	Settings   map[string]string // under "All settings", by key
	Toggles    map[string]bool
	TroubleAt  string // the key of the setting that cannot work, "" for none
	Worth      []string
	Trouble    string
	Remedy     string
	CanStart   bool
	WhyNot     string
	HasLearned bool // a classifier was trained before, which can be shown
}

// Fact is a line of the recipe.
type Fact struct{ Name, Value, Hint string }

// FinetuneParams is what the screen calls.
type FinetuneParams struct {
	Choose   func()                 // a folder
	Change   func(at fyne.Position) // offers other classes, and to add some, at a place
	Table    func()                 // a table instead
	Sample   func()
	Cancel   func()
	Start    func()
	Encoder  func(index int)
	Tensors  func() // shows what became of every tensor of the encoder's file
	Set      func(key, words string)
	Toggle   func(key string, on bool)
	Dismiss  func()
	Learned  func() // shows the classifier that was trained last
	PreTrain func() // where there is no encoder yet
}

// FinetuneSettings are the fields under "All settings", in order.
var FinetuneSettings = []Setting{
	{"epochs", "Epochs", "", "Epoch. One pass in which the model sees every picture once."},
	{"batch", "Batch", "pictures", "Batch. How many pictures are looked at before the model changes once."},
	{"blr", "Rate", "", "Base learning rate. How far the model changes in a step, for a batch of 256; it is scaled by the batch."},
	{"warmup_epochs", "Warm-up", "epochs", "Warm-up. Epochs in which the rate rises from zero."},
	{"layer_decay", "Layer decay", "", "Layer decay. The rate of a layer as a share of the next one's: early layers, which know most already, change less."},
	{"weight_decay", "Weight decay", "", "Weight decay. How strongly weights are pulled towards zero."},
	{"drop_path", "Drop path", "", "Drop path. How often a branch of the last block is left out while it learns."},
	{"smoothing", "Smoothing", "", "Label smoothing. The share of a label that all classes share, so that it is never quite sure."},
	{"mixup", "MixUp", "", "MixUp. How strongly two pictures are laid over each other; 0 for never."},
	{"cutmix", "CutMix", "", "CutMix. How large a piece of another picture may be that is put into one; 0 for never."},
	{"erase", "Erasing", "", "Random erasing. How often a part of a picture is erased."},
	{"image_size", "Picture size", "px", "Picture size. Pictures are cut and reduced to squares of this side; positions are interpolated where the encoder saw another size."},
	{"patience", "Stop early", "epochs", "Patience. So many epochs without a better score end the training; 0 trains all epochs."},
	{"seed", "Seed", "", "Seed. The same seed gives the same run, bit for bit."},
}

// finetuneToggles are the settings that are on or off.
var finetuneToggles = []Setting{
	{"balance", "Show small classes as often", "", "Balanced sampling. Every class comes equally often, those with few pictures repeated."},
	{"flip", "Mirror pictures at random", "", "Flip. Half of the time a picture is seen mirrored; turn it off where left and right matter."},
	{"augment", "Change colours and shapes", "", "RandAugment. Colours, contrast and shapes of pictures are changed at random, as published for large collections."},
	{"freeze", "Train the last layer alone", "", "Linear probe. The encoder stays as it is and only a layer on top of it learns: fast, and less good."},
}

// Finetune asks which things a model should tell apart.
type Finetune struct {
	p    FinetuneParams
	view FinetuneView
	head *widget.Head

	start, other, table, cancel, learned, dismiss *widget.Button

	classes *widget.ClassList
	seen    *widget.Text
	trouble *fyne.Container
	amiss   *fyne.Container // the same where there are no classes yet
	panel   *recipePanel
	body    *fyne.Container
	none    fyne.CanvasObject
	root    *fyne.Container
}

// NewFinetune makes the screen.
func NewFinetune(p FinetuneParams) *Finetune {
	s := &Finetune{p: p, head: widget.NewHead("", ""), classes: widget.NewClassList(), seen: widget.NewEllipsis("", widget.Caption, theme.Dim),
		trouble: container.NewStack(), amiss: container.NewStack(), panel: newRecipePanel(p)}
	s.start = widget.NewButton(widget.Primary, "Start fine-tuning", theme.IconPlay, p.Start)
	s.start.SetHint("Makes a run with these settings and begins to learn.")
	s.other = widget.NewButton(widget.Standard, "Change classes", theme.IconDown, s.change).IconAfter()
	s.other.SetHint("Adds the classes of another folder, or takes other ones; nothing in any folder is changed.")
	s.table = widget.NewBigButton(widget.Standard, "Choose a table…", "", p.Table)
	s.table.SetHint("A table (CSV) with a row for each picture: file,label.")
	s.cancel = widget.NewButton(widget.Quiet, "Cancel", "", p.Cancel)
	s.learned = widget.NewButton(widget.Quiet, "Last classifier", theme.IconArrow, p.Learned)
	s.learned.SetHint("Shows the classifier that was trained last.")
	s.dismiss = dismissal(p.Dismiss)
	s.build()
	s.Set(FinetuneView{})
	return s
}

func (s *Finetune) build() {
	main := container.New(&besideLayout{panel: 304, gap: 24}, container.NewStack(s.classes, s.seen), s.panel.box)
	s.body, _ = pageWith(&pageLayout{gap: 24, grow: main, flush: true}, s.head, s.trouble, main)
	words := emptyState("Which things should it tell apart?",
		"Drop a folder whose sub-folders are classes: cats, dogs, birds. A table (CSV) with the columns file and label will do, too. Nothing in it is changed.",
		widget.NewBigButton(widget.Primary, "Choose a folder…", theme.IconFolder, s.p.Choose), s.table,
		widget.NewBigButton(widget.Standard, "Try it with the sample", "", s.p.Sample))
	s.none = container.NewStack(widget.NewSurface(theme.Window, theme.None, 0), container.New(marginLayout{}, widget.NewCorners(words)))
	s.root = container.New(amissLayout{}, container.NewStack(s.none, s.body), s.amiss)
}

// Head returns the screen's head.
func (s *Finetune) Head() *widget.Head { return s.head }

// Content returns the screen's root.
func (s *Finetune) Content() fyne.CanvasObject { return s.root }

// View returns what is shown.
func (s *Finetune) View() FinetuneView { return s.view }

// SetClasses shows the cards of classes.
func (s *Finetune) SetClasses(source widget.ClassSource) { s.classes.Set(source) }

// Set shows a view.
func (s *Finetune) Set(v FinetuneView) {
	s.view = v
	show(s.none, v.State == FinetuneNone)
	show(s.body, v.State != FinetuneNone)
	s.head.Set(v.Title, v.Below)
	if v.State == FinetuneNone {
		setNotice(s.amiss, widget.NewFlatNotice, v.Trouble, v.Remedy, []fyne.CanvasObject{s.dismiss})
	} else {
		setNotice(s.amiss, widget.NewFlatNotice, "", "", nil)
		setNotice(s.trouble, widget.NewFlatNotice, v.Trouble, v.Remedy, []fyne.CanvasObject{s.dismiss})
	}
	ready := v.State == FinetuneReady
	show(s.classes, ready)
	show(s.panel.box, ready)
	show(s.seen, !ready)
	s.seen.SetWords(v.Seen)
	s.setActions(v)
	s.panel.set(v)
	s.root.Refresh()
}

// change has other classes offered below the button.
func (s *Finetune) change() {
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(s.other)
	s.p.Change(at.AddXY(0, s.other.Size().Height+4))
}

func (s *Finetune) setActions(v FinetuneView) {
	if v.State == FinetuneLooking {
		s.head.SetActions(s.cancel)
		return
	}
	all := []fyne.CanvasObject{s.other, s.start}
	if v.HasLearned {
		all = append([]fyne.CanvasObject{s.learned}, all...)
	}
	s.head.SetActions(all...)
	if v.CanStart {
		s.start.Enable()
	} else {
		s.start.DisableFor(v.WhyNot)
	}
}

// besideLayout gives a panel at the right its width, a little less in a small window,
// and the rest the other width.
type besideLayout struct{ panel, gap float32 }

func (l *besideLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(500, 160) }

func (l *besideLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	panel := l.panel
	if small(size.Width) {
		panel = min(panel, float32(int(size.Width*0.38)))
	}
	rect{0, 0, size.Width - panel - l.gap, size.Height}.put(o[0])
	rect{size.Width - panel, 0, panel, size.Height}.put(o[1])
}
