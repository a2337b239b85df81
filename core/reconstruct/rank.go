// Which of the pictures that were held out a state redraws worst.

package reconstruct

import (
	"cmp"
	"context"
	"image"
	"slices"
	"sort"

	"gorgonia.org/tensor"

	"maestudio/core/dataset"
	"maestudio/core/mae"
	"maestudio/core/run"
)

// Ranked is a held-out picture with its loss.
type Ranked struct {
	Path    string
	Number  int // among those held out
	Loss    float64
	Picture image.Image // as the model gets it; only of the worst
}

// Ranking is how well a state redraws the held-out pictures, so far.
type Ranking struct {
	State       int
	Worst       []Ranked  // the highest loss first
	Losses      []float64 // of all that were looked at, the lowest first
	Done, Total int       // pictures; Done counts those that cannot be read
	Err         error
}

// Better returns how many of a hundred held-out pictures are redrawn worse than
// with this loss.
func (r Ranking) Better(loss float64) int {
	if len(r.Losses) == 0 {
		return 0
	}
	worse := sort.Search(len(r.Losses), func(i int) bool { return r.Losses[i] > loss })
	return 100 * (len(r.Losses) - worse) / len(r.Losses)
}

const (
	mostWorst  = 16   // pictures kept at hand
	rankBatch  = 8    // pictures at a time: a question waits for no more than these
	mostRanked = 2000 // of more held-out pictures these, spread evenly
)

// Rank looks how well a state redraws each held-out picture under the mask that
// validation uses, while nobody asks for a drawing. tell is called on the
// session's goroutine again and again. Another ranking takes the place of one
// under way.
func (s *Session) Rank(state int, tell func(Ranking)) {
	replace(s.rankings, &ranker{session: s, tell: tell, result: Ranking{State: state}})
}

// StopRanking ends a ranking under way.
func (s *Session) StopRanking() { replace(s.rankings, &ranker{ended: true}) }

// FixedMask returns which patches validation hides in a held-out picture.
func (s *Session) FixedMask(number int) []bool {
	sizes := s.config.Model.MAE()
	noise := make([]float32, sizes.Patches())
	s.config.FixedNoise(number, noise)
	order := make([]int, len(noise))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(noise[a], noise[b]) })
	hidden := make([]bool, len(noise))
	for _, patch := range order[mae.Keep(len(noise), sizes.MaskRatio):] {
		hidden[patch] = true
	}
	return hidden
}

// ranker is a ranking under way.
type ranker struct {
	session *Session
	tell    func(Ranking)
	result  Ranking
	listed  bool
	held    []run.Picture
	numbers []int // those to look at
	ended   bool
}

// next looks at some more pictures.
func (r *ranker) next(ctx context.Context, a *artist) {
	err := r.list()
	if err == nil && r.result.Done < r.result.Total {
		err = r.batch(ctx, a)
	}
	if ctx.Err() != nil {
		return
	}
	if r.result.Err = err; err != nil || r.result.Done >= r.result.Total {
		r.ended = true
	}
	told := r.result
	told.Worst, told.Losses = slices.Clone(told.Worst), slices.Clone(told.Losses)
	r.tell(told)
}

// list finds the pictures, once.
func (r *ranker) list() error {
	if r.listed {
		return nil
	}
	r.listed = true
	pictures, err := run.ListPictures(r.session.dir)
	if err != nil {
		return err
	}
	for _, p := range pictures {
		if p.Part == run.Validation {
			r.held = append(r.held, p)
		}
	}
	n := min(len(r.held), mostRanked)
	for i := range n {
		r.numbers = append(r.numbers, i*len(r.held)/n)
	}
	r.result.Total = n
	return nil
}

// batch looks at the next pictures. Where there are fewer than a batch the last
// stands again, since a model is recorded for whole batches.
func (r *ranker) batch(ctx context.Context, a *artist) error {
	c := r.session.config
	numbers := r.numbers[r.result.Done:min(r.result.Done+rankBatch, r.result.Total)]
	r.result.Done += len(numbers)
	side, patches := c.Model.ImageSize, c.Model.MAE().Patches()
	images := tensor.New(tensor.WithShape(rankBatch, 3, side, side), tensor.WithBacking(make([]float32, rankBatch*3*side*side)))
	noise := make([]float32, rankBatch*patches)
	var read []Ranked
	for _, n := range numbers {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		picture, err := dataset.CenterCrop(r.held[n].Path, side)
		if err != nil {
			continue // it was moved or damaged since
		}
		read = append(read, Ranked{Path: r.held[n].Path, Number: n, Picture: picture.Image()})
		for at := len(read) - 1; at < rankBatch; at++ { // the rest repeats it
			place(images, at, picture, c.Augmentation.Mean, c.Augmentation.Std)
			c.FixedNoise(n, noise[at*patches:(at+1)*patches])
		}
	}
	if len(read) == 0 {
		return nil
	}
	m, err := a.model(r.result.State, c.Model.MaskRatio)
	if err != nil {
		return err
	}
	losses, err := m.Evaluate(images, noise)
	if err != nil {
		return err
	}
	for i := range read {
		read[i].Loss = losses[i]
		r.insert(read[i])
	}
	return nil
}

// insert puts a picture in its place.
func (r *ranker) insert(p Ranked) {
	at, _ := slices.BinarySearch(r.result.Losses, p.Loss)
	r.result.Losses = slices.Insert(r.result.Losses, at, p.Loss)
	at, _ = slices.BinarySearchFunc(r.result.Worst, p, func(a, b Ranked) int {
		return cmp.Or(cmp.Compare(b.Loss, a.Loss), cmp.Compare(a.Number, b.Number))
	})
	r.result.Worst = slices.Insert(r.result.Worst, at, p)
	r.result.Worst = r.result.Worst[:min(len(r.result.Worst), mostWorst)]
}

// Odd tells whether a loss is much higher than most: one and a half times the
// median.
func (r Ranking) Odd(loss float64) bool {
	return len(r.Losses) > 0 && loss > 1.5*r.Losses[len(r.Losses)/2]
}
