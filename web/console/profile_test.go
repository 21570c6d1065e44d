package console

import (
	"context"
	"testing"

	"qunli/kit/db"
	"qunli/org"
)

// What a person answered to being contacted is read without an export, those merged into them included, by whoever may see them.
func TestConsentsOfAPersonAreRead(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		store := ok[versioned[org.StoreID]](boss, "POST", "/api/stores", m{"name": "一店", "code": "S1"})
		people := h.people(0, "王芳", "王芳二号")
		path := "/api/customers/" + people[0].String()
		if none := ok[list[consentView]](boss, "GET", path+"/consents", nil); len(none.Items) != 0 {
			h.Errorf("%+v", none)
		}
		for _, body := range []m{{"channel": "sms", "agreed": true, "at": 1772416800000, "evidence": "柜台"}, {"channel": "sms", "agreed": false, "at": 1772416900000}} {
			ok[none](boss, "POST", path+"/consents", body)
		}
		ok[none](boss, "POST", "/api/customers/"+people[1].String()+"/consents", m{"channel": "phone", "topic": "新品", "agreed": true, "at": 1772416850000})
		ok[none](boss, "POST", "/api/customers/"+people[1].String()+"/merge", m{"into": people[0]})
		all := ok[list[consentView]](boss, "GET", path+"/consents", nil).Items
		if len(all) != 3 || !all[0].Agreed || all[0].Evidence != "柜台" || all[1].Channel != "phone" || all[1].Owner != people[1] || all[2].Agreed {
			h.Errorf("%+v", all)
		}
		refused(h.bearer(org.RoleStore, org.ScopeStore, store.ID), 403, "scope.denied", "GET", path+"/consents", nil)
	})
}

// What was foretold of a person is read with its day and with what speaks against it, also where nothing is foretold.
func TestPredictionOfAPersonIsRead(t *testing.T) {
	each(t, func(h *house) {
		boss := h.bearer(org.RoleAdmin, org.ScopeAll, 0)
		store, err := h.c.Org.OpenStore(h.owner(), org.StoreRequest{Name: "店"})
		h.must(err)
		people := h.people(0, "王芳", "李雷")
		of := func(n int) predictionView {
			h.Helper()
			return ok[predictionView](boss, "GET", "/api/customers/"+people[n].String()+"/prediction", nil)
		}
		if early := of(0); early.AsOf != "" || early.Prediction != nil || early.Warnings == nil {
			h.Errorf("before any: %+v", early)
		}
		h.must(h.d.Tx(h.owner(), func(ctx context.Context, tx *db.Tx) error {
			_, err := db.Exec(ctx, tx, `INSERT INTO insight_fit (id, as_of, at, version, digest, done, body) VALUES (1, '2026-01-31', 1, 1, '', TRUE, $1)`,
				`{"as_of":"2026-01-31","terms":{"months":12},"warnings":[{"code":"few_repeat_buyers","zh":"复购客户太少","en":"Too few repeat buyers"}]}`)
			if err != nil {
				return err
			}
			_, err = db.Exec(ctx, tx, `INSERT INTO insight_prediction (customer_id, fit_id, repeats, last_days, age_days, spent, alive, expected, value, next_at)
				VALUES ($1, 1, 3, 100, 200, 30000, 812345, 2500000, 49900, 1772416800000)`, people[0])
			return err
		}))
		told := of(0)
		if p := told.Prediction; told.AsOf != "2026-01-31" || len(told.Warnings) != 1 || told.Warnings[0].Zh != "复购客户太少" || p == nil ||
			p.Alive != 0.812345 || p.Orders != 2.5 || p.Months != 12 || *p.Value != 49900 || p.NextOrder != "2026-03-02" {
			h.Errorf("%+v %+v", told, told.Prediction)
		}
		if nothing := of(1); nothing.Prediction != nil || nothing.AsOf != "2026-01-31" || len(nothing.Warnings) != 1 {
			h.Errorf("of whom nothing is foretold: %+v", nothing)
		}
		refused(h.bearer(org.RoleStore, org.ScopeStore, store.ID), 403, "scope.denied", "GET", "/api/customers/"+people[0].String()+"/prediction", nil)
	})
}
