package card

import "fmt"

// The numbers that a driver gives for what went wrong (CUresult), of those that a
// person can do something about.
const (
	OutOfMemory = 2
	unavailable = 46  // CUDA_ERROR_DEVICE_UNAVAILABLE
	noDevice    = 100 // CUDA_ERROR_NO_DEVICE
)

// words are what those numbers mean and what to do, without a full stop.
var words = map[int]string{
	OutOfMemory: "The card has no memory left; a smaller batch needs less, and so do fewer programs on the card",
	3:           "The NVIDIA driver was not started; start the program again",
	4:           "The NVIDIA driver is being shut down; start the program again",
	unavailable: "Another program has the card for itself; end it, or let programs share the card with `nvidia-smi -c DEFAULT`",
	noDevice:    "The NVIDIA driver is here, but it sees no card; where programs run in a container, it must be given one",
	101:         "The NVIDIA driver knows no card of that number",
	200:         "The driver cannot read the kernels; install a newer NVIDIA driver",
	209:         "The driver has no code for this card; install a newer NVIDIA driver",
	214:         "The card's memory had an error that it could not mend; start the machine again, and if it comes back the card is failing",
	218:         "The driver cannot compile the kernels; install a newer NVIDIA driver",
	220:         "A link between cards failed; start the machine again",
	221:         "The driver lacks its compiler, libnvidia-ptxjitcompiler; install the driver again, complete",
	222:         "The driver is too old for the kernels; install a newer NVIDIA driver",
	500:         "The library of the NVIDIA driver is incomplete; install the driver again",
	700:         "The card was asked for memory that is not there, which is a fault of this program or of the card",
	702:         "The system ended the card's work for taking too long, as it does on a card that draws the screen; another card, or a smaller batch, helps",
	714:         "The card had a fault of its hardware; start the machine again",
	715:         "The card met code that it does not know, which is a fault of the driver or of the card",
	719:         "The card's work broke off, which is a fault of this program, of the driver or of the card",
	802:         "The card is not ready; on a machine with NVSwitch its fabric manager must run",
	803:         "The NVIDIA driver was changed while the machine ran, and its two halves differ; start the machine again",
	804:         "This card does not work with a newer CUDA library than its driver's; remove the compatibility package, or install a newer driver",
	999:         "The NVIDIA driver failed without saying why; after a sleep of the machine it often helps to start it again",
}

// Explain is what a driver's number means and what to do, without a full stop.
func Explain(result int) string {
	if told, ok := words[result]; ok {
		return told
	}
	return fmt.Sprintf("The NVIDIA driver failed with its error %d", result)
}

// TooOld is the sentence for a driver that cannot read the kernels.
func TooOld(driver string, cuda int) string {
	if driver == "" {
		driver = "here"
	}
	return fmt.Sprintf("The NVIDIA driver %s is too old: it knows CUDA %d.%d and %d.%d is needed, which drivers from 450 on have; install a newer one.",
		driver, cuda/1000, cuda%1000/10, OldestCUDA/1000, OldestCUDA%1000/10)
}

// noLibrary is the sentence where the driver's library is missing.
func noLibrary(library, driver string, card bool) string {
	switch {
	case driver != "":
		return fmt.Sprintf("The NVIDIA driver %s is loaded, but its library %s is missing; on Debian and Ubuntu install libcuda1 or libnvidia-compute of that version.", driver, library)
	case card:
		return "There is an NVIDIA card here, but no NVIDIA driver for it; install the driver to let the card compute."
	}
	return "There is no NVIDIA driver here."
}
