package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"qunli/campaign"
	"qunli/campaign/handover"
	"qunli/campaign/risk"
	"qunli/channel"
	"qunli/insight"
	"qunli/intake"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/fault"
	"qunli/kit/job"
	"qunli/kit/serve"
	"qunli/org"
	"qunli/reward"
	"qunli/web/console"
	"qunli/webhook"
)

// settingRetention is the setting that holds for how many days kinds are kept, as JSON by name of the policy; what is not named
// has its default.
const settingRetention = "retention"

var (
	errNoPolicy = fault.New(fault.Invalid, "retention.unknown", "没有保留项 %q；可用的有：%s", "Nothing is kept under %q; there are: %s")
	errTooFew   = fault.New(fault.Invalid, "retention.least", "%s 至少保留 %d 天（0 为永久），而不是 %d 天", "%s is kept at least %d days (0: for ever), not %d")
)

// maxDays is the longest retention that is not for ever.
const maxDays = 36_500

// policy is how long one kind of rows or files is kept. No kind is a fact that numbers stand on.
type policy struct {
	name, zh, en string
	days         int64 // default; 0 for ever
	least        int64
	expires      bool // it ends by itself; days mean nothing
	count        func(ctx context.Context, age time.Duration) (int64, error)
	take         func(ctx context.Context, age time.Duration) (int64, error)
}

// policies lists everything that is pruned.
func (a *App) policies() []policy {
	keys := &serve.Idempotency{DB: a.DB}
	return []policy{
		{"jobs", "已完成的后台任务", "jobs done", 30, 15, false, a.Jobs.Prunable, a.Jobs.Prune},
		{"keys", "幂等键", "idempotency keys", 7, 1, false, keys.Prunable, keys.Prune},
		{"sessions", "过期的登录、链接和限流", "sessions, links and throttles that are over", 0, 0, true,
			func(ctx context.Context, _ time.Duration) (int64, error) { return a.Org.Expired(ctx) },
			func(ctx context.Context, _ time.Duration) (int64, error) { return a.Org.Prune(ctx) }},
		{"facts", "已告知各模块的事实通知", "notices of facts that every room has heard", 180, 30, false, a.countTold, a.takeTold},
		{"callbacks", "聊天渠道的回调原文", "what chat channels told, as it came", 30, 2, false, a.counting(channel.Old), a.taking(channel.ForgetOld)},
		{"rejects", "导入时被拒绝的原始行", "refused lines of files", 365, 7, false, a.counting(intake.Rejects), a.taking(intake.ForgetRejects)},
		{"answers", "无人再算的指标缓存", "stored answers nobody computes any more", 30, 2, false, a.counting(insight.Abandoned),
			a.taking(insight.ForgetAbandoned)},
		{"bulks", "已结束的批量操作", "acts on many people that are over", 90, 7, false, a.counting(intake.EndedBulks), a.taking(intake.ForgetBulks)},
		{"addresses", "已签收或已结束的礼品的收货地址", "where gifts went that arrived or were ended", 90, 7, false, a.counting(reward.OldAddresses), a.taking(reward.ForgetAddresses)},
		{"deliveries", "已收到、已退款或没买成的订单的收货地址", "where goods went that arrived, were paid back or never went", 90, 7, false, a.counting(handover.OldAddresses), a.taking(handover.ForgetAddresses)},
		{"webhooks", "Webhook 推送记录（没送到的不算）", "deliveries to webhooks, those that wait excepted", 30, 2, false, a.counting(webhook.Old), a.taking(webhook.ForgetOld)},
		{"risk", "活动风险：访问痕迹与评分", "risk of campaigns: what was seen and scored", risk.Kept, 7, false, a.counting(risk.Old), a.taking(risk.ForgetOld)},
		{"footfall", "活动页每天的访问步骤与首屏时间（只有次数）", "how far visitors of campaigns came by day, and the time of the first screen (counts alone)", campaign.FluencyKept, 28, false,
			a.counting(campaign.OldFootfall), a.taking(campaign.ForgetFootfall)},
		{"views", "离职员工自己的列表视图", "views of lists that only people who have left saw", 90, 1, false, a.counting(org.LeftViews),
			a.taking(org.ForgetLeftViews)},
		{"backups", "从控制台做的备份（最新的一份总是留着）", "backups made from the console (the latest always stays)", 90, 7, false, a.countOutdated, a.takeOutdated},
	}
}

func (a *App) before(age time.Duration) int64 { return a.DB.Clock().Now().Add(-age).UnixMilli() }

