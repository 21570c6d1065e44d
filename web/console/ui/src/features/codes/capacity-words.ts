import { dict } from '@/words'

// The words of the page of how full accounts are.
export const capacityWords = dict({
  title: '容量', subtitle: '每种账号能装多少人、还剩多少、照最近 14 天的速度几天装满。不同的账号不相加。', company: '全公司的客户', companyWhy: '企业微信给全公司的客户上限；满了，所有活码都会休息。', members: '员工', membersWhy: '一个员工用到 90%，活码就不再把人引给他；别人的不受影响。', groups: '客户群', groupsWhy: '每个群有自己的上限，在群的资料里改。',
  member: '员工', group: '群', used: '已有', cap: '上限', free: '还剩', net: '每天净增', days: '装满还要', near: '快满', full: '已满', inDays: (n: string) => `${n} 天`, notFilling: '不在增加', codes: '现在引人来的活码', unknown: '没有对应的员工', fullNow: '已经满了：所有活码都在休息。先在企业微信扩容，再改下面的上限。', nearNow: '已用 90% 以上，请尽快在企业微信申请扩容。',
  caps: '上限', capsWhy: '企业微信扩容以后在这里改。', capCompany: '全公司', capMember: '每个员工', save: '保存', saved: '已保存', noMembers: '还没有员工加过客户', noMembersWhy: '连接企业微信、有人扫码加上员工以后，这里会有数字。', noGroups: '还没有企业微信的群', noGroupsWhy: '有了客户群，这里会说每个群还能进多少人。',
}, {
  title: 'Capacity', subtitle: 'How many people each account holds, how many more it takes, and when it is full at the pace of the last 14 days. Kinds are not added up.', company: 'Customers of the company', companyWhy: 'What WeCom allows the whole company; once it is full every code rests.', members: 'Members', membersWhy: 'From 90 % on codes lead nobody more to a member; the others are not touched.', groups: 'Groups', groupsWhy: 'Every group has a cap of its own, changed at the group.',
  member: 'Member', group: 'Group', used: 'Has', cap: 'Holds', free: 'Free', net: 'Net a day', days: 'Full in', near: 'Nearly full', full: 'Full', inDays: (n) => `${n} days`, notFilling: 'Not filling', codes: 'Codes that lead here now', unknown: 'Nobody of the staff', fullNow: 'Full: every code rests. Have WeCom grant more, then change the cap below.', nearNow: 'More than 90 % is used: ask WeCom for more soon.',
  caps: 'Caps', capsWhy: 'Change them once WeCom has granted more.', capCompany: 'Company', capMember: 'Each member', save: 'Save', saved: 'Saved', noMembers: 'No member has customers yet', noMembersWhy: 'Once WeCom is connected and somebody adds a member, numbers appear here.', noGroups: 'No groups of WeCom yet', noGroupsWhy: 'Once there are groups, this says how many more each takes.',
})
