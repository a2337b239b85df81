// What a run will take, and what of it is missing.

package forecast

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"maestudio/core/dataset"
	"maestudio/core/run"
)

// Pictures is what is known of a folder's pictures before a run.
type Pictures struct {
	Learn   int           // pictures to learn from
	HeldOut int           // to judge by
	Side    int           // px: three of four have a short side as long as this
	Decode  time.Duration // for reading one picture, on one core
	Cache   float64       // bytes that they take decoded, at the model's size
}

// mostKept is how many bytes the loader keeps decoded.
const mostKept = 16 << 30

// LookAt finds out about files for a model that looks at side x side pixels. It
// reads a few of them, for about a second, and takes them for all.
func LookAt(ctx context.Context, files []dataset.File, side int) (Pictures, error) {
	learn, held := dataset.Split(files, 0)
	p := Pictures{Learn: len(learn), HeldOut: len(held), Side: usualSide(files)}
	p.Cache = CacheSize(files, side)
	read, begin := 0, time.Now()
	for _, f := range typical(files) {
		if ctx.Err() != nil {
			return p, ctx.Err()
		}
		if _, err := dataset.CenterCrop(f.Path, side); err == nil {
			read++
		}
		if time.Since(begin) > time.Second {
			break
		}
	}
	p.Decode = time.Since(begin) / time.Duration(max(1, read))
	return p, nil
}

// typical are some files, of as many sizes as there are: one out of each fiftieth, with the
// pixels that the middle one of it has. So one huge picture among small ones is not taken
// for many. The first of them are of all sizes too, for whoever has no time for all.
func typical(files []dataset.File) (some []dataset.File) {
	const parts, scattered = 50, 19 // which has no factor in common with parts
	files = slices.Clone(files)
	pixels := func(f dataset.File) int { return f.Width * f.Height }
	slices.SortStableFunc(files, func(a, b dataset.File) int { return cmp.Compare(pixels(a), pixels(b)) })
	n := min(parts, len(files))
	for i := range parts {
		if part := (parts/2 + i*scattered) % parts; part < n {
			some = append(some, files[(2*part+1)*len(files)/(2*n)])
		}
	}
	return some
}

// CacheSize is how many bytes files take decoded, for a model that looks at side x
// side pixels; the loader keeps no more than 16 GiB.
func CacheSize(files []dataset.File, side int) (bytes float64) {
	for _, f := range files {
		scale := min(1, 2.6*float64(side)/float64(max(1, min(f.Width, f.Height))))
		bytes += 3 * float64(f.Width) * float64(f.Height) * scale * scale
	}
	return min(bytes, mostKept)
}

// usualSide is the short side, in px, that three of four pictures have or exceed.
func usualSide(files []dataset.File) int {
	sides := make([]int, len(files))
	for i, f := range files {
		sides[i] = min(f.Width, f.Height)
	}
	if len(sides) == 0 {
		return 0
	}
	slices.Sort(sides)
	return sides[len(sides)/4]
}

// Plan is what a run will take on this machine.
type Plan struct {
	Config   run.Config
	Pictures Pictures
	Steps    int
	First    time.Duration // for looking at all pictures, decoding them once, and the samples of the first steps
	Epoch    time.Duration // for each epoch, with its validation, a sample and what is saved
	Time     time.Duration // for all
	Memory   float64       // bytes
	Disk     float64       // bytes that the run's folder takes
}

// beside is the memory, in bytes, of the program itself and of what is packed for the
// kernels. It is on the large side: a run is to fit into what was forecast.
const beside = 250e6

// NewPlan plans a run of pictures at a measured speed, on so many cores.
func NewPlan(c run.Config, p Pictures, s Speed, threads int) Plan {
	t := &c.Training
	t.Batch = min(t.Batch, max(1, p.Learn))
	t.Accumulate = min(t.Accumulate, max(1, p.Learn/t.Batch))
	steps := p.Learn / t.EffectiveBatch()
	plan := Plan{Config: c, Pictures: p, Steps: steps * t.Epochs, Memory: ProcessMemory(c), Disk: Disk(c)}
	const forward = 3 // a step is three times the work of a look
	step := time.Duration(t.EffectiveBatch())*s.Picture + s.Step
	plan.Epoch = time.Duration(steps)*step + time.Duration(p.HeldOut)*s.Picture/forward
	plan.Epoch += sampleTime(c, s) + saveTime(c)
	plan.First = 2*step + time.Duration(run.EarlySamples(steps))*sampleTime(c, s) // the first step, which records and packs, takes as long as three
	plan.First += 2 * time.Duration(p.Learn+p.HeldOut) * p.Decode / time.Duration(max(1, threads))
	plan.Time = plan.First + time.Duration(t.Epochs)*plan.Epoch
	return plan
}

// sampleTime is about what a sample takes: eight pictures through the model, and two
// sheets that one core draws. The figures were measured at 64 and at 224 px, on a Zen 5.
func sampleTime(c run.Config, s Speed) time.Duration {
	const sheet, pixel = 180 * time.Millisecond, 6.6 * float64(time.Microsecond)
	side := float64(c.Model.ImageSize)
	return 8*s.Picture + sheet + time.Duration(pixel*side*side)
}

