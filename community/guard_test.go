package community

import (
	"context"
	"errors"
	"reflect"
	"testing"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

type guarded struct {
	permission org.Permission
	call       func(s *Service, ctx context.Context) error
}

// drop forgets what a verb gives beside its error.
func drop[T any](_ T, err error) error { return err }

func read(call func(s *Service, ctx context.Context) error) guarded {
	return guarded{org.CommunityRead, call}
}

func edit(call func(s *Service, ctx context.Context) error) guarded {
	return guarded{org.CommunityEdit, call}
}

// guards lists every verb with the permission it asks for.
var guards = map[string]guarded{
	"Advise":        read(func(s *Service, ctx context.Context) error { return drop(s.Advise(ctx, "", 0, 0)) }),
	"Applications":  read(func(s *Service, ctx context.Context) error { return drop(s.Applications(ctx, Queue{})) }),
	"Breaches":      read(func(s *Service, ctx context.Context) error { return drop(s.Breaches(ctx, 1)) }),
	"Briefs":        read(func(s *Service, ctx context.Context) error { return drop(s.Briefs(ctx, 1)) }),
	"Effect":        read(func(s *Service, ctx context.Context) error { return drop(s.Effect(ctx, 1)) }),
	"Entrances":     read(func(s *Service, ctx context.Context) error { return drop(s.Entrances(ctx, 1)) }),
	"FlowRules":     read(func(s *Service, ctx context.Context) error { return drop(s.FlowRules(ctx)) }),
	"Flows":         read(func(s *Service, ctx context.Context) error { return drop(s.Flows(ctx, FlowQuery{})) }),
	"Funnel":        read(func(s *Service, ctx context.Context) error { return drop(s.Funnel(ctx, 1, 0, 1)) }),
	"Get":           read(func(s *Service, ctx context.Context) error { return drop(s.Get(ctx, 1)) }),
	"HarvestList":   read(func(s *Service, ctx context.Context) error { return drop(s.HarvestList(ctx, 1)) }),
	"List":          read(func(s *Service, ctx context.Context) error { return drop(s.List(ctx, Filter{})) }),
	"Matrix":        read(func(s *Service, ctx context.Context) error { return drop(s.Matrix(ctx)) }),
	"Members":       read(func(s *Service, ctx context.Context) error { return drop(s.Members(ctx, 1, MemberQuery{})) }),
	"Moving":        read(func(s *Service, ctx context.Context) error { return drop(s.Moving(ctx, 1)) }),
	"News":          read(func(s *Service, ctx context.Context) error { return drop(s.News(ctx, 1)) }),
	"Presets":       read(func(s *Service, ctx context.Context) error { return drop(s.Presets(ctx)) }),
	"Proposals":     read(func(s *Service, ctx context.Context) error { return drop(s.Proposals(ctx, ProposalQuery{})) }),
	"Report":        read(func(s *Service, ctx context.Context) error { return drop(s.Report(ctx, 1)) }),
	"Settings":      read(func(s *Service, ctx context.Context) error { return drop(s.Settings(ctx)) }),
	"StaysOfPerson": read(func(s *Service, ctx context.Context) error { return drop(s.StaysOfPerson(ctx, 1)) }),
	"Structure":     read(func(s *Service, ctx context.Context) error { return drop(s.Structure(ctx, 1)) }),
	"Total":         read(func(s *Service, ctx context.Context) error { return drop(s.Total(ctx, Filter{})) }),
	"Announce":      edit(func(s *Service, ctx context.Context) error { return drop(s.Announce(ctx, News{})) }),
	"Apply":         edit(func(s *Service, ctx context.Context) error { return drop(s.Apply(ctx, Request{})) }),
	"Appoint":       edit(func(s *Service, ctx context.Context) error { return drop(s.Appoint(ctx, Holding{})) }),
	"Approve":       edit(func(s *Service, ctx context.Context) error { return drop(s.Approve(ctx, 1, 0, true, "")) }),
	"Find":          {org.CommunityRead, func(s *Service, ctx context.Context) error { return drop(s.Find(ctx, "x", 5)) }},
	"Archive":       edit(func(s *Service, ctx context.Context) error { return drop(s.Archive(ctx, 1, 0)) }),
	"Arrived":       edit(func(s *Service, ctx context.Context) error { return drop(s.Arrived(ctx, 1, nil)) }),
	"BeginHarvest":  edit(func(s *Service, ctx context.Context) error { return drop(s.BeginHarvest(ctx, 1, 0)) }),
	"CarryOut":      edit(func(s *Service, ctx context.Context) error { return drop(s.CarryOut(ctx, 1, 0)) }),
	"Close":         edit(func(s *Service, ctx context.Context) error { return drop(s.Close(ctx, 1, 0)) }),
	"Decide":        edit(func(s *Service, ctx context.Context) error { return drop(s.Decide(ctx, 1, 0, true)) }),
	"Disown":        edit(func(s *Service, ctx context.Context) error { return s.Disown(ctx, "x", nil) }),
	"Dismiss":       edit(func(s *Service, ctx context.Context) error { return s.Dismiss(ctx, 1) }),
	"DropFlow":      edit(func(s *Service, ctx context.Context) error { return s.DropFlow(ctx, 1) }),
	"Excuse":        edit(func(s *Service, ctx context.Context) error { return s.Excuse(ctx, 1, "x") }),
	"FinishMove":    edit(func(s *Service, ctx context.Context) error { return drop(s.FinishMove(ctx, 1)) }),
	"Handle":        edit(func(s *Service, ctx context.Context) error { return drop(s.Handle(ctx, 1, nil, 1)) }),
	"InviteFlow":    edit(func(s *Service, ctx context.Context) error { return s.InviteFlow(ctx, 1) }),
	"Lose":          edit(func(s *Service, ctx context.Context) error { return drop(s.Lose(ctx, 1, nil)) }),
	"Make":          edit(func(s *Service, ctx context.Context) error { return drop(s.Make(ctx, Plan{})) }),
	"Next":          edit(func(s *Service, ctx context.Context) error { return drop(s.Next(ctx, 1)) }),
	"Open":          edit(func(s *Service, ctx context.Context) error { return drop(s.Open(ctx, 1, 0)) }),
	"PutEntrance":   edit(func(s *Service, ctx context.Context) error { return drop(s.PutEntrance(ctx, EntrancePlan{})) }),
	"Record": edit(func(s *Service, ctx context.Context) error {
		return drop(s.Record(ctx, []Movement{{Community: 1, Customer: 1}}))
	}),
	"RecordEvent":  edit(func(s *Service, ctx context.Context) error { return s.RecordEvent(ctx, Event{}) }),
	"Remind":       edit(func(s *Service, ctx context.Context) error { return drop(s.Remind(ctx, 1, nil)) }),
	"Renamed":      edit(func(s *Service, ctx context.Context) error { return drop(s.Renamed(ctx, 1, 0, "x")) }),
	"Reopen":       edit(func(s *Service, ctx context.Context) error { return drop(s.Reopen(ctx, 1, 0)) }),
	"Review":       edit(func(s *Service, ctx context.Context) error { return drop(s.Review(ctx, 1)) }),
	"RunFlow":      edit(func(s *Service, ctx context.Context) error { return drop(s.RunFlow(ctx, 1)) }),
	"RunFlows":     edit(func(s *Service, ctx context.Context) error { return drop(s.RunFlows(ctx)) }),
	"SaveFlowRule": edit(func(s *Service, ctx context.Context) error { return drop(s.SaveFlowRule(ctx, FlowRule{})) }),
	"SetBrief":     edit(func(s *Service, ctx context.Context) error { return drop(s.SetBrief(ctx, 1, 0, Brief{})) }),
	"SetKind":      edit(func(s *Service, ctx context.Context) error { return drop(s.SetKind(ctx, 1, 0, Sales)) }),
	"SetMatrix":    edit(func(s *Service, ctx context.Context) error { return s.SetMatrix(ctx, nil) }),
	"Stand":        edit(func(s *Service, ctx context.Context) error { return drop(s.Stand(ctx, 1, 0, nil, "")) }),
	"StartMove":    edit(func(s *Service, ctx context.Context) error { return drop(s.StartMove(ctx, 1, 0, "a", "b", "c")) }),
	"Update":       edit(func(s *Service, ctx context.Context) error { return drop(s.Update(ctx, 1, 0, Plan{})) }),
	"Tend":         edit(func(s *Service, ctx context.Context) error { return drop(s.Tend(ctx)) }),
	"HandOn": edit(func(s *Service, ctx context.Context) error {
		return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return s.HandOn(ctx, tx, 1, 0, 0) })
	}),
	"Waive":       edit(func(s *Service, ctx context.Context) error { return drop(s.Waive(ctx, 1, nil)) }),
	"SetSettings": {org.SettingEdit, func(s *Service, ctx context.Context) error { return s.SetSettings(ctx, Settings{}) }},
}

