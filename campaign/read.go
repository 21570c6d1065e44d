package campaign

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
)

// Get gives a campaign that the actor sees.
func (s *Service) Get(ctx context.Context, i ID) (Campaign, error) {
	if err := org.Must(ctx, org.CampaignRead); err != nil {
		return Campaign{}, err
	}
	c, err := load(ctx, s.db.Read(), i)
	if err == nil {
		err = seen(ctx, c)
	}
	return c, err
}

// Filter is which campaigns a list shows.
type Filter struct {
	State  State // "" all
	Model  string
	Learnt Learnt // of those that are over, whether they were reviewed; "" all, whether over or not
	After  ID     // the last of the page before
	Limit  int
}

// List gives the campaigns that the actor sees, the newest first.
func (s *Service) List(ctx context.Context, f Filter) ([]Campaign, error) {
	if err := org.Must(ctx, org.CampaignRead); err != nil {
		return nil, err
	}
	if f.Limit <= 0 || f.Limit > 200 {
		f.Limit = 50
	}
	c := db.Where("").If(f.State != "", "state = $1", string(f.State)).If(f.Model != "", "model = $1", f.Model).If(f.After != 0, "id < $1", f.After).
		Join(org.Scope(ctx).Cond("store_id", "staff_id"))
	if err := s.learnt(ctx, c, f.Learnt); err != nil {
		return nil, err
	}
	return db.All[Campaign](ctx, s.db.Read(), `SELECT `+columns+` FROM campaign WHERE `+c.SQL()+` ORDER BY id DESC LIMIT `+c.Next(1), c.Args(f.Limit)...)
}

// Revisions gives the rules of a campaign, version by version.
func (s *Service) Revisions(ctx context.Context, i ID) ([]Revision, error) {
	if _, err := s.Get(ctx, i); err != nil {
		return nil, err
	}
	return revisions(ctx, s.db.Read(), db.Where("campaign_id = $1", i))
}

// Rules gives one version of the rules of a campaign; which 0 is the one being edited, or else the one in force.
func (s *Service) Rules(ctx context.Context, i ID, which int64) (Campaign, Revision, error) {
	c, err := s.Get(ctx, i)
	if err != nil {
		return Campaign{}, Revision{}, err
	}
	if which == 0 {
		which = max(c.Draft, c.Revision)
	}
	r, err := revision(ctx, s.db.Read(), i, which)
	return c, r, err
}

// Board is how a campaign stands: what is scarce, and what happened by day.
type Board struct {
	Campaign Campaign
	Buckets  []Bucket
	Days     []Day
}

// Day is how often something happened on a day.
type Day struct {
	Day    string `json:"day"`
	What   string `json:"what"` // the state that seats entered; of instances, instance:state
	N      int64  `json:"n"`
	Amount int64  `json:"amount"` // fen
}

// Board gives how a campaign stands.
func (s *Service) Board(ctx context.Context, i ID) (Board, error) {
	c, err := s.Get(ctx, i)
	if err != nil {
		return Board{}, err
	}
	b := Board{Campaign: c}
	if b.Buckets, err = buckets(ctx, s.db.Read(), i); err != nil {
		return b, err
	}
	b.Days, err = db.All[Day](ctx, s.db.Read(), `SELECT day, what, n, amount FROM campaign_day WHERE campaign_id = $1 ORDER BY day, what`, i)
	return b, err
}

// Shown is a campaign as its page shows it to people: the rules in force, and what is left.
type Shown struct {
	Campaign Campaign
	Terms    Terms
	Settings string // JSON of the model's
	Page     string // JSON
	Buckets  []Bucket
	Grace    int64 // ms: of one that stopped by itself until when what was open goes on, 0 nothing does
}