// saveTime is about what a whole state and the weights beside it, the newest and the
// best, take: twenty bytes a parameter, hashed and written.
func saveTime(c run.Config) time.Duration {
	const bytes, perSecond = 20, 400e6
	return time.Duration(bytes * float64(c.Parameters()) / perSecond * float64(time.Second))
}

// ProcessMemory is about how many bytes a run's process takes.
func ProcessMemory(c run.Config) float64 {
	if c.Task == run.TaskClassify {
		return c.Classifier().Memory(c.Training.Batch, c.Classify.Freeze) + beside
	}
	return c.Model.MAE().Memory(c.Training.Batch) + asked(c) + beside
}

// asked is about what pre-training takes beside its steps, in bytes: batches on their way
// from the files, and a batch of pictures that nothing of is hidden, whose features k-NN
// and the samples ask for.
func asked(c run.Config) float64 {
	const onTheirWay, widths = 5, 16
	m := c.Model
	patches := float64(m.ImageSize / m.PatchSize * (m.ImageSize / m.PatchSize))
	return 4 * float64(c.Training.Batch) * (onTheirWay*3*float64(m.ImageSize*m.ImageSize) + widths*patches*float64(m.EncoderDim))
}

// Room is what a machine has free, in bytes; NaN where that is not known.
type Room struct {
	Memory, Disk float64
	Card         string // the name of the card whose memory this is; "" where it is the processor's
	Cached       bool   // decoded pictures lie on this disk too
}

// has says how much memory there is.
func (r Room) has() string {
	if r.Card != "" {
		return r.Card + " has " + size(r.Memory)
	}
	return size(r.Memory) + " are free"
}

// Takes is how many bytes of the disk a run takes, whose pictures are cache bytes decoded.
func (r Room) Takes(c run.Config, cache float64) float64 {
	if r.Cached {
		return Disk(c) + cache
	}
	return Disk(c)
}

// Missing says what will not suffice, each in a sentence with the figure that is
// missing; none where all is well or unknown. It needs no measurement. cache is what the
// pictures take decoded, in bytes.
func Missing(c run.Config, cache float64, room Room) (sentences []string) {
	if need := ProcessMemory(c); need > room.Memory {
		s := fmt.Sprintf("This run takes about %s of memory and %s: %s are missing. ", size(need), room.has(), size(need-room.Memory))
		sentences = append(sentences, s+smaller(c, room.Memory))
	}
	if need := room.Takes(c, cache); need > room.Disk {
		decoded := ""
		if need > Disk(c) {
			decoded = ", " + size(cache) + " of it for decoded pictures,"
		}
		sentences = append(sentences, fmt.Sprintf("This run takes about %s of disk%s and %s are free where it is to be: %s are missing. Free some space, or choose another place with --out.",
			size(need), decoded, size(room.Disk), size(need-room.Disk)))
	}
	return sentences
}

// smaller says which batch would fit, and gives the same steps.
func smaller(c run.Config, free float64) string {
	if batch, accumulate, ok := Smaller(c, free); ok {
		return fmt.Sprintf("Use --batch %d --accumulate %d, which makes the same steps, or a smaller preset.", batch, accumulate)
	}
	return "Use a smaller preset, or close other programs."
}

// Fitting is c with batches that fit into the memory that is free, as many of them for a
// step as make the same one, or the error of TooLarge.
func Fitting(c run.Config, room Room) (run.Config, error) {
	if err := TooLarge(c, room); err != nil || !(ProcessMemory(c) > room.Memory) {
		return c, err
	}
	c.Training.Batch, c.Training.Accumulate, _ = Smaller(c, room.Memory)
	return c, nil
}

// TooLarge is an error where not even batches of one picture fit into the memory
// that is free: such a run would only take it from every other program.
func TooLarge(c run.Config, room Room) error {
	if _, _, fits := Smaller(c, room.Memory); fits || !(ProcessMemory(c) > room.Memory) {
		return nil
	}
	return run.Errorf(run.Settings, nil, "%s", Missing(c, 0, room)[0])
}

// Smaller is the largest batch, of half the size or a quarter and so on, that fits
// into so many bytes, and how many of it make the same step.
func Smaller(c run.Config, free float64) (batch, accumulate int, ok bool) {
	whole := c.Training.EffectiveBatch()
	for c.Training.Batch > 1 {
		c.Training.Batch /= 2
		if ProcessMemory(c) <= free {
			return c.Training.Batch, (whole + c.Training.Batch - 1) / c.Training.Batch, true
		}
	}
	return 0, 0, false
}

func size(n float64) string {
	switch {
	case n >= 1e9:
		return fmt.Sprintf("%.1f GB", n/1e9)
	case n >= 1e6:
		return fmt.Sprintf("%.0f MB", n/1e6)
	}
	return fmt.Sprintf("%.0f kB", math.Max(0, n)/1e3)
}
