import { dict } from '@/words'

// lifeWords are those of how a campaign lives and spreads, and of who is held for a review.
export const lifeWords = dict({
  title: '活动的一生', note: '有没有让人厌倦，有没有自己转起来，值不值', k: '裂变系数 K', kNote: (on: boolean) => (on ? '每人带来的人 ≥ 1：自己转得起来' : '每人带来的人 < 1：要继续投放才转'), early: '参加的人都不到 14 天，先看个大概', cycle: '裂变周期', brought: (brought: string, people: string) => `${people} 人参加，其中 ${brought} 人是被带来的`,
  half: '半衰期', day: (n: number) => `第 ${n} 天`, halfNote: '参加的人降到第一天的一半', halfNone: '还没降到第一天的一半', roi: '投入产出', roiOf: (profit: string, cost: string) => `毛利 ${profit}，奖励 ${cost}`, noMargin: '在活动计划里填上毛利率就能算', stop: (day: string) => `${day} 起，最近 7 天花的比赚的多，建议停下或换新。`,
  days: '每天', date: '日期', people: '参加人数', share: '对第一天', sales: '成交', cost: '奖励', held: '等人审核', heldNote: '有可疑信号的先不放行；写明理由后放行或拒绝', noHeld: '没有要审核的人', points: (n: number) => `${n} 分`, letIn: '放行', keepOut: '不放行', because: '理由', needBecause: '请写理由', decided: '已处理',
  putOut: '发一个红包', putOutWhat: '从预算里拿出一个红包的金额，放到活动页上先到先领。', out: '已发出', waive: '仍要发布', waiveWhy: '上面的问题可以放行，但要写明理由（10 字以上），会记在审计里。', waiveReason: '放行理由', needReason: '请写 10 到 500 个字',
}, {
  title: 'Life of the campaign', note: 'Whether it tires people, keeps itself going, and pays', k: 'K', kNote: (on) => (on ? 'Each brings one or more: it keeps itself going' : 'Each brings less than one: it needs seed flow'), early: 'Nobody has taken part for 14 days yet: a first look', cycle: 'Cycle', brought: (brought, people) => `${people} took part, ${brought} of them were brought`,
  half: 'Half-life', day: (n) => `day ${n}`, halfNote: 'Half as many took part as on the first day', halfNone: 'Not down to half of the first day yet', roi: 'Return', roiOf: (profit, cost) => `profit ${profit}, rewards ${cost}`, noMargin: 'Give the gross margin in the plan to know it', stop: (day) => `From ${day} on, seven days cost more than they brought: stop it, or make it new.`,
  days: 'By day', date: 'Day', people: 'Took part', share: 'Of the first day', sales: 'Sold', cost: 'Rewards', held: 'Waiting for a review', heldNote: 'Whoever shows suspicious signals is held; let them in or keep them out, with a reason', noHeld: 'Nobody waits', points: (n) => `${n} points`, letIn: 'Let in', keepOut: 'Keep out', because: 'Reason', needBecause: 'Give the reason', decided: 'Done',
  putOut: 'Put out a packet', putOutWhat: 'Sets the sum of one packet aside and puts it on the page, first come first served.', out: 'It is out', waive: 'Publish despite that', waiveWhy: 'These can be passed over for a reason of at least ten characters, which is audited.', waiveReason: 'Reason', needReason: 'Give 10 to 500 characters',
})
