package campaign

import (
	"context"
	"encoding/json"
	"fmt"

	"qunli/customer"
	"qunli/kit/db"
)

const (
	columns         = "id, model, name, state, why, revision, draft, version, now_at, burst_at, burst, store_id, staff_id, created_at"
	instanceColumns = "id, campaign_id, revision, owner_id, state, held, done, fill, size, amount, seed, at, deadline, due_at"
	seatColumns     = `id, campaign_id, instance_id, person_id, entry, into_id, number, reply, state, standing, takes, note, amount, paid, back, arrived, asked, place, at,
		paid_at, due_at, because`
	revisionColumns = "campaign_id, number, terms, settings, page, edits, staff_id, created_at, published_at"

	instanceTail = `ON CONFLICT (id) DO UPDATE SET owner_id = excluded.owner_id, state = excluded.state, held = excluded.held, done = excluded.done,
		fill = excluded.fill, amount = excluded.amount, due_at = excluded.due_at`
	seatTail = `ON CONFLICT (id) DO UPDATE SET instance_id = excluded.instance_id, state = excluded.state, standing = excluded.standing,
		takes = excluded.takes, note = excluded.note, amount = excluded.amount, paid = excluded.paid, back = excluded.back, arrived = excluded.arrived,
		asked = excluded.asked, place = excluded.place, paid_at = excluded.paid_at, due_at = excluded.due_at`
)

// fence takes a campaign for the transaction: nobody else decides on it until the end. It gives it as it is, at now (ms).
func fence(ctx context.Context, tx *db.Tx, i ID) (Campaign, error) {
	all, err := db.All[Campaign](ctx, tx, `
		UPDATE campaign SET version = version + 1, now_at = CASE WHEN now_at < $2 THEN $2 ELSE now_at END WHERE id = $1 RETURNING `+columns, i, tx.Now)
	if err != nil {
		return Campaign{}, err
	}
	if len(all) == 0 {
		return Campaign{}, ErrMissing
	}
	return all[0], nil
}

func load(ctx context.Context, q db.Q, i ID) (Campaign, error) {
	all, err := db.All[Campaign](ctx, q, `SELECT `+columns+` FROM campaign WHERE id = $1`, i)
	if err == nil && len(all) == 0 {
		err = ErrMissing
	}
	if err != nil {
		return Campaign{}, err
	}
	return all[0], nil
}

// keep writes what the verbs change of a campaign; its version was moved by fence.
func keep(ctx context.Context, tx *db.Tx, c Campaign) error {
	return db.MustAffect(ctx, tx, ErrChanged, `
		UPDATE campaign SET name = $2, state = $3, why = $4, revision = $5, draft = $6, burst_at = $7, burst = $8 WHERE id = $1 AND version = $9`,
		c.ID, c.Name, string(c.State), c.Why, c.Revision, c.Draft, c.BurstAt, c.Burst, c.Version)
}

func revisions(ctx context.Context, q db.Q, c *db.Cond) ([]Revision, error) {
	return db.All[Revision](ctx, q, `SELECT `+revisionColumns+` FROM campaign_revision WHERE `+c.SQL()+` ORDER BY number`, c.Args()...)
}

func revision(ctx context.Context, q db.Q, i ID, number int64) (Revision, error) {
	all, err := revisions(ctx, q, db.Where("campaign_id = $1 AND number = $2", i, number))
	if err == nil && len(all) == 0 {
		err = ErrMissing
	}
	if err != nil {
		return Revision{}, err
	}
	return all[0], nil
}

func buckets(ctx context.Context, q db.Q, i ID) ([]Bucket, error) {
	return db.All[Bucket](ctx, q, `SELECT campaign_id, name, total, free, held, spent FROM campaign_bucket WHERE campaign_id = $1 ORDER BY name`, i)
}

// instances gives those of a campaign that a condition picks.
func instances(ctx context.Context, q db.Q, c *db.Cond, tail string) ([]Instance, error) {
	return db.All[Instance](ctx, q, `SELECT `+instanceColumns+` FROM campaign_instance WHERE `+c.SQL()+tail, c.Args()...)
}

func seats(ctx context.Context, q db.Q, c *db.Cond, tail string) ([]Seat, error) {
	return db.All[Seat](ctx, q, `SELECT `+seatColumns+` FROM campaign_seat WHERE `+c.SQL()+tail, c.Args()...)
}

// seatsBy gives the seats of a campaign of which a column is one of keys.
func seatsBy[K any](ctx context.Context, q db.Q, i ID, column string, keys []K) ([]Seat, error) {
	var out []Seat
	return out, db.Lists(q, keys, func(part []K) error {
		// instance_id <> 0 is what the index by instance asks for; the + leaves ids to their own key.
		some, err := seats(ctx, q, db.Where("").If(column == "id", "+campaign_id = $1", i).If(column != "id", "campaign_id = $1", i).If(column == "instance_id", "instance_id <> 0").In(column, part), " ORDER BY id")
		out = append(out, some...)
		return err
	})
}

