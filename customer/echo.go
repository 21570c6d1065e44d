package customer

import (
	"cmp"
	"context"
	"slices"
	"time"

	"qunli/kit/db"
)

// Echo is somebody whose tags may differ from what stands in a channel with which a family of tags is shared (CUS-02).
type Echo struct {
	CustomerID ID // as booked
	Told       int64
	DueAt      int64 // ms
	Attempts   int64
	Reason     string // code of the fault of the last attempt, "" none
}

const echoColumns = `customer_id, told, due_at, attempts, reason`

// Echoes gives those whose time has come, the longest waiting first.
func Echoes(ctx context.Context, q db.Q, now int64, limit int) ([]Echo, error) {
	return db.All[Echo](ctx, q, `SELECT `+echoColumns+` FROM customer_echo WHERE due_at <= $1 ORDER BY due_at, customer_id LIMIT $2`, now, limit)
}

// Echoing counts the people who wait to be compared, and those of them with whom it failed.
type Echoing struct{ Waiting, Failing int64 }

// CountEchoes counts them.
func CountEchoes(ctx context.Context, q db.Q) (Echoing, error) {
	return db.One[Echoing](ctx, q, `SELECT COUNT(*) AS waiting, COUNT(*) FILTER (WHERE reason <> '') AS failing FROM customer_echo`)
}

// Echoed ends the waiting of somebody who was compared, unless more was told of them meanwhile.
func Echoed(ctx context.Context, tx *db.Tx, e Echo) error {
	_, err := db.Exec(ctx, tx, `DELETE FROM customer_echo WHERE customer_id = $1 AND told = $2`, e.CustomerID, e.Told)
	return err
}

// EchoLater has somebody compared again after a while, for a reason.
func EchoLater(ctx context.Context, tx *db.Tx, e Echo, wait time.Duration, reason string) error {
	_, err := db.Exec(ctx, tx, `UPDATE customer_echo SET attempts = attempts + 1, due_at = $2, reason = $3 WHERE customer_id = $1`,
		e.CustomerID, tx.Now+wait.Milliseconds(), reason)
	return err
}

// HushEchoes has nobody compared before a moment (ms): the channel wants to be left alone.
func HushEchoes(ctx context.Context, tx *db.Tx, until int64) error {
	_, err := db.Exec(ctx, tx, `UPDATE customer_echo SET due_at = $1 WHERE due_at < $1`, until)
	return err
}

// echo notes those people as due to be compared, when any family of tags is shared.
func echo(ctx context.Context, tx *db.Tx, people []ID) error {
	if len(people) == 0 {
		return nil
	}
	shared, err := db.All[string](ctx, tx, `SELECT family FROM customer_family LIMIT 1`)
	if err != nil || len(shared) == 0 {
		return err
	}
	rows := make([]Echo, 0, len(people))
	for _, i := range distinct(people) {
		rows = append(rows, Echo{CustomerID: i, Told: 1, DueAt: tx.Now})
	}
	_, err = db.Insert(ctx, tx, "customer_echo", rows, echoAgain)
	return err
}

const echoAgain = `ON CONFLICT (customer_id) DO UPDATE SET told = customer_echo.told + 1, due_at = excluded.due_at`

// echoNotes is echo for those of the notes who may have other tags than before.
func echoNotes(ctx context.Context, tx *db.Tx, notes []note) error {
	var people []ID
	for _, n := range notes {
		if n.who != 0 && (slices.Contains(n.what, attrTag) || slices.Contains(n.what, Anything)) {
			people = append(people, n.who)
		}
	}
	return echo(ctx, tx, people)
}

// Family is a group of tags, and whether it is shared.
type Family struct {
	Family string
	Tags   int64
	Shared bool
}

// TagFamilies lists the groups of tags that have a name, and whether each is shared with a channel.
func TagFamilies(ctx context.Context, q db.Q, channel string) ([]Family, error) {
	return db.All[Family](ctx, q, `SELECT t.family, COUNT(*) AS tags, f.family IS NOT NULL AS shared
		FROM customer_tag t LEFT JOIN customer_family f ON f.family = t.family AND f.channel = $1
		WHERE t.family <> '' GROUP BY t.family, f.family ORDER BY t.family`, channel)
}

// SharedFamilies gives the families that are shared with a channel.
func SharedFamilies(ctx context.Context, q db.Q, channel string) (map[string]bool, error) {
	out := map[string]bool{}
	return out, db.Each(ctx, q, func(f string) error { out[f] = true; return nil }, `SELECT family FROM customer_family WHERE channel = $1`, channel)
}

