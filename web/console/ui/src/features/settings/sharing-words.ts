import { dict } from '@/words'

export const sharingWords = dict({
  title: '同步到企业微信的标签组', why: '打开后，这一组里的标签在这里加上或去掉，员工手机上也一样；员工在手机上改的，这里也跟着改。没打开的组不会写到企业微信。',
  none: '还没有带分组的标签。给客户加“组/标签”这样的标签，这里就会出现。', tags: (n: string) => `${n} 个标签`, share: (f: string) => `把“${f}”同步到企业微信`,
  begun: (f: string) => `“${f}”开始同步到企业微信`, ended: (f: string) => `“${f}”不再同步；企业微信里已有的保留`,
  waiting: (n: string) => `还有 ${n} 位客户在比对`, failing: (n: string) => `其中 ${n} 位没有成功，会自动再试`,
  gone: (n: string) => `“${n}”已在企业微信里删除；关掉再打开会重新建`, trouble: (n: string, r: string) => `“${n}”没有建成（${r}）`,
}, {
  title: 'Tag groups shared with WeCom', why: 'When on, a tag of the group put on or taken off here is so on the phones of the staff, and what they change there is changed here. Groups that are off are never written to WeCom.',
  none: 'No tag has a group yet. Tag customers with “group/tag” and it appears here.', tags: (n: string) => `${n} tags`, share: (f: string) => `Share “${f}” with WeCom`,
  begun: (f: string) => `“${f}” is being shared with WeCom`, ended: (f: string) => `“${f}” is shared no more; what stands in WeCom stays`,
  waiting: (n: string) => `${n} customers are still to be compared`, failing: (n: string) => `${n} of them failed; it is tried again`,
  gone: (n: string) => `“${n}” was deleted in WeCom; switch off and on to make it again`, trouble: (n: string, r: string) => `“${n}” could not be made (${r})`,
})
