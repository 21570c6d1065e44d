package community

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/secret"
	"qunli/org"
	"qunli/segment"
)

// ApplyState is how an application stands.
type ApplyState string

// The states.
const (
	ApplyWaiting  ApplyState = "waiting"
	ApplyAdmitted ApplyState = "admitted"
	ApplyRefused  ApplyState = "refused"
)

// Refusal says why somebody was not admitted.
type Refusal string

// The refusals.
const (
	RefusedRule    Refusal = "rule"    // a gate's rule does not hold for them: Because says which part
	RefusedCode    Refusal = "code"    // the invite code is wrong
	RefusedAnswers Refusal = "answers" // a question was left open
	RefusedFull    Refusal = "full"
	RefusedClosed  Refusal = "closed"
	RefusedHand    Refusal = "hand" // whoever decided said no
)

// Title says a refusal to people.
func (r Refusal) Title() (zh, en string) {
	switch r {
	case RefusedRule:
		return "暂不符合入群条件", "The conditions of the group are not met yet"
	case RefusedCode:
		return "邀请码不对", "The invite code is wrong"
	case RefusedAnswers:
		return "请回答全部问题", "Answer all questions"
	case RefusedFull:
		return "群已满", "The group is full"
	case RefusedClosed:
		return "入口已关闭", "The entrance is closed"
	case RefusedHand:
		return "管理员没有通过申请", "The application was declined"
	}
	return "", ""
}

// Application is somebody at an entrance, and how it ended: a row of community_application.
type Application struct {
	ID            ApplicationID
	EntranceID    EntranceID
	CommunityID   ID // the group it is for: of a rolling entrance the one being filled
	CustomerID    customer.ID
	State         ApplyState
	Reason        Refusal
	Because       string // JSON of segment.Explanation
	Answers       string // JSON list of texts; personal data
	AlternativeID ID     // offered instead, 0 none
	StaffID       org.StaffID
	Version       int64
	At            int64
	DecidedAt     int64
}

// Explanation gives what the rule found, clause by clause.
func (a Application) Explanation() segment.Explanation {
	var out segment.Explanation
	_ = json.Unmarshal([]byte(a.Because), &out) // written by Apply alone; "" says nothing
	return out
}

// Request is somebody asking to come in.
type Request struct {
	Code     string // of the entrance
	Customer customer.ID
	Invite   string // the invite code they typed
	Answers  []string
	Inviter  customer.ID // the member whose invitation they followed, 0 none
}

// ErrNoApplication is for applications that are not there or are decided.
var (
	ErrNoApplication = fault.New(fault.Missing, "community.application.missing", "没有这个入群申请", "No such application")
	ErrDecided       = fault.New(fault.Conflict, "community.application.decided", "这个申请已有结果", "The application was decided already")
	ErrFull          = fault.New(fault.Conflict, "community.full", "群已满：在群和在途的人已到上限 %d；请先调高上限，或安排到别的群",
		"The group is full: those inside and on their way have reached the cap of %d; raise the cap first, or offer another group")
)

const applicationColumns = `id, entrance_id, community_id, customer_id, state, reason, because, answers, alternative_id, staff_id,
	version, at, decided_at`

// Apply asks an entrance to let somebody in and gives its answer: admitted, waiting for a person, or refused with the reason
// and a group that fits better. Who is waiting or admitted at this entrance already gets that answer again.
func (s *Service) Apply(ctx context.Context, r Request) (Application, error) {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return Application{}, err
	}
	var a Application
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := customer.Join(ctx, tx, r.Customer); err != nil {
			return err
		}
		e, own, err := s.reach(ctx, tx, r.Code)
		if err != nil {
			return err
		}
		set, err := readSettings(ctx, tx)
		if err != nil {
			return err
		}
		if a, err = standing(ctx, tx, e.ID, r.Customer, tx.Now-set.FlowDays*dayMS); !errors.Is(err, db.ErrNone) {
			return err
		}
		c := own
		if e.Rolling && !e.Closed {
			if c, err = s.serving(ctx, tx, set, own, r.Customer, r.Inviter); err != nil {
				return err
			}
		}
		if a, err = s.judge(ctx, tx, set, e, c, r); err != nil {
			return err
		}
		return enterQueue(ctx, tx, &a)
	})
	return a, err
}

// enterQueue stores an application; who waits for the same group by another entrance goes on waiting there.
func enterQueue(ctx context.Context, tx *db.Tx, a *Application) error {
	n, err := db.Insert(ctx, tx, "community_application", []Application{*a}, "ON CONFLICT DO NOTHING")
	if err == nil && n == 0 {
		*a, err = db.One[Application](ctx, tx, `SELECT `+applicationColumns+` FROM community_application
			WHERE community_id = $1 AND customer_id = $2 AND state = 'waiting'`, a.CommunityID, a.CustomerID)
	}
	return err
}

