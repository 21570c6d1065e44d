import { dict } from '@/words'

export const words = dict({
  title: '客户', subtitle: '你能看到的全部客户。筛选、视图和导出都作用于同一份名单。', search: '姓名、拼音首字母、手机尾号或账号', store: '门店', staff: '负责人', tag: '标签', channel: '来源渠道', segment: '人群', community: '所在社群', lost: '只看失联（无法触达）',
  ways: '客户的其他页面', segments: '人群', ladderBoard: '关系阶梯', twins: '疑似同一人',
  moreFilters: '更多筛选', show: '查看结果', any: '不限', from: '从', upTo: '到', chip: (a: string, b: string) => `${a}：${b}`, buying: '下单情况', boughtYes: '下过单', boughtNo: '从未下单', spentYuan: '累计净额（元）',
  name: '姓名', phone: '手机', orders: '订单数', spent: '累计净额', first: '首次下单', last: '最近下单', tags: '标签', badges: '触达', added: '添加时间', remark: '备注', 
  none: '没有', noneTitle: '还没有客户', noneWhy: '客户来自导入的名单、订单或开放接口。先导入一份客户名单，闭环就有了起点。', noneAct: '导入客户', noMatch: '没有符合筛选的客户', noMatchWhy: '放宽或清除筛选条件再看看。', clear: '清除筛选', cancel: '取消', remove: '删除',
  badge: { registration: '可注册触达', social: '可社交触达', content: '可内容触达', none: '失联' },
  putTag: '加标签', takeTag: '去标签', assign: '分配', tagName: '标签名，可写成“分组/标签”', moreTags: (n: number) => `另有 ${n} 个`, noStore: '不归任何门店', noStaff: '无人负责',
  putTagTo: (n: string) => `给 ${n} 位客户加标签`, takeTagFrom: (n: string) => `给 ${n} 位客户去标签`, assignN: (n: string) => `分配 ${n} 位客户`, bulkDone: (n: string) => `已处理 ${n} 位客户`,
  bulkAllNote: '作用于符合当前筛选的每一位客户，包括没有翻到的页。人数多时在后台进行，可以中途停止；已完成的部分不会自动还原。',
  bulkWaiting: '正在排队…', bulkOf: (a: string, b: string) => `${a} / ${b} 人`, bulkMissed: (n: string) => `${n} 人期间已不在`, bulkStop: '停止', bulkStopped: '已停止，已完成的部分保留',
  bulkState: { waiting: '等待中', running: '进行中', done: '已完成', failed: '失败', cancelled: '已停止' },
  exportN: (n: string) => (n ? `导出 ${n} 人` : '导出'), exportMasked: '导出 CSV（手机号打码）', exportPlain: '导出 CSV（完整手机号，会记录）', exported: '已导出，本次导出已记录',
  pickNone: '没有找到', pickHint: '输入姓名、手机尾号或账号',
  views: '常用视图', noViews: '还没有保存的视图。设好筛选后给它起个名字，下次一键打开。', viewNothing: '当前没有筛选或排序可保存。', viewName: '视图名称', viewShare: '所有人可用', viewShared: '共享', viewSave: '保存当前筛选', viewKept: '视图已保存', viewGone: (n: string) => `已删除视图“${n}”`,
}, {
  title: 'Customers', subtitle: 'Everybody you may see. Filters, views and exports all work on the same list.', search: 'Name, pinyin initials, end of a phone, account', store: 'Store', staff: 'Looked after by', tag: 'Tags', channel: 'Channel', segment: 'Segment', community: 'In the group', lost: 'Out of reach only',
  ways: 'Other pages about customers', segments: 'Segments', ladderBoard: 'Ladder', twins: 'Possible twins',
  moreFilters: 'More filters', show: 'Show', any: 'Any', from: 'From', upTo: 'To', chip: (a, b) => `${a}: ${b}`, buying: 'Buying', boughtYes: 'Has bought', boughtNo: 'Never bought', spentYuan: 'Spent, net (yuan)',
  name: 'Name', phone: 'Phone', orders: 'Orders', spent: 'Spent, net', first: 'First order', last: 'Last order', tags: 'Tags', badges: 'Reach', added: 'Added', remark: 'Remark', 
  none: 'None', noneTitle: 'No customers yet', noneWhy: 'Customers come from imported lists, orders or the API. Import a list and the loop has a beginning.', noneAct: 'Import customers', noMatch: 'Nobody matches the filter', noMatchWhy: 'Loosen or clear the filter.', clear: 'Clear filters', cancel: 'Cancel', remove: 'Delete',
  badge: { registration: 'By registration', social: 'By social', content: 'By content', none: 'Out of reach' },
  putTag: 'Add tags', takeTag: 'Remove tags', assign: 'Assign', tagName: 'Tag, or “family/tag”', moreTags: (n) => `${n} more`, noStore: 'No store', noStaff: 'Nobody',
  putTagTo: (n) => `Add tags to ${n} customers`, takeTagFrom: (n) => `Remove tags from ${n} customers`, assignN: (n) => `Assign ${n} customers`, bulkDone: (n) => `${n} customers done`,
  bulkAllNote: 'This reaches everybody who matches the filter, on pages not opened too. With many people it runs in the background and can be stopped; what was done is not undone by itself.',
  bulkWaiting: 'Waiting…', bulkOf: (a, b) => `${a} of ${b} people`, bulkMissed: (n) => `${n} gone meanwhile`, bulkStop: 'Stop', bulkStopped: 'Stopped; what was done stays',
  bulkState: { waiting: 'Waiting', running: 'Running', done: 'Done', failed: 'Failed', cancelled: 'Stopped' },
  exportN: (n) => (n ? `Export ${n}` : 'Export'), exportMasked: 'CSV with masked phones', exportPlain: 'CSV with full phones (recorded)', exported: 'Exported; this was recorded',
  pickNone: 'Nobody found', pickHint: 'Type a name, the end of a phone or an account',
  views: 'Saved views', noViews: 'No saved views yet. Set filters and give them a name to open them with one press.', viewNothing: 'No filter or order to save right now.', viewName: 'Name of the view', viewShare: 'For everybody', viewShared: 'Shared', viewSave: 'Save these filters', viewKept: 'View saved', viewGone: (n) => `View “${n}” deleted`,
})

