package serve

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

var shop = fstest.MapFS{"schema/20990101000000_shop.sql": {Data: []byte("-- +goose Up\nCREATE TABLE shop_sale (id BIGINT PRIMARY KEY, note TEXT NOT NULL);\n")}}

// till is a small shop: POST /sell writes one row and answers with its number.
type till struct {
	t     *testing.T
	d     dbtest.Fixture
	h     http.Handler
	keep  *Idempotency
	after func(ctx context.Context) error // runs between the sale and the answer
	calls atomic.Int64
}

func newTill(t *testing.T, d dbtest.Fixture) *till {
	s := &till{t: t, d: d}
	s.keep = &Idempotency{DB: d.DB, Actor: func(context.Context) string { return "staff:1" }}
	mux := NewMux()
	mux.Post("/sell", s.sell)
	mux.Post("/quiet", func(w http.ResponseWriter, r *http.Request) error {
		w.WriteHeader(http.StatusNoContent)
		return s.d.Tx(r.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := db.Exec(ctx, tx, `INSERT INTO shop_sale (id, note) VALUES ($1, '')`, tx.NewID())
			return err
		})
	})
	mux.Post("/peek", func(w http.ResponseWriter, _ *http.Request) error {
		return plainText(w, fmt.Sprint(s.calls.Add(1)))
	})
	e, err := NewEdge(s.keep.Wrap(mux), Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	s.h = e
	return s
}

var errNoNote = fault.New(fault.Invalid, "test.note", "缺备注", "No note")

func (s *till) sell(w http.ResponseWriter, r *http.Request) error {
	note, err := io.ReadAll(Body(w, r, 0))
	if err != nil {
		return err
	}
	id := s.d.NewID()
	err = s.d.Tx(r.Context(), func(ctx context.Context, tx *db.Tx) error {
		if len(note) == 0 {
			return errNoNote
		}
		_, err := db.Exec(ctx, tx, `INSERT INTO shop_sale (id, note) VALUES ($1, $2)`, id, fmt.Sprint(len(note)))
		return err
	})
	if err == nil && s.after != nil {
		err = s.after(r.Context())
	}
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusCreated)
	_, err = fmt.Fprintf(w, `{"id":"%d"}`, id)
	return err
}

