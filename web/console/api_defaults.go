package console

import (
	"context"

	"qunli/community"
	"qunli/conversation"
	"qunli/customer"
	"qunli/org"
	"qunli/referral"
)

// defaultsView is what holds until somebody changes it, room by room.
type defaultsView struct {
	Organisation map[string]string `json:"organisation"`
	Standing     StandingRules     `json:"standing"`
	Communities  CommunitySettings `json:"communities"`
	Messages     TalkSettings      `json:"messages"`
	Referral     ReferralRules     `json:"referral"`
}

// defaults are the program's own and the same for every brand.
func (c *Console) defaults(context.Context, *struct{}) (defaultsView, error) {
	return defaultsView{org.Defaults(), StandingRules(customer.DefaultRules()), CommunitySettings(community.Defaults()),
		TalkSettings(conversation.Defaults()), ReferralRules(referral.DefaultRules())}, nil
}

// roleView is what people of a role may do, and on whose customers and numbers.
type roleView struct {
	Role        org.Role         `json:"role"`
	Permissions []org.Permission `json:"permissions"`
	Scopes      []org.ScopeKind  `json:"scopes" doc:"Those that somebody of the role can have"`
}

// roles is the whole matrix, the most powerful role first.
func (c *Console) roles(context.Context, *struct{}) (list[roleView], error) {
	return listOf(views(org.Roles(), func(r org.Role) roleView { return roleView{r, r.Permissions(), r.Scopes()} }), ""), nil
}
