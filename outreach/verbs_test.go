package outreach

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"qunli/channel"
	"qunli/community"
	"qunli/customer"
	"qunli/desk"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// TestWhoIsReachedAndWhoIsNot: every candidate is a recipient of one member or left out with one reason; what is planned is what
// is done.
func TestWhoIsReachedAndWhoIsNot(t *testing.T) {
	each(t, func(h *house) {
		owner := org.Owner(t.Context(), "test")
		plain, both := h.person("甲", "mei"), h.person("乙", "gang", "mei")
		declined, disturbed, erased := h.person("丙", "mei"), h.person("丁", "mei"), h.person("戊", "mei")
		stranger, left := h.person("己"), h.person("庚", "old")
		h.hire("old")
		h.is(h.org.Leave(owner, h.staff["old"], 1), nil)
		h.is(errors.Join(h.customers.Consent(owner, declined, customer.Consent{Channel: "wecom", Topic: "新品"}),
			h.customers.Consent(owner, plain, customer.Consent{Channel: "wecom", Topic: "活动"}), h.customers.Consent(owner, both, customer.Consent{Channel: "sms"}),
			h.customers.Consent(owner, disturbed, customer.Consent{Channel: customer.AnyChannel}), h.customers.Erase(owner, erased)), nil)
		all := []customer.ID{plain, both, declined, disturbed, erased, stranger, left}
		b := h.draft(nil, append(all, plain)...)
		const want = "2; opted_out 2; do_not_disturb 1; not_a_contact 1; staff_unavailable 1"
		p, err := h.Plan(h.author, b.ID)
		h.equal(h.reasons(p, err), want)
		h.equal(p.Members, []Share{{"mei", h.staff["mei"], 2}})
		h.equal(h.outcomes(b), "held 2; left_out do_not_disturb 1; left_out not_a_contact 1; left_out opted_out 2; left_out staff_unavailable 1")
		before, err := h.Lines(h.author, b.ID, Filter{})
		h.is(err, nil)
		h.approved(b)
		h.drain()
		p, err = h.Plan(h.author, b.ID)
		h.equal(h.reasons(p, err), want)
		after, err := h.Lines(h.author, b.ID, Filter{})
		h.is(err, nil)
		for n := range after {
			after[n].At = 0
		}
		h.equal(after, before)
		one, err := h.Lines(h.author, b.ID, Filter{Reason: StaffUnavailable})
		h.is(err, nil)
		if len(one) != 1 || one[0].Customer() != left {
			t.Errorf("%+v", one)
		}
		h.equal(h.budget(), "held 2")
	})
}

// TestWhoSends: the newest contact, or the keeper where the broadcast says so; somebody merged is one person.
func TestWhoSends(t *testing.T) {
	each(t, func(h *house) {
		owner := org.Owner(t.Context(), "test")
		who, twin := h.person("甲", "mei", "gang"), h.person("乙", "mei")
		h.is(h.customers.AssignAll(owner, []customer.ID{who}, 0, h.staff["mei"]), nil)
		sends := func(choice Choice) string {
			t.Helper()
			list, err := h.Lines(h.author, h.draft(func(d *Draft) { d.Sender = choice }, who, twin).ID, Filter{})
			h.is(err, nil)
			out := ""
			for _, l := range list {
				out += l.Member + " "
			}
			return out
		}
		h.equal(sends(Newest), "gang mei ")
		h.equal(sends(Keeper), "mei mei ")
		h.is(h.customers.Merge(owner, twin, who, ""), nil)
		h.equal(sends(Newest), "gang ")
	})
}

// TestSomebodyElseApproves: and what was changed meanwhile is not approved.
func TestSomebodyElseApproves(t *testing.T) {
	each(t, func(h *house) {
		who := h.person("甲", "mei")
		b := h.draft(nil, who)
		_, err := h.Approve(h.approver, b.ID, b.Version)
		h.is(err, ErrChanged)
		b, err = h.Submit(h.author, b.ID, b.Version)
		h.is(err, nil)
		_, err = h.Approve(h.as(org.RoleAdmin, 7), b.ID, b.Version)
		h.is(err, ErrOwn)
		_, err = h.Draft(h.author, b.Draft)
		h.is(err, ErrChanged)
		b, err = h.Refuse(h.approver, b.ID, b.Version, "太长了")
		h.is(err, nil)
		h.equal(h.get(b).Note, "太长了")
		b.Draft.Message.Text = "短"
		b, err = h.Draft(h.author, b.Draft)
		h.is(err, nil)
		h.equal(fmt.Sprint(b.State, b.Note), "draft")
		h.policy(func(p *Policy) { p.OwnApproval = true })
		b, err = h.Submit(h.as(org.RoleAdmin, 7), b.ID, b.Version)
		h.is(err, nil)
		_, err = h.Approve(h.as(org.RoleAdmin, 7), b.ID, b.Version-1)
		h.is(err, ErrChanged)
		_, err = h.Approve(h.as(org.RoleAdmin, 7), b.ID, b.Version)
		h.is(err, nil)
		h.drain()
		h.equal(h.post.all[0].Message.Text, "短")
		_, err = h.Submit(h.author, h.draft(nil, h.person("乙")).ID, 1)
		h.is(err, ErrNobody)
	})
}

