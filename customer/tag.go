package customer

import (
	"context"
	"maps"
	"slices"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// Tag is a label of people. Family groups tags, "" if none.
type Tag struct {
	ID     TagID
	Family string
	Name   string
}

// String spells the tag "family/name", or its name alone.
func (t Tag) String() string { return tagName{t.Family, t.Name}.String() }

// TagCount is a tag and how many people in the actor's scope have it.
type TagCount struct {
	ID     TagID
	Family string
	Name   string
	People int64
}

// maxPeople is how many people one call tags.
const maxPeople = 1000

// Tag puts tags ("family/name" or "name") on people and makes those that do not exist.
func (s *Service) Tag(ctx context.Context, people []ID, names []string) error {
	return s.retag(ctx, "customer.tag", people, names, func(ctx context.Context, tx *db.Tx, owners []ID, tags []tagName) (map[tagName]TagID, error) {
		ids, err := ensureTags(ctx, tx, tags)
		if err != nil {
			return nil, err
		}
		var rows []tagging
		for _, i := range owners {
			for _, t := range tags {
				rows = append(rows, tagging{i, ids[t], "hand", 0, tx.Now})
			}
		}
		// A tag that an import or a rule put there is the person's own from now on.
		_, err = db.Insert(ctx, tx, "customer_tagging", rows,
			"ON CONFLICT (customer_id, tag_id) DO UPDATE SET origin = 'hand', import_id = 0")
		if err != nil {
			return nil, err
		}
		return ids, Changed(ctx, tx, owners, attrTag)
	})
}

// Untag takes tags off people, those that came with people merged into them included.
func (s *Service) Untag(ctx context.Context, people []ID, names []string) error {
	return s.retag(ctx, "customer.untag", people, names, func(ctx context.Context, tx *db.Tx, owners []ID, tags []tagName) (map[tagName]TagID, error) {
		groups, err := groupsOf(ctx, tx, owners)
		if err != nil {
			return nil, err
		}
		var all []ID
		for _, g := range groups {
			all = append(all, g...)
		}
		ids, err := findTags(ctx, tx, tags)
		if err != nil || len(ids) == 0 {
			return nil, err
		}
		if err := untag(ctx, tx, distinct(all), slices.Collect(maps.Values(ids))); err != nil {
			return nil, err
		}
		return ids, Changed(ctx, tx, distinct(all), attrTag)
	})
}

// retag changes tags of people and audits it; do gives the tags that it changed.
func (s *Service) retag(ctx context.Context, verb string, people []ID, names []string,
	do func(ctx context.Context, tx *db.Tx, owners []ID, tags []tagName) (map[tagName]TagID, error)) error {
	if err := org.Must(ctx, org.CustomerEdit); err != nil {
		return err
	}
	tags, err := parseTags(people, names)
	if err != nil {
		return err
	}
	return s.add(ctx, func(ctx context.Context, tx *db.Tx) error {
		owners, err := loadMany(ctx, tx, people)
		if err != nil {
			return err
		}
		ids, err := do(ctx, tx, owners, tags)
		if err != nil || len(ids) == 0 {
			return err
		}
		return auditTags(ctx, tx, verb, owners, ids)
	})
}

// untag takes tags off people as booked.
func untag(ctx context.Context, tx *db.Tx, people []ID, ids []TagID) error {
	return db.Lists(tx, people, func(part []ID) error {
		c := db.Where("").In("customer_id", part).In("tag_id", ids)
		if _, err := db.Exec(ctx, tx, `DELETE FROM customer_tagging WHERE `+c.SQL(), c.Args()...); err != nil {
			return err
		}
		// Nobody inherits what a person took off.
		c = db.Where("kind = 'tagging'").In("customer_id", part).In("object_id", ids)
		_, err := db.Exec(ctx, tx, `DELETE FROM customer_seen WHERE `+c.SQL(), c.Args()...)
		return err
	})
}

func parseTags(people []ID, names []string) ([]tagName, error) {
	if len(people) > maxPeople {
		return nil, ErrTooMany.F(maxPeople)
	}
	var out []tagName
	for _, n := range names {
		t, ok := parseTag(n)
		if !ok {
			return nil, fault.InvalidField("tags", n, "标签名不能为空", "a tag needs a name")
		}
		out = append(out, t)
	}
	return out, nil
}

func findTags(ctx context.Context, q db.Q, names []tagName) (map[tagName]TagID, error) {
	out := map[tagName]TagID{}
	c := db.Where("").InRows("family, name", names)
	return out, db.Each(ctx, q, func(t tagRow) error { out[tagName{t.Family, t.Name}] = t.ID; return nil },
		`SELECT id, family, name FROM customer_tag WHERE `+c.SQL(), c.Args()...)
}

// loadMany gives the people behind ids, once each, and refuses all of them when one is missing, erased or out of scope.
func loadMany(ctx context.Context, q db.Q, ids []ID) ([]ID, error) {
	now, err := Canonical(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	var owners []ID
	for _, i := range ids {
		owners = append(owners, now[i])
	}
	owners = distinct(owners)
	found := 0
	err = db.Lists(q, owners, func(part []ID) error {
		c := db.Where("").In("id", part)
		return db.Each(ctx, q, func(r row) error {
			found++
			if r.ErasedAt != 0 {
				return ErrErased
			}
			return org.Scope(ctx).Check(r.StoreID, r.StaffID)
		}, `SELECT `+rowColumns+` FROM customer WHERE `+c.SQL(), c.Args()...)
	})
	if err == nil && found < len(owners) {
		err = ErrMissing
	}
	return owners, err
}

func auditTags(ctx context.Context, tx *db.Tx, verb string, people []ID, tags map[tagName]TagID) error {
	ids := make([]TagID, 0, len(tags))
	for _, t := range tags {
		ids = append(ids, t)
	}
	changes := make([]org.Change, len(people))
	for n, i := range people {
		changes[n] = org.Change{Verb: verb, Object: "customer", ID: int64(i), After: masked{"tags": ids}}
	}
	return org.Audit(ctx, tx, changes...)
}

// Tags lists the tags with how many people in the actor's scope have each; a tag nobody in a limited scope has is left
// out.
func (s *Service) Tags(ctx context.Context) ([]TagCount, error) {
	if err := org.Must(ctx, org.CustomerRead); err != nil {
		return nil, err
	}
	view := org.Scope(ctx)
	c := db.Where("c.erased_at = 0").Join(view.Cond("c.store_id", "c.staff_id"))
	all, err := db.All[TagCount](ctx, s.db.Read(), `
		SELECT t.id, t.family, t.name, COALESCE(n.people, 0) AS people
		FROM customer_tag t LEFT JOIN (
			SELECT g.tag_id, COUNT(DISTINCT c.id) AS people
			FROM customer_tagging g
			LEFT JOIN customer_alias x ON x.from_id = g.customer_id
			JOIN customer c ON c.id = COALESCE(x.to_id, g.customer_id)
			WHERE `+c.SQL()+`
			GROUP BY g.tag_id) n ON n.tag_id = t.id
		ORDER BY t.family, t.name`, c.Args()...)
	if err != nil || view.Whole() {
		return all, err
	}
	seen := all[:0]
	for _, t := range all {
		if t.People > 0 {
			seen = append(seen, t)
		}
	}
	return seen, nil
}