// ShareFamily has a family of tags stand in a channel too, or no more, in the caller's transaction; who has such a tag is
// compared. What stands in the channel when sharing ends stays there.
func ShareFamily(ctx context.Context, tx *db.Tx, channel, family string, on bool) error {
	if !on {
		_, err := db.Exec(ctx, tx, `DELETE FROM customer_family WHERE channel = $1 AND family = $2`, channel, family)
		return err
	}
	if _, err := db.Exec(ctx, tx, `INSERT INTO customer_family (channel, family, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, channel, family, tx.Now); err != nil {
		return err
	}
	_, err := db.Exec(ctx, tx, `INSERT INTO customer_echo (customer_id, told, due_at, attempts, reason)
		SELECT DISTINCT g.customer_id, 1, CAST($2 AS BIGINT), 0, '' FROM customer_tagging g JOIN customer_tag t ON t.id = g.tag_id WHERE t.family = $1
		`+echoAgain, family, tx.Now)
	return err
}

// TagsOf gives the tags of people as booked.
func TagsOf(ctx context.Context, q db.Q, people []ID) (map[ID][]Tag, error) {
	type held struct {
		CustomerID ID
		Tag
	}
	out := map[ID][]Tag{}
	return out, db.Lists(q, people, func(part []ID) error {
		c := db.Where("").In("g.customer_id", part)
		return db.Each(ctx, q, func(h held) error { out[h.CustomerID] = append(out[h.CustomerID], h.Tag); return nil },
			`SELECT g.customer_id, t.id, t.family, t.name FROM customer_tagging g JOIN customer_tag t ON t.id = g.tag_id WHERE `+c.SQL()+`
			ORDER BY g.customer_id, t.id`, c.Args()...)
	})
}

// TagsByID gives the tags of ids, those that are here.
func TagsByID(ctx context.Context, q db.Q, ids []TagID) ([]Tag, error) {
	var out []Tag
	ids = slices.Clone(ids)
	slices.Sort(ids)
	err := db.Lists(q, slices.Compact(ids), func(part []TagID) error {
		c := db.Where("").In("id", part)
		return db.Each(ctx, q, func(t Tag) error { out = append(out, t); return nil }, `SELECT id, family, name FROM customer_tag WHERE `+c.SQL(), c.Args()...)
	})
	return out, err
}

// TagIDs gives the ids of the tags of these names ("family/name" or "name"), and makes those that are not here yet, in the
// caller's transaction.
func TagIDs(ctx context.Context, tx *db.Tx, names []string) (map[string]TagID, error) {
	tags := map[string]tagName{}
	var all []tagName
	for _, n := range names {
		if t, ok := parseTag(n); ok {
			tags[n] = t
			all = append(all, t)
		}
	}
	out := map[string]TagID{}
	if len(all) == 0 {
		return out, nil
	}
	ids, err := findTags(ctx, tx, all)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(all, func(t tagName) bool { return ids[t] == 0 }) {
		if ids, err = ensureTags(ctx, tx, all); err != nil {
			return nil, err
		}
	}
	for n, t := range tags {
		out[n] = ids[t]
	}
	return out, nil
}

// Retag puts tags on people and takes tags off them, those who were merged into them included, because a channel says so, in the
// caller's transaction. What was put on counts as put on by hand: a person did it, on a phone. The caller holds people.
func Retag(ctx context.Context, tx *db.Tx, put, take map[ID][]TagID) error {
	var rows []tagging
	var told []ID
	for i, tags := range put {
		for _, t := range tags {
			rows = append(rows, tagging{i, t, "hand", 0, tx.Now})
		}
		told = append(told, i)
	}
	slices.SortFunc(rows, func(a, b tagging) int { return cmp.Compare(a.CustomerID, b.CustomerID) })
	if _, err := db.Insert(ctx, tx, "customer_tagging", rows, "ON CONFLICT DO NOTHING"); err != nil {
		return err
	}
	for i, tags := range take {
		head, err := Canonical(ctx, tx, []ID{i})
		if err != nil {
			return err
		}
		all, err := group(ctx, tx, head[i])
		if err != nil {
			return err
		}
		if err := untag(ctx, tx, all, tags); err != nil {
			return err
		}
		told = append(told, all...)
	}
	return Changed(ctx, tx, distinct(told), attrTag)
}