// TestFromApprovalToResults: members confirm one after the other; what became of every recipient is what the channel says, it
// stands on timelines and in the budget, and the next broadcast is held back by it.
func TestFromApprovalToResults(t *testing.T) {
	each(t, func(h *house) {
		h.policy(func(p *Policy) { p.Most = 1 })
		ours, others := h.people(6, "mei"), h.people(3, "gang")
		h.post.unknown = []string{"wmgang002"}
		b := h.approved(h.draft(nil, slices.Concat(ours, others)...))
		h.drain()
		h.equal(len(h.post.all), 3) // four a message
		h.equal(h.get(b).State, Sending)
		h.equal(h.outcomes(b), "failed 1; held 8")
		h.equal(h.budget(), "freed 1; held 8")
		h.equal(h.sound(), "")
		second := h.draft(nil, ours[0], others[2])
		h.equal(h.reasons(h.Plan(h.author, second.ID)), "1; already_in_another_send 1")

		h.wait(10 * time.Minute)
		h.post.confirm("mei", map[string]Outcome{"wmmei001": NotContact, "wmmei002": OverLimit})
		h.wait(10 * time.Minute)
		h.equal(h.outcomes(b), "failed 1; held 2; not_contact 1; over_limit 1; sent 4")
		h.equal(h.get(b).State, Sending)
		h.post.confirm("gang", nil)
		h.wait(30 * time.Minute)
		h.equal(h.outcomes(b), "failed 1; not_contact 1; over_limit 1; sent 6")
		h.equal(h.get(b).State, Done)
		h.equal(h.budget(), "freed 3; spent 6")
		h.equal(h.sound(), "")
		h.equal(h.lines(`SELECT kind || ' ' || COUNT(*) AS line FROM customer_touch WHERE kind = 'broadcast' GROUP BY kind`), "broadcast 6")

		second = h.draft(nil, slices.Concat(ours, others)...)
		h.equal(h.reasons(h.Plan(h.author, second.ID)), "3; frequency_cap 6")
		h.policy(func(p *Policy) { p.Most, p.People = 5, Daily })
		h.equal(h.reasons(h.Plan(h.author, second.ID)), "3; platform_quota 6")
		h.policy(func(p *Policy) { p.Most, p.People = 1, Monthly })
		h.Clock.Advance(7 * 24 * time.Hour)
		h.equal(h.reasons(h.Plan(h.author, second.ID)), "9")
		tasks, err := h.Tasks(h.author, b.ID)
		h.is(err, nil)
		if len(tasks) != 3 || tasks[0].Member != "gang" || tasks[0].ConfirmedAt == 0 || tasks[0].Outcomes[Sent] != 2 || tasks[0].Outcomes[Failed] != 1 {
			t.Errorf("%+v", tasks)
		}
	})
}

