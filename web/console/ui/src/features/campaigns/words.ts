import { dict } from '@/words'

// words are those of all pages of campaigns.
export const words = dict({
  title: '活动', subtitle: '拼团、秒杀、红包、邀请：从模板开始，发布之后在看板上看它进行。', make: '新建活动', gifts: '礼品与优惠券', landings: '落地页',
  state: { draft: '草稿', live: '进行中', paused: '已暂停', ended: '已结束' }, soon: '未到时间', over: '时间已过', stateOf: '状态', modelOf: '玩法',
  model: { groupbuy: '拼团', flashsale: '限时秒杀', redpacket: '随机红包', invite: '邀请有礼' },
  name: '名称', nameHint: '顾客在活动页上看到的名称，例如：鲜花三人团', needName: '请写活动名称', store: '门店', allStores: '所有门店', version: '版本', versionOf: (n: number) => `第 ${n} 版`, editing: (n: number) => `第 ${n} 版在改`, never: '未发布', maker: '创建人', created: '创建时间',
  none: '还没有活动', noneWhy: '活动让老客带新客、让群热起来、把货集中卖掉。先选一个做成过的案例，改成自己的，几分钟就能发布。', noMatch: '没有符合筛选的活动', noMatchWhy: '换一个状态或玩法再看看。', clear: '清除筛选',
  gallery: '选一个模板', galleryWhy: '模板自带能用的规则、页面和时间（从现在起）；选好之后都可以改，发布前不会给任何人看到。', cases: '做成过的案例', plain: '从玩法开始', use: '用这个', file: '从文件导入', fileWhy: '导入从别处导出的活动：规则和页面，不带时间和参加的人', badFile: '这不是活动文件', begin: '开始', beginTitle: (what: string) => `用“${what}”新建活动`, cancel: '取消', begun: '已建好草稿',
  aimOf: '为了什么', aims: { newcomers: '拉新客', again: '让老客再买', lively: '让群热起来', sell: '集中卖货' }, any: '全部', runs: (days: number) => `一般做 ${days} 天`, casesFound: (n: number) => `${n} 个案例`, noCase: '没有这样的案例', noCaseWhy: '换一个目的或玩法，或者从下面的玩法开始自己写。',
  edit: '编辑', board: '看板', pause: '暂停', paused: '已暂停，下一个请求起就生效', pauseWhy: '为什么暂停', pauseWhyHint: '写给同事看，例如：库存要核对', needWhy: '请写原因', resume: '恢复', resumed: '已恢复', breaker: '一分钟内参加的人超过了上限，已自动暂停。查清原因再恢复。', faded: '按活动计划里的设置，它已自动停止接受新的参加；已经开始的照常进行。恢复之后，在发布新版本之前不会再自动停。', reviewOf: '复盘', review: { with: '已复盘', without: '待复盘' },
  end: '结束活动', endWhat: '结束之后不能再开始：正在进行的团和名额会取消，付过的钱会原路退回。', endWord: '结束', ended: '活动已结束',
}, {
  title: 'Campaigns', subtitle: 'Group-buys, flash sales, red packets, invitations: begin with a template, publish, and follow it on its board.', make: 'New campaign', gifts: 'Gifts and coupons', landings: 'Landing pages',
  state: { draft: 'Draft', live: 'Live', paused: 'Paused', ended: 'Ended' }, soon: 'Not begun', over: 'Time is over', stateOf: 'State', modelOf: 'Game',
  model: { groupbuy: 'Group-buy', flashsale: 'Flash sale', redpacket: 'Red packet', invite: 'Invitation rewards' },
  name: 'Name', nameHint: 'As customers see it on the page, such as: flowers for three', needName: 'Give the campaign a name', store: 'Store', allStores: 'All stores', version: 'Version', versionOf: (n) => `Version ${n}`, editing: (n) => `Version ${n} is being edited`, never: 'Never published', maker: 'Made by', created: 'Made',
  none: 'No campaigns yet', noneWhy: 'Campaigns have regulars bring newcomers, liven groups up and sell much at once. Choose a case that worked, make it yours, and publish it within minutes.', noMatch: 'No campaign matches the filter', noMatchWhy: 'Try another state or game.', clear: 'Clear filters',
  gallery: 'Choose a template', galleryWhy: 'A template brings sound rules, a page and a time from now on. All of it can be changed, and nobody sees it before it is published.', cases: 'Cases that worked', plain: 'Begin with a game', use: 'Use this', file: 'Import a file', fileWhy: 'A campaign exported elsewhere: its rules and page, without its time and its people', badFile: 'This is no file of a campaign', begin: 'Begin', beginTitle: (what) => `New campaign with “${what}”`, cancel: 'Cancel', begun: 'The draft is there',
  aimOf: 'What for', aims: { newcomers: 'Newcomers', again: 'Another order', lively: 'A lively group', sell: 'Selling much at once' }, any: 'All', runs: (days) => `usually ${days} ${days === 1 ? 'day' : 'days'}`, casesFound: (n) => `${n} ${n === 1 ? 'case' : 'cases'}`, noCase: 'There is no such case', noCaseWhy: 'Try another aim or game, or begin with a game below.',
  edit: 'Edit', board: 'Board', pause: 'Pause', paused: 'Paused, from the next request on', pauseWhy: 'Why it is paused', pauseWhyHint: 'For your colleagues, such as: stock has to be counted', needWhy: 'Give the reason', resume: 'Resume', resumed: 'Resumed', breaker: 'More people came within a minute than allowed, so it paused by itself. Find out why before resuming.', faded: 'As its plan says, it takes no more entries by itself; what has begun goes on. Once resumed it does not stop by itself again before the next version.', reviewOf: 'Post-mortem', review: { with: 'Written', without: 'Owed' },
  end: 'End campaign', endWhat: 'An ended campaign never begins again: open teams and places are called off, and what was paid goes back.', endWord: 'end', ended: 'The campaign has ended',
})
