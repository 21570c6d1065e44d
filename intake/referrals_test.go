package intake_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/intake"
)

// TestReferrals: who brought whom enters with its time; without an inviter nobody is guessed; selves, cycles and second
// inviters do not bind.
func TestReferrals(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		empty := d.tables()
		body := "被邀请人,被邀请人手机号,邀请人,邀请时间,群\n" +
			"b,13900000001,a,2026-03-01 10:00:00,一群\n" +
			"c,,b,2026-03-02 10:00:00,\n" +
			"d,,,2026-03-02 11:00:00,\n" +
			"a,,c,2026-03-03 10:00:00,\n" + // a circle
			"e,,e,2026-03-03 10:00:00,\n" + // themselves
			"c,,a,2026-03-04 10:00:00,\n" + // later than b
			"f,,a,,\n" + // at an unknown time
			",,a,2026-03-04 10:00:00,\n" // nobody was brought
		r := intake.Request{Kind: "referrals", Source: "wetool"}
		imp := d.load(d.file("r.csv", body), r)
		want := intake.Tally{"referral_bound": 3, "referral_lost_cycle": 1, "referral_void_self": 1, "referral_lost_earlier": 1,
			"inviter_unknown": 1, "time_unknown": 1}
		if diff := cmp.Diff(want, imp.Tally()); diff != "" || imp.Added != 7 || imp.Rejected != 1 {
			t.Errorf("added %d, rejected %d; %s", imp.Added, imp.Rejected, diff)
		}
		for query, want := range map[string]int64{
			`SELECT COUNT(*) FROM customer`:                                                      6,
			`SELECT COUNT(*) FROM referral_claim WHERE at = 0`:                                   1,
			`SELECT COUNT(*) FROM referral_claim WHERE community_id <> 0`:                        1,
			`SELECT MAX(subtree) FROM referral_node WHERE parent_id = 0`:                         3,
			`SELECT COUNT(*) FROM customer_identity WHERE kind = 'phone'`:                        1,
			`SELECT COUNT(*) FROM event_fact WHERE kind = 'referral.bound'`:                      1,
			`SELECT COUNT(*) FROM referral_claim WHERE verdict = 'bound' AND source <> 'import'`: 0,
		} {
			if got := d.count(query); got != want {
				t.Errorf("%s: %d, want %d", query, got, want)
			}
		}
		before := d.tables()
		again := d.load(d.file("s.csv", body), r)
		if again.Added != 0 || again.Same != 7 {
			t.Errorf("again: added %d, same %d", again.Added, again.Same)
		}
		after := d.tables()
		for table, n := range before {
			if table != "customer_seen" && table != "referral_seen" && table != "community_seen" && after[table] != n {
				t.Errorf("the same again: %s has %d rows, had %d", table, after[table], n)
			}
		}
		d.clean()
		d.undo(imp.ID)
		d.clean()
		d.undo(again.ID)
		d.clean()
		if diff := cmp.Diff(empty, d.tables()); diff != "" {
			t.Errorf("undone, but not as before: %s", diff)
		}
	})
}

// TestReferralsAfter: times that count from the moment at which another person entered.
func TestReferralsAfter(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		d.load(d.file("roots.csv", "cascade,time\n1,2026-03-01 10:00:00\n"), intake.Request{Kind: "customers", Source: "w",
			Map: map[string]string{"customer": "{cascade}/0", "added_at": "time"}})
		r := intake.Request{Kind: "referrals", Source: "w", Map: map[string]string{"person": "{cascade}/{node}",
			"inviter": "{cascade}/{parent}", "after": "{cascade}/0", "after_seconds": "dt_s"}}
		imp := d.load(d.file("r.csv", "cascade,node,parent,dt_s\n1,2,1,90.5\n1,1,0,0\n1,3,0,\n2,1,0,7\n1,4,0,soon\n"), r)
		if diff := cmp.Diff(intake.Tally{"referral_bound": 4, "time_unknown": 2}, imp.Tally()); diff != "" || imp.Rejected != 1 {
			t.Errorf("rejected %d; %s", imp.Rejected, diff)
		}
		root := d.count(`SELECT added_at FROM customer WHERE added_at <> 0`)
		for key, want := range map[string]int64{"1/1": root, "1/2": root + 90_500, "1/3": 0, "2/1": 0} {
			got := d.count(`SELECT c.at FROM referral_claim c JOIN customer_identity i ON i.customer_id = c.customer_id WHERE i.value = $1`, key)
			if got != want {
				t.Errorf("%s was brought at %d, want %d", key, got, want)
			}
		}
		d.clean()
	})
}
