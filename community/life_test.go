package community

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/customer"
	"qunli/kit/fault"
	"qunli/kit/money"
)

// TestNoGroupOpensWithoutItsBrief (COM-01): refused with the empty fields, 422; three templates; every version kept.
func TestNoGroupOpensWithoutItsBrief(t *testing.T) {
	each(t, func(h house) {
		c := must[Community](t)(h.Make(h.ctx, Plan{Kind: Sales, Purpose: "福利"}))
		_, err := h.Open(h.ctx, c.ID, c.Version)
		if want := []string{"purpose", "goal", "value", "persona", "pains", "advantage", "product"}; !slices.Equal(fields(err), want) {
			t.Errorf("empty fields %v, want %v", fields(err), want)
		}
		b := whole()
		b.Purpose, b.Persona = " ", ""
		c = must[Community](t)(h.SetBrief(h.ctx, c.ID, c.Version, b))
		_, err = h.Open(h.ctx, c.ID, c.Version)
		h.is(err, ErrBrief)
		if got := fields(err); !slices.Equal(got, []string{"purpose", "persona"}) || fault.Of(err).Kind != fault.Invalid {
			t.Errorf("%v %v", got, err)
		}
		c = must[Community](t)(h.SetBrief(h.ctx, c.ID, c.Version, whole()))
		c = must[Community](t)(h.Open(h.ctx, c.ID, c.Version))
		if c.State != Open || c.OpenedAt == 0 {
			t.Errorf("%+v", c)
		}
		if _, err := h.SetBrief(h.ctx, c.ID, c.Version, b); !errors.Is(err, ErrBrief) {
			t.Errorf("an open group was left without a whole brief: %v", err)
		}
		versions := must[[]Brief](t)(h.Briefs(h.ctx, c.ID))
		if len(versions) != 2 || versions[0].Number != 2 || versions[1].Persona != "" {
			t.Errorf("%+v", versions)
		}
		if names := []string{Templates()[0].Name, Templates()[1].Name, Templates()[2].Name}; !slices.Equal(names, []string{"护肤", "水果", "家居日用"}) {
			t.Errorf("templates %v", names)
		}
		if told := told[Opened](h); len(told) != 1 {
			t.Errorf("opened %v", told)
		}
	})
}

// TestTheWizard (COM-02 as corrected): all four cells, by the thresholds of the category.
func TestTheWizard(t *testing.T) {
	set := Defaults()
	for _, c := range []struct {
		name     string
		category string
		price    money.Fen
		orders   int64
		kind, to Kind
	}{
		{"low frequency, high price", "护肤", 80_000, 2, Serving, Undecided},
		{"high frequency, low price", "水果", 3_000, 50, Sales, Undecided},
		{"high frequency, high price leads to the core group", "护肤", 80_000, 12, Sales, Core},
		{"low frequency, low price", "家居日用", 3_000, 2, Activity, Undecided},
		{"at the thresholds both hold", "水果", 15_000, 24, Sales, Core},
		{"a fen and an order below neither does", "水果", 14_999, 23, Activity, Undecided},
		{"an unknown category has those of the first", "宠物", 30_000, 1, Serving, Undecided},
	} {
		a := set.Advise(c.category, c.price, c.orders)
		if a.Kind != c.kind || a.LeadsTo != c.to || a.Category.Dear == 0 || a.Category.Orders == 0 {
			t.Errorf("%s: %+v", c.name, a)
		}
	}
}

