package h5

import (
	"net/http"
)

// picture serves an uploaded picture: what is under a key never changes.
func (p *Pages) picture(w http.ResponseWriter, r *http.Request) error {
	body, err := p.Pictures.Body(r.Context(), r.PathValue("key"))
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin") // previews stand in frames that are nobody's
	_, err = w.Write(body)
	return err
}
