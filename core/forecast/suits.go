// Which model suits some pictures.

package forecast

import "time"

// What a model may ask of pictures and machine to suit them. A picture for every
// thousand weights is a rule of thumb of ours: it gives ViT-Base to the 1.3 million
// pictures that it was published with, and to a tenth of them.
const (
	weightsAPicture = 1000
	night           = 12 * time.Hour
)

// Suits chooses from plans, one a model, the largest that suits its pictures: it has
// a picture for every thousand weights, no picture but one of four is smaller than
// what it looks at, it learns its own epochs in a night and fits into the memory that
// is free. Of few pictures the smallest model may have any number. A plan without a
// time, which is not known yet, is passed over. It returns -1 where none suits.
func Suits(plans []Plan, room Room) int {
	work := func(p Plan) float64 { return p.Config.Model.MAE().Forward() }
	least, best := -1, -1
	for i, p := range plans {
		if least < 0 || work(p) < work(plans[least]) {
			least = i
		}
	}
	for i, p := range plans {
		m := p.Config.Model.MAE()
		switch {
		case p.Time <= 0 || p.Time > night || p.Memory > room.Memory:
		case p.Pictures.Side < m.ImageSize:
		case i != least && weightsAPicture*(p.Pictures.Learn+p.Pictures.HeldOut) < m.Params():
		case best < 0 || work(p) > work(plans[best]):
			best = i
		}
	}
	return best
}