// The scales on which a customer stands; codes as the API writes them.
export const scaleWords = dict({
  title: { ladder: '关系等级', depth: '关系层次', band: '关联强度', tier: '用户分层', seed: '种子用户' },
  none: { ladder: '尚无等级', depth: '尚无层次', band: '无关联' },
  ladder: { buyer: '交易', fan: '粉丝', friend: '铁粉', partner: '合伙人', shareholder: '股东' },
  depth: { trust: '信任感', participation: '参与感', ritual: '仪式感', belonging: '归属感' },
  band: { weak: '弱关联', strong: '强关联' },
  tier: { A: 'A 类', B: 'B 类', C: 'C 类', D: 'D 类' },
  seed: { candidate: '候选', invited: '已邀请', training: '培养中', active: '活跃', retired: '已退出' },
}, {
  title: { ladder: 'Level', depth: 'Depth', band: 'Tie', tier: 'Tier', seed: 'Seed user' },
  none: { ladder: 'No level yet', depth: 'No depth yet', band: 'No tie' },
  ladder: { buyer: 'Buyer', fan: 'Fan', friend: 'Loyal fan', partner: 'Partner', shareholder: 'Shareholder' },
  depth: { trust: 'Trust', participation: 'Participation', ritual: 'Ritual', belonging: 'Belonging' },
  band: { weak: 'Weak', strong: 'Strong' },
  tier: { A: 'Tier A', B: 'Tier B', C: 'Tier C', D: 'Tier D' },
  seed: { candidate: 'Candidate', invited: 'Invited', training: 'In training', active: 'Active', retired: 'Retired' },
})

