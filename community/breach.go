package community

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/fault"
	"qunli/kit/job"
	"qunli/org"
	"qunli/segment"
)

// Breach is somebody in a group whose gate does not admit them: a row of community_breach.
type Breach struct {
	ID          BreachID
	CommunityID ID
	CustomerID  customer.ID
	JoinedAt    int64  // of the stay
	Because     string // JSON of segment.Explanation
	State       string // open, excused
	Reason      string
	StaffID     org.StaffID
	At          int64
	DueAt       int64
}

// ErrNoBreach is for breaches that are not there or no longer open.
var ErrNoBreach = fault.New(fault.Missing, "community.breach.missing", "没有这条未处理的越门记录", "No such open breach")

const breachColumns = `id, community_id, customer_id, joined_at, because, state, reason, staff_id, at, due_at`

// Subscribe lets the room hear what concerns its gates: its own Joined. app calls it once.
func (s *Service) Subscribe(bus *event.Bus) {
	event.Subscribe(bus, "community", func(ctx context.Context, tx *db.Tx, facts []Joined) error {
		if job.IsHistory(ctx) {
			return nil
		}
		return s.watch(ctx, tx, facts)
	})
}

// watch looks at people who have just joined and tells of those whom no gate has admitted (COM-12). No channel keeps
// anybody out of a chat group: this is what can be done.
func (s *Service) watch(ctx context.Context, tx *db.Tx, joined []Joined) error {
	if err := customer.Hold(ctx, tx); err != nil { // nobody is erased while it is noted why they are accused
		return err
	}
	byGroup := map[ID][]Joined{}
	for _, j := range joined {
		byGroup[j.Community] = append(byGroup[j.Community], j)
	}
	set, err := readSettings(ctx, tx)
	if err != nil {
		return err
	}
	ids := make([]ID, 0, len(byGroup))
	for i := range byGroup {
		ids = append(ids, i)
	}
	slices.Sort(ids)
	for _, i := range ids {
		if err := s.watchOne(ctx, tx, set, i, byGroup[i]); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) watchOne(ctx context.Context, tx *db.Tx, set Settings, i ID, joined []Joined) error {
	c, err := db.One[Community](ctx, tx, `SELECT `+columns+` FROM community WHERE id = $1`, i)
	if errors.Is(err, db.ErrNone) { // undone meanwhile
		return nil
	}
	if err != nil {
		return err
	}
	rule, gated, err := s.passage(ctx, tx, set, c)
	if err != nil || !gated {
		return err
	}
	strangers, err := uninvited(ctx, tx, i, joined)
	if err != nil || len(strangers) == 0 {
		return err
	}
	verdicts := map[customer.ID]segment.Verdict{}
	if rule != "" {
		if verdicts, err = s.verdicts(ctx, tx, rule, pairsOf(strangers)); err != nil {
			return err
		}
	}
	return s.accuse(ctx, tx, set, c, strangers, verdicts)
}

// passage gives the rule by which somebody without an admitted application may yet be in a group: its gate, and what one
// of its entrances asks. gated is false where anybody may come; no rule is that nobody may without being admitted.
func (s *Service) passage(ctx context.Context, q db.Q, set Settings, c Community) (rule string, gated bool, err error) {
	gate, err := s.gateOf(set, c)
	if err != nil {
		return "", false, err
	}
	entrances, err := db.All[Entrance](ctx, q, `SELECT `+entranceColumns+` FROM community_entrance WHERE community_id = $1 AND closed = FALSE`, c.ID)
	if err != nil {
		return "", false, err
	}
	var ways []string
	for _, e := range entrances {
		switch {
		case e.Approval || e.Gate == GateCode || e.Gate == GateQuestionnaire: // nobody passes by what they are
		case e.Rule == "":
			return gate, gate != "", nil
		default:
			ways = append(ways, "("+e.Rule+")")
		}
	}
	if len(entrances) == 0 {
		return gate, gate != "", nil
	}
	if len(ways) == 0 {
		return "", true, nil
	}
	rule, err = s.canonical(gate, strings.Join(ways, " or "))
	return rule, true, err
}

// stranger is somebody who joined without an admitted application.
type stranger struct {
	pair
	at int64 // of the stay
}

// uninvited gives those who joined without an admitted application of theirs or of anybody merged with them; who was erased
// meanwhile is nobody.
func uninvited(ctx context.Context, q db.Q, i ID, joined []Joined) ([]stranger, error) {
	var ids, all []customer.ID
	for _, j := range joined {
		ids = append(ids, j.Customer)
	}
	families, err := customer.FamiliesOf(ctx, q, distinct(ids))
	if err != nil {
		return nil, err
	}
	for n, who := range ids {
		ids[n] = families.Now(who)
		all = append(all, families.Members(ids[n])...)
	}
	briefs, err := customer.Briefs(ctx, q, distinct(ids))
	if err != nil {
		return nil, err
	}
	admitted := map[customer.ID]bool{}
	err = db.Lists(q, distinct(all), func(part []customer.ID) error {
		c := db.Where("community_id = $1 AND state = 'admitted'", i).In("customer_id", part)
		return db.Each(ctx, q, func(who customer.ID) error { admitted[families.Now(who)] = true; return nil },
			`SELECT customer_id FROM community_application WHERE `+c.SQL(), c.Args()...)
	})
	var out []stranger
	for _, j := range joined {
		now := families.Now(j.Customer)
		if b, here := briefs[now]; here && b.ErasedAt == 0 && !admitted[now] {
			out = append(out, stranger{pair{i, j.Customer}, j.At})
		}
	}
	return out, err
}

func pairsOf(strangers []stranger) []pair {
	out := make([]pair, len(strangers))
	for n, p := range strangers {
		out[n] = p.pair
	}
	return out
}

// accuse notes the breaches of those for whom the rule does not hold, one a stay, and tells of them.
func (s *Service) accuse(ctx context.Context, tx *db.Tx, set Settings, c Community, strangers []stranger, verdicts map[customer.ID]segment.Verdict) error {
	var facts []GateBreached
	for _, p := range strangers {
		v := verdicts[p.CustomerID]
		if v.In {
			continue
		}
		because, err := json.Marshal(v.Because)
		if err != nil {
			return err
		}
		b := Breach{ID: BreachID(tx.NewID()), CommunityID: c.ID, CustomerID: p.CustomerID, JoinedAt: p.at, Because: string(because),
			State: "open", At: tx.Now, DueAt: tx.Now + set.BreachMinutes*60_000}
		n, err := db.Insert(ctx, tx, "community_breach", []Breach{b}, "ON CONFLICT (community_id, customer_id, joined_at) DO NOTHING")
		if err != nil {
			return err
		}
		if n > 0 {
			facts = append(facts, GateBreached{b.ID, c.ID, p.CustomerID, c.StoreID, c.StaffID, b.DueAt})
		}
	}
	return event.PublishAll(ctx, tx, s.bus, facts)
}

// Breaches lists the open breaches of a group: of stays that go on. Who left and came back is in a stay of its own.
func (s *Service) Breaches(ctx context.Context, i ID) ([]Breach, error) {
	if err := org.Must(ctx, org.CommunityRead); err != nil {
		return nil, err
	}
	q := s.db.Read()
	if _, err := load(ctx, q, i); err != nil {
		return nil, err
	}
	return db.All[Breach](ctx, q, `SELECT `+breachColumns+` FROM community_breach b WHERE community_id = $1 AND state = 'open'
		AND EXISTS (SELECT 1 FROM community_stay s WHERE s.community_id = b.community_id AND s.customer_id = b.customer_id
			AND s.left_at = 0 AND s.joined_at <= b.joined_at) ORDER BY id`, i)
}

// Excuse lets somebody stay though the gate does not admit them.
func (s *Service) Excuse(ctx context.Context, i BreachID, reason string) error {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return err
	}
	w := &wanted{}
	w.text("reason", strings.TrimSpace(reason), 1, 200)
	if err := w.err(); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		b, err := db.One[Breach](ctx, tx, `SELECT `+breachColumns+` FROM community_breach WHERE id = $1`, i)
		if errors.Is(err, db.ErrNone) {
			return ErrNoBreach
		}
		if err != nil {
			return err
		}
		if _, err := load(ctx, tx, b.CommunityID); err != nil {
			return err
		}
		err = db.MustAffect(ctx, tx, ErrNoBreach, `UPDATE community_breach SET state = 'excused', reason = $2, staff_id = $3
			WHERE id = $1 AND state = 'open'`, i, strings.TrimSpace(reason), actingStaff(ctx))
		if err != nil {
			return err
		}
		err = org.Audit(ctx, tx, org.Change{Verb: "community.excuse", Object: "community", ID: int64(b.CommunityID),
			After: map[string]any{"customer": b.CustomerID}})
		if err != nil {
			return err
		}
		return s.bus.Publish(ctx, tx, BreachExcused{i})
	})
}
