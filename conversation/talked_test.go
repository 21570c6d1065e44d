package conversation

import (
	"errors"
	"fmt"
	"testing"

	"qunli/kit/fault"
	"qunli/org"
	"qunli/testkit/dbtest"
)

func TestTalkedIn(t *testing.T) {
	dbtest.Each(t, schemas(), func(t *testing.T, d dbtest.Fixture) {
		g, other, h := group(t, d, 0, "g"), group(t, d, 0, "other"), newHouse(t, d)
		var lines []Line
		for i := range 10 { // n0 four times, n1 and n2 three times each
			lines = append(lines, Line{Community: g, Sort: LineMessage, Name: fmt.Sprint("n", i%3), At: at(float64(i)), Text: "x"})
		}
		lines = append(lines, Line{Community: g, Sort: LineMessage, Name: "n1", At: at(20), Text: "why?"}, Line{Community: g, Sort: LineMessage, Name: "n2", At: at(25), Text: "so"},
			Line{Community: other, Sort: LineMessage, Name: "n9", At: at(1), Text: "x"})
		h.say(t, lines...)
		got := must[Talked](t)(h.TalkedIn(h.ctx, g, "1970-01-01", "2099-01-01", 2))
		if got.Messages != 12 || got.Speaking != 3 || got.Questions != 1 || len(got.Speakers) != 2 {
			t.Errorf("%+v", got)
		}
		for i, s := range got.Speakers {
			if s.Name != fmt.Sprint("n", i) || s.Messages != 4 || s.CustomerID == 0 {
				t.Errorf("speaker %d: %+v", i, s)
			}
		}
		if before := must[Talked](t)(h.TalkedIn(h.ctx, g, "1970-01-01", "1970-01-02", 2)); before.Messages != 0 || len(before.Speakers) != 0 {
			t.Errorf("before anybody spoke: %+v", before)
		}
		store := org.As(t.Context(), org.Actor{Kind: org.ActorStaff, ID: 5, Staff: 5, Role: org.RoleStore, Scope: org.ScopeStore, Store: 77})
		if _, err := h.TalkedIn(store, g, "1970-01-01", "2099-01-01", 2); !errors.Is(err, org.ErrScope) {
			t.Errorf("outside the scope: %v", err)
		}
		if _, err := h.TalkedIn(org.As(t.Context(), org.Actor{Role: "root"}), g, "", "", 2); fault.Of(err).Code != org.ErrDenied.Code {
			t.Errorf("without permission: %v", err)
		}
	})
}
