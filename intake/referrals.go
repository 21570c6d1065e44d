package intake

import (
	"context"
	"strings"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/money"
	"qunli/referral"
)

// referralRow is one line of a list of who brought whom.
type referralRow struct {
	person, inviter customer.Card
	claim           referral.Claim // without ids
	after           customer.Key   // whose entering Claim.At counts from; no kind: it stands by itself
	group           groupRef
	store, staff    string // codes
}

func readReferral(f *form, cells []string) (referralRow, error) {
	var r referralRow
	var err error
	if r.person, err = f.card(cells, personKeys, "person_name"); err != nil {
		return r, err
	}
	if len(r.person.Keys) == 0 {
		return r, f.wrong("person", "", "：被推荐人的账号、手机号或 unionid 至少要有一个", "is empty: an account, phone or unionid of who was brought is needed")
	}
	if r.inviter, err = f.card(cells, inviterKeys, "inviter_name"); err != nil {
		return r, err
	}
	if err := f.referralTime(cells, &r); err != nil {
		return r, err
	}
	if r.claim.Source, err = f.referralSource(cells); err != nil {
		return r, err
	}
	if r.group, err = f.group(cells); err != nil {
		return r, err
	}
	r.claim.Evidence = f.text(cells, "evidence")
	if len(r.claim.Evidence) > maxText {
		return r, f.wrong("evidence", r.claim.Evidence, "太长，最多 256 个字节", "is too long; 256 bytes at most")
	}
	r.store, r.staff = f.text(cells, "store"), f.text(cells, "staff")
	return r, nil
}

// referralTime reads when it was: a time, or so many seconds after somebody entered. Neither: it is not known.
func (f *form) referralTime(cells []string, r *referralRow) error {
	var err error
	if f.text(cells, "time") != "" {
		r.claim.At, err = f.time(cells, "time")
		return err
	}
	text := f.text(cells, "after_seconds")
	if text == "" {
		return nil
	}
	seconds, err := money.ParseMicro(text)
	if err != nil || seconds > maxSeconds || seconds < -maxSeconds {
		return f.wrong("after_seconds", text, "不是秒数", "is no number of seconds")
	}
	card, err := f.card(cells, afterKeys, "")
	if err != nil || len(card.Keys) == 0 {
		return err
	}
	r.claim.At, r.after = int64(seconds/1000), card.Keys[0]
	return nil
}

// maxSeconds is the longest time after somebody that is believed: a hundred years.
const maxSeconds money.Micro = 100 * 366 * 86_400 * money.MicroUnit

// referralWords are the ways in which people are brought, as lists write them.
var referralWords = map[string]referral.Source{
	"": referral.SourceImport, "import": referral.SourceImport, "code": referral.SourceCode, "推荐码": referral.SourceCode, "扫码": referral.SourceCode,
	"link": referral.SourceLink, "链接": referral.SourceLink, "staff": referral.SourceStaff, "员工": referral.SourceStaff,
	"counter": referral.SourceCounter, "柜台": referral.SourceCounter, "到店": referral.SourceCounter,
	"hand": referral.SourceHand, "手工": referral.SourceHand,
}

func (f *form) referralSource(cells []string) (referral.Source, error) {
	text := f.text(cells, "via")
	source, ok := referralWords[strings.ToLower(text)]
	if !ok {
		return "", f.wrong("via", text, "不是推荐途径，可写 code、link、staff、counter、hand、import", "is no way to be brought; write code, link, staff, counter, hand or import")
	}
	return source, nil
}

