package campaign

import (
	"cmp"
	"context"
	"encoding/json"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// maxRules bounds the JSON of each part of a revision.
const maxRules = 256 << 10

// Draft makes a campaign of a model, with the model's example as rules.
func (s *Service) Draft(ctx context.Context, model, name string, store org.StoreID) (Campaign, error) {
	return s.Begin(ctx, model, store, Edit{Name: name})
}

// Begin makes a campaign of a model that says what e says already: of a template, or of a file (CAM-15). What e leaves out is the
// model's example.
func (s *Service) Begin(ctx context.Context, model string, store org.StoreID, e Edit) (Campaign, error) {
	if err := org.Must(ctx, org.CampaignEdit); err != nil {
		return Campaign{}, err
	}
	m := s.models[model]
	if m == nil {
		return Campaign{}, ErrModel.F(model)
	}
	name, err := named(e.Name)
	if err != nil {
		return Campaign{}, err
	}
	if err := org.Scope(ctx).Check(store, 0); err != nil {
		return Campaign{}, err
	}
	r := Revision{Number: 1, Settings: string(m.Example()), Page: "{}"}
	if err := r.write(m, e); err != nil {
		return Campaign{}, err
	}
	a, _ := org.ActorOf(ctx)
	var c Campaign
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if store != 0 {
			if err := org.MustKnow(ctx, tx, []org.StoreID{store}, nil); err != nil {
				return err
			}
		}
		c = Campaign{ID: ID(tx.NewID()), Model: model, Name: name, State: Draft, Draft: 1, StoreID: store, StaffID: a.Staff, CreatedAt: tx.Now}
		if _, err := db.Insert(ctx, tx, "campaign", []Campaign{c}, ""); err != nil {
			return err
		}
		r.CampaignID, r.StaffID, r.CreatedAt = c.ID, a.Staff, tx.Now
		if _, err := db.Insert(ctx, tx, "campaign_revision", []Revision{r}, ""); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "campaign.draft", Object: "campaign", ID: int64(c.ID), After: map[string]any{"model": model, "name": name}})
	})
	return c, err
}

// Restore saves what an old version says as what is being edited; edits is as of Save.
func (s *Service) Restore(ctx context.Context, i ID, number, edits int64) (Revision, error) {
	if err := org.Must(ctx, org.CampaignEdit); err != nil {
		return Revision{}, err
	}
	_, old, err := s.Rules(ctx, i, number)
	if err != nil {
		return Revision{}, err
	}
	e := Edit{Settings: json.RawMessage(old.Settings), Page: json.RawMessage(old.Page), Edits: edits}
	if err := json.Unmarshal([]byte(old.Terms), &e.Terms); err != nil {
		return Revision{}, err
	}
	return s.Save(ctx, i, e)
}

// write puts what was edited into a revision; what was left out stays.
func (r *Revision) write(m Model, e Edit) error {
	terms, err := json.Marshal(e.Terms)
	if err != nil {
		return err
	}
	r.Terms, r.Settings, r.Page = string(terms), cmp.Or(string(e.Settings), r.Settings), cmp.Or(string(e.Page), r.Page)
	if len(r.Settings) > maxRules || len(r.Page) > maxRules || !json.Valid([]byte(r.Page)) {
		return fault.InvalidField("page", "", "不是有效的 JSON，或者太大", "is no JSON, or too large")
	}
	if _, err := r.read(m); err != nil {
		return fault.InvalidField("settings", "", "不是这个玩法的设置："+err.Error(), "are no settings of this model: "+err.Error())
	}
	return nil
}
