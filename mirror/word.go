package mirror

import (
	"context"
	"time"

	"qunli/channel"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/fault"
)

// fresh is how long after a tag was made in the channel a list of all tags may be behind it.
const fresh = time.Minute

// Worded takes in all tags of a channel, in the caller's transaction: one of ours that is not among them was deleted there. Nobody
// loses it here by that, and it is not made there anew.
func Worded(ctx context.Context, tx *db.Tx, name string, list []channel.Word) error {
	there := map[string]channel.Word{}
	for _, w := range list {
		there[w.Key] = w
	}
	ours, err := db.All[word](ctx, tx, `SELECT `+wordColumns+` FROM mirror_word WHERE channel = $1 AND key <> '' AND gone_at = 0 AND at < $2`,
		name, tx.Now-fresh.Milliseconds())
	if err != nil {
		return err
	}
	for _, w := range ours {
		if is, ok := there[w.Key]; ok && is.Family == w.Family && is.Name == w.Name {
			continue
		}
		if err := lose(ctx, tx, w); err != nil {
			return err
		}
	}
	_, err = db.Exec(ctx, tx, `DELETE FROM mirror_mark WHERE state = 'off' AND at < $1`, tx.Now-time.Hour.Milliseconds()) // no reading is that late
	return err
}

// lose notes that a tag is no more in the channel: nothing that was known of who carries it there holds.
func lose(ctx context.Context, tx *db.Tx, w word) error {
	if _, err := db.Exec(ctx, tx, `UPDATE mirror_word SET gone_at = $3 WHERE channel = $1 AND tag_id = $2`, w.Channel, w.TagID, tx.Now); err != nil {
		return err
	}
	_, err := db.Exec(ctx, tx, `DELETE FROM mirror_mark WHERE tag_id = $1`, w.TagID)
	return err
}

// words gives what tags are called in the channel, by tag; those that were never asked for are looked for there and made. One
// that was deleted there, or that could not be made, is not among them.
func (s *Service) words(ctx context.Context, tags []customer.Tag) (map[customer.TagID]word, error) {
	known, err := s.known(ctx, tags)
	if err != nil {
		return nil, err
	}
	missing := map[string][]customer.Tag{}
	for _, t := range tags {
		if _, ok := known[t.ID]; !ok {
			missing[t.Family] = append(missing[t.Family], t)
		}
	}
	if len(missing) == 0 {
		return known, nil
	}
	there, err := s.channel.Words(ctx)
	if err != nil {
		return nil, err
	}
	for family, list := range missing {
		if err := s.ensure(ctx, family, list, there); err != nil {
			return nil, err
		}
	}
	return s.known(ctx, tags)
}

// ensure finds tags of a family among those of the channel, or makes them.
func (s *Service) ensure(ctx context.Context, family string, list []customer.Tag, there []channel.Word) error {
	keys := map[string]string{}
	note := func(words []channel.Word) {
		for _, w := range words {
			if w.Family == family {
				keys[w.Name] = w.Key
			}
		}
	}
	note(there)
	var names []string
	for _, t := range list {
		if keys[t.Name] == "" {
			names = append(names, t.Name)
		}
	}
	trouble := ""
	if len(names) > 0 {
		made, err := s.channel.AddWords(ctx, family, names)
		if channel.Wait(err) > 0 || err != nil && fault.Of(err).Kind == fault.Unavailable || ctx.Err() != nil {
			return err
		}
		if err != nil {
			trouble = fault.Of(err).Code
		}
		note(made)
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		rows := make([]word, len(list))
		for n, t := range list {
			rows[n] = word{s.channel.Name(), t.ID, keys[t.Name], t.Family, t.Name, 0, "", tx.Now}
			if keys[t.Name] == "" {
				rows[n].Trouble = trouble
			}
		}
		_, err := db.Insert(ctx, tx, "mirror_word", rows, `ON CONFLICT (channel, tag_id) DO UPDATE SET key = excluded.key, trouble = excluded.trouble, at = excluded.at`)
		return err
	})
}

// retryWords is how long after a tag could not be made it is tried again.
const retryWords = 10 * time.Minute

// known gives the words that were asked for before, those that are to be tried again left out.
func (s *Service) known(ctx context.Context, tags []customer.Tag) (map[customer.TagID]word, error) {
	ids := make([]customer.TagID, len(tags))
	for n, t := range tags {
		ids[n] = t.ID
	}
	out := map[customer.TagID]word{}
	return out, db.Lists(s.db.Read(), ids, func(part []customer.TagID) error {
		c := db.Where("channel = $1 AND (key <> '' OR at > $2)", s.channel.Name(), s.db.Clock().Now().Add(-retryWords).UnixMilli()).In("tag_id", part)
		return db.Each(ctx, s.db.Read(), func(w word) error { out[w.TagID] = w; return nil }, `SELECT `+wordColumns+` FROM mirror_word WHERE `+c.SQL(), c.Args()...)
	})
}
