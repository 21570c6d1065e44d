package h5

import (
	"net/http/httptest"
	"testing"

	"qunli/kit/serve"
)

// TestPagesWithSecretsAreNotPacked: what pays, what goes where and what somebody holds is marked so that nobody packs it (adr/0036); a page
// that says to everybody the same is not.
func TestPagesWithSecretsAreNotPacked(t *testing.T) {
	p := &Pages{Frame: func() string { return "" }}
	for _, c := range []struct {
		name string
		show func(w *httptest.ResponseRecorder) error
		want string
	}{
		{"pay", func(w *httptest.ResponseRecorder) error { return p.show(w, payPage, "", &payView{}) }, serve.Private},
		{"checkout", func(w *httptest.ResponseRecorder) error { return p.show(w, checkoutPage, "", &checkoutView{}) }, serve.Private},
		{"me", func(w *httptest.ResponseRecorder) error { return p.show(w, mePage, "", &meView{}) }, serve.Private},
		{"product", func(w *httptest.ResponseRecorder) error { return p.show(w, shelfPage, "", &shelfView{}) }, "no-store"},
	} {
		w := httptest.NewRecorder()
		if err := c.show(w); err != nil || w.Header().Get("Cache-Control") != c.want {
			t.Errorf("%s: %q, %v", c.name, w.Header().Get("Cache-Control"), err)
		}
	}
}
