package demo

import (
	"context"
	"errors"
	"strconv"
	"time"

	"qunli/commerce"
	"qunli/community"
	"qunli/customer"
	"qunli/intake"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// State is how far the brand is.
type State string

// The states. Removed is for good.
const (
	Pouring  State = "pouring"
	Ready    State = "ready"
	Removing State = "removing"
	Removed  State = "removed"
)

// Brand is the demo of a database.
type Brand struct {
	Seed      uint64 `json:"seed"`
	Size      Size   `json:"size"`
	LastDay   string `json:"last_day"`
	State     State  `json:"state"`
	Facts     int64  `json:"facts"`    // poured so far; while removing, those left
	Expected  int64  `json:"expected"` // about as many there will be; while removing, as many there were
	BegunAt   int64  `json:"begun_at"`
	ChangedAt int64  `json:"changed_at"`
}

// There tells whether anything of the brand is in the database.
func (b Brand) There() bool { return b.State != "" && b.State != Removed }

// Percent is how much has been poured, 0 to 99 until all has.
func (b Brand) Percent() int {
	if b.State == Ready || b.Expected == 0 {
		return 100
	}
	return int(min(99, b.Facts*100/b.Expected))
}

// Gone is how much of a brand that is being removed has gone, 0 to 99 until all has; Facts are those that are left.
func (b Brand) Gone() int {
	if b.Expected == 0 {
		return 100
	}
	return int(max(0, min(99, 100-b.Facts*100/b.Expected)))
}

// The refusals about the brand.
var (
	ErrNotEmpty = fault.New(fault.Conflict, "demo.not_empty",
		"这个数据库已经有自己的数据或店主，演示品牌只放进全新的数据库", "This database has data or an owner of its own; the demo brand goes into a new database only")
	ErrGone = fault.New(fault.Conflict, "demo.removed",
		"这个数据库的演示品牌已经移除，不能再放回来；请换一个新的数据库", "The demo brand of this database has been removed and does not come back; use a new database")
	ErrOther = fault.New(fault.Conflict, "demo.other",
		"这个数据库里已有另一个演示品牌：规模 %s，种子 %d", "This database has another demo brand already: size %s, seed %d")
	ErrNone = fault.New(fault.Missing, "demo.none", "这个数据库没有演示品牌", "This database has no demo brand")
)

// row is the row of demo_brand.
type row struct {
	Seed      string
	Size      Size
	LastDay   string
	State     State
	Facts     int64
	BegunAt   int64
	ChangedAt int64
}

func (r row) brand() (Brand, error) {
	seed, err := strconv.ParseUint(r.Seed, 10, 64)
	return Brand{seed, r.Size, r.LastDay, r.State, r.Facts, expected[r.Size], r.BegunAt, r.ChangedAt}, err
}

// expected is about how many facts a story of a size has.
var expected = map[Size]int64{Tiny: 11_000, S: 100_000, M: 2_000_000, L: 15_000_000}

// Of gives the demo brand of a database; its State is "" where there has never been one.
func Of(ctx context.Context, q db.Q) (Brand, error) {
	r, err := db.One[row](ctx, q, `SELECT seed, size, last_day, state, facts, begun_at, changed_at FROM demo_brand`)
	if errors.Is(err, db.ErrNone) {
		return Brand{}, nil
	}
	if err != nil {
		return Brand{}, err
	}
	return r.brand()
}

// Begin marks the database as one of the demo brand, whose story ends yesterday. One that has it already, of the same seed
// and size, is left as it is.
func (s *Service) Begin(ctx context.Context, seed uint64, size Size) (Brand, error) {
	if err := org.Must(ctx, org.ImportRun); err != nil {
		return Brand{}, err
	}
	if _, err := ParseSize(string(size)); err != nil {
		return Brand{}, err
	}
	zone, err := org.Zone(ctx, s.DB.Read())
	if err != nil {
		return Brand{}, err
	}
	var out Brand
	err = s.DB.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if out, err = Of(ctx, tx); err != nil || out.There() {
			return errors.Join(err, out.differs(seed, size))
		}
		if out.State == Removed {
			return ErrGone
		}
		if err := s.mustBeNew(ctx, tx); err != nil {
			return err
		}
		last := time.UnixMilli(tx.Now).In(zone).AddDate(0, 0, -1).Format(time.DateOnly)
		_, err := db.Exec(ctx, tx, `INSERT INTO demo_brand (id, seed, size, last_day, state, facts, begun_at, changed_at)
			VALUES (1, $1, $2, $3, $4, 0, $5, $5)`, strconv.FormatUint(seed, 10), string(size), last, string(Pouring), tx.Now)
		if err != nil {
			return err
		}
		if err := org.SetSetting(ctx, tx, org.SettingBrand, brandName); err != nil {
			return err
		}
		if out, err = Of(ctx, tx); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "demo.begin", Object: "demo", After: map[string]any{"seed": out.Seed, "size": out.Size}})
	})
	return out, err
}

func (b Brand) differs(seed uint64, size Size) error {
	if b.State != "" && (b.Seed != seed || b.Size != size) {
		return ErrOther.F(string(b.Size), b.Seed)
	}
	return nil
}

// mustBeNew refuses a database in which anybody has done anything.
func (s *Service) mustBeNew(ctx context.Context, q db.Q) error {
	for _, used := range []func(context.Context, db.Q) (bool, error){org.HasOwner, customer.HasActs, commerce.HasFacts, s.imported, s.inhabited} {
		yes, err := used(ctx, q)
		if err != nil {
			return err
		}
		if yes {
			return ErrNotEmpty
		}
	}
	return nil
}

func (s *Service) imported(ctx context.Context, _ db.Q) (bool, error) {
	some, err := s.Intake.List(ctx, 0, 1)
	return len(some) > 0, err
}

// inhabited tells whether anybody, any group or any product is on record, or any shop.
func (s *Service) inhabited(ctx context.Context, _ db.Q) (bool, error) {
	people, err := s.Customers.List(ctx, customer.Filter{Limit: 1})
	if err != nil || people.Total > 0 {
		return true, err
	}
	groups, err := s.Groups.List(ctx, community.Filter{Limit: 1})
	if err != nil || len(groups) > 0 {
		return true, err
	}
	products, err := s.Commerce.Products(ctx, commerce.ProductFilter{Limit: 1})
	if err != nil || len(products) > 0 {
		return true, err
	}
	shops, err := s.Org.ListStores(ctx, org.StoreQuery{Limit: 1, Closed: true})
	return len(shops.Items) > 0, err
}

// source is the system from which the importer is told the story comes.
const source = "qunli-demo"

// imports lists what the demo brought in, the latest first.
func (s *Service) imports(ctx context.Context) ([]intake.Import, error) {
	var out []intake.Import
	for before := intake.ID(0); ; {
		page, err := s.Intake.List(ctx, before, 200)
		if err != nil || len(page) == 0 {
			return out, err
		}
		for _, i := range page {
			if i.Source == source {
				out = append(out, i)
			}
			before = i.ID
		}
	}
}