// reach finds an entrance by its code and takes the locks of its series and group.
func (s *Service) reach(ctx context.Context, tx *db.Tx, code string) (Entrance, Community, error) {
	all, err := db.All[Entrance](ctx, tx, `SELECT `+entranceColumns+` FROM community_entrance WHERE code = $1`, strings.TrimSpace(code))
	if err == nil && len(all) == 0 {
		err = ErrNoEntrance
	}
	if err != nil {
		return Entrance{}, Community{}, err
	}
	e := all[0]
	c, err := seated(ctx, tx, e.CommunityID)
	return e, c, err
}

// seated gives a group whose seats nobody else gives away until tx ends.
func seated(ctx context.Context, tx *db.Tx, i ID) (Community, error) {
	if err := customer.Hold(ctx, tx); err != nil {
		return Community{}, err
	}
	c, err := load(ctx, tx, i)
	if err != nil {
		return c, err
	}
	if c.Series != "" {
		if err := lockSeries(ctx, tx, c.Series); err != nil {
			return c, err
		}
	}
	if err := takeTurns(ctx, tx, []ID{i}); err != nil {
		return c, err
	}
	return load(ctx, tx, i) // as it is under the locks
}

// standing gives the application of a person, by whichever of their accounts, that still holds: waiting, or admitted since a
// moment; db.ErrNone when there is none.
func standing(ctx context.Context, q db.Q, e EntranceID, who customer.ID, since int64) (Application, error) {
	families, err := customer.FamiliesOf(ctx, q, []customer.ID{who})
	if err != nil {
		return Application{}, err
	}
	c := db.Where("entrance_id = $1 AND (state = 'waiting' OR state = 'admitted' AND decided_at >= $2)", e, since).
		In("customer_id", families.Members(families.Now(who)))
	return db.One[Application](ctx, q, `SELECT `+applicationColumns+` FROM community_application
		WHERE `+c.SQL()+` ORDER BY id DESC LIMIT 1`, c.Args()...)
}

// judge decides an application by its entrance and the gate of the group.
func (s *Service) judge(ctx context.Context, tx *db.Tx, set Settings, e Entrance, c Community, r Request) (Application, error) {
	answers, err := json.Marshal(r.Answers)
	if err != nil {
		return Application{}, err
	}
	a := Application{ID: ApplicationID(tx.NewID()), EntranceID: e.ID, CommunityID: c.ID, CustomerID: r.Customer,
		State: ApplyAdmitted, Answers: string(answers), At: tx.Now, DecidedAt: tx.Now}
	taken, err := seats(ctx, tx, c, tx.Now-set.FlowDays*dayMS)
	if err != nil {
		return a, err
	}
	a.Reason = e.refuses(c, taken, r)
	if a.Reason == "" {
		if err := s.askRules(ctx, tx, set, e, c, &a); err != nil {
			return a, err
		}
	}
	switch {
	case a.Reason != "":
		a.State = ApplyRefused
		a.AlternativeID, err = alternative(ctx, tx, c)
	case e.Approval:
		a.State, a.DecidedAt = ApplyWaiting, 0
	}
	return a, err
}

// refuses gives the reason why an entrance lets nobody in as r asks, before any rule about the person; "" none. taken are
// the seats of the group.
func (e Entrance) refuses(c Community, taken int64, r Request) Refusal {
	switch {
	case e.Closed || c.State != Open:
		return RefusedClosed
	case taken >= c.Cap:
		return RefusedFull
	case e.Gate == GateCode && !secret.Equal(secret.Hash(typed(r.Invite)), e.Secret):
		return RefusedCode
	}
	for i := range e.Asked() {
		if i >= len(r.Answers) || strings.TrimSpace(r.Answers[i]) == "" {
			return RefusedAnswers
		}
	}
	return ""
}

// askRules asks the rules of group and entrance about the applicant.
func (s *Service) askRules(ctx context.Context, tx *db.Tx, set Settings, e Entrance, c Community, a *Application) error {
	gate, err := s.gateOf(set, c)
	if err != nil {
		return err
	}
	rule, err := s.canonical(gate, e.Rule)
	if err != nil || rule == "" {
		return err
	}
	r, err := s.segments.Parse(rule)
	if err != nil {
		return err
	}
	now, err := customer.Canonical(ctx, tx, []customer.ID{a.CustomerID})
	if err != nil {
		return err
	}
	ok, because, err := s.segments.Admits(ctx, tx, r, now[a.CustomerID])
	if err != nil {
		return err
	}
	text, err := json.Marshal(because)
	a.Because = string(text)
	if !ok {
		a.Reason = RefusedRule
	}
	return err
}

