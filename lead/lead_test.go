package lead_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"time"

	"qunli/channel"
	"qunli/community"
	"qunli/customer"
	"qunli/desk"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/kit/serve"
	"qunli/lead"
	"qunli/org"
	"qunli/segment"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// house is the room on a fresh database, with a store and those who work there.
type house struct {
	dbtest.Fixture
	t     *testing.T
	owner context.Context
	store org.StoreID
	staff map[string]org.StaffID
	tasks *desk.Service
}

func each(t *testing.T, f func(h *house)) {
	t.Helper()
	rooms := []fs.FS{serve.Schema, job.Schema, event.Schema, channel.Schema, org.Schema, customer.Schema, segment.Schema, community.Schema, desk.Schema, lead.Schema}
	dbtest.Each(t, rooms, func(t *testing.T, d dbtest.Fixture) {
		h := &house{Fixture: d, t: t, owner: org.Owner(t.Context(), "test"), staff: map[string]org.StaffID{}, tasks: desk.New(d.DB)}
		people := org.New(d.DB, org.Options{})
		store, err := people.OpenStore(h.owner, org.StoreRequest{Code: "A01", Name: "曲江店"})
		h.must(err)
		h.store = store.ID
		for _, code := range []string{"mei", "gang", "li"} {
			one, _, err := people.Hire(h.owner, org.StaffRequest{Name: code, Code: code, Login: code, Role: org.RoleStore, Store: store.ID})
			h.must(err)
			h.staff[code] = one.ID
		}
		f(h)
	})
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// take leaves a number on a page, a minute after what was before.
func (h *house) take(f lead.From, phone string) lead.Lead {
	h.t.Helper()
	h.Clock.Advance(time.Minute)
	f.Origin, f.OriginID, f.Path, f.Source = lead.Landing, 7, "/l/spring", "抖音"
	var l lead.Lead
	h.must(h.Tx(h.owner, func(ctx context.Context, tx *db.Tx) (err error) {
		l, err = lead.Take(ctx, tx, f, lead.Given{Phone: phone, Agreed: true})
		return err
	}))
	return l
}

func phone(n int) string { return fmt.Sprint(13800000000 + n) }

// TestWhoHasTheLeastToDoCalls: those of the page in turn by load, else the store's, else who made the page; who looks after
// somebody already calls them (LND-05).
func TestWhoHasTheLeastToDoCalls(t *testing.T) {
	each(t, func(h *house) {
		mei, gang, li := h.staff["mei"], h.staff["gang"], h.staff["li"]
		h.must(h.Tx(h.owner, func(ctx context.Context, tx *db.Tx) error {
			return desk.Ask(ctx, tx, []desk.Task{{Kind: desk.Mend, StaffID: mei, DueAt: tx.Now, Key: "a"}, {Kind: desk.Mend, StaffID: mei, DueAt: tx.Now, Key: "b"}})
		}))
		var got []org.StaffID
		for n := range 5 {
			got = append(got, h.take(lead.From{Staff: []org.StaffID{mei, gang}}, phone(n)).StaffID)
		}
		if want := fmt.Sprint([]org.StaffID{gang, gang, mei, gang, mei}); fmt.Sprint(got) != want { // gang is free until both have two; then whoever was asked the longer ago
			t.Errorf("got %v, want %v", got, want)
		}
		if who := h.take(lead.From{StoreID: h.store}, phone(10)).StaffID; who != li {
			t.Errorf("of the store %v calls, who has nothing to do is %v", who, li)
		}
		if who := h.take(lead.From{Maker: gang}, phone(11)).StaffID; who != gang {
			t.Errorf("%v calls where only %v could", who, gang)
		}
		if who := h.take(lead.From{Staff: []org.StaffID{99}}, phone(12)).StaffID; who != 0 {
			t.Errorf("nobody works here, and %v calls", who)
		}
		h.must(h.Tx(h.owner, func(ctx context.Context, tx *db.Tx) error {
			_, err := customer.Resolve(ctx, tx, 0, []customer.Card{{Keys: []customer.Key{{Kind: customer.Phone, Value: phone(13)}}, Staff: mei}})
			return err
		}))
		if who := h.take(lead.From{Staff: []org.StaffID{gang, li}}, phone(13)).StaffID; who != mei {
			t.Errorf("%v calls somebody who is %v's", who, mei)
		}
	})
}

// TestALeadIsWhoeverComesLaterWithTheNumber: an account of a channel that brings the same number is the same customer.
func TestALeadIsWhoeverComesLaterWithTheNumber(t *testing.T) {
	each(t, func(h *house) {
		l := h.take(lead.From{Campaign: "春茶", Staff: []org.StaffID{h.staff["mei"]}}, "+86 138-0000-0001")
		again := h.take(lead.From{Campaign: "春茶"}, "13800000001")
		if again.ID != l.ID || l.ID == 0 || l.Campaign != "春茶" || l.Source != "抖音" {
			t.Errorf("%+v, again %+v", l, again)
		}
		h.must(h.Tx(h.owner, func(ctx context.Context, tx *db.Tx) error {
			found, err := customer.Resolve(ctx, tx, 0, []customer.Card{{Keys: []customer.Key{{Kind: customer.ExternalUserID, Value: "wm1"}, {Kind: customer.Phone, Value: "13800000001"}}}})
			if err == nil && found[0].ID != l.CustomerID {
				t.Errorf("came as %v, had left the number as %v", found[0].ID, l.CustomerID)
			}
			return err
		}))
		tasks, err := desk.ByKeys(t.Context(), h.Read(), []string{l.Key()})
		h.must(err)
		if k := tasks[l.Key()]; k.StaffID != h.staff["mei"] || k.CreatedAt-l.At != 0 || k.DueAt-l.At != lead.Within || k.CustomerID != l.CustomerID {
			t.Errorf("%+v", k)
		}
	})
}

// TestNoNumberIsWrittenDownTwice: neither the rows of the room nor its refusals hold what was typed.
func TestNoNumberIsWrittenDownTwice(t *testing.T) {
	each(t, func(h *house) {
		h.take(lead.From{Visitor: "qv_mark", Address: "10.1.2.3"}, phone(1))
		rows, err := lead.List(h.owner, h.Read(), lead.Filter{Origin: lead.Landing})
		h.must(err)
		if text := fmt.Sprintf("%+v", rows); len(rows) != 1 || strings.Contains(text, phone(1)) || strings.Contains(text, "qv_mark") || strings.Contains(text, "10.1.2.3") {
			t.Errorf("%d rows: %s", len(rows), text)
		}
		err = h.Tx(h.owner, func(ctx context.Context, tx *db.Tx) error {
			_, err := lead.Take(ctx, tx, lead.From{Origin: lead.Landing}, lead.Given{Phone: "1380000", Agreed: true})
			return err
		})
		if !errors.Is(err, lead.ErrPhone) || strings.Contains(fmt.Sprintf("%+v", err), "1380000") {
			t.Errorf("%+v", err)
		}
	})
}

// TestAFormChangesNobodyWhoIsKnown: whoever types somebody else's number renames nobody, names nobody and takes back no answer; of
// somebody new the form says both.
func TestAFormChangesNobodyWhoIsKnown(t *testing.T) {
	each(t, func(h *house) {
		people := customer.New(h.DB, event.NewBus(job.New(h.DB, job.Options{})))
		no := []customer.Consent{{Channel: "phone", Evidence: "counter", At: 1}}
		known := map[string]customer.Card{phone(1): {Name: "王芳", Consents: no}, phone(2): {}}
		h.must(h.Tx(h.owner, func(ctx context.Context, tx *db.Tx) error {
			for number, card := range known {
				card.Keys = []customer.Key{{Kind: customer.Phone, Value: number}}
				if _, err := customer.Resolve(ctx, tx, 0, []customer.Card{card}); err != nil {
					return err
				}
			}
			return nil
		}))
		for number, want := range map[string]struct {
			name string
			says string
		}{phone(1): {"王芳", "[false]"}, phone(2): {"", "[]"}, phone(3): {"坏人", "[true]"}} {
			for _, name := range []string{"坏人", "更坏"} {
				h.Clock.Advance(time.Minute)
				var l lead.Lead
				h.must(h.Tx(h.owner, func(ctx context.Context, tx *db.Tx) (err error) {
					l, err = lead.Take(ctx, tx, lead.From{Origin: lead.Landing, OriginID: 7, Path: "/l/spring", StoreID: h.store}, lead.Given{Phone: number, Name: name, Agreed: true})
					return err
				}))
				faces, err := customer.Faces(h.owner, h.Read(), []customer.ID{l.CustomerID})
				h.must(err)
				given, err := people.Consents(h.owner, l.CustomerID)
				h.must(err)
				says := []bool{}
				for _, g := range given {
					says = append(says, g.Agreed)
				}
				if faces[l.CustomerID].Name != want.name || fmt.Sprint(says) != want.says {
					t.Errorf("%s is called %q, says %v; want %+v", number, faces[l.CustomerID].Name, says, want)
				}
			}
		}
	})
}
