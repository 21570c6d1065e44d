package org_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

func TestSettings(t *testing.T) {
	each(t, func(h house) {
		got, err := h.Settings(h.root())
		h.is(err, nil)
		if d := cmp.Diff(map[string]string{"zone": "Asia/Shanghai", "brand": "", "currency": "CNY"}, got); d != "" {
			t.Error(d)
		}
		h.is(h.Set(h.root(), org.SettingZone, "Europe/London"), nil)
		zone, err := org.Zone(t.Context(), h.Read())
		h.is(err, nil)
		if zone.String() != "Europe/London" {
			t.Errorf("zone %s", zone)
		}
		h.is(h.Set(h.root(), org.SettingBrand, " 群力 "), nil)
		brand, err := org.Setting(t.Context(), h.Read(), org.SettingBrand)
		h.is(err, nil)
		if brand != "群力" {
			t.Errorf("brand %q", brand)
		}
		h.is(h.Set(h.root(), org.SettingBrand, "群力"), nil) // nothing changes
		for _, bad := range [][2]string{{"zone", ""}, {"zone", "Local"}, {"zone", "Asia/Peking"}, {"zone", "../etc/passwd"},
			{"currency", "cny"}, {"currency", "CNYY"}, {"brand", "a\nb"}} {
			h.is(h.Set(h.root(), bad[0], bad[1]), fault.ErrInvalid)
		}
		h.is(h.Set(h.root(), "colour", "red"), org.ErrNoSetting)
		if d := cmp.Diff([]string{"setting.set", "setting.set"}, h.verbs()); d != "" {
			t.Error(d)
		}
	})
}

func TestZoneStaysOnceInUse(t *testing.T) {
	used := false
	opt := org.Options{InUse: func(context.Context, db.Q) (bool, error) { return used, nil }}
	eachWith(t, opt, func(h house) {
		used = false
		h.is(h.Set(h.root(), org.SettingZone, "Europe/London"), nil)
		used = true
		h.is(h.Set(h.root(), org.SettingZone, "Asia/Shanghai"), org.ErrZoneInUse)
		h.is(h.Set(h.root(), org.SettingZone, "Europe/London"), nil) // as it is
		h.is(h.Set(h.root(), org.SettingBrand, "x"), nil)
	})
}
