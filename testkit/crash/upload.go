package crash

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
)

// Upload is the request that hands a file in over the API, its last bytes held back.
type Upload struct {
	home   *Home
	pipe   *io.PipeWriter
	rest   []byte
	answer chan Answer
	failed chan error
}

// Upload hands a file in over the API and gives the import's id.
func (h *Home) Upload(path, source string) string {
	h.Helper()
	u := h.BeginUpload(path, source)
	a := u.Finish()
	if !a.OK() {
		h.Fatalf("upload: %s", a)
	}
	return u.Import(a)
}

// BeginUpload sends the first half of a file and returns once the server has begun to keep it.
func (h *Home) BeginUpload(path, source string) *Upload {
	h.Helper()
	body, err := os.ReadFile(path)
	if err != nil {
		h.Fatal(err)
	}
	r, w := io.Pipe()
	half := len(body) / 2
	u := &Upload{home: h, pipe: w, rest: body[half:], answer: make(chan Answer, 1), failed: make(chan error, 1)}
	query := url.Values{"kind": {"orders"}, "source": {source}, "name": {filepath.Base(path)}}
	request, err := http.NewRequest("POST", h.base+"/api/imports?"+query.Encode(), r)
	if err != nil {
		h.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/octet-stream")
	before := h.waiting()
	go u.send(request)
	if _, err := w.Write(body[:half]); err != nil {
		h.Fatal(err)
	}
	h.Await(func() bool { return h.waiting() > before })
	return u
}

// waiting counts the files that the server keeps.
func (h *Home) waiting() int {
	kept, err := filepath.Glob(filepath.Join(h.Dir, "files", "upload-*"))
	if err != nil {
		h.Fatal(err)
	}
	return len(kept)
}

func (u *Upload) send(r *http.Request) {
	c := newClient(u.home, 100)
	got, err := c.do(r)
	if err != nil {
		u.failed <- err
		_ = u.pipe.CloseWithError(err)
		return
	}
	u.answer <- got
}

// Finish sends the rest and gives the answer.
func (u *Upload) Finish() Answer {
	u.home.Helper()
	if _, err := io.Copy(u.pipe, bytes.NewReader(u.rest)); err == nil {
		_ = u.pipe.Close()
	}
	select {
	case a := <-u.answer:
		return a
	case err := <-u.failed:
		u.home.Fatalf("a request in flight was not answered: %v", err)
		return Answer{}
	}
}

// Import reads the import's id from the answer.
func (u *Upload) Import(a Answer) string {
	u.home.Helper()
	var i struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(a.Body, &i); err != nil || i.ID == "" {
		u.home.Fatalf("upload: %s", a)
	}
	return i.ID
}
