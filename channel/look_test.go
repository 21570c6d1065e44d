package channel

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"qunli/kit/db"
	"qunli/kit/fault"
)

// tell takes payloads in, some of which cannot be read, and has them read when asked to.
func (p *post) tell(read bool, list ...Inbound) {
	p.Helper()
	bad := fault.New(fault.Invalid, "test.bad", "坏", "bad")
	p.inbox.ReadBy("test", func(_ context.Context, _ *db.Tx, all []Payload) ([]error, error) {
		out := make([]error, len(all))
		for n, one := range all {
			if strings.Contains(one.Payload, "bad") {
				out[n] = bad
			}
		}
		return out, nil
	})
	for _, in := range list {
		in.Channel = "test"
		if _, err := p.inbox.Receive(p.Context(), in); err != nil {
			p.Fatal(err)
		}
	}
	if read {
		p.drain()
	}
}

func heard(kind, subject, text string) Inbound {
	return Inbound{Kind: kind, Subject: subject, Payload: []byte(text)}
}

// shown lists the payloads of a filter, the last first.
func (p *post) shown(f Filter) string {
	p.Helper()
	list, err := p.inbox.List(p.Context(), f)
	if err != nil {
		p.Fatal(err)
	}
	var out []string
	for _, one := range list {
		out = append(out, one.Payload)
	}
	return strings.Join(out, " ")
}

// TestPayloadsAreFoundAgain: by state, kind and time, page by page, and counted alike.
func TestPayloadsAreFoundAgain(t *testing.T) {
	each(t, func(p *post) {
		begin := p.Clock.Now().UnixMilli()
		p.tell(true, heard("add", "", "a1"), heard("del", "", "bad1"))
		p.Clock.Advance(24 * time.Hour)
		second := p.Clock.Now().UnixMilli()
		p.tell(true, heard("add", "", "a2"), heard("add", "", "bad2"))
		p.Clock.Advance(24 * time.Hour)
		third := p.Clock.Now().UnixMilli()
		p.tell(false, heard("add", "", "a3"))
		for _, one := range []struct {
			f    Filter
			want string
		}{
			{Filter{}, "a3 bad2 a2 bad1 a1"}, {Filter{State: Failed}, "bad2 bad1"}, {Filter{Kind: "add"}, "a3 bad2 a2 a1"}, {Filter{From: second}, "a3 bad2 a2"},
			{Filter{Until: second}, "bad1 a1"}, {Filter{From: second, Until: third, Kind: "add", State: Done}, "a2"}, {Filter{From: begin, Limit: 2}, "a3 bad2"},
			{Filter{Channel: "other"}, ""},
		} {
			if got := p.shown(one.f); got != one.want {
				p.Errorf("%+v: %s, want %s", one.f, got, one.want)
			}
		}
		for _, one := range []struct {
			f    Filter
			want Counts
		}{
			{Filter{}, Counts{1, 2, 2, third}}, {Filter{State: Failed, Before: 1}, Counts{1, 2, 2, third}}, {Filter{Kind: "del"}, Counts{0, 0, 1, 0}}, {Filter{Until: third}, Counts{0, 2, 2, 0}},
		} {
			if got, err := p.inbox.Count(p.Context(), one.f); err != nil || got != one.want {
				p.Errorf("%+v: %+v %v, want %+v", one.f, got, err, one.want)
			}
		}
		if at, err := p.inbox.LastAt(p.Context(), "test"); err != nil || at != third {
			p.Errorf("last at %d, %v", at, err)
		}
	})
}

// TestAllThatFailedIsReadAgain: of a filter, and nothing else.
func TestAllThatFailedIsReadAgain(t *testing.T) {
	each(t, func(p *post) {
		p.tell(true, heard("add", "", "a1"), heard("add", "", "bad1"), heard("del", "", "bad2"))
		var n int64
		err := p.Tx(p.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
			n, err = p.inbox.ReplayFailed(ctx, tx, Filter{Kind: "add"})
			return err
		})
		if err != nil || n != 1 {
			p.Fatalf("%d %v", n, err)
		}
		p.inbox.ReadBy("test", func(_ context.Context, _ *db.Tx, all []Payload) ([]error, error) { return make([]error, len(all)), nil })
		p.drain()
		if got := p.shown(Filter{State: Failed}); got != "bad2" {
			p.Error(got)
		}
	})
}

// TestOldPayloadsGo: those that were read or could not be; what waits stays however old it is.
func TestOldPayloadsGo(t *testing.T) {
	each(t, func(p *post) {
		p.tell(true, heard("add", "", "a1"), heard("add", "", "bad1"))
		p.tell(false, heard("add", "", "waits"))
		p.Clock.Advance(48 * time.Hour)
		before := p.Clock.Now().UnixMilli()
		p.tell(false, heard("add", "", "young"))
		n, err := Old(p.Context(), p.Read(), before)
		if err != nil || n != 2 {
			p.Errorf("%d old, %v", n, err)
		}
		err = p.Tx(p.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
			n, err = ForgetOld(ctx, tx, before, 100)
			return err
		})
		if got := p.shown(Filter{}); err != nil || n != 2 || got != "young waits" {
			p.Errorf("%d went, %v; %s stays", n, err, got)
		}
	})
}

// TestWhoIsErasedIsNamedNowhere: what is about them is empty and read no more; where they stand among others, only they go.
func TestWhoIsErasedIsNamedNowhere(t *testing.T) {
	each(t, func(p *post) {
		p.tell(true, heard("add", "person:wmHER", "add wmHER by mei"), heard("add", "person:wmHIM", "add wmHIM by mei"), heard("join", "group:wr1", "wmHER and wmHIM came"),
			heard("", "", "bad wmHER"))
		p.tell(false, heard("del", "person:wmHER", "del wmHER"), heard("join", "group:wr1", "wmHER and wmHIM left"))
		p.inbox.ReadBy("test", nil)
		err := p.Tx(p.Context(), func(ctx context.Context, tx *db.Tx) error {
			if err := p.refresher.Mark(ctx, tx, "test", 1, "person:wmHER", "person:wmHIM"); err != nil {
				return err
			}
			return Blank(ctx, tx, []string{"wmHER"})
		})
		if err != nil {
			p.Fatal(err)
		}
		list, err := p.inbox.List(p.Context(), Filter{})
		if err != nil {
			p.Fatal(err)
		}
		var got []string
		for _, one := range list {
			got = append(got, fmt.Sprintf("%s|%s|%s", one.State, one.Subject, one.Payload))
		}
		want := "new|group:wr1| and wmHIM left; done||; failed||; done|group:wr1|; done|person:wmHIM|add wmHIM by mei; done||"
		if s := strings.Join(got, "; "); s != want {
			p.Errorf("got  %s\nwant %s", s, want)
		}
		stale, err := db.All[string](p.Context(), p.Read(), `SELECT subject FROM channel_stale`)
		if err != nil || len(stale) != 1 || stale[0] != "person:wmHIM" {
			p.Errorf("%v %v", stale, err)
		}
	})
}
