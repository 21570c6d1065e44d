package console

import (
	"context"
	"fmt"
	"time"

	"qunli/community"
	"qunli/conversation"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/org"
	"qunli/referral"
	"qunli/segment"
)

// village is a brand with groups, talk, referrals, a segment and tasks.
type village struct {
	people  []customer.ID
	group   community.ID // open, with a brief
	bare    community.ID // known from elsewhere, without one
	segment segment.ID
	day     int64 // ms, a week ago
}

const dayMs = 24 * 3_600_000

// settleVillage makes one.
func (h *house) settleVillage() village {
	h.Helper()
	ctx := h.owner()
	v := village{day: h.d.Clock.Now().Add(-7 * 24 * time.Hour).UnixMilli()}
	var names []string
	for n := range 24 {
		names = append(names, fmt.Sprintf("顾客%02d", n+1))
	}
	v.people = h.people(0, names...)
	v.group = h.openGroup("福利", "暖胃福利一群，名字很长很长很长的群")
	v.bare = h.foundGroup()
	h.moveIn(v)
	h.talk(v)
	for n := 1; n < len(v.people); n++ {
		_, err := h.c.Referrals.Claim(ctx, referral.Claim{Customer: v.people[n], Inviter: v.people[(n-1)/3], At: v.day + int64(n), Source: referral.SourceCode, Community: v.group})
		h.must(err)
	}
	h.places(v)
	h.must(h.queue.Drain(ctx))
	rule, err := h.c.Segments.Parse("orders >= 1 and community = " + h.code(v.group))
	h.must(err)
	s, err := h.c.Segments.Save(ctx, segment.Draft{Name: "买过的群友", Rule: rule, Tag: "自动/买过的群友"})
	h.must(err)
	v.segment = s.ID
	h.must(h.c.Segments.Settle(ctx))
	h.askFor(v)
	return v
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// code is how rules name a group.
func (h *house) code(i community.ID) string {
	h.Helper()
	d, err := h.c.Communities.Get(h.owner(), i)
	h.must(err)
	return fmt.Sprintf("%q", d.Code)
}

func (h *house) openGroup(purpose, name string) community.ID {
	h.Helper()
	ctx := h.owner()
	g, err := h.c.Communities.Make(ctx, community.Plan{Kind: community.Serving, Name: name, Purpose: purpose})
	h.must(err)
	g, err = h.c.Communities.SetBrief(ctx, g.ID, g.Version, community.Brief{Purpose: "让买过的人用好产品", Goal: "一起养胃", Value: "有问必答，别处买不到的搭配", Persona: "胃不好的上班族",
		Pains: "吃饭不规律", Advantage: "自己的营养师", Product: "商城暖胃汤"})
	h.must(err)
	g, err = h.c.Communities.Open(ctx, g.ID, g.Version)
	h.must(err)
	return g.ID
}

func (h *house) foundGroup() community.ID {
	h.Helper()
	var i community.ID
	h.must(h.d.Tx(h.owner(), func(ctx context.Context, tx *db.Tx) error {
		found, err := community.Ensure(ctx, tx, 0, []community.Known{{Source: "irc", Code: "#ubuntu", Name: "ubuntu"}})
		i = found["#ubuntu"]
		return err
	}))
	return i
}

func (h *house) moveIn(v village) {
	h.Helper()
	var moves []community.Movement
	for n, p := range v.people {
		at := v.day - int64(n%5)*7*dayMs + int64(n)*60_000
		moves = append(moves, community.Movement{Community: v.group, Customer: p, Kind: community.Join, At: at, Scene: community.SceneCode, Inviter: v.people[max(n-1, 0)/3]})
		if n%4 == 3 {
			moves = append(moves, community.Movement{Community: v.group, Customer: p, Kind: community.Leave, At: at + dayMs, Scene: community.SceneLeft})
		}
	}
	moves[0].Inviter = 0
	_, err := h.c.Communities.Record(h.owner(), moves)
	h.must(err)
}

func (h *house) talk(v village) {
	h.Helper()
	var lines []conversation.Line
	for n := range 60 {
		name := fmt.Sprintf("群友%d", n%7*n%5)
		lines = append(lines, conversation.Line{Community: v.group, Sort: conversation.LineMessage, Name: name, At: v.day + int64(n)*3_600_000, Text: "今天喝了一碗，暖暖的"})
	}
	now := h.d.Clock.Now().UnixMilli()
	lines = append(lines, conversation.Line{Community: v.group, Sort: conversation.LineMessage, Name: "小问号", At: now - 3*3_600_000,
		Text: "请问空腹可以喝吗？我的胃最近一直不太舒服，医生说要少吃辣，也要少喝咖啡，这个产品里面有没有刺激性的东西，谁知道的告诉我一下好吗？"})
	_, err := h.c.Talk.Append(h.owner(), "wecom", lines)
	h.must(err)
}

// places books an order of every second person.
func (h *house) places(v village) {
	h.Helper()
	token := h.bearer(org.RoleAdmin, org.ScopeAll, 0)
	var documents []m
	for n := 0; n < len(v.people); n += 2 {
		d := document(fmt.Sprintf("V%02d", n), fmt.Sprintf("顾客%02d", n+1), "")
		d["at"] = v.day + int64(n)*3_600_000
		documents = append(documents, d)
	}
	ok[list[placedView]](token, "POST", "/api/orders", m{"documents": documents})
}

// askFor raises a task of most kinds.
func (h *house) askFor(v village) {
	h.Helper()
	facts := []event.Fact{
		customer.TierEntered{Customer: v.people[0], Tier: "A"},
		conversation.QuestionWaiting{Message: 1, Community: v.group, Customer: v.people[1]},
		community.FlowSuggested{Flow: 2, Customer: v.people[2], To: v.group, Due: v.day},
		community.ReviewProposed{Proposal: 3, Community: v.group, Customer: v.people[3], Kind: community.Prune},
		community.GateBreached{Breach: 4, Community: v.group, Customer: v.people[4], Due: v.day},
		community.HarvestDue{Community: v.bare, Waiting: 3},
	}
	h.must(h.d.Tx(h.owner(), func(ctx context.Context, tx *db.Tx) error { return h.bus.Publish(ctx, tx, facts...) }))
	h.must(h.queue.Drain(h.owner()))
}
