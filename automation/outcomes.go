package automation

import (
	"context"

	"qunli/channel"
	"qunli/kit/db"
	"qunli/org"
)

// WelcomeFilter narrows the list of how greetings went; zero fields do not.
type WelcomeFilter struct {
	Outcome  Outcome
	Greeting GreetingID
	Before   channel.PayloadID // the last id of the page before
	Limit    int               // 50 when 0
}

// Welcomes lists how greetings went, the last first.
func (s *Greeter) Welcomes(ctx context.Context, f WelcomeFilter) ([]Welcome, error) {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return nil, err
	}
	if f.Limit <= 0 || f.Limit > 200 {
		f.Limit = 50
	}
	c := db.Where("").If(f.Outcome != "", "outcome = $1", f.Outcome).If(f.Greeting != 0, "greeting_id = $1", f.Greeting).
		If(f.Before != 0, "payload_id < $1", f.Before)
	return db.All[Welcome](ctx, s.db.Read(), `SELECT `+welcomeColumns+` FROM automation_welcome WHERE `+c.SQL()+` ORDER BY payload_id DESC LIMIT `+c.Next(1), c.Args(f.Limit)...)
}

// Tally is how many greetings went one way.
type Tally struct {
	GreetingID GreetingID // 0: none fitted
	Variant    string
	Outcome    Outcome
	Reason     string // a fault's code, "" sent
	Times      int64
	Took       int64 // ms from the callback to the answer, of all together
}

// Tallies counts how greetings went since a moment (unix ms), by greeting, text, outcome and reason.
func (s *Greeter) Tallies(ctx context.Context, since int64) ([]Tally, error) {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return nil, err
	}
	// + 0 keeps SQLite from going through all there ever were in the order of the groups.
	return db.All[Tally](ctx, s.db.Read(), `SELECT greeting_id + 0 AS greeting_id, variant, outcome, reason, COUNT(*) AS times, CAST(SUM(took) AS BIGINT) AS took
		FROM automation_welcome WHERE at >= $1 GROUP BY greeting_id + 0, variant, outcome, reason ORDER BY greeting_id + 0, variant, outcome, reason`, since)
}

// Order sets the order in which greetings are tried: ids are all of them.
func (s *Greeter) Order(ctx context.Context, ids []GreetingID) error {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		have, err := db.All[GreetingID](ctx, tx, `SELECT id FROM automation_greeting`)
		if err != nil {
			return err
		}
		left := map[GreetingID]bool{}
		for _, i := range have {
			left[i] = true
		}
		for place, i := range ids {
			if !left[i] {
				return ErrGreeting // one is named twice, or is not there
			}
			delete(left, i)
			if err := db.MustAffect(ctx, tx, ErrGreeting, `UPDATE automation_greeting SET place = $2, version = version + 1 WHERE id = $1`, i, place+1); err != nil {
				return err
			}
		}
		if len(left) > 0 {
			return ErrGreeting
		}
		return org.Audit(ctx, tx, org.Change{Verb: "greeting.order", Object: "greeting", After: map[string]any{"ids": ids}})
	})
}
