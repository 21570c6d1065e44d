package page

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// PicturePath is where pictures are served, below it the key.
const PicturePath = "/p/"

// ErrNoPicture refuses a key that no picture has.
var ErrNoPicture = fault.New(fault.Missing, "page.picture_missing", "没有这张图片", "There is no such picture")

// Size is how large a picture is, in pixels.
type Size struct {
	Key    string `json:"key"`
	Width  int64  `json:"width"`
	Height int64  `json:"height"`
}

// Pictures keeps the pictures of pages.
type Pictures struct {
	db   *db.DB
	turn chan struct{} // one is decoded at a time: a large one takes 150 MB of memory
}

// NewPictures gives the pictures kept in d.
func NewPictures(d *db.DB) *Pictures { return &Pictures{d, make(chan struct{}, 1)} }

// pictureRow is a row of page_picture.
type pictureRow struct {
	Key       string
	Width     int64
	Height    int64
	Body      []byte
	CreatedAt int64
}

// Add makes an uploaded picture small and keeps it, once however often it comes.
func (p *Pictures) Add(ctx context.Context, in io.Reader) (Size, error) {
	if err := org.Must(ctx, org.CampaignEdit); err != nil {
		return Size{}, err
	}
	raw, err := io.ReadAll(io.LimitReader(in, MostUpload+1)) // a slow one keeps nobody waiting
	if err != nil {
		return Size{}, err
	}
	body, width, height, err := p.shrunk(ctx, raw)
	if err != nil {
		return Size{}, err
	}
	sum := sha256.Sum256(body)
	s := Size{"pic_" + hex.EncodeToString(sum[:16]), int64(width), int64(height)}
	err = p.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := db.Insert(ctx, tx, "page_picture", []pictureRow{{s.Key, s.Width, s.Height, body, tx.Now}}, "ON CONFLICT (key) DO NOTHING")
		if err != nil || n == 0 {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "page.picture", Object: "picture", After: map[string]any{"key": s.Key}})
	})
	return s, err
}

// shrunk is shrink when its turn has come, whatever becomes of it.
func (p *Pictures) shrunk(ctx context.Context, raw []byte) (body []byte, width, height int, err error) {
	select {
	case p.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, 0, 0, ctx.Err()
	}
	defer func() { <-p.turn }()
	return shrink(bytes.NewReader(raw))
}

// Body gives a picture as JPEG. Anybody may ask: it is on a page.
func (p *Pictures) Body(ctx context.Context, key string) ([]byte, error) {
	body, err := db.One[[]byte](ctx, p.db.Read(), `SELECT body FROM page_picture WHERE key = $1`, key)
	if errors.Is(err, db.ErrNone) {
		err = ErrNoPicture
	}
	return body, err
}

// SizeOf gives how large a picture is; one that there is not has no key.
func SizeOf(ctx context.Context, q db.Q, key string) (Size, error) {
	out, err := Sizes(ctx, q, Page{Top: []Block{{Picture: key}}})
	return out[key], err
}

// Sizes gives how large the pictures of a page are, by key; those that there are not are left out.
func Sizes(ctx context.Context, q db.Q, p Page) (map[string]Size, error) {
	out := map[string]Size{}
	var keys []string
	for _, s := range p.Sections() {
		for _, b := range s.Blocks {
			if b.Picture != "" {
				keys = append(keys, b.Picture)
			}
		}
	}
	if len(keys) == 0 {
		return out, nil
	}
	c := db.Where("").In("key", keys)
	err := db.Each(ctx, q, func(s Size) error { out[s.Key] = s; return nil }, `SELECT key, width, height FROM page_picture WHERE `+c.SQL(), c.Args()...)
	return out, err
}
