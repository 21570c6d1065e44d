package customer

import (
	"context"

	"qunli/kit/db"
	"qunli/org"
)

// The attributes of this room that its verbs say have changed.
const (
	attrStore   = "store"
	attrStaff   = "staff"
	attrChannel = "channel"
	attrTag     = "tag"
	attrBadge   = "badge"
	attrActive  = "active_days"
)

// fieldAttributes tells which attribute a field of the card is.
var fieldAttributes = map[string]string{"store_id": attrStore, "staff_id": attrStaff, "channel": attrChannel, "added_at": AttrAdded}

// Attributes declares what rules may ask about people themselves: their card, tags, standing and acts.
func Attributes() []Attribute {
	out := append(cardAttributes(), standingAttributes()...)
	out = append(out,
		Attribute{Name: AttrActs, Zh: "互动次数", En: "Acts", Type: AttrNumber, Table: "customer_act_day", Value: "acts", Day: "day",
			Gather: GatherSum, Unit: "次"},
		Attribute{Name: attrActive, Zh: "活跃天数", En: "Active days", Type: AttrNumber, Table: "customer_act_day", Value: "acts", Day: "day",
			Gather: GatherDays, Unit: "天"})
	for _, k := range ActKinds() {
		if k.Attribute != "" {
			out = append(out, Attribute{Name: k.Attribute, Zh: k.Zh + "次数", En: k.En, Type: AttrNumber, Table: "customer_act_day",
				Value: "acts", Where: "kind = '" + k.Kind + "'", Day: "day", Gather: GatherSum, Unit: "次"})
		}
	}
	return out
}

func cardAttributes() []Attribute {
	return []Attribute{
		{Name: attrStore, Zh: "门店", En: "Store", Type: AttrWord, Table: "customer", Person: "id", Value: "store_id",
			Where: "store_id <> 0", Gather: GatherOwn, Coded: true, Store: storeWord},
		{Name: attrStaff, Zh: "归属员工", En: "Staff", Type: AttrWord, Table: "customer", Person: "id", Value: "staff_id",
			Where: "staff_id <> 0", Gather: GatherOwn, Coded: true, Store: staffWord},
		{Name: attrChannel, Zh: "来源渠道", En: "Channel", Type: AttrWord, Table: "customer", Person: "id", Value: "channel",
			Where: "channel <> ''", Gather: GatherOwn},
		{Name: AttrAdded, Zh: "添加时间", En: "Added", Type: AttrMoment, Table: "customer", Person: "id", Value: "added_at",
			Where: "added_at <> 0", Gather: GatherMin},
		{Name: attrTag, Zh: "标签", En: "Tag", Type: AttrWords, Table: "customer_tagging", Value: "tag_id", Gather: GatherAny, Coded: true, Store: tagWord},
		{Name: attrBadge, Zh: "链接", En: "Badge", Type: AttrWords, Table: "customer_identity", Value: "badge", Where: "badge <> ''",
			Gather: GatherAny, Words: []string{string(Registration), string(Social), string(Content)}},
	}
}

func standingAttributes() []Attribute {
	return []Attribute{
		{Name: string(AspectLadder), Zh: "关系等级", En: "Relationship level", Type: AttrWord, Table: "customer_standing", Value: "ladder",
			Where: "ladder <> 0", Gather: GatherOwn, Single: true, Coded: true,
			Words: codes(levels[1:]), Titles: titles(levels[1:]), Store: scaleWord(levels[:])},
		{Name: string(AspectDepth), Zh: "关系层次", En: "Relationship depth", Type: AttrWord, Table: "customer_standing", Value: "depth",
			Where: "depth <> 0", Gather: GatherOwn, Single: true, Coded: true,
			Words: codes(depths[1:]), Titles: titles(depths[1:]), Store: scaleWord(depths[:])},
		{Name: AspectBand.attribute(), Zh: "关联强度", En: "Tie", Type: AttrWord, Table: "customer_standing", Value: "band",
			Where: "band <> 0", Gather: GatherOwn, Single: true, Coded: true,
			Words: codes(bands[1:]), Titles: titles(bands[1:]), Store: scaleWord(bands[:])},
		{Name: string(AspectTier), Zh: "用户分层", En: "Tier", Type: AttrWord, Table: "customer_standing", Value: "tier",
			Where: "tier <> ''", Gather: GatherOwn, Single: true, Words: tiers[:]},
		{Name: string(AspectSeed), Zh: "种子用户", En: "Seed user", Type: AttrWord, Table: "customer_standing", Value: "seed",
			Where: "seed <> ''", Gather: GatherOwn, Single: true,
			Words: codes(seedStates[1:]), Titles: titles(seedStates[1:]), Store: seedWord},
	}
}

func codes(words []Word) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = w.Code
	}
	return out
}

// titles gives the words in Chinese.
func titles(words []Word) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = w.Zh
	}
	return out
}

// scaleWord stores a word of a scale, by code or title, as its place.
func scaleWord(scale []Word) func(context.Context, db.Q, string) (any, error) {
	return func(_ context.Context, _ db.Q, word string) (any, error) {
		i, ok := findWord(scale, word)
		if !ok {
			return nil, db.ErrNone
		}
		return i, nil
	}
}

func seedWord(_ context.Context, _ db.Q, word string) (any, error) {
	i, ok := findWord(seedStates[:], word)
	if !ok {
		return nil, db.ErrNone
	}
	return seedStates[i].Code, nil
}

func storeWord(ctx context.Context, q db.Q, code string) (any, error) {
	known, err := org.StoresByCode(ctx, q, []string{code})
	if err == nil && known[code] == 0 {
		err = db.ErrNone
	}
	return int64(known[code]), err
}

func staffWord(ctx context.Context, q db.Q, code string) (any, error) {
	known, err := org.StaffByCode(ctx, q, []string{code})
	if err == nil && known[code] == 0 {
		err = db.ErrNone
	}
	return int64(known[code]), err
}

// tagWord finds a tag by "family/name" or "name".
func tagWord(ctx context.Context, q db.Q, tag string) (any, error) {
	name, ok := parseTag(tag)
	if !ok {
		return nil, db.ErrNone
	}
	known, err := findTags(ctx, q, []tagName{name})
	if err == nil && known[name] == 0 {
		err = db.ErrNone
	}
	return int64(known[name]), err
}
