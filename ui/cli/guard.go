package cli

// guardEnded is how the process that did the work ended. It said why, itself.
type guardEnded struct{ code int }

func (guardEnded) Error() string { return "" }
