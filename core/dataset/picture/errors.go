package picture

import (
	"context"
	"errors"
	"fmt"
	"image/jpeg"
	"image/png"
	"io"
	"io/fs"
	"strings"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
)

// Kind tells a program why a file is left out, and groups files in a report.
type Kind string

const (
	Empty       Kind = "empty"
	EndsEarly   Kind = "ends-early"
	Damaged     Kind = "damaged"
	NotPicture  Kind = "not-a-picture"
	Unsupported Kind = "unsupported"
	TooLarge    Kind = "too-large"
	TooSmall    Kind = "too-small"
	Unreadable  Kind = "unreadable"
	Gone        Kind = "gone"
)

// Error says why a picture cannot be used: a kind for the program, a sentence
// for the person, the cause for the log. Its text is the sentence.
type Error struct {
	Kind     Kind
	Sentence string
	Cause    error // may be nil
}

func (e *Error) Error() string { return e.Sentence }
func (e *Error) Unwrap() error { return e.Cause }

// Errorf makes an Error; cause may be nil.
func Errorf(kind Kind, cause error, format string, args ...any) *Error {
	return &Error{Kind: kind, Sentence: fmt.Sprintf(format, args...), Cause: cause}
}

func damaged(cause error) *Error { return Errorf(Damaged, cause, "The picture is damaged") }

// explain makes a sentence of what a decoder said.
func explain(f Format, err error) error {
	var known *Error
	switch {
	case errors.As(err, &known), cancelled(err):
		return err
	case readFailed(err):
		return Errorf(Unreadable, err, "The file cannot be read from the disk")
	case endsEarly(err):
		return Errorf(EndsEarly, err, "The picture ends early")
	case strings.Contains(err.Error(), "overflow"), strings.Contains(err.Error(), "too large"):
		return Errorf(TooLarge, err, "Declares more pixels than can be counted")
	case unsupported(err):
		return Errorf(Unsupported, err, "This kind of %s is not supported%s", f, detail(err))
	}
	return damaged(err)
}

func cancelled(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// readFailed reports whether the disk failed, not the decoder.
func readFailed(err error) bool {
	var path *fs.PathError
	return errors.As(err, &path)
}

// endsEarly also looks at the text: some decoders hide the cause in it.
func endsEarly(err error) bool {
	return errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || strings.Contains(err.Error(), "not enough")
}

func unsupported(err error) bool {
	var j jpeg.UnsupportedError
	var p png.UnsupportedError
	var t tiff.UnsupportedError
	return errors.As(err, &j) || errors.As(err, &p) || errors.As(err, &t) || errors.Is(err, bmp.ErrUnsupported)
}

// detail is what a decoder names as missing, in brackets: "tiff: unsupported
// feature: color model" gives " (color model)".
func detail(err error) string {
	_, what, named := strings.Cut(err.Error(), "feature: ")
	if !named {
		return ""
	}
	return " (" + what + ")"
}
