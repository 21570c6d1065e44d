package community

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// Role is what somebody does in a group (COM-13).
type Role string

// The roles.
const (
	RoleOwner     Role = "owner"     // 群主
	RoleManager   Role = "manager"   // 管理员
	RoleAssistant Role = "assistant" // 群助手
	RoleService   Role = "service"   // 客服
	RoleLeader    Role = "leader"    // 意见领袖, each with a strength of their own
	RoleSeed      Role = "seed"      // 种子用户
	RoleKing      Role = "king"      // 话题王
	RoleStarter   Role = "starter"   // 起头人
)

// Roles lists the roles with their Chinese and English titles.
func Roles() []Title {
	return []Title{{string(RoleOwner), "群主", "Owner"}, {string(RoleManager), "管理员", "Manager"}, {string(RoleAssistant), "群助手", "Assistant"},
		{string(RoleService), "客服", "Service"}, {string(RoleLeader), "意见领袖", "Opinion leader"}, {string(RoleSeed), "种子用户", "Seed user"},
		{string(RoleKing), "话题王", "Topic king"}, {string(RoleStarter), "起头人", "Starter"}}
}

// Title is a code and what people call it.
type Title struct{ Code, Zh, En string }

func (r Role) valid() bool {
	return slices.ContainsFunc(Roles(), func(t Title) bool { return t.Code == string(r) })
}

// Holding is one role held by a member of staff or by a customer: a row of community_role.
type Holding struct {
	ID          RoleID
	CommunityID ID
	CustomerID  customer.ID // 0: staff
	StaffID     org.StaffID // 0: a customer
	Role        Role
	Expertise   string // what they are good at, "" none
	Since       int64
	Until       int64 // 0: still
}

// The refusals about roles.
var (
	ErrNoRole    = fault.New(fault.Missing, "community.role.missing", "没有这个角色，或已经卸任", "No such role, or it has ended")
	ErrNotMember = fault.New(fault.Conflict, "community.not_member", "这位客户不在群里", "This customer is not in the group")
)

const holdingColumns = `id, community_id, customer_id, staff_id, role, expertise, since, until`

// Appoint gives a role to a member of staff, or to a customer who is in the group. Who holds it already only gets the new
// expertise.
func (s *Service) Appoint(ctx context.Context, h Holding) (Holding, error) {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return Holding{}, err
	}
	h.Expertise = strings.TrimSpace(h.Expertise)
	w := &wanted{}
	w.text("expertise", h.Expertise, 0, 64)
	w.that(h.Role.valid(), "role", string(h.Role), "没有这种角色", "is no role")
	w.that((h.CustomerID == 0) != (h.StaffID == 0), "customer_id", h.CustomerID.String(), "请选一位员工或一位客户", "choose a member of staff or a customer")
	w.that(h.Role != RoleLeader || h.Expertise != "", "expertise", "", "意见领袖要写明擅长什么", "say what the opinion leader is good at")
	if err := w.err(); err != nil {
		return Holding{}, err
	}
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := s.eligible(ctx, tx, h); err != nil {
			return err
		}
		h.ID, h.Since, h.Until = RoleID(tx.NewID()), tx.Now, 0
		_, err := db.Insert(ctx, tx, "community_role", []Holding{h}, `ON CONFLICT (community_id, role, customer_id, staff_id)
			WHERE until = 0 DO UPDATE SET expertise = excluded.expertise`)
		if err != nil {
			return err
		}
		h, err = db.One[Holding](ctx, tx, `SELECT `+holdingColumns+` FROM community_role WHERE community_id = $1 AND role = $2
			AND customer_id = $3 AND staff_id = $4 AND until = 0`, h.CommunityID, string(h.Role), h.CustomerID, h.StaffID)
		if err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "community.appoint", Object: "community", ID: int64(h.CommunityID),
			After: map[string]any{"role": h.Role, "customer": h.CustomerID, "staff": h.StaffID}})
	})
	return h, err
}

