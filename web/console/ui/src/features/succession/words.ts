import { dict } from '@/words'

export const words = dict({
  begin: '开始交接', from: '谁交出去', heirs: '由谁接替', heirsHint: '选一位全部给他；选几位就平均分。', pick: '选择员工',
  resigned: '在企业微信里', yes: '已经离职', no: '还在职（调岗、换人）', message: '客户转过去之后自动说的话', messageHint: '只有在职交接才会发，最多 200 字。可以不填。',
  will: '会交出去', customers: (n: string) => `${n} 位客户（企业微信好友）`, here: (n: string) => `${n} 位只在这里归他负责的客户`, groups: (n: string) => `${n} 个群`, tasks: (n: string) => `${n} 项没做完的任务`,
  how: '客户 24 小时后自动转过去，不用再加好友，期间客户可以拒绝；群立刻转；任务和只在这里的客户立刻转。聊天之外的历史都留在企业。', start: '开始', started: '已开始交接', cancel: '取消', none: '他名下没有客户、群和任务。',
  list: '交接记录', listNote: '每一项都有结果；没成功的可以换人再试。', nothing: '还没有交接过', nothingWhy: '员工离职或调岗时，点“开始交接”。',
  who: '员工', when: '时间', moved: '交出', far: '进度', state: '状态', running: '进行中', ended: '已结束', undone: (n: string) => `${n} 项没有成功`, done: (n: string, all: string) => `${n} / ${all} 完成`, waiting: (n: string) => `${n} 项等待中`,
  what: '客户或群', heir: '接替的人', result: '结果', why: '原因', until: (t: string) => `${t} 前客户可以拒绝`, unnamed: '未命名', open: '看每一项', back: '回到记录', retry: '没成功的再试', retryWith: '换一位接替（不选就还是原来的人）', retried: '已重新提交',
  states: { planned: '排队中', asked: '已提交', waiting: '等待 24 小时', done: '已完成', refused: '客户拒绝', full: '接替人客户已满', failed: '没有成功' },
  all: '全部', kinds: { customer: '客户', group: '群' }, noneFits: '没有这种结果', noneFitsWhy: '换一个结果看看。',
}, {
  begin: 'Hand on', from: 'Who hands on', heirs: 'Who takes over', heirsHint: 'One takes all; several share evenly.', pick: 'Choose a member',
  resigned: 'In WeCom they', yes: 'have resigned', no: 'work on (other duties)', message: 'Said to customers once they are handed on', messageHint: 'Only of somebody who works on; 200 characters at most. May be empty.',
  will: 'Will be handed on', customers: (n: string) => `${n} customers (friends in WeCom)`, here: (n: string) => `${n} customers kept here alone`, groups: (n: string) => `${n} groups`, tasks: (n: string) => `${n} open tasks`,
  how: 'Customers move after 24 hours by themselves, adding nobody; until then they may refuse. Groups move at once, and so do tasks and customers kept here alone. The history stays with the company.', start: 'Start', started: 'It has begun', cancel: 'Cancel', none: 'They have no customers, groups or tasks.',
  list: 'Successions', listNote: 'Every object comes to a result; what failed can be tried with somebody else.', nothing: 'Nothing was handed on yet', nothingWhy: 'When somebody leaves or changes work, press “Hand on”.',
  who: 'Member', when: 'When', moved: 'Handed on', far: 'Progress', state: 'State', running: 'Under way', ended: 'Ended', undone: (n: string) => `${n} did not succeed`, done: (n: string, all: string) => `${n} of ${all} done`, waiting: (n: string) => `${n} waiting`,
  what: 'Customer or group', heir: 'Successor', result: 'Result', why: 'Why', until: (t: string) => `may refuse until ${t}`, unnamed: 'Unnamed', open: 'Every object', back: 'Back to the list', retry: 'Try again what failed', retryWith: 'With another successor (empty: the same)', retried: 'Asked for again',
  states: { planned: 'Queued', asked: 'Asked for', waiting: 'Waits 24 hours', done: 'Done', refused: 'Refused', full: 'Successor is full', failed: 'Failed' },
  all: 'All', kinds: { customer: 'Customer', group: 'Group' }, noneFits: 'None with this result', noneFitsWhy: 'Choose another result.',
})
