package reward

import (
	"context"
	"fmt"
	"strings"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/secret"
	"qunli/org"
)

// maxCodes is how many codes are brought in at once; maxCode how long one is.
const (
	maxCodes = 5000
	maxCode  = 200
)

// Brought tells what became of codes that were brought in.
type Brought struct {
	Added int64
	Twice []Twice // codes left out: they stand in the same list before, or were brought in earlier
}

// Twice is a code that was there already.
type Twice struct {
	Line   int64  // of the list, from 1
	Code   string // masked
	Before int64  // the line of the list where it stands first, 0 brought in earlier
}

// Bring adds codes to a gift: one a line, the first column of a CSV; empty lines and a head named code are passed over. What is
// there already is left out and named. All of it or, on any other fault, nothing.
func (s *Service) Bring(ctx context.Context, i GiftID, text string) (Brought, error) {
	if err := may(ctx, org.CampaignEdit); err != nil {
		return Brought{}, err
	}
	codes, err := readCodes(text)
	if err != nil {
		return Brought{}, err
	}
	var out Brought
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		g, err := lockGift(ctx, tx, i)
		if err != nil {
			return err
		}
		if g.Kind != Code {
			return fault.InvalidField("kind", string(g.Kind), "只有兑换码礼品才能导入兑换码", "only a gift of codes takes codes")
		}
		rows, twice, err := s.fresh(ctx, tx, &g, codes)
		if err != nil {
			return err
		}
		if _, err := db.Insert(ctx, tx, "reward_code", rows, ""); err != nil {
			return err
		}
		added := int64(len(rows))
		out = Brought{added, twice}
		if err := db.MustAffect(ctx, tx, ErrNoGift, `UPDATE reward_gift SET total = total + $2, version = version + 1 WHERE id = $1`, i, added); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "gift.codes", Object: "gift", ID: int64(i), After: map[string]any{"added": added, "twice": len(twice)}})
	})
	return out, err
}

// typed is a code with the line on which it stands.
type typed struct {
	line int64
	code string
}

func readCodes(text string) ([]typed, error) {
	var out []typed
	n := int64(0)
	for line := range strings.SplitSeq(strings.TrimPrefix(text, "\ufeff"), "\n") {
		n++
		first, _, _ := strings.Cut(line, ",")
		first = strings.Trim(strings.TrimSpace(first), `"`)
		if first == "" || n == 1 && (strings.EqualFold(first, "code") || first == "兑换码" || first == "卡密") {
			continue
		}
		if len(first) > maxCode {
			return nil, fault.InvalidField("codes", secret.Mask(first), fmt.Sprintf("第 %d 行太长，兑换码最多 %d 个字符", n, maxCode), fmt.Sprintf("line %d is too long: a code has at most %d characters", n, maxCode))
		}
		out = append(out, typed{n, first})
	}
	if len(out) == 0 || len(out) > maxCodes {
		return nil, fault.InvalidField("codes", fmt.Sprint(len(out)), fmt.Sprintf("一次导入 1 到 %d 个兑换码", maxCodes), fmt.Sprintf("bring in 1 to %d codes at once", maxCodes))
	}
	return out, nil
}

// codeRow is a row of reward_code.
type codeRow struct {
	GiftID  GiftID
	Place   int64
	Mark    string
	Sealed  string
	GrantID ID
}

// fresh parts codes into rows of those that are new, and those that are not.
func (s *Service) fresh(ctx context.Context, tx *db.Tx, g *Gift, codes []typed) (rows []codeRow, twice []Twice, err error) {
	marks, first := make([]string, len(codes)), map[string]int64{}
	for n, c := range codes {
		marks[n] = s.keys.Sign("reward.code", []byte(c.code))
	}
	err = db.Lists(tx, marks, func(part []string) error {
		c := db.Where("gift_id = $1", g.ID).In("mark", part)
		return db.Each(ctx, tx, func(m string) error { first[m] = 0; return nil }, `SELECT mark FROM reward_code WHERE `+c.SQL(), c.Args()...)
	})
	if err != nil {
		return nil, nil, err
	}
	for n, c := range codes {
		if before, there := first[marks[n]]; there {
			twice = append(twice, Twice{c.line, secret.Mask(c.code), before})
			continue
		}
		first[marks[n]] = c.line
		row := codeRow{GiftID: g.ID, Place: g.Total + int64(len(rows)) + 1, Mark: marks[n]}
		if row.Sealed, err = s.keys.Seal(codeLabel(row.GiftID, row.Place), []byte(c.code)); err != nil {
			return nil, nil, err
		}
		rows = append(rows, row)
	}
	return rows, twice, nil
}

func codeLabel(g GiftID, place int64) string {
	return fmt.Sprintf("reward.code/%d/%d", int64(g), place)
}

func addressLabel(i ID) string { return fmt.Sprintf("reward.address/%d", int64(i)) }