// eligible refuses who cannot hold a role in the group.
func (s *Service) eligible(ctx context.Context, tx *db.Tx, h Holding) error {
	if h.CustomerID != 0 {
		if err := customer.Join(ctx, tx, h.CustomerID); err != nil {
			return err
		}
	}
	if _, err := load(ctx, tx, h.CommunityID); err != nil {
		return err
	}
	if h.StaffID != 0 {
		return org.MustKnow(ctx, tx, nil, []org.StaffID{h.StaffID})
	}
	_, err := db.One[int64](ctx, tx, `SELECT 1 FROM community_stay WHERE community_id = $1 AND customer_id = $2 AND left_at = 0`,
		h.CommunityID, h.CustomerID)
	if errors.Is(err, db.ErrNone) {
		return ErrNotMember
	}
	return err
}

// Dismiss ends a role.
func (s *Service) Dismiss(ctx context.Context, i RoleID) error {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		h, err := db.One[Holding](ctx, tx, `SELECT `+holdingColumns+` FROM community_role WHERE id = $1`, i)
		if errors.Is(err, db.ErrNone) {
			return ErrNoRole
		}
		if err != nil {
			return err
		}
		if _, err := load(ctx, tx, h.CommunityID); err != nil {
			return err
		}
		if err := db.MustAffect(ctx, tx, ErrNoRole, `UPDATE community_role SET until = $2 WHERE id = $1 AND until = 0`, i, tx.Now); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "community.dismiss", Object: "community", ID: int64(h.CommunityID),
			Before: map[string]any{"role": h.Role, "customer": h.CustomerID, "staff": h.StaffID}})
	})
}

// Structure is who does what in a group, and whether it is made as a group wants: a common need and different strengths.
type Structure struct {
	Holdings   []Holding
	Roles      map[Role]int64   // people by role
	Strengths  map[string]int64 // opinion leaders by what they are good at
	Missing    []Role           // that the kind of group wants and nobody has
	CommonNeed bool             // the brief names whom the group is for and what troubles them
	Members    int64
	Staff      int64   // members of staff with a role
	PerStaff   float64 // members per member of staff (COM-06), 0: nobody serves
	LastEvent  int64   // ms of the last member event, 0 none
	Warnings   []Warning
}

// Warning says what a group lacks, in words.
type Warning struct{ Code, Zh, En string }

// check finds what the structure of c lacks, by the settings and the preset of its kind. A young group is not asked for events.
func (r *Structure) check(set Settings, c Community, now int64) {
	if n := int64(len(r.Strengths)); n < set.Strengths {
		r.warn("strengths", fmt.Sprintf("意见领袖只有 %d 种专长，至少要 %d 种，互相补位", n, set.Strengths),
			fmt.Sprintf("The opinion leaders have %d distinct strengths; a group wants at least %d", n, set.Strengths))
	}
	if !r.CommonNeed {
		r.warn("common_need", "定位里没有写明群员画像和痛点，看不出共同需求", "The brief does not say who belongs here and what troubles them")
	}
	for _, role := range set.preset(c.Kind).Roles {
		if r.Roles[role] == 0 {
			r.Missing = append(r.Missing, role)
		}
	}
	if c.Kind == Core && now-max(r.LastEvent, c.OpenedAt) > set.EventDays*dayMS {
		r.warn("no_event", fmt.Sprintf("核心群已超过 %d 天没有会员活动", set.EventDays),
			fmt.Sprintf("The core group has had no member event for more than %d days", set.EventDays))
	}
}

func (r *Structure) warn(code, zh, en string) { r.Warnings = append(r.Warnings, Warning{code, zh, en}) }