func (s *till) sales() int64 {
	s.t.Helper()
	n, err := db.One[int64](s.t.Context(), s.d.Read(), `SELECT COUNT(*) FROM shop_sale`)
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

func each(t *testing.T, f func(t *testing.T, s *till)) {
	dbtest.Each(t, []fs.FS{Schema, shop}, func(t *testing.T, d dbtest.Fixture) { f(t, newTill(t, d)) })
}

func TestRepeatedRequestIsAnsweredFromMemory(t *testing.T) {
	each(t, func(t *testing.T, s *till) {
		first := ask(s.h, "POST", "/sell", "a", KeyHeader, "k1")
		second := ask(s.h, "POST", "/sell", "a", KeyHeader, "k1")
		if first.Code != 201 || first.Header().Get(ReplayHeader) != "" {
			t.Fatalf("%d %s", first.Code, first.Body)
		}
		if second.Code != 201 || second.Body.String() != first.Body.String() || second.Header().Get(ReplayHeader) != "true" {
			t.Errorf("%d %s", second.Code, second.Body)
		}
		if w := ask(s.h, "POST", "/sell", "b", KeyHeader, "k1"); w.Code != 409 || problem(t, w).Code != "idempotency.reused" {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		if w := ask(s.h, "POST", "/sell?x=1", "a", KeyHeader, "k1"); w.Code != 409 {
			t.Errorf("another query: %d", w.Code)
		}
		if w := ask(s.h, "POST", "/sell", "a", KeyHeader, "k2"); w.Code != 201 || s.sales() != 2 {
			t.Errorf("%d, %d sales", w.Code, s.sales())
		}
		if w := ask(s.h, "POST", "/sell", "a", KeyHeader, "has blank"); w.Code != 422 {
			t.Errorf("bad key: %d", w.Code)
		}
	})
}

func TestRefusedRequestMayBeTriedAgainWithTheSameKey(t *testing.T) {
	each(t, func(t *testing.T, s *till) {
		if w := ask(s.h, "POST", "/sell", "", KeyHeader, "k"); w.Code != 422 {
			t.Fatal(w.Code)
		}
		if w := ask(s.h, "POST", "/sell", "now with a note", KeyHeader, "k"); w.Code != 201 {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	})
}

func TestDoneButAnswerLost(t *testing.T) {
	each(t, func(t *testing.T, s *till) {
		s.after = func(context.Context) error { panic("killed between commit and answer") }
		if w := ask(s.h, "POST", "/sell", "a", KeyHeader, "k"); w.Code != 500 {
			t.Fatal(w.Code)
		}
		s.d.Clock.Advance(2 * time.Minute)
		s.after = nil
		if w := ask(s.h, "POST", "/sell", "a", KeyHeader, "k"); w.Code != 409 || problem(t, w).Code != "idempotency.done" {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		if s.sales() != 1 {
			t.Errorf("%d sales", s.sales())
		}
	})
}

func TestUnkeptAnswerIsNotStored(t *testing.T) {
	each(t, func(t *testing.T, s *till) {
		s.after = func(ctx context.Context) error { Unkept(ctx); return nil }
		first := ask(s.h, "POST", "/sell", "a", KeyHeader, "k")
		s.d.Clock.Advance(2 * time.Minute)
		if w := ask(s.h, "POST", "/sell", "a", KeyHeader, "k"); first.Code != 201 || w.Code != 409 || problem(t, w).Code != "idempotency.done" {
			t.Errorf("%d, %d %s", first.Code, w.Code, w.Body)
		}
	})
}

func TestRequestWithoutTransactionIsNotRecorded(t *testing.T) {
	each(t, func(t *testing.T, s *till) {
		ask(s.h, "POST", "/peek", "", KeyHeader, "k")
		if w := ask(s.h, "POST", "/peek", "", KeyHeader, "k"); w.Body.String() != "2" {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	})
}

func TestAnswerWithoutBodyIsRepeated(t *testing.T) {
	each(t, func(t *testing.T, s *till) {
		for range 3 {
			if w := ask(s.h, "POST", "/quiet", "", KeyHeader, "k"); w.Code != 204 || w.Body.Len() != 0 {
				t.Errorf("%d %s", w.Code, w.Body)
			}
		}
		real := httptest.NewServer(s.h) // a real connection refuses a body where there may be none
		defer real.Close()
		for _, key := range []string{"r", "r"} {
			r, err := http.NewRequestWithContext(t.Context(), "POST", real.URL+"/quiet", nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set(KeyHeader, key)
			answer, err := real.Client().Do(r)
			if err != nil || answer.StatusCode != 204 {
				t.Fatalf("%v %v", answer, err)
			}
			_ = answer.Body.Close()
		}
		if s.sales() != 2 {
			t.Errorf("%d sales", s.sales())
		}
	})
}

func TestLargeBodyIsHashedAsItIsRead(t *testing.T) {
	each(t, func(t *testing.T, s *till) {
		large := strings.Repeat("x", 3*smallBody)
		first := ask(s.h, "POST", "/sell", large, KeyHeader, "k")
		second := ask(s.h, "POST", "/sell", large, KeyHeader, "k")
		if first.Code != 201 || second.Body.String() != first.Body.String() || second.Header().Get(ReplayHeader) == "" {
			t.Errorf("%d %s, %d %s", first.Code, first.Body, second.Code, second.Body)
		}
		note, err := db.One[string](t.Context(), s.d.Read(), `SELECT note FROM shop_sale`)
		if err != nil || note != fmt.Sprint(len(large)) {
			t.Errorf("the handler saw %s bytes, %v", note, err)
		}
		if w := ask(s.h, "POST", "/sell", large[1:]+"y", KeyHeader, "k"); w.Code != 409 || problem(t, w).Code != "idempotency.reused" {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	})
}

func TestHundredAtOnceHaveOneEffect(t *testing.T) {
	each(t, func(t *testing.T, s *till) {
		const n = 100
		answers := make([]*httptest.ResponseRecorder, n)
		var all sync.WaitGroup
		gate := make(chan bool)
		for i := range n {
			all.Go(func() {
				<-gate
				for answers[i] == nil || answers[i].Code == 409 { // the first one's answer may be kept later than is waited for
					answers[i] = ask(s.h, "POST", "/sell", "a", KeyHeader, "k")
				}
			})
		}
		close(gate)
		all.Wait()
		fresh := 0
		for _, w := range answers {
			if w.Code != 201 || !bytes.Equal(w.Body.Bytes(), answers[0].Body.Bytes()) {
				t.Fatalf("%d %s", w.Code, w.Body)
			}
			if w.Header().Get(ReplayHeader) == "" {
				fresh++
			}
		}
		if fresh != 1 || s.sales() != 1 {
			t.Errorf("%d effects, %d sales", fresh, s.sales())
		}
	})
}

func TestPrune(t *testing.T) {
	each(t, func(t *testing.T, s *till) {
		ask(s.h, "POST", "/sell", "a", KeyHeader, "old")
		s.d.Clock.Advance(48 * time.Hour)
		ask(s.h, "POST", "/sell", "a", KeyHeader, "new")
		if n, err := s.keep.Prune(t.Context(), 24*time.Hour); n != 1 || err != nil {
			t.Errorf("%d %v", n, err)
		}
	})
}