export const twinWords = dict({
  title: '疑似同一人', subtitle: '系统看到同一线索出现在两份档案里，但不会自作主张合并。核对后一键合并，随时可以拆开。', customers: '客户', 
  none: '没有疑似同一人的档案', noneWhy: '导入或接入数据时，如果两份档案有同样的手机号等线索，会出现在这里等你核对。', compare: '对照', hide: '收起', merge: '合并', mergeReason: '疑似同一人，核对后合并',
  reason: { phone: '手机号相同', unionid: 'UnionID 相同', openid: 'OpenID 相同', external_userid: '企业微信账号相同', account: '会员账号相同', name: '姓名相同' }, first: '第一页', next: '下一页',
}, {
  title: 'Possible twins', subtitle: 'The same trace is in two records, and nothing is merged by itself. Compare, merge with one press, separate at any time.', customers: 'Customers', 
  none: 'No records look like one person', noneWhy: 'When two records share a phone or another trace on import, the pair waits here for you.', compare: 'Compare', hide: 'Hide', merge: 'Merge', mergeReason: 'possible twins, compared',
  reason: { phone: 'same phone', unionid: 'same UnionID', openid: 'same OpenID', external_userid: 'same WeCom account', account: 'same member account', name: 'same name' }, first: 'First page', next: 'Next',
})

export const ladderWords = dict({
  title: '关系阶梯', subtitle: '客户站在哪一级，往上走的人有多少，谁能成为种子。', customers: '客户', cancel: '取消',
  board: '五级阶梯', boardNote: '交易 → 粉丝 → 铁粉 → 合伙人 → 股东。条形是到过这一级及以上的人。', definition: '口径', nobody: '阶梯上还没有人', nobodyWhy: '有了订单和互动，客户会按凭据自动站上阶梯。', standing: (n: string) => `现在 ${n} 人`, reached: (n: string) => `这一级及以上 ${n} 人`, toNext: (l: string, s: string) => `走到${l}：${s}`,
  seeds: '种子用户', allStates: '全部状态', noneInState: '没有这个状态的人', noSeeds: '还没有种子用户和候选', noSeedsWhy: '每晚按“能影响多少人、有多活跃、买了多少”给客户打分，得分高的会列为候选，等你邀请。', howNamed: '看候选怎么选出来', 
  name: '姓名', state: '状态', score: '得分', reach: '能影响', activity: '互动', own: '本人消费', why: '为什么', next: '下一步', step: { invite: '邀请', train: '开始培养', activate: '转为活跃', retire: '退出' }, moved: '已更新',
  moveTitle: (s: string, n: string) => `${s}：${n}`, reason: '原因（可不填，写进关系史）', stepWhy: { invite: '把此人从候选邀请进种子池。', train: '开始培养：之后会先看到新品和活动消息。', activate: '此人成为活跃的种子用户。', retire: '此人退出种子池，以后不再列为候选，不能恢复。' },
}, {
  title: 'Ladder', subtitle: 'Where customers stand, how many climb on, and who can be a seed.', customers: 'Customers', cancel: 'Cancel',
  board: 'The five levels', boardNote: 'Buyer → fan → loyal fan → partner → shareholder. A bar is everybody at this level or higher.', definition: 'Definition', nobody: 'Nobody is on the ladder yet', nobodyWhy: 'With orders and acts, customers step on it by their evidence.', standing: (n) => `${n} now`, reached: (n) => `${n} here or higher`, toNext: (l, s) => `on to ${l}: ${s}`,
  seeds: 'Seed users', allStates: 'All states', noneInState: 'Nobody is in this state', noSeeds: 'No seed users and no candidates yet', noSeedsWhy: 'Every night customers are scored by whom they reach, how active they are and what they buy; the best become candidates for you to invite.', howNamed: 'How candidates are named',
  name: 'Name', state: 'State', score: 'Score', reach: 'Reach', activity: 'Acts', own: 'Own spend', why: 'Why', next: 'Next', step: { invite: 'Invite', train: 'Train', activate: 'Activate', retire: 'Retire' }, moved: 'Done',
  moveTitle: (s, n) => `${s}: ${n}`, reason: 'Reason (optional; kept in the history)', stepWhy: { invite: 'Invites this candidate into the pool of seed users.', train: 'Training begins: they see news of goods and campaigns first.', activate: 'They become a working seed user.', retire: 'They leave the pool and are never a candidate again. This cannot be undone.' },
})
