package community

import (
	"context"
	"fmt"
	"strings"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// News is something new that seed users see earlier than everybody else (COM-21).
type News struct {
	ID       NewsID
	Title    string
	Link     string
	SeedAt   int64 // ms: seed groups see it from then on; 0: now
	PublicAt int64 // ms: the other groups
	StaffID  org.StaffID
}

// ErrLead refuses news that seed users would see too late.
var ErrLead = fault.New(fault.Invalid, "community.news.lead",
	"种子用户至少要提前 %d 小时看到，请推迟公开时间", "Seed users see it at least %d hours earlier; make it public later")

// VisibleTo tells whether groups of a kind see it at a moment.
func (n News) VisibleTo(k Kind, now int64) bool {
	return now >= n.PublicAt || k == Seed && now >= n.SeedAt
}

// Announce puts something new on the list of early news.
func (s *Service) Announce(ctx context.Context, n News) (News, error) {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return News{}, err
	}
	n.Title, n.Link = strings.TrimSpace(n.Title), strings.TrimSpace(n.Link)
	w := &wanted{}
	w.text("title", n.Title, 1, 64)
	w.text("link", n.Link, 0, 500)
	w.that(n.PublicAt > 0 && n.PublicAt < maxTime, "public_at", fmt.Sprint(n.PublicAt), "请填公开时间", "say when it is public")
	if err := w.err(); err != nil {
		return News{}, err
	}
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		set, err := readSettings(ctx, tx)
		if err != nil {
			return err
		}
		n.ID, n.SeedAt, n.StaffID = NewsID(tx.NewID()), max(n.SeedAt, tx.Now), actingStaff(ctx)
		if n.PublicAt-n.SeedAt < set.SeedLeadHours*3_600_000 {
			return ErrLead.F(set.SeedLeadHours)
		}
		if _, err := db.Insert(ctx, tx, "community_news", []News{n}, ""); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "community.announce", Object: "news", ID: int64(n.ID),
			After: map[string]any{"title": n.Title, "seed_at": n.SeedAt, "public_at": n.PublicAt}})
	})
	return n, err
}

// News lists what a group may see now, the latest first.
func (s *Service) News(ctx context.Context, i ID) ([]News, error) {
	if err := org.Must(ctx, org.CommunityRead); err != nil {
		return nil, err
	}
	q := s.db.Read()
	c, err := load(ctx, q, i)
	if err != nil {
		return nil, err
	}
	now := s.db.Clock().Now().UnixMilli()
	where := db.Where("public_at <= $1", now)
	if c.Kind == Seed {
		where = db.Where("seed_at <= $1", now)
	}
	return db.All[News](ctx, q, `SELECT id, title, link, seed_at, public_at, staff_id FROM community_news WHERE `+where.SQL()+`
		ORDER BY public_at DESC, id DESC LIMIT 50`, where.Args()...)
}
