package intake

import (
	"context"
	"strings"

	"qunli/customer"
	"qunli/kit/db"
)

// customerRow is one line of a customer file.
type customerRow struct {
	card         customer.Card
	store, staff string // codes
}

func readCustomer(f *form, cells []string) (customerRow, error) {
	var r customerRow
	var err error
	if r.card, err = f.card(cells, keyFields, "name"); err != nil {
		return r, err
	}
	if len(r.card.Keys) == 0 {
		return r, f.wrong("customer", "", "：客户编号、手机号、unionid 等至少要有一个", "is empty: a customer number, phone, unionid or the like is needed")
	}
	if keyText(f.text(cells, "added_at")) != "" {
		if r.card.AddedAt, err = f.time(cells, "added_at"); err != nil {
			return r, err
		}
	}
	r.card.Channel = f.text(cells, "channel")
	r.store, r.staff = f.text(cells, "store"), f.text(cells, "staff")
	r.card.Tags = splitWords(f.text(cells, "tags"))
	r.card.Consents, err = f.consents(cells)
	return r, err
}

// splitWords cuts a cell that lists several words.
func splitWords(text string) []string {
	words := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(";；,，、|", r) })
	out := words[:0]
	for _, w := range words {
		if w = strings.TrimSpace(w); w != "" {
			out = append(out, w)
		}
	}
	return out
}

// consents reads "yes", "no" (every channel) or "sms:yes; wecom:no".
func (f *form) consents(cells []string) ([]customer.Consent, error) {
	var out []customer.Consent
	for _, word := range splitWords(f.text(cells, "consent")) {
		channel, answer, both := strings.Cut(strings.ReplaceAll(word, "：", ":"), ":")
		if !both {
			channel, answer = "", word
		}
		agreed, known := yesNo(answer)
		if !known {
			return nil, f.wrong("consent", word, "请写 是/否，或 渠道:是", "must be yes or no, or channel:yes")
		}
		out = append(out, customer.Consent{Channel: strings.TrimSpace(channel), Agreed: agreed, Evidence: "import"})
	}
	return out, nil
}

func yesNo(word string) (yes, known bool) {
	switch strings.ToLower(strings.TrimSpace(word)) {
	case "yes", "y", "1", "true", "是", "同意", "在售":
		return true, true
	case "no", "n", "0", "false", "否", "拒绝", "不同意", "停售":
		return false, true
	}
	return false, false
}

func (s *Service) writeCustomers(ctx context.Context, tx *db.Tx, imp run, rows []customerRow) (outcome, error) {
	places, err := places(ctx, tx, rows, func(r customerRow) (string, string) { return r.store, r.staff })
	if err != nil {
		return outcome{}, err
	}
	cards := make([]customer.Card, len(rows))
	for i := range rows {
		cards[i] = rows[i].card
		cards[i].Keys = accountsOf(imp.Source, cards[i].Keys)
		cards[i].Store, cards[i].Staff = places.store(rows[i].store), places.person(rows[i].staff)
	}
	people, err := customer.Resolve(ctx, tx, int64(imp.ID), cards)
	if err != nil {
		return outcome{}, err
	}
	out := outcome{fates: make([]fate, len(rows))}
	for i, p := range people {
		out.fates[i] = fate{Added: p.Fresh || p.Changed}
	}
	return out.with("staff_unknown", places.unknown), nil
}