// TestSendsAtOnceNeverExceedTheCap: however many broadcasts are decided at once, nobody is held more often than the cap, and
// every candidate of every broadcast has one verdict.
func TestSendsAtOnceNeverExceedTheCap(t *testing.T) {
	each(t, func(h *house) {
		h.policy(func(p *Policy) { p.Most = 2 })
		all := h.people(30, "mei")
		group := h.group("群", "mei", all[:10]...)
		var list []Broadcast
		for n := range 6 {
			b := h.draft(func(d *Draft) {
				if n%3 == 2 {
					d.Audience = Audience{Groups: []community.ID{group}}
				}
			}, all...)
			b.State, b.DueAt = Approved, h.ms()
			h.tx(func(ctx context.Context, tx *db.Tx) error {
				_, err := db.Exec(ctx, tx, `UPDATE outreach_broadcast SET state = 'approved', due_at = $2 WHERE id = $1`, b.ID, b.DueAt)
				return err
			})
			list = append(list, b)
		}
		var wg sync.WaitGroup
		faults := make([]error, 2*len(list))
		for n := range faults { // each is decided by two at once
			wg.Go(func() { faults[n] = h.decide(h.author, list[n/2]) })
		}
		wg.Wait()
		h.is(errors.Join(faults...), nil)
		over := h.lines(`SELECT CAST(customer_id AS TEXT) AS line FROM outreach_contact WHERE state = 'held' GROUP BY customer_id HAVING COUNT(*) > 2`)
		h.equal(over, "")
		for _, b := range list {
			p, err := h.Plan(h.author, b.ID)
			h.reasons(p, err)
			want := len(all)
			if b.grouped() {
				want = 1
			}
			h.equal(p.Candidates, want)
			h.equal(h.get(b).State == Sending || p.Recipients == 0, true)
		}
	})
}

// TestMadeOnce: whatever is killed or unheard between the intent and the record, everybody is asked for one message and gets one.
func TestMadeOnce(t *testing.T) {
	for name, spoil := range map[string]func(p *post){
		"the answer is lost":       func(p *post) { p.lost = 2 },
		"the call never arrives":   func(p *post) { p.deaf = 2 },
		"both":                     func(p *post) { p.deaf, p.lost = 1, 2 },
		"it is shown late":         func(p *post) { p.lost, p.hidden = 1, 2 },
		"the channel is busy":      func(p *post) { p.limited = 3 },
		"it is lost, and some are": func(p *post) { p.lost, p.unknown = 2, []string{"wmmei001"} },
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(h *house) {
				all := slices.Concat(h.people(5, "mei"), h.people(2, "gang"))
				spoil(h.post)
				b := h.approved(h.draft(nil, all...))
				h.drain()
				h.wait(10 * time.Minute)
				h.post.confirm("mei", nil)
				h.post.confirm("gang", nil)
				h.wait(20 * time.Minute)
				arrived, asked := h.post.got()
				for who, n := range asked {
					if n != 1 || arrived[who] != 1 {
						t.Errorf("%s was asked for %d times and got %d", who, n, arrived[who])
					}
				}
				h.equal(len(asked), len(all)-len(h.post.unknown))
				h.equal(h.get(b).State, Done)
				h.equal(h.lines(`SELECT state || ' ' || COUNT(*) AS line FROM outreach_contact WHERE state <> 'freed' GROUP BY state`), fmt.Sprint("spent ", len(asked)))
			})
		})
	}
}

// TestARefusalEndsTheBatch: what the channel will not take is given back, with its reason; the others go on.
func TestARefusalEndsTheBatch(t *testing.T) {
	each(t, func(h *house) {
		h.post.refusing = errNever
		b := h.approved(h.draft(nil, h.people(2, "mei")...))
		h.drain()
		h.equal(h.outcomes(b), "failed 2")
		h.equal(h.budget(), "freed 2")
		tasks, err := h.Tasks(h.author, b.ID)
		h.is(err, nil)
		h.equal(tasks[0].State+" "+tasks[0].Reason, "failed test.never")
		h.equal(h.get(b).State, Done)
	})
}

// TestCancelling: what is not confirmed is withdrawn and given back, what arrived stays.
func TestCancelling(t *testing.T) {
	each(t, func(h *house) {
		b := h.approved(h.draft(nil, slices.Concat(h.people(2, "mei"), h.people(2, "gang"))...))
		h.drain()
		h.post.confirm("mei", nil)
		b, err := h.Cancel(h.author, b.ID, b.Version)
		h.is(err, nil)
		h.wait(time.Minute)
		h.equal(h.outcomes(b), "cancelled 2; sent 2")
		h.equal(h.budget(), "freed 2; spent 2")
		if !slices.ContainsFunc(h.post.all, func(m *posted) bool { return m.Member == "gang" && m.cancelled }) {
			t.Error("the channel was not told")
		}
		_, err = h.Cancel(h.author, b.ID, b.Version)
		h.is(err, ErrChanged)

		early := h.approved(h.draft(func(d *Draft) { d.PlannedAt = h.ms() + 3600_000 }, h.person("乙", "mei")))
		early, err = h.Cancel(h.author, early.ID, early.Version)
		h.is(err, nil)
		h.wait(2 * time.Hour)
		h.equal(h.get(early).State, Cancelled)
		h.equal(len(h.post.all), 2)
	})
}

