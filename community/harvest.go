package community

import (
	"cmp"
	"context"

	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// HarvestState is what became of somebody on a harvest list.
type HarvestState string

// The states.
const (
	HarvestWaiting HarvestState = "waiting"
	HarvestHandled HarvestState = "handled" // asked into a deeper group
	HarvestWaived  HarvestState = "waived"
)

// Harvested is one active member of an activity group at its end: a row of community_harvest.
type Harvested struct {
	CommunityID ID
	CustomerID  customer.ID
	Acts        int64 // two-way acts while the group ran
	State       HarvestState
	ToID        ID // the deeper group
	StaffID     org.StaffID
	At          int64
}

// ErrHarvestTarget refuses a group to which nobody is moved.
var ErrHarvestTarget = fault.New(fault.Invalid, "community.harvest.target",
	"请选一个更深的群（服务群、销售群、核心群或种子用户群）", "Choose a deeper group (service, sales, core or seed users)")

const harvestColumns = `community_id, customer_id, acts, state, to_id, staff_id, at`

// BeginHarvest ends the running of an activity group and lists its active members: those who were in it while it ran and
// acted at least as often as the settings want. Called again, it adds those who became active since.
func (s *Service) BeginHarvest(ctx context.Context, i ID, version int64) (Community, error) {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return Community{}, err
	}
	return s.change(ctx, i, version, "community.harvest", func(ctx context.Context, tx *db.Tx, c *Community) error {
		if err := c.in(Open, Harvest); err != nil {
			return err
		}
		if c.Kind != Activity {
			return ErrKind.F(string(c.Kind))
		}
		set, err := readSettings(ctx, tx)
		if err != nil {
			return err
		}
		active, err := activeIn(ctx, tx, *c)
		if err != nil {
			return err
		}
		var rows []Harvested
		for who, acts := range active {
			if acts >= set.HarvestActs {
				rows = append(rows, Harvested{CommunityID: i, CustomerID: who, Acts: acts, State: HarvestWaiting, At: tx.Now})
			}
		}
		if _, err := db.Insert(ctx, tx, "community_harvest", rows, "ON CONFLICT (community_id, customer_id) DO NOTHING"); err != nil {
			return err
		}
		c.State = Harvest
		return s.harvestDue(ctx, tx, *c)
	})
}

func (s *Service) harvestDue(ctx context.Context, tx *db.Tx, c Community) error {
	n, err := waiting(ctx, tx, c.ID)
	if err != nil || n == 0 {
		return err
	}
	zone, err := org.Zone(ctx, tx)
	if err != nil {
		return err
	}
	return s.bus.Publish(ctx, tx, HarvestDue{c.ID, n, c.StoreID, c.StaffID, endOf(c.EndsOn, zone)})
}

// activeIn counts the acts of everybody who was in the group while it ran, by who they are now.
func activeIn(ctx context.Context, tx *db.Tx, c Community) (map[customer.ID]int64, error) {
	zone, err := org.Zone(ctx, tx)
	if err != nil {
		return nil, err
	}
	from, to := cmp.Or(c.StartsOn, clock.Day(c.OpenedAt, zone)), clock.Day(tx.Now, zone)
	if c.EndsOn != "" && c.EndsOn < to {
		to = c.EndsOn
	}
	booked, err := db.All[customer.ID](ctx, tx, `SELECT DISTINCT customer_id FROM community_stay WHERE community_id = $1`, c.ID)
	if err != nil {
		return nil, err
	}
	acts, err := customer.ActsIn(ctx, tx, booked, from, to)
	if err != nil {
		return nil, err
	}
	now, err := customer.Canonical(ctx, tx, booked)
	out := map[customer.ID]int64{}
	for who, n := range acts {
		out[now[who]] = n
	}
	return out, err
}

// waiting counts those on the list for whom nothing was decided.
func waiting(ctx context.Context, q db.Q, i ID) (int64, error) {
	return db.One[int64](ctx, q, `SELECT COUNT(*) FROM community_harvest WHERE community_id = $1 AND state = 'waiting'`, i)
}

// HarvestList gives the active members of an activity group at its end, those waiting first.
func (s *Service) HarvestList(ctx context.Context, i ID) ([]Harvested, error) {
	if err := org.Must(ctx, org.CommunityRead); err != nil {
		return nil, err
	}
	q := s.db.Read()
	if _, err := load(ctx, q, i); err != nil {
		return nil, err
	}
	return db.All[Harvested](ctx, q, `SELECT `+harvestColumns+` FROM community_harvest WHERE community_id = $1
		ORDER BY CASE WHEN state = 'waiting' THEN 0 ELSE 1 END, acts DESC, customer_id`, i)
}

// Handle notes that people of the list were asked into a deeper group, to; Waive (to 0) that nobody will. All is done when nobody waits.
func (s *Service) Handle(ctx context.Context, i ID, people []customer.ID, to ID) (handled int64, err error) {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return 0, err
	}
	return s.settle(ctx, i, people, HarvestHandled, to)
}