// replyRow is a row of campaign_reply.
type replyRow struct {
	CampaignID ID
	Subject    int64
	Kind       Kind
	InstanceID InstanceID
	Number     int64
	Ref        string
	Reply      string
}

// repliesOf gives the replies kept of subjects.
func repliesOf(ctx context.Context, q db.Q, i ID, subjects []int64) (map[Key]Reply, error) {
	out := map[Key]Reply{}
	return out, db.Lists(q, subjects, func(part []int64) error {
		c := db.Where("campaign_id = $1", i).In("subject", part)
		return db.Each(ctx, q, func(r replyRow) error {
			var reply Reply
			if err := json.Unmarshal([]byte(r.Reply), &reply); err != nil {
				return fmt.Errorf("campaign: reply to %s of %d: %w", r.Kind, r.Subject, err)
			}
			out[Key{r.Kind, r.Subject, r.InstanceID, r.Number, r.Ref}] = reply
			return nil
		}, `SELECT campaign_id, subject, kind, instance_id, number, ref, reply FROM campaign_reply WHERE `+c.SQL(), c.Args()...)
	})
}

// dayRow is a row of campaign_day.
type dayRow struct {
	CampaignID ID
	Day        string
	What       string
	N          int64
	Amount     int64
}

// write makes what a memory decided durable: every row once, one statement a table and one more for what was there: to look
// first whether a row is there costs as much as to write it.
func write(ctx context.Context, tx *db.Tx, m *Memory, c Changes) error {
	if c.Campaign {
		if err := keep(ctx, tx, m.Campaign); err != nil {
			return err
		}
	}
	if _, err := db.Insert(ctx, tx, "campaign_instance", c.Opened, ""); err != nil {
		return err
	}
	if _, err := db.Insert(ctx, tx, "campaign_instance", c.Instances, instanceTail); err != nil {
		return err
	}
	if err := writeSeats(ctx, tx, c.Seats, c.Taken); err != nil {
		return err
	}
	if err := m.latest.write(ctx, tx, m.Campaign.ID); err != nil {
		return err
	}
	if err := writeBuckets(ctx, tx, m.Campaign.ID, c.Buckets); err != nil {
		return err
	}
	replies := make([]replyRow, len(c.Replies))
	for n, k := range c.Replies {
		replies[n] = replyRow{m.Campaign.ID, k.Key.Subject, k.Key.Kind, k.Key.Instance, k.Key.Number, k.Key.Ref, k.Reply.spelt()}
	}
	if _, err := db.Insert(ctx, tx, "campaign_reply", replies, ""); err != nil {
		return err
	}
	_, err := db.Insert(ctx, tx, "campaign_day", m.counted(c.Effects), `
		ON CONFLICT (campaign_id, day, what) DO UPDATE SET n = campaign_day.n + excluded.n, amount = campaign_day.amount + excluded.amount`)
	return err
}

// writeSeats writes seats that were there before those that may come in their stead.
func writeSeats(ctx context.Context, tx *db.Tx, there, fresh []Seat) error {
	if _, err := db.Insert(ctx, tx, "campaign_seat", there, seatTail); err != nil {
		return err
	}
	_, err := db.Insert(ctx, tx, "campaign_seat", fresh, "")
	return err
}

// writeBuckets writes buckets that are still as they were when the batch began: under the fence nothing else is possible,
// and a write that found otherwise would be a defect to stop at.
func writeBuckets(ctx context.Context, tx *db.Tx, i ID, all []Moved) error {
	var fresh []Bucket
	for _, b := range all {
		if b.Was.Name == "" {
			fresh = append(fresh, b.Now)
			continue
		}
		err := db.MustAffect(ctx, tx, ErrBroken, `
			UPDATE campaign_bucket SET free = $3, held = $4, spent = $5 WHERE campaign_id = $1 AND name = $2 AND free = $6 AND held = $7 AND spent = $8`,
			i, b.Name, b.Now.Free, b.Now.Held, b.Now.Spent, b.Was.Free, b.Was.Held, b.Was.Spent)
		if err != nil {
			return err
		}
	}
	_, err := db.Insert(ctx, tx, "campaign_bucket", fresh, "")
	return err
}

// counted sums effects by day and what.
func (m *Memory) counted(effects []Effect) []dayRow {
	var out []dayRow
	at := map[string]int{}
	for _, e := range effects {
		what := e.What
		if e.Seat == 0 {
			what = "instance:" + what
		}
		n, known := at[what]
		if !known {
			n, at[what] = len(out), len(out)
			out = append(out, dayRow{CampaignID: m.Campaign.ID, Day: m.day, What: what})
		}
		out[n].N++
		out[n].Amount += e.Amount
	}
	return out
}

// peopleOf lists whom commands and seats are about.
func peopleOf(commands []Command, some []Seat) []customer.ID {
	seen := map[customer.ID]bool{0: true}
	var out []customer.ID
	add := func(i customer.ID) {
		if !seen[i] {
			seen[i] = true
			out = append(out, i)
		}
	}
	for _, c := range commands {
		add(c.Person)
	}
	for _, s := range some {
		add(s.PersonID)
	}
	return out
}
