package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"maestudio/core/run"
)

// choosesPreset tells whether --time chooses the sizes too.
func (o pretrainOptions) choosesPreset(cmd *cobra.Command) bool {
	return o.time > 0 && !cmd.Flags().Changed("preset") && o.init == ""
}

// beginning is a run's description before the flags: that of the preset or, of a run that
// starts from weights, their sizes and the training of the preset that is named or near.
func (o pretrainOptions) beginning(cmd *cobra.Command) (c run.Config, has *run.Beginnings, err error) {
	if o.init == "" {
		c, err = run.Preset(o.preset)
		return c, nil, err
	}
	preset := ""
	if cmd.Flags().Changed("preset") {
		preset = o.preset
	}
	c, found, err := run.Beginning(o.init, preset)
	return c, &found, err
}

// contradiction refuses sizes that were asked for and are not those of the weights, and
// asks for heads that nobody said.
func (o pretrainOptions) contradiction(cmd *cobra.Command, asked run.ModelConfig, has *run.Beginnings) error {
	if has == nil {
		return nil
	}
	own := has.Model
	for _, s := range []struct {
		flag       string
		asked, own int
		free       bool // nobody says it but the flag
		words      string
	}{
		{"patch-size", asked.PatchSize, own.PatchSize, false, "patches are %d pixels wide"},
		{"encoder-dim", asked.EncoderDim, own.EncoderDim, false, "encoder is %d wide"},
		{"encoder-depth", asked.EncoderDepth, own.EncoderDepth, false, "encoder is %d deep"},
		{"encoder-heads", asked.EncoderHeads, own.EncoderHeads, has.Said.Encoder == 0, "encoder has %d heads"},
		{"decoder-dim", asked.DecoderDim, own.DecoderDim, !has.HasDecoder, "decoder is %d wide"},
		{"decoder-depth", asked.DecoderDepth, own.DecoderDepth, !has.HasDecoder, "decoder is %d deep"},
		{"decoder-heads", asked.DecoderHeads, own.DecoderHeads, !has.HasDecoder || has.Said.Decoder == 0, "decoder has %d heads"},
	} {
		if s.asked != s.own && !s.free {
			return wrongUse("--%s %d contradicts the weights in %s, whose %s. Leave it away, and the sizes are theirs, or start without --init.",
				s.flag, s.asked, o.init, fmt.Sprintf(s.words, s.own))
		}
	}
	return headsKnown(o.init, asked)
}
