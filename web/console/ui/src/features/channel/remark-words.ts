import { dict } from '@/words'

export const remarkWords = dict({
  on: '客户加上员工后，自动写备注', onHint: '打开之后加的客户才写；员工自己写过的备注永远不覆盖。',
  parts: '备注由这些组成', part: '内容', text: '固定文字', family: '标签组', drop: '省略的先后', never: '不省略', nth: (n: string) => `第 ${n} 个省略`, up: '上移', down: '下移', remove: '去掉', add: '加一项', separator: '分隔符',
  pieces: { level: '关系', name: '称呼', source: '来源', need: '需求（标签组）', store: '门店', date: '日期', text: '固定文字' },
  limit: '企业微信的备注最多 20 个字：超出时按先后省略；完整的写进描述（最多 150 字）。',
  preview: '预览', sample: '用这些内容试', remark: '备注', description: '描述', characters: (n: string) => `完整共 ${n} 个字`, dropped: (all: string) => `备注里省略了：${all}`, cut: '仍然太长，截到 20 个字',
  save: '保存', saved: '已保存', again: (n: string) => `把已经写过、没有人改过的 ${n} 条备注重写一遍`, own: (n: string) => `${n} 条是员工自己写的，不会动`,
  due: (n: string) => `还有 ${n} 条在写`, failing: (n: string) => `其中 ${n} 条没有成功，会自动再试`,
}, {
  on: 'Write a remark when a customer adds a member', onHint: 'For those who are added from then on. What a member wrote is never overwritten.',
  parts: 'A remark is made of', part: 'Part', text: 'Text', family: 'Group of tags', drop: 'Dropped', never: 'never', nth: (n: string) => `as number ${n}`, up: 'Up', down: 'Down', remove: 'Remove', add: 'Add a part', separator: 'Separator',
  pieces: { level: 'Relationship', name: 'Name', source: 'Source', need: 'Need (group of tags)', store: 'Store', date: 'Date', text: 'Text' },
  limit: 'WeCom keeps 20 characters of a remark: beyond that parts are dropped in this order. The whole goes into the description, 150 characters at most.',
  preview: 'Preview', sample: 'Try with', remark: 'Remark', description: 'Description', characters: (n: string) => `${n} characters in all`, dropped: (all: string) => `The remark leaves out: ${all}`, cut: 'Still too long: cut at 20 characters',
  save: 'Save', saved: 'Saved', again: (n: string) => `Write the ${n} remarks anew that nobody has changed`, own: (n: string) => `${n} were written by members and stay`,
  due: (n: string) => `${n} are still to be written`, failing: (n: string) => `${n} of them failed; it is tried again`,
})
