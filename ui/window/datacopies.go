package window

import "maestudio/core/album"

// countCopies lets files that are the same byte for byte count once or each, with
// undo.
func (d *data) countCopies(once bool) {
	if d.album == nil || d.copies != once {
		return
	}
	d.keepCopies(!once)
	words := "Files that are the same count once again."
	if d.copies {
		words = "Files that are the same count each."
	}
	d.w.done(words, func() { d.keepCopies(once) })
}

// keepCopies looks at the pictures anew: what was looked at is remembered.
func (d *data) keepCopies(keep bool) {
	if d.closer.running {
		d.closer.halt()
	}
	d.copies, d.checked = keep, false
	if d.reason == album.Copies {
		d.reason = ""
	}
	d.lookCloser()
}

// hasCopies tells whether it matters how copies are counted, as far as that is known.
func (d *data) hasCopies() bool { return d.copies || len(d.album.Report.Copies) > 0 }
