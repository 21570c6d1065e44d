package org

import (
	"context"
	"strings"
	"time"

	"qunli/kit/db"
	"qunli/kit/fault"
)

// The refusals of Set.
var (
	ErrNoSetting = fault.New(fault.Missing, "setting.missing", "没有设置项 %q", "No such setting: %q")
	ErrZoneInUse = fault.New(fault.Conflict, "setting.zone_in_use",
		"已有订单等数据按当前时区归入日期，不能再更改时区", "Orders and other facts are already counted by days of the present zone; it cannot change any more")
)

// Settings gives all settings by name.
func (s *Service) Settings(ctx context.Context) (map[string]string, error) {
	if err := Must(ctx, InsightRead); err != nil {
		return nil, err
	}
	out := map[string]string{}
	for name := range defaults {
		value, err := Setting(ctx, s.db.Read(), name)
		if err != nil {
			return nil, err
		}
		out[name] = value
	}
	return out, nil
}

// Set changes a setting. The zone must be in the tz database, and stays once Options.InUse says that facts stand on it.
func (s *Service) Set(ctx context.Context, name, value string) error {
	if err := Must(ctx, SettingEdit); err != nil {
		return err
	}
	value = strings.TrimSpace(value)
	if err := checkSetting(name, value); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		before, err := Setting(ctx, tx, name)
		if err != nil || before == value {
			return err
		}
		if err := s.needFreeZone(ctx, tx, name); err != nil {
			return err
		}
		if err := SetSetting(ctx, tx, name, value); err != nil {
			return err
		}
		return Audit(ctx, tx, Change{"setting.set", "setting", 0,
			map[string]string{name: before}, map[string]string{name: value}})
	})
}

func (s *Service) needFreeZone(ctx context.Context, tx *db.Tx, name string) error {
	if name != SettingZone || s.opt.InUse == nil {
		return nil
	}
	used, err := s.opt.InUse(ctx, tx)
	if err == nil && used {
		err = ErrZoneInUse
	}
	return err
}

// checkSetting refuses a setting nobody knows, or a value it cannot have.
func checkSetting(name, value string) error {
	switch name {
	case SettingZone:
		if _, err := time.LoadLocation(value); err != nil || value == "" || value == "Local" {
			return fault.InvalidField(name, value, "不是已知的时区，例如 Asia/Shanghai", "is no known zone; e.g. Asia/Shanghai")
		}
	case SettingCurrency:
		if len(value) != 3 || strings.Trim(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
			return fault.InvalidField(name, value, "请填三位货币代码，例如 CNY", "must be a code of three letters; e.g. CNY")
		}
	case SettingBrand:
		if e := textFault(nil, name, value, 0, 64); e != nil {
			return e
		}
	default:
		return ErrNoSetting.F(name)
	}
	return nil
}