// TestChangingTheKindIsAudited (COM-02), and gives the group the presets of the new one (COM-05: sales promote more).
func TestChangingTheKindIsAudited(t *testing.T) {
	each(t, func(h house) {
		c := must[Community](t)(h.Make(h.ctx, Plan{Kind: Serving, Purpose: "护肤"}))
		service := c.PromoCap
		c = must[Community](t)(h.SetKind(h.ctx, c.ID, c.Version, Sales))
		if c.PromoCap <= service {
			t.Errorf("promotion cap of sales %d, of service %d", c.PromoCap, service)
		}
		if got := h.verbs("community"); !slices.Equal(got, []string{"community.make", "community.kind"}) {
			t.Errorf("audit %v", got)
		}
		if d := must[Detail](t)(h.Get(h.ctx, c.ID)); d.Gate != "" || !d.Preset.Promotes {
			t.Errorf("a sales group has no gate: %+v", d)
		}
		if _, err := h.SetKind(h.ctx, c.ID, c.Version-1, Core); !errors.Is(err, ErrChanged) {
			t.Errorf("a stale version: %v", err)
		}
		if _, err := h.SetKind(h.ctx, c.ID, c.Version, "club"); fields(err) == nil {
			t.Errorf("no such kind: %v", err)
		}
	})
}

// TestHarvestBeforeClosing (COM-03): an activity group closes when its active members are handled or waived; the report
// counts joined, participated, moved and left.
func TestHarvestBeforeClosing(t *testing.T) {
	each(t, func(h house) {
		deep, c := h.opened(Plan{Kind: Sales, Purpose: "福利"}), h.opened(Plan{Kind: Activity, Purpose: "活动"})
		who := h.crowd(6)
		h.join(c.ID, who...)
		h.acts(who[0], customer.ActShare, 1, 2)
		h.acts(who[1], customer.ActSpeak, 3)
		h.acts(who[2], customer.ActVote, 0)
		h.acts(who[3], customer.ActVote, 20) // before the group began
		h.acts(who[4], customer.ActView, 1)  // only looked
		_, err := h.Close(h.ctx, c.ID, c.Version)
		h.is(err, ErrState)
		c = must[Community](t)(h.BeginHarvest(h.ctx, c.ID, c.Version))
		list := must[[]Harvested](t)(h.HarvestList(h.ctx, c.ID))
		if len(list) != 3 || list[0].CustomerID != who[0] || list[0].Acts != 2 {
			t.Fatalf("active members: %+v", list)
		}
		if due := told[HarvestDue](h); len(due) != 1 || due[0].Waiting != 3 || due[0].Due == 0 {
			t.Errorf("%+v", due)
		}
		_, err = h.Close(h.ctx, c.ID, c.Version)
		h.is(err, ErrHarvest)
		if _, err := h.Handle(h.ctx, c.ID, who[:1], c.ID); !errors.Is(err, ErrHarvestTarget) {
			t.Errorf("an activity group is no deeper group: %v", err)
		}
		must[int64](t)(h.Handle(h.ctx, c.ID, who[:2], deep.ID))
		h.join(deep.ID, who[0])
		must[int64](t)(h.Waive(h.ctx, c.ID, nil))
		h.moved(0, Movement{Community: c.ID, Customer: who[5], Kind: Leave, At: h.Clock.Now().UnixMilli() + 1})
		c = must[Community](t)(h.Close(h.ctx, c.ID, c.Version))
		got := must[Report](t)(h.Report(h.ctx, c.ID))
		if got != (Report{Joined: 6, Participated: 3, Moved: 1, Left: 1}) || c.State != Closed {
			t.Errorf("%+v %+v", got, c)
		}
		must[Community](t)(h.Archive(h.ctx, c.ID, c.Version))
	})
}

