package score

import "math"

// Interval holds, in 95 of 100 cases, what would be measured on endlessly many
// pictures of the same kind.
type Interval struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// normal95 is the 97.5 % quantile of the normal distribution.
const normal95 = 1.959963984540054

// Wilson is the interval of a share of right among n (Wilson 1927): it holds for few
// pictures too, and where all or none are right. Of no pictures it is 0 to 1.
func Wilson(right, n int) Interval {
	if n == 0 {
		return Interval{0, 1}
	}
	const z = normal95
	p, m := float64(right)/float64(n), float64(n)
	centre := (p + z*z/(2*m)) / (1 + z*z/m)
	half := z / (1 + z*z/m) * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return Interval{max(centre-half, 0), min(centre+half, 1)}
}

// student95 is the 97.5 % quantile of Student's t distribution with the given degrees
// of freedom, at least 1, to six digits.
func student95(degrees float64) float64 {
	if degrees > 1e5 {
		return normal95
	}
	low, high := normal95, 12.8 // that of one degree is 12.706
	for range 30 {
		middle := (low + high) / 2
		if studentInside(middle, degrees) < 0.95 {
			low = middle
		} else {
			high = middle
		}
	}
	return low
}

// studentInside is the probability of -t to t: twice the integral of the density from
// 0 to t, by Simpson's rule.
func studentInside(t, degrees float64) float64 {
	a, _ := math.Lgamma((degrees + 1) / 2)
	b, _ := math.Lgamma(degrees / 2)
	scale := math.Exp(a-b) / math.Sqrt(degrees*math.Pi)
	density := func(x float64) float64 { return scale * math.Pow(1+x*x/degrees, -(degrees+1)/2) }
	const steps = 200
	h, sum := t/steps, density(0)+density(t)
	for i := 1; i < steps; i++ {
		sum += float64(2+2*(i%2)) * density(float64(i)*h)
	}
	return 2 * sum * h / 3
}
