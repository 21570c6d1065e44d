import { dict } from '@/words'

// The words of the page of what chat channels told.
export const eventsWords = dict({
  received: '收到', states: { new: '待读', done: '已读', failed: '读不懂' }, oldest: (a: string) => `最久的一条已等 ${a}`, noneWaits: '没有积压', stateFilter: '状态', kindFilter: '事件', from: '从', to: '到', pressState: (s: string) => `只看${s}`,
  kind: '事件', about: '关于', state: '状态', reason: '原因', at: '收到时间', took: '处理用时', channel: '渠道', actions: '操作', abouts: { person: '客户', group: '客户群', tags: '企业标签' },
  kinds: { add_external_contact: '添加客户', edit_external_contact: '修改客户备注', add_half_external_contact: '客户添加（免验证）', del_external_contact: '员工删除客户', del_follow_user: '客户删除员工', transfer_fail: '接替失败', msg_audit_approved: '同意会话存档', create: '新建', update: '变更', dismiss: '群解散', delete: '删除', shuffle: '标签重排' },
  unread: '认不出的事件', reasons: { 'wecom.payload': '内容不是能读的事件', internal: '程序出错' },
  open: '看原文', opened: '查看会记入操作记录，手机号已遮盖。', payload: '原文', digest: '摘要', subject: '对象', blank: '原文已随客户资料删除而抹去，不能再读。', replay: '重新读', replayed: '已排队重新读', replayAll: '重读失败的', replayAllTitle: '重新读所有符合筛选的失败事件', replayAllWhat: (n: string) => `先改好原因再重读。每次最多 ${n} 条，从最早的开始。`, replayedN: (n: string, more: boolean) => `${n} 条已排队重新读${more ? '，还有更多，请再点一次' : ''}`,
  none: '还没有收到过事件', noneWhy: '连接企业微信并保存回调以后，客户和群的每次变化都会出现在这里。', connect: '去连接', noMatch: '没有符合筛选的事件', noMatchWhy: '换一个状态、事件或日期再看。', clear: '清除筛选',
}, {
  received: 'Received', states: { new: 'Waiting', done: 'Read', failed: 'Not understood' }, oldest: (a) => `The oldest has waited ${a}`, noneWaits: 'Nothing waits', stateFilter: 'State', kindFilter: 'Event', from: 'From', to: 'To', pressState: (s) => `Show only: ${s}`,
  kind: 'Event', about: 'About', state: 'State', reason: 'Reason', at: 'Came', took: 'Took', channel: 'Channel', actions: 'Actions', abouts: { person: 'Customer', group: 'Group', tags: 'Tags' },
  kinds: { add_external_contact: 'Customer added', edit_external_contact: 'Remark changed', add_half_external_contact: 'Customer added by code', del_external_contact: 'Member deleted customer', del_follow_user: 'Customer deleted member', transfer_fail: 'Transfer failed', msg_audit_approved: 'Agreed to archiving', create: 'Made', update: 'Changed', dismiss: 'Group dissolved', delete: 'Deleted', shuffle: 'Tags reordered' },
  unread: 'Unknown event', reasons: { 'wecom.payload': 'It is no event that can be read', internal: 'The program failed' },
  open: 'Open', opened: 'Looking is recorded; phone numbers are masked.', payload: 'As it came', digest: 'Digest', subject: 'Subject', blank: 'It was taken out when a customer was erased, and cannot be read again.', replay: 'Read again', replayed: 'It will be read again', replayAll: 'Read failed ones again', replayAllTitle: 'Read again all failed events of this filter', replayAllWhat: (n) => `Mend the cause first. At most ${n} at a time, the oldest first.`, replayedN: (n, more) => `${n} will be read again${more ? '; there are more, press once more' : ''}`,
  none: 'No events yet', noneWhy: 'Once WeCom is connected and its callbacks are saved, every change of customers and groups appears here.', connect: 'Connect', noMatch: 'No event matches', noMatchWhy: 'Try another state, event or day.', clear: 'Clear filters',
})
