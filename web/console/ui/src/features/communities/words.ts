import { dict } from '@/words'

// words are those of the list, the matrix, and what all pages about groups share.
export const words = dict({
  title: '社群', subtitle: '每个群为什么存在、活得怎么样、该救还是该关。', newGroup: '开新群', matrix: '矩阵', list: '列表', codes: '活码', broadcasts: '群发', flows: '流转', settings: '设置', pages: '社群的页面',
  kind: { activity: '活动群', service: '服务群', sales: '销售群', core: '核心群', seed: '种子用户群' }, undecided: '未定类型',
  state: { draft: '草稿', open: '进行中', harvest: '收割中', closed: '已关闭', archived: '已归档' },
  carrier: { wecom: '企业微信', wechat: '微信', qq: 'QQ', irc: 'IRC', other: '其他' },
  life: { dead_a: '从未热闹', dead_b: '已经冷了', ad_only: '只有广告', young: '新群', healthy: '健康' },
  role: { owner: '群主', manager: '运营官', assistant: '助理', service: '服务官', leader: '意见领袖', seed: '种子用户', king: '灵魂人物', starter: '气氛组' },
  name: '群', kindOf: '类型', stateOf: '状态', health: '健康', members: '成员', owner: '群主', store: '门店', brief: '定位', area: '区域', series: '系列', opened: '开群', carrierOf: '载体', acts7: '近 7 天行动', lurkers: '潜水率', silent: '沉默天数', topic: '主题',
  written: (n: string) => `第 ${n} 版`, notWritten: '未写', noBrief: '只看没写定位的', fill: '占上限的比例', ofCap: (n: string, cap: string) => `${n} / ${cap}`,
  none: '还没有群', noneWhy: '群来自导入的群聊记录、开放接口，或者在这里按类型和定位新开。', noMatch: '没有符合筛选的群', noMatchWhy: '放宽或清除筛选条件再看看。', clear: '清除筛选',
  outOfScope: '不在可见范围', hidden: '无权查看', unnamedGroup: '未命名的群', save: '保存', cancel: '取消', saved: '已保存', edit: '编辑', add: '添加', remove: '移除',
  matrixTitle: '社群矩阵', matrixSub: '按维度摆开全部社群：哪里空着、哪里重复、谁被拉进了太多群。', axis: { attribute: '人群属性', spend: '消费能力', need: '需求', area: '区域', product: '产品', level: '等级' }, rowAxis: '行', columnAxis: '列', gap: '空白', openHere: '在这里开群',
  noAxes: '还没有设定矩阵的维度', noAxesWhy: '维度是你划分社群的角度，例如区域、产品、等级。设好维度和取值，系统就会指出没有群的格子和重复的群。', setAxes: '设定维度', gaps: '空白格', gapsWhy: '没有群的格子，可以考虑开群。', noGaps: '每一格都有群。',
  overlaps: '被重复打扰的人', overlapsWhy: '同时在太多营销群里的客户，反复收到同样的推广。', overlapsOf: (n: string) => `共 ${n} 人`, noOverlaps: '没有人在过多的营销群里。', person: '客户', inGroups: '所在的群', outside: '还没放进矩阵的群', outsideOf: (n: string) => `共 ${n} 个。`, outsideWhy: '打开一个群，在“定位与规则”里填写它在矩阵中的位置。', noOutside: '所有群都在矩阵里。', cellGroups: (n: string) => `${n} 个群`, cellPeople: (n: string) => `${n} 人`, topics: (list: string) => `主题：${list}`, anyValue: '未填',
}, {
  title: 'Communities', subtitle: 'Why each group exists, how it lives, whether to save or close it.', newGroup: 'Open a group', matrix: 'Matrix', list: 'List', codes: 'Codes', broadcasts: 'Broadcasts', flows: 'Flows', settings: 'Settings', pages: 'Pages about groups',
  kind: { activity: 'Activity', service: 'Service', sales: 'Sales', core: 'Core', seed: 'Seed users' }, undecided: 'Undecided',
  state: { draft: 'Draft', open: 'Open', harvest: 'Harvest', closed: 'Closed', archived: 'Archived' },
  carrier: { wecom: 'WeCom', wechat: 'WeChat', qq: 'QQ', irc: 'IRC', other: 'Other' },
  life: { dead_a: 'Never alive', dead_b: 'Gone cold', ad_only: 'Ads only', young: 'New', healthy: 'Healthy' },
  role: { owner: 'Owner', manager: 'Manager', assistant: 'Assistant', service: 'Service', leader: 'Opinion leader', seed: 'Seed user', king: 'King', starter: 'Conversation starter' },
  name: 'Group', kindOf: 'Kind', stateOf: 'State', health: 'Health', members: 'Members', owner: 'Owner', store: 'Store', brief: 'Positioning', area: 'Area', series: 'Series', opened: 'Opened', carrierOf: 'Carrier', acts7: 'Acts in 7 days', lurkers: 'Lurkers', silent: 'Days silent', topic: 'Topic',
  written: (n) => `Version ${n}`, notWritten: 'Missing', noBrief: 'Without positioning only', fill: 'Share of the cap', ofCap: (n, cap) => `${n} / ${cap}`,
  none: 'No groups yet', noneWhy: 'Groups come from imported chat logs, from the API, or are opened here by kind and positioning.', noMatch: 'No group matches the filter', noMatchWhy: 'Loosen or clear the filter.', clear: 'Clear filters',
  outOfScope: 'not in your scope', hidden: 'not for your role', unnamedGroup: 'Unnamed group', save: 'Save', cancel: 'Cancel', saved: 'Saved', edit: 'Edit', add: 'Add', remove: 'Remove',
  matrixTitle: 'Community matrix', matrixSub: 'All groups by your dimensions: where one is missing, where two do the same, who is in too many.', axis: { attribute: 'Attribute', spend: 'Spending', need: 'Need', area: 'Area', product: 'Product', level: 'Level' }, rowAxis: 'Rows', columnAxis: 'Columns', gap: 'Gap', openHere: 'Open one here',
  noAxes: 'The matrix has no dimensions yet', noAxesWhy: 'Dimensions are how you divide your groups: area, product, level. Set them with their values, and the matrix shows cells without a group and groups that double.', setAxes: 'Set dimensions', gaps: 'Gaps', gapsWhy: 'Cells without a group; one could be opened.', noGaps: 'Every cell has a group.',
  overlaps: 'People in too many groups', overlapsWhy: 'Customers in too many marketing groups get the same promotion again and again.', overlapsOf: (n) => `${n} people`, noOverlaps: 'Nobody is in too many marketing groups.', person: 'Customer', inGroups: 'In these groups', outside: 'Groups outside the matrix', outsideOf: (n) => `${n} in all.`, outsideWhy: 'Open a group and give its place under “Positioning and rules”.', noOutside: 'Every group has a place.', cellGroups: (n) => `${n} groups`, cellPeople: (n) => `${n} people`, topics: (list) => `Topics: ${list}`, anyValue: 'not set',
})

