import { dict } from '@/words'

// boardWords are those of the live board of a campaign.
export const boardWords = dict({
  came: '参加', cameNote: '占过名额的次数', done: '完成', doneOf: (target: string) => `目标 ${target}`, target: '达成率', money: '完成的金额', remaining: '剩余', window: '时间', asOf: (when: string) => `${when} 更新`, address: '活动页', addressWhy: '发到群里，或者印出来给人扫', open: '打开', png: '下载图片', never: '还没有发布过，先发布再看看板。', toEditor: '去编辑',
  buckets: '库存和预算', bucketsNote: '深色是已用的，斜纹是占着还没定的', spent: '已用', held: '占着', free: '剩', bucketOf: (spent: string, held: string, free: string, total: string) => `已用 ${spent}，占着 ${held}，剩 ${free}，共 ${total}`,
  funnel: '走到哪一步', funnelNote: '从开始到现在，进入每一步的次数', offFunnel: '没走完的', nothing: '还没有人参加', days: '每天', day: '日期',
  teams: { groupbuy: '团', redpacket: '红包', invite: '邀请账户', other: '团' }, teamsState: '状态', noTeams: '没有这个状态的', owner: '发起人', brand: '品牌', seats: '人数', filled: (n: string) => `补位 ${n}`, deadline: '截止', mostTeams: '最早的 200 个',
  newest: '刚来的人', newestNote: '最近 20 个', noNewest: '还没有人来', person: '谁', step: '现在', amount: '金额', when: '时间', why: '为什么', rule: '进来时的条件', at: '什么时候',
  seat: { bonus_held: '团长奖励待结算', bonus_granted: '团长奖励发放中', bonus_received: '团长奖励已发', bonus_returned: '团长奖励未发出', bonus_void: '没有团长奖励', bonus_short: '团长奖励已发完', bonus_owed: '团长奖励需退回', ordered: '等付款', held: '占位待付', paid: '已付款', settled: '已成交', released: '已放弃', refunding: '退款中', refunded: '已退款', won: '已领取', received: '已到账', returned: '未收退回', account: '开了账户', bound: '已绑定', qualified: '已达标', valid: '有效', lapsed: '过期', revoked: '作废', granted: '奖励已发', owed: '待收回', short: '奖励不够', pot: '红包', emptied: '红包领完', unused: '红包收回' },
  team: { forming: '组团中', closing: '收尾中', succeeded: '已成团', failed: '未成团', cancelled: '已取消', merged: '已合并', open: '开放中', empty: '已领完', expired: '已过期' },
}, {
  came: 'Came', cameNote: 'Times that a place was taken', done: 'Done', doneOf: (target) => `of ${target}`, target: 'Reached', money: 'Amount done', remaining: 'Left', window: 'Time', asOf: (when) => `Updated ${when}`, address: 'The page', addressWhy: 'Share it in groups, or print its code', open: 'Open', png: 'Download', never: 'It was never published. Publish it first.', toEditor: 'Go and edit',
  buckets: 'Stock and budget', bucketsNote: 'Dark is used, striped is held and undecided', spent: 'Used', held: 'Held', free: 'left', bucketOf: (spent, held, free, total) => `${spent} used, ${held} held, ${free} left of ${total}`,
  funnel: 'How far they came', funnelNote: 'How often each step was entered since the beginning', offFunnel: 'Off the way', nothing: 'Nobody has come yet', days: 'By day', day: 'Day',
  teams: { groupbuy: 'Teams', redpacket: 'Packets', invite: 'Accounts', other: 'Teams' }, teamsState: 'State', noTeams: 'None in this state', owner: 'Opened by', brand: 'The brand', seats: 'People', filled: (n) => `${n} filled`, deadline: 'Deadline', mostTeams: 'The oldest 200',
  newest: 'Who has just come', newestNote: 'The last 20', noNewest: 'Nobody yet', person: 'Who', step: 'Now', amount: 'Amount', when: 'When', why: 'Why', rule: 'The condition when they came', at: 'When',
  seat: { bonus_held: 'Bonus to settle', bonus_granted: 'Bonus on its way', bonus_received: 'Bonus given', bonus_returned: 'Bonus not given', bonus_void: 'No bonus', bonus_short: 'Bonuses used up', bonus_owed: 'Bonus owed', ordered: 'To pay', held: 'Held, to pay', paid: 'Paid', settled: 'Settled', released: 'Released', refunding: 'Refunding', refunded: 'Refunded', won: 'Won', received: 'Arrived', returned: 'Came back', account: 'Has an account', bound: 'Bound', qualified: 'Qualified', valid: 'Valid', lapsed: 'Lapsed', revoked: 'Revoked', granted: 'Reward given', owed: 'To be returned', short: 'Reward ran out', pot: 'Packet', emptied: 'Packet empty', unused: 'Packet taken back' },
  team: { forming: 'Forming', closing: 'Closing', succeeded: 'Succeeded', failed: 'Failed', cancelled: 'Called off', merged: 'Merged', open: 'Open', empty: 'Empty', expired: 'Expired' },
})
