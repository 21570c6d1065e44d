package livecode

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"qunli/customer"
	"qunli/desk"
	"qunli/kit/db"
	"qunli/lead"
	"qunli/org"
)

// area makes a live code that serves two districts.
func (h *house) area() Code {
	h.t.Helper()
	c, err := h.Save(h.owner, Plan{Code: Code{Kind: Person, Name: "配送", Source: "桌卡", Class: "internal", Medium: "table", Tags: []string{"来源/桌卡"}, Promise: Promise{"a", "b", "c", "d"},
		Branches: []Branch{{Area: "曲江", Seats: []Seat{{StaffID: h.staff["mei"]}}}, {Area: "高新", Seats: []Seat{{StaffID: h.staff["gang"]}}}}}})
	h.is(err, nil)
	c, err = h.Publish(h.owner, c.ID, c.Version)
	h.is(err, nil)
	h.is(h.Tend(h.owner), nil)
	return c
}

func unserved(c Code, address string) Knock {
	return Knock{Key: c.Key, Visitor: "browser " + address, Area: "-", Asked: true, Address: address}
}

// TestWhoIsNotServedLeavesANumber: a customer of the code's channel who agreed to be called, somebody who calls at once, and after
// half an hour without a call whoever looks after more (COM-09, LND-05).
func TestWhoIsNotServedLeavesANumber(t *testing.T) {
	each(t, func(h *house) {
		c := h.area()
		d, err := h.Open(t.Context(), unserved(c, "1.1.1.1"))
		h.is(err, nil)
		h.equal(d.Step, StepUnserved)
		for phone, want := range map[string]error{"12345": lead.ErrPhone, "abc": lead.ErrPhone, "": lead.ErrPhone, "1381234567": lead.ErrPhone} {
			_, err := h.Leave(t.Context(), unserved(c, "1.1.1.1"), lead.Given{Phone: phone, Agreed: true})
			h.is(err, want)
		}
		_, err = h.Leave(t.Context(), unserved(c, "1.1.1.1"), lead.Given{Phone: "13812345678"})
		h.is(err, lead.ErrConsent)
		served := unserved(c, "1.1.1.1")
		served.Area = "曲江"
		_, err = h.Leave(t.Context(), served, lead.Given{Phone: "13812345678", Agreed: true})
		h.is(err, errNoLeads)
		for _, phone := range []string{"138 1234 5678", "+86 138-1234-5678"} { // the same, twice
			d, err = h.Leave(t.Context(), unserved(c, "1.1.1.1"), lead.Given{Phone: phone, Name: "王芳", Place: "浐灞", Agreed: true})
			h.is(err, nil)
			h.equal(d.Step, StepThanks)
		}
		who, err := db.All[customer.ID](t.Context(), h.Read(), `SELECT id FROM customer`)
		h.is(err, nil)
		h.equal(len(who), 1)
		_, agreed, err := customer.Answers(t.Context(), h.Read(), who, "phone", "")
		h.is(err, nil)
		h.equal(agreed[who[0]], true)
		channel, err := db.One[string](t.Context(), h.Read(), `SELECT channel FROM customer`)
		h.is(err, nil)
		h.equal(channel, "桌卡")
		tasks, err := h.desk.List(h.owner, desk.Filter{})
		h.is(err, nil)
		if len(tasks) != 1 || tasks[0].Kind != desk.Contact || tasks[0].Why != "lead" || tasks[0].CustomerID != who[0] || tasks[0].StaffID == 0 ||
			tasks[0].DueAt-tasks[0].CreatedAt != 30*60*1000 {
			t.Fatalf("%+v", tasks)
		}
		leads := lead.New(h.DB, h.queue)
		h.Clock.Advance(30 * time.Minute)
		h.is(leads.Tend(h.owner), nil)
		tasks, err = h.desk.List(h.owner, desk.Filter{Raised: true})
		h.is(err, nil)
		h.equal(len(tasks), 0) // still in time
		h.Clock.Advance(time.Minute)
		h.is(leads.Tend(h.owner), nil)
		h.is(leads.Tend(h.owner), nil)
		tasks, err = h.desk.List(h.owner, desk.Filter{Raised: true})
		h.is(err, nil)
		h.equal(len(tasks), 1)
	})
}

// TestLeadsGoInTurnAndAreBounded: those whom the code knows call in turn, and one address leaves ten an hour at most.
func TestLeadsGoInTurnAndAreBounded(t *testing.T) {
	each(t, func(h *house) {
		c := h.area()
		leave := func(n int) error {
			_, err := h.Leave(t.Context(), unserved(c, "1.1.1.1"), lead.Given{Phone: fmt.Sprint(13800000000 + n), Agreed: true})
			return err
		}
		for n := range 10 {
			h.is(leave(n), nil)
		}
		h.is(leave(10), lead.ErrTooMany)
		_, err := h.Leave(t.Context(), unserved(c, "2.2.2.2"), lead.Given{Phone: "13900000000", Agreed: true})
		h.is(err, nil)
		h.Clock.Advance(61 * time.Minute)
		h.is(leave(10), nil)
		calls := map[org.StaffID]int{}
		tasks, err := h.desk.List(h.owner, desk.Filter{})
		h.is(err, nil)
		for _, task := range tasks {
			calls[task.StaffID]++
		}
		h.equal(calls, map[org.StaffID]int{h.staff["mei"]: 6, h.staff["gang"]: 6})
		stored, err := db.All[string](t.Context(), h.Read(), `SELECT visitor || address FROM lead`)
		h.is(err, nil)
		if all := strings.Join(stored, " "); strings.Contains(all, "1.1.1.1") || strings.Contains(all, "browser") {
			t.Error("an address or a mark lies open in the table")
		}
	})
}