// briefParts are the questions of a positioning brief, in order.
export const briefParts = ['purpose', 'goal', 'value', 'persona', 'pains', 'advantage', 'product'] as const

// briefWords are the questions of a positioning brief.
export const briefWords = dict({
  purpose: '为什么有这个群', goal: '大家共同的目标', value: '核心价值', persona: '谁属于这里', pains: '他们的痛点', advantage: '为什么是我们', product: '背后的产品（链接）',
  hint: { purpose: '一句话：这个群为谁解决什么', goal: '群里所有人都认同的目标', value: '留在群里能得到什么', persona: '年龄、场景、消费习惯', pains: '现在让他们烦恼的事', advantage: '别人给不了而我们能给的', product: 'https://…' },
  template: '从范例开始', templateHint: '范例会填入下面的空白，可以再改', need: '请填写', title: '定位书', edit: '编辑定位', write: '写定位', none: '还没有写定位', noneWhy: '没有定位的群容易变成广告群。写清楚为什么有它、谁属于这里。', version: (n: string) => `第 ${n} 版`, versions: '历史版本', by: (d: string, who: string) => `${d} · ${who}`, current: '当前', saveVersion: '存为新版本', saved: '定位已保存',
}, {
  purpose: 'Why there is this group', goal: 'The goal all share', value: 'Core value', persona: 'Who belongs here', pains: 'What troubles them', advantage: 'Why we', product: 'The product behind it (link)',
  hint: { purpose: 'One sentence: what it solves for whom', goal: 'What everybody in it agrees on', value: 'What one gets for staying', persona: 'Age, occasion, habits of buying', pains: 'What bothers them now', advantage: 'What others cannot give', product: 'https://…' },
  template: 'Begin with an example', templateHint: 'It fills what is empty below; change it as you like', need: 'Please fill this in', title: 'Positioning', edit: 'Edit positioning', write: 'Write positioning', none: 'No positioning yet', noneWhy: 'A group without one soon carries only ads. Say why it exists and who belongs here.', version: (n) => `Version ${n}`, versions: 'Earlier versions', by: (d, who) => `${d} · ${who}`, current: 'current', saveVersion: 'Save as new version', saved: 'Positioning saved',
})