// TestNames (COM-11): a series is numbered; a name says what the group is for; one given elsewhere is told.
func TestNames(t *testing.T) {
	each(t, func(h house) {
		var names []string
		var first Community
		for n := range 3 {
			c := must[Community](t)(h.Make(h.ctx, Plan{Kind: Sales, Purpose: "福利", Area: "徐汇"}))
			names = append(names, c.Name)
			if n == 0 {
				first = c
			}
		}
		if want := []string{"暖胃福利徐汇1群", "暖胃福利徐汇2群", "暖胃福利徐汇3群"}; !slices.Equal(names, want) {
			t.Errorf("%v, want %v", names, want)
		}
		_, err := h.Make(h.ctx, Plan{Kind: Sales, Purpose: "福利", Name: "相亲相爱一家人"})
		h.is(err, ErrNameless)
		_, err = h.Make(h.ctx, Plan{Kind: Sales})
		if got := fields(err); !slices.Equal(got, []string{"purpose"}) {
			t.Errorf("a name by template wants a purpose: %v", err)
		}
		c := must[Community](t)(h.Renamed(h.ctx, first.ID, first.Version, "王姐的群"))
		if dev := told[NameDeviated](h); len(dev) != 1 || dev[0] != (NameDeviated{c.ID, "暖胃福利徐汇1群", "王姐的群"}) || !c.Deviates() {
			t.Errorf("%+v", dev)
		}
		c = must[Community](t)(h.Renamed(h.ctx, c.ID, c.Version, "暖胃福利徐汇1群"))
		if dev := told[NameDeviated](h); len(dev) != 1 || c.Deviates() {
			t.Errorf("the right name is no deviation: %+v", dev)
		}
	})
}

// TestRolesAndStructure (COM-13, COM-06): counts by role and strength; fewer than two strengths is a warning; the ratio of
// members to staff; a core group without a member event for 30 days is flagged.
func TestRolesAndStructure(t *testing.T) {
	each(t, func(h house) {
		c := h.opened(Plan{Kind: Core, Purpose: "核心"})
		who, staff := h.crowd(4), h.staff("a", "b")
		h.join(c.ID, who...)
		for i, strength := range []string{"护肤", "护肤"} {
			must[Holding](t)(h.Appoint(h.ctx, Holding{CommunityID: c.ID, CustomerID: who[i], Role: RoleLeader, Expertise: strength}))
		}
		for _, s := range staff {
			must[Holding](t)(h.Appoint(h.ctx, Holding{CommunityID: c.ID, StaffID: s, Role: RoleService}))
		}
		got := must[Structure](t)(h.Structure(h.ctx, c.ID))
		if got.Roles[RoleLeader] != 2 || got.Strengths["护肤"] != 2 || got.PerStaff != 2 || !got.CommonNeed {
			t.Errorf("%+v", got)
		}
		if codes := codesOf(got.Warnings); !slices.Equal(codes, []string{"strengths"}) {
			t.Errorf("warnings %v", codes)
		}
		must[Holding](t)(h.Appoint(h.ctx, Holding{CommunityID: c.ID, CustomerID: who[2], Role: RoleLeader, Expertise: "育儿"}))
		h.Clock.Advance(31 * 24 * 3_600_000_000_000)
		got = must[Structure](t)(h.Structure(h.ctx, c.ID))
		if codes := codesOf(got.Warnings); !slices.Equal(codes, []string{"no_event"}) {
			t.Errorf("warnings %v", codes)
		}
		h.is(h.RecordEvent(h.ctx, Event{CommunityID: c.ID, Title: "会员日", At: h.Clock.Now().UnixMilli()}), nil)
		if got = must[Structure](t)(h.Structure(h.ctx, c.ID)); len(got.Warnings) != 0 {
			t.Errorf("warnings %+v", got.Warnings)
		}
		_, err := h.Appoint(h.ctx, Holding{CommunityID: c.ID, CustomerID: h.person("stranger"), Role: RoleKing})
		h.is(err, ErrNotMember)
		h.is(h.Dismiss(h.ctx, got.Holdings[0].ID), nil)
		h.is(h.Dismiss(h.ctx, got.Holdings[0].ID), ErrNoRole)
	})
}

func codesOf(w []Warning) []string {
	var out []string
	for _, x := range w {
		out = append(out, x.Code)
	}
	return out
}

