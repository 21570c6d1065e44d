package referral

import (
	"context"
	"fmt"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// Touch says which claim wins where several stand (REF-03).
type Touch string

// The rules.
const (
	FirstTouch Touch = "first" // the earliest; whoever came first stays
	LastTouch  Touch = "last"  // the latest before the person became a customer
)

// Rules are the defaults that the brand may change (SettingRules).
type Rules struct {
	Touch Touch `json:"touch"`
	// ProtectDays: under last touch, a recorded referrer is safe for so long after their claim.
	ProtectDays int64 `json:"protect_days"`
	// ScanMinutes: somebody whose first contact or first order is so recent still counts as new when a code or link
	// claims them, for events of one moment do not arrive in order.
	ScanMinutes int64 `json:"scan_minutes"`
	// CounterHours: likewise where staff enter the claim, which they do after the sale.
	CounterHours int64 `json:"counter_hours"`
	// ValidHours: who leaves the group within so long of joining was no valid invitation (REF-01).
	ValidHours int64 `json:"valid_hours"`
}

// SettingRules is the organisation's setting that holds Rules as JSON.
const SettingRules = "referral.rules"

// DefaultRules hold until they are changed.
func DefaultRules() Rules {
	return Rules{Touch: FirstTouch, ProtectDays: 30, ScanMinutes: 10, CounterHours: 24, ValidHours: 24}
}

// check refuses rules that make no sense.
func (r Rules) check() error {
	if r.Touch != FirstTouch && r.Touch != LastTouch {
		return fault.InvalidField("touch", string(r.Touch), "请填 first（首次触达）或 last（最后触达）", "must be first or last")
	}
	for _, f := range []struct {
		name  string
		value int64
		most  int64
	}{{"protect_days", r.ProtectDays, 3650}, {"scan_minutes", r.ScanMinutes, 1440}, {"counter_hours", r.CounterHours, 720}, {"valid_hours", r.ValidHours, 720}} {
		if f.value < 0 || f.value > f.most {
			return fault.InvalidField(f.name, fmt.Sprint(f.value), fmt.Sprintf("请填 0 到 %d", f.most), fmt.Sprintf("must be 0 to %d", f.most))
		}
	}
	return nil
}

// RulesOf reads the rules in force.
func RulesOf(ctx context.Context, q db.Q) (Rules, error) {
	return org.Structured(ctx, q, SettingRules, DefaultRules())
}

// SetRules changes the rules. Claims already decided stay as they are.
func (s *Service) SetRules(ctx context.Context, r Rules) error {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return err
	}
	if err := r.check(); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		before, err := RulesOf(ctx, tx)
		if err != nil || before == r {
			return err
		}
		if err := org.SetStructured(ctx, tx, SettingRules, r); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "referral.rules", Object: "setting", Before: before, After: r})
	})
}

// Rules gives the rules in force.
func (s *Service) Rules(ctx context.Context) (Rules, error) {
	if err := org.Must(ctx, org.ReferralRead); err != nil {
		return Rules{}, err
	}
	return RulesOf(ctx, s.db.Read())
}
