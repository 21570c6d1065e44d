package hook

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"qunli/commerce"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/kit/secret"
	"qunli/kit/serve"
	"qunli/org"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// door is a running hook with a secret for the source "till".
type door struct {
	*testing.T
	d      dbtest.Fixture
	h      http.Handler
	keys   *Keys
	secret string
	log    bytes.Buffer
}

func each(t *testing.T, f func(d *door)) {
	rooms := []fs.FS{event.Schema, job.Schema, org.Schema, customer.Schema, commerce.Schema}
	dbtest.Each(t, rooms, func(t *testing.T, d dbtest.Fixture) {
		ring, err := secret.NewKeyring(bytes.Repeat([]byte{7}, 32))
		if err != nil {
			t.Fatal(err)
		}
		x := &door{T: t, d: d, keys: &Keys{d.DB, org.New(d.DB, org.Options{}), ring}}
		bus := event.NewBus(job.New(d.DB, job.Options{}))
		hook := &Hook{Keys: x.keys, Commerce: commerce.New(d.DB, bus, customer.New(d.DB, bus))}
		if x.h, err = serve.NewEdge(hook.Handler(), serve.Options{Log: slog.New(slog.NewTextHandler(&x.log, nil))}); err != nil {
			t.Fatal(err)
		}
		if x.secret, err = x.keys.Issue(org.Owner(t.Context(), "test"), "till"); err != nil {
			t.Fatal(err)
		}
		f(x)
	})
}

// push sends a body signed with key at the given time.
func (d *door) push(source, key string, at time.Time, body string) *httptest.ResponseRecorder {
	stamp := fmt.Sprint(at.Unix())
	r := httptest.NewRequest("POST", "/hook/orders/"+source, strings.NewReader(body))
	r.Header.Set(TimestampHeader, stamp)
	r.Header.Set(SignatureHeader, "sha256="+hex.EncodeToString(sign([]byte(key), stamp, []byte(body))))
	w := httptest.NewRecorder()
	d.h.ServeHTTP(w, r)
	return w
}

func (d *door) orders() int64 {
	d.Helper()
	n, err := db.One[int64](d.Context(), d.d.Read(), `SELECT COUNT(*) FROM commerce_order WHERE source = 'till'`)
	if err != nil {
		d.Fatal(err)
	}
	return n
}

const sale = `{"documents": [{"order_no": "1", "at": 1772416800000, "unheard_of": 1, "buyer": [{"kind": "phone", "value": "13800138000"}],
	"lines": [{"sku": "A", "quantity": "2", "price": "29.90"}]}]}`

func TestSignedPushIsTakenOnce(t *testing.T) {
	each(t, func(d *door) {
		for i, added := range []bool{true, false} {
			w := d.push("till", d.secret, d.d.Clock.Now(), sale)
			var got struct{ Placed []taken }
			if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != 200 || len(got.Placed) != 1 || got.Placed[0].Added != added {
				d.Errorf("push %d: %d %s %v", i, w.Code, w.Body, err)
			}
		}
		if n := d.orders(); n != 1 {
			d.Errorf("%d orders", n)
		}
		if strings.Contains(d.log.String(), "13800138000") {
			d.Error("the log holds a phone")
		}
	})
}

func TestUnsoundPushIsRefusedAndLogged(t *testing.T) {
	each(t, func(d *door) {
		now := d.d.Clock.Now()
		for name, w := range map[string]*httptest.ResponseRecorder{
			"wrong secret":   d.push("till", "qh_wrong", now, sale),
			"stale":          d.push("till", d.secret, now.Add(-5*time.Minute-time.Second), sale),
			"from tomorrow":  d.push("till", d.secret, now.Add(6*time.Minute), sale),
			"unknown source": d.push("shop", d.secret, now, sale),
			"bad source":     d.push("Till", d.secret, now, sale),
		} {
			if w.Code != 403 || !strings.Contains(w.Body.String(), "hook.signature") {
				d.Errorf("%s: %d %s", name, w.Code, w.Body)
			}
		}
		if n := d.orders(); n != 0 {
			d.Errorf("%d orders", n)
		}
		if n := strings.Count(d.log.String(), "level=WARN"); n != 5 {
			d.Errorf("%d warnings in the log", n)
		}
		if err := d.keys.Revoke(org.Owner(d.Context(), "test"), "till"); err != nil {
			d.Fatal(err)
		}
		if w := d.push("till", d.secret, now, sale); w.Code != 403 {
			d.Errorf("after the revocation: %d", w.Code)
		}
	})
}

func TestWrongDocumentsAreRefusedWhole(t *testing.T) {
	each(t, func(d *door) {
		good := `{"order_no": "1", "at": 1772416800000, "lines": [{"sku": "A", "quantity": "1", "price": "1"}]}`
		for _, bad := range []string{
			`{"order_no": "2", "at": 1772416800000, "lines": [{"sku": "A", "quantity": "many", "price": "1"}]}`,
			`{"order_no": "2", "at": 1772416800000, "store": "NOWHERE", "lines": [{"sku": "A", "quantity": "1", "price": "1"}]}`,
			`{"order_no": "2", "lines": [{"sku": "A", "quantity": "1", "price": "1"}]}`,
			`{"order_no": "2", "at": 1772416800000, "lines": []}`,
			`{"order_no": "2", "at": 1772416800000, "lines": [{"sku": "A", "quantity": "1"}]}`,
		} {
			if w := d.push("till", d.secret, d.d.Clock.Now(), `{"documents": [`+good+`,`+bad+`]}`); w.Code != 422 {
				d.Errorf("%s: %d %s", bad, w.Code, w.Body)
			}
		}
		for _, body := range []string{`{`, `{}`} {
			if w := d.push("till", d.secret, d.d.Clock.Now(), body); w.Code != 422 {
				d.Errorf("%s: %d", body, w.Code)
			}
		}
		if n := d.orders(); n != 0 {
			d.Errorf("%d orders of refused pushes", n)
		}
	})
}

func TestSecretIsSealedAndOnlyForAdministrators(t *testing.T) {
	each(t, func(d *door) {
		kept, err := org.Setting(d.Context(), d.d.Read(), setting("till"))
		if err != nil || kept == "" || strings.Contains(kept, d.secret) {
			d.Errorf("kept as %q, %v", kept, err)
		}
		reader := org.As(d.Context(), org.Actor{Kind: org.ActorToken, Role: org.RoleOperator, Scope: org.ScopeAll})
		if _, err := d.keys.Issue(reader, "till"); err == nil {
			d.Error("an operator issued a secret")
		}
		if _, err := d.keys.Issue(org.Owner(d.Context(), "test"), "No Good"); err == nil {
			d.Error("a bad name was taken")
		}
	})
}
