import { dict } from '@/words'

export const words = dict({
  title: '今日', subtitle: '所有要做的事在一处：谁来做、何时到期、为什么、点一下就办。', whose: '谁的', mine: '我的', store: '我的门店', all: '全部', kindOf: '类型', staffOf: '负责人',
  overdue: '已逾期', today: '今天到期', later: '以后', count: (n: string) => `${n} 件`, showMore: (n: string) => `再显示 ${n} 件`, tooMany: (n: string) => `只读了最新的 ${n} 件，其余请用筛选缩小范围。`,
  kind: { contact: '联系客户', answer: '回答提问', invite: '邀请进群', remove: '请出群', review: '审核建议', harvest: '收割活动群', rename: '更正群名' },
  why: {
    question_waiting: '群里有人提问，还没有人回答', flow_suggested: '按流转规则，该进更合适的群', review_promote: '表现好，建议升到更深的群', review_prune: '长期没有互动，建议请出', review_retire: '种子用户不再活跃，建议退役',
    gate_breached: '不符合这个群的进群条件', harvest_due: '活动结束，活跃成员要安排去处', name_deviated: '群名与命名模板不一致', approved_promote: '升群已同意，等你邀请', approved_prune: '请出已同意，等你执行', approved_retire: '退役已同意，等你执行',
  }, tier: (t: string) => `刚进入 ${t} 层，24 小时内联系`, lateBy: (d: string) => `逾期 ${d}`, dueIn: (d: string) => `还剩 ${d}`, dueAt: (d: string) => `${d} 到期`, nobody: '还没有人认领', asked: (q: string) => `“${q}”`,
  act: { contact: '去联系', answer: '去回答', invite: '已邀请', remove: '去处理', review: '去决定', harvest: '去安排', rename: '已改名' }, done: '完成', doneToast: (k: string) => `“${k}”已完成`, drop: '不用做了', dropToast: (k: string) => `“${k}”不用做了`, tooLate: '已经记下，不能再撤销',
  more: '更多', snooze: '稍后再说', hour: '1 小时后', evening: '今天 18:00', tomorrow: '明天 9:00', monday: '下周一 9:00', snoozed: (d: string) => `推迟到 ${d}`, handOver: '转交', handTo: '交给谁', handed: (n: string) => `已转交给 ${n}`, giveBack: '放回公共', givenBack: '已放回，任何人都可以认领', take: '我来做', taken: '已认领', escalate: '上报', escalateTo: '上报给', escalated: (n: string) => `已上报给 ${n}`, noSeniors: '没有可以上报的人。', raised: '已上报，看得更多的人会接手', ok: '确定', cancel: '取消',
  empty: '都做完了', emptyWhy: '没有等着你的事。新的提问、进群建议、群的异常会自动出现在这里。', emptyMine: '你名下没有要做的事', emptyMineWhy: '干得好。可以看看别人名下有没有要帮忙的。', seeAll: '看全部', noMatch: '没有这一类的事', noMatchWhy: '换一个类型，或清除筛选。', clear: '清除筛选',
  worth: '最值得做的三件事', worthWhy: '今早从全部数据里挑出，附依据。', noWorth: '今天没有特别要提醒的。',
}, {
  title: 'Today', subtitle: 'All work in one place: whose, when due, why, and one tap to do it.', whose: 'Whose', mine: 'Mine', store: 'My store', all: 'All', kindOf: 'Kind', staffOf: 'Owner',
  overdue: 'Overdue', today: 'Due today', later: 'Later', count: (n) => `${n}`, showMore: (n) => `Show ${n} more`, tooMany: (n) => `Only the latest ${n} were read; narrow the filter for the rest.`,
  kind: { contact: 'Contact', answer: 'Answer a question', invite: 'Invite into a group', remove: 'Take out of the group', review: 'Decide a proposal', harvest: 'Harvest the group', rename: 'Correct the name' },
  why: {
    question_waiting: 'A question in the group that nobody answered', flow_suggested: 'By a flow rule, another group suits better', review_promote: 'Does well: proposed for a deeper group', review_prune: 'Long without any act: proposed to leave', review_retire: 'A seed user no longer active: proposed to retire',
    gate_breached: 'Does not meet the condition of the group', harvest_due: 'The activity ended; its active members need a place', name_deviated: 'The name differs from the template', approved_promote: 'Approved: invite them', approved_prune: 'Approved: take them out', approved_retire: 'Approved: retire them',
  }, tier: (t) => `New in tier ${t}: contact within 24 hours`, lateBy: (d) => `overdue by ${d}`, dueIn: (d) => `${d} left`, dueAt: (d) => `due ${d}`, nobody: 'Nobody has taken it', asked: (q) => `“${q}”`,
  act: { contact: 'Contact', answer: 'Answer', invite: 'Invited', remove: 'See to it', review: 'Decide', harvest: 'See to it', rename: 'Renamed' }, done: 'Done', doneToast: (k) => `“${k}” done`, drop: 'Not needed', dropToast: (k) => `“${k}” is not needed`, tooLate: 'It is noted and can no longer be undone',
  more: 'More', snooze: 'Later', hour: 'In an hour', evening: 'Today 18:00', tomorrow: 'Tomorrow 9:00', monday: 'Next Monday 9:00', snoozed: (d) => `Put off to ${d}`, handOver: 'Hand over', handTo: 'To whom', handed: (n) => `Handed over to ${n}`, giveBack: 'Give back to all', givenBack: 'Given back; anybody may take it', take: 'I will do it', taken: 'It is yours', escalate: 'Escalate', escalateTo: 'Escalate to', escalated: (n) => `Escalated to ${n}`, noSeniors: 'There is nobody to escalate to.', raised: 'Passed on to whoever looks after more', ok: 'OK', cancel: 'Cancel',
  empty: 'All done', emptyWhy: 'Nothing waits. New questions, suggestions and troubles of groups appear here by themselves.', emptyMine: 'Nothing waits for you', emptyMineWhy: 'Well done. See whether somebody else needs a hand.', seeAll: 'See all', noMatch: 'Nothing of this kind', noMatchWhy: 'Choose another kind, or clear the filter.', clear: 'Clear filters',
  worth: 'The three things most worth doing', worthWhy: 'Picked this morning from all data, with the evidence.', noWorth: 'Nothing stands out today.',
})
