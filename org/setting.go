package org

import (
	"context"
	"fmt"
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
