package landing

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"testing"

	"qunli/channel"
	"qunli/commerce"
	"qunli/community"
	"qunli/conversation"
	"qunli/customer"
	"qunli/desk"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/kit/serve"
	"qunli/lead"
	"qunli/livecode"
	"qunli/org"
	"qunli/outreach"
	"qunli/page"
	"qunli/segment"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// house is the room on a fresh database.
type house struct {
	dbtest.Fixture
	*Service
	t     *testing.T
	owner context.Context
	codes *livecode.Service
	staff map[string]org.StaffID
}

// ways is a channel that puts whatever it is asked for.
type ways struct{}

func (ways) Name() string { return "wecom" }
func (ways) Put(_ context.Context, p livecode.Way) (livecode.Placed, error) {
	return livecode.Placed{Config: "cfg", Picture: "https://pictures.example/" + p.State}, nil
}

func each(t *testing.T, f func(h *house)) {
	t.Helper()
	rooms := []fs.FS{serve.Schema, job.Schema, event.Schema, channel.Schema, org.Schema, customer.Schema, segment.Schema, community.Schema, conversation.Schema, commerce.Schema,
		page.Schema, desk.Schema, outreach.Schema, lead.Schema, livecode.Schema, Schema}
	dbtest.Each(t, rooms, func(t *testing.T, d dbtest.Fixture) {
		h := &house{Fixture: d, Service: New(d.DB), t: t, owner: org.Owner(t.Context(), "test"), staff: map[string]org.StaffID{},
			codes: livecode.New(d.DB, job.New(d.DB, job.Options{}), ways{})}
		for _, code := range []string{"mei", "gang"} {
			one, _, err := org.New(d.DB, org.Options{}).Hire(h.owner, org.StaffRequest{Name: code, Code: code, Login: code, Role: org.RoleOperator, Scope: org.ScopeAll})
			h.is(err, nil)
			h.staff[code] = one.ID
		}
		f(h)
	})
}

func (h *house) is(err, want error) {
	h.t.Helper()
	if !errors.Is(err, want) {
		h.t.Fatalf("got %v, want %v", err, want)
	}
}

func (h *house) equal(got, want any) {
	h.t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		h.t.Fatalf("\ngot  %v\nwant %v", got, want)
	}
}

// says is a page that nothing keeps from being published.
func says(title string) page.Page {
	return page.Page{
		Top:    []page.Block{{Kind: page.Hook, Title: title}, {Kind: page.Lead, Title: "留个手机号"}},
		Middle: []page.Block{{Kind: page.Trust, Title: "食品经营许可", Proof: "qualification"}},
		Bottom: []page.Block{{Kind: page.Action, Title: "看看新茶", To: "/q/somewhere"}},
	}
}

// live makes a page that is shown, with both variants published and visitors divided when both is asked for.
func (h *house) live(both bool) Landing {
	h.t.Helper()
	l, err := h.Draft(h.owner, Settings{Name: "春茶", Source: "抖音", Campaign: "2026 春茶", Callers: []org.StaffID{h.staff["mei"], h.staff["gang"]}})
	h.is(err, nil)
	l = h.publish(l, A, "甲版")
	if !both {
		return l
	}
	l = h.publish(l, B, "乙版")
	l, err = h.Divide(h.owner, l.ID, l.Version, true)
	h.is(err, nil)
	return l
}

func (h *house) publish(l Landing, v Variant, title string) Landing {
	h.t.Helper()
	_, all, err := h.Get(h.owner, l.ID)
	h.is(err, nil)
	for _, e := range all {
		if e.Variant == v {
			saved, err := h.Save(h.owner, l.ID, v, says(title), e.Edits)
			h.is(err, nil)
			l, err = h.Publish(h.owner, l.ID, v, saved.Edits)
			h.is(err, nil)
		}
	}
	return l
}
