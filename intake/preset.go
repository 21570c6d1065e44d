package intake

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"

	"qunli/kit/db"
	"qunli/org"
)

// ParsePreset reads a mapping from JSON; unknown words are refused, so that a typing error is not an ignored setting.
func ParsePreset(body []byte) (Mapping, error) {
	var m Mapping
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return m, ErrMap.At("preset", "", "不是有效的预设（JSON）："+err.Error(), "is no valid preset (JSON): "+err.Error())
	}
	return m.forget(), nil
}

// forget leaves out what was found out of one file.
func (m Mapping) forget() Mapping {
	m.Format, m.Names = nil, nil
	return m
}

// SavePreset keeps a mapping under a name.
func (s *Service) SavePreset(ctx context.Context, name string, m Mapping) error {
	if err := may(ctx, org.ImportRun); err != nil {
		return err
	}
	if name = strings.TrimSpace(name); name == "" || len(name) > maxText {
		return ErrMap.At("name", name, "请给预设起个名字", "must be given")
	}
	if Fields(m.Kind) == nil {
		return ErrKind.F(m.Kind, joined(Kinds()))
	}
	body, err := json.Marshal(m.forget())
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := savePreset(ctx, tx, Preset{Name: name, Body: string(body)}); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "preset.save", Object: "preset", After: map[string]any{"name": name, "kind": m.Kind}})
	})
}

// Presets lists the saved mappings by name.
func (s *Service) Presets(ctx context.Context) ([]Preset, error) {
	if err := may(ctx, org.ImportRun); err != nil {
		return nil, err
	}
	return db.All[Preset](ctx, s.db.Read(), `SELECT name, body, version, changed_at FROM intake_preset ORDER BY name`)
}

// DropPreset forgets a saved mapping.
func (s *Service) DropPreset(ctx context.Context, name string) error {
	if err := may(ctx, org.ImportRun); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := db.MustAffect(ctx, tx, ErrPreset.F(name), `DELETE FROM intake_preset WHERE name = $1`, name); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "preset.drop", Object: "preset", Before: map[string]any{"name": name}})
	})
}

func joined(words []string) string { return strings.Join(words, ", ") }
