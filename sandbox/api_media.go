package sandbox

import (
	"io"
	"mime/multipart"
	"net/http"
	"strings"
)

// upload is the file of a request.
type upload struct {
	name string
	data []byte
}

// readUpload takes the field "media", or the first file there is.
func readUpload(r *http.Request) (*upload, error) {
	form, err := r.MultipartReader()
	if err != nil {
		return nil, err
	}
	var found *upload
	for {
		part, err := form.NextPart()
		if err == io.EOF {
			return found, nil
		}
		if err != nil {
			return nil, err
		}
		u, err := readPart(part)
		if err != nil {
			return nil, err
		}
		if u.name != "" && (found == nil || part.FormName() == "media") {
			found = u
		}
	}
}

func readPart(part *multipart.Part) (*upload, error) {
	data, err := io.ReadAll(part)
	return &upload{part.FileName(), data}, err
}

// The sizes that files may have, in bytes.
var mediaMost = map[string]int{"image": 10 << 20, "voice": 2 << 20, "video": 10 << 20, "file": 20 << 20}

// checkUpload tells what is wrong with a file of a type.
func (c *call) checkUpload(kind string) error {
	most := mediaMost[kind]
	switch {
	case most == 0:
		return no(40004)
	case c.upload == nil || len(c.upload.data) == 0:
		return no(44001)
	case len(c.upload.data) <= 5:
		return no(40006)
	case len(c.upload.data) > most && kind == "image":
		return no(40009)
	case len(c.upload.data) > most && kind == "video":
		return no(40011)
	case len(c.upload.data) > most:
		return no(45001)
	}
	mime := http.DetectContentType(c.upload.data)
	if kind == "image" && mime != "image/jpeg" && mime != "image/png" {
		return no(40005)
	}
	return nil
}

// keep stores the file of a request.
func (c *call) keep(kind string, purpose int, forever bool) *Media {
	f := &Media{ID: letters(64), Type: kind, Name: c.upload.name, Mime: http.DetectContentType(c.upload.data), Size: len(c.upload.data),
		Made: c.now, For: purpose, Forever: forever}
	c.w.media.put(f.ID, f)
	c.w.journal.files[f.ID] = c.upload.data
	c.w.journal.version++
	return f
}

// usable tells why a file cannot be part of a message.
func (w *World) usable(id, kind string, now int64) error {
	f := w.media.get(id)
	switch {
	case id == "":
		return no(40063)
	case f == nil || !f.Forever && now >= f.Made+w.cfg().MediaHours*3600_000:
		return no(40007)
	case f.For != 0:
		return no(41072)
	case f.Type != kind && kind != "":
		return no(41072)
	}
	return nil
}

func (c *call) mediaUpload() (m, error) {
	kind := c.query("type")
	if err := c.checkUpload(kind); err != nil {
		return nil, err
	}
	f := c.keep(kind, 0, false)
	return m{"type": kind, "media_id": f.ID, "created_at": jsonNumber(int(c.now / 1000))}, nil
}

func (c *call) mediaUploadImg() (m, error) {
	if err := c.checkUpload("image"); err != nil {
		return nil, err
	}
	if len(c.upload.data) > 2<<20 {
		return nil, no(40009)
	}
	today := 0
	c.w.media.each(func(f *Media) {
		if f.Forever && f.Made >= c.w.midnight(c.now) {
			today++
		}
	})
	if today >= c.s.UploadImgDaily {
		return nil, no(45009)
	}
	f := c.keep("image", 0, true)
	return m{"url": c.base + "/media/" + f.ID}, nil
}

func (c *call) mediaAttachment() (m, error) {
	kind := c.query("media_type")
	purpose := strings.Index("012", c.query("attachment_type"))
	if purpose < 1 {
		return nil, no(40058)
	}
	if err := c.checkUpload(kind); err != nil {
		return nil, err
	}
	f := c.keep(kind, purpose, false)
	return m{"type": kind, "media_id": f.ID, "created_at": c.now / 1000}, nil
}

func (c *call) mediaGet() (m, error) {
	id := c.query("media_id")
	f := c.w.media.get(id)
	if f == nil || !f.Forever && c.now >= f.Made+c.s.MediaHours*3600_000 {
		return nil, no(40007)
	}
	c.file = f
	return nil, nil
}