// alternative gives the group offered to somebody who is refused: the one a person chose while it is open, else an open one
// of the same store that asks nothing and has room, of the same area first; 0 none.
func alternative(ctx context.Context, q db.Q, c Community) (ID, error) {
	i, err := db.One[ID](ctx, q, `SELECT id FROM community WHERE id = $1 AND state = 'open'`, c.AlternativeID)
	if !errors.Is(err, db.ErrNone) {
		return i, err
	}
	i, err = db.One[ID](ctx, q, `SELECT id FROM community WHERE store_id = $1 AND id <> $2 AND state = 'open' AND gate = ''
			AND kind IN ('activity', 'sales') AND members < target_size
		ORDER BY CASE WHEN area = $3 THEN 0 ELSE 1 END, members, id LIMIT 1`, c.StoreID, c.ID, c.Area)
	if errors.Is(err, db.ErrNone) {
		return 0, nil
	}
	return i, err
}

// Queue is which applications a list shows.
type Queue struct {
	Community ID
	Entrance  EntranceID // 0: all
	State     ApplyState // "": all
	After     ApplicationID
	Limit     int
}

// Applications lists applications of one group, the last first.
func (s *Service) Applications(ctx context.Context, ask Queue) ([]Application, error) {
	if err := org.Must(ctx, org.CommunityRead); err != nil {
		return nil, err
	}
	q := s.db.Read()
	if _, err := load(ctx, q, ask.Community); err != nil {
		return nil, err
	}
	c := db.Where("community_id = $1", ask.Community).If(ask.Entrance != 0, "entrance_id = $1", ask.Entrance).
		If(ask.State != "", "state = $1", string(ask.State)).If(ask.After != 0, "id < $1", ask.After)
	return db.All[Application](ctx, q, `SELECT `+applicationColumns+` FROM community_application WHERE `+c.SQL()+`
		ORDER BY id DESC LIMIT `+c.Next(1), c.Args(pageSize(ask.Limit))...)
}

// Decide admits or refuses an application that waits. Nobody is admitted beyond the cap, or into a group that is not open.
func (s *Service) Decide(ctx context.Context, i ApplicationID, version int64, admit bool) (Application, error) {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return Application{}, err
	}
	var a Application
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var err error
		a, err = db.One[Application](ctx, tx, `SELECT `+applicationColumns+` FROM community_application WHERE id = $1`, i)
		if errors.Is(err, db.ErrNone) {
			return ErrNoApplication
		}
		if err != nil {
			return err
		}
		c, err := seated(ctx, tx, a.CommunityID)
		if err != nil {
			return err
		}
		if a.State != ApplyWaiting || a.Version != version {
			return ErrDecided
		}
		a.State, a.DecidedAt, a.StaffID, a.Version = ApplyAdmitted, tx.Now, actingStaff(ctx), version+1
		if !admit {
			a.State, a.Reason = ApplyRefused, RefusedHand
			a.AlternativeID, err = alternative(ctx, tx, c)
		} else {
			err = hasRoom(ctx, tx, c)
		}
		if err != nil {
			return err
		}
		err = db.MustAffect(ctx, tx, ErrDecided, `UPDATE community_application SET state = $3, reason = $4, alternative_id = $5,
				staff_id = $6, decided_at = $7, version = version + 1 WHERE id = $1 AND version = $2 AND state = 'waiting'`,
			i, version, string(a.State), string(a.Reason), a.AlternativeID, a.StaffID, a.DecidedAt)
		if err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "application." + string(a.State), Object: "application", ID: int64(i),
			After: map[string]any{"community": a.CommunityID, "customer": a.CustomerID}})
	})
	return a, err
}

// hasRoom refuses a group that lets nobody in now.
func hasRoom(ctx context.Context, tx *db.Tx, c Community) error {
	if err := c.in(Open); err != nil {
		return err
	}
	set, err := readSettings(ctx, tx)
	if err != nil {
		return err
	}
	taken, err := seats(ctx, tx, c, tx.Now-set.FlowDays*dayMS)
	if err == nil && taken >= c.Cap {
		err = ErrFull.F(c.Cap)
	}
	return err
}

func pageSize(limit int) int {
	if limit <= 0 {
		return 50
	}
	return min(limit, 200)
}
