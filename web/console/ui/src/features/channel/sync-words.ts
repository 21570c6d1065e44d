import { dict } from '@/words'

// The words of reading the whole of WeCom.
export const syncWords = dict({
  title: '同步全部客户和群', why: '连接后先同步一次：把员工已有的客户、标签和群读进来。之后的变化随时更新，每天凌晨再核对一遍，漏掉的补上。中途关机会接着做。', first: '开始同步', again: '再同步一次', begun: '已开始同步', none: '还没有同步过。',
  state: { none: '没有', running: '进行中', done: '已完成', failed: '没做完' }, steps: { tags: '标签', members: '有客户联系权限的员工', lists: '员工的客户名单', persons: '客户资料', groups: '群名单', rosters: '群成员' },
  far: (read: string, items: string, done: string) => `${read} / ${items}，带来 ${done}`, failed: (n: string) => `${n} 个读不到`, failures: (n: string) => `读不到的 ${n} 个和原因`,
}, {
  title: 'Read all customers and groups', why: 'Once after connecting: customers, tags and groups that staff have already. Changes come by themselves from then on, and every night all of it is compared. A restart carries on.', first: 'Read everything', again: 'Read again', begun: 'Reading has begun', none: 'It has never been read.',
  state: { none: 'None', running: 'Running', done: 'Done', failed: 'Not finished' }, steps: { tags: 'Tags', members: 'Members with the right', lists: 'Lists of customers', persons: 'Customers', groups: 'Lists of groups', rosters: 'Members of groups' },
  far: (read, items, done) => `${read} of ${items}, brought ${done}`, failed: (n) => `${n} cannot be read`, failures: (n) => `${n} that cannot be read, and why`,
})