// planWords are what a group is made with.
export const planWords = dict({
  title: '开新群', subtitle: '先定类型，再写定位，然后定规则，最后开群。草稿随时可以回来接着写。', steps: ['类型', '定位', '规则', '开群'], next: '下一步', back: '上一步', open: '开群', openedToast: '群已开', later: '先存草稿', go: '保存，下一步',
  adviceTitle: '哪种群适合你的货', category: '品类', price: '一单多少钱', orders: '一位顾客一年买几次', ask: '给我建议', suits: (k: string) => `建议开${k}`, leadsTo: (k: string) => `成员下一步可以进${k}`, because: (dear: string, often: string) => `${dear}，${often}`, dear: (y: string) => `一单不低于 ${y}，属于高价`, cheap: (y: string) => `一单低于 ${y}，价格不高`, often: (n: string) => `一年 ${n} 次以上，属于高频`, rare: (n: string) => `一年不到 ${n} 次，频次低`, take: '采用',
  entry: { free: '自由进群', purchase: '买过才能进', paid: '付费进群', code: '凭邀请码', questionnaire: '答问卷', level: '按等级', tag: '按标签' }, marketing: '营销群', notMarketing: '不算营销群', dated: '有起止日期', reply: (n: string) => `${n} 分钟内要答复提问`, promo: (n: string) => `推广消息不超过 ${n}‰`, needs: (list: string) => `需要：${list}`,
  purpose: '群名里的用途', purposeHint: '例如：福利、会员服务、21天打卡。群名按模板由它组成', nameOf: '群名', nameHint: '留空则按命名模板生成', topic: '主题', startsOn: '开始', endsOn: '结束', cap: '人数上限', targetSize: '开下一个群的人数', targetHint: '到这个人数，系列里开下一个', promoCap: '推广消息上限（‰）', promoHint: '每 1000 条消息里最多几条推广', gate: '进群条件', gateHint: '在类型自带的条件之外再加一条，例如 orders(90d) >= 2；留空不加', wholeGate: '完整条件', tryGate: '试算', holds: (n: string) => `现有 ${n} 位客户符合`, threshold: '门槛', thresholds: { none: '不设', single: '单次消费满', cumulative: '累计消费满' }, thresholdPrice: '门槛金额', pause: '离开又回来算没走（分钟）', alternative: '不符合条件的人可去', area: '区域', level: '等级', carrier: '载体', owner: '群主', store: '门店',
  needKind: '请选类型', needPurpose: '请写用途', check: '开群前检查', has: '已完成', lacks: '还没有', checks: { kind: '定了类型', brief: '写了定位', owner: '有群主', gate: '有进群条件', dates: '有起止日期' }, optional: '可以以后再补', everybody: '任何人',
}, {
  title: 'Open a group', subtitle: 'The kind first, then the positioning, then the rules, then open it. A draft waits for you.', steps: ['Kind', 'Positioning', 'Rules', 'Open'], next: 'Next', back: 'Back', open: 'Open the group', openedToast: 'The group is open', later: 'Keep the draft', go: 'Save and go on',
  adviceTitle: 'Which kind suits your goods', category: 'Category', price: 'Price of one order', orders: 'Orders a year of one customer', ask: 'Advise me', suits: (k) => `We suggest: ${k}`, leadsTo: (k) => `Its members may go on to: ${k}`, because: (dear, often) => `${dear}; ${often}`, dear: (y) => `${y} or more an order is dear`, cheap: (y) => `less than ${y} an order is not dear`, often: (n) => `${n} or more a year is frequent`, rare: (n) => `fewer than ${n} a year is rare`, take: 'Take it',
  entry: { free: 'Everybody may join', purchase: 'For who has bought', paid: 'Paid', code: 'By invite code', questionnaire: 'By questionnaire', level: 'By level', tag: 'By tag' }, marketing: 'Marketing group', notMarketing: 'Not a marketing group', dated: 'Has a first and a last day', reply: (n) => `Questions answered within ${n} minutes`, promo: (n) => `At most ${n}‰ promotion`, needs: (list) => `Wants: ${list}`,
  purpose: 'Purpose, in the name', purposeHint: 'Such as offers, member service, 21 days. The name is made of it', nameOf: 'Name', nameHint: 'By the naming template when empty', topic: 'Topic', startsOn: 'First day', endsOn: 'Last day', cap: 'Most members', targetSize: 'Next one opens at', targetHint: 'With so many members the next of the series opens', promoCap: 'Most promotion (‰)', promoHint: 'Promotional messages in 1,000', gate: 'Who may join', gateHint: 'A rule beside that of the kind, such as orders(90d) >= 2; empty: none', wholeGate: 'The whole gate', tryGate: 'Try it', holds: (n) => `${n} customers meet it now`, threshold: 'Threshold', thresholds: { none: 'None', single: 'One order of', cumulative: 'Spent in all' }, thresholdPrice: 'Amount', pause: 'Grace for leaving (minutes)', alternative: 'Others may go to', area: 'Area', level: 'Level', carrier: 'Carrier', owner: 'Owner', store: 'Store',
  needKind: 'Choose a kind', needPurpose: 'Give the purpose', check: 'Before it opens', has: 'done', lacks: 'missing', checks: { kind: 'Has a kind', brief: 'Has a positioning', owner: 'Has an owner', gate: 'Has a gate', dates: 'Has first and last day' }, optional: 'can be added later', everybody: 'Everybody',
})
