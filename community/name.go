package community

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// The refusals about names (COM-11).
var (
	ErrNameless = fault.New(fault.Invalid, "community.name.purpose",
		"群名称 %q 里要有用途 %q，让人一看就知道这个群做什么", "The name %q must say what the group is for: %q")
	ErrNoSeries = fault.New(fault.Conflict, "community.no_series",
		"这个群不属于任何系列，没有下一群", "The group is of no series; there is no next one")
	ErrNumberTaken = fault.New(fault.Conflict, "community.number_taken",
		"这个系列里已有这个编号的群，或来源里已有这个群", "The series has a group of this number already, or the source has this group")
)

// series fills a template but for the number: what names of one series have in common.
func series(template, brand, purpose, area string) string {
	return strings.NewReplacer("{brand}", brand, "{purpose}", purpose, "{area}", area).Replace(template)
}

// numbered puts the number of a group into the name of its series: "…1群".
func numbered(series string, number int64) string {
	return strings.ReplaceAll(series, "{no}", fmt.Sprintf("%d群", number))
}

// Expected gives the name the template gave the group, "" where no template did.
func (c Community) Expected() string {
	if c.Series == "" || c.Number == 0 {
		return ""
	}
	return numbered(c.Series, c.Number)
}

// Deviates tells whether the group is called otherwise than the template has it.
func (c Community) Deviates() bool { return c.Expected() != "" && c.Name != c.Expected() }

// rename gives a group another name, which still says what it is for.
func (c *Community) rename(name string) error {
	if c.Purpose != "" && !strings.Contains(name, c.Purpose) {
		return ErrNameless.F(name, c.Purpose)
	}
	c.Name = name
	return nil
}

// nameIt names a new group: by its plan, or by the template with the next number of the series.
func nameIt(ctx context.Context, tx *db.Tx, set Settings, c *Community, p Plan) error {
	if p.Name != "" {
		return c.rename(p.Name)
	}
	w := &wanted{}
	w.text("purpose", c.Purpose, 1, 64)
	if err := w.err(); err != nil {
		return err
	}
	brand, err := org.Setting(ctx, tx, org.SettingBrand)
	if err != nil {
		return err
	}
	c.Series, c.Number = series(set.NameTemplate, brand, c.Purpose, c.Area), p.Number
	if err := lockSeries(ctx, tx, c.Series); err != nil {
		return err
	}
	if c.Number == 0 {
		if c.Number, err = nextNumber(ctx, tx, c.Series); err != nil {
			return err
		}
	}
	return c.rename(c.Expected())
}

// lockSeries lets one transaction at a time give numbers in a series. It comes before the turns of communities.
func lockSeries(ctx context.Context, tx *db.Tx, series string) error {
	return db.Alone(ctx, tx, "community.series."+series)
}

func nextNumber(ctx context.Context, q db.Q, series string) (int64, error) {
	return db.One[int64](ctx, q, `SELECT COALESCE(MAX(number), 0) + 1 FROM community WHERE series = $1`, series)
}

// Renamed records a name that a group was given where it lives, outside of here. One that the template would not give is
// told as NameDeviated. The name must not say what the group is for: it is a fact, not a wish.
func (s *Service) Renamed(ctx context.Context, i ID, version int64, name string) (Community, error) {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return Community{}, err
	}
	w := &wanted{}
	w.text("name", name, 1, 64)
	if err := w.err(); err != nil {
		return Community{}, err
	}
	return s.change(ctx, i, version, "community.renamed", func(ctx context.Context, tx *db.Tx, c *Community) error {
		was := c.Name
		c.Name = name
		if !c.Deviates() || was == name {
			return nil
		}
		return s.bus.Publish(ctx, tx, NameDeviated{c.ID, cmp.Or(c.Expected(), was), name})
	})
}
