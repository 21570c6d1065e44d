package org

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"time"
	_ "time/tzdata" // zones must be known on machines that have none

	"qunli/kit/db"
)

// The settings this room knows.
const (
	SettingZone     = "zone"     // IANA name; calendar days are counted in it
	SettingBrand    = "brand"    // the brand's name
	SettingCurrency = "currency" // ISO 4217
)

// defaults hold until a setting is changed.
var defaults = map[string]string{SettingZone: "Asia/Shanghai", SettingBrand: "", SettingCurrency: "CNY"}

// Structured reads a setting that is kept as JSON; what it does not name, or all of one never changed, is the default.
func Structured[T any](ctx context.Context, q db.Q, name string, defaults T) (T, error) {
	text, err := Setting(ctx, q, name)
	if err != nil || text == "" {
		return defaults, err
	}
	if err := json.Unmarshal([]byte(text), &defaults); err != nil {
		return defaults, fmt.Errorf("setting %s: %w", name, err)
	}
	return defaults, nil
}

// SetStructured is SetSetting for what Structured reads.
func SetStructured(ctx context.Context, tx *db.Tx, name string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return SetSetting(ctx, tx, name, string(text))
}

// Defaults gives the settings of a new brand by name.
func Defaults() map[string]string { return maps.Clone(defaults) }

// Zone gives the organisation's time zone, in which days are counted.
func Zone(ctx context.Context, q db.Q) (*time.Location, error) {
	name, err := Setting(ctx, q, SettingZone)
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("setting zone: %w", err)
	}
	return zone, nil
}
