package augment

import (
	"maestudio/core/dataset/picture"
	"maestudio/core/internal/random"
)

// Augmenter changes pictures by a policy. It keeps its memory from one picture to the
// next and belongs to one goroutine.
type Augmenter struct {
	policy Policy
	spare  []uint8 // what the pixels were
}

// NewAugmenter makes one.
func NewAugmenter(p Policy) *Augmenter { return &Augmenter{policy: p} }

// Apply changes p in place, by numbers of seed, epoch and index alone: operations drawn
// with replacement, each done or not, each of a magnitude of its own.
func (a *Augmenter) Apply(p *picture.Picture, seed, epoch, index uint64) {
	source := draw("randaugment", seed, epoch, index)
	for range a.policy.Layers {
		if op, level := a.policy.operation(&source); op != nil {
			op.do(a, p, level)
		}
	}
}

// operation draws one, and its level; nil where none is to be done.
func (p Policy) operation(source *random.Source) (op *operation, level float64) {
	op = &operations[below(source, len(operations))]
	if source.Float64() >= p.Probability {
		return nil, 0
	}
	level = p.Magnitude + p.Deviation*source.Normal()
	level = min(max(level, 0), strongest) / strongest
	if op.signed && source.Float64() < 0.5 {
		level = -level
	}
	return op, level
}

// operation is one of RandAugment's. level is 0 to 1, or -1 to 1 where it is signed.
type operation struct {
	name   string
	signed bool
	do     func(a *Augmenter, p *picture.Picture, level float64)
}

// operations are timm's increasing ones: the farther the level is from 0, the more
// they change.
var operations = []operation{
	{"AutoContrast", false, func(a *Augmenter, p *picture.Picture, _ float64) { autoContrast(p) }},
	{"Equalize", false, func(a *Augmenter, p *picture.Picture, _ float64) { equalize(p) }},
	{"Invert", false, func(a *Augmenter, p *picture.Picture, _ float64) { solarize(p, 0) }},
	{"Rotate", true, func(a *Augmenter, p *picture.Picture, level float64) { a.affine(p, rotation(p, level*30)) }},
	{"Posterize", false, func(a *Augmenter, p *picture.Picture, level float64) { posterize(p, 4-int(level*4)) }},
	{"Solarize", false, func(a *Augmenter, p *picture.Picture, level float64) { solarize(p, 256-int(level*256)) }},
	{"SolarizeAdd", false, func(a *Augmenter, p *picture.Picture, level float64) { solarizeAdd(p, int(level*110)) }},
	{"Color", true, func(a *Augmenter, p *picture.Picture, level float64) { colour(p, 1+level*0.9) }},
	{"Contrast", true, func(a *Augmenter, p *picture.Picture, level float64) { contrast(p, 1+level*0.9) }},
	{"Brightness", true, func(a *Augmenter, p *picture.Picture, level float64) { brightness(p, 1+level*0.9) }},
	{"Sharpness", true, func(a *Augmenter, p *picture.Picture, level float64) { a.sharpness(p, 1+level*0.9) }},
	{"ShearX", true, func(a *Augmenter, p *picture.Picture, level float64) { a.affine(p, matrix{1, level * 0.3, 0, 0, 1, 0}) }},
	{"ShearY", true, func(a *Augmenter, p *picture.Picture, level float64) { a.affine(p, matrix{1, 0, 0, level * 0.3, 1, 0}) }},
	{"TranslateX", true, func(a *Augmenter, p *picture.Picture, level float64) {
		a.affine(p, matrix{1, 0, level * 0.45 * float64(p.Width), 0, 1, 0})
	}},
	{"TranslateY", true, func(a *Augmenter, p *picture.Picture, level float64) {
		a.affine(p, matrix{1, 0, 0, 0, 1, level * 0.45 * float64(p.Height)})
	}},
}

// keep copies the pixels of p, for what changes them while it reads them.
func (a *Augmenter) keep(p *picture.Picture) []uint8 {
	if cap(a.spare) < len(p.Pix) {
		a.spare = make([]uint8, len(p.Pix))
	}
	a.spare = a.spare[:len(p.Pix)]
	copy(a.spare, p.Pix)
	return a.spare
}
