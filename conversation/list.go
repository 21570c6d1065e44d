package conversation

import (
	"context"
	"time"

	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
)

// Said is a message as people read it.
type Said struct {
	ID          ID
	CommunityID community.ID
	AuthorID    AuthorID
	Name        string // "" when its writer was erased
	CustomerID  customer.ID
	StaffID     org.StaffID
	Bot         bool
	At          int64 // ms
	Ordinal     int64
	Kind        Content
	Text        string
	Promo       bool
	ReplyTo     ID    // 0 none
	Linked      int64 // how ReplyTo is known: 1 by the source, 2 by the linker
	Question    int64 // 0 no, 1 waits, 2 answered
	AnsweredAt  int64
	AnsweredBy  ID
}

const saidColumns = `m.id, m.community_id, m.author_id, a.name, m.customer_id, a.staff_id, a.bot, m.at, m.ordinal, m.kind,
	m.text, m.promo, m.reply_to, m.linked, m.question, m.answered_at, m.answered_by`

// Cursor is a message's place in lists.
type Cursor struct {
	At      int64
	Ordinal int64
	ID      ID
}

// Filter narrows the messages of a group; zero fields do not.
type Filter struct {
	From, To int64       // ms, From included, To not
	Customer customer.ID // written by them, as booked
	After    *Cursor     // the last message of the page before
	Limit    int         // 50 unless told, at most 200
}

func pageSize(limit int) int {
	if limit <= 0 {
		return 50
	}
	return min(limit, 200)
}

// Messages lists what was said in a group of the actor's scope, latest first.
func (s *Service) Messages(ctx context.Context, group community.ID, f Filter) ([]Said, error) {
	if err := org.Must(ctx, org.CommunityRead); err != nil {
		return nil, err
	}
	q := s.db.Read()
	if err := inScope(ctx, q, group); err != nil {
		return nil, err
	}
	c := db.Where("m.community_id = $1", group).If(f.From != 0, "m.at >= $1", f.From).If(f.To != 0, "m.at < $1", f.To).
		If(f.Customer != 0, "m.customer_id = $1", f.Customer)
	if f.After != nil {
		c.After("m.at, m.ordinal, m.id", true, f.After.At, f.After.Ordinal, f.After.ID)
	}
	return db.All[Said](ctx, q, `SELECT `+saidColumns+` FROM conversation_message m
		JOIN conversation_author a ON a.id = m.author_id WHERE `+c.SQL()+`
		ORDER BY m.community_id DESC, m.at DESC, m.ordinal DESC, m.id DESC LIMIT `+c.Next(1), c.Args(pageSize(f.Limit))...)
}

// By lists what a person, with everybody merged into them, has said in groups of the actor's scope, latest first; of the
// filter Customer does not count.
func (s *Service) By(ctx context.Context, who customer.ID, f Filter) ([]Said, error) {
	if err := org.Must(ctx, org.CommunityRead); err != nil {
		return nil, err
	}
	q := s.db.Read()
	families, err := customer.FamiliesOf(ctx, q, []customer.ID{who})
	if err != nil {
		return nil, err
	}
	c := db.Where("m.customer_id <> 0").In("m.customer_id", families.Members(families.Now(who))).If(f.From != 0, "m.at >= $1", f.From).If(f.To != 0, "m.at < $1", f.To).
		Join(org.Scope(ctx).Cond("d.store_id", "d.staff_id"))
	if f.After != nil {
		c.After("m.at, m.ordinal, m.id", true, f.After.At, f.After.Ordinal, f.After.ID)
	}
	return db.All[Said](ctx, q, `SELECT `+saidColumns+` FROM conversation_message m
		JOIN conversation_author a ON a.id = m.author_id
		JOIN conversation_day d ON d.community_id = m.community_id AND d.day = m.day WHERE `+c.SQL()+`
		ORDER BY m.at DESC, m.ordinal DESC, m.id DESC LIMIT `+c.Next(1), c.Args(pageSize(f.Limit))...)
}

// inScope refuses groups that lie outside the actor's view.
func inScope(ctx context.Context, q db.Q, groups ...community.ID) error {
	places, err := community.Places(ctx, q, groups)
	if err != nil {
		return err
	}
	for _, g := range groups {
		p, ok := places[g]
		if !ok {
			return community.ErrMissing
		}
		if err := org.Scope(ctx).Check(p.StoreID, p.StaffID); err != nil {
			return err
		}
	}
	return nil
}

// WaitingFilter narrows the questions that wait.
type WaitingFilter struct {
	Community community.ID  // 0: every group of the scope
	Longer    time.Duration // that have waited at least so long
	From      int64         // ms; asked since; 0: the last 30 days
	After     *Cursor       // the last question of the page before
	Limit     int           // 50 unless told, at most 200
}

// recentQuestions is how far back questions are listed unless told otherwise: nobody answers older ones.
const recentQuestions = 30 * 24 * time.Hour

// Waiting lists the questions of the actor's scope that nobody has answered, the longest waiting first.
func (s *Service) Waiting(ctx context.Context, f WaitingFilter) ([]Said, error) {
	if err := org.Must(ctx, org.CommunityRead); err != nil {
		return nil, err
	}
	now := s.db.Clock().Now().UnixMilli()
	from := f.From
	if from == 0 {
		from = now - recentQuestions.Milliseconds()
	}
	c := db.Where("m.question = 1 AND m.at >= $1 AND m.at <= $2", from, now-f.Longer.Milliseconds()).
		If(f.Community != 0, "m.community_id = $1", f.Community).Join(org.Scope(ctx).Cond("d.store_id", "d.staff_id"))
	if f.After != nil {
		c.After("m.at, m.id", false, f.After.At, f.After.ID)
	}
	return db.All[Said](ctx, s.db.Read(), `SELECT `+saidColumns+` FROM conversation_message m
		JOIN conversation_author a ON a.id = m.author_id
		JOIN conversation_day d ON d.community_id = m.community_id AND d.day = m.day WHERE `+c.SQL()+`
		ORDER BY m.at, m.id LIMIT `+c.Next(1), c.Args(pageSize(f.Limit))...)
}