// unguarded lists what nobody from outside can call.
var unguarded = map[string]string{"Subscribe": "wires the room in app", "Schedule": "wires the room in app"}

func TestEveryVerbIsGuarded(t *testing.T) {
	service := reflect.TypeFor[*Service]()
	for i := range service.NumMethod() {
		name := service.Method(i).Name
		_, known := guards[name]
		if known == (unguarded[name] != "") {
			t.Errorf("%s must stand in exactly one of the tables", name)
		}
	}
	if service.NumMethod() != len(guards)+len(unguarded) {
		t.Errorf("%d verbs, %d in the tables", service.NumMethod(), len(guards)+len(unguarded))
	}
}

func denied(err error) bool { return err != nil && fault.Of(err).Code == org.ErrDenied.Code }

func TestEveryVerbRefusesTheWrongRole(t *testing.T) {
	each(t, func(h house) {
		for name, g := range guards {
			if err := g.call(h.Service, t.Context()); err == nil || fault.Of(err).Kind != fault.Unauthenticated {
				t.Errorf("%s for nobody: %v", name, err)
			}
			for _, role := range []org.Role{"", org.RoleOwner, org.RoleAdmin, org.RoleOperator, org.RoleStore, org.RoleReader} {
				a := org.Actor{Kind: org.ActorStaff, ID: 1, Staff: 1, Role: role, Scope: org.ScopeAll}
				if err := g.call(h.Service, org.As(t.Context(), a)); denied(err) == role.May(g.permission) {
					t.Errorf("%s for %q: %v", name, role, err)
				}
			}
		}
	})
}