// TestUpdating: a change of the pause derives stays again, one of store and owner gives them the days, and a stale version
// is refused.
func TestUpdating(t *testing.T) {
	each(t, func(h house) {
		c := h.opened(Plan{Kind: Sales, Purpose: "福利"})
		who := h.person("ann")
		h.moved(0, Movement{Community: c.ID, Customer: who, Kind: Join, At: noon}, Movement{Community: c.ID, Customer: who, Kind: Leave, At: noon + half},
			Movement{Community: c.ID, Customer: who, Kind: Join, At: noon + 2*half + 1000})
		if n := len(h.stays(c.ID)); n != 2 {
			t.Errorf("%d stays, want 2", n)
		}
		stores := h.stores("A")
		c = must[Community](t)(h.Update(h.ctx, c.ID, c.Version, Plan{Purpose: "福利", Store: stores[0], Pause: 2 * half}))
		if n := len(h.stays(c.ID)); n != 1 {
			t.Errorf("%d stays with a pause of an hour, want 1", n)
		}
		if n := h.count(`SELECT COUNT(*) FROM community_day WHERE store_id = $1`, stores[0]); n != 1 {
			t.Errorf("%d days of the store", n)
		}
		if got := told[Assigned](h); len(got) != 1 || got[0].Store != stores[0] {
			t.Errorf("%+v", got)
		}
		_, err := h.Update(h.ctx, c.ID, c.Version-1, Plan{Purpose: "福利"})
		h.is(err, ErrChanged)
		_, err = h.Update(h.ctx, c.ID, c.Version, Plan{Gate: "nobody knows = 3"})
		if err == nil {
			t.Error("a gate that cannot be read was taken")
		}
		h.clean()
	})
}

// TestSettings: numbers and rules that cannot be are refused by name; what is set holds for groups made from then on.
func TestSettings(t *testing.T) {
	each(t, func(h house) {
		set := Defaults()
		if err := h.SetSettings(h.ctx, set); err != nil {
			t.Fatalf("the defaults are refused: %v", err)
		}
		bad := set
		bad.TargetSize, bad.PruneRule, bad.NameTemplate = 0, "orders ~ 3", "{brand}"
		if got := fields(h.SetSettings(h.ctx, bad)); !slices.Contains(got, "target_size") || !slices.Contains(got, "prune_rule") || !slices.Contains(got, "name_template") {
			t.Errorf("%v", got)
		}
		set.TargetSize, set.PauseMinutes = 100, 45
		h.is(h.SetSettings(h.ctx, set), nil)
		c := must[Community](t)(h.Make(h.ctx, Plan{Kind: Sales, Purpose: "福利"}))
		if c.TargetSize != 100 || c.Pause != 45*minute {
			t.Errorf("%+v", c)
		}
		if diff := cmp.Diff(set, must[Settings](t)(h.Settings(h.ctx))); diff != "" {
			t.Error(diff)
		}
	})
}

// TestErasing empties answers and reasons and keeps the stays.
func TestErasing(t *testing.T) {
	each(t, func(h house) {
		c := h.opened(Plan{Kind: Sales, Purpose: "福利"})
		e := must[Entrance](t)(h.PutEntrance(h.ctx, EntrancePlan{Community: c.ID, Name: "问卷", Gate: GateQuestionnaire, Questions: []string{"您的姓名？"}}))
		who := h.person("ann")
		must[Application](t)(h.Apply(h.ctx, Request{Code: e.Code, Customer: who, Answers: []string{"王芳"}}))
		h.join(c.ID, who)
		h.is(h.customers.Erase(h.ctx, who), nil)
		if n := h.count(`SELECT COUNT(*) FROM community_application WHERE answers <> '' OR because <> ''`); n != 0 {
			t.Errorf("%d answers are left", n)
		}
		if n := h.count(`SELECT members FROM community WHERE id = $1`, c.ID); n != 1 {
			t.Errorf("%d members; the fact stays", n)
		}
		h.clean()
	})
}