// TestWhoDoesNotConfirm: is reminded at most as often as the channel allows, never at night, and in the end what they did not
// confirm is withdrawn.
func TestWhoDoesNotConfirm(t *testing.T) {
	each(t, func(h *house) {
		h.policy(func(p *Policy) { p.RemindHours, p.LapseHours = 1, 48 })
		b := h.approved(h.draft(nil, slices.Concat(h.people(2, "mei"), h.people(1, "gang"))...))
		h.drain()
		h.wait(90 * time.Minute)
		const tasks = `SELECT kind || ' ' || why || ' ' || state || ' ' || outcome AS line FROM desk_task`
		h.equal(h.lines(tasks), "confirm broadcast_unconfirmed open ; confirm broadcast_unconfirmed open ")
		h.post.confirm("gang", nil)
		h.wait(30 * time.Minute)
		h.equal(h.lines(tasks), "confirm broadcast_unconfirmed done confirmed; confirm broadcast_unconfirmed open ")
		h.wait(46 * time.Hour)
		h.wait(31 * time.Minute)
		h.equal(h.outcomes(b), "lapsed 2; sent 1")
		h.equal(h.get(b).State, Done)
		h.equal(h.lines(tasks), "confirm broadcast_unconfirmed done confirmed; confirm broadcast_unconfirmed done ended")
		p := DefaultPolicy()
		for _, m := range h.post.all {
			for n, at := range m.reminded {
				if p.quiet(at, shanghai) || n >= 3 && at-m.reminded[n-3] < day {
					t.Errorf("%s was reminded at %v", m.Member, m.reminded)
				}
			}
			if m.Member == "mei" && (len(m.reminded) < 2 || !m.cancelled) {
				t.Errorf("%+v", m)
			}
		}
		list, err := desk.New(h.DB).List(org.Owner(t.Context(), "test"), desk.Filter{Kind: desk.Confirm})
		h.is(err, nil)
		h.equal(len(list), 0)
	})
}

// TestGroupsTakeFromTheBudgetOfTheirMembers: whoever is in the group was contacted.
func TestGroupsTakeFromTheBudgetOfTheirMembers(t *testing.T) {
	each(t, func(h *house) {
		h.policy(func(p *Policy) { p.Most = 1 })
		all := h.people(5, "mei")
		one, two, three := h.group("群一", "mei", all[:3]...), h.group("群二", "mei", all[2:]...), h.group("群三", "old")
		b := h.draft(func(d *Draft) { d.Audience = Audience{Groups: []community.ID{one, two, three}} })
		h.equal(h.reasons(h.Plan(h.author, b.ID)), "1; staff_unavailable 1; frequency_cap 1") // one person is in both
		h.approved(b)
		h.drain()
		h.equal(h.budget(), "held 3")
		h.equal(h.post.all[0].Targets, []string{"群一"})
		h.post.confirm("mei", nil)
		h.wait(10 * time.Minute)
		h.equal(h.outcomes(b), "left_out frequency_cap 1; left_out staff_unavailable 1; sent 1")
		h.equal(h.budget(), "spent 3")
		h.equal(h.sound(), "")
		h.tx(func(ctx context.Context, tx *db.Tx) error {
			_, err := db.Exec(ctx, tx, `UPDATE outreach_contact SET at = 1 WHERE customer_id = $1`, all[0])
			return err
		})
		if h.sound() == "" {
			t.Error("a contact of another time is not found")
		}
		h.tx(func(ctx context.Context, tx *db.Tx) error {
			_, err := db.Exec(ctx, tx, `UPDATE outreach_contact SET at = (SELECT at FROM outreach_contact WHERE customer_id = $1) WHERE customer_id = $2`, all[1], all[0])
			return err
		})
		h.equal(h.lines(`SELECT kind || ' ' || COUNT(*) AS line FROM customer_touch WHERE community_id <> 0 GROUP BY kind`), "broadcast 3")
		h.equal(h.reasons(h.Plan(h.author, h.draft(nil, all...).ID)), "2; frequency_cap 3")
		h.policy(func(p *Policy) { p.Tolerance = 40 })
		h.equal(h.reasons(h.Plan(h.author, h.draft(func(d *Draft) { d.Audience = Audience{Groups: []community.ID{two}} }).ID)), "1")
	})
}

