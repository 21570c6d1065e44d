package org

import (
	"context"
	"errors"
	"strings"
	"testing"

	"qunli/kit/fault"
)

// The whole matrix, written a second time and by hand: o owner, a admin, p operator, s store staff, r reader.
const matrix = `
customer.read    o a p s r
customer.edit    o a p s
customer.erase   o a
customer.export  o a p
phone.reveal     o a p
order.read       o a p s r
order.edit       o a p s
product.edit     o a p
spend.read       o a p r
spend.edit       o a p
import.run       o a p
import.undo      o a p
insight.read     o a p s r
staff.manage     o a
store.manage     o a
token.manage     o a
setting.edit     o a
audit.read       o a
backup           o
community.read   o a p s r
community.edit   o a p
referral.read    o a p s r
referral.edit    o a p s
segment.edit     o a p
task.edit        o a p s
outreach.edit    o a p
outreach.approve o a
campaign.read    o a p s r
campaign.edit    o a p
campaign.waive   o a
pay.read         o a p
pay.refund       o a`

func TestEveryPermissionOfEveryRole(t *testing.T) {
	letters := map[string]Role{"o": RoleOwner, "a": RoleAdmin, "p": RoleOperator, "s": RoleStore, "r": RoleReader}
	seen := map[Permission]bool{}
	for line := range strings.Lines(strings.TrimSpace(matrix)) {
		words := strings.Fields(line)
		p := Permission(words[0])
		seen[p] = true
		for letter, role := range letters {
			want := false
			for _, w := range words[1:] {
				want = want || w == letter
			}
			checkMust(t, role, p, want)
		}
		checkMust(t, "", p, false)
		checkMust(t, "root", p, false)
	}
	if len(seen) != len(permissions) {
		t.Errorf("the matrix has %d permissions, the room %d", len(seen), len(permissions))
	}
	for role, granted := range roles {
		for _, p := range granted {
			if !seen[p] {
				t.Errorf("%s has %s, which the matrix lacks", role, p)
			}
		}
	}
}

func checkMust(t *testing.T, role Role, p Permission, want bool) {
	t.Helper()
	err := Must(As(context.Background(), Actor{Kind: ActorStaff, Role: role}), p)
	if want != (err == nil) {
		t.Errorf("%q %s: %v", role, p, err)
	}
	if err == nil {
		return
	}
	if f := fault.Of(err); f.Kind != fault.Denied || !strings.Contains(f.Zh, string(p)) || !strings.Contains(f.En, string(p)) {
		t.Errorf("%q %s: the refusal is %v", role, p, err)
	}
}

func TestNobodyIsUnauthenticated(t *testing.T) {
	for _, p := range permissions {
		if err := Must(context.Background(), p); !errors.Is(err, ErrUnauthenticated) {
			t.Errorf("%s: %v", p, err)
		}
	}
}

func TestRolesCoverEachOther(t *testing.T) {
	order := []Role{RoleOwner, RoleAdmin, RoleOperator}
	for i, high := range order {
		for j, low := range order {
			if got, want := high.covers(low), i <= j; got != want {
				t.Errorf("%s covers %s: %v", high, low, got)
			}
		}
	}
	if RoleReader.covers(RoleStore) || RoleOwner.covers("root") {
		t.Error("a reader covers store staff, or somebody covers a role that is none")
	}
}
