package demo

import (
	"context"

	"qunli/kit/db"
	"qunli/segment"
)

// rules are what the brand keeps an eye on.
var rules = []struct{ name, text string }{
	{"演示 · 近 90 天买过两次以上", "orders(90d) >= 2"},
	{"演示 · 买过但 90 天没来", "last_order older than 90d"},
	{"演示 · 带来过新客的会员", "invited >= 1"},
	{"演示 · 宝妈且买过", `tag = "人群/宝妈" and orders(540d) >= 1`},
}

// saveSegments saves the rules that are not saved yet.
func (s *Service) saveSegments(ctx context.Context, _ *Story) error {
	made, err := db.All[int64](ctx, s.DB.Read(), `SELECT object_id FROM demo_made WHERE kind = 'segment'`)
	if err != nil {
		return err
	}
	for _, r := range rules[min(len(made), len(rules)):] {
		rule, err := s.Segments.Parse(r.text)
		if err != nil {
			return err
		}
		one, err := s.Segments.Save(ctx, segment.Draft{Name: r.name, Rule: rule})
		if err != nil {
			return err
		}
		err = s.DB.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := db.Exec(ctx, tx, `INSERT INTO demo_made (kind, object_id) VALUES ('segment', $1)`, one.ID)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