// writeReferrals brings a batch in: people, then the claims that one brought the other. Without an inviter a person only
// enters: who brought them stays unknown and is never guessed (REF-01).
func (s *Service) writeReferrals(ctx context.Context, tx *db.Tx, imp run, rows []referralRow) (outcome, error) {
	out := outcome{fates: make([]fate, len(rows)), tally: map[string]int64{}}
	places, err := places(ctx, tx, rows, func(r referralRow) (string, string) { return r.store, r.staff })
	if err != nil {
		return out, err
	}
	cards := make([]customer.Card, 2*len(rows))
	for i := range rows {
		person, inviter := rows[i].person, rows[i].inviter
		person.Keys, inviter.Keys = accountsOf(imp.Source, person.Keys), accountsOf(imp.Source, inviter.Keys)
		person.Store = places.store(rows[i].store)
		cards[2*i], cards[2*i+1] = inviter, person // who invites is there first
	}
	people, err := customer.Resolve(ctx, tx, int64(imp.ID), cards)
	if err != nil {
		return out, err
	}
	if err := datesOf(ctx, tx, imp.Source, rows); err != nil {
		return out, err
	}
	groups, err := groups(ctx, tx, imp, rows, func(r referralRow) groupKnown { return groupKnown{groupRef: r.group} })
	if err != nil {
		return out, err
	}
	var claims []referral.Claim
	var at []int
	for i := range rows {
		inviter, person := people[2*i], people[2*i+1]
		out.fates[i].Added = person.Fresh || person.Changed || inviter.Fresh || inviter.Changed
		c := rows[i].claim
		if c.At == 0 {
			out.tally["time_unknown"]++
		}
		if inviter.ID == 0 {
			out.tally["inviter_unknown"]++
			continue
		}
		c.Customer, c.Inviter, c.Community, c.Staff = person.ID, inviter.ID, groups[rows[i].group], places.person(rows[i].staff)
		claims, at = append(claims, c), append(at, i)
	}
	verdicts, err := referral.Bind(ctx, tx, int64(imp.ID), claims)
	if err != nil {
		return out, err
	}
	for k, v := range verdicts {
		out.fates[at[k]].Added = out.fates[at[k]].Added || v.Added
		out.tally[verdictSort(v)]++
	}
	return out.with("staff_unknown", places.unknown), s.publishAll(ctx, tx, referral.Facts(int64(imp.ID), verdicts))
}

// datesOf turns "so long after somebody entered" into times; 0 where that is not known.
func datesOf(ctx context.Context, q db.Q, source string, rows []referralRow) error {
	var asked []customer.Key
	for i := range rows {
		if k := &rows[i].after; k.Kind != "" {
			k.Space = source
			asked = append(asked, *k)
		}
	}
	if len(asked) == 0 {
		return nil
	}
	entered, err := customer.AddedAt(ctx, q, asked)
	for i := range rows {
		if rows[i].after.Kind == "" {
			continue
		}
		if from := entered[rows[i].after]; from == 0 || from+rows[i].claim.At <= 0 {
			rows[i].claim.At = 0
		} else {
			rows[i].claim.At += from
		}
	}
	return err
}

// verdictSort is the code under which claims that ended so are counted in reports.
func verdictSort(v referral.Verdict) string {
	code := "referral_" + string(v.Outcome)
	if v.Reason != "" {
		code += "_" + string(v.Reason)
	}
	return code
}

// referralSorts names what became of claims for reports.
func referralSorts() []Sort {
	return []Sort{
		{"referral_bound", "推荐关系成立", "referrers recorded"},
		{"referral_lost_earlier", "已有更早的推荐人", "an earlier claim stands"},
		{"referral_lost_later", "已有更晚的推荐人", "a later claim stands"},
		{"referral_lost_protected", "原推荐人在保护期内", "the recorded referrer is protected"},
		{"referral_lost_existing", "推荐之前已是客户", "was a customer before"},
		{"referral_lost_cycle", "会成环，不计", "would be a circle"},
		{"referral_void_self", "推荐自己，不计", "of themselves"},
		{"referral_lost_self", "推荐自己，不计", "of themselves"},
		{"inviter_unknown", "没有推荐人（保持未知）", "without an inviter (stays unknown)"},
		{"time_unknown", "时间未知", "at an unknown time"},
	}
}
