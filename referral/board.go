package referral

import (
	"cmp"
	"context"
	"encoding/csv"
	"io"
	"math"
	"slices"
	"strconv"
	"time"

	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// BoardQuery says which invitations a board counts. Days are of the organisation's zone; "" is open. Invitations without a
// date are counted only when both are.
type BoardQuery struct {
	From, To  string       // YYYY-MM-DD, inclusive
	Community community.ID // 0: all invitations, into groups and not
	Limit     int          // inviters shown; 50 when 0, at most 200
}

// Rank is what one inviter brought: Invited is the sum of the others.
type Rank struct {
	Inviter customer.ID
	Invited int64
	Valid   int64
	Invalid int64
	Pending int64 // into a group, and not seen there
}

// Board ranks inviters (REF-01): by valid invitations, then by all, then by id.
type Board struct {
	Query    BoardQuery
	Rows     []Rank
	Inviters int64  // in all, shown or not
	Total    Rank   // over all of them
	Unknown  *int64 // who joined the group in the period without anybody known to have invited them; nil when no group is asked for
}

// Board gives the leaderboard of inviters, over the people in the actor's scope whom they brought.
func (s *Service) Board(ctx context.Context, query BoardQuery) (Board, error) {
	if err := org.Must(ctx, org.ReferralRead); err != nil {
		return Board{}, err
	}
	all := Board{}
	err := s.db.Snapshot(ctx, func(q db.Q) error {
		var err error
		all, err = s.board(ctx, q, query)
		return err
	})
	all.Rows = all.Rows[:min(len(all.Rows), pageSize(query.Limit))]
	return all, err
}

// BoardCSV writes the whole board: the same figures as Board, every inviter a line. It holds ids, no personal data.
func (s *Service) BoardCSV(ctx context.Context, query BoardQuery, w io.Writer) error {
	if err := org.Must(ctx, org.ReferralRead); err != nil {
		return err
	}
	return s.db.Snapshot(ctx, func(q db.Q) error {
		b, err := s.board(ctx, q, query)
		if err != nil {
			return err
		}
		return b.csv(w)
	})
}

func (b Board) csv(w io.Writer) error {
	out := csv.NewWriter(w)
	lines := [][]string{{"inviter", "invited", "valid", "invalid", "pending"}}
	for _, r := range b.Rows {
		lines = append(lines, append([]string{r.Inviter.String()}, r.figures()...))
	}
	lines = append(lines, append([]string{"total"}, b.Total.figures()...))
	if b.Unknown != nil {
		lines = append(lines, []string{"unknown", strconv.FormatInt(*b.Unknown, 10), "", "", ""})
	}
	return out.WriteAll(lines)
}

func (r Rank) figures() []string {
	var out []string
	for _, n := range []int64{r.Invited, r.Valid, r.Invalid, r.Pending} {
		out = append(out, strconv.FormatInt(n, 10))
	}
	return out
}

// check refuses days that are none.
func (b BoardQuery) check() error {
	for _, f := range []struct{ name, day string }{{"from", b.From}, {"to", b.To}} {
		if _, err := time.Parse(time.DateOnly, f.day); f.day != "" && err != nil {
			return fault.InvalidField(f.name, f.day, "请填日期，例如 2026-03-01", "must be a day, e.g. 2026-03-01")
		}
	}
	return nil
}

func (s *Service) board(ctx context.Context, q db.Q, query BoardQuery) (Board, error) {
	b := Board{Query: query}
	if err := query.check(); err != nil {
		return b, err
	}
	if query.Community != 0 {
		if err := groupInScope(ctx, q, query.Community); err != nil {
			return b, err
		}
	}
	ranks, err := ranksOf(ctx, q, query)
	if err != nil {
		return b, err
	}
	for _, r := range ranks {
		b.Rows = append(b.Rows, *r)
		b.Total.add(*r)
	}
	b.Inviters = int64(len(b.Rows))
	slices.SortFunc(b.Rows, func(x, y Rank) int {
		return cmp.Or(cmp.Compare(y.Valid, x.Valid), cmp.Compare(y.Invited, x.Invited), cmp.Compare(x.Inviter, y.Inviter))
	})
	if query.Community != 0 {
		b.Unknown, err = unknownJoins(ctx, q, query)
	}
	return b, err
}

// standOn refuses a group that does not exist or lies outside the actor's scope, and notes that something stands on it; 0 is no
// group. The forest is locked after it.
func standOn(ctx context.Context, tx *db.Tx, i community.ID) error {
	if i == 0 {
		return nil
	}
	if err := groupInScope(ctx, tx, i); err != nil {
		return err
	}
	return community.See(ctx, tx, 0, []community.ID{i})
}

// groupInScope refuses a group that does not exist or lies outside the actor's scope.
func groupInScope(ctx context.Context, q db.Q, i community.ID) error {
	places, err := community.Places(ctx, q, []community.ID{i})
	if err != nil {
		return err
	}
	p, ok := places[i]
	if !ok {
		return community.ErrMissing
	}
	return org.Scope(ctx).Check(p.StoreID, p.StaffID)
}

func (r *Rank) add(o Rank) {
	r.Invited += o.Invited
	r.Valid += o.Valid
	r.Invalid += o.Invalid
	r.Pending += o.Pending
}

// ranksOf counts invitations by who the inviters are now.
func ranksOf(ctx context.Context, q db.Q, query BoardQuery) (map[customer.ID]*Rank, error) {
	c := org.Scope(ctx).Cond("store_id", "staff_id").
		If(query.From != "", "day >= $1", query.From).
		If(query.To != "", "day <= $1 AND day <> ''", query.To).
		If(query.Community != 0, "community_id <> 0 AND community_id = $1", query.Community)
	type sum struct {
		InviterID               customer.ID
		Invited, Valid, Pending int64
	}
	sums, err := db.All[sum](ctx, q, `SELECT inviter_id, CAST(SUM(invited) AS BIGINT) AS invited,
			CAST(SUM(valid) AS BIGINT) AS valid, CAST(SUM(pending) AS BIGINT) AS pending
		FROM referral_inviter_day WHERE `+c.SQL()+` GROUP BY inviter_id`, c.Args()...)
	if err != nil {
		return nil, err
	}
	ids := make([]customer.ID, len(sums))
	for n, r := range sums {
		ids[n] = r.InviterID
	}
	family, err := customer.FamiliesOf(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	out := map[customer.ID]*Rank{}
	for _, r := range sums {
		now := family.Now(r.InviterID)
		if out[now] == nil {
			out[now] = &Rank{Inviter: now}
		}
		out[now].add(Rank{Invited: r.Invited, Valid: r.Valid, Invalid: r.Invited - r.Valid - r.Pending, Pending: r.Pending})
	}
	return out, nil
}

// unknownJoins counts the stays that began in the period and of which nobody knows who invited the person.
func unknownJoins(ctx context.Context, q db.Q, query BoardQuery) (*int64, error) {
	from, until, err := query.span(ctx, q)
	if err != nil {
		return nil, err
	}
	stays, err := community.StaysSince(ctx, q, query.Community, from, until)
	if err != nil {
		return nil, err
	}
	claimed, err := db.All[customer.ID](ctx, q,
		`SELECT customer_id FROM referral_claim WHERE community_id = $1 AND community_id <> 0 AND verdict <> 'void'`, query.Community)
	if err != nil {
		return nil, err
	}
	people := slices.Clone(claimed)
	for _, stay := range stays {
		people = append(people, stay.CustomerID)
	}
	family, err := customer.FamiliesOf(ctx, q, distinct(people))
	if err != nil {
		return nil, err
	}
	known := map[customer.ID]bool{}
	for _, i := range claimed {
		known[family.Now(i)] = true
	}
	unknown := int64(0)
	for _, stay := range stays {
		if stay.InviterID == 0 && !known[family.Now(stay.CustomerID)] {
			unknown++
		}
	}
	return &unknown, nil
}

// span gives the period in ms, the end exclusive.
func (b BoardQuery) span(ctx context.Context, q db.Q) (from, until int64, err error) {
	zone, err := org.Zone(ctx, q)
	if err != nil {
		return 0, 0, err
	}
	until = math.MaxInt64
	if b.From != "" {
		t, err := time.ParseInLocation(time.DateOnly, b.From, zone)
		if err != nil {
			return 0, 0, err
		}
		from = t.UnixMilli()
	}
	if b.To != "" {
		t, err := time.ParseInLocation(time.DateOnly, b.To, zone)
		if err != nil {
			return 0, 0, err
		}
		until = t.AddDate(0, 0, 1).UnixMilli()
	}
	return from, until, nil
}
