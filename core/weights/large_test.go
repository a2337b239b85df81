package weights

import (
	"archive/zip"
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

// A large model has as many values as ViT-L with its decoder, in so many tensors.
const (
	largeTensors = 300
	largeTensor  = 1 << 20 // values
)

// A file of 1.2 GB is opened and all its values are looked at in about the time that
// reading it takes, and with hardly any memory, in whichever form it is.
func TestLargeFilesOpenAsFastAsTheyAreRead(t *testing.T) {
	if os.Getenv("MAESTUDIO_SLOW") == "" {
		t.Skip("writes 1.2 GB; MAESTUDIO_SLOW=1 runs it")
	}
	path := filepath.Join(t.TempDir(), "large")
	for form, write := range map[string]func(io.Writer) error{"safetensors": largeSafetensors, "zip": largeZip, "older form": largeLegacy} {
		f, err := os.Create(path)
		if err == nil {
			err = write(f)
		}
		if err == nil {
			err = f.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		reading := func() {
			f, err := os.Open(path)
			if err == nil {
				_, err = io.CopyBuffer(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{f}, make([]byte, 1<<20))
				f.Close()
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		reading() // once, so that the system has it
		begun := time.Now()
		reading()
		read := time.Since(begun)

		before := allocated()
		begun = time.Now()
		s, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		opened := time.Since(begun)
		sum, n := float32(0), 0
		for _, name := range s.Names {
			values := data(s.Tensors[name]).([]float32)
			n += len(values)
			for at := 0; at < len(values); at += 1024 { // in every page
				sum += values[at]
			}
		}
		looked := time.Since(begun)
		taken := allocated() - before
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		t.Logf("%s: read in %v, opened in %v, all of it looked at after %v, with %.1f MB of memory", form, read, opened, looked, float64(taken)/1e6)
		if n != largeTensors*largeTensor || sum != float32(n/1024) {
			t.Errorf("%s: %d values, sum %v", form, n, sum)
		}
		if looked > 2*read+time.Second || taken > 64<<20 {
			t.Errorf("%s: looked at after %v, read in %v; %d bytes were taken", form, looked, read, taken)
		}
		runtime.GC()
	}
}

func ones() []float32 {
	values := make([]float32, largeTensor)
	for i := range values {
		values[i] = 1
	}
	return values
}

func largeSafetensors(w io.Writer) error {
	s, values := NewState(), ones()
	for i := range largeTensors {
		if err := s.AddFloat32(fmt.Sprint("x", i), values, largeTensor); err != nil {
			return err
		}
	}
	return Write(w, s)
}

func largeProgram(prefix string) *program {
	p := &program{}
	p.WriteString(prefix + "\x80\x02}(")
	for i := range largeTensors {
		p.text(fmt.Sprint("x", i))
		p.tensor("FloatStorage", fmt.Sprint(i), largeTensor, 0, []int64{largeTensor}, []int64{1})
	}
	p.WriteString("u.")
	return p
}

func largeZip(w io.Writer) error {
	z, values := zip.NewWriter(w), ones()
	part, err := z.CreateHeader(&zip.FileHeader{Name: "a/data.pkl", Method: zip.Store})
	if err == nil {
		_, err = part.Write(largeProgram("").Bytes())
	}
	for i := 0; i < largeTensors && err == nil; i++ {
		if part, err = z.CreateHeader(&zip.FileHeader{Name: fmt.Sprint("a/data/", i), Method: zip.Store}); err == nil {
			err = binary.Write(part, le, values)
		}
	}
	if err != nil {
		return err
	}
	return z.Close()
}

func largeLegacy(w io.Writer) error {
	p := largeProgram("\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.\x80\x02}.")
	p.WriteString("\x80\x02](")
	for i := range largeTensors {
		p.text(fmt.Sprint(i))
	}
	p.WriteString("e.")
	out, values := bufio.NewWriterSize(w, 1<<20), ones()
	out.Write(p.Bytes()) // which keeps the first error, and Flush returns it
	for range largeTensors {
		binary.Write(out, le, int64(largeTensor))
		binary.Write(out, le, values)
	}
	return out.Flush()
}