// TestACodesPromise: who came by a code is written to no oftener than it says.
func TestACodesPromise(t *testing.T) {
	each(t, func(h *house) {
		h.policy(func(p *Policy) { p.Most = 3 })
		one, two := h.person("甲", "mei"), h.person("乙", "mei")
		h.tx(func(ctx context.Context, tx *db.Tx) error { return Promise(ctx, tx, "code-甲", 1) })
		send := func(want string) {
			t.Helper()
			b := h.draft(nil, one, two)
			h.equal(h.reasons(h.Plan(h.author, b.ID)), want)
			h.approved(b)
			h.drain()
			h.post.confirm("mei", nil)
			h.wait(10 * time.Minute)
		}
		send("2")
		send("1; frequency_cap 1")
		h.tx(func(ctx context.Context, tx *db.Tx) error { return Promise(ctx, tx, "code-甲", 0) })
		send("2")
	})
}

// TestAtNight: nothing begins in the quiet hours, whenever it was approved; what is planned for them is refused.
func TestAtNight(t *testing.T) {
	each(t, func(h *house) {
		who := h.person("甲", "mei")
		b := h.draft(func(d *Draft) { d.PlannedAt = at(t, "2026-03-02 22:00") }, who)
		h.equal(h.reasons(h.Plan(h.author, b.ID)), "0; quiet_hours 1")
		_, err := h.Submit(h.author, b.ID, b.Version)
		h.is(err, ErrQuiet)
		h.Clock.Advance(12 * time.Hour) // 22:00
		b = h.draft(nil, who)
		h.equal(h.reasons(h.Plan(h.author, b.ID)), "1")
		b = h.approved(b)
		h.equal(b.DueAt, at(t, "2026-03-03 09:00"))
		h.wait(10*time.Hour + 50*time.Minute)
		h.equal(len(h.post.all), 0)
		h.wait(15 * time.Minute)
		h.equal(len(h.post.all), 1)
	})
}

// TestErasing: the channel's key of who is erased is gone, the budget knows what it counted, and they are sent nothing.
func TestErasing(t *testing.T) {
	each(t, func(h *house) {
		gone, stays := h.person("甲", "mei"), h.person("乙", "mei")
		h.post.limited = 1
		b := h.approved(h.draft(nil, gone, stays))
		h.drain()
		h.is(h.customers.Erase(org.Owner(t.Context(), "test"), gone), nil)
		h.wait(time.Minute)
		h.equal(h.post.all[0].Targets, []string{"wm乙"})
		h.post.confirm("mei", nil)
		h.wait(80 * time.Hour)
		h.equal(h.outcomes(b), "lapsed 1; sent 1")
		h.equal(h.lines(`SELECT contact AS line FROM outreach_reach WHERE contact <> ''`), "wm乙")
	})
}

// TestScopes: who sees one store reaches its people only, and is shown their own broadcasts.
func TestScopes(t *testing.T) {
	each(t, func(h *house) {
		shop, err := h.org.OpenStore(org.Owner(t.Context(), "test"), org.StoreRequest{Name: "店"})
		h.is(err, nil)
		mine, other := h.person("甲", "mei"), h.person("乙", "mei")
		h.is(h.customers.AssignAll(org.Owner(t.Context(), "test"), []customer.ID{mine}, shop.ID, 0), nil)
		clerk := org.As(t.Context(), org.Actor{Kind: org.ActorStaff, ID: 9, Staff: 9, Role: org.RoleOperator, Scope: org.ScopeStore, Store: shop.ID})
		d := Draft{Name: "a", Channel: "wecom", Topic: "t", Message: channel.Message{Text: "x"}, Audience: Audience{Rule: "adds >= 1"}}
		b, err := h.Draft(clerk, d)
		h.is(err, nil)
		h.equal(h.reasons(h.Plan(h.author, b.ID)), "1") // whoever looks
		d.Audience = Audience{People: []customer.ID{mine, other}}
		h.equal(h.reasons(h.Preview(clerk, d)), "1")
		foreign := h.draft(nil, mine)
		_, err = h.Plan(clerk, foreign.ID)
		h.is(err, org.ErrScope)
		list, err := h.List(clerk, "", 0, 0)
		h.is(err, nil)
		h.equal(len(list), 1)
		b, err = h.Submit(clerk, b.ID, b.Version)
		h.is(err, nil)
		_, err = h.Approve(h.approver, b.ID, b.Version)
		h.is(err, nil)
		h.drain()
		h.equal(h.outcomes(b), "held 1")
	})
}

