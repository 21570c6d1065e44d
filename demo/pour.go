package demo

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"qunli/commerce"
	"qunli/community"
	"qunli/customer"
	"qunli/insight"
	"qunli/intake"
	"qunli/kit/db"
	"qunli/kit/job"
	"qunli/org"
	"qunli/segment"
)

// Rooms are those whose verbs the demo uses.
type Rooms struct {
	DB        *db.DB
	Log       *slog.Logger
	Org       *org.Service
	Customers *customer.Service
	Segments  *segment.Service
	Groups    *community.Service
	Commerce  *commerce.Service
	Insight   *insight.Service
	Intake    *intake.Service
	Dir       string // where a chapter lies while it is read
}

// Service pours the brand in and takes it away.
type Service struct {
	Rooms
	wake   chan struct{}
	poured atomic.Int64 // records read of the chapter at hand
}

// New gives the verbs of the room.
func New(r Rooms) *Service { return &Service{Rooms: r, wake: make(chan struct{}, 1)} }

// Progress gives the brand with what of the chapter at hand has been read on this node; while removing, with what is left.
func (s *Service) Progress(ctx context.Context) (Brand, error) {
	b, err := Of(ctx, s.DB.Read())
	switch {
	case err != nil:
	case b.State == Pouring:
		b.Facts += s.poured.Load()
	case b.State == Removing:
		b.Expected, b.Facts = b.Facts, 0
		var imports []intake.Import
		imports, err = s.imports(org.Owner(ctx, "demo"))
		for _, i := range imports {
			b.Facts += i.Rows
		}
	}
	return b, err
}

// lock keeps two from pouring or removing at once, over all nodes.
const lock = "demo"

// Pour brings the story in from where it stands to its end; shown is told of every chapter. Cut off at any moment, it is
// continued by the same call.
func (s *Service) Pour(ctx context.Context, shown func(Brand)) error {
	if err := org.Must(ctx, org.ImportRun); err != nil {
		return err
	}
	release, ok, err := s.DB.TryLock(ctx, lock)
	if err != nil || !ok {
		return err // another node is at it
	}
	defer release()
	b, err := Of(ctx, s.DB.Read())
	if err != nil || b.State != Pouring {
		return err
	}
	ctx = job.History(ctx)
	story, err := s.story(ctx, b)
	if err != nil {
		return err
	}
	if err := s.hire(ctx, story); err != nil {
		return err
	}
	for c := range story.Chapters() {
		if err := s.read(ctx, c); err != nil {
			return err
		}
		if b, err = Of(ctx, s.DB.Read()); err != nil || b.State != Pouring {
			return err // it is to go
		}
		shown(b)
	}
	for _, step := range []func(context.Context, *Story) error{s.position, s.recordCosts, s.saveSegments, s.settled} {
		if err := step(ctx, story); err != nil {
			return err
		}
	}
	return s.enter(ctx, Pouring, Ready)
}

// story is the one that is told in this database.
func (s *Service) story(ctx context.Context, b Brand) (*Story, error) {
	zone, err := org.Zone(ctx, s.DB.Read())
	if err != nil {
		return nil, err
	}
	last, err := time.Parse(time.DateOnly, b.LastDay)
	return NewStory(b.Seed, b.Size, last, zone), err
}

// enter moves the brand from one state to the next.
func (s *Service) enter(ctx context.Context, from, to State) error {
	return s.DB.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		err := db.MustAffect(ctx, tx, ErrNone, `UPDATE demo_brand SET state = $2, changed_at = $3 WHERE state = $1`, string(from), string(to), tx.Now)
		if err != nil {
			return err
		}
		return insight.Study(ctx, tx)
	})
}

// read pours one chapter, unless that has been done.
func (s *Service) read(ctx context.Context, c Chapter) error {
	done, err := db.All[string](ctx, s.DB.Read(), `SELECT name FROM demo_chapter WHERE name = $1`, c.Name)
	if err != nil || len(done) > 0 {
		return err
	}
	if err := os.MkdirAll(s.Dir, 0o700); err != nil {
		return err
	}
	path := filepath.Join(s.Dir, c.Name) // of one name: what a cut-off pouring left is written over
	defer os.Remove(path)
	if err := writeChapter(path, c); err != nil {
		return err
	}
	imp, err := s.Intake.Load(ctx, path, intake.Request{Kind: c.Kind, Source: source, FileName: c.Name},
		func(i intake.Import) { s.poured.Store(i.Rows) })
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		defer s.poured.Store(0)
		_, err := db.Exec(ctx, tx, `INSERT INTO demo_chapter (name, records, at) VALUES ($1, $2, $3)`, c.Name, imp.Rows, tx.Now)
		if err != nil {
			return err
		}
		return db.MustAffect(ctx, tx, ErrNone, `UPDATE demo_brand SET facts = facts + $1, changed_at = $2`, imp.Rows, tx.Now)
	})
}

func writeChapter(path string, c Chapter) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = c.Write(f)
	return errors.Join(err, f.Close())
}

// hire opens the shops and takes on their people, those who are not here yet.
func (s *Service) hire(ctx context.Context, story *Story) error {
	for i := range story.shops {
		shop := shopOf(i)
		here, err := org.StoresByCode(ctx, s.DB.Read(), []string{shop.code})
		if err != nil {
			return err
		}
		id := here[shop.code]
		if id == 0 {
			one, err := s.Org.OpenStore(ctx, org.StoreRequest{Code: shop.code, Name: shop.name, City: shop.city})
			if err != nil {
				return err
			}
			id = one.ID
		}
		if err := s.staff(ctx, i, id); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) staff(ctx context.Context, shop int, store org.StoreID) error {
	for n := range clerksOfShop {
		c := clerkOf(shop, n)
		here, err := org.StaffByCode(ctx, s.DB.Read(), []string{c.code})
		if err != nil {
			return err
		}
		if here[c.code] != 0 {
			continue
		}
		role := org.RoleOperator
		if c.keeper {
			role = org.RoleStore
		}
		if _, _, err := s.Org.Hire(ctx, org.StaffRequest{Login: c.login, Name: c.name, Code: c.code, Role: role, Scope: org.ScopeStore, Store: store}); err != nil {
			return err
		}
	}
	return nil
}
