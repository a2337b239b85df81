//go:build cuda

package nvidia

import (
	"fmt"
	"reflect"

	"maestudio/gpu/cuda/card"
)

// failure is an error of the driver's by its number.
type failure int

func (f failure) Error() string { return fmt.Sprintf("error %d of the driver", int(f)) }

// result is the error of a call of our own.
func result[T ~int32](r T) error {
	if r == 0 {
		return nil
	}
	return failure(r)
}

const notFound = 500 // CUDA_ERROR_NOT_FOUND

// code is an error's number, 0 where it has none. Those of cu are numbers of a type
// that it keeps to itself.
func code(err error) int {
	if v := reflect.ValueOf(err); v.IsValid() && v.CanInt() {
		return int(v.Int())
	}
	return 0
}

// explained says what a driver's error means: what was being done, and what to do.
func explained(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %s (%w)", what, card.Explain(code(err)), err)
}
