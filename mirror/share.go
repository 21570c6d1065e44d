package mirror

import (
	"context"
	"strings"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// Sharing is which families of tags stand in the channel too, and how far that is.
type Sharing struct {
	Families []Family
	Waiting  int64 // people whose tags are still to be compared
	Failing  int64 // of these, those with whom it failed: it is tried again
}

// Family is a group of tags.
type Family struct {
	customer.Family
	Troubles []Trouble // tags that the channel does not have
}

// Trouble says why a tag of a shared family is not in the channel.
type Trouble struct {
	Name   string
	Gone   bool   // it was deleted there
	Reason string // code of a fault, "" none
}

// Sharing tells which families are shared.
func (s *Service) Sharing(ctx context.Context) (Sharing, error) {
	if err := org.Must(ctx, org.CustomerRead); err != nil {
		return Sharing{}, err
	}
	q := s.db.Read()
	families, err := customer.TagFamilies(ctx, q, s.channel.Name())
	if err != nil {
		return Sharing{}, err
	}
	words, err := db.All[word](ctx, q, `SELECT `+wordColumns+` FROM mirror_word WHERE channel = $1 AND (gone_at <> 0 OR trouble <> '') ORDER BY family, name`, s.channel.Name())
	if err != nil {
		return Sharing{}, err
	}
	troubles := map[string][]Trouble{}
	for _, w := range words {
		troubles[w.Family] = append(troubles[w.Family], Trouble{w.Name, w.GoneAt != 0, w.Trouble})
	}
	var out Sharing
	for _, f := range families {
		one := Family{Family: f}
		if f.Shared {
			one.Troubles = troubles[f.Family]
		}
		out.Families = append(out.Families, one)
	}
	n, err := customer.CountEchoes(ctx, q)
	out.Waiting, out.Failing = n.Waiting, n.Failing
	return out, err
}

// Share has a family of tags stand in the channel too, or no more. What was deleted there is made again.
func (s *Service) Share(ctx context.Context, family string, on bool) error {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return err
	}
	family = strings.TrimSpace(family)
	if family == "" {
		return fault.InvalidField("family", family, "没有分组的标签不能同步：请先给它们一个分组", "tags of no group are not shared: give them a group first")
	}
	change := org.Change{Verb: "tag.share", Object: "setting", After: map[string]any{"family": family, "shared": on}}
	return s.org.Record(ctx, org.SettingEdit, change, func(ctx context.Context, tx *db.Tx) error {
		if _, err := db.Exec(ctx, tx, `DELETE FROM mirror_word WHERE channel = $1 AND family = $2 AND (gone_at <> 0 OR key = '')`, s.channel.Name(), family); err != nil {
			return err
		}
		if err := customer.ShareFamily(ctx, tx, s.channel.Name(), family, on); err != nil {
			return err
		}
		return s.Wake(ctx, tx)
	})
}
