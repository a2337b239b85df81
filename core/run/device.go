// Which device computes, by its name in run.toml.

package run

import (
	"errors"
	"runtime"

	"maestudio/gpu"
	"maestudio/gpu/cpu"
	"maestudio/gpu/cuda"
	"maestudio/gpu/cuda/card"
	"maestudio/gpu/cuda/nvidia"
	"maestudio/gpu/reference"
)

// settle resolves what is left open about the device by asking this machine.
func (d *DeviceConfig) settle() error {
	if d.Name == "" || d.Name == "auto" {
		d.Name = "cpu"
		if _, ok := usable(); ok {
			d.Name = "cuda"
		}
	}
	if d.Name == "cuda" {
		if err := d.settleCard(card.Find()); err != nil || !nvidia.BuiltIn {
			return err
		}
	}
	if d.Precision == "" || d.Precision == "auto" {
		d.Precision = "float32"
		if d.Name == "cpu" && cpu.Fastest(d.Family) == gpu.BFloat16 {
			d.Precision = "bf16"
		}
	}
	dev, err := d.open(d.Family, d.Threads)
	if err != nil {
		return err
	}
	defer dev.Close()
	info := dev.Info()
	d.Family = info.Family
	if d.Threads == 0 {
		d.Threads = info.Threads
	}
	return nil
}

// settleCard settles for the card of this machine what can be known without opening it: a
// program that cannot, makes runs for its sibling that can.
func (d *DeviceConfig) settleCard(found card.Report) error {
	best, ok := found.Best()
	switch {
	case !ok:
		return Errorf(Device, nil, "%s Use the device \"cpu\".", found.Why)
	case d.Precision == "bf16" && !best.BFloat16():
		return Errorf(Settings, nil, "%s has no tensor cores that multiply bf16. Use the precision \"float32\", which is what \"auto\" chooses there.", best.Name)
	case d.Precision == "" || d.Precision == "auto":
		d.Precision = "float32"
		if best.BFloat16() {
			d.Precision = "bf16"
		}
	}
	d.Family = best.Family()
	if d.Threads == 0 {
		d.Threads = runtime.NumCPU() // of the processor, which makes the batches
	}
	return nil
}

// usable is the card that this program can compute on, if there is one.
func usable() (card.Card, bool) {
	if !nvidia.BuiltIn {
		return card.Card{}, false
	}
	return card.Find().Best()
}

// OpenCard opens the fastest card.
func OpenCard(matrix gpu.DType) (gpu.Device, error) {
	found := card.Find()
	best, ok := found.Best()
	if !ok {
		return nil, errors.New(found.Why)
	}
	driver, err := nvidia.Open(best.Index)
	if err != nil {
		return nil, err
	}
	dev, err := cuda.Open(driver, cuda.Options{Matrix: matrix})
	if err != nil {
		return nil, errors.Join(err, driver.Close())
	}
	return dev, nil
}

// open opens the device with kernels of a family; "" takes the best there is.
func (d DeviceConfig) open(family string, threads int) (gpu.Device, error) {
	var dev gpu.Device
	var err error
	mixed := d.Precision == "bf16"
	switch {
	case d.Name == "cpu" && mixed:
		dev, err = cpu.Open(cpu.Options{Family: family, Threads: threads, Matrix: gpu.BFloat16})
	case d.Name == "cpu":
		dev, err = cpu.Open(cpu.Options{Family: family, Threads: threads})
	case d.Name == "cuda" && mixed:
		dev, err = OpenCard(gpu.BFloat16)
	case d.Name == "cuda":
		dev, err = OpenCard(gpu.Float32)
	case d.Name == "reference" && mixed:
		return reference.OpenMixed[float32](), nil
	case d.Name == "reference":
		return reference.Open[float32](), nil
	default:
		return nil, Errorf(Settings, nil, "There is no device %q. Use \"cpu\" or \"cuda\".", d.Name)
	}
	if err != nil {
		return nil, Errorf(Device, err, "The device cannot be used: %v", err)
	}
	return dev, nil
}

// openAnywhere opens the device of a run, and where this machine lacks its
// kernels, the best that are there; the sentence then says so. It is opened elsewhere
// where instead names another device.
func (d DeviceConfig) openAnywhere(instead string, threads int) (dev gpu.Device, sentence string, err error) {
	if instead != "" && instead != d.Name {
		d.Name = instead
		if d.Name == "cpu" && cpu.Fastest("") == gpu.Float32 {
			d.Precision = "float32" // what it has, of what a card has
		}
	}
	if best, ok := usable(); ok && d.Name == "cuda" && !best.BFloat16() {
		d.Precision = "float32" // of what a newer card or a processor has
	}
	dev, err = d.open(d.Family, threads)
	if err != nil {
		if dev, err = d.open("", threads); err != nil {
			return nil, "", err
		}
	}
	if family := dev.Info().Family; family != d.Family {
		sentence = "This run was begun with " + d.Family + " kernels and goes on with " + family +
			": its numbers will differ in their last digits from those of an undisturbed run."
	}
	return dev, sentence, nil
}
