package serve

import (
	"bytes"
	"encoding/hex"
	"hash"
	"io"
	"maps"
	"net/http"
)

// buffer holds an answer back until it is known whether it may be given.
type buffer struct {
	http.ResponseWriter
	header http.Header
	status int
	body   bytes.Buffer
}

func (b *buffer) Header() http.Header { return b.header }

func (b *buffer) WriteHeader(status int) {
	if b.status == 0 {
		b.status = status
	}
}

func (b *buffer) Write(p []byte) (int, error) {
	b.WriteHeader(http.StatusOK)
	return b.body.Write(p)
}

func (b *buffer) begun() bool { return b.status != 0 }

func (b *buffer) code() int {
	if b.status == 0 {
		return http.StatusOK
	}
	return b.status
}

// flush gives the answer.
func (b *buffer) flush() error {
	maps.Copy(b.ResponseWriter.Header(), b.header)
	b.ResponseWriter.WriteHeader(b.code())
	if b.body.Len() == 0 { // some statuses refuse even an empty body
		return nil
	}
	_, err := b.ResponseWriter.Write(b.body.Bytes())
	return err
}

// hashing hashes a body while it is read; the first skip bytes were hashed before.
type hashing struct {
	source io.Reader
	closer io.Closer
	sum    hash.Hash
	skip   int
}

func (h *hashing) Read(p []byte) (int, error) {
	n, err := h.source.Read(p)
	seen := min(h.skip, n)
	h.skip -= seen
	h.sum.Write(p[seen:n])
	return n, err
}

func (h *hashing) Close() error { return h.closer.Close() }

// finish reads what the handler left and gives the hash of the whole.
func (h *hashing) finish() (string, error) {
	if _, err := io.Copy(io.Discard, h); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.sum.Sum(nil)), nil
}