func (a *App) counting(count func(context.Context, db.Q, int64) (int64, error)) func(context.Context, time.Duration) (int64, error) {
	return func(ctx context.Context, age time.Duration) (int64, error) {
		return count(ctx, a.DB.Read(), a.before(age))
	}
}

// pruneStep is how many rows one transaction takes away.
const pruneStep = 5000

// taking takes rows away in transactions that give way to interactive work.
func (a *App) taking(take func(context.Context, *db.Tx, int64, int) (int64, error)) func(context.Context, time.Duration) (int64, error) {
	return func(ctx context.Context, age time.Duration) (int64, error) {
		before, total := a.before(age), int64(0)
		for {
			var n int64
			err := a.DB.Tx(db.Bulk(ctx), func(ctx context.Context, tx *db.Tx) error {
				var err error
				n, err = take(ctx, tx, before, pruneStep)
				return err
			})
			if total += n; err != nil || n < pruneStep {
				return total, err
			}
		}
	}
}

// told is before when facts were published that no job has to tell any more, and that are older than age.
func (a *App) told(ctx context.Context, q db.Q, age time.Duration) (int64, error) {
	open, err := job.Open(ctx, q, a.DB.Clock().Now().UnixMilli())
	return min(open, a.before(age)), err
}

func (a *App) countTold(ctx context.Context, age time.Duration) (int64, error) {
	before, err := a.told(ctx, a.DB.Read(), age)
	if err != nil {
		return 0, err
	}
	return event.Told(ctx, a.DB.Read(), before)
}

func (a *App) takeTold(ctx context.Context, age time.Duration) (int64, error) {
	return a.taking(func(ctx context.Context, tx *db.Tx, before int64, limit int) (int64, error) {
		open, err := a.told(ctx, tx, age)
		if err != nil {
			return 0, err
		}
		return event.ForgetTold(ctx, tx, min(open, before), limit)
	})(ctx, age)
}

// retention reads for how many days each kind is kept.
func retention(ctx context.Context, q db.Q, all []policy) (map[string]int64, error) {
	out := map[string]int64{}
	for _, p := range all {
		out[p.name] = p.days
	}
	return org.Structured(ctx, q, settingRetention, out)
}

// keeper is the console's way to the policies.
type keeper struct{ *App }

// Plan implements console.Retention.
func (k keeper) Plan(ctx context.Context) ([]console.Policy, error) {
	return k.each(ctx, func(p policy, age time.Duration) (int64, error) { return p.count(ctx, age) })
}

// Prune implements console.Retention.
func (k keeper) Prune(ctx context.Context) ([]console.Policy, error) {
	return k.each(ctx, func(p policy, age time.Duration) (int64, error) { return p.take(ctx, age) })
}

func (k keeper) each(ctx context.Context, do func(policy, time.Duration) (int64, error)) ([]console.Policy, error) {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return nil, err
	}
	all := k.policies()
	days, err := retention(ctx, k.DB.Read(), all)
	if err != nil {
		return nil, err
	}
	var out []console.Policy
	for _, p := range all {
		line := console.Policy{Name: p.name, Zh: p.zh, En: p.en, Days: days[p.name], Least: p.least}
		if p.expires || line.Days > 0 {
			if line.Rows, err = do(p, time.Duration(line.Days)*24*time.Hour); err != nil {
				return out, fmt.Errorf("prune %s: %w", p.name, err)
			}
		}
		out = append(out, line)
	}
	return out, nil
}

// Keep implements console.Retention.
func (k keeper) Keep(ctx context.Context, days map[string]int64) error {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return err
	}
	all := k.policies()
	for name, n := range days {
		if err := allowed(all, name, n); err != nil {
			return err
		}
	}
	return k.DB.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		now, err := retention(ctx, tx, all)
		if err != nil {
			return err
		}
		for name, n := range days {
			now[name] = n
		}
		if err := org.SetStructured(ctx, tx, settingRetention, now); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "setting.set", Object: "setting", After: map[string]any{settingRetention: now}})
	})
}

// allowed refuses a number of days that a kind cannot have.
func allowed(all []policy, name string, days int64) error {
	i := slices.IndexFunc(all, func(p policy) bool { return p.name == name && !p.expires })
	if i < 0 {
		var names []string
		for _, p := range all {
			if !p.expires {
				names = append(names, p.name)
			}
		}
		return errNoPolicy.F(name, strings.Join(names, ", "))
	}
	if days != 0 && days < all[i].least || days > maxDays {
		return errTooFew.F(name, all[i].least, days)
	}
	return nil
}
