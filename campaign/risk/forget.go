package risk

import (
	"context"
	"strconv"
	"strings"
	"unicode/utf8"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// Kept is for how many days sights and scores are kept.
const Kept = 90

// noted checks what a reviewer wrote.
func noted(note string) (string, error) {
	if note = strings.TrimSpace(note); note == "" || utf8.RuneCountInString(note) > 500 {
		return "", fault.InvalidField("note", note, "请写明理由，最多 500 个字", "give the reason in at most 500 characters")
	}
	return note, nil
}

func holdText(t Thresholds) string { return strconv.FormatInt(t.Hold, 10) }

// ErasePeople deletes what was seen of people who are being erased, their scores, and what reviewers wrote about them.
func ErasePeople(ctx context.Context, tx *db.Tx, people []customer.ID) error {
	for _, table := range []string{"campaign_risk_sight", "campaign_risk_score"} {
		c := db.Where("").In("person_id", people)
		if _, err := db.Exec(ctx, tx, `DELETE FROM `+table+` WHERE `+c.SQL(), c.Args()...); err != nil {
			return err
		}
	}
	c := db.Where("").In("person_id", people)
	if _, err := db.Exec(ctx, tx, `UPDATE campaign_risk_payout SET note = '' WHERE `+c.SQL(), c.Args()...); err != nil {
		return err
	}
	ids := make([]int64, len(people))
	for n, i := range people {
		ids[n] = int64(i)
	}
	for _, stand := range []Stand{Released, Confirmed} {
		if err := org.Unsay(ctx, tx, "campaign."+string(stand), "customer", ids); err != nil {
			return err
		}
	}
	return nil
}

// Old counts what was seen and scored before a moment (ms).
func Old(ctx context.Context, q db.Q, before int64) (int64, error) {
	return db.One[int64](ctx, q, `
		SELECT (SELECT COUNT(*) FROM campaign_risk_sight WHERE last_at < $1) + (SELECT COUNT(*) FROM campaign_risk_score WHERE at < $1)`, before)
}

// ForgetOld deletes at most so many rows of each kind that are older.
func ForgetOld(ctx context.Context, tx *db.Tx, before int64, limit int) (int64, error) {
	sights, err := db.Exec(ctx, tx, `
		DELETE FROM campaign_risk_sight WHERE (campaign_id, person_id, visitor, network, entered, instance_id) IN (
			SELECT campaign_id, person_id, visitor, network, entered, instance_id FROM campaign_risk_sight WHERE last_at < $1 ORDER BY last_at LIMIT $2)`, before, limit)
	if err != nil {
		return 0, err
	}
	scores, err := db.Exec(ctx, tx, `
		DELETE FROM campaign_risk_score WHERE (campaign_id, person_id) IN (
			SELECT campaign_id, person_id FROM campaign_risk_score WHERE at < $1 ORDER BY at LIMIT $2)`, before, limit)
	return max(sights, scores), err
}