// TestScope: whoever acts for one store sees and changes its groups alone.
func TestScope(t *testing.T) {
	each(t, func(h house) {
		stores := h.stores("A", "B")
		own, other := h.opened(Plan{Kind: Sales, Purpose: "福利", Store: stores[0]}), h.opened(Plan{Kind: Sales, Purpose: "特惠", Store: stores[1]})
		who := h.crowd(4)
		h.join(own.ID, who[:3]...)
		h.join(other.ID, who...)
		ctx := org.As(t.Context(), org.Actor{Kind: org.ActorStaff, ID: 9, Staff: 9, Role: org.RoleOperator, Scope: org.ScopeStore, Store: stores[0]})
		if list := must[[]Community](t)(h.List(ctx, Filter{})); len(list) != 1 || list[0].ID != own.ID {
			t.Errorf("%+v", list)
		}
		if n := must[Totals](t)(h.Total(ctx, Filter{})); n != (Totals{1, 3}) {
			t.Errorf("%+v", n)
		}
		if list := must[[]Stay](t)(h.StaysOfPerson(ctx, who[0])); len(list) != 1 {
			t.Errorf("%+v", list)
		}
		h.is(h.SetMatrix(h.ctx, []Axis{{AxisArea, []string{"x"}}}), nil)
		if m := must[Matrix](t)(h.Matrix(ctx)); len(m.Outside) != 1 {
			t.Errorf("%+v", m)
		}
		for name, err := range map[string]error{
			"get": drop(h.Get(ctx, other.ID)), "members": drop(h.Members(ctx, other.ID, MemberQuery{})),
			"update": drop(h.Update(ctx, other.ID, other.Version, Plan{Purpose: "特惠", Store: stores[0]})),
			"give":   drop(h.Update(ctx, own.ID, own.Version, Plan{Purpose: "福利", Store: stores[1]})),
			"make":   drop(h.Make(ctx, Plan{Kind: Sales, Purpose: "福利", Store: stores[1]})),
			"review": drop(h.Review(ctx, other.ID)), "entrances": drop(h.Entrances(ctx, other.ID)),
			"record":   drop(h.Record(ctx, []Movement{{Community: other.ID, Customer: who[0], Kind: Join, At: noon}})),
			"stranger": drop(h.Record(ctx, []Movement{{Community: own.ID, Customer: who[0], Kind: Join, At: noon}})),
		} {
			if !errors.Is(err, org.ErrScope) {
				t.Errorf("%s beyond the scope: %v", name, err)
			}
		}
		r := must[FlowRule](t)(h.SaveFlowRule(h.ctx, FlowRule{Name: "x", Rule: "groups >= 1", FromKind: Sales, ToKind: Core}))
		core := h.opened(Plan{Kind: Core, Purpose: "核心", Store: stores[1]})
		if flows := must[[]Flow](t)(h.RunFlow(h.ctx, r.ID)); len(flows) != 1 || flows[0].ToID != core.ID || flows[0].CustomerID != who[3] {
			t.Errorf("%+v", flows)
		}
		if flows := must[[]Flow](t)(h.Flows(ctx, FlowQuery{})); len(flows) != 0 {
			t.Errorf("%+v", flows)
		}
		if err := h.InviteFlow(ctx, must[[]Flow](t)(h.Flows(h.ctx, FlowQuery{}))[0].ID); !errors.Is(err, org.ErrScope) {
			t.Errorf("%v", err)
		}
	})
}

