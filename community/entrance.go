package community

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/secret"
	"qunli/org"
)

// GateKind is what an entrance asks of those who come (COM-12).
type GateKind string

// The gates.
const (
	GateFree          GateKind = "free"
	GatePurchase      GateKind = "purchase"      // a kept order: the settings' rule unless another is given
	GatePaid          GateKind = "paid"          // what the rule says was paid
	GateCode          GateKind = "code"          // an invite code
	GateQuestionnaire GateKind = "questionnaire" // answers, mostly read by a person
	GateLevel         GateKind = "level"         // a level of the relationship, or of whatever the rule asks
	GateTag           GateKind = "tag"
)

// needsRule tells whether an entrance of the kind says nothing without a rule.
func (k GateKind) needsRule() bool { return k == GatePaid || k == GateLevel || k == GateTag }

func (k GateKind) valid() bool {
	return slices.Contains([]GateKind{GateFree, GatePurchase, GatePaid, GateCode, GateQuestionnaire, GateLevel, GateTag}, k)
}

// Entrance is a code or link by which people come into a group, with its gate.
type Entrance struct {
	ID          EntranceID
	CommunityID ID
	Code        string // what stands in the link
	Name        string // where it hangs
	Gate        GateKind
	Rule        string // canonical, "" everybody; the group's own gate is asked beside it
	Secret      string // hash of the invite code
	Questions   string // JSON list of texts
	Approval    bool   // a person decides
	Rolling     bool   // serves the next group of the series once one is full (COM-10)
	Closed      bool
	StaffID     org.StaffID
	Version     int64
	CreatedAt   int64
}

// Asked gives the questions of an entrance.
func (e Entrance) Asked() []string {
	var out []string
	_ = json.Unmarshal([]byte(e.Questions), &out) // written by PutEntrance alone; "" holds none
	return out
}

// EntrancePlan asks for an entrance, or for the change of one.
type EntrancePlan struct {
	ID        EntranceID // 0: a new one
	Version   int64
	Community ID
	Code      string // "": one is made
	Name      string
	Gate      GateKind
	Rule      string
	Invite    string // the invite code; "" keeps the one there is
	Questions []string
	Approval  bool
	Rolling   bool
	Closed    bool
}

// The refusals about entrances.
var (
	ErrNoEntrance    = fault.New(fault.Missing, "community.entrance.missing", "没有这个入口", "No such entrance")
	ErrEntranceTaken = fault.New(fault.Conflict, "community.entrance.taken", "入口代码 %q 已被使用", "The entrance code %q is taken")
)

const entranceColumns = `id, community_id, code, name, gate, rule, secret, questions, approval, rolling, closed, staff_id, version,
	created_at`

// PutEntrance makes an entrance, or changes one whose version the caller saw.
func (s *Service) PutEntrance(ctx context.Context, p EntrancePlan) (Entrance, error) {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return Entrance{}, err
	}
	p.Code, p.Name, p.Rule = strings.TrimSpace(p.Code), strings.TrimSpace(p.Name), strings.TrimSpace(p.Rule)
	if err := p.check(); err != nil {
		return Entrance{}, err
	}
	var e Entrance
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err := load(ctx, tx, p.Community)
		if err != nil {
			return err
		}
		var before Entrance
		if p.ID != 0 {
			if before, err = loadEntrance(ctx, tx, p.ID); err != nil {
				return err
			}
			if before.Version != p.Version || before.CommunityID != c.ID {
				return ErrChanged
			}
		}
		if e, err = s.entrance(ctx, tx, p, before); err != nil {
			return err
		}
		if err := saveEntrance(ctx, tx, e, p.ID == 0); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "entrance.put", Object: "entrance", ID: int64(e.ID), Before: before.masked(), After: e.masked()})
	})
	return e, err
}

func (p *EntrancePlan) check() error {
	w := &wanted{}
	w.text("name", p.Name, 1, 64)
	w.text("code", p.Code, 0, 64)
	w.text("invite", p.Invite, 0, 64)
	w.that(p.Gate.valid(), "gate", string(p.Gate), "请选 free、purchase、paid、code、questionnaire、level 或 tag",
		"must be free, purchase, paid, code, questionnaire, level or tag")
	w.that(!p.Gate.needsRule() || p.Rule != "", "rule", "", "这种门槛要写明规则，例如 tag = \"老客\"", "this gate needs a rule, such as tag = \"regular\"")
	w.that(p.Gate != GateCode || p.Invite != "" || p.ID != 0, "invite", "", "请填写邀请码", "give the invite code")
	w.that(p.Gate != GateQuestionnaire || len(p.Questions) > 0, "questions", "", "请至少写一个问题", "ask at least one question")
	w.that(len(p.Questions) <= 20, "questions", fmt.Sprint(len(p.Questions)), "最多 20 个问题", "20 questions at most")
	for i, q := range p.Questions {
		w.text(fmt.Sprintf("questions[%d]", i), q, 1, 200)
	}
	return w.err()
}

