package customer

import (
	"context"
	"strings"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// AnyChannel is the channel of an answer about all of them: who refuses there is not to be disturbed.
const AnyChannel = "any"

// Consent records what a person answered to being contacted. At 0 is now.
func (s *Service) Consent(ctx context.Context, i ID, c Consent) error {
	if err := org.Must(ctx, org.CustomerEdit); err != nil {
		return err
	}
	c.Channel, c.Topic = strings.TrimSpace(c.Channel), strings.TrimSpace(c.Topic)
	if c.Channel == "" {
		return fault.InvalidField("channel", "", "请写明渠道", "say which channel")
	}
	return s.add(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := loadOpen(ctx, tx, i)
		if err != nil {
			return err
		}
		if c.At == 0 {
			c.At = tx.Now
		}
		given := consentRow{ConsentID(tx.NewID()), r.ID, tidy(c.Channel, maxTag), tidy(c.Topic, maxTag), c.Agreed, tidy(c.Evidence, maxName), 0, c.At}
		if _, err := db.Insert(ctx, tx, "customer_consent", []consentRow{given}, "ON CONFLICT DO NOTHING"); err != nil {
			return err
		}
		return audit(ctx, tx, "customer.consent", r.ID, nil, masked{"channel": given.Channel, "topic": given.Topic, "agreed": c.Agreed})
	})
}

// MayReach tells which of ids have opted out of topic on channel. Of each (channel, topic) the latest answer holds; a
// standing refusal of the topic, or of every topic (""), is an opt-out, and so is having been erased. Answers of people
// merged together count for all of them.
func MayReach(ctx context.Context, q db.Q, ids []ID, channel, topic string) (optedOut map[ID]bool, err error) {
	optedOut, _, err = Answers(ctx, q, ids, channel, topic)
	return optedOut, err
}

// Answers is MayReach, and tells besides who has agreed to topic on channel, or to every topic, and not refused since.
func Answers(ctx context.Context, q db.Q, ids []ID, channel, topic string) (optedOut, agreed map[ID]bool, err error) {
	now, err := Canonical(ctx, q, ids)
	if err != nil {
		return nil, nil, err
	}
	var owners []ID
	for _, o := range now {
		owners = append(owners, o)
	}
	owners = distinct(owners)
	out, in, err := answers(ctx, q, owners, channel, topic)
	if err != nil {
		return nil, nil, err
	}
	optedOut, agreed = map[ID]bool{}, map[ID]bool{}
	for _, i := range ids {
		switch {
		case out[now[i]]:
			optedOut[i] = true
		case in[now[i]]:
			agreed[i] = true
		}
	}
	return optedOut, agreed, nil
}

// answers tells which of owners, ends of chains, refuse topic on channel or are erased, and which have agreed to it.
func answers(ctx context.Context, q db.Q, owners []ID, channel, topic string) (out, in map[ID]bool, err error) {
	groups, err := groupsOf(ctx, q, owners)
	if err != nil {
		return nil, nil, err
	}
	owner := map[ID]ID{}
	var all []ID
	for o, g := range groups {
		for _, i := range g {
			owner[i] = o
			all = append(all, i)
		}
	}
	type subject struct {
		owner ID
		topic string
	}
	latest := map[subject]consentRow{}
	out, in = map[ID]bool{}, map[ID]bool{}
	err = db.Lists(q, distinct(all), func(part []ID) error {
		c := db.Where("channel = $1 AND (topic = $2 OR topic = '')", channel, topic).In("customer_id", part)
		err := db.Each(ctx, q, func(r consentRow) error {
			key := subject{owner[r.CustomerID], r.Topic}
			if last, ok := latest[key]; !ok || r.later(last) {
				latest[key] = r
			}
			return nil
		}, `SELECT id, customer_id, channel, topic, agreed, evidence, import_id, at FROM customer_consent WHERE `+c.SQL(), c.Args()...)
		if err != nil {
			return err
		}
		c = db.Where("erased_at <> 0").In("id", part)
		return db.Each(ctx, q, func(i ID) error { out[owner[i]] = true; return nil },
			`SELECT id FROM customer WHERE `+c.SQL(), c.Args()...)
	})
	for key, r := range latest {
		if r.Agreed {
			in[key.owner] = true
		} else {
			out[key.owner] = true
		}
	}
	return out, in, err
}

// later orders the consent log: by date, then by entry.
func (c consentRow) later(than consentRow) bool {
	return c.At > than.At || c.At == than.At && c.ID > than.ID
}

// Consents gives what a person in the actor's scope, and everybody merged into them, answered to being contacted, in the order in
// which it was said: the last of a channel and topic holds.
func (s *Service) Consents(ctx context.Context, i ID) ([]Given, error) {
	if err := org.Must(ctx, org.CustomerRead); err != nil {
		return nil, err
	}
	p, err := s.Get(ctx, i)
	if err != nil {
		return nil, err
	}
	return consentsOf(ctx, s.db.Read(), append([]ID{p.ID}, p.Merged...))
}

func consentsOf(ctx context.Context, q db.Q, people []ID) ([]Given, error) {
	c := db.Where("").In("customer_id", people)
	return db.All[Given](ctx, q, `SELECT id, customer_id AS owner, channel, topic, agreed, evidence, at
		FROM customer_consent WHERE `+c.SQL()+` ORDER BY at, id`, c.Args()...)
}
