package tabular

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	"qunli/kit/fault"
)

const bufferSize = 64 << 10

// rawFile is the file as it lies on the disk. It counts what was read of it, for progress, and hashes it when sum is set.
type rawFile struct {
	f    *os.File
	name string
	size int64
	read atomic.Int64
	sum  hash.Hash
}

func openRaw(path string) (*rawFile, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, ErrMissing.F(filepath.Base(path)).Because(err)
	case err != nil:
		return nil, ErrUnreadable.F(filepath.Base(path)).Because(err)
	case info.IsDir():
		return nil, ErrDirectory.F(filepath.Base(path))
	case !info.Mode().IsRegular():
		return nil, ErrIrregular.F(filepath.Base(path))
	case info.Size() == 0:
		return nil, ErrEmpty
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, ErrUnreadable.F(filepath.Base(path)).Because(err)
	}
	return &rawFile{f: f, name: filepath.Base(path), size: info.Size()}, nil
}

// Probe refuses, with the faults of Inspect, what is no file that can be read: absent, a folder, a pipe, empty.
func Probe(path string) error {
	r, err := openRaw(path)
	if err != nil {
		return err
	}
	return r.Close()
}

func (r *rawFile) Read(p []byte) (int, error) {
	n, err := r.f.Read(p)
	r.read.Add(int64(n))
	if r.sum != nil {
		r.sum.Write(p[:n])
	}
	if err != nil && err != io.EOF {
		err = ErrUnreadable.F(r.name).Because(err)
	}
	return n, err
}

func (r *rawFile) Close() error { return r.f.Close() }

// container looks at the first bytes; the name only serves to notice a contradiction.
func (r *rawFile) container() (Container, error) {
	head := make([]byte, 8)
	n, err := r.f.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return "", ErrUnreadable.F(r.name).Because(err)
	}
	switch ext := strings.ToLower(filepath.Ext(r.name)); {
	case isGzip(head[:n]):
		return Gzip, nil
	case isZip(head[:n]):
		return XLSX, nil
	case isOLE(head[:n]):
		return "", ErrOldExcel
	case ext == ".gz":
		return "", ErrGzipName
	case ext == ".xlsx":
		return "", ErrXLSXName
	}
	return Plain, nil
}

func isGzip(b []byte) bool { return bytes.HasPrefix(b, []byte{0x1f, 0x8b}) }
func isOLE(b []byte) bool  { return bytes.HasPrefix(b, []byte{0xd0, 0xcf, 0x11, 0xe0}) }

func isZip(b []byte) bool {
	return bytes.HasPrefix(b, []byte("PK\x03\x04")) || bytes.HasPrefix(b, []byte("PK\x05\x06"))
}

// plain gives the decompressed bytes; every error it returns but io.EOF is a fault.
func (r *rawFile) plain(c Container, max int64) (*capped, error) {
	if c == Plain {
		return newCapped(r, max), nil
	}
	z, err := gzip.NewReader(bufio.NewReaderSize(r, bufferSize))
	if err != nil {
		return nil, gzipFault(err, false)
	}
	return newCapped(&gunzip{z: z}, max), nil
}

// gunzip names what is wrong with a gzip stream.
type gunzip struct{ z *gzip.Reader }

func (g *gunzip) Read(p []byte) (int, error) {
	n, err := g.z.Read(p)
	if err != nil && err != io.EOF {
		err = gzipFault(err, true)
	}
	return n, err
}

// gzipFault explains err; started says that one whole header was read before, so a bad header now is trailing garbage.
func gzipFault(err error, started bool) error {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return ErrGzipTruncated.Because(err)
	case errors.Is(err, gzip.ErrHeader) && started:
		return ErrGzipTrailing.Because(err)
	}
	return asFault(err, ErrGzipDamaged)
}

// capped refuses to hand out more than max bytes, with over as its refusal.
type capped struct {
	r      io.Reader
	n, max int64
	over   *fault.Error
}

func newCapped(r io.Reader, max int64) *capped {
	return &capped{r: r, max: max, over: ErrLarge.F(max)}
}

func (c *capped) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if c.n += int64(n); c.n > c.max {
		return 0, c.over
	}
	return n, err
}