// TestWrongDrafts: what cannot be sent is refused with its field.
func TestWrongDrafts(t *testing.T) {
	each(t, func(h *house) {
		good := Draft{Name: "a", Channel: "wecom", Topic: "t", Message: channel.Message{Text: "x"}, Audience: Audience{People: []customer.ID{1}}}
		for field, spoil := range map[string]func(*Draft){
			"name": func(d *Draft) { d.Name = " " }, "topic": func(d *Draft) { d.Topic = "" }, "sender": func(d *Draft) { d.Sender = "anyone" },
			"planned_at": func(d *Draft) { d.PlannedAt = -1 }, "audience": func(d *Draft) { d.Audience.Rule = "orders >= 1" }, "message.text": func(d *Draft) { d.Message.Text = "" },
			"audience.people": func(d *Draft) { d.Audience.People = make([]customer.ID, mostPeople+1) },
			"audience.groups": func(d *Draft) { d.Audience = Audience{Groups: make([]community.ID, mostGroups+1)} },
		} {
			d := good
			spoil(&d)
			_, err := h.Draft(h.author, d)
			if f := fault.Of(err); err == nil || len(f.Fields) != 1 || f.Fields[0].Name != field {
				t.Errorf("%s: %v", field, err)
			}
		}
		good.Channel = "pigeon"
		_, err := h.Draft(h.author, good)
		h.is(err, ErrNoChannel)
		_, err = h.Get(h.author, 1)
		h.is(err, ErrMissing)
	})
}

// guards are the verbs and the permission that each asks for.
var guards = map[string]struct {
	permission org.Permission
	call       func(s *Service, ctx context.Context) error
}{
	"Draft":     {org.OutreachEdit, func(s *Service, ctx context.Context) error { return drop(s.Draft(ctx, Draft{})) }},
	"Preview":   {org.OutreachEdit, func(s *Service, ctx context.Context) error { return drop(s.Preview(ctx, Draft{})) }},
	"Plan":      {org.OutreachEdit, func(s *Service, ctx context.Context) error { return drop(s.Plan(ctx, 1)) }},
	"Lines":     {org.OutreachEdit, func(s *Service, ctx context.Context) error { return drop(s.Lines(ctx, 1, Filter{})) }},
	"Submit":    {org.OutreachEdit, func(s *Service, ctx context.Context) error { return drop(s.Submit(ctx, 1, 1)) }},
	"Approve":   {org.OutreachApprove, func(s *Service, ctx context.Context) error { return drop(s.Approve(ctx, 1, 1)) }},
	"Refuse":    {org.OutreachApprove, func(s *Service, ctx context.Context) error { return drop(s.Refuse(ctx, 1, 1, "")) }},
	"Cancel":    {org.OutreachEdit, func(s *Service, ctx context.Context) error { return drop(s.Cancel(ctx, 1, 1)) }},
	"Get":       {org.OutreachEdit, func(s *Service, ctx context.Context) error { return drop(s.Get(ctx, 1)) }},
	"List":      {org.OutreachEdit, func(s *Service, ctx context.Context) error { return drop(s.List(ctx, "", 0, 0)) }},
	"Tasks":     {org.OutreachEdit, func(s *Service, ctx context.Context) error { return drop(s.Tasks(ctx, 1)) }},
	"Policy":    {org.OutreachEdit, func(s *Service, ctx context.Context) error { return drop(s.Policy(ctx)) }},
	"SetPolicy": {org.SettingEdit, func(s *Service, ctx context.Context) error { return s.SetPolicy(ctx, Policy{}) }},
}

func drop[T any](_ T, err error) error { return err }

// TestEveryVerbIsGuarded: by the permission of the table; SendBy is wiring.
func TestEveryVerbIsGuarded(t *testing.T) {
	each(t, func(h *house) {
		service := reflect.TypeFor[*Service]()
		for n := range service.NumMethod() {
			if name := service.Method(n).Name; name != "SendBy" && guards[name].call == nil {
				t.Errorf("%s stands in no table", name)
			}
		}
		for name, g := range guards {
			h.is(g.call(h.Service, t.Context()), org.ErrUnauthenticated)
			for _, role := range org.Roles() {
				denied := errors.Is(g.call(h.Service, h.as(role, 3)), org.ErrDenied)
				if denied == role.May(g.permission) {
					t.Errorf("%s for %s: denied %v", name, role, denied)
				}
			}
		}
	})
}
