package cli

import (
	"runtime"

	"github.com/spf13/cobra"

	"maestudio/core/courtesy"
	"maestudio/core/run"
)

// manners are how training makes room for whoever's computer it is.
type manners struct {
	leave               int
	low, battery, inUse bool
}

func (m *manners) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.IntVar(&m.leave, "leave-cores", 0, "`N` processor cores to leave to others; changes no result")
	f.BoolVar(&m.low, "low-priority", false, "give way to other programs")
	f.BoolVar(&m.battery, "pause-on-battery", false, "wait while the computer runs on its battery")
	f.BoolVar(&m.inUse, "pause-in-use", false, "wait while somebody uses the computer, where the system tells")
}

func (m manners) check(cmd *cobra.Command) error {
	switch {
	case m.leave < 0:
		return wrongUse("--leave-cores wants a whole number of 0 or more, not %d.", m.leave)
	case cmd.Flags().Changed("leave-cores") && cmd.Flags().Changed("threads"):
		return wrongUse("Use either --threads or --leave-cores, not both.")
	}
	return nil
}

// threads is how many cores are used where usual were.
func (m manners) threads(usual int) int {
	if m.leave == 0 {
		return usual
	}
	return max(1, runtime.NumCPU()-m.leave)
}

// apply makes this process behave, and says when the training is to wait. What the
// system does not allow or tell is returned.
func (m manners) apply(o *run.AdvanceOptions) (cannot []error) {
	if m.low {
		if err := courtesy.LowPriority(); err != nil {
			cannot = append(cannot, run.Errorf(run.Courtesy, err, "The system does not let training give way to other programs (%v).", err))
		}
	}
	if m.battery || m.inUse {
		w := &courtesy.Watch{Battery: m.battery, InUse: m.inUse}
		o.Hold = w.Hold
		cannot = append(cannot, w.Unknown()...)
	}
	return cannot
}