// Show gives a campaign that was published. Anybody may see it: a page shows no more than this.
func (s *Service) Show(ctx context.Context, i ID) (Shown, error) {
	q := s.db.Read()
	c, err := load(ctx, q, i)
	if err == nil && c.Revision == 0 {
		err = ErrMissing
	}
	if err != nil {
		return Shown{}, err
	}
	shown, _, err := s.shown(ctx, q, c, c.Revision)
	if err != nil {
		return Shown{}, err
	}
	if c.Faded() {
		if shown.Grace, err = graceOf(ctx, q, c); err != nil {
			return Shown{}, err
		}
	}
	shown.Buckets, err = buckets(ctx, q, i)
	return shown, err
}

// Drafted gives a campaign as its page would show it if what is being edited were published, with nothing taken.
func (s *Service) Drafted(ctx context.Context, i ID) (Shown, error) {
	c, err := s.Get(ctx, i)
	if err != nil {
		return Shown{}, err
	}
	out, ready, err := s.shown(ctx, s.db.Read(), c, max(c.Draft, c.Revision))
	if err != nil {
		return Shown{}, err
	}
	for _, p := range ready.plans {
		out.Buckets = append(out.Buckets, Bucket{CampaignID: i, Name: p.Name, Total: p.Total, Free: p.Total})
	}
	return out, nil
}

// shown gives a campaign by one of its revisions, without what is left.
func (s *Service) shown(ctx context.Context, q db.Q, c Campaign, number int64) (Shown, *rules, error) {
	r, err := revision(ctx, q, c.ID, number)
	if err != nil {
		return Shown{}, nil, err
	}
	ready, err := r.read(s.models[c.Model])
	if err != nil {
		return Shown{}, nil, err
	}
	return Shown{Campaign: c, Terms: ready.Terms, Settings: r.Settings, Page: r.Page}, ready, nil
}

// Gathering is an instance with its seats, as a page shows it.
type Gathering struct {
	Instance Instance
	Seats    []Seat // in the order in which they came
}

// mostSeats is how many seats are read at once.
const mostSeats = 1000

// Gathering gives an instance of a campaign with its latest thousand seats. Anybody who has its link may see it.
func (s *Service) Gathering(ctx context.Context, i ID, which InstanceID) (Gathering, error) {
	in, err := s.Instance(ctx, i, which)
	if err != nil {
		return Gathering{}, err
	}
	all, err := s.Seats(ctx, i, which, mostSeats)
	return Gathering{in, all}, err
}

// Instance gives an instance of a campaign, without its seats. Anybody who has its link may see it.
func (s *Service) Instance(ctx context.Context, i ID, which InstanceID) (Instance, error) {
	return instance(ctx, s.db.Read(), i, which)
}

func instance(ctx context.Context, q db.Q, i ID, which InstanceID) (Instance, error) {
	found, err := instances(ctx, q, db.Where("campaign_id = $1 AND id = $2", i, which), "")
	if err == nil && len(found) == 0 {
		err = refusals[Unknown]
	}
	if err != nil {
		return Instance{}, err
	}
	return found[0], nil
}

// Seats gives the latest seats of an instance with one of notes, or with any when none is named, in the order in which they came.
func (s *Service) Seats(ctx context.Context, i ID, which InstanceID, limit int, notes ...string) ([]Seat, error) {
	c := db.Where("campaign_id = $1 AND instance_id = $2 AND instance_id <> 0", i, which)
	if len(notes) > 0 {
		c.In("note", notes)
	}
	return lastSeats(ctx, s.db.Read(), c, min(limit, mostSeats))
}

// lastSeats gives the last seats that came, in the order in which they did.
func lastSeats(ctx context.Context, q db.Q, c *db.Cond, limit int) ([]Seat, error) {
	all, err := seats(ctx, q, c, " ORDER BY id DESC LIMIT "+strconv.Itoa(limit))
	slices.Reverse(all)
	return all, err
}

// Open gives instances of a campaign in a state, the oldest first: the teams that may be joined. Anybody may see them.
func (s *Service) Open(ctx context.Context, i ID, state string, limit int) ([]Instance, error) {
	return instances(ctx, s.db.Read(), db.Where("campaign_id = $1 AND state = $2", i, state), " ORDER BY id LIMIT "+number(limit))
}

