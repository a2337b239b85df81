// What a person asks of a worker, on its way through commands.jsonl.

package run

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"time"
)

// Command is one line of commands.jsonl: what a person asks of the worker. The
// worker reads them between steps. It obeys what is written while it holds the
// run; older lines are history.
type Command struct {
	Command string    `json:"command"`
	Time    time.Time `json:"time"`
}

// The commands.
const (
	Pause     = "pause"  // write a checkpoint and wait
	Resume    = "resume" // go on
	Stop      = "stop"   // write a checkpoint and end
	SampleNow = "sample" // redraw the sample pictures now
)

// Send appends a command to a run.
func (r *Run) Send(command string) error {
	line, err := json.Marshal(Command{command, time.Now().UTC().Truncate(time.Millisecond)})
	if err != nil {
		return err
	}
	path := r.path(commandsFile)
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o666)
	if err != nil {
		return writing(err, "the command", path, 0, "The run was not touched.")
	}
	// The newline before it keeps a line that someone left torn from taking
	// this one with it; empty lines mean nothing.
	if _, err := f.Write([]byte("\n" + string(line) + "\n")); err != nil {
		f.Close()
		return writing(err, "the command", path, 0, "The run was not touched.")
	}
	return f.Close()
}

// inbox reads the commands that arrive after it was opened.
type inbox struct {
	path   string
	offset int64 // all before it is read
}

// openInbox begins after the commands that are there already.
func openInbox(path string) (*inbox, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return &inbox{path: path}, nil
	}
	if err != nil {
		return nil, err
	}
	return &inbox{path: path, offset: info.Size()}, nil
}

// maxCommands bounds what is read at once; the rest follows with the next step.
const maxCommands = 1 << 16

// read returns the commands that arrived since the last call, oldest first.
// Lines that are none are passed over, and a file that is gone or was cut short
// is read from its beginning when it is back.
func (b *inbox) read() []Command {
	f, err := os.Open(b.path)
	if err != nil {
		return nil
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || info.Size() == b.offset {
		return nil
	} else if info.Size() < b.offset {
		b.offset = 0
	}
	data, err := io.ReadAll(io.NewSectionReader(f, b.offset, maxCommands))
	if err != nil {
		return nil
	}
	end := bytes.LastIndexByte(data, '\n') + 1
	if end == 0 && len(data) == maxCommands {
		end = len(data) // no command is that long
	}
	b.offset += int64(end)
	return parseCommands(data[:end])
}

func parseCommands(data []byte) []Command {
	var commands []Command
	for line := range bytes.Lines(data) {
		var c Command
		if json.Unmarshal(line, &c) == nil && c.Command != "" {
			commands = append(commands, c)
		}
	}
	return commands
}
