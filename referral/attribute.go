package referral

import "qunli/customer"

// The attributes of this room that rules may ask about.
const (
	attrReferrer  = "referrer"
	attrInvited   = "invited"
	attrValid     = "invited_valid"
	attrReach     = "reach"
	attrInfluence = "influence"
)

// Attributes declares what rules may ask about who brought whom.
func Attributes() []customer.Attribute {
	return []customer.Attribute{
		{Name: attrReferrer, Zh: "有推荐人", En: "referrer recorded", Type: customer.AttrMoment, Table: "referral_node",
			Value: "CASE WHEN parent_id = 0 THEN 0 WHEN at > 0 THEN at ELSE 1 END", Gather: customer.GatherOwn},
		{Name: attrInvited, Zh: "邀请人数", En: "people invited", Type: customer.AttrNumber, Table: "referral_inviter_day",
			Person: "inviter_id", Value: "invited", Day: "day", Gather: customer.GatherSum, Unit: "人"},
		{Name: attrValid, Zh: "有效邀请人数", En: "valid invitations", Type: customer.AttrNumber, Table: "referral_inviter_day",
			Person: "inviter_id", Value: "valid", Day: "day", Gather: customer.GatherSum, Unit: "人"},
		{Name: attrReach, Zh: "影响人数", En: "people brought, directly or not", Type: customer.AttrNumber, Table: "referral_node",
			Value: "subtree", Gather: customer.GatherOwn, Unit: "人"},
		{Name: attrInfluence, Zh: "影响消费", En: "spent by people brought, directly or not", Type: customer.AttrMoney,
			Table: "referral_node", Value: "below", Gather: customer.GatherOwn, Unit: "元"},
	}
}
