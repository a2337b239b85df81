package dataset

import (
	"math"
	"testing"

	"maestudio/core/dataset/picture"
)

// script hands out given numbers of [0, 1).
type script []float64

func (s *script) float() float64 {
	v := (*s)[0]
	*s = (*s)[1:]
	return v
}

func (s *script) between(from, to float64) float64 { return from + (to-from)*s.float() }
func (s *script) below(n int) int                  { return int(s.float() * float64(n)) }

// What torchvision 0.21 draws (RandomResizedCrop.get_params, scale 0.2 to 1) when
// its random numbers are these.
var byTorchvision = []struct {
	width, height int
	numbers       []float64
	want          picture.Box
}{
	{96, 64, []float64{0.6229, 0.7418, 0.7952, 0.9425}, picture.Box{X: 25, Y: 3, Width: 70, Height: 61}},
	{96, 64, []float64{0.8937, 0.2988, 0.3612, 0.166, 0.1457, 0.0651}, picture.Box{X: 3, Y: 0, Width: 50, Height: 60}},
	{64, 96, []float64{0.7972, 0.8597, 0.0366, 0.9458, 0.0912, 0.3407}, picture.Box{X: 7, Y: 5, Width: 43, Height: 33}},
	{64, 96, []float64{0.1492, 0.8447, 0.2948, 0.4532}, picture.Box{X: 7, Y: 16, Width: 49, Height: 40}},
	{300, 200, []float64{0.0116, 0.547, 0.2507, 0.6716}, picture.Box{X: 125, Y: 22, Width: 114, Height: 111}},
	{300, 200, []float64{0.219, 0.686, 0.6309, 0.0419}, picture.Box{X: 5, Y: 37, Width: 158, Height: 142}},
	{17, 17, []float64{0.9572, 0.968, 0.6086, 0.3511, 0.8935, 0.0009}, picture.Box{X: 0, Y: 2, Width: 13, Height: 15}},
	{17, 17, []float64{0.7819, 0.2457, 0.2677, 0.1548}, picture.Box{X: 0, Y: 0, Width: 14, Height: 17}},
	{500, 40, []float64{0.2964, 0.83, 0.0661, 0.8363, 0.6946, 0.4328, 0.2864, 0.7807, 0.9107, 0.1427, 0.4784, 0.5491, 0.4977, 0.3307, 0.1535, 0.5859, 0.8118, 0.0684, 0.23, 0.8196}, picture.Box{X: 223, Y: 0, Width: 53, Height: 40}},
	{30, 700, []float64{0.594, 0.2386, 0.8769, 0.4805, 0.3233, 0.7965, 0.0295, 0.725, 0.0537, 0.1508, 0.952, 0.6811, 0.2231, 0.1161, 0.9727, 0.6651, 0.8206, 0.1398, 0.6248, 0.3543}, picture.Box{X: 0, Y: 330, Width: 30, Height: 40}},
	{1, 1, []float64{0.4011, 0.9736, 0.3643, 0.3118}, picture.Box{X: 0, Y: 0, Width: 1, Height: 1}},
	{224, 224, []float64{0.1999, 0.286, 0.3738, 0.0985}, picture.Box{X: 9, Y: 30, Width: 126, Height: 143}},
	{224, 224, []float64{0.3304, 0.0124, 0.5844, 0.8269}, picture.Box{X: 76, Y: 28, Width: 133, Height: 176}},
	{50, 33, []float64{0.3518, 0.2482, 0.9824, 0.8402}, picture.Box{X: 21, Y: 3, Width: 26, Height: 30}},
	{50, 33, []float64{0.5367, 0.7987, 0.3628, 0.5936}, picture.Box{X: 9, Y: 1, Width: 35, Height: 30}},
}

func TestRandomCropIsThatOfTorchvision(t *testing.T) {
	for _, c := range byTorchvision {
		left := script(c.numbers)
		got := randomCrop(c.width, c.height, [2]float64{0.2, 1}, &left)
		if got != c.want || len(left) != 0 {
			t.Errorf("%d x %d: %+v with %d numbers left, want %+v", c.width, c.height, got, len(left), c.want)
		}
	}
}

func TestStreamsAreFunctionsOfTheirKeys(t *testing.T) {
	seen := map[uint64][4]uint64{}
	for purpose := range uint64(3) {
		for seed := range uint64(5) {
			for epoch := range uint64(5) {
				for index := range uint64(50) {
					key := [4]uint64{purpose, seed, epoch, index}
					a, b := newStream(key[:]...), newStream(key[:]...)
					v := a.next()
					if other, twice := seen[v]; twice || v != b.next() {
						t.Fatalf("%v and %v begin alike", key, other)
					}
					seen[v] = key
				}
			}
		}
	}
}

// The numbers are even enough: mean and deviation of a uniform one, over keys.
func TestStreamsAreEven(t *testing.T) {
	const n = 20000
	var sum, squares float64
	for i := range n {
		s := newStream(forCrop, 1, 0, uint64(i))
		v := s.float()
		sum += v
		squares += v * v
	}
	mean := sum / n
	if deviation := math.Sqrt(squares/n - mean*mean); math.Abs(mean-0.5) > 0.01 || math.Abs(deviation-math.Sqrt(1./12)) > 0.01 {
		t.Errorf("mean %.3f, deviation %.3f", mean, deviation)
	}
}

func TestShuffle(t *testing.T) {
	order, again, other := make([]int, 100), make([]int, 100), make([]int, 100)
	shuffle(order, 1, 0)
	shuffle(again, 1, 0)
	shuffle(other, 1, 1)
	count, moved := make([]int, 100), 0
	for i, v := range order {
		count[v]++
		if v != again[i] {
			t.Fatal("the same epoch came in another order")
		}
		if v != other[i] {
			moved++
		}
	}
	for v, n := range count {
		if n != 1 {
			t.Errorf("%d occurs %d times", v, n)
		}
	}
	if moved < 90 {
		t.Errorf("only %d places differ in the next epoch", moved)
	}
}