// Waive notes that people of the list will not be asked into another group; nil people are all who wait.
func (s *Service) Waive(ctx context.Context, i ID, people []customer.ID) (waived int64, err error) {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return 0, err
	}
	return s.settle(ctx, i, people, HarvestWaived, 0)
}

func (s *Service) settle(ctx context.Context, i ID, people []customer.ID, state HarvestState, to ID) (n int64, err error) {
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := load(ctx, tx, i); err != nil {
			return err
		}
		if state == HarvestHandled {
			if err := deeper(ctx, tx, to); err != nil {
				return err
			}
		}
		n = 0
		set := func(c *db.Cond) error {
			k, err := db.Exec(ctx, tx, `UPDATE community_harvest SET state = `+c.Next(1)+`, to_id = `+c.Next(2)+`,
				staff_id = `+c.Next(3)+`, at = `+c.Next(4)+` WHERE `+c.SQL(), c.Args(string(state), to, actingStaff(ctx), tx.Now)...)
			n += k
			return err
		}
		if people == nil {
			err = set(db.Where("community_id = $1 AND state = 'waiting'", i))
		} else {
			err = db.Lists(tx, people, func(part []customer.ID) error {
				return set(db.Where("community_id = $1 AND state = 'waiting'", i).In("customer_id", part))
			})
		}
		if err != nil || n == 0 {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "community.harvest_" + string(state), Object: "community", ID: int64(i),
			After: map[string]any{"people": n, "to": to}})
	})
	return n, err
}

// deeper refuses a group that is no deeper one.
func deeper(ctx context.Context, q db.Q, to ID) error {
	c, err := load(ctx, q, to)
	if err != nil {
		return err
	}
	if c.Kind == Activity || c.Kind == Undecided {
		return ErrHarvestTarget
	}
	return c.in(Open)
}

// Report is what an activity group led to (COM-03). Everybody is counted once, as who they are now.
type Report struct {
	Joined       int64 // people who were ever in it
	Participated int64 // of these, who acted while it ran as often as the settings want
	Moved        int64 // of the harvest list, who is or was in the group they were asked into
	Left         int64 // who is no longer in it
}

// Report counts what became of an activity group's people.
func (s *Service) Report(ctx context.Context, i ID) (Report, error) {
	if err := org.Must(ctx, org.CommunityRead); err != nil {
		return Report{}, err
	}
	var r Report
	q := s.db.Read()
	if _, err := load(ctx, q, i); err != nil {
		return r, err
	}
	type presence struct {
		CustomerID customer.ID
		Here       bool
	}
	all, err := db.All[presence](ctx, q, `SELECT customer_id, MAX(CASE WHEN left_at = 0 THEN 1 ELSE 0 END) = 1 AS here
		FROM community_stay WHERE community_id = $1 GROUP BY customer_id`, i)
	if err != nil {
		return r, err
	}
	ids := make([]customer.ID, len(all))
	for n, p := range all {
		ids[n] = p.CustomerID
	}
	now, err := customer.Canonical(ctx, q, ids)
	if err != nil {
		return r, err
	}
	here := map[customer.ID]bool{}
	for _, p := range all {
		here[now[p.CustomerID]] = here[now[p.CustomerID]] || p.Here
	}
	for _, in := range here {
		r.Joined++
		if !in {
			r.Left++
		}
	}
	r.Participated, r.Moved, err = harvestSums(ctx, q, i)
	return r, err
}

// harvestSums counts the people of the harvest list, and who of it was in the group they were asked into from then on, by whichever of
// their accounts.
func harvestSums(ctx context.Context, q db.Q, i ID) (listed, moved int64, err error) {
	list, err := db.All[Harvested](ctx, q, `SELECT `+harvestColumns+` FROM community_harvest WHERE community_id = $1`, i)
	if err != nil {
		return 0, 0, err
	}
	ids := make([]customer.ID, len(list))
	asked := map[pair]int64{} // when
	var groups []ID
	for n, h := range list {
		ids[n] = h.CustomerID
	}
	families, err := customer.FamiliesOf(ctx, q, ids)
	if err != nil {
		return 0, 0, err
	}
	var all []customer.ID
	people := map[customer.ID]bool{}
	for _, h := range list {
		people[families.Now(h.CustomerID)] = true
		if who := families.Now(h.CustomerID); h.State == HarvestHandled {
			asked[pair{h.ToID, who}] = h.At
			all, groups = append(all, families.Members(who)...), append(groups, h.ToID)
		}
	}
	stays, err := StaysOf(ctx, q, distinct(all), distinct(groups))
	for _, s := range stays {
		p := pair{s.CommunityID, families.Now(s.CustomerID)}
		if at, ok := asked[p]; ok && (s.LeftAt == 0 || s.LeftAt > at) {
			delete(asked, p)
			moved++
		}
	}
	return int64(len(people)), moved, err
}