// entrance gives the row that a plan asks for.
func (s *Service) entrance(ctx context.Context, tx *db.Tx, p EntrancePlan, e Entrance) (Entrance, error) {
	if p.ID == 0 {
		e = Entrance{ID: EntranceID(tx.NewID()), CreatedAt: tx.Now, StaffID: actingStaff(ctx)}
	}
	set, err := readSettings(ctx, tx)
	if err != nil {
		return e, err
	}
	rule := p.Rule
	if rule == "" && p.Gate == GatePurchase {
		rule = set.QualifyRule
	}
	if e.Rule, err = s.canonical(rule); err != nil {
		return e, err
	}
	questions, err := json.Marshal(p.Questions)
	if err != nil {
		return e, err
	}
	e.CommunityID, e.Name, e.Gate, e.Questions = p.Community, p.Name, p.Gate, string(questions)
	e.Approval, e.Rolling, e.Closed, e.Version = p.Approval, p.Rolling, p.Closed, e.Version+1
	if p.Code != "" {
		e.Code = p.Code
	} else if e.Code == "" {
		e.Code = strings.TrimPrefix(e.ID.String(), "ent_")
	}
	if p.Invite != "" {
		e.Secret = secret.Hash(typed(p.Invite))
	}
	return e, nil
}

// typed reads an invite code as people type it.
func typed(invite string) string { return strings.ToLower(strings.TrimSpace(invite)) }

func saveEntrance(ctx context.Context, tx *db.Tx, e Entrance, fresh bool) error {
	if fresh {
		n, err := db.Insert(ctx, tx, "community_entrance", []Entrance{e}, "ON CONFLICT (code) DO NOTHING")
		if err == nil && n == 0 {
			err = ErrEntranceTaken.F(e.Code)
		}
		return err
	}
	err := db.MustAffect(ctx, tx, ErrChanged, `UPDATE community_entrance SET code = $3, name = $4, gate = $5, rule = $6, secret = $7,
			questions = $8, approval = $9, rolling = $10, closed = $11, version = $2 WHERE id = $1 AND version = $2 - 1`,
		e.ID, e.Version, e.Code, e.Name, string(e.Gate), e.Rule, e.Secret, e.Questions, e.Approval, e.Rolling, e.Closed)
	if db.Code(err) == db.CodeUnique {
		return ErrEntranceTaken.F(e.Code).Because(err)
	}
	return err
}

func (e Entrance) masked() map[string]any {
	if e.ID == 0 {
		return nil
	}
	return map[string]any{"community": e.CommunityID, "code": e.Code, "name": e.Name, "gate": e.Gate, "rule": e.Rule,
		"approval": e.Approval, "rolling": e.Rolling, "closed": e.Closed}
}

func loadEntrance(ctx context.Context, q db.Q, i EntranceID) (Entrance, error) {
	all, err := db.All[Entrance](ctx, q, `SELECT `+entranceColumns+` FROM community_entrance WHERE id = $1`, i)
	if err == nil && len(all) == 0 {
		err = ErrNoEntrance
	}
	if err != nil {
		return Entrance{}, err
	}
	return all[0], nil
}

// Traffic is what came by one entrance: people at it, and stays that began by it.
type Traffic struct {
	Entrance
	Waiting  int64
	Admitted int64
	Refused  int64
	Joined   int64 // stays begun by it
	Here     int64 // of these, still open
}

// Entrances lists the entrances of a group with what came by each.
func (s *Service) Entrances(ctx context.Context, i ID) ([]Traffic, error) {
	if err := org.Must(ctx, org.CommunityRead); err != nil {
		return nil, err
	}
	q := s.db.Read()
	if _, err := load(ctx, q, i); err != nil {
		return nil, err
	}
	out, err := db.All[Traffic](ctx, q, `SELECT `+entranceColumns+` FROM community_entrance WHERE community_id = $1 ORDER BY id`, i)
	if err != nil || len(out) == 0 {
		return out, err
	}
	at := map[EntranceID]*Traffic{}
	ids := make([]EntranceID, len(out))
	for n := range out {
		at[out[n].ID], ids[n] = &out[n], out[n].ID
	}
	return out, traffic(ctx, q, ids, at)
}

func traffic(ctx context.Context, q db.Q, ids []EntranceID, at map[EntranceID]*Traffic) error {
	type count struct {
		EntranceID                               EntranceID
		Waiting, Admitted, Refused, Joined, Here int64
	}
	return db.Lists(q, ids, func(part []EntranceID) error {
		c := db.Where("").In("entrance_id", part)
		err := db.Each(ctx, q, func(n count) error {
			t := at[n.EntranceID]
			t.Waiting, t.Admitted, t.Refused = n.Waiting, n.Admitted, n.Refused
			return nil
		}, `SELECT entrance_id, CAST(SUM(CASE WHEN state = 'waiting' THEN 1 ELSE 0 END) AS BIGINT) AS waiting,
			CAST(SUM(CASE WHEN state = 'admitted' THEN 1 ELSE 0 END) AS BIGINT) AS admitted, CAST(SUM(CASE WHEN state = 'refused' THEN 1 ELSE 0 END) AS BIGINT) AS refused
			FROM community_application WHERE `+c.SQL()+` GROUP BY entrance_id`, c.Args()...)
		if err != nil {
			return err
		}
		c = db.Where("entrance_id <> 0").In("entrance_id", part)
		return db.Each(ctx, q, func(n count) error {
			at[n.EntranceID].Joined, at[n.EntranceID].Here = n.Joined, n.Here
			return nil
		}, `SELECT entrance_id, COUNT(*) AS joined, CAST(SUM(CASE WHEN left_at = 0 THEN 1 ELSE 0 END) AS BIGINT) AS here
			FROM community_stay WHERE `+c.SQL()+` GROUP BY entrance_id`, c.Args()...)
	})
}
