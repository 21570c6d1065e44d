package hook

import (
	"io"
	"net/http"
	"strings"

	"qunli/channel/wecom"
	"qunli/kit/serve"
)

// WeComPath is the callback address that is entered in WeCom's console.
const WeComPath = "/hook/wecom"

// maxCallback is the largest callback of a chat channel, in bytes.
const maxCallback = 1 << 20

// checkWeCom answers the question by which WeCom's console tries the callback address: exactly the text inside, within a second.
func (h *Hook) checkWeCom(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	text, err := h.WeCom.Open(r.Context(), q.Get("msg_signature"), q.Get("timestamp"), q.Get("nonce"), q.Get("echostr"))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write(text)
	return err
}

// takeWeCom takes a callback in: verified, opened, durable, then answered 200 with nothing. The same again is answered alike.
func (h *Hook) takeWeCom(w http.ResponseWriter, r *http.Request) error {
	body, err := io.ReadAll(serve.Body(w, r, maxCallback))
	if err != nil {
		return serve.ErrLarge.Because(err)
	}
	envelope, err := wecom.ReadEnvelope(body)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	text, err := h.WeCom.Open(r.Context(), q.Get("msg_signature"), q.Get("timestamp"), q.Get("nonce"), envelope.Encrypt)
	if err != nil {
		return err
	}
	_, err = h.Inbox.Receive(r.Context(), wecom.Inbound(text))
	return err
}

// DomainFile answers at the root of the domain the file by which WeCom verifies it, and leaves everything else to next.
func (h *Hook) DomainFile(next http.Handler) http.Handler {
	file := serve.NewMux()
	file.Get("/{name}", h.domainFile)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/WW_verify_") {
			file.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (h *Hook) domainFile(w http.ResponseWriter, r *http.Request) error {
	f, err := h.WeCom.DomainFile(r.Context())
	if err != nil {
		return err
	}
	if f.Name == "" || f.Name != r.PathValue("name") {
		return serve.ErrNoRoute
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, err = io.WriteString(w, f.Content)
	return err
}
