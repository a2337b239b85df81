package cli

import "errors"

func (t *training) drawSample() ([]string, error) { return nil, errors.New("not yet") }
