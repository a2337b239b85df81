package window

import "time"

// callbackLimit is what one callback on Fyne's goroutine may take.
const callbackLimit = 100 * time.Millisecond
