package weights

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// WrongJSON says what is wrong with a text of JSON in words that name no type of Go's.
func WrongJSON(err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &syntax) && strings.Contains(syntax.Error(), "end of JSON"):
		return errors.New("it was cut off")
	case syntax != nil:
		return fmt.Errorf("at byte %d: %v", syntax.Offset, syntax)
	case errors.As(err, &kind) && kind.Field != "":
		return fmt.Errorf("%q cannot be %s", kind.Field, jsonWords(kind.Value))
	case kind != nil:
		return fmt.Errorf("it holds %s where that cannot be", jsonWords(kind.Value))
	}
	return err
}

func jsonWords(value string) string {
	switch value {
	case "string":
		return "a text"
	case "array":
		return "a list"
	case "object":
		return "an object"
	case "bool":
		return "true or false"
	case "number":
		return "a number"
	}
	return "the " + value // with the number itself
}