// Structure gives the roles of a group and what it lacks (COM-13, COM-06).
func (s *Service) Structure(ctx context.Context, i ID) (Structure, error) {
	if err := org.Must(ctx, org.CommunityRead); err != nil {
		return Structure{}, err
	}
	q := s.db.Read()
	c, err := load(ctx, q, i)
	if err != nil {
		return Structure{}, err
	}
	set, err := readSettings(ctx, q)
	if err != nil {
		return Structure{}, err
	}
	r := Structure{Roles: map[Role]int64{}, Strengths: map[string]int64{}, Members: c.Members}
	if r.Holdings, err = holdings(ctx, q, i); err != nil {
		return r, err
	}
	if c.StaffID != 0 && !slices.ContainsFunc(r.Holdings, func(h Holding) bool { return h.Role == RoleOwner && h.StaffID == c.StaffID }) {
		r.Holdings = append(r.Holdings, Holding{CommunityID: i, StaffID: c.StaffID, Role: RoleOwner, Since: c.CreatedAt})
	}
	r.count()
	briefs, err := db.All[Brief](ctx, q, `SELECT `+briefColumns+` FROM community_brief WHERE community_id = $1 AND number = $2`, i, c.Brief)
	if err != nil {
		return r, err
	}
	r.CommonNeed = len(briefs) > 0 && briefs[0].Persona != "" && briefs[0].Pains != ""
	now := s.db.Clock().Now().UnixMilli()
	r.LastEvent, err = db.One[int64](ctx, q, `SELECT COALESCE(MAX(at), 0) FROM community_event WHERE community_id = $1 AND at <= $2`, i, now)
	r.check(set, c, now)
	return r, err
}

// holdings gives the roles held in a group by its staff and by customers who are in it, by whichever of their accounts.
func holdings(ctx context.Context, q db.Q, i ID) ([]Holding, error) {
	all, err := db.All[Holding](ctx, q, `SELECT `+holdingColumns+` FROM community_role WHERE community_id = $1 AND until = 0 ORDER BY id`, i)
	if err != nil {
		return nil, err
	}
	var people, accounts []customer.ID
	for _, h := range all {
		if h.CustomerID != 0 {
			people = append(people, h.CustomerID)
		}
	}
	families, err := customer.FamiliesOf(ctx, q, people)
	if err != nil {
		return nil, err
	}
	for _, p := range people {
		accounts = append(accounts, families.Members(families.Now(p))...)
	}
	stays, err := StaysOf(ctx, q, distinct(accounts), []ID{i})
	here := map[customer.ID]bool{}
	for _, s := range stays {
		here[families.Now(s.CustomerID)] = here[families.Now(s.CustomerID)] || s.LeftAt == 0
	}
	return slices.DeleteFunc(all, func(h Holding) bool { return h.CustomerID != 0 && !here[families.Now(h.CustomerID)] }), err
}

// count counts holdings by role and strength, and people of staff once each.
func (r *Structure) count() {
	staff := map[org.StaffID]bool{}
	for _, h := range r.Holdings {
		r.Roles[h.Role]++
		if h.Role == RoleLeader && h.Expertise != "" {
			r.Strengths[h.Expertise]++
		}
		if h.StaffID != 0 {
			staff[h.StaffID] = true
		}
	}
	if r.Staff = int64(len(staff)); r.Staff > 0 {
		r.PerStaff = float64(r.Members) / float64(r.Staff)
	}
}

// Event is something that takes place for the members of a group.
type Event struct {
	CommunityID ID
	Title       string
	At          int64 // ms
	StaffID     org.StaffID
}

// RecordEvent notes a member event of a group (COM-06).
func (s *Service) RecordEvent(ctx context.Context, e Event) error {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return err
	}
	w := &wanted{}
	w.text("title", e.Title, 1, 64)
	w.that(e.At > 0 && e.At < maxTime, "at", fmt.Sprint(e.At), "请填时间", "give the time")
	if err := w.err(); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := load(ctx, tx, e.CommunityID); err != nil {
			return err
		}
		e.StaffID = actingStaff(ctx)
		if _, err := db.Exec(ctx, tx, `INSERT INTO community_event (id, community_id, title, at, staff_id) VALUES ($1, $2, $3, $4, $5)`,
			tx.NewID(), e.CommunityID, e.Title, e.At, e.StaffID); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "community.event", Object: "community", ID: int64(e.CommunityID), After: map[string]any{"at": e.At}})
	})
}
