package landing

import (
	"context"
	"errors"
	"time"

	"qunli/kit/db"
	"qunli/kit/secret"
)

// Stay is how long somebody looked at a page, and how far down it. The page's script tells of it; without one nobody does.
type Stay struct {
	Depth int64 // per cent of the page that came into view
	Dwell int64 // ms in sight
}

// longest is the longest dwell that counts (ms): a phone that lies on a table is no reader.
const longest = int64(30 * time.Minute / time.Millisecond)

// normal gives the depth in quarters, and the dwell within what can be.
func (s Stay) normal() Stay {
	return Stay{min(max(s.Depth, 0), 100) / 25 * 25, min(max(s.Dwell, 0), longest)}
}

// Stayed counts how far down a visitor of a page came and how long they looked: of all that is told, the most. Who did not open the page counts nothing.
func (s *Service) Stayed(ctx context.Context, k Knock, stay Stay) error {
	stay = stay.normal()
	if stay == (Stay{}) {
		return nil
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		l, err := byKey(ctx, tx, k.Key)
		if err != nil {
			return err
		}
		mark := secret.Hash(k.Visitor)
		_, deeper := db.Exec(ctx, tx, `UPDATE landing_visitor SET depth = $3 WHERE page_id = $1 AND visitor = $2 AND depth < $3`, l.ID, mark, stay.Depth)
		_, longer := db.Exec(ctx, tx, `UPDATE landing_visitor SET dwell = $3 WHERE page_id = $1 AND visitor = $2 AND dwell < $3`, l.ID, mark, stay.Dwell)
		return errors.Join(deeper, longer)
	})
}

// median is how long the middle one of some visitors looked, ms.
type median struct {
	Variant Variant
	Channel string
	Dwell   int64
}

// medians gives the median dwell by variant and channel, and by variant alone (channel ""), of those of whom it was told.
func medians(ctx context.Context, q db.Q, i ID) (channels, variants map[cell]int64, err error) {
	of := func(channel, by string) (map[cell]int64, error) {
		out := map[cell]int64{}
		return out, db.Each(ctx, q, func(m median) error { out[cell{m.Variant, m.Channel}] = m.Dwell; return nil },
			`SELECT variant, channel, dwell FROM (SELECT variant, `+channel+` AS channel, dwell, ROW_NUMBER() OVER (PARTITION BY `+by+` ORDER BY dwell) AS place,
			COUNT(*) OVER (PARTITION BY `+by+`) AS n FROM landing_visitor WHERE page_id = $1 AND dwell > 0) AS r WHERE place = (n + 1) / 2`, i)
	}
	if channels, err = of("channel", "variant, channel"); err != nil {
		return nil, nil, err
	}
	variants, err = of("''", "variant")
	return channels, variants, err
}
