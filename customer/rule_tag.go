package customer

import (
	"context"
	"slices"

	"qunli/kit/db"
	"qunli/kit/fault"
)

// RuleTag puts a tag ("family/name" or "name") on the people of on and takes it off those of off, for a rule, in the
// caller's transaction. Who has it by hand or by an import keeps it, and it stays theirs; who was given it by an import
// while the rule held keeps it as the import's; whose import is undone while the rule holds keeps it as the rule's.
func RuleTag(ctx context.Context, tx *db.Tx, tag string, on, off []ID) error {
	name, ok := parseTag(tag)
	if !ok {
		return fault.InvalidField("tag", tag, "标签名不能为空", "a tag needs a name")
	}
	if err := db.Share(ctx, tx, peopleLock); err != nil {
		return err
	}
	ids, err := ensureTags(ctx, tx, []tagName{name})
	if err != nil {
		return err
	}
	added, err := ruleTagOn(ctx, tx, ids[name], distinct(on))
	if err != nil {
		return err
	}
	taken, err := ruleTagOff(ctx, tx, ids[name], distinct(off))
	if err != nil {
		return err
	}
	return Changed(ctx, tx, append(added, taken...), attrTag)
}

// ruleTagOn gives the people who have the tag now and had not.
func ruleTagOn(ctx context.Context, tx *db.Tx, tag TagID, people []ID) ([]ID, error) {
	var added []ID
	err := db.Lists(tx, people, func(part []ID) error {
		c := db.Where("erased_at = 0").
			And("NOT EXISTS (SELECT 1 FROM customer_tagging g WHERE g.customer_id = customer.id AND g.tag_id = $1)", tag).In("id", part)
		some, err := db.All[ID](ctx, tx, `SELECT id FROM customer WHERE `+c.SQL()+` ORDER BY id`, c.Args()...)
		added = append(added, some...)
		return err
	})
	if err != nil {
		return nil, err
	}
	rows := make([]tagging, len(added))
	for n, i := range added {
		rows[n] = tagging{i, tag, "rule", 0, tx.Now}
	}
	if _, err := db.Insert(ctx, tx, "customer_tagging", rows, "ON CONFLICT DO NOTHING"); err != nil {
		return nil, err
	}
	return added, sayByRule(ctx, tx, tag, people)
}

// byRule stands in customer_seen for a rule that asked for a tag which an import had put on.
const byRule = -1

// sayByRule notes that a rule, too, put a tag on those of people who have it from an import.
func sayByRule(ctx context.Context, tx *db.Tx, tag TagID, people []ID) error {
	return db.Lists(tx, people, func(part []ID) error {
		c := db.Where("tag_id = $1 AND import_id <> 0", tag).In("customer_id", part)
		ids, err := db.All[ID](ctx, tx, `SELECT customer_id FROM customer_tagging WHERE `+c.SQL()+` ORDER BY customer_id`, c.Args()...)
		if err != nil {
			return err
		}
		rows := make([]seen, len(ids))
		for n, i := range ids {
			rows[n] = seen{i, "tagging", int64(tag), byRule}
		}
		_, err = db.Insert(ctx, tx, "customer_seen", rows, "ON CONFLICT DO NOTHING")
		return err
	})
}

// unsayByRule forgets sayByRule.
func unsayByRule(ctx context.Context, tx *db.Tx, tag TagID, people []ID) error {
	return db.Lists(tx, people, func(part []ID) error {
		c := db.Where("kind = 'tagging' AND object_id = $1 AND import_id = $2", tag, byRule).In("customer_id", part)
		_, err := db.Exec(ctx, tx, `DELETE FROM customer_seen WHERE `+c.SQL(), c.Args()...)
		return err
	})
}

// giveBack makes taggings whose import has gone, and which a rule or a person made as well, theirs.
func giveBack(ctx context.Context, tx *db.Tx, people []ID) error {
	return db.Lists(tx, people, func(part []ID) error {
		c := db.Where("origin = 'import' AND import_id <= 0").In("customer_id", part)
		_, err := db.Exec(ctx, tx, `UPDATE customer_tagging SET origin = CASE WHEN import_id = 0 THEN 'hand' ELSE 'rule' END, import_id = 0
			WHERE `+c.SQL(), c.Args()...)
		return err
	})
}

// ruleTagOff gives the people who had the tag from the rule alone and have it no more. Those to whom an import, or a person,
// gave it as well keep it as theirs.
func ruleTagOff(ctx context.Context, tx *db.Tx, tag TagID, people []ID) ([]ID, error) {
	if err := unsayByRule(ctx, tx, tag, people); err != nil {
		return nil, err
	}
	var all []piece
	err := db.Lists(tx, people, func(part []ID) error {
		c := db.Where("tag_id = $1 AND origin = 'rule'", tag).In("customer_id", part)
		some, err := db.All[piece](ctx, tx, `SELECT customer_id, tag_id AS object_id FROM customer_tagging WHERE `+c.SQL(), c.Args()...)
		all = append(all, some...)
		return err
	})
	if err != nil {
		return nil, err
	}
	only, err := passRuleTags(ctx, tx, all)
	if err != nil {
		return nil, err
	}
	return ownersOf(only), remove(ctx, tx, "customer_tagging", "tag_id", only)
}

// passRuleTags makes the taggings that others brought as well theirs, and gives those that only the rule made.
func passRuleTags(ctx context.Context, tx *db.Tx, all []piece) ([]piece, error) {
	u := &undo{importID: byRule}
	only, err := u.pass(ctx, tx, "customer_tagging", "tag_id", "tagging", all)
	if err != nil || len(only) == len(all) {
		return only, err
	}
	passed := slices.DeleteFunc(slices.Clone(all), func(p piece) bool { return slices.Contains(only, p) })
	return only, db.Lists(tx, ownersOf(passed), func(part []ID) error {
		c := db.Where("tag_id = $1 AND origin = 'rule'", passed[0].ObjectID).In("customer_id", part)
		_, err := db.Exec(ctx, tx, `UPDATE customer_tagging SET origin = CASE WHEN import_id = 0 THEN 'hand' ELSE 'import' END
			WHERE `+c.SQL(), c.Args()...)
		return err
	})
}
