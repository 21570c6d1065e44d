package intake_test

import (
	"errors"
	"testing"

	"qunli/intake"
	"qunli/org"
)

// TestTryFindsOutTheKind: a file whose kind is not given is told by its columns, its first records come as they stand with
// what is wrong with them, and a mapping that does not fit still shows what the file holds.
func TestTryFindsOutTheKind(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		ctx := org.Owner(t.Context(), "test")
		for name, c := range map[string]struct{ body, kind string }{
			"orders":    {"订单编号,付款时间,买家会员名,购买数量,单价\nA1,2026-11-01 10:00:00,甲,1,9.90\nA2,昨天,乙,1,9.90\n", "orders"},
			"customers": {"姓名,手机号,标签\n甲,13800000001,会员\n", "customers"},
			"spend":     {"日期,渠道,消耗\n2026-11-01,抖音,88\n", "spend"},
			"referrals": {"被推荐人,推荐人,时间\n乙,甲,2026-11-01 10:00:00\n", "referrals"},
			"products":  {"商品编码,商品名称,品类\nS1,茶,茶饮\n", "products"},
		} {
			trial, err := d.Try(ctx, d.file(name+".csv", c.body), intake.Request{GuessKind: true})
			if err != nil || trial.Mapping.Kind != c.kind {
				t.Errorf("%s: %q, %v", name, trial.Mapping.Kind, err)
			}
			if name == "orders" && (len(trial.First) != 2 || trial.First[0].Refused.Code != "" || trial.First[1].Refused.Code == "" || trial.First[1].Line != 3) {
				t.Errorf("first records: %+v", trial.First)
			}
		}
		if _, err := d.Try(ctx, d.file("x.csv", "啊,哦\n1,2\n"), intake.Request{GuessKind: true}); !errors.Is(err, intake.ErrKind) {
			t.Errorf("nothing to tell by: %v", err)
		}
		trial, err := d.Try(ctx, d.file("y.csv", "姓名,手机号\n甲,13800000001\n"), intake.Request{Kind: "orders"})
		if !errors.Is(err, intake.ErrColumn) || len(trial.Report.Columns) != 2 || len(trial.First) != 1 {
			t.Errorf("a column is missing: %v, %+v", err, trial)
		}
	})
}
