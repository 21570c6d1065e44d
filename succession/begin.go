package succession

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"qunli/community"
	"qunli/customer"
	"qunli/desk"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// Estate is what somebody looks after.
type Estate struct {
	Customers int64 // with whom they are in touch in the channel
	Here      int64 // of whom they are the keeper here alone
	Groups    int64
	Tasks     int64 // open ones
	Left      bool  // they work here no more
}

// estate is the same with the ids.
type estate struct {
	customers, here []customer.ID
	groups          []community.ID
	tasks           int64
}

// Survey tells what would be handed on.
func (s *Service) Survey(ctx context.Context, from org.StaffID) (Estate, error) {
	if err := org.Must(ctx, org.StaffManage); err != nil {
		return Estate{}, err
	}
	who, err := s.keeper(ctx, s.db.Read(), from)
	if err != nil {
		return Estate{}, err
	}
	e, err := s.estate(ctx, s.db.Read(), who)
	return Estate{int64(len(e.customers)), int64(len(e.here)), int64(len(e.groups)), e.tasks, who.LeftAt != 0}, err
}

func (s *Service) keeper(ctx context.Context, q db.Q, i org.StaffID) (org.Working, error) {
	known, err := org.WorkingByID(ctx, q, []org.StaffID{i})
	if err == nil && known[i].ID == 0 {
		err = org.ErrNoStaff
	}
	return known[i], err
}

func (s *Service) estate(ctx context.Context, q db.Q, who org.Working) (estate, error) {
	var e estate
	var err error
	if who.Code != "" {
		if e.customers, err = customer.BoundWith(ctx, q, s.channel.Name(), who.Code); err != nil {
			return e, err
		}
	}
	kept, err := customer.KeptBy(ctx, q, who.ID)
	if err != nil {
		return e, err
	}
	for _, i := range kept {
		if _, bound := slices.BinarySearch(e.customers, i); !bound {
			e.here = append(e.here, i)
		}
	}
	if e.groups, err = community.OwnedBy(ctx, q, s.channel.Name(), who.ID); err != nil {
		return e, err
	}
	e.tasks, err = desk.OpenOf(ctx, q, who.ID)
	return e, err
}

// Request asks for what somebody looks after to be handed on.
type Request struct {
	From     org.StaffID
	Resigned bool          // in the channel
	Heirs    []org.StaffID // one takes all, several share evenly
	Message  string        // said to customers; only of somebody who works on
}

// mostMessage is how many characters the channel takes (reference §4.9).
const mostMessage = 200

// Begin hands on what somebody looks after. What stands here alone goes at once, with the open tasks; what stands in the channel
// comes to a result each.
func (s *Service) Begin(ctx context.Context, r Request) (ID, error) {
	if err := org.Must(ctx, org.StaffManage); err != nil {
		return 0, err
	}
	if r.Message = strings.TrimSpace(r.Message); len([]rune(r.Message)) > mostMessage {
		return 0, fault.InvalidField("message", "", "太长，最多 200 字", "is too long: 200 characters at most")
	}
	if r.Resigned {
		r.Message = ""
	}
	var i ID
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := customer.Hold(ctx, tx); err != nil {
			return err
		}
		from, heirs, err := s.people(ctx, tx, r)
		if err != nil {
			return err
		}
		e, err := s.estate(ctx, tx, from)
		if err != nil {
			return err
		}
		if len(e.customers)+len(e.here)+len(e.groups)+int(e.tasks) == 0 {
			return ErrNothing
		}
		i = ID(tx.NewID())
		return s.write(ctx, tx, i, r, from, heirs, e)
	})
	return i, err
}

// people finds who hands on and who takes over, and refuses those who cannot.
func (s *Service) people(ctx context.Context, q db.Q, r Request) (from org.Working, heirs []org.Working, err error) {
	if from, err = s.keeper(ctx, q, r.From); err != nil {
		return from, nil, err
	}
	known, err := org.WorkingByID(ctx, q, r.Heirs)
	if err != nil {
		return from, nil, err
	}
	for _, i := range r.Heirs {
		h := known[i]
		switch {
		case h.ID == 0:
			return from, nil, org.ErrNoStaff
		case h.ID == from.ID:
			return from, nil, fault.InvalidField("heirs", i.String(), "接替的人不能是本人", "nobody takes over from themselves")
		case h.LeftAt != 0:
			return from, nil, fault.InvalidField("heirs", i.String(), "已经离职，请换一位", "works here no more: choose another")
		case h.Code == "":
			return from, nil, fault.InvalidField("heirs", i.String(), "没有填员工编号（企业微信账号），请先在员工页填上", "has no code, which is the account in WeCom: fill it in on the staff page")
		}
		heirs = append(heirs, h)
	}
	if len(heirs) == 0 {
		return from, nil, fault.InvalidField("heirs", "", "请选择由谁接替", "choose who takes over")
	}
	return from, heirs, nil
}