// Leaders gives the instances of a campaign in which most counts, the first to be opened first among equals. Anybody may see them; whoever
// shows them shows no full names.
func (s *Service) Leaders(ctx context.Context, i ID, limit int) ([]Instance, error) {
	return instances(ctx, s.db.Read(), db.Where("campaign_id = $1 AND owner_id <> 0 AND done > 0", i), " ORDER BY done DESC, id LIMIT "+number(limit))
}

// RankOf gives the place of an instance among those (Leaders), from 1.
func (s *Service) RankOf(ctx context.Context, in Instance) (int64, error) {
	n, err := db.One[int64](ctx, s.db.Read(), `SELECT COUNT(*) FROM campaign_instance WHERE campaign_id = $1 AND owner_id <> 0 AND (done > $2 OR done = $2 AND id < $3)`,
		in.CampaignID, in.Done, in.ID)
	return n + 1, err
}

// Mine gives what a person has in a campaign, under whatever name they came, the latest thousand in the order in which they came; with
// campaign 0, in all of them. It is for the person's own page.
func (s *Service) Mine(ctx context.Context, i ID, who customer.ID) ([]Seat, error) {
	q := s.db.Read()
	family, err := customer.FamiliesOf(ctx, q, []customer.ID{who})
	if err != nil {
		return nil, err
	}
	among := []ID{i}
	if i == 0 {
		if among, err = db.All[ID](ctx, q, `SELECT id FROM campaign WHERE revision > 0 ORDER BY id DESC LIMIT 1000`); err != nil {
			return nil, err
		}
	}
	c := db.Where("").In("campaign_id", among).In("person_id", family.Members(family.Now(who)))
	return lastSeats(ctx, q, c, mostSeats)
}

// Own gives one seat of a person, under whatever name they came. It is for the person's own page.
func (s *Service) Own(ctx context.Context, i ID, which SeatID, who customer.ID) (Seat, error) {
	q := s.db.Read()
	family, err := customer.FamiliesOf(ctx, q, []customer.ID{who})
	if err != nil {
		return Seat{}, err
	}
	found, err := seats(ctx, q, db.Where("campaign_id = $1 AND id = $2", i, which).In("person_id", family.Members(family.Now(who))), "")
	if err == nil && len(found) == 0 {
		err = refusals[Unknown]
	}
	if err != nil {
		return Seat{}, err
	}
	return found[0], nil
}

// Why says why a seat is as it is: for its person, and for the console.
func (s *Service) Why(ctx context.Context, i ID, which SeatID) (Seat, []Sentence, error) {
	q := s.db.Read()
	found, err := seats(ctx, q, db.Where("campaign_id = $1 AND id = $2", i, which), "")
	if err == nil && len(found) == 0 {
		err = refusals[Unknown]
	}
	if err != nil {
		return Seat{}, nil, err
	}
	c, in, ready, err := s.models.played(ctx, q, found[0])
	if err != nil {
		return Seat{}, nil, err
	}
	return found[0], ready.Explain(View{Campaign: i, Seat: found[0], Instance: in, Stopped: c.State == Closed}, found[0]), nil
}

// number spells how many rows a list has at most.
func number(limit int) string {
	if limit <= 0 || limit > 200 {
		limit = 50
	}
	return strconv.Itoa(limit)
}

// Of gives the campaign of a seat.
func Of(ctx context.Context, q db.Q, seat SeatID) (ID, error) {
	i, err := db.One[ID](ctx, q, `SELECT campaign_id FROM campaign_seat WHERE id = $1`, seat)
	if errors.Is(err, db.ErrNone) {
		err = ErrMissing
	}
	return i, err
}

// OwnerOf gives who opened an instance, or leads it by now; 0 the brand, or of no instance.
func OwnerOf(ctx context.Context, q db.Q, i InstanceID) (customer.ID, error) {
	found, err := instances(ctx, q, db.Where("id = $1", i), "")
	if err != nil || len(found) == 0 {
		return 0, err
	}
	return found[0].OwnerID, nil
}
