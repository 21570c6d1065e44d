package community

import (
	"context"
	"strings"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/id"
)

// withGroup joins a stay with its group.
const withGroup = "community_stay JOIN community ON community.id = community_stay.community_id"

// Attributes are what rules may ask of people as members of groups. What a person has of each follows from their stays:
// Take says so to the feed.
func Attributes() []customer.Attribute {
	return []customer.Attribute{
		{Name: "community", Zh: "所在社群", En: "Member of", Type: customer.AttrWords, Table: "community_stay",
			Value: "community_id", Where: "left_at = 0", Gather: customer.GatherAny, Store: storeCommunity, Coded: true},
		{Name: "group_kind", Zh: "所在群类型", En: "Kind of group", Type: customer.AttrWords, Table: withGroup,
			Person: "community_stay.customer_id", Value: "community.kind",
			Where: "community_stay.left_at = 0 AND community.kind <> ''", Gather: customer.GatherAny,
			Words: []string{string(Activity), string(Serving), string(Sales), string(Core), string(Seed)}},
		// Two accounts of one person in one group are two memberships here, as they are two seats there.
		{Name: "groups", Zh: "所在群数", En: "Groups", Type: customer.AttrNumber, Table: "community_stay", Value: "1",
			Where: "left_at = 0", Gather: customer.GatherSum, Unit: "个"},
		{Name: "joined", Zh: "首次进群", En: "First joined a group", Type: customer.AttrMoment, Table: "community_stay",
			Value: "joined_at", Where: "certain", Gather: customer.GatherMin},
		{Name: "left_group", Zh: "最近退群", En: "Last left a group", Type: customer.AttrMoment, Table: "community_stay",
			Value: "left_at", Where: "left_at <> 0", Gather: customer.GatherMax},
		{Name: "entrance", Zh: "进群入口", En: "Came in by", Type: customer.AttrWords, Table: "community_stay",
			Value: "entrance_id", Where: "entrance_id <> 0", Gather: customer.GatherAny, Store: storeEntrance, Coded: true},
	}
}

// storeCommunity finds the group a rule names: by its id, by "source/code", or by its code where no other source has it.
func storeCommunity(ctx context.Context, q db.Q, word string) (any, error) {
	if i, err := id.Parse[communityKind](word); err == nil && i != 0 {
		return int64(i), nil
	}
	c := db.Where("code = $1", word)
	if source, code, ok := strings.Cut(word, "/"); ok {
		c = db.Where("code = $1 OR source = $2 AND code = $3", word, source, code)
	}
	found, err := db.All[ID](ctx, q, `SELECT DISTINCT community_id FROM community_key WHERE `+c.SQL()+` LIMIT 2`, c.Args()...)
	if err != nil {
		return nil, err
	}
	if len(found) != 1 {
		return nil, db.ErrNone
	}
	return int64(found[0]), nil
}

// storeEntrance finds the entrance a rule names by its code.
func storeEntrance(ctx context.Context, q db.Q, word string) (any, error) {
	i, err := db.One[EntranceID](ctx, q, `SELECT id FROM community_entrance WHERE code = $1`, word)
	return int64(i), err
}