// TestAttributes: what rules may ask of people as members of groups, and its moves with them.
func TestAttributes(t *testing.T) {
	each(t, func(h house) {
		a, b := h.ensure(0, "alpha"), h.opened(Plan{Kind: Sales, Purpose: "福利"})
		e := must[Entrance](t)(h.PutEntrance(h.ctx, EntrancePlan{Community: b.ID, Name: "x", Gate: GateFree, Code: "poster"}))
		who := h.crowd(4)
		h.moved(0, Movement{Community: a, Customer: who[0], Kind: Join, At: noon}, Movement{Community: b.ID, Customer: who[0], Kind: Join, At: noon, Entrance: e.ID},
			Movement{Community: a, Customer: who[1], Kind: Seen, At: noon}, Movement{Community: b.ID, Customer: who[2], Kind: Join, At: noon},
			Movement{Community: b.ID, Customer: who[2], Kind: Leave, At: noon + half})
		for rule, want := range map[string][]customer.ID{
			"community = alpha": {who[0], who[1]}, "community = irc/alpha": {who[0], who[1]}, "community = " + b.ID.String(): {who[0]},
			"community = nowhere": nil, "group_kind = sales": {who[0]}, "groups >= 2": {who[0]}, "groups = 0": {who[2], who[3]},
			"joined is known": {who[0], who[2]}, "left_group is known": {who[2]}, "entrance = poster": {who[0]},
			"group_kind = sales and not left_group is known": {who[0]},
		} {
			r, err := h.segments.Parse(rule)
			if err != nil {
				t.Fatalf("%s: %v", rule, err)
			}
			got := must[[]customer.ID](t)(h.segments.List(h.ctx, h.Read(), r, 0, 100))
			verdicts, err := h.segments.Person(h.ctx, h.Read(), r, who)
			h.is(err, nil)
			for _, p := range who {
				in := false
				for _, w := range want {
					in = in || w == p
				}
				listed := false
				for _, g := range got {
					listed = listed || g == p
				}
				if listed != in || verdicts[p].In != in {
					t.Errorf("%s of %s: set %v, person %v, want %v", rule, p, listed, verdicts[p].In, in)
				}
			}
		}
	})
}

// TestChangesAreTold: the feed of changes names the attributes of those whose stays changed, while somebody watches.
func TestChangesAreTold(t *testing.T) {
	each(t, func(h house) {
		c, who := h.ensure(0, "a"), h.person("ann")
		h.tx(func(ctx context.Context, tx *db.Tx) error {
			return errors.Join(customer.Watch(ctx, tx, map[string]int64{"groups": 1, "group_kind": 1}),
				drop(db.Exec(ctx, tx, `DELETE FROM customer_change`)))
		})
		h.join(c, who)
		told := must[[]customer.Change](t)(customer.Feed(h.ctx, h.Read(), 10))
		groups := false
		for _, x := range told {
			groups = groups || x.CustomerID == who && x.What == "group_kind groups"
		}
		if !groups {
			t.Errorf("%+v", told)
		}
		before := len(told)
		must[Community](t)(h.SetKind(h.ctx, c, 0, Sales))
		if told = must[[]customer.Change](t)(customer.Feed(h.ctx, h.Read(), 10)); len(told) != before+1 || told[before].What != "group_kind" {
			t.Errorf("%+v", told)
		}
	})
}
