package conversation

import (
	"context"

	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
)

// Talked is what was said in a group in some days, in numbers.
type Talked struct {
	Messages  int64 // of people and of unmarked programs
	Promos    int64
	Questions int64
	Answered  int64 // of these questions
	AnswerMs  int64 // sum over the answered
	Speakers  []Speaker
	Speaking  int64 // how many names spoke
}

// Speaker is one name and how much they said.
type Speaker struct {
	AuthorID   AuthorID
	Name       string // "" when the writer was erased
	CustomerID customer.ID
	Messages   int64
}

// TalkedIn adds up what was said in a group of the actor's scope from one day to another (YYYY-MM-DD, both included), with
// the most talkative names, at most top of them. It reads the days, not the messages.
func (s *Service) TalkedIn(ctx context.Context, group community.ID, from, to string, top int) (Talked, error) {
	if err := org.Must(ctx, org.CommunityRead); err != nil {
		return Talked{}, err
	}
	q := s.db.Read()
	if err := inScope(ctx, q, group); err != nil {
		return Talked{}, err
	}
	type sums struct {
		Messages, Promos, Questions, Answered, AnswerMs int64
	}
	sum, err := db.One[sums](ctx, q, `
		SELECT CAST(COALESCE(SUM(messages), 0) AS BIGINT) AS messages, CAST(COALESCE(SUM(promos), 0) AS BIGINT) AS promos,
			CAST(COALESCE(SUM(questions), 0) AS BIGINT) AS questions, CAST(COALESCE(SUM(answered), 0) AS BIGINT) AS answered,
			CAST(COALESCE(SUM(answer_ms), 0) AS BIGINT) AS answer_ms
		FROM conversation_day WHERE community_id = $1 AND day >= $2 AND day <= $3`, group, from, to)
	if err != nil {
		return Talked{}, err
	}
	out := Talked{Messages: sum.Messages, Promos: sum.Promos, Questions: sum.Questions, Answered: sum.Answered, AnswerMs: sum.AnswerMs}
	out.Speaking, err = db.One[int64](ctx, q, `
		SELECT COUNT(DISTINCT author_id) FROM conversation_author_day
		WHERE community_id = $1 AND day >= $2 AND day <= $3 AND messages > 0`, group, from, to)
	if err != nil {
		return out, err
	}
	out.Speakers, err = db.All[Speaker](ctx, q, `
		SELECT a.id AS author_id, a.name, a.customer_id, CAST(SUM(d.messages) AS BIGINT) AS messages
		FROM conversation_author_day d JOIN conversation_author a ON a.id = d.author_id
		WHERE d.community_id = $1 AND d.day >= $2 AND d.day <= $3 AND d.messages > 0
		GROUP BY a.id, a.name, a.customer_id
		ORDER BY messages DESC, a.id LIMIT $4`, group, from, to, top)
	return out, err
}
