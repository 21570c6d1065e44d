package console

import (
	"slices"
	"testing"

	"qunli/org"
)

// TestDefaultsAndRoles: what a new brand reads as its settings are the defaults, and the matrix of roles is what a signed-in
// person of each role is told.
func TestDefaultsAndRoles(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		set := ok[defaultsView](boss, "GET", "/api/settings/defaults", nil)
		if now := ok[ReferralRules](boss, "GET", "/api/referrals/rules", nil); now != set.Referral {
			h.Errorf("%+v, default %+v", now, set.Referral)
		}
		if now := ok[StandingRules](boss, "GET", "/api/standings/rules", nil); now.Depth != set.Standing.Depth || now.Mind != set.Standing.Mind {
			h.Errorf("%+v, default %+v", now, set.Standing)
		}
		if now := ok[CommunitySettings](boss, "GET", "/api/communities/settings", nil); now.PruneRule != set.Communities.PruneRule || now.Cap != set.Communities.Cap {
			h.Errorf("%+v, default %+v", now, set.Communities)
		}
		if now := ok[map[string]string](boss, "GET", "/api/settings", nil); now["zone"] != set.Organisation["zone"] || len(now) != len(set.Organisation) {
			h.Errorf("%v, default %v", now, set.Organisation)
		}
		all := ok[list[roleView]](boss, "GET", "/api/staff/roles", nil)
		if len(all.Items) != 5 || all.Items[0].Role != org.RoleOwner {
			h.Errorf("%+v", all)
		}
		for _, r := range all.Items[1:] {
			told := ok[who](h.bearer(r.Role, r.Scopes[len(r.Scopes)-1], h.shopFor(r.Scopes)), "GET", "/api/session", nil)
			if !slices.Equal(told.Permissions, r.Permissions) {
				h.Errorf("%s: %v, told %v", r.Role, r.Permissions, told.Permissions)
			}
		}
	})
}

// shopFor opens a store for somebody whose widest scope needs one.
func (h *house) shopFor(scopes []org.ScopeKind) org.StoreID {
	if scopes[len(scopes)-1] == org.ScopeAll {
		return 0
	}
	one, err := h.c.Org.OpenStore(h.owner(), org.StoreRequest{Name: "店"})
	if err != nil {
		h.Fatal(err)
	}
	return one.ID
}