func (s *Service) write(ctx context.Context, tx *db.Tx, i ID, r Request, from org.Working, heirs []org.Working, e estate) error {
	a, _ := org.ActorOf(ctx)
	share := func(n int) org.Working { return heirs[n%len(heirs)] }
	tasks, err := desk.HandAll(ctx, tx, from.ID, r.Heirs)
	if err != nil {
		return err
	}
	one := Succession{i, s.channel.Name(), from.ID, from.Code, r.Resigned, r.Message, tasks, a.Staff, tx.Now, 0}
	n, err := db.Insert(ctx, tx, "succession", []Succession{one}, "ON CONFLICT DO NOTHING")
	if err == nil && n == 0 {
		err = ErrRuns
	}
	if err != nil {
		return err
	}
	var rows []Object
	add := func(k Kind, object int64, heir org.Working, state State) {
		rows = append(rows, Object{SuccessionID: i, Kind: k, ObjectID: object, HeirID: heir.ID, State: state, DueAt: tx.Now, At: tx.Now})
	}
	for n, c := range e.customers {
		add(Customer, int64(c), share(n), Planned)
	}
	for n, c := range e.here {
		add(Customer, int64(c), share(n), Done)
		if err := customer.Inherit(ctx, tx, []customer.ID{c}, from.ID, share(n).ID, share(n).StoreID); err != nil {
			return err
		}
	}
	for n, g := range e.groups {
		add(Group, int64(g), share(n), Planned)
	}
	if _, err := db.Insert(ctx, tx, "succession_object", rows, ""); err != nil {
		return err
	}
	if err := s.close(ctx, tx, i); err != nil {
		return err
	}
	return errors.Join(s.wake(ctx, tx), org.Audit(ctx, tx, org.Change{Verb: "succession.begin", Object: "staff", ID: int64(from.ID),
		After: map[string]any{"customers": len(e.customers) + len(e.here), "groups": len(e.groups), "tasks": tasks, "heirs": r.Heirs, "resigned": r.Resigned}}))
}

// close ends a succession once everything in it has a result.
func (s *Service) close(ctx context.Context, tx *db.Tx, i ID) error {
	_, err := db.Exec(ctx, tx, `UPDATE succession SET ended_at = $2 WHERE id = $1 AND ended_at = 0
		AND NOT EXISTS (SELECT 1 FROM succession_object o WHERE o.succession_id = $1 AND o.state IN ('planned', 'asked', 'waiting'))`, i, tx.Now)
	return err
}

// Retry has what was refused or failed tried again, with another successor when heir is not 0.
func (s *Service) Retry(ctx context.Context, i ID, heir org.StaffID) error {
	if err := org.Must(ctx, org.StaffManage); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		one, err := load(ctx, tx, i)
		if err != nil {
			return err
		}
		if heir != 0 {
			if _, _, err := s.people(ctx, tx, Request{From: one.FromID, Heirs: []org.StaffID{heir}}); err != nil {
				return err
			}
		}
		n, err := db.Exec(ctx, tx, `UPDATE succession_object SET state = 'planned', reason = '', attempts = 0, due_at = $2, at = $2,
			heir_id = CASE WHEN CAST($3 AS BIGINT) = 0 THEN heir_id ELSE $3 END WHERE succession_id = $1 AND state IN ('refused', 'full', 'failed')`, i, tx.Now, heir)
		if err == nil && n == 0 {
			err = ErrNothing
		}
		if err != nil {
			return err
		}
		n, err = db.Exec(ctx, tx, `UPDATE succession SET ended_at = 0 WHERE id = $1 AND NOT EXISTS
			(SELECT 1 FROM succession o WHERE o.from_id = $2 AND o.ended_at = 0 AND o.id <> $1)`, i, one.FromID)
		if err == nil && n == 0 {
			err = ErrRuns
		}
		if err != nil {
			return err
		}
		return errors.Join(s.wake(ctx, tx), org.Audit(ctx, tx, org.Change{Verb: "succession.retry", Object: "staff", ID: int64(one.FromID), After: map[string]any{"heir": cmp.Or(heir, 0)}}))
	})
}
